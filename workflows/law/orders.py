"""May this order be signed, when does it bind, when does it end? Asked of plain facts, without a case.

The refusals are the common annulments (domain §4.2), each with its source. What is unknown and needed is a refusal too,
which says so: an order is not signed on what nobody has looked up. What counts is the law on the day of the signature.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from workflows.engine.definition import Refusal
from workflows.law.calendar import end_of_day, months, paris_day
from workflows.law.clocks import Clock, clock
from workflows.law.measures import Measure, UnknownMeasureError, measure
from workflows.law.order_facts import HearingFacts, OrderFacts, Unknown
from workflows.store.text import Text

STALE: Final = "csp_l3332_15_stale"
"""The time limit after which facts delay an order under L3332-15 §1 or §2 (domain §0.7)."""
_URGENT: Final = "crpa_l121_2_urgency"
_ALTERNATIVE: Final = re.compile(r"\b(?:ou|or)\b", re.IGNORECASE)
"""What makes two measures of one sentence: the person would not know which one to answer."""
_LENGTH: Final = re.compile(r"(\d+)\s*(?:mois|months?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OrderVerdict:
    """Whether the order may be signed, why not, what a careful signatory looks at again, and its dates.

    ``binds_from`` is aware UTC, ``ends_on`` the last day in Paris of what has a length; both ``None`` while they cannot be counted.
    """

    refusals: tuple[Refusal, ...]
    warnings: tuple[Refusal, ...]
    binds_from: datetime | None
    ends_on: date | None

    @property
    def allowed(self) -> bool:
        """Whether nothing stands against the signature."""
        return not self.refusals


def judge(facts: OrderFacts) -> OrderVerdict:
    """Return what the law says of an order, every refusal and not only the first."""
    law, refusals = _law_of(facts)
    refusals += [
        *_on_the_facts(facts, law),
        *_on_the_length(facts, law),
        *_on_what_comes_before(facts, law),
        *_on_the_form(facts),
    ]
    binds_from = _binds_from(facts, law)
    return OrderVerdict(tuple(refusals), tuple(_warnings(facts, law)), binds_from, _ends_on(facts, law, binds_from))


def is_stale(facts: OrderFacts) -> bool:
    """Tell whether every fact of an order was older than ``STALE`` at its signature; the latest one counts."""
    if isinstance(facts.facts_on, Unknown) or isinstance(facts.signed_on, Unknown) or not facts.facts_on:
        return False
    return _has_passed(STALE, max(facts.facts_on), facts.signed_on)


def delay_of(law: Iterable[Measure]) -> Clock | None:
    """Return how long an order on these measures waits after its service where its facts are stale, ``None`` if not at all."""
    return next((clock(each.delay) for each in law if each.delay is not None), None)


def answer_until(hearing: HearingFacts) -> date | None:
    """Return the last day on which the person may answer, ``None`` while it cannot be counted; the day of receipt does not count."""
    if not isinstance(hearing.received_on, date) or isinstance(hearing.days, Unknown):
        return None
    return hearing.received_on + timedelta(days=hearing.days)


def _law_of(facts: OrderFacts) -> tuple[list[Measure], list[Refusal]]:
    """The measures as they stood at the signature; today's wording where nobody knows the day."""
    refusals = []
    if not facts.bases:
        refusals.append(_not_known("basis", _ABOUT["basis"]))
    if isinstance(facts.signed_on, Unknown):
        refusals.append(_not_known("signed_on", _ABOUT["signed_on"]))
    day = date.max if isinstance(facts.signed_on, Unknown) else facts.signed_on
    law = []
    for key in facts.bases:
        try:
            law.append(measure(key, day))
        except UnknownMeasureError as fault:
            refusals.append(Refusal("wrong_basis", fault.text))
    return law, refusals


def _on_the_facts(facts: OrderFacts, law: list[Measure]) -> Iterator[Refusal]:
    if isinstance(facts.facts_on, Unknown):
        yield _not_known("facts_on", _ABOUT["facts_on"])
    elif not facts.facts_on:
        yield Refusal("no_dated_fact", _NO_FACT, ("crpa_l211_5",))
    elif not isinstance(facts.signed_on, Unknown) and max(facts.facts_on) > facts.signed_on:
        yield Refusal("fact_after_signature", _FACT_AFTER, ("crpa_l211_5",))
    if isinstance(facts.linked_to_place, Unknown):
        yield _not_known("linked_to_place", _ABOUT["linked_to_place"])
    elif not facts.linked_to_place:
        yield Refusal("not_linked_to_place", _NOT_LINKED, _references(law))


