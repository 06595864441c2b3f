"""What the steps of a measure read, refuse and write before the signature: facts, ground, letter, observations, note."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from workflows.engine.cases import Situation
from workflows.engine.definition import Refusal
from workflows.law.calendar import end_of_day, paris_day
from workflows.law.order_facts import UNKNOWN, HearingFacts
from workflows.law.orders import answer_until, judge
from workflows.processes.consequence import OWNER, Consequence, establishment_of
from workflows.processes.finding import Finding
from workflows.processes.house import look, look_up
from workflows.processes.measure_authority import bases_for
from workflows.processes.measure_facts import (
    INSTRUCTION,
    AdministrativeMeasure,
    MeasureFact,
    MeasureLetter,
    MeasureNote,
    MeasureObservation,
    MeasurePrior,
)
from workflows.processes.measure_law import (
    facts_of_order,
    hearing_of,
    last_letter,
    measure_row,
    named,
    needs,
    references_of,
    repetition_found,
    softer_on,
    standing_facts,
    tells_a_fact,
)
from workflows.processes.measure_register import warning_on
from workflows.store.text import Text

REPEATED: Final = {
    "register": Text("Selon le registre des mesures", "As the register of measures says"),
    "yes": Text("Oui, selon un dossier plus ancien", "Yes, as an older file says"),
    "no": Text("Non, dossiers plus anciens vérifiés", "No, older files were checked"),
}
"""Whether it is a repetition: what the register finds counts in any case."""
_LENGTH: Final = frozenset({"too_long", "wrong_basis", "unknown_repetition"})


def record_of(situation: Situation) -> AdministrativeMeasure:
    """Return the measure's row in this situation, made on first use; whoever instructs reads all of it from now on."""
    _read_all(situation)
    found = situation.session.get(AdministrativeMeasure, situation.case.id)
    if found is not None:
        return found
    consequence = look_up(situation.session, Consequence, situation.case.id)
    row = AdministrativeMeasure(
        **_common(situation, INSTRUCTION) | {"id": situation.case.id},
        establishment_id=establishment_of(situation.session, consequence),
    )
    situation.session.add(row)
    situation.session.flush()
    return row


def _read_all(situation: Situation) -> None:
    owner, agency = OWNER["measure"], situation.actor.agency
    named = {
        *situation.case.parties,
        *((each.competence, each.agency, each.clearance) for each in situation.new_parties),
    }
    if (owner, agency, INSTRUCTION) not in named:
        situation.name_party(owner, agency, INSTRUCTION)


def beside(situation: Situation, secrecy: int, **facts: Any) -> dict[str, Any]:
    """Return what every further row of the measure has in common, with its facts."""
    return {**_common(situation, secrecy), "measure_id": situation.case.id, **facts}


def _common(situation: Situation, secrecy: int) -> dict[str, Any]:
    return {
        "id": uuid4(), "case_id": situation.case.id, "agency": situation.actor.agency, "secrecy": secrecy,
    }  # fmt: skip


def given(situation: Situation, *names: str) -> dict[str, Any]:
    """Return what was typed under these names; what was left empty is left out."""
    fields = situation.fields
    return {name: fields[name] for name in names if fields.get(name) not in (None, "")}


def today(situation: Situation) -> date:
    """Return the day of the step in Paris."""
    return paris_day(situation.moment)


def not_to_come(name: str) -> Any:
    """Return the check that a day that was typed is not to come."""

    def check(situation: Situation) -> Refusal | None:
        return None if situation.fields[name] <= today(situation) else _TO_COME

    return check


# ---------------------------------------------------------------------- facts


