"""The pages of a joint inspection in a real Chromium: they fit, they are accessible, and the night follows by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.fixtures.page_faults import SIZES, faults_of
from tests.webapp.live import served
from tests.webapp.operations.house import ALLOWED, CARRIED_OUT, PREPARED, JointHouse
from webapp.demonstration.cast import PLAYERS

HouseAt = Callable[..., JointHouse]
OpenContext = Callable[..., BrowserContext]


@pytest.fixture
def enter(open_context: OpenContext) -> Callable[..., Page]:
    """Open a window in which an agency's person is signed in: ``enter(house, address, "prefecture", **options)``."""

    def opened(house: JointHouse, address: str, agency: str, **options: Any) -> Page:
        context = open_context(**options)
        for cookie in (house.desk(agency)._cookies or {}).values():
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
        return context.new_page()

    return opened


_COME_BACK = "() => { document.activeElement.blur(); document.dispatchEvent(new Event('visibilitychange')); }"


def faults_at(page: Page, address: str, agency: str, paths: tuple[str, ...]) -> list[str]:
    """What is wrong with these pages of a desk."""
    faults = []
    for path in paths:
        page.goto(f"{address}/{agency}{path}")
        faults += faults_of(page)
    return faults


def test_the_pages_before_the_night_fit_a_phone_and_are_accessible(
    house_at: HouseAt, enter: Callable[..., Page]
) -> None:
    house = house_at(*ALLOWED)
    operation, place = f"/operations/{house.operation}", house.story.establishments["bar_1"]
    part = f"/participations/{house.story.participation('police_nationale')}"
    width, height = SIZES["phone"]
    with served(house.app) as address:
        pilot = enter(house, address, "prefecture", viewport={"width": width, "height": height})
        faults = faults_at(
            pilot, address, "prefecture",
            ("/operations", "/operations/new", operation, f"{operation}/planning", f"{operation}/targets?q=chouette",
             f"/establishments/{place}", "/requisitions?state=granted"),
        )  # fmt: skip
        police = enter(house, address, "police_nationale", viewport={"width": width, "height": height})
        faults += faults_at(police, address, "police_nationale", (part,))
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("size", "options", "theme"),
    [
        ("tablet", {}, "auto"),
        ("desktop", {"color_scheme": "dark"}, "auto"),
        ("phone", {"forced_colors": "active"}, "contrast"),
    ],
    ids=["tablet", "dark-desktop", "high-contrast"],
)
def test_an_operation_and_its_plan_fit_every_screen_and_theme(
    house_at: HouseAt, enter: Callable[..., Page], size: str, options: dict[str, Any], theme: str
) -> None:
    house, (width, height) = house_at(*ALLOWED), SIZES[size]
    operation = f"/operations/{house.operation}"
    with served(house.app) as address:
        pilot = enter(house, address, "prefecture", viewport={"width": width, "height": height}, **options)
        pilot.goto(f"{address}/prefecture/?theme={theme}")
        faults = faults_at(pilot, address, "prefecture", (operation, f"{operation}/planning"))
    assert not faults, "\n".join(faults)


def test_the_pages_after_the_night_fit_a_phone_and_are_accessible(
    house_at: HouseAt, enter: Callable[..., Page]
) -> None:
    house, (width, height) = house_at(*CARRIED_OUT), SIZES["phone"]
    story = house.story
    story.take(PLAYERS["prefecture"], house.operation, "open_report", 3, 9)
    own = f"/sections/{story.section('ddpp_ccrf')}"
    minutes = f"/minutes/{story.child(house.operation, 'minutes')}"
    story.take(PLAYERS["ddpp_ssa"], story.section("ddpp_ssa"), "validate", 4, 10, validated_by="Sa cheffe de service")
    with served(house.app) as address:
        page = enter(house, address, "ddpp_ccrf", viewport={"width": width, "height": height})
        faults = faults_at(page, address, "ddpp_ccrf", (own,))
        page = enter(house, address, "prefecture", viewport={"width": width, "height": height})
        tree = f"/operations/{house.operation}/consequences"
        faults += faults_at(page, address, "prefecture", (minutes, tree, own))
    assert not faults, "\n".join(faults)


def test_the_night_follows_by_itself_and_can_be_paused(house_at: HouseAt, enter: Callable[..., Page]) -> None:
    house = house_at(*PREPARED)
    story = house.story
    story.take(PLAYERS["prefecture"], house.operation, "start", 0, 20, 50, briefing_at=story.at(0, 20, 30))
    with served(house.app) as address:
        page = enter(house, address, "prefecture")
        page.goto(f"{address}/prefecture/operations/{house.operation}/night")
        live = page.locator("#live")
        expect(live).to_contain_text("0/5")
        arrive(house, "urssaf", 21)
        page.evaluate(_COME_BACK)
        expect(live).to_contain_text("1/5")
        page.get_by_role("button", name="Suspendre le suivi").click()
        arrive(house, "ddpp_ssa", 22)
        page.evaluate(_COME_BACK)
        expect(page.get_by_role("button", name="Reprendre le suivi")).to_be_visible()
        expect(live).to_contain_text("1/5")
        page.get_by_role("button", name="Reprendre le suivi").click()
        page.evaluate(_COME_BACK)
        expect(live).to_contain_text("2/5")


def arrive(house: JointHouse, agency: str, minute: int) -> None:
    """Let an agency note its arrival."""
    story = house.story
    part = story.participation(agency)
    story.take(PLAYERS[agency], part, "arrive", 0, 20, 50 + minute - 20, arrived_at=story.at(0, 20, minute))
