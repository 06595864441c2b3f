"""The plan of inspections: north above, both directions at one scale, streets without the number of the house."""

from __future__ import annotations

import pytest

from webapp.showing.places import SIDE, Plan, street_of


def test_north_is_above_east_is_right_and_nothing_leaves_the_square() -> None:
    spots = [(50.950, 1.880), (50.956, 1.870), (50.953, 1.892)]
    plan = Plan(spots)
    south, north, east = (plan.at(*spot) for spot in spots)
    assert north[1] < south[1]
    assert east[0] > south[0] > north[0]
    assert all(0 < value < SIDE for point in (south, north, east) for value in point)


def test_a_single_place_stands_in_the_middle() -> None:
    assert Plan([(50.95, 1.88)]).at(50.95, 1.88) == (SIDE / 2, SIDE / 2)


@pytest.mark.parametrize(
    ("address", "street"),
    [("12 bis, rue Mollien, 62100 Calais", "rue Mollien"), ("7 rue Royale", "rue Royale"), ("62100", "62100")],
)
def test_a_street_is_told_without_the_number(address: str, street: str) -> None:
    assert street_of(address) == street
