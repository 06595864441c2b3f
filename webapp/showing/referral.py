"""A referral as its pages show it: what came in and how old it is, its letter, its PVs, every answer, who was told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from webapp.counting import counted_word
from webapp.desks import LISTED
from webapp.showing.case import Door, Doors
from webapp.showing.history import Written, written_of
from webapp.showing.next_thing import ACT, OVER, WAIT, NextThing
from webapp.showing.rows import state_of, with_cases
from webapp.unit import db, moment
from webapp.words import WORDS
from workflows.engine.cases import Situation
from workflows.engine.definition import State
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.processes.consequence import DUE
from workflows.processes.enquiry import NAME as ENQUIRY
from workflows.processes.enquiry import UNDER_WAY
from workflows.processes.outside_answer import OutsideAnswer
from workflows.processes.outside_link import Standing, standing_of
from workflows.processes.referral_annex import ReferralAnnex
from workflows.processes.referral_answers import ANSWERS, FROM_PROSECUTOR, NOTE, OWNER, answer_of
from workflows.processes.referral_facts import (
    PvTransmission,
    Referral,
    ReferralAnswer,
    ReferralFact,
    ReferralNotice,
    ReferralOffence,
    ReferralPerson,
    ReferralPiece,
)
from workflows.store.text import Text

GROUPS: Final[Mapping[str, tuple[Text, tuple[str, ...]]]] = {
    "to_write": (Text("À écrire ou à transmettre", "To write or send"), DUE),
    "waiting": (Text("Au parquet, à enregistrer", "With the prosecutor, to register"), ("sent", "challenged")),
    "at_work": (
        Text("En cours", "Under way"),
        tuple(name for name in (*FROM_PROSECUTOR, "sent_to_police_court") if name not in ("sent", "challenged", "no_action", "judgment")),
    ),
    "decided": (Text("Classés, jugés, clos", "Closed without action, judged, ended"), ("no_action", "judgment", "closed")),
}  # fmt: skip
"""The states by which the list is filtered."""
_AT_THE_DESK: Final = ("sent", "challenged", "registered")
_MOST: Final = 8
_FORM: Final = "%Y%m%dT%H%M%S%f"


@dataclass(frozen=True, slots=True)
class Listed:
    """One referral of a list; ``days`` is its age since it was sent, ``pressing`` what makes it press, in plain words.

    ``apart`` is how it is looked into, for the prosecutor's office alone; ``None`` where nothing is under way.
    """

    case: Case
    state: State
    row: Referral | None
    days: int | None
    pressing: tuple[Text, ...]
    apart: State | None

    @property
    def age(self) -> Text | None:
        """Its age in words: never a delay, since no time limit runs against the prosecutor's office."""
        if self.days is None:
            return None
        return counted_word("received_days", self.days) if self.days else WORDS["received_today"]


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer: its words and data, and for its author what the law has told of it."""

    row: ReferralAnswer
    label: Text
    written: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """Something of a referral that is a case of its own: a PV on its way, a notice, a link."""

    row: Any
    case: Case
    state: State


@dataclass(frozen=True, slots=True)
class Sheet:
    """A referral with everything that the viewer reads of it; ``row`` is ``None`` while nothing of it was written."""

    line: Listed
    facts: tuple[ReferralFact, ...]
    persons: tuple[ReferralPerson, ...]
    offences: tuple[ReferralOffence, ...]
    pieces: tuple[ReferralPiece, ...]
    annexes: tuple[ReferralAnnex, ...]
    answers: tuple[Answered, ...]
    pvs: tuple[Sent, ...]
    notices: tuple[Sent, ...]
    links: tuple[tuple[OutsideAnswer, Standing], ...]
    followers: tuple[Referral, ...]

    @property
    def row(self) -> Referral | None:
        """The row of the referral."""
        return self.line.row

    @property
    def observed(self) -> list[ReferralFact]:
        """What the author observed, in the order of time."""
        return sorted((fact for fact in self.facts if fact.side == "observed"), key=lambda fact: fact.at)

    @property
    def reported(self) -> list[ReferralFact]:
        """What was reported to the author, in the order of time."""
        return sorted((fact for fact in self.facts if fact.side == "reported"), key=lambda fact: fact.at)


def list_referrals(
    session: ViewerSession, group: str, *, after: tuple[datetime, UUID] | None, limit: int, at: datetime
) -> list[Listed]:
    """Return the referrals of a group that the viewer may see, the oldest first, at ``at`` (aware)."""
    statement = sa.select(Case).where(Case.workflow == "referral", Case.state.in_(GROUPS[group][1]))
    if after is not None:
        opened, last = after
        statement = statement.where(sa.or_(Case.opened_at > opened, sa.and_(Case.opened_at == opened, Case.id > last)))
    return _listed(session, session.scalars(statement.order_by(Case.opened_at, Case.id).limit(limit)).all(), at)


def cursor_after(line: Listed) -> str:
    """Return where the page after this line begins, as a word of an address."""
    return f"{line.case.opened_at.astimezone(UTC).strftime(_FORM)}-{line.case.id.hex}"


def count_by_group(session: ViewerSession) -> dict[str, int]:
    """Return how many referrals each group holds for the viewer."""
    rows = session.execute(
        sa.select(Case.state, sa.func.count(Case.id)).where(Case.workflow == "referral").group_by(Case.state)
    )
    states = dict(rows.all())
    return {name: sum(states.get(state, 0) for state in members) for name, (_, members) in GROUPS.items()}


def came_in() -> Mapping[str, object]:
    """Return what lies at the prosecutor's desk: what presses first, then the oldest; not what is being looked into."""
    cases = db().scalars(
        sa.select(Case).where(Case.workflow == "referral", Case.state.in_(_AT_THE_DESK)).order_by(Case.opened_at)
    )
    waiting = [line for line in _listed(db(), cases.all(), moment()) if line.apart is None]
    lines = sorted(waiting, key=lambda line: (not line.pressing, -(line.days or 0)))
    shown = [line.case.id for line in lines[:_MOST]]
    # A PV that waits for its receipt stands on the page of its referral, which is listed here.
    beside = db().scalars(sa.select(Case.id).where(Case.parent_id.in_(shown), Case.workflow == "pv_transmission"))
    return {"lines": lines[:_MOST], LISTED: frozenset([*shown, *beside])}


