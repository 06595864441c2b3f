"""One person at one desk, in a window of a real browser: everything is found by its label, as a person finds it."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Final

from babel.dates import format_date
from playwright.sync_api import Locator, Page, expect

from pdf.seal import check_seal
from tests.fixtures.page_faults import SIZES, faults_of, faults_of_layout
from workflows.store.text import PARIS

_LOOKS: Final = 60
"""How often a person looks again for what the house does by itself, four times a second."""
_PRESS: Final = 240
"""Seconds that the press may take on a machine where much else goes on."""


class Desk:
    """A window in which a person of ``agency`` works."""

    def __init__(self, page: Page, address: str, agency: str, faults: list[str]) -> None:
        """``faults`` gathers what ``inspect_page`` finds; the stage lists it all at once in the end."""
        self.page = page
        self.agency = agency
        self._faults = faults
        self._address = address

    def sign_in(self, user_name: str, password: str, reason: str = "Préparation d’une opération") -> None:
        """Sign in at the agency's own address, and say once why protected cases are read."""
        self.page.goto(f"{self._address}/{self.agency}/sign-in")
        self.page.get_by_label("Identifiant").fill(user_name)
        self.page.get_by_label("Mot de passe").fill(password)
        self.press("Se connecter")
        self.go("/reason")
        self.page.get_by_label(reason).check()
        self.press("Continuer")

    # ------------------------------------------------------------------ going somewhere

    def go(self, path: str) -> None:
        """Open a page of this desk by its address; it must be there."""
        answer = self.page.goto(f"{self._address}/{self.agency}{path}")
        assert answer is not None
        assert answer.ok, f"{self.agency} got {answer.status} for {path}"

    def is_refused(self, address: str) -> None:
        """Ask for somebody else's page at this desk: it must not exist here."""
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status == 404, f"{self.agency} got {answer.status} for {address}"

    def inbox(self) -> None:
        """Open the first page of the desk."""
        self.go("/")
        self.is_titled("Ce qui est attendu de vous")

    def take_up(self, what: str, title: str = "") -> None:
        """Open from the inbox what is expected there, if need be the one about ``title``; the house may need a moment."""
        for _ in range(_LOOKS):
            self.inbox()
            if self._lines(what, title).count():
                break
            self.page.wait_for_timeout(250)
        self.open_line(what, title)

    def open_line(self, *words: str) -> None:
        """Open from a list the line that says all these words."""
        self._lines(*words).first.click()
        self.page.wait_for_load_state()

    def follow(self, name: str, *, inside: Locator | None = None) -> None:
        """Click the link of that name."""
        (inside or self.page.get_by_role("main")).get_by_role("link", name=name, exact=True).first.click()

    def press(self, name: str, *, inside: Locator | None = None) -> None:
        """Press the button of that name."""
        (inside or self.page).get_by_role("button", name=name, exact=True).first.click()

    def step(self, name: str) -> None:
        """Go to a step by its door, whether it is a link to a form or a button."""
        main = self.page.get_by_role("main")
        link = main.get_by_role("link", name=name, exact=True)
        main.get_by_role("button", name=name, exact=True).or_(link).first.click()

    def _lines(self, *words: str) -> Locator:
        lines = self.page.get_by_role("main").get_by_role("link")
        for each in words:
            lines = lines.filter(has_text=each)
        return lines

    # ------------------------------------------------------------------ writing

    def write(self, label: str, words: str, *, inside: Locator | None = None) -> None:
        """Type into the field of that label."""
        (inside or self.page.get_by_role("main")).get_by_label(_named(label)).fill(words)

    def write_moment(self, label: str, moment: datetime) -> None:
        """Type a moment as the people of Calais read it on their clocks."""
        self.write(label, moment.astimezone(PARIS).strftime("%Y-%m-%dT%H:%M"))

    def tick(self, label: str, *, inside: Locator | None = None) -> None:
        """Tick a box, or choose among a few."""
        (inside or self.page.get_by_role("main")).get_by_label(label).check()

    def choose(self, question: str, option: str, *, inside: Locator | None = None) -> None:
        """Choose one answer, whether the answers are all in sight or in a list that opens."""
        where = inside or self.page.get_by_role("main")
        in_sight = where.get_by_role("group", name=_named(question)).get_by_role("radio", name=option, exact=True)
        listed = where.get_by_role("combobox", name=_named(question))
        expect(in_sight.or_(listed)).to_be_visible()
        if listed.count():
            listed.select_option(label=option)
        else:
            in_sight.check()

    # ------------------------------------------------------------------ reading

    def is_titled(self, title: str) -> None:
        """See the title of the page, which is its only one."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)

    def is_told(self, words: str) -> None:
        """See what the page says has just been done."""
        expect(self.page.get_by_role("status").filter(has_text=words).first).to_be_visible()

    def reads(self, words: str) -> None:
        """See these words on the page."""
        expect(self.page.get_by_role("main")).to_contain_text(words)

    def does_not_read(self, words: str) -> None:
        """See that these words are not on the page."""
        expect(self.page.get_by_role("main")).not_to_contain_text(words)

    def read_paper(self, address: str) -> bytes:
        """Fetch a paper as this desk would, and return its bytes; its seal must be whole."""
        answer = self.page.request.get(f"{self._address}{address}")
        assert answer.headers["content-type"] == "application/pdf", f"{self.agency} got {answer.status} for {address}"
        paper = answer.body()
        # In a thread of its own: the browser's driver keeps an event loop in this one.
        with ThreadPoolExecutor(1) as elsewhere:
            sealed = elsewhere.submit(check_seal, paper, moment=datetime.now(UTC)).result()
        assert sealed.intact, sealed.text
        return paper

    def open_paper(self, title: str) -> bytes:
        """Read the paper whose title begins with these words, from the page that lists it, as soon as it is pressed."""
        link = self.page.get_by_role("link", name=re.compile(rf"^Ouvrir\s*:\s{_spaced(title)}"))
        self.look_until(link)
        return self.read_paper(str(link.first.get_attribute("href")))

    def look_until(self, there: Locator) -> None:
        """Load the page again until something is on it that the press brings."""
        limit = time.monotonic() + _PRESS
        while not there.count():
            assert time.monotonic() < limit, f"{there} is not on the page: {self.page.get_by_role('main').inner_text()}"
            self.page.reload()

    def inspect_on_phone_and_desktop(self) -> None:
        """Look for what is wrong with the page on a phone, and whether it fits a desktop; the window then is as it was."""
        was = self.page.viewport_size
        assert was is not None
        self._resize("phone")
        self.inspect_page()
        self._resize("desktop")
        self._faults.extend(f"{self.agency} at {fault}" for fault in faults_of_layout(self.page))
        self.page.set_viewport_size(was)

    def _resize(self, size: str) -> None:
        width, height = SIZES[size]
        self.page.set_viewport_size({"width": width, "height": height})

    def inspect_page(self) -> None:
        """Look for what is wrong with the page as a page: not one title, or what ``faults_of`` finds."""
        titles = self.page.get_by_role("heading", level=1)
        titles.first.wait_for()
        self.page.wait_for_load_state()
        if titles.count() != 1:
            self._faults.append(f"{self.page.url}: {titles.count()} titles, not one")
        self._faults.extend(f"{self.agency} at {fault}" for fault in faults_of(self.page))


def short_day(day: date) -> str:
    """A day as the pages write it briefly."""
    return format_date(day, "EEE d'er' MMM y" if day.day == 1 else "EEE d MMM y", locale="fr_FR")


def _named(label: str) -> re.Pattern[str]:
    """The label as the page writes it: whole, or followed by the word for optional."""
    return re.compile(rf"^\s*{_spaced(label)}( \(|\s*$)")


def _spaced(words: str) -> str:
    """These words as a pattern, whatever spaces stand between them."""
    return r"\s".join(map(re.escape, words.split()))
