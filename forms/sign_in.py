"""What a person writes to sign in."""

from __future__ import annotations

from wtforms import Form

from forms.fields import Line, Password
from workflows.register.users import LONGEST_PASSWORD
from workflows.store.text import Text


class SignInForm(Form):
    """A user name and a password."""

    user_name = Line(Text("Identifiant", "User name"), maximum=60, name="user_name")
    password = Password(Text("Mot de passe", "Password"), maximum=LONGEST_PASSWORD, name="password")
