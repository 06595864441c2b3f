"""Pages of a list: together they tell everything once, whatever their size and whatever comes in between."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.webapp.api.conftest import LANDLORD, ApiHouse
from workflows.law.days import paris_day
from workflows.register.api_keys import Pace


@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@given(sizes=st.lists(st.integers(1, 7), min_size=1, max_size=6), days=st.lists(st.integers(0, 40), max_size=1))
def walk(house: ApiHouse, sizes: list[int], days: list[int]) -> None:
    """Follow a list with pages of these sizes while readings of earlier days come in."""
    landlord = house.software(LANDLORD)
    path = f"/indicators/{house.indicator()}/readings"
    before = [each["id"] for each in landlord.every(f"{path}?limit=100")]
    told: list[str] = []
    address: str | None = f"{path}?limit={sizes[0]}"
    for turn in range(200):
        page = landlord.read(str(address))
        told += [each["id"] for each in page["data"]]
        address = page["next"]
        if turn < len(days):
            day = paris_day(house.story.at(-100 - days[turn], 9)).isoformat()
            assert landlord.send(path, {"on_day": day, "value": str(turn)}).status_code == 201
        if address is None:
            break
        size = sizes[(turn + 1) % len(sizes)]
        address = address.replace(f"limit={sizes[turn % len(sizes)]}", f"limit={size}")
    assert len(told) == len(set(told)), "nothing is told twice"
    assert [each for each in told if each in before] == before, "what was there is told whole and in order"


def test_every_page_size_tells_everything_once(house_of_partners: ApiHouse) -> None:
    with patch("webapp.api.counting.count_requests", return_value=Pace(1, 60)):
        walk(house_of_partners)


def test_a_case_that_expects_two_things_of_one_agency_is_told_twice_even_at_the_edge_of_a_page(
    house_of_partners: ApiHouse,
) -> None:
    with patch("webapp.api.counting.count_requests", return_value=Pace(1, 60)):
        pilot = house_of_partners.software("prefecture")
        one_by_one = pilot.every("/tasks?limit=1")
        assert one_by_one == pilot.every("/tasks?limit=100")
    assert pilot.get("/tasks?limit=1").headers["Link"].endswith('; rel="next"')
