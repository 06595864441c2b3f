"""A problem on one screen: what is next, what was noticed, its analysis, its actions, before and after, its assessment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from webapp.counting import counted_word
from webapp.showing.case import Door, Doors
from webapp.showing.next_thing import ACT, OVER, WAIT, NextThing
from webapp.showing.operation import Stage
from webapp.showing.rows import in_house_order, state_of, with_cases
from webapp.words import WORDS
from workflows.engine import registry
from workflows.engine.definition import State
from workflows.engine.tables import Case, Party
from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.processes.action import AT_WORK, Action, is_late
from workflows.processes.opening import SHARE
from workflows.processes.problem_facts import (
    CLOSED,
    Analysis,
    Assessment,
    Compared,
    Problem,
    ProblemCount,
    ProblemMeasure,
    compare,
    end_of_count,
)
from workflows.register.agencies import agency
from workflows.store.text import Text

GROUPS: Final[Mapping[str, tuple[Text, tuple[str, ...]]]] = {
    "all": (Text("Tous", "All"), ()),
    "proposed": (Text("Proposés", "Proposed"), ("proposed",)),
    "at_work": (Text("En cours", "Going on"), ("opened", "analysed", "acting")),
    "assessing": (Text("En évaluation", "Being assessed"), ("assessing",)),
    "closed": (Text("Terminés", "Ended"), (*CLOSED, "set_aside")),
}
"""The stages by which the list is filtered: words, and the states of each (none = every state)."""
_FORM: Final = "%Y%m%dT%H%M%S%f"
_LINE: Final = ("proposed", "opened", "analysed", "acting", "assessing")
_LONGEST: Final = 200
"""The width of the longest bar, in units of its drawing."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One problem of the list; ``late`` once the day of its assessment has passed."""

    row: Problem
    case: Case
    state: State
    late: bool