def finding_choices(situation: Situation) -> Iterable[tuple[str, Text]]:
    """Offer the findings from which this branch, and those joined to it, come."""
    table = Consequence.__table__.c
    rows = look(
        situation.session, Consequence, (table.id == situation.case.id) | (table.joined_to == situation.case.id)
    )
    found = look(
        situation.session, Finding, Finding.__table__.c.id.in_([row.finding_id for row in rows if row.finding_id])
    )
    return [
        (each.id.hex, Text("{item}\u00a0: {label}", "{item}: {label}", item=each.item, label=each.label))
        for each in sorted(found, key=lambda each: each.item)
    ]


def add_fact(situation: Situation) -> None:
    """Keep one more fact."""
    record_of(situation)
    finding = situation.fields.get("finding")
    situation.session.add(
        MeasureFact(
            **beside(situation, INSTRUCTION, entered_at=situation.moment),
            **given(situation, "on_day", "words", "source", "proof", "link"),
            finding_id=UUID(hex=finding) if finding else None,
            judicial=bool(situation.fields.get("judicial")),
        )
    )


def fact_choices(situation: Situation) -> Iterable[tuple[str, Text]]:
    """Offer the facts that are still relied on."""
    return [
        (each.id.hex, Text("{day}\u00a0: {words}", "{day}: {words}", day=each.on_day, words=each.words[:80]))
        for each in standing_facts(situation.session, situation.case.id)
    ]


def drop_fact(situation: Situation) -> None:
    """Stop relying on a fact; it stays, with the reason."""
    row = situation.session.get_one(MeasureFact, UUID(hex=situation.fields["fact"]))
    row.dropped_because = situation.fields["reason"]


def some_fact(situation: Situation) -> Refusal | None:
    """Refuse to go on without one dated fact tied to the place."""
    facts = standing_facts(situation.session, situation.case.id)
    if not facts:
        return _NO_FACT
    if any(each.link for each in facts):
        return None
    row = measure_row(situation.session, situation.case.id)
    return Refusal("not_linked_to_place", _NO_LINK, references_of(row, today(situation)) if row is not None else ())


def record_prior(situation: Situation) -> None:
    """Keep what came before the order: notice, opinion, proposal, an older warning."""
    record_of(situation)
    situation.session.add(
        MeasurePrior(**beside(situation, INSTRUCTION), **given(situation, "kind", "on_day", "words", "until"))
    )


def notice_leaves_time(situation: Situation) -> Refusal | None:
    """Refuse a formal notice without the day until which it leaves time, and such a day for anything else."""
    fields = situation.fields
    until, notice = fields.get("until"), fields["kind"] == "formal_notice"
    if notice == (until is not None) and (until is None or until > fields["on_day"]):
        return None
    return Refusal("notice_deadline", _NOTICE_DEADLINE, ("crpm_l233_1",))


# ---------------------------------------------------------------------- ground and length


def basis_choices(situation: Situation) -> Iterable[tuple[str, Text]]:
    """Offer the measures that who instructs may take by an order today."""
    return [(each.key, named(each)) for each in bases_for(situation.case.agency, today(situation))]


def choose_basis(situation: Situation) -> None:
    """Keep the ground and the length proposed, with what the register of measures says on that day."""
    row, fields = record_of(situation), situation.fields
    row.basis, row.ground = fields["basis"], fields["ground"]
    row.second_basis = fields.get("second_basis") or ""
    row.months = fields.get("months")
    earlier = repetition_found(situation.session, row, row.basis, on=today(situation))
    row.repetition_of = earlier.measure_id if earlier is not None else None
    row.repetition = _repeated(fields["repeated"], earlier is not None)
    row.warning_on = warning_on(situation.session, row.establishment_id, row.id, before=today(situation))


def _repeated(said: str, found: bool) -> bool | None:
    if found:
        return True
    return {"yes": True, "no": False}.get(said)


def one_ground(situation: Situation) -> Refusal | None:
    """Refuse the same ground twice."""
    return _SAME_GROUND if situation.fields.get("second_basis") == situation.fields["basis"] else None


