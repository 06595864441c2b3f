"""An establishment as the register, the hygiene inspectors and our own past visits know it; a hidden one never."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from webapp.showing.rows import state_of, with_cases
from workflows.engine.definition import State
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.processes.operation_facts import Operation
from workflows.processes.visit_facts import Visit
from workflows.register.establishment_search import Found, search_establishments
from workflows.register.establishments import KINDS, Establishment
from workflows.register.hygiene import COLUMNS, HygieneInspection
from workflows.register.hygiene_files import RESULTS
from workflows.register.import_runs import Unfinished, unfinished_imports
from workflows.register.observations import Superseded
from workflows.register.territory import find_communes
from workflows.store.text import Text

_RESULT_KINDS: Final = {
    "very_satisfactory": "good",
    "satisfactory": "good",
    "to_improve": "warn",
    "urgent_correction": "bad",
}
_PAGE: Final = 20
_TOWNS: Final = 3


@dataclass(frozen=True, slots=True)
class Past:
    """One value that the publisher gave and no longer gives, in words."""

    column: Text
    value: Any
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class Inspection:
    """One published inspection. ``gone_since`` is the last day on which the publisher still showed it, ``None`` if it
    still does; ``past`` are the values that it has replaced.
    """

    row: HygieneInspection
    kind: str
    past: tuple[Past, ...]
    gone_since: date | None


@dataclass(frozen=True, slots=True)
class Hit:
    """One establishment of a search, with its past inspections, the latest first."""

    row: Establishment
    kind: Text | None
    inspections: tuple[Inspection, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """What a search found. ``asked`` is whether there was anything to look for, ``town`` the one searched in.

    ``halfway`` are the files that have been read into the register in part.
    """

    asked: bool
    hits: tuple[Hit, ...]
    exact: bool
    after: str | None
    town: str | None
    halfway: tuple[Unfinished, ...]


@dataclass(frozen=True, slots=True)
class PastVisit:
    """One visit of ours that the viewer may see."""

    visit: Visit
    case: Case
    state: State
    operation: str


def search(session: Session, words: str, town: str, after: str | None) -> Search:
    """Return the establishments that answer to these words in that town; hidden ones never."""
    commune = next(iter(find_communes(town, limit=1)), None) if town.strip() else None
    asked = bool(words.strip()) or commune is not None
    halfway = tuple(unfinished_imports(session))
    if not asked:
        return Search(False, (), True, None, None, halfway)
    found: Found = search_establishments(
        session, words, commune=commune.code if commune else None, limit=_PAGE, after=after
    )
    past = inspections_of(session, [row.siret for row in found.establishments if row.siret])
    hits = tuple(Hit(row, KINDS.get(row.kind or ""), past.get(row.siret or "", ())) for row in found.establishments)
    return Search(True, hits, found.exact, found.after, commune.name if commune else None, halfway)


def hit_of(session: Session, row: Establishment) -> Hit:
    """Return one establishment as a search would show it."""
    past = inspections_of(session, [row.siret] if row.siret else [])
    return Hit(row, KINDS.get(row.kind or ""), past.get(row.siret or "", ()))


def shown_establishment(session: Session, establishment_id: UUID) -> Establishment | None:
    """Return an establishment that may be shown, ``None`` for an unknown or a hidden one."""
    row = session.scalar(sa.select(Establishment).where(Establishment.id == establishment_id))
    return None if row is None or row.hidden else row


def past_visits(session: ViewerSession, establishment_id: UUID) -> list[PastVisit]:
    """Return the visits of an establishment that the viewer may see, the latest first."""
    found = with_cases(session, Visit, Visit.establishment_id == establishment_id)
    found.sort(key=lambda pair: pair[0].entered_at or pair[0].planned_at, reverse=True)
    titles = dict(
        session.execute(
            sa.select(Operation.id, Operation.title).where(Operation.id.in_({visit.operation_id for visit, _ in found}))
        ).all()
    )
    return [PastVisit(visit, case, state_of(case), titles.get(visit.operation_id, "")) for visit, case in found]


def inspections_of(session: Session, sirets: Sequence[str]) -> dict[str, tuple[Inspection, ...]]:
    """Return the published inspections of each SIRET, the latest first, with what changed and what vanished."""
    if not sirets:
        return {}
    newest = session.scalar(sa.select(sa.func.max(HygieneInspection.last_seen_on)))
    rows = session.scalars(
        sa.select(HygieneInspection)
        .where(HygieneInspection.siret.in_(sirets))
        .order_by(HygieneInspection.inspected_on.desc(), HygieneInspection.number)
    )
    gathered: dict[str, list[Inspection]] = {}
    for row in rows:
        gone = row.last_seen_on if newest is not None and row.last_seen_on < newest else None
        told = tuple(_past(each) for each in row.superseded)
        gathered.setdefault(row.siret or "", []).append(Inspection(row, _RESULT_KINDS[row.result], told, gone))
    return {siret: tuple(found) for siret, found in gathered.items()}


def _past(each: Superseded) -> Past:
    value = each.value
    if each.column == "result":
        value = RESULTS.get(value, value)
    elif each.column == "inspected_on":
        value = date.fromisoformat(value)
    elif isinstance(value, list):
        value = ", ".join(str(part) for part in value)
    return Past(COLUMNS.get(each.column, Text(each.column, each.column)), value, each.first_on, each.last_on)
