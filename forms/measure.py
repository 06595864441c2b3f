"""What a jurist asks of an administrative measure without a case: plain facts, each of which may be unknown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from wtforms import Form

from forms.fields import Asked, Choice, Day, Moment, Number, Paragraphs
from workflows.law.order_facts import UNKNOWN, HearingFacts, OrderFacts, Unknown
from workflows.store.text import Text

_UNKNOWN: Final = ("unknown", Text("On ne sait pas", "Not known"))
_NO: Final = ("no", Text("Non", "No"))
_YES: Final = ("yes", Text("Oui", "Yes"))
_KNOWN: Final = {"yes": True, "no": False}
_MOST_DAYS: Final = 60


class Days(Day):
    """Several calendar days, between blanks, commas or line breaks, each as a day is written."""

    kind = "text"

    def read(self, typed: str) -> Any:
        """Return the days in the order of time; refuses what is not one, and more than can be meant."""
        days = sorted({super(Days, self).read(each) for each in typed.replace(",", " ").split()})
        if len(days) > _MOST_DAYS:
            raise ValueError(_TOO_MANY)
        return tuple(days) or None


class Known(Choice):
    """A question whose answer may be unknown; its answers stand side by side."""

    kind = "yes_no"

    def __init__(self, label: Text, **kwargs: Any) -> None:
        super().__init__(
            label, choices=(_UNKNOWN, _YES, _NO), default="unknown", required=False, says_optional=False, **kwargs
        )


class MeasureForm(Form):
    """The facts of an order. Nothing is required: what is left out is unknown, and the answer says what is needed."""

    basis = Choice(Text("Fondement", "Basis"), name="basis", choices=(), required=False, says_optional=False)
    months = Number(
        Text("Durée, en mois", "Length, in months"), name="months", maximum=60, required=False, says_optional=False
    )
    facts_on = Days(
        Text("Jours des faits", "Days of the facts"), name="facts_on", required=False, says_optional=False,
        hint=Text("Un par ligne\u00a0: 01/10/2026.", "One a line: 01/10/2026."),
    )  # fmt: skip
    linked_to_place = Known(
        Text("Les faits sont liés à la fréquentation ou à l’exploitation du lieu", "The facts are tied to who comes there or how the place is run"), name="linked_to_place",
    )  # fmt: skip
    repetition = Known(Text("Réitération", "Repetition"), name="repetition")
    prior = Known(
        Text("Étape préalable accomplie", "Earlier step done"), name="prior",
        hint=Text("Avertissement, mise en demeure, avis de la commission ou proposition des douanes, selon le fondement.", "Warning, formal notice, opinion of the commission or proposal of customs, as the basis asks."),
    )  # fmt: skip
    prior_on = Day(
        Text("Jour de cette étape", "Day of that step"), name="prior_on", required=False, says_optional=False
    )
    notice_until = Day(
        Text("Fin du délai laissé par la mise en demeure", "End of the time that the formal notice left"), name="notice_until",
        required=False, says_optional=False,
    )  # fmt: skip
    hearing = Choice(
        Text("Procédure contradictoire", "Contradictory procedure"), name="hearing", default="unknown", required=False, says_optional=False,
        choices=(_UNKNOWN, ("held", Text("Suivie", "Held")), ("urgent", Text("Écartée pour urgence motivée", "Set aside, urgency argued")), ("none", Text("Absente", "None"))),
    )  # fmt: skip
    received_on = Day(
        Text("Lettre reçue le", "Letter received on"), name="received_on", required=False, says_optional=False
    )
    days = Number(
        Text("Jours laissés pour répondre", "Days left to answer"),
        name="days",
        maximum=400,
        required=False,
        says_optional=False,
    )
    proposed = Paragraphs(
        Text("Ce que la lettre annonçait", "What the letter announced"), name="proposed", maximum=600, required=False, says_optional=False,
        hint=Text("Une mesure par ligne, avec sa durée.", "One measure a line, with its length."),
    )  # fmt: skip
    delegation = Known(Text("Le signataire a délégation pour cette matière ce jour-là", "The signatory has a delegation for this subject on that day"), name="delegation")  # fmt: skip
    remedies = Known(
        Text("Les voies et délais de recours figurent sur l’arrêté", "The order says how to contest it"),
        name="remedies",
    )
    signed_on = Day(Text("Signature", "Signature"), name="signed_on", required=False, says_optional=False)
    served_at = Moment(Text("Notification", "Service"), name="served_at", required=False, says_optional=False)

    def offer(self, measures: Iterable[tuple[str, Text]]) -> None:
        """Offer these measures (key, name) as bases."""
        self.basis.choices = tuple(measures)

    def facts(self) -> OrderFacts:
        """Return what the form says; call ``validate`` before."""
        before = self._before()
        return OrderFacts(
            bases=(self.basis.data,) if self.basis.data else (),
            facts_on=_given(self.facts_on),
            signed_on=_given(self.signed_on),
            served_at=_given(self.served_at),
            months=self.months.data or UNKNOWN,
            repetition=_answer(self.repetition),
            warning_on=before,
            hearing=self._hearing(),
            formal_notice_on=before,
            formal_notice_until=_given(self.notice_until),
            opinion_on=before,
            proposal_on=before,
            delegation=_answer(self.delegation),
            remedies=_answer(self.remedies),
            linked_to_place=_answer(self.linked_to_place),
        )

    def _before(self) -> date | Unknown | None:
        """The day of whatever had to come first: each basis asks for one such step at most."""
        if self.prior.data == "no":
            return None
        found: date | Unknown = _given(self.prior_on) if self.prior.data == "yes" else UNKNOWN
        return found

    def _hearing(self) -> HearingFacts | Unknown | None:
        if self.hearing.data == "none":
            return None
        if self.hearing.data == "urgent":
            return HearingFacts(urgency=_URGENT)
        if self.hearing.data != "held":
            return UNKNOWN
        announced = [line.strip() for line in (self.proposed.data or "").split("\n") if line.strip()]
        return HearingFacts(_given(self.received_on), self.days.data or UNKNOWN, None, tuple(announced) or UNKNOWN)


def _given(asked: Asked) -> Any:
    return UNKNOWN if asked.data is None else asked.data


def _answer(asked: Choice) -> bool | Unknown:
    return _KNOWN.get(asked.data, UNKNOWN)


_URGENT: Final = "argued"
_TOO_MANY: Final = Text("Soixante jours au plus.", "Sixty days at most.")
