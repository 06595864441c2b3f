"""What the sheet of a problem says: its rows drawn by the house into a frozen snapshot, kept with the step that issues it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from workflows.engine.cases import Situation
from workflows.engine.definition import Effect
from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.processes.action import Action
from workflows.processes.document import press
from workflows.processes.frozen_paper import freeze, last_version
from workflows.processes.house import house_look
from workflows.processes.opening import SHARE
from workflows.processes.paper_parts import rows_of, with_cases
from workflows.processes.problem_facts import (
    LEAD,
    Analysis,
    Assessment,
    Problem,
    ProblemCount,
    ProblemMeasure,
    compare,
    end_of_count,
)
from workflows.processes.snapshot_parts import Head, Letterhead
from workflows.processes.snapshots_problem import (
    ActionLine,
    AnalysisPart,
    AssessmentPart,
    CountLine,
    MeasureLine,
    Noticed,
    ProblemSnapshot,
)
from workflows.register.agencies import agency, holders

SHEET: Final = "problem_sheet"
"""The document of a problem."""


def issue_sheet(situation: Situation, state: str) -> None:
    """Keep the next version of the sheet, its whole content frozen with the step that leaves the problem in ``state``."""
    session = situation.session
    version = last_version(session, SHEET, situation.case.id) + 1
    members = [key for key in holders(SHARE) if (SHARE, key) in {each[:2] for each in situation.case.parties}]
    session.flush()
    with house_look(session) as house:
        row = house.get_one(Problem, situation.case.id)
        drawn = draw_sheet(house, row, version=version, state=state, members=members, moment=situation.moment)
    session.add(freeze(drawn, case_id=row.id, agency=row.agency, moment=situation.moment))


def sheet_to_press(situation: Situation) -> Iterable[Effect]:
    """Press the version that this step has issued."""
    return [press(SHEET, last_version(situation.session, SHEET, situation.case.id))]


def draw_sheet(
    session: ViewerSession, row: Problem, *, version: int, state: str, members: Iterable[str], moment: datetime
) -> ProblemSnapshot:
    """Return the sheet of a problem as it stands at ``moment`` (aware); the session is the house's."""
    issuer = agency(next(iter(holders(LEAD))))
    head = Head(
        number=row.number, version=version, issued_at=moment, secrecy=row.secrecy,
        letterhead=Letterhead(issuer.key, issuer.name.fr, issuer.letterhead, issuer.city), demonstration=row.demonstration,
        signatory="Pour le groupe de partenariat opérationnel",
    )  # fmt: skip
    return ProblemSnapshot(
        head=head,
        title=row.title,
        turn=row.turn,
        follows=session.get_one(Problem, row.previous_id).number if row.previous_id else "",
        state=state,
        members=tuple(agency(key).short.fr for key in members),
        noticed=Noticed(row.place, row.observed, row.since, row.sufferers, row.times, row.sources),
        analysis=_analysis(session, row),
        actions=tuple(
            ActionLine(each.title, agency(each.agency or "").short.fr, each.due_on, case.state, each.evidence)
            for each, case in sorted(
                with_cases(session, Action, Action.problem_id == row.id),
                key=lambda pair: (pair[1].opened_at, pair[0].id),
            )
        ),
        measures=tuple(_measures(session, row)),
        assessment=_assessment(session, row),
        handed_to=row.handed_to,
        ended_because=row.ended_because,
    )


def _analysis(session: ViewerSession, row: Problem) -> AnalysisPart | None:
    found = _latest(rows_of(session, Analysis, Analysis.problem_id == row.id))
    if found is None:
        return None
    return AnalysisPart(
        found.offenders, found.targets, found.setting, found.tried, found.supposed, found.sources,
        paris_day(found.written_at),
    )  # fmt: skip


def _assessment(session: ViewerSession, row: Problem) -> AssessmentPart | None:
    found = _latest(rows_of(session, Assessment, Assessment.problem_id == row.id))
    if found is None:
        return None
    return AssessmentPart(found.verdict, found.moved, found.residents, found.shown_by, paris_day(found.written_at))


def _latest(rows: list[Any]) -> Any:
    return max(rows, key=lambda each: (each.written_at, each.id.hex), default=None)


def _measures(session: ViewerSession, row: Problem) -> Iterable[MeasureLine]:
    measures = rows_of(session, ProblemMeasure, ProblemMeasure.problem_id == row.id)
    counts = rows_of(session, ProblemCount, ProblemCount.measure_id.in_([each.id for each in measures]))
    for each in compare(measures, counts):
        measure = each.measure
        yield MeasureLine(
            measure.label,
            measure.unit,
            measure.weeks,
            _count(each.before, measure.weeks),
            _count(each.after, measure.weeks),
        )


def _count(row: Any, weeks: int) -> CountLine | None:
    return None if row is None else CountLine(row.value, row.starts_on, end_of_count(row.starts_on, weeks), row.source)
