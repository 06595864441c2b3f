"""Who looks: a session bound to a viewer adds one filter to every SELECT, so that no page filters for itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from workflows.engine import failpoints
from workflows.engine.tables import (
    Case,
    Command,
    JoinCounter,
    JournalLine,
    Party,
    Read,
    RunningDeadline,
    SignedHead,
    Turn,
)
from workflows.store.database import Base, Recorded, read_only

PUBLIC_CLASS: Final = 0
PARTNERSHIP_CLASS: Final = 1
WRITTEN_BY_THE_ENGINE: Final = (Case, JournalLine, Party, Turn, JoinCounter, Command, SignedHead, Read)
"""Rows that no session changes as objects: the engine's own statements do."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who looks. ``agency`` is ``None`` for the public, who see class K0 and nothing else."""

    agency: str | None
    user: str = ""

    @property
    def open_class(self) -> int:
        """The highest class that this viewer sees without being named in the case."""
        return PUBLIC_CLASS if self.agency is None else PARTNERSHIP_CLASS


class _House(Viewer):
    """The house itself: joins, deadlines, handlers, command line. It sees everything; no request can be it."""


HOUSE_VIEWER: Final = _House(agency=None, user="house")


def may_see(viewer: Viewer, *, secrecy: int, agency: str | None, clearance: int | None) -> bool:
    """Tell whether ``viewer`` sees a row of this class and owner.

    ``clearance`` is what the case of the row grants to the viewer's agency, ``None`` if it grants nothing. This is the
    same table as :func:`filter_for`; a property test holds the two equal.
    """
    if isinstance(viewer, _House) or secrecy <= viewer.open_class:
        return True
    if viewer.agency is None:
        return False
    return agency == viewer.agency or (clearance is not None and clearance >= secrecy)


def filter_for(viewer: Viewer, *, secrecy: Any, agency: Any, case_id: Any) -> sa.ColumnElement[bool]:
    """Return :func:`may_see` as a condition of SQL on these columns."""
    if isinstance(viewer, _House):
        return sa.true()
    rules: list[sa.ColumnElement[bool]] = [secrecy <= viewer.open_class]
    if viewer.agency is not None:
        rules.append(agency == viewer.agency)
        # One sub-select a class, none correlated: both databases then hash it once instead of asking row by row.
        for clearance in (2, 3, 4):
            granted = sa.select(Party.__table__.c.case_id).where(
                Party.__table__.c.agency == viewer.agency, Party.__table__.c.clearance >= clearance
            )
            rules.append(sa.and_(secrecy == clearance, case_id.in_(granted)))
    return sa.or_(*rules)


class ViewerSession(Session):
    """A session that sees what its viewer may see, and writes recorded rows only with a journal line."""

    def __init__(self, engine: Engine, viewer: Viewer) -> None:
        """Bind a session to ``viewer``; there is none without."""
        super().__init__(engine, expire_on_commit=False, autoflush=False)
        self.viewer = viewer
        self._criteria: list[Any] | None = None

    def criteria(self) -> list[Any]:
        """Return the viewer's filter of every table, made once a session."""
        if self._criteria is None:
            self._criteria = _criteria_for(self.viewer)
        return self._criteria

    @property
    def is_house(self) -> bool:
        """Whether the house itself is looking."""
        return isinstance(self.viewer, _House)


@event.listens_for(ViewerSession, "do_orm_execute")
def _add_the_filter(state: ORMExecuteState) -> None:
    session = state.session
    if not isinstance(session, ViewerSession):
        return
    if state.is_insert or state.is_update or state.is_delete:
        _refuse_bulk_change(state)
        return
    if session.is_house:
        return
    if not state.is_orm_statement:
        raise RuntimeError(
            "A viewer's session reads mapped classes only: a bare table or text would pass the filter by."
        )
    if state.is_select:
        state.statement = state.statement.options(*session.criteria())


def _criteria_for(viewer: Viewer) -> list[Any]:
    """Return the filter of each table as an option of SELECT.

    Plain expressions for each class, never a lambda: SQLAlchemy would cache a lambda's closure, and one viewer's agency
    could then answer for another.
    """
    case = Case.__table__.c
    visible = sa.select(case.id).where(filter_for(viewer, secrecy=case.secrecy, agency=case.agency, case_id=case.id))
    rules: dict[Any, sa.ColumnElement[bool]] = {
        Case: filter_for(viewer, secrecy=Case.secrecy, agency=Case.agency, case_id=Case.id),
        JournalLine: filter_for(
            viewer, secrecy=JournalLine.secrecy, agency=JournalLine.case_agency, case_id=JournalLine.case_id
        ),
        Party: Party.case_id.in_(visible),
        RunningDeadline: RunningDeadline.case_id.in_(visible),
        JoinCounter: JoinCounter.parent_id.in_(visible),
        Turn: sa.or_(Turn.agency == viewer.agency, Turn.case_id.in_(visible)),
        SignedHead: sa.false(),
        Read: sa.false(),
    }
    for mapper in Base.registry.mappers:
        row: Any = mapper.class_
        if issubclass(row, Recorded):
            rules[row] = filter_for(viewer, secrecy=row.secrecy, agency=row.agency, case_id=row.case_id)
        elif row not in rules and "case_id" in mapper.columns:
            rules[row] = row.case_id.in_(visible)
    return [with_loader_criteria(row, rule, include_aliases=True) for row, rule in rules.items()]


def _refuse_bulk_change(state: ORMExecuteState) -> None:
    changed = getattr(getattr(state.statement, "table", None), "name", None)
    for mapper in Base.registry.mappers:
        if mapper.class_.__tablename__ == changed and (why := _why_not_in_bulk(mapper.class_)):
            raise RuntimeError(f"Rows of {mapper.class_.__name__} {why}.")


def _why_not_in_bulk(model: type[Any]) -> str | None:
    if issubclass(model, Recorded):
        return (
            "travel in the journal: change them one by one in a session, or with insert_many and update_many of "
            "workflows.engine.records"
        )
    return "are written by open_case, take and note alone" if model in WRITTEN_BY_THE_ENGINE else None


def open_session(engine: Engine, viewer: Viewer, *, only_reads: bool = False) -> ViewerSession:
    """Open a session of ``viewer``; ``only_reads`` never queues behind a writer and refuses to write."""
    return ViewerSession(read_only(engine) if only_reads else engine, viewer)


@contextmanager
def unit_of_work(engine: Engine, viewer: Viewer) -> Iterator[ViewerSession]:
    """One transaction: committed when the block ends well, rolled back when it raises."""
    session = open_session(engine, viewer)
    try:
        yield session
        failpoints.reach("unit.before_commit")
        session.commit()
        failpoints.reach("unit.after_commit")
    except BaseException:
        session.rollback()
        raise
    finally:
        session.close()
