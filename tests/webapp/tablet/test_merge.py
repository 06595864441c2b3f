"""Whatever the order, the repetition and the cutting into batches: the same operations leave the same answers standing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise, permutations
from uuid import UUID, uuid5

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from tests.fixtures.databases import PreparedDatabase
from tests.webapp.tablet.night import FRAUD, TabletNight, prepare_database
from webapp.tablet.operations import Batch, SentAnswer
from webapp.tablet.standing import standing_of
from webapp.tablet.syncing import KEPT, keep_batch
from workflows.engine.cases import Actor
from workflows.engine.viewer import Viewer, ViewerSession, open_session
from workflows.law.grids import ANSWERS
from workflows.processes.answer import GivenAnswer, contested_items, standing_answers
from workflows.processes.sheet import Sheet
from workflows.register.agencies import agency
from workflows.store.database import make_engine

ITEMS = ("CC-02", "CC-05", "CC-06")
NOTES = ("", "Rayon frais", "4 °C à cœur")
SEED = UUID(int=7)
NOON = datetime(2026, 11, 27, 21, 40, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    """One answer as the model knows it."""

    id: UUID
    item: str
    value: str
    note: str
    replaces: frozenset[UUID]


def model(told: list[Told]) -> dict[str, set[tuple[str, str]]]:
    """Say what stands, without the application: what nobody replaces."""
    gone = {old for each in told for old in each.replaces}
    standing: dict[str, set[tuple[str, str]]] = {}
    for each in told:
        if each.id not in gone:
            standing.setdefault(each.item, set()).add((each.value, each.note))
    return standing


@st.composite
def histories(draw: st.DrawFn) -> list[Told]:
    """Draw what up to three tablets do, each knowing some of what the others did."""
    told: list[Told] = []
    for number in range(draw(st.integers(1, 9))):
        item = draw(st.sampled_from(ITEMS))
        known = [each.id for each in told if each.item == item]
        replaced = draw(st.sets(st.sampled_from(known))) if known else set()
        value = draw(st.sampled_from((*ANSWERS, "")))
        told.append(Told(uuid5(SEED, str(number)), item, value, draw(st.sampled_from(NOTES)), frozenset(replaced)))
    return told


@dataclass
class Grid:
    """A grid that is open, in a transaction that is given up each time."""

    engine: Engine
    sheet_id: UUID

    def stands_after(self, batches: list[list[Told]]) -> dict[str, set[tuple[str, str]]]:
        """Send these batches one after the other and return what stands then."""
        session = open_session(self.engine, Viewer(FRAUD, "a.martin"))
        try:
            for number, batch in enumerate(batches):
                self._send(session, batch, NOON + timedelta(minutes=number))
            return self._read(session)
        finally:
            session.rollback()
            session.close()

    def _send(self, session: ViewerSession, batch: list[Told], moment: datetime) -> None:
        sent = [
            SentAnswer(
                each.id,
                self.sheet_id,
                GivenAnswer(each.id, each.item, each.value, each.note, tuple(sorted(each.replaces)), "t-1", 1, NOON),
            )
            for each in batch
        ]
        actor = Actor(FRAUD, "a.martin", agency(FRAUD).competences)
        receipts = keep_batch(session, Batch("", tuple(sent)), actor=actor, moment=moment)
        assert {receipt.state for receipt in receipts} <= {KEPT}
        assert all(receipt.digest for receipt in receipts)

    def _read(self, session: ViewerSession) -> dict[str, set[tuple[str, str]]]:
        told = standing_of(session, self.sheet_id)
        theirs = standing_answers(session, self.sheet_id)
        stands = {item: {(each.value, each.note) for each in given} for item, given in told.items()}
        assert stands == {item: {(row.value, row.note) for row in rows} for item, rows in theirs.items()}
        contested = [item for item, answers in stands.items() if len(answers) > 1]
        assert contested_items(session, self.sheet_id) == sorted(contested)
        sheet = session.get_one(Sheet, self.sheet_id)
        counted = {name: getattr(sheet, name) for name in ANSWERS}
        for item, answers in stands.items():
            if len(answers) == 1 and (value := next(iter(answers))[0]):
                counted[value] -= 1
            elif len(answers) > 1:
                # The counts take one of those that contest each other.
                assert item in contested
        assert sum(counted.values()) <= len(contested)
        assert min(counted.values()) >= 0
        return stands


@pytest.fixture
def grid(prepared_database: PreparedDatabase) -> Iterator[Grid]:
    engine = make_engine(prepared_database("tablet-night", prepare_database))
    night = TabletNight.of(engine, datetime.now(UTC))
    night.enter()
    yield Grid(engine, night.begin(FRAUD))
    engine.dispose()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(told=histories(), data=st.data())
def test_any_order_repetition_and_cutting_gives_what_the_model_says(
    grid: Grid, told: list[Told], data: st.DataObject
) -> None:
    again = told + (data.draw(st.lists(st.sampled_from(told), max_size=6), label="sent again"))
    order = data.draw(st.permutations(again), label="order")
    cuts = data.draw(st.sets(st.integers(1, len(order)), max_size=4), label="cuts")
    edges = sorted({0, *cuts, len(order)})
    batches = [order[start:end] for start, end in pairwise(edges)]
    assert grid.stands_after(batches) == model(told)


def test_every_order_of_a_history_of_four_gives_the_same(grid: Grid) -> None:
    first = Told(uuid5(SEED, "1"), "CC-05", "compliant", "", frozenset())
    other = Told(uuid5(SEED, "2"), "CC-05", "not_compliant", "Rayon frais", frozenset())
    settled = Told(uuid5(SEED, "3"), "CC-05", "not_compliant", "Rayon frais", frozenset({first.id, other.id}))
    late = Told(uuid5(SEED, "4"), "CC-05", "not_checked", "", frozenset({first.id}))
    history = [first, other, settled, late]
    expected = {"CC-05": {("not_compliant", "Rayon frais"), ("not_checked", "")}}
    assert model(history) == expected
    for order in permutations(history):
        assert grid.stands_after([[each] for each in order]) == expected


def test_the_model_can_disagree(grid: Grid) -> None:
    told = [Told(uuid5(SEED, "1"), "CC-05", "compliant", "", frozenset())]
    assert grid.stands_after([told]) != model([])
