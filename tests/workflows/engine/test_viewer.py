"""Who sees what: the rule in words and the filter in SQL are one table, whatever way a row is asked for."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import hypothesis
import pytest
import sqlalchemy as sa
from hypothesis import strategies as st
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import aliased

from tests.workflows.engine.small import (
    CLERK,
    COURT,
    POLICE,
    T0,
    TOWN,
    Sticker,
    do,
    open_board,
    open_opinion,
    open_permit,
)
from workflows.engine.chain import NOTHING
from workflows.engine.statements import load_case
from workflows.engine.tables import (
    Case,
    Command,
    JournalLine,
    Outbox,
    Party,
    RunningDeadline,
    SignedHead,
    Turn,
)
from workflows.engine.viewer import HOUSE_VIEWER, Viewer, ViewerSession, may_see, open_session

AGENCIES = (TOWN, POLICE, COURT)
MACHINE = Viewer(TOWN, ceiling=1)
"""Software of the town: it never sees more than the partnership's class, whatever the town is granted."""
BORROWED = Viewer(POLICE, within=Viewer(TOWN))
"""The town looks with the eyes of the police: what both see, and nothing else."""
VIEWERS = (Viewer(None), *(Viewer(agency) for agency in AGENCIES), MACHINE, BORROWED, HOUSE_VIEWER)
ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class ACase:
    """A case with its parties as (agency, clearance), and the classes and owners of its rows."""

    secrecy: int
    agency: str | None
    parties: tuple[tuple[str, int], ...]
    rows: tuple[tuple[int, str | None], ...]


owners = st.sampled_from([None, *AGENCIES])
classes = st.integers(0, 4)
cases = st.builds(
    ACase,
    classes,
    owners,
    st.lists(st.tuples(st.sampled_from(AGENCIES), classes), max_size=4).map(tuple),
    st.lists(st.tuples(classes, owners), max_size=3).map(tuple),
)
homeless = st.lists(st.tuples(classes, owners), max_size=3)


@dataclass
class World:
    """What was put into the database, as (id, class, owner, case) of each row."""

    cases: list[tuple[UUID, ACase]]
    stickers: list[tuple[UUID, int, str | None, UUID | None]]

    def clearance(self, viewer: Viewer, case_id: UUID | None) -> int | None:
        granted = [
            clearance
            for key, case in self.cases
            if key == case_id
            for agency, clearance in case.parties
            if agency == viewer.agency
        ]
        return max(granted, default=None)

    def visible_cases(self, viewer: Viewer) -> set[UUID]:
        if viewer.within is not None:
            return self.visible_cases(replace(viewer, within=None)) & self.visible_cases(viewer.within)
        return {
            key
            for key, case in self.cases
            if may_see(viewer, secrecy=case.secrecy, agency=case.agency, clearance=self.clearance(viewer, key))
        }

    def visible_stickers(self, viewer: Viewer) -> set[UUID]:
        if viewer.within is not None:
            return self.visible_stickers(replace(viewer, within=None)) & self.visible_stickers(viewer.within)
        return {
            key
            for key, secrecy, agency, case_id in self.stickers
            if may_see(viewer, secrecy=secrecy, agency=agency, clearance=self.clearance(viewer, case_id))
        }


def _fill(connection: Connection, drawn: list[ACase], loose: list[tuple[int, str | None]]) -> World:
    world = World([(uuid4(), case) for case in drawn], [])
    for key, case in world.cases:
        own: dict[str, Any] = {"workflow": "board", "secrecy": case.secrecy, "agency": case.agency}
        moments: dict[str, datetime] = {"opened_at": T0, "moved_at": T0}
        connection.execute(
            sa.insert(Case).values(
                id=key,
                workflow_version=1,
                state="up",
                version=1,
                head=NOTHING,
                title="x",
                is_open=True,
                **own,
                **moments,
            )
        )
        line = {"case_id": key, "seq": 1, "workflow": "board", "step": "open", "source": "", "target": "up", "at": T0}
        line |= {"agency": TOWN, "user": "x", "secrecy": case.secrecy, "case_agency": case.agency}
        line |= {"body_digest": NOTHING, "previous": NOTHING, "hash": NOTHING, "salt": b"x", "body": "{}"}
        connection.execute(sa.insert(JournalLine).values(**line))
        for number, (agency, clearance) in enumerate(case.parties):
            values = {"case_id": key, "competence": f"c{number}", "agency": agency}
            connection.execute(sa.insert(Party).values(clearance=clearance, **values))
            connection.execute(sa.insert(Turn).values(seq=1, due=T0, **values))
        world.stickers.extend((uuid4(), secrecy, agency, key) for secrecy, agency in case.rows)
    world.stickers.extend((uuid4(), secrecy, agency, None) for secrecy, agency in loose)
    for key, secrecy, owner, case_id in world.stickers:
        values = {"id": key, "secrecy": secrecy, "agency": owner, "case_id": case_id}
        connection.execute(sa.insert(Sticker).values(words="x", count=0, seen=False, **values))
    return world


