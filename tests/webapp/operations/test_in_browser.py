"""The pages of a joint inspection in a real Chromium: they fit, they are accessible, and the night follows by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.webapp.live import served
from tests.webapp.operations.house import ALLOWED, CARRIED_OUT, JointHouse
from tests.webapp.test_pages_in_browser import SIZES, faults_of
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


@pytest.mark.parametrize(
    ("size", "options", "theme"),
    [
        ("phone", {}, "auto"),
        ("tablet", {}, "auto"),
        ("desktop", {"color_scheme": "dark"}, "auto"),
        ("phone", {"forced_colors": "active"}, "contrast"),
    ],
    ids=["phone", "tablet", "dark-desktop", "high-contrast"],
)
def test_the_pages_before_the_night_fit_and_are_accessible(
    house_at: HouseAt, enter: Callable[..., Page], size: str, options: dict[str, Any], theme: str
) -> None:
    house, (width, height) = house_at(*ALLOWED), SIZES[size]
    faults = []
    with served(house.app) as address:
        pilot = enter(house, address, "prefecture", viewport={"width": width, "height": height}, **options)
        pilot.goto(f"{address}/prefecture/?theme={theme}")
        operation = f"/operations/{house.operation}"
        place = house.story.establishments["bar_1"]
        for path in ("/operations", "/operations/new", operation, f"{operation}/planning", f"{operation}/requisition",
                     f"{operation}/targets?q=chouette", f"/establishments/{place}", "/requisitions?state=granted"):  # fmt: skip
            pilot.goto(f"{address}/prefecture{path}")
            faults += faults_of(pilot)
        police = enter(house, address, "police_nationale", viewport={"width": width, "height": height}, **options)
        police.goto(f"{address}/police_nationale/participations/{house.story.participation('police_nationale')}")
        faults += faults_of(police)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_the_pages_after_the_night_fit_and_are_accessible(
    house_at: HouseAt, enter: Callable[..., Page], size: str
) -> None:
    house, (width, height) = house_at(*CARRIED_OUT), SIZES[size]
    story = house.story
    story.take(PLAYERS["prefecture"], house.operation, "open_report", 3, 9)
    own = story.section("ddpp_ccrf")
    story.take(PLAYERS["ddpp_ssa"], story.section("ddpp_ssa"), "validate", 4, 10, validated_by="Sa cheffe de service")
    faults = []
    with served(house.app) as address:
        for agency, paths in (
            ("ddpp_ccrf", (f"/sections/{own}",)),
            ("prefecture", (f"/operations/{house.operation}", f"/minutes/{story.child(house.operation, 'minutes')}",
                            f"/operations/{house.operation}/consequences", "/consequences?of=all", f"/sections/{own}")),
        ):  # fmt: skip
            page = enter(house, address, agency, viewport={"width": width, "height": height})
            for path in paths:
                page.goto(f"{address}/{agency}{path}")
                faults += faults_of(page)
    assert not faults, "\n".join(faults)


def test_the_night_follows_by_itself_and_can_be_paused(house_at: HouseAt, enter: Callable[..., Page]) -> None:
    house = house_at("propose", "allow", "prepare")
    story = house.story
    story.take(PLAYERS["prefecture"], house.operation, "start", 0, 20, 50, briefing_at=story.at(0, 20, 30))
    with served(house.app) as address:
        page = enter(house, address, "prefecture")
        page.clock.install()
        page.goto(f"{address}/prefecture/operations/{house.operation}/night")
        expect(page.locator("#live")).to_contain_text("0/5")
        story.take(
            PLAYERS["urssaf"], story.participation("urssaf"), "arrive", 0, 20, 51, arrived_at=story.at(0, 20, 20)
        )
        page.clock.run_for(16_000)
        expect(page.locator("#live")).to_contain_text("1/5")
        page.get_by_role("button", name="Suspendre le suivi").click()
        story.take(
            PLAYERS["ddpp_ssa"], story.participation("ddpp_ssa"), "arrive", 0, 20, 52, arrived_at=story.at(0, 20, 21)
        )
        page.locator("h1").click()
        page.clock.run_for(60_000)
        expect(page.locator("#live")).to_contain_text("1/5")
        page.get_by_role("button", name="Reprendre le suivi").click()
        page.locator("h1").click()
        page.evaluate("document.activeElement.blur()")
        page.clock.run_for(16_000)
        expect(page.locator("#live")).to_contain_text("2/5")
