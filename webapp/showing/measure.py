"""A measure on one screen: what is next, its facts, the letter, the order, the watch, and the clock of the law beside them.

Who instructs reads everything; who serves, watches or is informed reads the order and what became of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from webapp.showing.case import Door, Doors
from webapp.showing.next_thing import ACT, OVER, WAIT, Link, NextThing
from webapp.showing.operation import Stage
from webapp.showing.rows import state_of
from webapp.words import WORDS
from workflows.engine.definition import State
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.law.measures import Measure
from workflows.processes.consequence import DUE, Consequence
from workflows.processes.house import house_look
from workflows.processes.measure_execution import BINDING
from workflows.processes.measure_facts import (
    AdministrativeMeasure,
    MeasureFact,
    MeasureLetter,
    MeasureNote,
    MeasureObservation,
    MeasureOrder,
    MeasurePosting,
    MeasurePrior,
    MeasureRemedy,
    MeasureService,
    MeasureWatch,
)
from workflows.processes.measure_law import law_of, laws_of, needs
from workflows.processes.visit_facts import Visit
from workflows.register.establishments import Establishment
from workflows.store.text import Text

_STAGES: Final = (
    ("measure_stage_facts", DUE),
    ("measure_stage_hearing", ("instructed", "letter_sent", "hearing")),
    ("measure_stage_decision", ("heard", "decided")),
    ("measure_stage_service", ("signed", "served", "warning_signed")),
    ("measure_stage_force", ("in_force", "suspended")),
)
_NEXT: Final[Mapping[str, tuple[str, ...]]] = {
    "letter_sent": ("prove_receipt", "send_letter"),
    "hearing": ("observe",),
    "heard": ("note_decision",),
    "decided": ("sign", "answer_observation"),
    "signed": ("serve", "serve_by_post"),
    "warning_signed": ("serve_warning", "serve_warning_by_post"),
    "served": ("post",),
    "in_force": ("watch",),
    "suspended": ("resume", "annul"),
}
"""By state, the doors of the next thing, those that are open to the person."""
_PASSES_BY_ITSELF: Final = ("hearing",)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A measure as far as the viewer reads it. ``row`` is ``None`` where they do not read the instruction, or nothing was
    entered yet; ``order`` before a signature. ``law`` is the ground as it stood when it counted.
    """

    case: Case
    state: State
    place: Establishment
    row: AdministrativeMeasure | None
    law: Measure | None
    facts: tuple[MeasureFact, ...]
    priors: tuple[MeasurePrior, ...]
    letters: tuple[MeasureLetter, ...]
    observations: tuple[MeasureObservation, ...]
    notes: tuple[MeasureNote, ...]
    order: MeasureOrder | None
    service: MeasureService | None
    postings: tuple[MeasurePosting, ...]
    watches: tuple[MeasureWatch, ...]
    remedies: tuple[MeasureRemedy, ...]

    @property
    def standing(self) -> list[MeasureFact]:
        """The facts that are still relied on."""
        return [each for each in self.facts if not each.dropped_because]

    @property
    def must_be_lifted(self) -> bool:
        """Whether a closure for illegal work still stands although the viewer reads of an acquittal for these facts."""
        if self.order is None or self.case.state not in BINDING:
            return False
        law = laws_of(self.order, self.order.signed_on)
        return any("illegal_work" in each.states for each in law) and any(
            each.kind == "acquittal" for each in self.priors
        )

    @property
    def hides_signatory(self) -> bool:
        """Whether the signatory was made anonymous for the viewer: whoever instructs knows who signed."""
        return self.order is not None and self.order.anonymised and self.row is None

    @property
    def seen_open(self) -> bool:
        """Whether the last patrol saw the place open while it must be shut."""
        return self.case.state == "in_force" and bool(self.watches) and self.watches[0].seen == "open"


