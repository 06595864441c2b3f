"""Every way out of the house, and which canaries a desk finds there: page, paper, export, interface, search, mail, log.

``leaks`` is the check itself: it holds what was found against the access matrix, written by hand.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from io import BytesIO, StringIO
from typing import Final
from unittest.mock import patch

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.webapp.access_matrix import CASES, SECRETS
from tests.webapp.access_software import SOFTWARE
from tests.webapp.addresses import ids_in, rules_of
from tests.webapp.asking import Answer, address_of, ask
from tests.webapp.canaries import CanaryHouse
from tests.webapp.canary_mail import messages_in
from tests.webapp.canary_words import SILENT_POINT, canaries_in
from workflows.engine.evidence.event_log import export_csv, export_xes
from workflows.engine.tables import Read
from workflows.engine.viewer import HOUSE_VIEWER, open_session
from workflows.register.api_keys import SCOPES, Pace, make_api_key

Found = Iterator[tuple[str, frozenset[str]]]
"""Where something was found, and the canaries in it."""
SHARED_CLASS: Final = 1
NOTHING: Final = "canarinulnulnulz"
"""A word that nobody ever wrote."""
_SHARES: Final = ("objective", "commitment", "action", "indicator", "reading")


def pages(house: CanaryHouse, desk: str) -> Found:
    """One case of each kind, one more where the desk owns such a case: whole, and its history. The rest is asked elsewhere."""
    browser, seen = house.desk(desk), set()
    for name, case in house.cases.items():
        kin = (name.split()[0], name.split()[-1] == desk)
        if kin not in seen and name.split()[0] in CASES:
            seen.add(kin)
            for address in (f"/{desk}/cases/{case}?whole=", f"/{desk}/cases/{case}/history"):
                yield f"{name} at {address}", ask(browser, address).words


def papers(house: CanaryHouse, desk: str) -> Found:
    """Every paper: its text, its metadata, its attachments."""
    browser = house.desk(desk)
    for name, paper in house.documents.items():
        yield name, ask(browser, f"/{desk}/documents/{paper}").words


def exports(house: CanaryHouse, desk: str) -> Found:
    """Every table that leaves as a file, packed ones unpacked."""
    browser = house.desk(desk)
    for rule in rules_of(house, "GET"):
        if rule.rule.endswith((".csv", ".ods", ".xlsx")):
            records = house.records("indicator").values() if ids_in(rule) else [None]
            for record in records:
                values = dict.fromkeys(ids_in(rule), record)
                yield rule.rule, unpacked(ask(browser, address_of(rule, {**values, "desk": desk})))


def software(house: CanaryHouse, desk: str) -> Found:
    """Everything that a key of the agency reads, by every id of a share."""
    with Session(house.engine) as session, session.begin():
        token = make_api_key(
            session, agency=desk, name="SI", scopes=SCOPES, days=30, made_by="test", moment=datetime.now(UTC)
        )  # fmt: skip
    nobody, records = house.desk(None), [each for kind in _SHARES for each in house.records(kind).values()]
    with patch("webapp.api.counting.count_requests", return_value=Pace(1, 60)):
        for rule in (each for each in rules_of(house, "GET") if each.rule in SOFTWARE):
            for record in records if ids_in(rule) else [None]:
                address = address_of(rule, dict.fromkeys(ids_in(rule), record))
                yield address, Answer.of(nobody.get(address, headers={"Authorization": f"Bearer {token}"})).words


def searches(house: CanaryHouse, desk: str) -> Found:
    """Each search, asked for a word that is for others: found only if the answer is not that of a word nobody wrote."""
    browser = house.desk(desk)
    asked: dict[tuple[int, str], str] = {}
    for word, secret in SECRETS.items():
        if desk not in secret.readers and word != SILENT_POINT:
            asked.setdefault((secret.secrecy, word[6:9]), word)
    for path in (f"/{desk}/establishments?q=", f"/{desk}/operations?q=", f"/{desk}/documents?q="):
        none = _said(ask(browser, path + NOTHING), NOTHING)
        for word in asked.values():
            told = _said(ask(browser, path + word), word) != none
            yield f"{path}{word}", frozenset({word} if told else ())


def mail(house: CanaryHouse, _desk: str) -> Found:
    """Every message that left, whoever it is for."""
    for number, words in enumerate(messages_in(house.home)):
        yield f"message {number}", words


def logs(house: CanaryHouse, _desk: str) -> Found:
    """The event log, the access journal, and every log file of the home."""
    with open_session(house.engine, HOUSE_VIEWER, only_reads=True) as session:
        for export in (export_csv, export_xes):
            told = StringIO()
            export(session, told)
            yield export.__name__, canaries_in(told.getvalue())
        rows = session.execute(sa.select(Read.agency, Read.user, Read.reason, Read.kind, Read.reference)).all()
    yield "access journal", canaries_in(repr(rows))
    for path in house.home.rglob("*.log*"):
        yield path.name, canaries_in(path.read_text("utf-8", errors="replace"))


OUTLETS: Final[Mapping[str, Callable[[CanaryHouse, str], Found]]] = {
    "page": pages, "paper": papers, "export": exports, "software": software, "search": searches, "mail": mail, "log": logs,
}  # fmt: skip
OPEN_TO_ALL: Final = frozenset({"mail", "log"})
"""Outlets that are read beyond the desk: nothing there may be of class K2 or above, whoever it is for."""
OF_MACHINES: Final = frozenset({"software"})


def may_come_out(word: str, desk: str, outlet: str) -> bool:
    """Say whether a word may come out there for a desk."""
    secret = SECRETS[word]
    if outlet in OPEN_TO_ALL:
        return secret.secrecy <= SHARED_CLASS
    return desk in secret.readers and (outlet not in OF_MACHINES or secret.secrecy <= SHARED_CLASS)


def leaks(house: CanaryHouse, desk: str, outlet: str) -> list[str]:
    """Return what comes out where it may not: one line for each word and place."""
    return [
        f"{outlet}: {word} (K{SECRETS[word].secrecy}) comes out to {desk}, {where}"
        for where, words in OUTLETS[outlet](house, desk)
        for word in sorted(words)
        if not may_come_out(word, desk, outlet)
    ]


def unpacked(answer: Answer) -> frozenset[str]:
    """Return every canary of an answer, inside a packed table too."""
    if answer.body[:2] != b"PK":
        return answer.words
    with zipfile.ZipFile(BytesIO(answer.body)) as packed:
        texts = [packed.read(name).decode("utf-8", errors="replace") for name in packed.namelist()]
    return answer.words.union(*(canaries_in(text) for text in texts))


def _said(answer: Answer, word: str) -> tuple[int, str]:
    return answer.status, answer.body.decode("utf-8", errors="replace").replace(word, "")
