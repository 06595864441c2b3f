"""Who looks: a session bound to a viewer adds one filter to every SELECT, so that no page filters for itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from workflows.engine import failpoints
from workflows.engine.tables import (
    Case,
    Command,
    JoinCounter,
    JournalLine,
    Party,
    Read,
    SignedHead,
    Turn,
)
from workflows.store.database import Base, Recorded, read_only

PUBLIC_CLASS: Final = 0
PARTNERSHIP_CLASS: Final = 1
GATED_FROM: Final = 3
"""From this class on, what one agency alone knows reaches another through a gate of the law only."""
HIGHEST_CLASS: Final = 4
WRITTEN_BY_THE_ENGINE: Final = (Case, JournalLine, Party, Turn, JoinCounter, Command, SignedHead, Read)
"""Rows that no session changes as objects: the engine's own statements do."""
HOUSE_ONLY: Final = (SignedHead, Read)
"""Rows that no viewer but the house sees."""
_READ_BY: Final[dict[Any, tuple[type[Any], ...]]] = {}
_SHAPES: Final = 2000
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who looks. ``agency`` is ``None`` for the public, who see class K0 and nothing else.

    ``ceiling`` is the highest class that this viewer ever sees, whatever the agency is granted: a machine that looks for
    an agency sees less than its people do. ``within`` is another viewer whose sight bounds this one: only what both see is
    seen, as when somebody looks at their own records with the eyes of another agency.
    """

    agency: str | None
    user: str = ""
    ceiling: int = HIGHEST_CLASS
    within: Viewer | None = None

    @property
    def open_class(self) -> int:
        """The highest class that this viewer sees without being named in the case."""
        return PUBLIC_CLASS if self.agency is None else PARTNERSHIP_CLASS


class _House(Viewer):
    """The house itself: joins, deadlines, handlers, command line. It sees everything; no request can be it."""


HOUSE_VIEWER: Final = _House(agency=None, user="house")


def may_see(viewer: Viewer, *, secrecy: int, agency: str | None, clearance: int | None) -> bool:
    """Tell whether ``viewer`` sees a row of this class and owner.

    ``clearance`` is what the case of the row grants to the viewer's agency, ``None`` if it grants nothing. Whoever bounds
    the viewer is asked apart. This is the same table as :func:`filter_for`; a property test holds the two equal.
    """
    if isinstance(viewer, _House):
        return True
    if secrecy > viewer.ceiling:
        return False
    if secrecy <= viewer.open_class:
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
        # Asked row by row, by the primary key: a page costs what it shows. A list of all cases of the agency would grow
        # with the age of the house, and PostgreSQL would read it again for each row once it outgrows its memory.
        party = Party.__table__.alias()
        granted = sa.exists().where(
            party.c.case_id == case_id, party.c.agency == viewer.agency, party.c.clearance >= secrecy
        )
        rules.append(granted.correlate_except(party))
    seen = sa.or_(*rules)
    return seen if viewer.ceiling >= HIGHEST_CLASS else sa.and_(secrecy <= viewer.ceiling, seen)


class ViewerSession(Session):
    """A session that sees what its viewer may see, and writes recorded rows only with a journal line."""

    def __init__(self, engine: Engine | sa.Connection, viewer: Viewer) -> None:
        """Bind a session to ``viewer``; there is none without."""
        super().__init__(engine, expire_on_commit=False, autoflush=False)
        self.viewer = viewer

    def criteria(self, models: Iterable[Any]) -> list[Any]:
        """Return the viewer's filter of these mapped classes."""
        return [_criterion(self.viewer, model) for model in models]

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
    if not state.is_orm_statement or not state.is_select or state.is_from_statement:
        raise RuntimeError(
            "A viewer's session reads mapped classes only: a bare table or text would pass the filter by."
        )
    models = _models_read_by(state.statement, session.get_bind().dialect)
    state.statement = state.statement.options(*session.criteria(models))


@lru_cache(maxsize=4096)
def _criterion(viewer: Viewer, model: Any) -> Any:
    """Return the filter of one mapped class; made once for each viewer, it is asked again on every page."""
    return with_loader_criteria(model, _rule_for(viewer, model), include_aliases=True)


def _rule_for(viewer: Viewer, model: Any) -> sa.ColumnElement[bool]:
    """Return the filter of one mapped class as a condition, within that of the viewer who bounds this one."""
    if viewer.within is None:
        return _own_rule_for(viewer, model, whole=viewer.ceiling >= HIGHEST_CLASS)
    bounds = (_own_rule_for(each, model, whole=False) for each in (viewer, viewer.within))
    return sa.and_(*bounds)


def _own_rule_for(viewer: Viewer, model: Any, *, whole: bool) -> sa.ColumnElement[bool]:
    """Return the filter of one mapped class for this viewer alone.

    A plain expression, never a lambda: SQLAlchemy would cache a lambda's closure, and one viewer's agency could then
    answer for another.
    """
    if issubclass(model, Recorded) or model is JournalLine:
        owner = model.case_agency if model is JournalLine else model.agency
        return filter_for(viewer, secrecy=model.secrecy, agency=owner, case_id=model.case_id)
    if model is Case:
        return filter_for(viewer, secrecy=Case.secrecy, agency=Case.agency, case_id=Case.id)
    if model in HOUSE_ONLY:
        return sa.false()
    case = Case.__table__.alias()
    rule = filter_for(viewer, secrecy=case.c.secrecy, agency=case.c.agency, case_id=case.c.id)
    about = JoinCounter.parent_id if model is JoinCounter else model.case_id
    visible = sa.exists().where(case.c.id == about, rule).correlate_except(case)
    # People learn that something is expected of them whatever its class; who looks under a ceiling or a bound does not.
    return sa.or_(Turn.agency == viewer.agency, visible) if whole and model is Turn else visible


def _is_filtered(model: Any) -> bool:
    return model in HOUSE_ONLY or model in (Case, JoinCounter) or "case_id" in sa.inspect(model).columns


def _models_read_by(statement: Any, dialect: Dialect) -> tuple[type[Any], ...]:
    """Return the filtered mapped classes that a statement reads, whichever way.

    A filter that is not needed costs more than the query itself. The names in the SQL say which tables are read: that
    may be one too many, never one too few. Told once for each shape of statement.
    """
    shape = statement._generate_cache_key()  # noqa: SLF001 (what SQLAlchemy's own cache goes by)
    known = _READ_BY.get(shape.key) if shape is not None else None
    if known is not None:
        return known
    words = set(_WORD.findall(str(statement.compile(dialect=dialect))))
    mapped = (mapper.class_ for mapper in Base.registry.mappers)
    models = tuple(model for model in mapped if model.__tablename__ in words and _is_filtered(model))
    if shape is not None:
        if len(_READ_BY) >= _SHAPES:
            _READ_BY.clear()
        _READ_BY[shape.key] = models
    return models


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