def _on_the_length(facts: OrderFacts, law: list[Measure]) -> Iterator[Refusal]:
    capped = [each for each in law if each.cap is not None]
    if not capped:
        return
    if isinstance(facts.months, Unknown):
        yield _not_known("months", _ABOUT["months"])
        return
    if facts.months is None:
        yield Refusal("no_length", _NO_LENGTH, _references(capped))
        return
    for each in capped:
        yield from _too_long(facts.months, facts.repetition, each)


def _too_long(length: int, repetition: bool | Unknown, law: Measure) -> Iterator[Refusal]:
    assert law.cap is not None
    if length <= law.cap:
        return
    if law.cap_repeated is not None and length <= law.cap_repeated and repetition is not False:
        if isinstance(repetition, Unknown):
            yield _not_known("repetition", _ABOUT["repetition"], _references([law]))
        return
    cap = law.cap_repeated if law.cap_repeated is not None and repetition is True else law.cap
    text = _TOO_LONG.with_parameters(key=law.key, label=law.label, length=length, cap=cap)
    yield Refusal("too_long", text, (*_references([law]), "ta_lyon_2013_12_04"))


def _on_what_comes_before(facts: OrderFacts, law: list[Measure]) -> Iterator[Refusal]:
    asked = {prior: [each for each in law if prior in each.prior] for each in law for prior in each.prior}
    if _argues_urgency(facts):
        # What must come before an order that waits does not come before one that cannot (CRPM L233-1).
        asked.pop("formal_notice", None)
    for prior in ("warning", "formal_notice", "opinion", "proposal"):
        if prior in asked:
            yield from _dated(prior, getattr(facts, f"{prior}_on"), facts.signed_on, asked[prior])
    if "formal_notice" in asked and isinstance(facts.formal_notice_on, date):
        yield from _on_the_notice(facts.formal_notice_until, facts.signed_on, _references(asked["formal_notice"]))
    if "hearing" in asked:
        yield from _on_the_hearing(facts, asked["hearing"])


def _dated(prior: str, on: date | Unknown | None, signed_on: date | Unknown, law: list[Measure]) -> Iterator[Refusal]:
    if isinstance(on, Unknown):
        yield _not_known(f"{prior}_on", _ABOUT[prior], _references(law))
    elif on is None or (not isinstance(signed_on, Unknown) and on >= signed_on):
        yield Refusal(f"no_{prior}", _BEFORE[prior], _references(law))


def _on_the_notice(
    until: date | Unknown | None, signed_on: date | Unknown, references: tuple[str, ...]
) -> Iterator[Refusal]:
    """A formal notice leaves time to comply: nothing is ordered before that has passed."""
    if isinstance(until, Unknown):
        yield _not_known("formal_notice_until", _ABOUT["formal_notice_until"], references)
    elif until is None:
        yield Refusal("no_notice_deadline", _NO_NOTICE_DEADLINE, references)
    elif not isinstance(signed_on, Unknown) and signed_on <= until:
        yield Refusal("notice_running", _NOTICE_RUNNING.with_parameters(day=until), references)


def _on_the_hearing(facts: OrderFacts, law: list[Measure]) -> Iterator[Refusal]:
    hearing = facts.hearing
    if isinstance(hearing, Unknown):
        yield _not_known("hearing", _ABOUT["hearing"], ("crpa_l121_1",))
    elif hearing is None:
        yield Refusal("no_hearing", _NO_HEARING, ("crpa_l121_1", "caa_douai_20da01013"))
    elif _argues_urgency(facts):
        if _is_no_urgency(facts):
            yield Refusal("no_urgency", _NO_URGENCY, ("crpa_l121_2", "caa_douai_20da01013"))
    else:
        yield from _on_the_letter(hearing)
        yield from _on_the_days(facts, hearing, law)


def _argues_urgency(facts: OrderFacts) -> bool:
    hearing = facts.hearing
    return isinstance(hearing, HearingFacts) and isinstance(hearing.urgency, str) and bool(hearing.urgency.strip())


