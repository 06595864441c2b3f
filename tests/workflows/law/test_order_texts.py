"""What an order says beside its reasons: complete, sourced, and refused with a sentence where somebody slips."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from workflows.law.measures import measures
from workflows.law.order_texts import NEEDED, REMEDIES, effects_of, order_texts, penalties_of, read_order_texts
from workflows.law.references import DATA, is_reference
from workflows.processes.citations import visas
from workflows.store.datafile import DataFault

TODAY = date(2026, 12, 7)
FILE = (DATA / "order_texts.toml").read_text("utf-8")


def test_every_way_to_contest_says_before_whom_and_by_which_article() -> None:
    found = order_texts().remedies
    assert tuple(each.key for each in found) == REMEDIES
    assert all(each.before.fr and each.references for each in found)
    assert {each.key for each in found if each.within} == NEEDED


def test_a_penalty_is_that_of_its_measure_and_none_is_made_up() -> None:
    assert penalties_of(("A2",)) == ("csp_l3352_6",)
    assert penalties_of(("A1", "A2")) == ("csp_l3352_6",), "each article once"
    assert penalties_of(("A5",)) == (), "no source names one"
    assert all(is_reference(key) for each in measures(TODAY) for key in penalties_of((each.key,)))


@pytest.mark.parametrize(
    ("key", "months", "articles"),
    [("A3", 2, ["csp_l3332_15_3"]), ("A2", 3, []), ("A8", 5, []), ("A8", 6, ["csi_l333_2"]), ("A9", 1, ["ct_l8272_3"]), ("A12", None, [])],
)  # fmt: skip
def test_what_a_measure_brings_with_it_depends_on_its_length(key: str, months: int | None, articles: list[str]) -> None:
    assert [one for each in effects_of((key,), months) for one in each.references] == articles


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ('key = "court"', 'key = "gracious"', "la voie de recours court"),
        ('"crpa_l231_4"', '"crpa_l999"', "crpa_l999 n’est pas une référence"),
        ('reference = "csi_l334_1"', 'reference = "csi_l999"', "csi_l999 n’est pas une référence"),
        ('measures = ["A6"]', 'measures = ["A1"]', "A1 a déjà sa peine"),
        ('measure = "A9"', 'measure = "A99"', "A99"),
    ],
)
def test_a_slip_of_the_pen_stops_with_a_sentence(tmp_path: Path, before: str, after: str, sentence: str) -> None:
    path = tmp_path / "order_texts.toml"
    assert before in FILE
    path.write_text(FILE.replace(before, after, 1), "utf-8")
    with pytest.raises(DataFault) as fault:
        read_order_texts(path)
    assert sentence in fault.value.text.render("fr").replace("\u00a0", " ")


def test_codes_are_seen_once_each_with_their_articles() -> None:
    found = visas(("csp_l3332_15_2", "crpa_l121_1", "csp_l3352_6", "crpa_l121_1"), TODAY)
    assert [each.text for each in found] == [
        "le code de la santé publique",
        "le code des relations entre le public et l’administration",
    ]
    assert [one.words for one in found[0].articles] == ["L3332-15\u00a0§\u00a02", "L3352-6"]
    assert [one.to_verify for one in found[0].articles] == [True, False]


def test_a_whole_text_has_no_article_to_be_seen() -> None:
    with pytest.raises(ValueError, match="no article"):
        visas(("ta_lyon_2009_12_08",), TODAY)
