"""The evidence register as its page and its files show it: exhibits, videos and legal limits that the viewer may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from webapp.language import spoken
from webapp.showing.alarms import alarms_by_case
from webapp.showing.rows import in_house_order, state_of, with_cases
from webapp.tables.table import Cell, Table
from webapp.words import WORDS
from workflows.engine.definition import State
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.law.clocks import clock
from workflows.law.days import paris_day
from workflows.law.seizures import seizure_bases
from workflows.processes.custody import CustodyLine
from workflows.processes.exhibit import HELD, PRESENT, UNITS, Exhibit, amount_of
from workflows.processes.house import house_look
from workflows.processes.legal_limit import LegalLimit
from workflows.processes.operation_facts import Operation
from workflows.processes.video import Video
from workflows.processes.visit_facts import Visit
from workflows.register.agencies import Agency, agency
from workflows.store.text import Text

GROUPS: Final = {
    "held": WORDS["exhibits_held"],
    "ended": WORDS["exhibits_ended"],
    "all": WORDS["exhibits_all"],
}


@dataclass(frozen=True, slots=True)
class ExhibitLine:
    """One exhibit: where it was seized, where it stands, how much of it is left in it."""

    row: Exhibit
    case: Case
    state: State
    trade_name: str
    operation: str

    @property
    def left(self) -> Decimal:
        """What it holds, or held when it ended: its quantity without its parts."""
        return amount_of(self.row.quantity - self.row.parted)

    @property
    def seized(self) -> Decimal:
        """What it began with."""
        return amount_of(self.row.quantity)

    @property
    def unit(self) -> Text:
        """The unit in words."""
        return UNITS[self.row.unit]


@dataclass(frozen=True, slots=True)
class Followed:
    """A video or a legal limit: what it is, where, by when, how near that is."""

    row: Any
    case: Case
    state: State
    title: Text
    trade_name: str
    due: datetime
    alarm: Text | None


def exhibits(session: ViewerSession, group: str, operation_id: UUID | None = None) -> list[ExhibitLine]:
    """Return the exhibits of a group that the viewer may see, of one operation if it is given, by number."""
    found = with_cases(session, Exhibit, *([Exhibit.operation_id == operation_id] if operation_id else []))
    places, operations = _places(session, [row.visit_id for row, _case in found]), _operations(session)
    lines = [
        ExhibitLine(row, case, state_of(case), places.get(row.visit_id, ""), operations.get(row.operation_id, ""))
        for row, case in found
        if group == "all" or (case.state in HELD) == (group == "held")
    ]
    return sorted(lines, key=lambda line: (line.row.number.rpartition("-")[0], line.row.number))


def videos(session: ViewerSession, moment: datetime, operation_id: UUID | None = None) -> list[Followed]:
    """Return the videos that the viewer may see, those erased first at the head."""
    found = with_cases(session, Video, *([Video.operation_id == operation_id] if operation_id else []))
    return _followed(session, moment, [(row, case, Text(row.place, row.place), row.erased_from) for row, case in found])


def limits(session: ViewerSession, moment: datetime, operation_id: UUID | None = None) -> list[Followed]:
    """Return the legal limits that the viewer may see, the nearest at the head."""
    found = with_cases(session, LegalLimit, *([LegalLimit.operation_id == operation_id] if operation_id else []))
    return _followed(session, moment, [(row, case, clock(row.clock).label, row.due_at) for row, case in found])


def counted_seizures(session: ViewerSession, operation_id: UUID) -> list[tuple[str, int]]:
    """Return how many seizures each agency entered in an operation: numbers alone, for whoever leads it."""
    with house_look(session) as house:
        rows = house.execute(
            sa.select(Exhibit.agency, sa.func.count())
            .join(Case, Case.id == Exhibit.id)
            .where(Exhibit.operation_id == operation_id, Exhibit.part_of.is_(None), Case.state != "cancelled")
            .group_by(Exhibit.agency)
        )
        counts = {key: count for key, count in rows if key}
    return [(key, counts[key]) for key in in_house_order(counts)]


def exhibits_table(session: ViewerSession, lines: Sequence[ExhibitLine], group: str, *, made_for: Agency, moment: datetime) -> Table:  # fmt: skip
    """Return the register as a table, a line for each exhibit."""
    last = _last_events(session, [line.row.id for line in lines])
    rows = [_cells(line, last.get(line.row.id)) for line in lines]
    facts = (
        (spoken(WORDS["table_made_at"]), spoken(moment)),
        (spoken(WORDS["table_made_for"]), spoken(made_for.name)),
        (spoken(WORDS["table_filters"]), spoken(GROUPS[group])),
    )
    header = [spoken(WORDS[name]) for name in _HEADER]
    return Table(spoken(WORDS["evidence_register"]), spoken(WORDS["exhibits_about"]), facts, header, rows, moment)


def _cells(line: ExhibitLine, last: CustodyLine | None) -> Sequence[Cell]:
    row = line.row
    return (
        row.number, line.operation, line.trade_name, row.nature, line.seized, line.left, spoken(line.unit), row.seal,
        paris_day(row.found_at), row.place, row.item, spoken(seizure_bases()[row.basis].label), spoken(PRESENT[row.present]),
        spoken(agency(row.holder).name) if row.holder else "", row.kept_at, spoken(line.state.label),
        last.reference if last is not None else "",
    )  # fmt: skip


def _last_events(session: ViewerSession, ids: Sequence[UUID]) -> Mapping[UUID, CustodyLine]:
    found = sa.select(CustodyLine).where(CustodyLine.exhibit_id.in_(ids)).order_by(CustodyLine.at, CustodyLine.id)
    return {row.exhibit_id: row for row in session.scalars(found)}


def _followed(
    session: ViewerSession, moment: datetime, found: Sequence[tuple[Any, Case, Text, datetime]]
) -> list[Followed]:
    places = _places(session, [row.visit_id for row, *_rest in found])
    told = alarms_by_case(session, moment, [case.id for _row, case, *_rest in found])
    lines = [
        Followed(row, case, state_of(case), title, places.get(row.visit_id, ""), due, told.get(case.id))
        for row, case, title, due in found
    ]
    return sorted(lines, key=lambda line: (not line.case.is_open, line.due, line.case.id.hex))


def _places(session: ViewerSession, visits: Sequence[UUID]) -> Mapping[UUID, str]:
    found = sa.select(Visit.id, Visit.trade_name).where(Visit.id.in_(visits))
    return dict(session.execute(found).all())


def _operations(session: ViewerSession) -> Mapping[UUID, str]:
    return dict(session.execute(sa.select(Operation.id, Operation.number)).all())


_HEADER: Final = (
    "exhibit_number", "operation_kind", "place_of_it", "exhibit_nature", "exhibit_seized", "exhibit_left", "exhibit_unit",
    "exhibit_seal", "exhibit_found_on", "exhibit_place", "exhibit_item", "exhibit_basis", "exhibit_present",
    "exhibit_holder", "exhibit_kept_at", "case_state", "exhibit_last_paper",
)  # fmt: skip