@hypothesis.settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture, hypothesis.HealthCheck.too_slow],
)
@hypothesis.given(drawn=st.lists(cases, max_size=4), loose=homeless)
def test_the_filter_shows_exactly_what_the_rule_says(
    engine: Engine, drawn: list[ACase], loose: list[tuple[int, str | None]]
) -> None:
    with engine.connect() as connection:
        world = _fill(connection, drawn, loose)
        for viewer in VIEWERS:
            _assert_sees(connection, viewer, world)
        connection.rollback()


def _assert_sees(connection: Connection, viewer: Viewer, world: World) -> None:
    session = ViewerSession(connection, viewer)
    seen_cases, seen_stickers = world.visible_cases(viewer), world.visible_stickers(viewer)
    assert set(session.scalars(sa.select(Case.id))) == seen_cases
    assert set(session.scalars(sa.select(JournalLine.case_id))) == seen_cases
    assert set(session.scalars(sa.select(Sticker.id))) == seen_stickers
    loaded = {key for key, _secrecy, _agency, _case in world.stickers if session.get(Sticker, key) is not None}
    assert loaded == seen_stickers
    taken = {key for key, _case in world.cases if load_case(session, key) is not None}
    assert taken == seen_cases
    parties = {party.case_id for party in session.scalars(sa.select(Party))}
    assert parties == {key for key, case in world.cases if case.parties and key in seen_cases}
    turns = {(turn.case_id, turn.agency) for turn in session.scalars(sa.select(Turn))}
    beyond = viewer.agency if viewer.ceiling > 1 else None
    assert all(key in seen_cases or agency == beyond for key, agency in turns)
    session.close()


def _ids(statement: Callable[[], Any]) -> Callable[[ViewerSession], set[UUID]]:
    return lambda session: set(session.scalars(statement()))


def _by_alias() -> Any:
    other = aliased(Sticker)
    return sa.select(other.id)


def _by_exists() -> Any:
    """Ids of every case of which a visible sticker exists, read through a sub-select."""
    inner = aliased(Sticker)
    return sa.select(Sticker.id).where(sa.exists(sa.select(inner.id).where(inner.id == Sticker.id)))


WAYS: dict[str, Callable[[ViewerSession], set[UUID]]] = {
    "whole rows": lambda session: {row.id for row in session.scalars(sa.select(Sticker))},
    "an alias": _ids(_by_alias),
    "a sub-select": _ids(lambda: sa.select(Sticker.id).where(Sticker.id.in_(sa.select(Sticker.id)))),
    "exists": _ids(_by_exists),
    "a named sub-query": lambda session: set(session.scalars(sa.select(sa.select(Sticker).subquery().c.id))),
    "an entity over a sub-query": lambda session: {
        row.id for row in session.scalars(sa.select(aliased(Sticker, sa.select(Sticker).subquery())))
    },
    "a common table": lambda session: set(session.scalars(sa.select(sa.select(Sticker.id).cte().c.id))),
    "a union": lambda session: set(
        session.scalars(sa.union_all(sa.select(Sticker.id), sa.select(Sticker.id).where(sa.false())))
    ),
    "groups": lambda session: {
        key for key, _count in session.execute(sa.select(Sticker.id, sa.func.count()).group_by(Sticker.id))
    },
    "the old query": lambda session: {row.id for row in session.query(Sticker)},
}


def test_every_combination_of_class_owner_and_clearance(engine: Engine) -> None:
    drawn = [
        ACase(
            secrecy,
            owner,
            ((TOWN, clearance),) if clearance is not None else (),
            tuple((each, owner) for each in range(5)),
        )
        for secrecy in range(5)
        for owner in (None, TOWN, POLICE)
        for clearance in (None, 0, 1, 2, 3, 4)
    ]
    with engine.connect() as connection:
        world = _fill(connection, drawn, [(each, owner) for each in range(5) for owner in (None, TOWN)])
        for viewer in (Viewer(None), Viewer(TOWN), Viewer(COURT), MACHINE, HOUSE_VIEWER):
            session = ViewerSession(connection, viewer)
            assert set(session.scalars(sa.select(Case.id))) == world.visible_cases(viewer)
            for way, ask in WAYS.items():
                assert ask(session) == world.visible_stickers(viewer), way
            session.close()
        connection.rollback()


