"""A search forgives accents, case and typing errors, pages without repeating itself, and never finds who is hidden."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from workflows.engine.viewer import HOUSE_VIEWER, Viewer, open_session
from workflows.register.establishment_search import find_establishment, search_establishments
from workflows.register.establishments import Establishment
from workflows.register.searching import best_likeness, fold_words, likeness
from workflows.register.territory import CALAIS

PREFECTURE = Viewer(agency="prefecture", user="test")


def found(engine: Engine, words: str, commune: str | None = None, limit: int = 25) -> list[str]:
    with open_session(engine, PREFECTURE, only_reads=True) as session:
        page = search_establishments(session, words, commune=commune, limit=limit)
        return [row.shown_name for row in page.establishments]


def test_words_are_folded() -> None:
    assert fold_words("  L'Œuf d’Été, n°\u00a05 ") == "l oeuf d ete n 5"
    assert likeness("calais", "calais") == 1
    assert likeness("boulonge", "boulogne") > 0.55 > likeness("boulonge", "calais")
    assert best_likeness("cal", ["rue", "calais"]) == 1


@pytest.mark.parametrize(
    "words",
    [
        "brasserie monts bailleul",
        "BRASSERIE DES MONTS",
        "Brassérie Bailleul",
        "brasrie monts",
        "braserie baileul",
        "monts brasserie",
    ],
)
def test_a_place_is_found_however_it_is_typed(filled_register: Engine, words: str) -> None:
    assert found(filled_register, words)[0] == "BRASSERIE DES MONTS"


def test_a_siret_typed_in_groups_is_found(filled_register: Engine) -> None:
    assert found(filled_register, "302 607 486 00255") == ["INTERTEK FRANCE"]
    assert found(filled_register, "302607486") == ["INTERTEK FRANCE"]


def test_a_kind_of_place_is_found_in_a_commune(filled_register: Engine) -> None:
    with open_session(filled_register, PREFECTURE, only_reads=True) as session:
        page = search_establishments(session, "", commune=CALAIS, limit=100)
        assert len(page.establishments) > 5
        assert {row.commune_code for row in page.establishments} == {CALAIS}
        bars = search_establishments(session, "débit de boissons")
        assert {row.kind for row in bars.establishments} == {"bar"}
        assert bars.exact


def test_pages_follow_one_another_without_gap_or_repetition(filled_register: Engine) -> None:
    with open_session(filled_register, PREFECTURE, only_reads=True) as session:
        whole = search_establishments(session, "lille", limit=500)
        assert whole.after is None
        seen: list[Establishment] = []
        after = None
        while True:
            page = search_establishments(session, "lille", limit=7, after=after)
            seen.extend(page.establishments)
            after = page.after
            if after is None:
                break
        assert len(seen) > 30
        assert [row.id for row in seen] == [row.id for row in whole.establishments]


def test_who_left_public_diffusion_is_never_found(filled_register: Engine) -> None:
    with open_session(filled_register, HOUSE_VIEWER, only_reads=True) as session:
        for hidden in session.scalars(sa.select(Establishment).where(Establishment.hidden)).all():
            assert hidden.siret is not None
            assert search_establishments(session, hidden.siret).establishments == ()
            assert find_establishment(session, hidden.siret) is hidden


@pytest.mark.parametrize("words", ["", "   ", "%", "_", "'; drop table establishment; --", "zzzzqqqq", "x" * 5000])
def test_nothing_is_found_by_nothing(filled_register: Engine, words: str) -> None:
    assert found(filled_register, words) == []


def test_a_cursor_that_nobody_gave_finds_nothing(filled_register: Engine) -> None:
    with open_session(filled_register, PREFECTURE, only_reads=True) as session:
        assert search_establishments(session, "lille", after="n'importe quoi").establishments == ()
