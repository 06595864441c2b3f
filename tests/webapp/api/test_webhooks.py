"""Webhooks: opened by software or at the desk, signed, delivered once, refused to private networks, given up when dead."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from unittest.mock import patch
from uuid import uuid4

import pytest
import sqlalchemy as sa

from tests.webapp.api.conftest import LANDLORD, POLICE, REPORTS, ApiHouse, json_of
from webapp import calling_out
from webapp.effects.webhook import DELIVERY, SIGNATURE, call_webhook, signature_of
from webapp.wordings.api import ANSWERS
from workflows.engine.evidence.rebuild import rebuild
from workflows.engine.outbox import Handlers, drain
from workflows.engine.tables import Outbox
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.law.days import paris_day
from workflows.processes.trial import write_trials
from workflows.register.webhooks import EVENTS, MOST, PATIENCE, Webhook


class Listener:
    """Somebody's server: keeps what it is sent, and answers with the statuses that a test wants."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.statuses: list[int] = []
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.heard.append((dict(self.headers), body))
                self.send_response(listener.statuses.pop(0) if listener.statuses else 204)
                self.send_header("Location", f"{listener.address}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                return

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"

    def events(self) -> list[str]:
        """What it was told, in the order of their names."""
        return sorted(json.loads(body)["event"] for _headers, body in self.heard)


@pytest.fixture
def listener() -> Iterator[Listener]:
    """A server of the landlord's."""
    made = Listener()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join(5)


def deliver(house: ApiHouse, *, later: timedelta = timedelta(0)) -> int:
    """Deliver the effects that are due now, or later on."""
    handlers = Handlers({"each_child": lambda _delivery: None, "press": lambda _delivery: None})
    handlers.add("webhook", lambda delivery: call_webhook(delivery, house.settings))
    return drain(house.story.engine, handlers, moment=datetime.now(UTC) + later)


def read_at_desk(house: ApiHouse, agency: str = LANDLORD) -> None:
    path, today = f"/cases/{house.indicator()}/steps/read", paris_day(datetime.now(UTC)).isoformat()
    assert house.send(agency, path, f_value="37", f_on_day=today).status_code == 303


def contest(house: ApiHouse, agency: str = POLICE) -> None:
    """Contest the landlord's first reading, at the desk of another agency."""
    reading = house.software(LANDLORD).read(f"/indicators/{house.indicator()}/readings")["data"][0]["id"]
    path = f"/readings/{reading}/contest"
    assert house.send(agency, path, reason="Le registre dit autre chose.").status_code == 303


def try_out(house: ApiHouse) -> int:
    """Have the trial calls made that were asked for; return how many effects were done."""
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        write_trials(session, moment=datetime.now(UTC))
    return deliver(house)


def secret_in(page: str) -> str:
    found = re.search(r'value="(bfs_[A-Za-z0-9_-]{43})"', page)
    assert found, "no secret is shown"
    return found[1]


def test_what_happens_is_told_once_signed_and_says_nothing_of_its_content(
    house_of_partners: ApiHouse, listener: Listener
) -> None:
    house = house_of_partners
    landlord = house.software(LANDLORD)
    opened = landlord.send("/webhooks", {"url": f"{listener.address}/hook", "events": sorted(EVENTS)}, key="one")
    assert opened.status_code == 201
    secret = json_of(opened)["secret"]
    assert (
        landlord.send("/webhooks", {"url": f"{listener.address}/hook", "events": sorted(EVENTS)}, key="one").data
        == opened.data
    )
    assert (
        landlord.send("/webhooks", {"url": f"{listener.address}/b", "events": sorted(EVENTS)}, key="one").status_code
        == 409
    )
    assert "secret" not in landlord.read(opened.location)
    contest(house)
    share = house.case("commitment", "Rendre paisibles les halls")
    assert (
        house.send(LANDLORD, f"/cases/{share}/steps/keep", f_reason="Les trois halls sont éclairés.").status_code == 303
    )
    deliver(house)
    assert listener.events() == ["commitment.moved", "reading.contested"]
    headers, body = listener.heard[0]
    told = json.loads(body)
    assert set(told) == {"id", "event", "case_id", "kind", "occurred_at"}
    assert told["id"] == headers[DELIVERY]
    assert REPORTS.encode() not in body and b"registre" not in body
    stamp, signature = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})", headers[SIGNATURE]).groups()  # type: ignore[union-attr]
    assert signature == hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        kept = session.scalars(sa.select(Webhook)).one()
        assert secret not in repr(vars(kept))
        session.connection().execute(
            sa.update(Outbox).where(Outbox.topic == "webhook").values(done_at=None, due_at=kept.created_at)
        )
    assert deliver(house) == 2
    assert len(listener.heard) == 2, "an effect that comes again after its answer is not told again"
    assert "Dernier appel reçu" in house.read(LANDLORD, "/api")
    landlord.send(f"/webhooks/{kept.id}/end")
    assert landlord.get(f"/webhooks/{kept.id}").status_code == 404
    contest(house)
    assert deliver(house) == 0 and len(listener.heard) == 2


