"""The bodies that meet: each with its chair, rhythm and class, and data files that cannot be right are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from workflows.law.bodies import UnknownBodyError, bodies, body, read_bodies
from workflows.law.references import is_reference
from workflows.store.datafile import DataFault

ROW = """
[[body]]
key = "council"
label = {fr = "Conseil", en = "Council"}
chair = {fr = "Le maire", en = "The mayor"}
rhythm = {fr = "chaque mois", en = "monthly"}
output = {fr = "avis", en = "opinion"}
highest_class = 1
published = true
references = ["csi_l132_5"]
confidence = ["S26"]
source = ["S26"]
"""


def read(folder: Path, text: str) -> str:
    """Read a file of bodies that must be refused, and return the sentence."""
    path = folder / "bodies.toml"
    path.write_text(text)
    with pytest.raises(DataFault) as fault:
        read_bodies(path, ["S26"])
    return fault.value.text.render("en")


@pytest.mark.parametrize(
    ("key", "highest", "published"),
    [
        pytest.param("steering_committee", 2, True, id="members may hear what the public may not"),
        pytest.param("codaf_plenary", 1, True, id="no named situation in a plenary"),
        pytest.param("codaf_restricted", 2, False, id="targets stay among members"),
        pytest.param("clspd_plenary", 1, True, id="CSI D132-9, charter: no named situation in a plenary"),
        pytest.param("clspd_restricted", 2, False, id="CSI L132-5: confidential facts go to no third party"),
        pytest.param("gpo", 2, False, id="a group handles one situation"),
        pytest.param("drinking_places_commission", 2, False, id="CSP L3331-7: an opinion on one place"),
        pytest.param("neighbourhood_meeting", 0, True, id="everything is public"),
    ],
)
def test_what_may_stand_on_the_agenda_of_a_body(key: str, highest: int, published: bool) -> None:
    found = body(key)
    assert (found.highest_class, found.published) == (highest, published)


def test_the_body_whose_output_is_operations_alone_prepares_them() -> None:
    assert [each.key for each in bodies() if each.prepares_operations] == ["codaf_restricted"]


def test_every_body_is_here_with_references_that_exist() -> None:
    assert len(bodies()) == 8
    assert all(is_reference(key) for each in bodies() for key in each.references)
    with pytest.raises(UnknownBodyError, match="nobody"):
        body("nobody")


def test_a_file_of_bodies_reads_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "bodies.toml"
    path.write_text(ROW)
    [found] = read_bodies(path, ["S26"]).values()
    assert (found.key, found.chair.en, found.condition, found.references) == (
        "council",
        "The mayor",
        None,
        ("csi_l132_5",),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(ROW + ROW, "stands already above", id="twice"),
        pytest.param(ROW.replace("csi_l132_5", "csi_x"), "csi_x is no known legal reference", id="unknown reference"),
        pytest.param(ROW.replace("highest_class = 1", "highest_class = 4"), "from 0 to 2", id="judicial"),
        pytest.param(ROW.replace('source = ["S26"]', ""), "names its source", id="no source"),
        pytest.param(ROW.replace('confidence = ["S26"]', "confidence = []"), "confidence is missing", id="no mark"),
        pytest.param(ROW.replace("published", "public"), "public is unknown", id="misspelt key"),
    ],
)
def test_a_body_that_cannot_be_right_is_refused(tmp_path: Path, text: str, said: str) -> None:
    assert said in read(tmp_path, text)
