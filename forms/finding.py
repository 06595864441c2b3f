"""What an agency chooses for one of its findings before it validates its part of the minutes."""

from __future__ import annotations

from wtforms import Form

from forms.fields import Choice, Line
from workflows.law.grids import ROUTES
from workflows.store.text import Text


class RouteForm(Form):
    """The branch that the finding takes, and why if it is not the usual one."""

    route = Choice(
        Text("Suite donnée par votre service", "What your agency makes of it"), choices=ROUTES.items(), name="route"
    )
    reason = Line(
        Text("Pourquoi cette suite", "Why this one"),
        name="reason",
        required=False,
        maximum=300,
    )  # fmt: skip