def test_a_task_that_opens_is_told_to_whom_it_is_for_and_only_if_a_key_may_see_it(
    house_of_partners: ApiHouse, listener: Listener
) -> None:
    house = house_of_partners
    house.software(LANDLORD).send("/webhooks", {"url": listener.address, "events": ["task.opened"]})
    house.software(POLICE).send("/webhooks", {"url": f"{listener.address}/police", "events": ["task.opened"]})
    objective = house.case("objective", "Les sorties des collèges")
    due = (paris_day(datetime.now(UTC)) + timedelta(days=9)).isoformat()
    path = f"/cases/{objective}/steps/name_partner"
    named = house.send("prefecture", path, f_partner=LANDLORD, f_asked="Éclairer les abords.", f_due_on=due)
    if named.status_code != 303:
        objective = house.case("objective", "Des équipes fidélisées")
        named = house.send(
            "prefecture",
            f"/cases/{objective}/steps/name_partner",
            f_partner=LANDLORD,
            f_asked="Éclairer les abords.",
            f_due_on=due,
        )
    assert named.status_code == 303
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        effects = session.scalars(sa.select(Outbox.body).where(Outbox.topic == "webhook")).all()
    assert len(effects) == 1, "of the others' tasks nobody is told"
    deliver(house)
    assert listener.events() == ["task.opened"]
    case = json.loads(listener.heard[0][1])["case_id"]
    assert house.software(LANDLORD).read(f"/commitments/{case}")["state"] == "asked"


def test_an_address_that_is_dead_is_tried_again_then_left_alone_until_the_desk_says_so(
    house_of_partners: ApiHouse, listener: Listener
) -> None:
    house = house_of_partners
    page = house.send(LANDLORD, "/api/webhooks/new", url=f"{listener.address}/hook", events=["reading.contested"])
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        mine = session.scalars(sa.select(Webhook.id)).one()
    stolen = house.send(
        POLICE, "/api/webhooks/new", url="https://police.test/", events=["task.opened"], command=mine.hex
    )
    assert secret_in(house.words_of(stolen)) != secret_in(house.words_of(page)), "a form names no webhook of others"
    listener.statuses = [500, 302, 500, 500]
    contest(house)
    assert deliver(house) == 0
    assert "ne reçoit pas les appels depuis" in house.read(LANDLORD, "/api")
    assert deliver(house, later=timedelta(minutes=1)) == 0, "a redirect is not followed: it is no answer"
    assert [headers.get("Host") for headers, _ in listener.heard] == [listener.address.removeprefix("http://")] * 2
    assert len({headers[DELIVERY] for headers, _ in listener.heard}) == 1, "each try bears the same id"
    assert len({headers[SIGNATURE] for headers, _ in listener.heard}) == 2, "and is signed for its own moment"
    assert deliver(house, later=PATIENCE + timedelta(minutes=2)) == 1, "given up: the effect is done with"
    stopped = house.read(LANDLORD, "/api")
    assert "Beffroi n’appelle plus cette adresse" in stopped
    contest(house)
    assert deliver(house) == 0 and len(listener.heard) == 3, "nothing is sent where the house gave up"
    webhook = mine
    assert house.send(LANDLORD, f"/api/webhooks/{webhook}/resume", form_on="/api").status_code == 303
    listener.statuses = []
    contest(house)
    assert deliver(house) == 1 and len(listener.heard) == 4
    assert "Beffroi n’appelle plus" not in house.read(LANDLORD, "/api")
    assert house.send(LANDLORD, f"/api/webhooks/{webhook}/end", form_on="/api").status_code == 303
    assert "Aucune adresse n’est prévenue." in house.read(LANDLORD, "/api")
    assert house.send(LANDLORD, f"/api/webhooks/{uuid4()}/end", form_on="/api").status_code == 404


def test_an_address_is_tried_from_the_desk_and_the_page_says_what_it_answered(
    house_of_partners: ApiHouse, listener: Listener
) -> None:
    house = house_of_partners
    url = f"{listener.address}/hook"
    secret = secret_in(house.words_of(house.send(LANDLORD, "/api/webhooks/new", url=url, events=["task.opened"])))
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        mine = session.scalars(sa.select(Webhook.id)).one()
    path = f"/api/webhooks/{mine}/try"
    assert house.send(POLICE, path, form_on="/api").status_code == 404, "another agency tries nothing of ours"
    for _ in range(2):
        assert house.send(LANDLORD, path, form_on="/api").status_code == 303
    assert "Un appel d’essai part" in house.read(LANDLORD, "/api")
    assert try_out(house) == 1, "asked for twice before it was made, it is made once"
    headers, body = listener.heard[0]
    told = json.loads(body)
    assert (told["event"], told["case_id"], told["kind"]) == ("trial", None, None)
    stamp = headers[SIGNATURE].partition(",")[0].removeprefix("t=")
    assert headers[SIGNATURE] == signature_of(secret, int(stamp), body)
    page = house.read(LANDLORD, "/api")
    assert "(« Appel d’essai ») : reçu (réponse 204)." in page.replace("\u00a0", " ")
    assert "Un appel d’essai part" not in page
    assert rebuild(house.story.engine).ok, "the journal knows of the call"

    for answer, said in ((500, "refusé (réponse 500)."), (302, "Une redirection n’est pas suivie")):
        listener.statuses = [answer]
        house.send(LANDLORD, path, form_on="/api")
        assert try_out(house) == 1, "a trial is not made again"
        page = house.read(LANDLORD, "/api")
        assert said in page.replace("\u00a0", " ")
        assert "ne reçoit pas les appels" not in page, "and gives nothing up"
    assert house.software(LANDLORD).read(f"/webhooks/{mine}")["answer"] == "302"


