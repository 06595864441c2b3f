"""The establishments of the demonstration are nobody real, and say so themselves."""

from __future__ import annotations

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from workflows.engine.cases import open_case
from workflows.engine.situation import HOUSE_ACTOR
from workflows.engine.viewer import HOUSE_VIEWER, Viewer, open_session, unit_of_work
from workflows.register.demonstration import demonstration_establishments, demonstration_rows
from workflows.register.establishment_history import history_of
from workflows.register.establishment_search import demonstration_places, search_establishments
from workflows.register.establishments import KINDS, Establishment
from workflows.register.import_runs import CASE


def record(engine: Engine, moment: datetime) -> None:
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        open_case(
            session,
            CASE,
            actor=HOUSE_ACTOR,
            moment=moment,
            title="demonstration",
            secrecy=1,
            records=list(demonstration_rows().values()),
        )


def test_three_bars_and_a_night_grocery_each_marked() -> None:
    places = demonstration_establishments()
    assert [place.kind for place in places] == ["bar", "bar", "bar", "night_grocery"]
    for place in places:
        assert "démonstration" in place.trade_name
        assert "démonstration" in place.operator
        assert place.address.startswith("adresse de démonstration n°\u00a0")
        assert place.kind in KINDS
        assert "'" not in place.trade_name + place.address + place.operator


def test_they_are_in_the_register_without_siret(filled_register: Engine, moment: datetime) -> None:
    record(filled_register, moment)
    with open_session(filled_register, Viewer("prefecture"), only_reads=True) as session:
        places = demonstration_places(session)
        assert len(places) == 4
        for place in places:
            assert place.siret is None
            assert place.demonstration
            assert history_of(session, place) == []
        assert [row.id for row in search_establishments(session, "demonstration quinquet").establishments] == [
            place.id for place in places if "Quinquet" in place.shown_name
        ]


def test_nobody_else_is_without_siret(filled_register: Engine, moment: datetime) -> None:
    with open_session(filled_register, HOUSE_VIEWER) as session:
        rows = sa.select(sa.func.count()).select_from(Establishment)
        assert session.scalar(rows.where(Establishment.siret.is_(None))) == 0
    with open_session(filled_register, HOUSE_VIEWER) as session:
        session.add(Establishment(trade_name="x", state="open", hidden=False, demonstration=False, search_text="x"))
        with pytest.raises(IntegrityError):
            session.flush()
