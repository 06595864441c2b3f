"""A child that reads what somebody brought: it sees little, can do little, and whatever happens to it is a refusal."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from forms import evidence_file, photo, spreadsheet
from forms.limited import LimitedReader, ReaderBusy, Unreadable
from tests.forms.test_evidence_file import pdf
from tests.forms.test_photo import with_secrets

READER = LimitedReader("tests.forms.echoing_child")
MEMORY = 512 * 1024 * 1024
NOBODY_S_TURN = LimitedReader("tests.forms.echoing_child", at_once=0)


def code_of(reader: LimitedReader, content: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        reader.ask(content, os.devnull, seconds=60, memory=MEMORY)
    return refused.value.code


def test_a_child_says_what_it_read_and_its_bytes_come_back_whole(tmp_path: Path) -> None:
    content = bytes(range(256)) + b"\n\n{}"
    said, made = READER.ask(content, str(tmp_path / "x"), "two words", seconds=60, memory=MEMORY)
    assert made == content
    assert said["words"] == [str(tmp_path / "x"), "two words"]


def test_a_child_knows_no_setting_of_the_house(home: Path) -> None:
    assert "BEFFROI_HOME" in os.environ
    said, _ = READER.ask(b"", os.devnull, seconds=60, memory=MEMORY)
    assert not [name for name in said["sees"] if name.startswith("BEFFROI_")]


def test_a_child_writes_no_file(tmp_path: Path) -> None:
    path = tmp_path / "written"
    said, _ = READER.ask(b"", str(path), seconds=60, memory=MEMORY)
    assert said["writes"] is False
    assert not path.exists() or path.read_bytes() == b""


def test_whatever_happens_to_a_child_is_a_refusal() -> None:
    assert code_of(READER, b"refuse") == "of_its_own"
    assert code_of(READER, b"break") == "broken"
    assert code_of(READER, b"fill") == "too_slow"
    assert code_of(LimitedReader("tests.forms.no_such_child"), b"") == "too_slow"


def test_who_waits_too_long_for_a_turn_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (evidence_file, photo, spreadsheet):
        monkeypatch.setattr(module, "_READER", NOBODY_S_TURN)
    with pytest.raises(ReaderBusy):
        photo.read_photo(with_secrets(), seconds=0)
    with pytest.raises(spreadsheet.SpreadsheetRefused) as table:
        spreadsheet.read_spreadsheet(b"Jour;Valeur", seconds=0)
    assert table.value.code == "busy"
    monkeypatch.setattr(evidence_file, "SECONDS", 0)
    with pytest.raises(evidence_file.FileRefused) as file:
        evidence_file.read_evidence("bon.pdf", pdf())
    assert "Recommencez dans un instant." in file.value.text.fr