def sheet_of(session: ViewerSession, case: Case, situation: Situation, *, at: datetime) -> Sheet:
    """Return a referral as the viewer reads it at ``at`` (aware)."""
    line = _listed(session, [case], at)[0]
    answers = session.scalars(
        sa.select(ReferralAnswer)
        .where(ReferralAnswer.referral_id == case.id)
        .order_by(ReferralAnswer.entered_at.desc(), ReferralAnswer.rank.desc())
    )
    links = session.scalars(
        sa.select(OutsideAnswer).where(OutsideAnswer.about_id == case.id).order_by(OutsideAnswer.number)
    )
    return Sheet(
        line,
        _lines(session, ReferralFact, case.id),
        _lines(session, ReferralPerson, case.id),
        _lines(session, ReferralOffence, case.id),
        _lines(session, ReferralPiece, case.id),
        _lines(session, ReferralAnnex, case.id),
        tuple(_answered(row, situation) for row in answers),
        _sent(session, PvTransmission, case.id),
        _sent(session, ReferralNotice, case.id),
        tuple((row, standing_of(row, at)) for row in links),
        tuple(session.scalars(sa.select(Referral).where(Referral.grouped_with == case.id).order_by(Referral.number))),
    )  # fmt: skip


def apart_of(session: ViewerSession, case: Case) -> Case | None:
    """Return what the prosecutor's office keeps apart about a referral; ``None`` for everybody else, and once it ended."""
    return session.scalar(
        sa.select(Case).where(Case.parent_id == case.id, Case.workflow == ENQUIRY, Case.is_open).limit(1)
    )


def next_for(sheet: Sheet, doors: Doors) -> NextThing:
    """Return what the person does next about a referral, or for whom it waits."""
    state, case = sheet.line.state, sheet.line.case
    if state.final:
        return NextThing(OVER, state.label)
    open_doors = {door.step.name: door for door in doors.open}
    chosen = tuple(open_doors[name] for name in _NEXT.get(case.state, ()) if name in open_doors)
    if chosen:
        return NextThing(ACT, state.expects or state.label, _why(sheet, chosen), doors=chosen)
    waits = WORDS["referral_waits_author"] if state.turn == OWNER else WORDS["referral_waits"]
    return NextThing(WAIT, state.label, waits if case.state in FROM_PROSECUTOR else None)


