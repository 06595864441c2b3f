"""The territory of the demonstration: communes as published and as written, the quarter, shared postcodes."""

from __future__ import annotations

from datetime import date

import pytest

from workflows.register.territory import (
    CALAIS,
    DEPARTMENTS,
    Commune,
    communes,
    communes_of_postcode,
    find_communes,
    quarters,
)


def test_the_communes_of_nord_and_pas_de_calais_are_there() -> None:
    assert len(communes()) == 1538
    assert {commune.department for commune in communes().values()} == set(DEPARTMENTS)
    assert communes()[CALAIS].name == "Calais"
    assert communes()[CALAIS].inhabitants == 72_509


def test_a_name_is_kept_as_published_and_written_as_it_should_be() -> None:
    assert Commune("01001", "L' Abergement-Clémenciat", 800).name == "L’Abergement-Clémenciat"
    assert communes()["59009"].published_name == "Villeneuve-d'Ascq"
    assert communes()["59009"].name == "Villeneuve-d’Ascq"


def test_the_quarter_is_that_of_the_announcement() -> None:
    quarter = quarters()["beau_marais_centre_ville"]
    assert (quarter.commune.code, quarter.inhabitants, quarter.since) == (CALAIS, 25_000, date(2019, 1, 1))
    assert "8 février 2018" in quarter.source.render("fr")


def test_calais_shares_its_postcode() -> None:
    assert [commune.name for commune in communes_of_postcode("62 100")] == ["Calais", "Coulogne"]
    assert communes_of_postcode("00000") == ()


@pytest.mark.parametrize("words", ["Calais", "calais", "CALÀIS", "62193", "calès", "callais"])
def test_a_commune_is_found_however_it_is_typed(words: str) -> None:
    assert CALAIS in [commune.code for commune in find_communes(words)]


@pytest.mark.parametrize("words", ["", "99999", "xyzxyz"])
def test_nothing_is_found_by_nothing(words: str) -> None:
    assert find_communes(words) == []