def length_fits(situation: Situation) -> list[Refusal]:
    """Refuse a length above the cap of the ground chosen; of two grounds the lower cap decides."""
    row, fields = measure_row(situation.session, situation.case.id), situation.fields
    months = fields.get("months")
    if months is None or row is None:
        return []
    on = today(situation)
    keys = [key for key in (fields["basis"], fields.get("second_basis")) if key]
    found = repetition_found(situation.session, row, fields["basis"], on=on)
    repetition = _repeated(fields["repeated"], found is not None)
    facts = facts_of_order(situation.session, row, signed_on=on)
    asked = judge(_with(facts, tuple(keys), months, repetition))
    return [each for each in asked.refusals if each.code in _LENGTH]


def _with(facts: Any, bases: tuple[str, ...], months: int, repetition: bool | None) -> Any:
    return replace(facts, bases=bases, months=months, repetition=UNKNOWN if repetition is None else repetition)


# ---------------------------------------------------------------------- contradictory procedure


def hearing_needed(situation: Situation) -> Refusal | None:
    """Refuse a letter where the ground asks for no contradictory procedure."""
    row = measure_row(situation.session, situation.case.id)
    return None if row is not None and needs(row, "hearing", today(situation)) else _NO_HEARING_ASKED


def urgency_counts(situation: Situation) -> Refusal | None:
    """Refuse an argued urgency where nothing that the ground asks for could be left out for it."""
    row, on = measure_row(situation.session, situation.case.id), today(situation)
    left_out = row is not None and any(needs(row, prior, on) for prior in ("hearing", "formal_notice"))
    return None if left_out else _NO_HEARING_ASKED


def no_hearing_needed(situation: Situation) -> Refusal | None:
    """Refuse to go on without a letter where the ground asks for one."""
    row = measure_row(situation.session, situation.case.id)
    return _HEARING_ASKED if row is None or needs(row, "hearing", today(situation)) else None


def length_said(situation: Situation) -> list[Refusal]:
    """Refuse a letter that could not say the length of a measure that has one."""
    row = measure_row(situation.session, situation.case.id)
    if row is None:
        return []
    asked = judge(facts_of_order(situation.session, row, signed_on=today(situation)))
    return [each for each in asked.refusals if each.code == "no_length"]


def one_proposed(situation: Situation) -> list[Refusal]:
    """Refuse a letter that would announce several measures."""
    row = measure_row(situation.session, situation.case.id)
    if row is None:
        return []
    hearing = HearingFacts(urgency=None, proposed=(situation.fields["proposed"],))
    asked = judge(replace(facts_of_order(situation.session, row, signed_on=today(situation)), hearing=hearing))
    return [each for each in asked.refusals if each.code == "several_proposed"]


def one_basis(situation: Situation) -> Refusal | None:
    """Refuse a letter about two grounds: it tells one, and the person would be heard on that one alone."""
    row = measure_row(situation.session, situation.case.id)
    return _TWO_GROUNDS if row is not None and row.second_basis else None


def days_enough(situation: Situation) -> list[Refusal]:
    """Refuse fewer days to answer than the text gives."""
    row = measure_row(situation.session, situation.case.id)
    if row is None:
        return []
    facts = facts_of_order(situation.session, row, signed_on=today(situation))
    asked = judge(_heard(facts, situation.fields["days"]))
    return [each for each in asked.refusals if each.code == "hearing_too_short"]


def _heard(facts: Any, days: int) -> Any:
    return replace(facts, hearing=HearingFacts(days=days, urgency=None))


def days_counted(situation: Situation) -> Refusal | None:
    """Refuse no day at all, and more than can be meant."""
    return None if 1 <= situation.fields["days"] <= 120 else _DAYS


def send_letter(situation: Situation) -> None:
    """Keep the letter that leaves: the one measure of the file with its length, and the days to answer.

    Who writes after all no longer argues that there is no time for it.
    """
    row = record_of(situation)
    row.urgency = ""
    situation.session.add(
        MeasureLetter(
            **beside(situation, INSTRUCTION, basis=row.basis, months=row.months, sent_at=situation.moment),
            **given(situation, "proposed", "days", "reference", "signatory", "sent_on", "way"),
        )
    )


