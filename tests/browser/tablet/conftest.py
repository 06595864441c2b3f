"""The stage of the tablet's stories: a house that can go down, come back and lose its answers, and tablets in hands."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import BrowserContext, Locator, Page, expect
from werkzeug.serving import BaseWSGIServer, make_server

from tests import services
from tests.fixtures.browser import OpenContext
from tests.fixtures.databases import PreparedDatabase
from tests.fixtures.page_faults import faults_of, faults_of_layout
from tests.webapp.people import PASSWORD
from tests.webapp.tablet.night import FRAUD, TabletNight, prepare_database
from webapp.app import make_app
from webapp.settings import read_settings
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.answer import Answer
from workflows.processes.photo import Photo
from workflows.store.sessions import WebSession

PHONE: Final = {"width": 390, "height": 844}
MARKER: Final = "Canari-Wimereux-4471"
"""A word that stands nowhere else: wherever it is read, somebody read it."""
TABLET: Final = {"width": 820, "height": 1180}
_DUMP: Final = """async () => {
  const text = (value) => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      return new TextDecoder("latin1").decode(value);
    }
    if (value instanceof CryptoKey) return `key, extractable: ${value.extractable}`;
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, text(inner)]));
    }
    return value;
  };
  const dump = { databases: {}, caches: {}, storage: [{ ...localStorage }, { ...sessionStorage }] };
  for (const { name } of await indexedDB.databases()) {
    const opened = await new Promise((done) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => done(asked.result);
    });
    for (const store of opened.objectStoreNames) {
      const rows = await new Promise((done) => {
        const asked = opened.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => done(asked.result);
      });
      dump.databases[`${name}/${store}`] = rows.map(text);
    }
    opened.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      dump.caches[request.url] = await (await cache.match(request)).text();
    }
  }
  return dump;
}"""


class Served:
    """The application on one port, which may be down, whose next answer may be lost on its way, or be held for a while."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._port = services.free_port()
        self._server: BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None
        self.lose: str | None = None
        self.hold: str | None = None
        self.go_on = threading.Event()
        self.lost = threading.Event()
        self.asked: list[tuple[str, str]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def up(self) -> None:
        """Answer from now on."""
        self._server = make_server("127.0.0.1", self._port, self._answer, threaded=True)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def down(self) -> None:
        """Answer nobody."""
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = None

    def times_asked(self, method: str, end: str) -> int:
        """Return how often an address with that end was asked for."""
        return sum(one == method and path.endswith(end) for one, path in self.asked)

    def _answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        self.asked.append((environ["REQUEST_METHOD"], path))
        if self.hold is not None and path.endswith(self.hold):
            assert self.go_on.wait(20), "nobody let the answer go"
        if self.lose is not None and path.endswith(self.lose):
            self.lose = None
            # Everything is done, and committed; only the answer never arrives.
            for _ in self._app(environ, lambda *_: lambda _: None):
                pass
            environ["werkzeug.socket"].shutdown(2)
            self.lost.set()
            return []
        return self._app(environ, start)


@dataclass
class Hand:
    """Somebody with a tablet in hand, in a browser window that keeps its memory."""

    context: BrowserContext
    page: Page
    address: str
    sheet: UUID
    desk: str

    def sign_in(self, user_name: str) -> None:
        """Sign in, say why, and come to the list of the night."""
        self.page.goto(f"{self.address}/{self.desk}/sign-in")
        self.page.get_by_label("Identifiant").fill(user_name)
        self.page.get_by_label("Mot de passe").fill(PASSWORD)
        self.page.get_by_role("main").get_by_role("button", name="Se connecter").click()
        self.page.wait_for_load_state()
        self.page.goto(f"{self.address}/{self.desk}/tablet/")
        if self.page.url.endswith("/reason"):
            self.page.get_by_label("Contrôle en cours").check()
            self.page.get_by_role("button", name="Continuer").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Mes visites")

    def open(self) -> None:
        """Open the grid of the grocery with one tap."""
        self.page.get_by_role("link", name="La Chouette").click()
        self.is_open()

    def is_open(self) -> None:
        """See the grid, taken over by the tablet."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("La Chouette")
        expect(self.page.locator("html.scripted")).to_be_attached()

    def card(self, item: str) -> Locator:
        """Return the card of an item."""
        return self.page.locator(f"#{item}")

    def answer(self, item: str, word: str, note: str = "") -> None:
        """Tap an answer, then type a note."""
        button = self.card(item).get_by_role("button", name=word, exact=True)
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        if note:
            area = self.card(item).get_by_role("textbox")
            area.fill(note)
            area.blur()

    def has(self, item: str, word: str, note: str = "") -> None:
        """See an answer on its card."""
        expect(self.card(item).get_by_role("button", name=word, exact=True)).to_have_attribute("aria-pressed", "true")
        expect(self.card(item).get_by_role("textbox")).to_have_value(note)

    def says(self, words: str) -> None:
        """See these words on the line that is always in sight."""
        expect(self.page.locator("[data-sending-state]")).to_contain_text(words, timeout=20_000)

    def all_sent(self) -> None:
        """See that nothing waits on the tablet."""
        expect(self.page.locator("[data-sending][data-mood=good]")).to_contain_text("envoyé", timeout=30_000)

    def settle_worker(self) -> None:
        """Wait until the service worker has the shell and this page."""
        self.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        expect(self.page.locator("[data-prepared]")).to_contain_text("2 visites sur 2", timeout=20_000)

    def dump(self) -> str:
        """Return everything that the browser keeps for this site, as text."""
        return json.dumps(self.page.evaluate(_DUMP), ensure_ascii=False)

    def inspect(self) -> None:
        """Look for what is wrong with the page as a page."""
        assert not (faults := faults_of(self.page)), "\n".join(faults)

    def fits(self) -> None:
        """Look for what is wrong with the page in a window of this size."""
        assert not (faults := faults_of_layout(self.page)), "\n".join(faults)


@dataclass
class NightStage:
    """A house on a night of inspection, the fraud team's grid open in the grocery."""

    app: Flask
    house: Served
    night: TabletNight
    sheet: UUID
    open_context: OpenContext
    files: Path
    hands: list[Hand] = field(default_factory=list)

    def hand(self, user_name: str = "a.martin", *, desk: str = FRAUD, **options: Any) -> Hand:
        """Give somebody a tablet of their own, signed in, prepared for no network."""
        context = self.open_context(**{"viewport": PHONE, "has_touch": True, **options})
        sheet = self.night.sheet(self.night.visits[0], desk)
        hand = Hand(context, context.new_page(), self.house.address, sheet, desk)
        hand.sign_in(user_name)
        hand.settle_worker()
        return hand

    def answers(self) -> list[Answer]:
        """Return what the house keeps, in the order in which it came."""
        with unit_of_work(self.night.engine, HOUSE_VIEWER) as session:
            return list(session.scalars(sa.select(Answer).order_by(Answer.received_at, Answer.counter)))

    def standing(self) -> dict[str, tuple[str, str]]:
        """Return what stands at each item in the house; nothing may be contested."""
        rows = self.answers()
        replaced = {old for row in rows for old in row.replaces}
        standing = [row for row in rows if row.id.hex not in replaced]
        found = {row.item: (row.value, row.note) for row in standing}
        assert len(found) == len(standing), "something is contested"
        return found

    def photos(self) -> list[Photo]:
        """Return the photos that the house keeps."""
        with unit_of_work(self.night.engine, HOUSE_VIEWER) as session:
            return list(session.scalars(sa.select(Photo)))

    def end_sessions(self) -> None:
        """End everybody's session, as time does."""
        with self.night.engine.begin() as connection:
            connection.execute(sa.update(WebSession).values(ended_at=datetime.now(UTC)))


@pytest.fixture
def night_stage(
    home: Path, prepared_database: PreparedDatabase, monkeypatch: pytest.MonkeyPatch, open_context: OpenContext
) -> Iterator[NightStage]:
    """The house, up."""
    monkeypatch.setenv("BEFFROI_DATABASE_URL", prepared_database("tablet-night", prepare_database))
    app = make_app(read_settings())
    engine = app.extensions["beffroi_engine"]
    night = TabletNight.of(engine, datetime.now(UTC))
    night.enter()
    house = Served(app)
    house.up()
    yield NightStage(app, house, night, night.begin(FRAUD), open_context, home / "files")
    house.down()
    engine.dispose()