def answer_doors(doors: Doors, *, paper: bool) -> list[Door]:
    """Return the open doors by which an answer is entered: at the desk, or from paper."""
    names = [NOTE + each.step if paper else each.step for each in ANSWERS]
    return sorted(
        (door for door in doors.open if door.step.name in names), key=lambda door: names.index(door.step.name)
    )


def other_doors(doors: Doors, following: NextThing) -> list[Door]:
    """Return the open doors that stand nowhere else on the page."""
    shown = {door.step.name for door in following.doors} | {
        name for each in ANSWERS for name in (each.step, NOTE + each.step)
    }
    return [door for door in doors.open if door.step.name not in shown | LETTER_STEPS]


def _why(sheet: Sheet, doors: Sequence[Door]) -> Text | None:
    if sheet.line.pressing:
        words = sheet.line.pressing
        return Text("\u00a0; ".join(each.fr for each in words), "; ".join(each.en for each in words))
    if sheet.line.case.state not in DUE:
        return None
    minor = any(door.step.name == "transmit_to_police_court" for door in doors)
    return WORDS["referral_minor" if minor else "referral_two_ways"]


def _listed(session: ViewerSession, cases: Sequence[Case], at: datetime) -> list[Listed]:
    ids = [case.id for case in cases]
    rows = {row.id: row for row in session.scalars(sa.select(Referral).where(Referral.id.in_(ids)))}
    erased: dict[UUID, date] = {}
    for piece in session.scalars(
        sa.select(ReferralPiece).where(
            ReferralPiece.referral_id.in_(ids), ReferralPiece.struck_at.is_(None), ReferralPiece.erase_on.is_not(None)
        )
    ):
        assert piece.erase_on is not None
        erased[piece.referral_id] = min(piece.erase_on, erased.get(piece.referral_id, piece.erase_on))
    looked_into = sa.select(Case).where(Case.parent_id.in_(ids), Case.workflow == ENQUIRY, Case.state.in_(UNDER_WAY))
    apart = {each.parent_id: state_of(each) for each in session.scalars(looked_into)}
    return [_line(case, rows.get(case.id), erased.get(case.id), apart.get(case.id), paris_day(at)) for case in cases]


def _line(case: Case, row: Referral | None, erased: date | None, apart: State | None, today: date) -> Listed:
    days = (today - paris_day(row.sent_at)).days if row is not None and row.sent_at is not None else None
    pressing = []
    if row is not None and row.is_urgent:
        pressing.append(WORDS["is_urgent"])
    if row is not None and row.minors:
        pressing.append(WORDS["minors_concerned"])
    if erased is not None and erased >= today:
        pressing.append(WORDS["video_erased_on"].with_parameters(day=erased))
    return Listed(case, state_of(case), row, days, tuple(pressing), apart)


def _lines(session: ViewerSession, kind: Any, case_id: UUID) -> tuple[Any, ...]:
    return tuple(
        session.scalars(
            sa.select(kind).where(kind.referral_id == case_id, kind.struck_at.is_(None)).order_by(kind.rank)
        )
    )


def _sent(session: ViewerSession, kind: Any, case_id: UUID) -> tuple[Sent, ...]:
    found = with_cases(session, kind, kind.referral_id == case_id)
    ordered = sorted(found, key=lambda each: (each[1].opened_at, each[1].id))
    return tuple(Sent(row, case, state_of(case)) for row, case in ordered)


def _answered(row: ReferralAnswer, situation: Situation) -> Answered:
    answer = answer_of(row.answer)
    assert answer is not None
    return Answered(row, answer.label, written_of(answer.asks, row.facts, situation))


LETTER_STEPS: Final = frozenset(
    {"write_letter", "add_fact", "add_person", "add_offence", "add_piece", "attach", "strike"}
)
"""The steps of the page on which the letter is written."""
_NEXT: Final[Mapping[str, tuple[str, ...]]] = {
    "due": ("send", "transmit_pv", "transmit_to_police_court"),
    "overdue": ("send", "transmit_pv", "transmit_to_police_court"),
    "sent": ("register",),
    "sent_to_police_court": ("close",),
    "registered": ("close_without_action", "choose_alternative", "prosecute"),
    "enquiry": ("prosecute", "close_without_action", "choose_alternative"),
    "challenged": ("close_without_action", "prosecute"),
    "no_action": ("close", "challenge"),
    "judgment": ("close",),
    **dict.fromkeys(("alternative", "penal_settlement", "transaction"), ("close", "close_without_action", "prosecute")),
}
"""By state, the doors of the next thing."""
