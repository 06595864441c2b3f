"""The pages in a real Chromium: on a phone, a tablet and a desktop, by keyboard, in every theme, without a fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.fixtures.page_faults import SIZES, faults_of, faults_of_layout
from tests.webapp.live import served
from tests.webapp.people import PASSWORD
from webapp.settings import Settings
from workflows.register.users import User

OpenContext = Callable[..., BrowserContext]


@pytest.fixture
def address(app: Flask, settings: Settings) -> Iterator[str]:
    """The application as a demonstration, served."""
    app.testing = False
    app.extensions["beffroi_settings"] = replace(settings, demo_password=PASSWORD)
    with Session(app.extensions["beffroi_engine"]) as session, session.begin():
        session.execute(update(User).values(demo=True))
    with served(app) as base:
        yield base


def enter(page: Page, address: str, name: str = "Claire Durand", desk: str = "prefecture") -> None:
    page.goto(f"{address}/")
    page.get_by_role("button", name=f"Entrer comme {name}").click()
    page.goto(f"{address}/{desk}/reason")
    page.get_by_label("Préparation d’une opération").check()
    page.get_by_role("button", name="Continuer").click()
    # A click does not wait for the page that it leads to; what is looked at next is that page.
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce qui est attendu de vous")


@pytest.mark.parametrize(
    ("size", "options", "theme"),
    [
        ("phone", {}, "auto"),
        ("tablet", {}, "auto"),
        ("desktop", {}, "auto"),
        ("desktop", {"color_scheme": "dark"}, "auto"),
        ("phone", {}, "contrast"),
        ("phone", {"forced_colors": "active"}, "auto"),
    ],
    ids=["phone", "tablet", "desktop", "dark", "high-contrast", "forced-colours"],
)
def test_every_page_is_accessible_and_fits(
    address: str,
    open_context: OpenContext,
    open_sample: Callable[..., UUID],
    size: str,
    options: dict[str, Any],
    theme: str,
) -> None:
    width, height = SIZES[size]
    case_id = open_sample("Opération du 27 novembre, quartier Beau-Marais / Centre-ville")
    page = open_context(viewport={"width": width, "height": height}, **options).new_page()
    # What axe finds depends on what is shown and in which colours: the phone and the dark desktop show it all.
    wrong_with = faults_of_layout if (size, options) in (("tablet", {}), ("desktop", {})) else faults_of
    page.goto(f"{address}/?theme={theme}")
    faults = wrong_with(page)
    page.goto(f"{address}/urssaf/sign-in")
    page.get_by_label("Identifiant").fill("personne")
    page.get_by_label("Mot de passe").fill("n’importe quoi")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("alert")).to_contain_text("Identifiant ou mot de passe inconnu")
    faults += wrong_with(page)
    enter(page, address)
    faults += wrong_with(page)
    page.locator("summary").first.click()
    faults += wrong_with(page)
    for path in (f"/cases/{case_id}", f"/cases/{case_id}/history", f"/cases/{case_id}/steps/propose", "/reason", "/no"):
        page.goto(f"{address}/prefecture{path}")
        faults += wrong_with(page)
    page.goto(f"{address}/prefecture/cases/{case_id}/steps/propose")
    page.get_by_role("button", name="Proposer").click()
    expect(page.locator("#mistakes")).to_be_focused()
    faults += wrong_with(page)
    assert not faults, "\n".join(faults)


def test_a_step_is_taken_with_the_keyboard_alone(
    address: str, open_context: OpenContext, open_sample: Callable[..., UUID]
) -> None:
    open_sample("Bar Le Phare")
    page = open_context().new_page()
    enter(page, address)
    page.goto(f"{address}/prefecture/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Proposer le dossier")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Proposer", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_label("Objet").focus()
    for keys in ("Trois bars", "Bruit"):
        page.keyboard.type(keys)
        page.keyboard.press("Tab")
    for label, value in (("Jour", "2026-11-27"), ("Début", "2026-11-27T21:30")):
        page.get_by_label(label).fill(value)
    page.get_by_label("Nombre d’agents").focus()
    page.keyboard.type("12")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Dossier proposé")


def test_a_second_tap_sends_nothing_more(
    address: str, open_context: OpenContext, open_sample: Callable[..., UUID]
) -> None:
    case_id = open_sample()
    page = open_context().new_page()
    enter(page, address)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto(f"{address}/prefecture/cases/{case_id}/steps/propose")
    page.get_by_role("button", name="Proposer").dblclick()
    expect(page.locator("#mistakes")).to_be_visible()
    assert len(sent) == 1


def test_menus_close_with_escape_and_give_the_focus_back(address: str, open_context: OpenContext) -> None:
    page = open_context().new_page()
    page.goto(f"{address}/")
    menu = page.locator("details.menu-drop")
    menu.locator("summary").click()
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()


def test_a_link_in_a_mail_opens_the_case_of_somebody_who_is_signed_in(
    address: str, open_context: OpenContext, open_sample: Callable[..., UUID]
) -> None:
    case_id = open_sample("Bar Le Phare")
    page = open_context().new_page()
    enter(page, address)
    elsewhere = address.replace("127.0.0.1", "localhost")
    page.goto(f"{elsewhere}/")
    page.evaluate(
        "address => { const link = document.createElement('a'); link.href = address; link.id = 'mail';"
        " link.textContent = 'mail'; document.querySelector('main').append(link); }",
        f"{address}/prefecture/cases/{case_id}",
    )
    page.locator("#mail").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bar Le Phare")


def test_what_was_typed_survives_a_session_that_ended(
    app: Flask, address: str, open_context: OpenContext, open_sample: Callable[..., UUID]
) -> None:
    case_id = open_sample("Bar Le Phare")
    context = open_context()
    page = context.new_page()
    enter(page, address)
    page.goto(f"{address}/prefecture/cases/{case_id}/steps/propose")
    page.get_by_label("Objet").fill("Trois bars")
    context.clear_cookies(name="beffroi")
    page.get_by_role("button", name="Proposer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre session est terminée")
    page.get_by_label("Identifiant").fill("c.durand")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_label("Préparation d’une opération").check()
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_label("Objet")).to_have_value("Trois bars")
