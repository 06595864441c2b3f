"""What a jurist asks of the gates without a case: who, to whom, what for, what, and which conditions are met."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from wtforms import Form

from forms.fields import Choice, Day
from forms.measure import Known
from workflows.law.gates import CONDITIONS, KINDS, PURPOSES
from workflows.store.text import Text

_KNOWN: Final = {"yes": True, "no": False, "unknown": None}


class GatesForm(Form):
    """The question. The conditions that matter are asked once the gate is known; what is not answered is unknown."""

    from_ = Choice(Text("Qui partage", "Who shares"), name="from", choices=())
    to = Choice(Text("Avec qui", "With whom"), name="to", choices=())
    purpose = Choice(
        Text("À quelle fin", "What for"), name="purpose", choices=tuple((key, each) for key, each in PURPOSES.items())
    )
    kind = Choice(Text("Quoi", "What"), name="kind", choices=tuple((each.key, each.label) for each in KINDS.values()))
    on = Day(Text("Selon le droit du", "By the law of"), name="on", required=False, says_optional=False)
    investigation = Known(
        Text("Une information judiciaire est ouverte au sujet du lieu", "A judicial investigation is open about the place"),
        name="investigation",
    )  # fmt: skip

    def offer(self, agencies: Iterable[tuple[str, Text]], others: Iterable[tuple[str, Text]]) -> None:
        """Offer these agencies on both sides, and these bodies without a desk as recipients."""
        self.from_.choices = tuple(agencies)
        self.to.choices = (*self.from_.choices, *others)


class ConditionsForm(Form):
    """One question for each condition that any gate has."""


for _condition in CONDITIONS.values():
    setattr(ConditionsForm, _condition.key, Known(_condition.asks, name=_condition.key))


def facts_of(form: ConditionsForm) -> dict[str, bool | None]:
    """Return what the form says of each condition: met, not met, or unknown."""
    return {field.name: _KNOWN.get(field.data) for field in form}
