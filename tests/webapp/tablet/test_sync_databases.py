"""What tablets send, kept alike on both databases: as given, once, and counted right when many send at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.fixtures.databases import DATABASES
from tests.webapp.tablet.conftest import OpenTablet, TestTablet
from tests.webapp.tablet.night import FRAUD
from tests.webapp.tablet.test_sync import digest, kept_answers, receipts_of
from workflows.engine.tables import JournalLine
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.sheet import Sheet


@pytest.fixture(params=DATABASES)
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_receipt_proves_by_its_digest_that_the_answer_is_kept_as_given(tablet: TestTablet) -> None:
    operation = tablet.answer("CC-05", "not_compliant", "Sept produits\n« périmés » \u2028 à 4\u00a0°C 🧊\t\\")
    [receipt] = receipts_of(tablet.send(operation))
    assert receipt == {"id": operation["id"], "state": "kept", "digest": digest(operation), "reasons": []}
    [standing] = tablet.now()["standing"]["CC-05"]
    assert standing["note"] == operation["note"]
    assert standing["ids"] == [operation["id"]]
    assert (standing["author"], standing["at"]) == ("Anne Martin", operation["at"])
    assert standing["received"] != operation["at"]


def test_a_batch_sent_again_and_again_is_kept_once_and_has_the_same_receipts(tablet: TestTablet, app: Flask) -> None:
    batch = [tablet.answer(item, "compliant", counter=n) for n, item in enumerate(("CC-02", "CC-05", "CC-06"))]
    first = receipts_of(tablet.send(*batch))
    with unit_of_work(app.extensions["beffroi_engine"], HOUSE_VIEWER) as session:
        lines = session.scalar(select(func.count()).select_from(JournalLine))
    for _ in range(5):
        assert receipts_of(tablet.send(*batch)) == first
    assert receipts_of(tablet.send(*batch, *batch))
    assert kept_answers(app) == 3
    with unit_of_work(app.extensions["beffroi_engine"], HOUSE_VIEWER) as session:
        assert session.scalar(select(func.count()).select_from(JournalLine)) == lines


def test_many_tablets_at_once_lose_nothing_and_the_counts_are_right(open_tablet: OpenTablet, app: Flask) -> None:
    tablets = [open_tablet(FRAUD, name) for name in ("a.martin", "b.simon") * 3]
    items = ("CC-02", "CC-03", "CC-04", "CC-05", "CC-06", "CC-07")
    known = set(tablets[0].now()["items"])
    asked = [item for item in items if item in known]

    def answer(number: int) -> int:
        one = tablets[number]
        sent = [one.answer(item, "compliant", counter=number) for item in asked[number % len(asked) :]]
        return sum(receipt["state"] == "kept" for receipt in receipts_of(one.send(*sent)))

    with ThreadPoolExecutor(6) as pool:
        kept = sum(pool.map(answer, range(6)))
    assert kept_answers(app) == kept
    with unit_of_work(app.extensions["beffroi_engine"], HOUSE_VIEWER) as session:
        assert session.get_one(Sheet, tablets[0].sheet).compliant == len(asked)