@dataclass(frozen=True, slots=True)
class Task:
    """One action of the problem; ``late`` is computed on the day of the page."""

    row: Action
    case: Case
    state: State
    late: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """A measure on both sides: the rows, the widths of their bars, and the change in whole per cent if it is known."""

    compared: Compared
    before_width: int
    after_width: int
    change: int | None

    @property
    def label(self) -> str:
        """What is counted."""
        return str(self.compared.measure.label)

    def days(self, side: str) -> tuple[date, date] | None:
        """Return the first and last day of a side."""
        row = getattr(self.compared, side)
        return None if row is None else (row.starts_on, end_of_count(row.starts_on, self.compared.measure.weeks))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A problem as its page shows it, analyses and assessments the latest first."""

    row: Problem
    case: Case
    state: State
    late: bool
    members: tuple[str, ...]
    analyses: tuple[Analysis, ...]
    pairs: tuple[Pair, ...]
    tasks: tuple[Task, ...]
    assessments: tuple[Assessment, ...]
    previous: Problem | None
    following: Problem | None

    @property
    def put_off(self) -> tuple[tuple[date, str], ...]:
        """The days of assessment that were given up, each with the reason."""
        return tuple((date.fromisoformat(each["assess_on"]), each["reason"]) for each in self.row.earlier)

    @property
    def at_work(self) -> int:
        """How many actions nobody has reported as done."""
        return sum(task.case.state in AT_WORK for task in self.tasks)

    @property
    def uncounted(self) -> tuple[str, ...]:
        """What has no value after yet."""
        return tuple(pair.label for pair in self.pairs if pair.compared.after is None)


def list_problems(
    session: ViewerSession, group: str, *, after: tuple[datetime, UUID] | None, limit: int, moment: datetime
) -> list[Listed]:
    """Return the first ``limit`` problems that the viewer may see after a cursor, the latest opened first."""
    statement = sa.select(Problem, Case).join(Case, Case.id == Problem.id)
    states = GROUPS[group][1]
    if states:
        statement = statement.where(Case.state.in_(states))
    if after is not None:
        opened, last = after
        statement = statement.where(sa.or_(Case.opened_at < opened, sa.and_(Case.opened_at == opened, Case.id < last)))
    found = session.execute(statement.order_by(Case.opened_at.desc(), Case.id.desc()).limit(limit)).all()
    return [Listed(row, case, state_of(case), _is_late(row, case, paris_day(moment))) for row, case in found]


def cursor_after(line: Listed) -> str:
    """Return where the page after this line begins, as a word of an address."""
    return f"{line.case.opened_at.astimezone(UTC).strftime(_FORM)}-{line.case.id.hex}"


def sheet_of(session: ViewerSession, case: Case, *, moment: datetime) -> Sheet:
    """Return a problem as it stands at ``moment`` (aware)."""
    row, today = session.get_one(Problem, case.id), paris_day(moment)
    named = session.scalars(sa.select(Party.agency).where(Party.case_id == case.id, Party.competence == SHARE))
    analyses = session.scalars(
        sa.select(Analysis).where(Analysis.problem_id == row.id).order_by(Analysis.written_at.desc(), Analysis.id)
    )
    assessments = session.scalars(
        sa.select(Assessment)
        .where(Assessment.problem_id == row.id)
        .order_by(Assessment.written_at.desc(), Assessment.id)
    )
    return Sheet(
        row,
        case,
        state_of(case),
        _is_late(row, case, today),
        in_house_order(set(named)),
        tuple(analyses),
        _pairs(session, row),
        tuple(
            Task(action, of, state_of(of), is_late(action, of.state, today))
            for action, of in sorted(
                with_cases(session, Action, Action.problem_id == row.id),
                key=lambda each: (each[1].opened_at, each[0].id),
            )
        ),
        tuple(assessments),
        session.get(Problem, row.previous_id) if row.previous_id else None,
        session.scalars(sa.select(Problem).where(Problem.previous_id == row.id)).first(),
    )


def next_for(sheet: Sheet, doors: Doors) -> NextThing:
    """Return what the person does next in a problem, or for whom it waits."""
    if sheet.state.final:
        return NextThing(OVER, sheet.state.label)
    chosen = _doors_now(sheet, {door.step.name: door for door in doors.open})
    title = sheet.state.expects or sheet.state.label
    if not chosen:
        return NextThing(WAIT, title, WORDS["problem_waits_for"].with_parameters(agency=_leaders()))
    if sheet.case.state == "assessing" and chosen[0].step.name == "count":
        return NextThing(ACT, WORDS["problem_count_after"], _missing(sheet), doors=chosen)
    return NextThing(ACT, title, _why_now(sheet), doors=chosen)


def stages_of(sheet: Sheet) -> list[Stage]:
    """Return the way of a problem, as far as it has come; its end is the last stage."""
    workflow = registry.workflow(sheet.case.workflow, sheet.case.workflow_version)
    here = _LINE.index(sheet.case.state) if sheet.case.state in _LINE else len(_LINE)
    labels = [
        *(workflow.state(name).label for name in _LINE),
        sheet.state.label if sheet.state.final else WORDS["problem_end"],
    ]
    if sheet.state.final:
        passed = _passed(sheet)
        labels = [label for label, name in zip(labels, _LINE, strict=False) if name in passed] + labels[-1:]
        here = len(labels) - 1
    return [
        Stage(label, "done" if place < here else "here" if place == here else "ahead")
        for place, label in enumerate(labels)
    ]


def _passed(sheet: Sheet) -> Sequence[str]:
    """The stages through which an ended problem went: one that was handed over early has not seen them all."""
    if sheet.case.state in ("closed_solved", "closed_unsolved") or sheet.row.round:
        return _LINE
    if sheet.tasks:
        return _LINE[:4]
    return _LINE[:3] if sheet.analyses else _LINE[:1]


def _doors_now(sheet: Sheet, open_doors: Mapping[str, Door]) -> tuple[Door, ...]:
    for names in _NEXT[sheet.case.state]:
        if names == ("count",) and not sheet.uncounted:
            continue
        chosen = tuple(open_doors[name] for name in names if name in open_doors)
        if chosen:
            return chosen
    return ()


def _why_now(sheet: Sheet) -> Text | None:
    match sheet.case.state:
        case "opened":
            return WORDS["problem_analysis_why"] if sheet.pairs else WORDS["problem_before_why"]
        case "acting":
            return (
                counted_word("problem_actions_open", sheet.at_work) if sheet.at_work else WORDS["problem_actions_over"]
            )
        case "assessing":
            return _missing(sheet)
    return None


def _missing(sheet: Sheet) -> Text | None:
    if not sheet.uncounted:
        return None
    return WORDS["problem_not_counted_after"].with_parameters(what="\u00a0; ".join(sheet.uncounted))


def _leaders() -> Text:
    names = [agency(key).short for key in registry.holders("lead_problems")]
    return Text(", ".join(each.fr for each in names), ", ".join(each.en for each in names))


def _is_late(row: Problem, case: Case, today: date) -> bool:
    return case.state in ("analysed", "acting") and row.assess_on is not None and row.assess_on < today


def _pairs(session: ViewerSession, row: Problem) -> tuple[Pair, ...]:
    measures = list(session.scalars(sa.select(ProblemMeasure).where(ProblemMeasure.problem_id == row.id)))
    counts = list(
        session.scalars(sa.select(ProblemCount).where(ProblemCount.measure_id.in_([each.id for each in measures])))
    )
    return tuple(_pair(each) for each in compare(measures, counts))


def _pair(compared: Compared) -> Pair:
    before = compared.before.value if compared.before else 0
    after = compared.after.value if compared.after else 0
    longest = max(before, after, 1)
    change = round((after - before) * 100 / before) if compared.before and compared.after and before else None
    return Pair(compared, round(before * _LONGEST / longest), round(after * _LONGEST / longest), change)


_NEXT: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "proposed": (("take_up", "set_aside"),),
    "opened": (("analyse",),),
    "analysed": (("decide",),),
    "acting": (("assess_now",), ("add_measure",)),
    "assessing": (("close_solved", "close_unsolved", "act_again"), ("assess",), ("count",)),
}
"""By state, the doors of the next thing: the first group of which one is open."""
