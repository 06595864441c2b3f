"""The page of all papers: the newest first whatever its number, every one of them on one page or the next."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from tests.webapp.operations.conftest import HouseAt
from tests.webapp.operations.house import PROPOSED, JointHouse
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.document import keep_document

_FIRST = datetime(2026, 10, 28, 9, tzinfo=UTC)
_TITLE = re.compile(r'line-title">Papier (\d+)<')
_OLDER = re.compile(r'href="/prefecture(/documents\?before=[^"]+)"')


def test_papers_stand_by_the_day_of_their_press_and_none_is_lost_between_pages(house_at: HouseAt) -> None:
    house = house_at(*PROPOSED)
    # The minutes share one number in two versions, here just where the first page ends; a requisition was pressed first.
    numbers = ["REQ-2026-0009", *(f"CR-2026-{1 + number // 2:04}" for number in range(27))]
    for number, name in enumerate(numbers):
        _press(house, number, name)

    first = house.read("prefecture", "/documents")
    older = _OLDER.search(first)
    assert older is not None
    second = house.read("prefecture", older.group(1))
    shown = [int(number) for number in _TITLE.findall(first) + _TITLE.findall(second)]
    assert sorted(shown) == list(range(28))
    assert [number // 2 for number in shown] == sorted((number // 2 for number in shown), reverse=True)
    assert _OLDER.search(second) is None
    assert _TITLE.findall(house.read("prefecture", "/documents?before=nothing")) == _TITLE.findall(first)


def _press(house: JointHouse, number: int, name: str) -> None:
    with unit_of_work(house.app.extensions["beffroi_engine"], HOUSE_VIEWER) as session:
        keep_document(
            session, document_id=uuid4(), case_id=house.operation, agency="prefecture", secrecy=1, kind=f"kind_{number}",
            number=name, title=f"Papier {number}", sha256="0" * 64, snapshot="1" * 64, size=1, pages=1,
            moment=_FIRST + timedelta(hours=number // 2),
        )  # fmt: skip