def _is_no_urgency(facts: OrderFacts) -> bool:
    if isinstance(facts.facts_on, Unknown) or isinstance(facts.signed_on, Unknown) or not facts.facts_on:
        return False
    return _has_passed(_URGENT, max(facts.facts_on), facts.signed_on)


def _has_passed(limit: str, since: date, on: date) -> bool:
    return end_of_day(on) > clock(limit).term.counted(since).ends_at


def _on_the_letter(hearing: HearingFacts) -> Iterator[Refusal]:
    if isinstance(hearing.proposed, Unknown):
        yield _not_known("hearing.proposed", _ABOUT["proposed"], ("crpa_l122_1",))
    elif not hearing.proposed:
        yield Refusal("nothing_proposed", _NOTHING_PROPOSED, ("crpa_l122_1",))
    elif len(hearing.proposed) > 1 or _ALTERNATIVE.search(hearing.proposed[0]):
        yield Refusal("several_proposed", _SEVERAL_PROPOSED, ("ta_lyon_2009_12_08",))


def _on_the_days(facts: OrderFacts, hearing: HearingFacts, law: list[Measure]) -> Iterator[Refusal]:
    if isinstance(hearing.received_on, Unknown):
        yield _not_known("hearing.received_on", _ABOUT["received_on"], ("crpa_l122_1",))
    elif hearing.received_on is None:
        yield Refusal("not_received", _NOT_RECEIVED, ("crpa_l122_1",))
    if isinstance(hearing.days, Unknown):
        yield _not_known("hearing.days", _ABOUT["days"], ("crpa_l122_1",))
    else:
        for each in law:
            limit = _time_to_answer(each)
            if limit.reference is not None and hearing.days < limit.term.count:
                text = _TOO_SHORT.with_parameters(days=hearing.days, least=limit.term.count)
                yield Refusal("hearing_too_short", text, (limit.reference,))
    until = answer_until(hearing)
    if until is not None and not isinstance(facts.signed_on, Unknown) and facts.signed_on <= until:
        yield Refusal("hearing_running", _RUNNING.with_parameters(day=until), ("crpa_l122_1",))


def _on_the_form(facts: OrderFacts) -> Iterator[Refusal]:
    for name, sentence, references in _FORM:
        known = getattr(facts, name)
        if isinstance(known, Unknown):
            yield _not_known(name, _ABOUT[name], references)
        elif not known:
            yield Refusal(f"no_{name}", sentence, references)
    served, signed_on = facts.served_at, facts.signed_on
    if isinstance(served, datetime) and not isinstance(signed_on, Unknown) and paris_day(served) < signed_on:
        yield Refusal("served_before_signature", _SERVED_BEFORE, ("crpa_l221_8",))


def _warnings(facts: OrderFacts, law: list[Measure]) -> Iterator[Refusal]:
    if len(facts.bases) > 1:
        yield Refusal("several_grounds", _SEVERAL_GROUNDS, ("ta_lyon_2013_12_04",))
    for each in law:
        yield from _on_the_authority(each)
    hearing = facts.hearing
    if not isinstance(hearing, HearingFacts):
        return
    limits = [_time_to_answer(each) for each in law if each.hearing is not None]
    usual = max((each.term.count for each in limits if each.reference is None), default=0)
    if isinstance(hearing.days, int) and hearing.days < usual:
        yield Refusal("short_hearing", _SHORT.with_parameters(days=hearing.days, usual=usual), ("crpa_l122_1",))
    announced = _announced(hearing)
    if announced is not None and isinstance(facts.months, int) and facts.months > announced:
        text = _LONGER.with_parameters(length=facts.months, announced=announced)
        yield Refusal("longer_than_announced", text, ("crpa_l122_1",))


def _on_the_authority(law: Measure) -> Iterator[Refusal]:
    """Who may take what the prefect does not order by himself."""
    if not law.by_order:
        yield Refusal("no_order", _NO_ORDER.with_parameters(key=law.key), _references([law]))
    elif law.authority in _OTHERS:
        text = _OTHER_AUTHORITY.with_parameters(key=law.key, who=_OTHERS[law.authority])
        yield Refusal("other_authority", text, _references([law]))
    elif law.authority == "mayor_or_prefect":
        yield Refusal("other_authority", _SHARED.with_parameters(key=law.key), _references([law]))


