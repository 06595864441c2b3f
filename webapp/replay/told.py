"""What a replayed log became, counted in the database itself: what is printed is what can be opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from workflows.engine.tables import Case
from workflows.engine.viewer import HOUSE_VIEWER, ViewerSession, open_session
from workflows.processes.consequence import Consequence
from workflows.processes.finding import Finding
from workflows.processes.operation_facts import Operation
from workflows.processes.participation import Participation
from workflows.processes.sheet import Sheet
from workflows.processes.visit_facts import Visit


@dataclass(frozen=True, slots=True)
class Told:
    """The cases of one replayed log. ``revisits`` are the visits of a site after its first one."""

    operations: int
    sites: int
    visits: int
    outcomes: Mapping[str, int]
    """Visits by the state that they ended in."""
    participations: int
    visits_with_findings_by_agency: Mapping[str, int]
    """Visits in which each agency cited something, for every agency of the log: who else was there, the record does not say."""
    findings: int
    visits_with_findings: int
    by_two_agencies_or_more: int
    """Visits in which two agencies or more cited something."""
    revisits: int
    sites_revisited: int
    consequences: Mapping[str, int]
    """Consequences by workflow."""
    numbers: tuple[str, ...]
    """The numbers of the operations, in order."""
    richest: str
    """The number of the operation with the most findings."""


def tell_of(engine: Engine, origin: str, agencies: list[str]) -> Told:
    """Count what came from the record ``origin``, whose agencies have these keys here."""
    with open_session(engine, HOUSE_VIEWER, only_reads=True) as session:
        numbers = {
            row.id: row.number for row in session.scalars(sa.select(Operation).where(Operation.origin == origin))
        }
        visits = _cases_of(session, Visit, numbers)
        sheets = [sheet for sheet, _case in _cases_of(session, Sheet, numbers)]
        participations = _cases_of(session, Participation, numbers)
        consequences = _cases_of(session, Consequence, numbers)
        findings = list(session.scalars(sa.select(Finding).where(Finding.operation_id.in_(numbers))))
    sites = Counter(visit.establishment_id for visit, _case in visits)
    agencies_by_visit: dict[UUID, set[str | None]] = {}
    for sheet in sheets:
        agencies_by_visit.setdefault(sheet.visit_id, set()).add(sheet.agency)
    found = Counter(finding.operation_id for finding in findings)
    return Told(
        operations=len(numbers),
        sites=len(sites),
        visits=len(visits),
        outcomes=Counter(case.state for _visit, case in visits),
        participations=len(participations),
        visits_with_findings_by_agency={key: sum(sheet.agency == key for sheet in sheets) for key in agencies},
        findings=len(findings),
        visits_with_findings=len({finding.visit_id for finding in findings}),
        by_two_agencies_or_more=sum(len(each) > 1 for each in agencies_by_visit.values()),
        revisits=len(visits) - len(sites),
        sites_revisited=sum(count > 1 for count in sites.values()),
        consequences=Counter(case.workflow for _row, case in consequences),
        numbers=tuple(sorted(numbers.values())),
        richest=numbers[max(numbers, key=lambda key: (found[key], numbers[key]))] if numbers else "",
    )


def _cases_of(session: ViewerSession, row: Any, ids: Iterable[UUID]) -> list[tuple[Any, Case]]:
    statement = sa.select(row, Case).join(Case, Case.id == row.id).where(row.operation_id.in_(ids))
    return [(found, case) for found, case in session.execute(statement)]