def test_the_rule_in_its_own_words() -> None:
    public, town = Viewer(None), Viewer(TOWN)
    assert may_see(public, secrecy=0, agency=None, clearance=None)
    assert not may_see(public, secrecy=1, agency=None, clearance=None)
    assert may_see(town, secrecy=1, agency=POLICE, clearance=None)
    assert not may_see(town, secrecy=2, agency=POLICE, clearance=1)
    assert may_see(town, secrecy=2, agency=POLICE, clearance=2)
    assert not may_see(town, secrecy=3, agency=POLICE, clearance=2)
    assert may_see(town, secrecy=4, agency=TOWN, clearance=None)
    assert not may_see(public, secrecy=2, agency=None, clearance=4)
    assert may_see(HOUSE_VIEWER, secrecy=4, agency=POLICE, clearance=None)
    assert may_see(MACHINE, secrecy=1, agency=POLICE, clearance=None)
    assert not may_see(MACHINE, secrecy=2, agency=TOWN, clearance=4)


def test_one_viewer_is_never_answered_with_anothers_filter(engine: Engine) -> None:
    board = open_board(engine)
    for _ in range(3):
        for viewer, sees in ((Viewer(TOWN), 1), (Viewer(POLICE), 0), (Viewer(COURT), 0)):
            with open_session(engine, viewer) as session:
                assert len(session.scalars(sa.select(Case)).all()) == sees
                assert (session.get(Case, board) is not None) == bool(sees)


def test_a_viewers_session_reads_mapped_classes_and_nothing_else(engine: Engine) -> None:
    open_board(engine)
    for statement in (
        sa.text("select * from case_"),
        sa.select(Case.__table__),
        sa.select(sa.table("case_", sa.column("id"))),
        sa.select(Case).from_statement(sa.text("select * from case_")),
    ):
        with open_session(engine, Viewer(POLICE)) as session, pytest.raises(RuntimeError, match="mapped classes"):
            session.execute(statement)
    with open_session(engine, HOUSE_VIEWER) as session:
        assert session.execute(sa.text("select count(*) from case_")).scalar() == 1


def test_what_hangs_on_a_case_is_seen_with_the_case(engine: Engine) -> None:
    permit = open_permit(engine)
    open_opinion(engine, permit)
    do(engine, permit, "submit", CLERK, command="c-1")
    for model in (Outbox, Command, RunningDeadline, Party):
        with open_session(engine, Viewer(COURT)) as session:
            assert session.scalars(sa.select(model)).all() == [], model
        with open_session(engine, Viewer(TOWN)) as session:
            assert session.scalars(sa.select(model)).all() != [], model
    with open_session(engine, Viewer(TOWN)) as session:
        assert session.scalars(sa.select(SignedHead)).all() == []


def test_a_page_that_only_shows_cannot_write(engine: Engine) -> None:
    board = open_board(engine)
    session = open_session(engine, Viewer(TOWN), only_reads=True)
    if engine.dialect.name == "sqlite":
        with pytest.raises(sa.exc.OperationalError, match="readonly"):
            session.connection().exec_driver_sql("delete from turn")
    assert session.get(Case, board) is not None
    session.close()


def test_nobody_becomes_the_house_by_name(engine: Engine) -> None:
    open_board(engine)
    for impostor in (Viewer("house"), Viewer(None, "house"), Viewer(agency="house", user="house")):
        assert impostor != HOUSE_VIEWER
        assert not may_see(impostor, secrecy=2, agency=None, clearance=None)
        with open_session(engine, impostor) as session:
            assert not session.is_house
            assert session.scalars(sa.select(Case)).all() == []


def test_no_page_and_no_form_knows_the_house() -> None:
    """The house acts at the edges that no request reaches: handlers, worker, command line, demonstration."""
    secret = {"HOUSE_VIEWER", "HOUSE_ACTOR", "_House"}
    guilty = [
        f"{path.relative_to(ROOT)}: {name}"
        for folder in ("webapp/views", "webapp/desks", "webapp/pages", "forms")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for name in _imported(path) & secret
    ]
    assert guilty == []
    assert "HOUSE_VIEWER" in _imported(ROOT / "workflows/engine/outbox.py"), "the search finds what there is"


def _imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