def _time_to_answer(law: Measure) -> Clock:
    assert law.hearing is not None
    return clock(law.hearing)


def _announced(hearing: HearingFacts) -> int | None:
    """The length in months that the letter announced, where it says one."""
    if isinstance(hearing.proposed, Unknown) or len(hearing.proposed) != 1:
        return None
    found = _LENGTH.search(hearing.proposed[0])
    return int(found[1]) if found else None


def _binds_from(facts: OrderFacts, law: list[Measure]) -> datetime | None:
    if not isinstance(facts.served_at, datetime):
        return None
    delay = delay_of(law) if is_stale(facts) else None
    return delay.due(facts.served_at) if delay is not None else facts.served_at


def _ends_on(facts: OrderFacts, law: list[Measure], binds_from: datetime | None) -> date | None:
    if binds_from is None or not isinstance(facts.months, int) or not any(each.closes or each.cap for each in law):
        return None
    return paris_day(months(facts.months).due(binds_from))


def _references(law: Iterable[Measure]) -> tuple[str, ...]:
    return tuple(each.reference for each in law if each.reference is not None)


def _not_known(name: str, what: Text, references: tuple[str, ...] = ()) -> Refusal:
    return Refusal(f"unknown_{name}", _NOT_KNOWN.with_parameters(what=what), references)


