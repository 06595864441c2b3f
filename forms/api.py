"""What a person writes to make a key for software of their agency, and to have an address told of what happens."""

from __future__ import annotations

from collections.abc import Iterable

from forms.command import CommandForm
from forms.fields import Choice, Choices, Line
from workflows.register.api_keys import LIVES, SCOPES
from workflows.register.webhooks import EVENTS
from workflows.store.text import Text


def _lives() -> Iterable[tuple[str, Text]]:
    return [(str(days), Text("{days} jours", "{days} days", days=days)) for days in LIVES]


class KeyForm(CommandForm):
    """The name of the software, what its key allows, for how long."""

    name = Line(
        Text("Nom du logiciel", "Name of the software"),
        name="name",
        maximum=60,
        hint=Text(
            "L’historique dira que c’est lui qui a envoyé un relevé.", "The history will say that it sent a reading."
        ),
    )
    scopes = Choices(Text("Ce que la clé permet", "What the key allows"), name="scopes", choices=SCOPES.items())
    days = Choice(Text("Durée", "Life"), name="days", choices=_lives())


class WebhookForm(CommandForm):
    """Which address is told, and of what."""

    url = Line(Text("Adresse (https)", "Address (https)"), name="url", maximum=500)
    events = Choices(Text("Ce dont elle est prévenue", "What it is told of"), name="events", choices=EVENTS.items())

    def refuse_url(self, why: Text) -> None:
        """Say why the address is not called."""
        self.url.errors = (why,)  # type: ignore[assignment]