def prove_receipt(situation: Situation) -> None:
    """Keep what proves that the letter came, and the day that counts."""
    found = last_letter(situation.session, situation.case.id)
    assert found is not None, "A receipt is that of a letter."
    letter = situation.session.get_one(MeasureLetter, found.id)
    letter.receipt, letter.proof = situation.fields["receipt"], situation.fields["proof"]
    letter.received_on = situation.fields["received_on"]


def received_after_sending(situation: Situation) -> Refusal | None:
    """Refuse a receipt before the letter left."""
    letter = last_letter(situation.session, situation.case.id)
    return _BEFORE_SENDING if letter is not None and situation.fields["received_on"] < letter.sent_on else None


def answers_end(situation: Situation) -> datetime | None:
    """Return the end of the last day on which the person may answer."""
    row = measure_row(situation.session, situation.case.id)
    hearing = hearing_of(situation.session, row) if row is not None else None
    until = answer_until(hearing) if hearing is not None else None
    return end_of_day(until) if until is not None else None


def argue_urgency(situation: Situation) -> None:
    """Keep why there is no time for the letter."""
    record_of(situation).urgency = situation.fields["urgency"]


def still_urgent(situation: Situation) -> list[Refusal]:
    """Refuse urgency where the facts are older than courts accept it."""
    row = measure_row(situation.session, situation.case.id)
    if row is None:
        return []
    facts = facts_of_order(situation.session, row, signed_on=today(situation))
    asked = judge(replace(facts, hearing=HearingFacts(urgency=situation.fields.get("urgency") or "?")))
    return [each for each in asked.refusals if each.code == "no_urgency"]


def observe(situation: Situation) -> None:
    """Keep what the person answered."""
    fields = situation.fields
    situation.session.add(
        MeasureObservation(
            **beside(situation, INSTRUCTION, entered_at=situation.moment),
            **given(situation, "on_day", "by", "words", "heard_by"),
            oral=bool(fields.get("oral")),
        )
    )


def observation_choices(situation: Situation) -> Iterable[tuple[str, Text]]:
    """Offer the observations, those that nobody has answered first."""
    return [
        (each.id.hex, Text("{day}\u00a0: {words}", "{day}: {words}", day=each.on_day, words=each.words[:80]))
        for each in sorted(_observations(situation), key=lambda each: (bool(each.answer), each.on_day, each.id.hex))
    ]


def answer_observation(situation: Situation) -> None:
    """Keep how the order will answer an observation."""
    row = situation.session.get_one(MeasureObservation, UUID(hex=situation.fields["observation"]))
    row.answer = situation.fields["answer"]


def something_observed(situation: Situation) -> Refusal | None:
    """Refuse to answer what nobody has said."""
    return None if _observations(situation) else _NOTHING_SAID


def observations_answered(situation: Situation) -> Refusal | None:
    """Refuse to sign while an argument of the person has no answer."""
    left = sum(not each.answer for each in _observations(situation))
    return (
        None
        if left == 0
        else Refusal("observations_unanswered", _UNANSWERED.with_parameters(count=left), ("crpa_l122_1",))
    )


def _observations(situation: Situation) -> list[Any]:
    return look(situation.session, MeasureObservation, MeasureObservation.__table__.c.measure_id == situation.case.id)


# ---------------------------------------------------------------------- decision note


def write_note(situation: Situation) -> None:
    """Keep the decision note; an earlier one stays beside it."""
    situation.session.add(
        MeasureNote(
            **beside(situation, INSTRUCTION, written_at=situation.moment, months=situation.fields.get("months")),
            **given(situation, "gravity", "repeated", "cured", "jobs", "reasons"),
        )
    )


