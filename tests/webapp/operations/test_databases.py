"""Every page of a whole story, at every desk, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.fixtures.databases import DATABASES
from tests.webapp.operations.house import WRITTEN, JointHouse

HouseAt = Callable[..., JointHouse]


@pytest.fixture(params=DATABASES)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn."""
    return str(request.param)


def pages_of(house: JointHouse) -> Iterator[str]:
    """The addresses of the whole story."""
    story = house.story
    yield from (
        "/",
        "/operations",
        "/operations?state=closed&since=2020-01-01",
        "/requisitions",
        "/requisitions?state=ended",
    )
    yield from ("/consequences", "/consequences?of=all", "/establishments?q=mirliton", "/establishments?q=mirlitone")
    yield f"/establishments/{story.establishments['bar_1']}"
    yield from (f"/operations/{story.operation}{part}" for part in ("", "/night", "/planning", "/consequences"))
    yield f"/minutes/{story.child(story.operation, 'minutes')}"
    yield from (f"/requisitions/{story.requisition(number)}" for number in range(2))


def test_every_page_of_the_story_is_read_at_every_desk_that_is_in_it(house_at: HouseAt) -> None:
    house = house_at(*WRITTEN)
    for agency in ("prefecture", "parquet", "police_nationale", "urssaf"):
        for path in pages_of(house):
            answer = house.desk(agency).get(f"/{agency}{path}")
            assert answer.status_code == 200, (agency, path)
    for agency in ("police_nationale", "urssaf"):
        house.read(agency, f"/sections/{house.story.section(agency)}")
        house.read(agency, f"/participations/{house.story.participation(agency)}")