_NOT_KNOWN: Final = Text(
    "On ne sait pas {what}\u00a0: à établir avant de signer.", "It is not known {what}: to be settled before signing."
)
_ABOUT: Final = {
    "basis": Text("sur quel fondement l’arrêté est pris", "on which basis the order is made"),
    "signed_on": Text("quel jour l’arrêté est signé", "on which day the order is signed"),
    "facts_on": Text("de quels jours sont les faits", "on which days the facts happened"),
    "linked_to_place": Text("si les faits sont liés à la fréquentation ou à l’exploitation du lieu", "whether the facts are tied to who comes there or how the place is run"),
    "months": Text("quelle est la durée", "how long it lasts"),
    "repetition": Text("s’il y a réitération, dont dépend cette durée", "whether it is a repetition, on which this length depends"),
    "warning": Text("si un avertissement a précédé", "whether a warning came before"),
    "formal_notice": Text("si une mise en demeure a précédé", "whether a formal notice came before"),
    "formal_notice_until": Text("jusqu’à quand la mise en demeure laissait se mettre en conformité", "until when the formal notice left time to comply"),
    "opinion": Text("si la commission a rendu son avis", "whether the commission gave its opinion"),
    "proposal": Text("si les douanes ont proposé la fermeture", "whether customs proposed the closure"),
    "hearing": Text("si la personne a pu présenter ses observations", "whether the person could answer"),
    "proposed": Text("ce que la lettre annonçait", "what the letter announced"),
    "received_on": Text("quel jour la lettre a été reçue", "on which day the letter was received"),
    "days": Text("combien de jours étaient laissés pour répondre", "how many days were left to answer"),
    "delegation": Text("si le signataire avait délégation ce jour-là pour cette matière", "whether the signatory had a delegation for this subject on that day"),
    "remedies": Text("si les voies et délais de recours figurent sur l’arrêté", "whether the order says how to contest it"),
}  # fmt: skip
_BEFORE: Final = {
    "warning": Text("L’avertissement, obligatoire, n’a pas précédé.", "The warning, which is compulsory, did not come before."),
    "formal_notice": Text("Aucune mise en demeure n’a précédé.", "No formal notice came before."),
    "opinion": Text("L’avis de la commission de sécurité manque.", "The opinion of the safety commission is missing."),
    "proposal": Text("La proposition des douanes manque.", "The proposal of customs is missing."),
}  # fmt: skip
_FORM: Final = (
    ("delegation", Text("Le signataire n’avait pas délégation pour cette matière à cette date.", "The signatory had no delegation for this subject on that day."), ("crpa_l212_1",)),
    ("remedies", Text("Les voies et délais de recours manquent\u00a0: le délai de recours ne courrait pas.", "The ways to contest it are missing: the time limit would not run."), ("cja_r421_5",)),
)  # fmt: skip
_NO_FACT: Final = Text(
    "Aucun fait daté de ce lieu\u00a0: la motivation serait stéréotypée.",
    "No dated fact of this place: the reasons would be stereotyped.",
)
_FACT_AFTER: Final = Text("Un fait est postérieur à la signature.", "A fact comes after the signature.")
_NOT_LINKED: Final = Text(
    "Les faits ne sont liés ni à la fréquentation ni à l’exploitation du lieu.",
    "The facts are tied neither to who comes there nor to how the place is run.",
)
_NO_LENGTH: Final = Text("Une fermeture dit sa durée.", "A closure says its length.")
_TOO_LONG: Final = Text(
    "{length} mois dépassent le plafond de {cap} mois de ce fondement\u00a0: «\u00a0{label}\u00a0» ({key}).",
    "{length} months exceed the cap of {cap} months of this basis: “{label}” ({key}).",
)
_NO_NOTICE_DEADLINE: Final = Text(
    "La mise en demeure ne fixait aucun délai pour se mettre en conformité.",
    "The formal notice set no time to comply.",
)
_NOTICE_RUNNING: Final = Text(
    "La mise en demeure laisse jusqu’au {day} compris\u00a0: l’arrêté se signe ensuite.",
    "The formal notice leaves until {day} included: the order is signed afterwards.",
)
_NO_HEARING: Final = Text(
    "La personne n’a pas pu présenter ses observations, et aucune urgence n’est motivée.",
    "The person could not answer, and no urgency is argued.",
)
_NO_URGENCY: Final = Text(
    "Plus d’un mois après les faits, l’urgence n’est pas établie.",
    "More than a month after the facts there is no urgency.",
)
_NOTHING_PROPOSED: Final = Text("La lettre n’annonçait aucune mesure.", "The letter announced no measure.")
_SEVERAL_PROPOSED: Final = Text(
    "La lettre annonçait plusieurs mesures\u00a0: elle doit en annoncer une seule, avec sa durée.",
    "The letter announced several measures: it must announce one alone, with its length.",
)
_NOT_RECEIVED: Final = Text("Rien ne prouve que la lettre a été reçue.", "Nothing proves that the letter was received.")
_TOO_SHORT: Final = Text(
    "{days}\u00a0jours pour répondre\u00a0: le texte en donne {least}.",
    "{days} days to answer: the text gives {least}.",
)
_RUNNING: Final = Text(
    "La personne peut répondre jusqu’au {day} compris\u00a0: l’arrêté se signe ensuite.",
    "The person may answer until {day} included: the order is signed afterwards.",
)
_SERVED_BEFORE: Final = Text("La notification précède la signature.", "The service comes before the signature.")
_SEVERAL_GROUNDS: Final = Text(
    "Plusieurs fondements dans un arrêté\u00a0: mieux vaut un seul. Le plafond le plus bas s’applique.",
    "Several grounds in one order: one is better. The lowest cap applies.",
)
_OTHERS: Final = {
    "mayor": Text("du maire", "the mayor"),
    "minister": Text("du ministre", "the minister"),
    "immigration_minister": Text("du ministre chargé de l’immigration", "the minister in charge of immigration"),
}
"""Who takes a measure that the prefect does not, and nobody by delegation of the prefect."""
_OTHER_AUTHORITY: Final = Text(
    "La mesure {key} relève {who}\u00a0: une délégation du préfet ne suffit pas pour la signer.",
    "The measure {key} belongs to {who}: a delegation of the prefect is not enough to sign it.",
)
_SHARED: Final = Text(
    "La mesure {key} relève du maire ou du préfet\u00a0: l’arrêté dit lequel des deux le prend.",
    "The measure {key} belongs to the mayor or the prefect: the order says which of them makes it.",
)
_NO_ORDER: Final = Text(
    "La mesure {key} se prend sans arrêté, par le préfet ou en son nom\u00a0: rien n’est à signer comme arrêté.",
    "The measure {key} is taken without an order, by the prefect or in his name: nothing is signed as an order.",
)
_SHORT: Final = Text(
    "{days}\u00a0jours pour répondre\u00a0: l’usage est de {usual}.", "{days} days to answer: {usual} is the usage."
)
_LONGER: Final = Text(
    "{length} mois, alors que la lettre en annonçait {announced}.",
    "{length} months, although the letter announced {announced}.",
)