def note_length_fits(situation: Situation) -> list[Refusal]:
    """Refuse a note whose length is above the cap, or says none where one is needed."""
    row = measure_row(situation.session, situation.case.id)
    if row is None:
        return []
    facts = facts_of_order(situation.session, row, signed_on=today(situation))
    asked = judge(replace(facts, months=situation.fields.get("months")))
    return [each for each in asked.refusals if each.code in (*_LENGTH, "no_length")]


def reasons_tell(situation: Situation) -> Refusal | None:
    """Refuse reasons that could be those of any place: no fact of this one with its day."""
    days = [each.on_day for each in standing_facts(situation.session, situation.case.id) if each.link]
    return None if tells_a_fact(situation.fields["reasons"], days) else STEREOTYPED


def give_up(situation: Situation) -> None:
    """Keep why the measure is not taken."""
    record_of(situation).ended_because = situation.fields["reason"]


def take_softer(situation: Situation) -> None:
    """Keep which softer measure was taken, and in which words."""
    row, fields = record_of(situation), situation.fields
    row.basis, row.softer, row.ended_because = softer_on(today(situation)).key, fields["softer"], fields["words"]


STEREOTYPED: Final = Refusal(
    "stereotyped_reasons",
    Text(
        "Les motifs ne citent aucun fait daté de ce lieu\u00a0: ils seraient stéréotypés.",
        "The reasons name no dated fact of this place: they would be stereotyped.",
    ),
    ("crpa_l211_5",),
)
_TO_COME: Final = Refusal("day_to_come", Text("Ce jour n’est pas encore venu.", "That day has not come yet."))
_NO_FACT: Final = Refusal(
    "no_dated_fact",
    Text(
        "Aucun fait daté n’est versé\u00a0: une mesure repose sur des faits de ce lieu.",
        "No dated fact was entered: a measure rests on facts of this place.",
    ),
    ("crpa_l211_5",),
)
_NO_LINK: Final = Text(
    "Aucun fait n’est lié à la fréquentation ou à l’exploitation du lieu.",
    "No fact is tied to who comes there or how the place is run.",
)
_NOTICE_DEADLINE: Final = Text(
    "Une mise en demeure, et elle seule, fixe un jour postérieur jusqu’auquel se mettre en conformité.",
    "A formal notice, and nothing else, sets a later day until which to comply.",
)
_SAME_GROUND: Final = Refusal(
    "same_ground", Text("C’est deux fois le même fondement.", "That is the same ground twice.")
)
_NO_HEARING_ASKED: Final = Refusal(
    "no_hearing_asked",
    Text("Ce fondement ne demande pas de contradictoire.", "This ground asks for no contradictory procedure."),
)
_HEARING_ASKED: Final = Refusal(
    "hearing_asked",
    Text(
        "Ce fondement demande un contradictoire\u00a0: une lettre, ou une urgence motivée.",
        "This ground asks for a contradictory procedure: a letter, or an urgency that is argued.",
    ),
    ("crpa_l121_1", "crpa_l121_2"),
)
_TWO_GROUNDS: Final = Refusal(
    "second_ground_untold",
    Text(
        "La lettre dit un seul fondement\u00a0: choisir de nouveau, sans second fondement.",
        "The letter tells one ground: choose again, without a second one.",
    ),
    ("crpa_l122_1",),
)
_DAYS: Final = Refusal("days", Text("De 1 à 120 jours pour répondre.", "From 1 to 120 days to answer."))
_BEFORE_SENDING: Final = Refusal(
    "received_before_sending", Text("La réception précède l’envoi.", "The receipt comes before the sending.")
)
_NOTHING_SAID: Final = Refusal(
    "nothing_observed", Text("Aucune observation n’est enregistrée.", "No observation is recorded.")
)
_UNANSWERED: Final = Text(
    "{count} observation(s) sans réponse\u00a0: l’arrêté répond à chaque argument.",
    "{count} observation(s) without an answer: the order answers each argument.",
)
