"""Documents are found, not listed; their templates speak French as it is printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import pdf.documents
from pdf import words
from pdf.documents import Document, DocumentsClash, add_document, document_for, documents
from tests.pdf.printed import NAMES, snapshot
from workflows.processes import participation, section, sheet, visit
from workflows.processes.plain import Snapshot
from workflows.processes.snapshot_parts import NOT_RECEIVED
from workflows.processes.snapshots import MinutesSnapshot, read_snapshot

FOLDER = Path(pdf.documents.__file__).parent
TEMPLATES = sorted(FOLDER.rglob("*.jinja"))


def test_every_module_of_the_folder_is_a_document_with_its_template() -> None:
    assert set(documents()) == set(NAMES)
    assert all((FOLDER / name / "page.html.jinja").is_file() for name in documents())


def a_document(name: str) -> Document:
    return Document(name, MinutesSnapshot, str, str, lambda _: {})


def test_every_document_has_a_sample_that_the_child_of_the_press_reads() -> None:
    """A snapshot that the reader does not know would only be found out in the child, which could not say why it ended."""
    assert set(NAMES) == set(documents())
    for name in NAMES:
        assert read_snapshot(snapshot(name).as_json()) == snapshot(name)


def test_doubles_and_strangers_refuse_to_start() -> None:
    with pytest.raises(DocumentsClash, match="declares no DOCUMENT"):
        add_document({}, "empty", None)
    with pytest.raises(DocumentsClash, match="another module declares too"):
        add_document({"minutes": a_document("minutes")}, "second", a_document("minutes"))
    with pytest.raises(DocumentsClash, match="prints snapshots of minutes"):
        add_document({}, "strange", a_document("strange"))


def test_a_snapshot_that_nobody_prints_is_refused() -> None:
    class Letter(Snapshot):
        document = "letter"

    with pytest.raises(DocumentsClash, match="letter"):
        document_for(Letter())


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_templates_are_set_in_french_type_and_escape_everything(path: Path) -> None:
    source = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    printed = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", "", source, flags=re.DOTALL)
    assert "'" not in printed
    assert not re.search(r" [:;!?»]|« ", printed)
    assert "safe" not in source
    assert "autoescape" not in source


@pytest.mark.parametrize(
    ("table", "states"),
    [
        (words.VISIT, visit.WORKFLOW.states),
        (words.PARTICIPATION, participation.WORKFLOW.states),
        (words.SHEET, sheet.WORKFLOW.states),
    ],
)
def test_every_state_has_its_word(table: dict[str, str], states: tuple[object, ...]) -> None:
    assert {state.name for state in states} == set(table) - {NOT_RECEIVED}  # type: ignore[attr-defined]


def test_a_paper_says_a_severity_as_the_screen_does() -> None:
    assert list(words.SEVERITY.values()) == ["mineur", "moyen", "grave", "critique"]


def test_a_section_is_validated_or_not_received() -> None:
    assert {state.name for state in section.WORKFLOW.states} == {"to_validate", "validated", "silent"}