def sheet_of(session: ViewerSession, case: Case, *, moment: datetime) -> Sheet:
    """Return a measure as it stands at ``moment`` (aware)."""
    row = session.get(AdministrativeMeasure, case.id)
    order = _first(session, sa.select(MeasureOrder).where(MeasureOrder.measure_id == case.id))
    consequence = session.get_one(Consequence, case.id)
    basis = order.basis if order is not None else row.basis if row is not None else ""
    return Sheet(
        case,
        state_of(case),
        _place_of(session, consequence),
        row,
        law_of(basis, order.signed_on if order is not None else paris_day(moment)) if basis else None,
        _all(session, MeasureFact, case.id, MeasureFact.on_day, MeasureFact.id),
        _all(session, MeasurePrior, case.id, MeasurePrior.on_day, MeasurePrior.id),
        _all(session, MeasureLetter, case.id, MeasureLetter.sent_at.desc(), MeasureLetter.id),
        _all(session, MeasureObservation, case.id, MeasureObservation.on_day, MeasureObservation.id),
        _all(session, MeasureNote, case.id, MeasureNote.written_at.desc(), MeasureNote.id),
        order,
        _first(session, sa.select(MeasureService).where(MeasureService.measure_id == case.id)),
        _all(session, MeasurePosting, case.id, MeasurePosting.posted_at.desc(), MeasurePosting.id),
        _all(session, MeasureWatch, case.id, MeasureWatch.watched_at.desc(), MeasureWatch.id),
        _all(session, MeasureRemedy, case.id, MeasureRemedy.filed_on.desc(), MeasureRemedy.id),
    )


def next_for(sheet: Sheet, doors: Doors, *, today: date) -> NextThing:
    """Return what the person does next in a measure, or that somebody else does."""
    if sheet.state.final:
        return NextThing(OVER, sheet.state.label)
    title, chosen = sheet.state.expects or sheet.state.label, {door.step.name: door for door in doors.open}
    if sheet.must_be_lifted:
        return _act_or_wait(WORDS["measure_cleared"], _named(chosen, ("lift",)), WORDS["measure_cleared_more"])
    if sheet.case.state in DUE:
        return _begin(sheet, chosen, title)
    if sheet.case.state == "instructed":
        return _act_or_wait(title, _named(chosen, _after_the_ground(sheet, today)))
    found = _named(chosen, _NEXT.get(sheet.case.state, ()))
    if sheet.case.state in _PASSES_BY_ITSELF:
        return NextThing(WAIT, title, WORDS["measure_days_run"], doors=found)
    return _act_or_wait(title, found)


def stages_of(sheet: Sheet) -> list[Stage]:
    """Return the way of a measure as far as it has come; its end is the last stage."""
    here = next((place for place, (_word, states) in enumerate(_STAGES) if sheet.case.state in states), len(_STAGES))
    if sheet.state.final and sheet.order is None:
        return []
    labels = [WORDS[word] for word, _states in _STAGES]
    if sheet.order is not None and sheet.order.kind == "warning":
        del labels[4], labels[1:3]
        here = {"warning_signed": 1}.get(sheet.case.state, 2)
    labels.append(sheet.state.label if sheet.state.final else WORDS["measure_stage_end"])
    return [
        Stage(label, "done" if place < here else "here" if place == here else "ahead")
        for place, label in enumerate(labels)
    ]


def _begin(sheet: Sheet, chosen: Mapping[str, Door], title: Text) -> NextThing:
    if "choose_basis" in chosen:
        return NextThing(
            ACT, title, WORDS["measure_ground_why"],
            link=Link("measures.basis_page", chosen["choose_basis"].step.label, sheet.case.id),
        )  # fmt: skip
    return _act_or_wait(title, _named(chosen, ("add_fact",)), WORDS["measure_facts_why"])


def _after_the_ground(sheet: Sheet, today: date) -> tuple[str, ...]:
    row = sheet.row
    if row is None:
        return ()
    if (
        needs(row, "warning", today)
        and row.warning_on is None
        and not any(each.kind == "warning" for each in sheet.priors)
    ):
        return ("sign_warning",)
    if needs(row, "hearing", today):
        return ("send_letter", "argue_urgency")
    return ("go_without_letter", "argue_urgency")


def _act_or_wait(title: Text, found: tuple[Door, ...], more: Text | None = None) -> NextThing:
    return NextThing(ACT, title, more, doors=found) if found else NextThing(WAIT, title)


def _named(chosen: Mapping[str, Door], names: tuple[str, ...]) -> tuple[Door, ...]:
    return tuple(chosen[name] for name in names if name in chosen)


def _place_of(session: ViewerSession, consequence: Consequence) -> Establishment:
    """The place itself is public; the visit that leads to it need not be open to who reads the measure."""
    found = consequence.establishment_id
    if found is None:
        with house_look(session) as house:
            found = house.scalar(sa.select(Visit.establishment_id).where(Visit.id == consequence.visit_id))
    return session.get_one(Establishment, found)


def _all(session: ViewerSession, row: Any, measure_id: UUID, *order: Any) -> tuple[Any, ...]:
    return tuple(session.scalars(sa.select(row).where(row.measure_id == measure_id).order_by(*order)))


def _first(session: ViewerSession, statement: Any) -> Any:
    return session.scalars(statement).first()
