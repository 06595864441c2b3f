"""What a case is about, for the workflows that have no page to themselves: lines of plain facts on the page of the case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from webapp.showing.consequences import branch_of
from webapp.showing.section import short_severity
from webapp.words import WORDS
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.law.grids import ROUTES
from workflows.processes.minutes_facts import Minutes
from workflows.processes.partner_task import PartnerTask
from workflows.processes.visit import Visit
from workflows.store.text import Text


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: its label, its value, and how that is said: ``text``, ``kept`` (words that the house kept in French),
    ``agency``, ``moment`` or ``cited``.
    """

    label: Text
    value: Any
    manner: str = "text"


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a case, the readings that showing them makes (cases with the class of what is shown), and where to
    read more: the establishment, the joint minutes.
    """

    lines: tuple[Fact, ...] = ()
    readings: tuple[tuple[UUID, int], ...] = ()
    establishment: UUID | None = None
    minutes: UUID | None = None


def facts_of(session: ViewerSession, case: Case, *, moment: datetime) -> Facts:
    """Return what the page of a case says that it is about; nothing for a workflow that says enough by its title."""
    told = _TOLD.get(case.workflow)
    return told(session, case, moment) if told else Facts()


def _of_consequence(session: ViewerSession, case: Case, moment: datetime) -> Facts:
    branch = branch_of(session, case, moment=moment)
    row, known = branch.row, branch.known
    lines = [_fact("place_of_it", branch.place)]
    if known is not None:
        lines += [
            _fact("point_found", known.label, "kept"),
            _fact("what_was_found", known.note),
            _fact("severity_found", short_severity(known.severity) if known.severity else None),
            _fact("cited_law", known.cited, "cited"),
            _fact("goes_to", ROUTES.get(known.route)),
        ]
    lines += [
        Fact(branch.told_as, row.label if known is None or row.label != known.label else "", "kept"),
        _fact("found_by", row.agency, "agency"),
        _fact("entrusted_to", row.owner, "agency"),
        _fact("sent_under", row.reference),
        _fact("answer_to_it", row.answer),
        _fact("ended_because", row.end_reason),
    ]
    readings = ((known.case_id, known.secrecy),) if known is not None and known.case_id is not None else ()
    minutes = session.scalar(sa.select(Minutes.id).where(Minutes.operation_id == row.operation_id).limit(1))
    return Facts(_said(lines), readings, minutes=minutes)


def _of_visit(session: ViewerSession, case: Case, _moment: datetime) -> Facts:
    visit = session.get_one(Visit, case.id)
    lines = [
        _fact("address_of_it", visit.address),
        _fact("siret", visit.siret or WORDS["no_siret"]),
        _fact("target_reason", visit.reason),
        _fact("planned_for", visit.planned_at, "moment"),
        _fact("outcome_why", visit.outcome_reason),
    ]
    return Facts(_said(lines), establishment=visit.establishment_id)


def _of_partner_task(session: ViewerSession, case: Case, _moment: datetime) -> Facts:
    task = session.get_one(PartnerTask, case.id)
    lines = [
        _fact("asked_of_partner", task.words),
        _fact("entrusted_to", task.agency, "agency"),
        _fact("expected_by", task.due_on),
        _fact("answer_to_it", task.answer),
    ]
    return Facts(_said(lines))


def _fact(word: str, value: Any, manner: str = "text") -> Fact:
    return Fact(WORDS[word], value, manner)


def _said(lines: list[Fact]) -> tuple[Fact, ...]:
    return tuple(line for line in lines if line.value not in (None, "", ()))


_TOLD: Final[Mapping[str, Callable[[ViewerSession, Case, datetime], Facts]]] = {
    "referral": _of_consequence,
    "measure": _of_consequence,
    "compliance": _of_consequence,
    "visit": _of_visit,
    "partner_task": _of_partner_task,
}