def test_an_address_that_is_left_alone_is_tried_before_it_is_told_again(
    house_of_partners: ApiHouse, listener: Listener
) -> None:
    house = house_of_partners
    house.send(LANDLORD, "/api/webhooks/new", url=f"{listener.address}/hook", events=["task.opened"])
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        row = session.scalars(sa.select(Webhook)).one()
        row.failing_since = row.stopped_at = datetime.now(UTC) - timedelta(hours=2)
    house.send(LANDLORD, f"/api/webhooks/{row.id}/try", form_on="/api")
    assert try_out(house) == 1 and len(listener.heard) == 1
    page = house.read(LANDLORD, "/api")
    assert "reçu (réponse 204)." in page.replace("\u00a0", " ")
    assert "Beffroi n’appelle plus cette adresse" in page, "who resumes is a person"


def test_every_reason_for_which_a_call_fails_is_told_in_words(house_of_partners: ApiHouse) -> None:
    house = house_of_partners
    house.send(LANDLORD, "/api/webhooks/new", url="https://partner.test/hook", events=["task.opened"])
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        mine = session.scalars(sa.select(Webhook.id)).one()
    for reason, said in ANSWERS.items():
        with patch("webapp.effects.webhook.post", side_effect=calling_out.CallFailed(reason, "gaierror")):
            house.send(LANDLORD, f"/api/webhooks/{mine}/try", form_on="/api")
            try_out(house)
        page = house.read(LANDLORD, "/api")
        assert said.render("fr") in page and "gaierror" not in page


def test_an_agency_has_only_so_many_addresses(house_of_partners: ApiHouse) -> None:
    landlord = house_of_partners.software(LANDLORD)
    for number in range(MOST):
        assert (
            landlord.send("/webhooks", {"url": f"https://a{number}.test/", "events": ["task.opened"]}).status_code
            == 201
        )
    refused = landlord.send("/webhooks", {"url": "https://b.test/", "events": ["task.opened"]})
    assert (refused.status_code, json_of(refused)["reasons"][0]["code"]) == (409, "too_many_webhooks")
    page = house_of_partners.send(LANDLORD, "/api/webhooks/new", url="https://b.test/", events=["task.opened"])
    assert page.status_code == 422 and "déjà autant d’adresses" in house_of_partners.words_of(page)


@pytest.mark.parametrize(
    "url",
    [
        "http://partner.test/hook", "ftp://partner.test/", "https://", "https://user@partner.test/", "https://localhost/",
        "https://partner.test/#x", "https://partner.test:0/", "https://partner.test:99999/", "https://exemple .fr/",
        "https://127.0.0.1/", "https://10.1.2.3/", "https://169.254.169.254/latest/meta-data", "https://0.0.0.0/",
        "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[fd00::1]/", "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/", "https://224.0.0.1/", "https://192.168.1.1:8443/", "https://intranet/",
    ],
)  # fmt: skip
def test_nothing_is_sent_to_a_private_network_or_past_the_rules(url: str) -> None:
    assert calling_out.why_not(url, private=False) is not None
    with pytest.raises(calling_out.CallFailed):
        calling_out.post(url, b"{}", {}, private=False)


def test_a_name_that_leads_to_a_private_address_is_refused_at_the_call_itself() -> None:
    assert calling_out.why_not("https://partner.test/hook", private=False) is None
    assert calling_out.is_public(ip_address("93.184.216.34")) and calling_out.is_public(ip_address("2606:4700::1111"))
    for addresses in (["127.0.0.1"], ["93.184.216.34", "10.0.0.7"], ["::1"], ["fe80::1%eth0"]):
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in addresses]
        with (
            patch("socket.getaddrinfo", return_value=found),
            patch("socket.create_connection", side_effect=AssertionError("called")),
            pytest.raises(calling_out.CallFailed, match="private network"),
        ):
            calling_out.post("https://partner.test/hook", b"{}", {}, private=False)


def test_a_server_that_never_comes_to_an_end_is_cut_off() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            peer, _ = server.accept()
            with peer:
                try:
                    for _ in range(200):
                        peer.sendall(b"HTTP/1.1 200 OK\r\n"[:1])
                        threading.Event().wait(0.02)
                except OSError:
                    return

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        began = datetime.now(UTC)
        with pytest.raises(calling_out.CallFailed):
            calling_out.post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {}, private=True, timeout=0.3)
        assert datetime.now(UTC) - began < timedelta(seconds=3)
        thread.join(5)
