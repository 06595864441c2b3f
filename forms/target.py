"""What a person writes to look for an establishment: words and a town, never refused, only found or not."""

from __future__ import annotations

from wtforms import Form

from forms.fields import Line
from workflows.store.text import Text


class SearchForm(Form):
    """Words to look for and, if given, the town to look in."""

    q = Line(Text("Nom, adresse, SIRET", "Name, address, SIRET"), name="q", required=False, maximum=200)
    town = Line(Text("Commune", "Town"), name="town", required=False, maximum=80)
