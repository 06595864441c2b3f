"""No word leaves by any way out to anybody whom it is not for: desk by desk, outlet by outlet; and the check can fail."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import with_loader_criteria

from tests.webapp.access_gates import owner_of
from tests.webapp.access_matrix import CUSTOMS, EVERY_DESK, FRAUD, JUSTICE, LANDLORD, PILOT, SECRETS, TITLES
from tests.webapp.asking import Answer, ask
from tests.webapp.canaries import CanaryHouse
from tests.webapp.canary_home import opened, told_home
from tests.webapp.canary_sharing import GIVER, TAKER
from tests.webapp.canary_words import canary
from tests.webapp.outlets import NOTHING, OPEN_TO_ALL, OUTLETS, leaks, unpacked
from webapp.mail.post import FOLDER


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CanaryHouse]:
    """The canary house, for tests that leave its records as they are."""
    yield from opened(told_home(), tmp_path_factory.mktemp("outlets") / "home")


ONE_OF_EACH: Final = (PILOT, JUSTICE, GIVER, TAKER, CUSTOMS, LANDLORD)
"""A desk of each role: leads, judges, gives, is given, inspects elsewhere, partner. ``test_who_sees_what`` asks for all."""


@pytest.mark.parametrize("desk", ONE_OF_EACH)
def test_nothing_comes_out_to_a_desk_that_is_not_for_it(house: CanaryHouse, desk: str) -> None:
    found = [line for outlet in sorted(OUTLETS.keys() - OPEN_TO_ALL) for line in leaks(house, desk, outlet)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("outlet", sorted(OPEN_TO_ALL))
def test_what_anybody_may_come_to_read_tells_nothing_that_is_not_for_everybody(house: CanaryHouse, outlet: str) -> None:
    assert not leaks(house, LANDLORD, outlet)


@pytest.mark.parametrize(("desk", "outlet"), [(PILOT, "page"), (JUSTICE, "paper"), (LANDLORD, "export"), (PILOT, "software"), (PILOT, "mail")])  # fmt: skip
def test_what_is_for_a_desk_does_come_out_there(house: CanaryHouse, desk: str, outlet: str) -> None:
    assert any(words for _, words in OUTLETS[outlet](house, desk)), (
        "an outlet in which nothing is ever found proves nothing"
    )


@pytest.mark.parametrize("owner", [PILOT, FRAUD, "police_nationale"])
def test_with_the_eyes_of_another_only_what_both_may_read_is_shown(house: CanaryHouse, owner: str) -> None:
    browser = house.desk(owner)
    kinds = ("minutes", "section", "referral", "sharing")
    cases = {name: case for kind in kinds for name, case in house.records(kind).items() if owner_of(name) == owner}
    own = (f"of sharing local {owner}", *(("of minutes night",) if owner == PILOT else ()))
    papers = {name: paper for name, paper in house.documents.items() if name.endswith(own)}
    seen = set[str]()
    for other in sorted(EVERY_DESK - {owner}):
        addresses = [f"/{owner}/cases/{case}?as={other}&whole=" for case in cases.values()]
        addresses += [f"/{owner}/documents/{paper}?as={other}" for paper in papers.values()]
        for address in addresses:
            answer = ask(browser, address)
            if answer.status == 302:
                answer = ask(browser, answer.header("Location") or "")
            seen |= answer.words
            beyond = [word for word in answer.words if not {owner, other} <= SECRETS[word].readers]
            assert not beyond, (address, beyond)
    assert seen - TITLES, "something is common to some of them"


# ------------------------------------------------------------------ the check can fail


@pytest.fixture
def spoilt(tmp_path: Path) -> Iterator[CanaryHouse]:
    """A copy of the house to do wrong in."""
    yield from opened(told_home(), tmp_path / "home")


@pytest.mark.parametrize("outlet", ["page", "paper"])
def test_a_house_without_its_filter_is_found_out(
    spoilt: CanaryHouse, outlet: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = lambda _viewer, model: with_loader_criteria(model, sa.true(), include_aliases=True)  # noqa: E731
    monkeypatch.setattr("workflows.engine.viewer._criterion", everything)
    monkeypatch.setattr("workflows.engine.statements._seen_by", lambda _viewer, _mark: ("1 = 1", ()))
    assert leaks(spoilt, "douanes", outlet)


SECRET = canary("sharing", "finding", "why")


def _spoil_answers(house: CanaryHouse, tells: Callable[[dict[str, Any]], bool], word: bytes) -> None:
    application: Callable[..., Any] = house.app.wsgi_app

    def telling(environ: dict[str, Any], start: Any) -> list[bytes]:
        return [*application(environ, start), word if tells(environ) else b""]

    house.app.wsgi_app = telling  # type: ignore[method-assign, assignment]


def _tell_what_is_searched(house: CanaryHouse) -> None:
    """A search that answers otherwise where somebody wrote the word, whoever asks."""
    asked = lambda environ: "canari" in environ["QUERY_STRING"] and NOTHING not in environ["QUERY_STRING"]  # noqa: E731
    _spoil_answers(house, asked, b"1 resultat")


def _tell_in_tables(house: CanaryHouse) -> None:
    _spoil_answers(house, lambda environ: environ["PATH_INFO"].endswith("actions.csv"), SECRET.encode())


def _tell_software(house: CanaryHouse) -> None:
    _spoil_answers(house, lambda environ: environ["PATH_INFO"] == "/api/v1/actions", SECRET.encode())


def _write_mail(house: CanaryHouse) -> None:
    (house.home / FOLDER / "9999.eml").write_text(f"Subject: {SECRET}\n\nBonjour.\n")


def _write_log(house: CanaryHouse) -> None:
    (house.home / "errors.log").write_text(f"ValueError: {canary('sharing', 'status', 'why')}\n")


@pytest.mark.parametrize(
    ("outlet", "spoil"),
    [
        ("search", _tell_what_is_searched),
        ("export", _tell_in_tables),
        ("software", _tell_software),
        ("mail", _write_mail),
        ("log", _write_log),
    ],
)
def test_an_outlet_that_tells_is_found_out(
    spoilt: CanaryHouse, outlet: str, spoil: Callable[[CanaryHouse], None]
) -> None:
    assert not leaks(spoilt, LANDLORD, outlet)
    spoil(spoilt)
    assert leaks(spoilt, LANDLORD, outlet)


def test_a_word_in_a_packed_table_is_found() -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as table:
        table.writestr("xl/sharedStrings.xml", f"<si><t>{SECRET}</t></si>" * 3)
    answer = Answer(200, (), packed.getvalue())
    assert SECRET not in answer.words
    assert SECRET in unpacked(answer)
