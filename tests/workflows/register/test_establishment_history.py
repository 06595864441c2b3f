"""The history of an establishment: what the published lines say happened, with both sides of each change."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from workflows.engine.viewer import HOUSE_VIEWER, open_session
from workflows.register.establishment_history import CHANGES, Change, earlier_trade_names, history_of
from workflows.register.establishment_search import find_establishment
from workflows.register.establishments import Establishment


def history(engine: Engine, siret: str) -> tuple[Establishment, list[Change], list[str]]:
    with open_session(engine, HOUSE_VIEWER, only_reads=True) as session:
        establishment = find_establishment(session, siret)
        assert establishment is not None
        return establishment, history_of(session, establishment), earlier_trade_names(session, establishment)


def test_a_move_is_told_at_both_addresses(filled_register: Engine) -> None:
    left, told, _ = history(filled_register, "31716718700036")
    assert left.state == "closed"
    assert left.closed_on == date(2016, 10, 11)
    (out,) = told
    assert (out.kind, out.linked_siret, out.before["address"]) == (
        "moved_out",
        "31716718700044",
        "58 RUE CHATEAUBRIAND",
    )
    arrived, told, _ = history(filled_register, "31716718700044")
    assert arrived.state == "open"
    assert [(change.kind, change.linked_siret) for change in told] == [("moved_in", "31716718700036")]
    assert out.text.render("fr") == "Départ à une autre adresse"


def test_a_closure_is_announced_ahead(filled_register: Engine) -> None:
    closing, told, _ = history(filled_register, "30513585700020")
    assert [change.kind for change in told] == ["closed"]
    assert closing.is_open_on(date(2017, 4, 29))
    assert not closing.is_open_on(date(2017, 4, 30))


def test_a_change_tells_only_what_differs_and_the_earlier_name_stays(filled_register: Engine) -> None:
    with open_session(filled_register, HOUSE_VIEWER, only_reads=True) as session:
        row = session.scalars(sa.select(Establishment).where(Establishment.trade_name == "CELINE OPTIQUE")).one()
        assert earlier_trade_names(session, row) == ["OPTIQUE CELINE TOURSEL"]
        (change,) = history_of(session, row)
    assert change.kind == "changed"
    assert change.before["trade_name"] == "OPTIQUE CELINE TOURSEL"
    assert change.after["trade_name"] == "CELINE OPTIQUE"
    assert "address" not in change.after


def test_a_hidden_establishment_has_no_history_to_show(filled_register: Engine) -> None:
    with open_session(filled_register, HOUSE_VIEWER, only_reads=True) as session:
        hidden = session.scalars(sa.select(Establishment).where(Establishment.hidden)).all()
        assert hidden
        for row in hidden:
            assert history_of(session, row) == []
            assert earlier_trade_names(session, row) == []


def test_every_establishment_of_the_extracts_has_a_history_that_can_be_said(filled_register: Engine) -> None:
    with open_session(filled_register, HOUSE_VIEWER, only_reads=True) as session:
        rows = session.scalars(sa.select(Establishment).where(Establishment.hidden.is_(False)).limit(300)).all()
        kinds = set()
        for row in rows:
            told = history_of(session, row)
            assert told, row.siret
            kinds |= {change.kind for change in told}
        assert kinds >= {"opened", "closed", "changed", "moved_in", "moved_out"}
        assert kinds <= set(CHANGES)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_happened_has_words_in_both_languages(language: str) -> None:
    for text in CHANGES.values():
        assert text.render(language)
        assert "'" not in text.render("fr")
