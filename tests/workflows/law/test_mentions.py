"""A document that lacks a mention is told which one, by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house.words import french_faults
from workflows.law.mentions import UnknownDocumentError, documents, mentions_of, missing, read_mentions
from workflows.store.datafile import DataFault

MENTION = """
[[document]]
key = "minutes"

[[document.mention]]
key = "zone"
label = {fr = "le périmètre", en = "the zone"}
confidence = ["W"]
"""


@pytest.mark.parametrize("document", documents())
def test_a_complete_document_lacks_nothing_and_an_empty_one_everything(document: str) -> None:
    due = mentions_of(document)
    assert missing(document, {mention.key: True for mention in due}) == []
    assert missing(document, {}) == [mention.label for mention in due]
    assert all(list(french_faults(mention.label.fr)) == [] for mention in due)


def test_the_missing_mention_is_named() -> None:
    present = {mention.key: mention.key != "period" for mention in mentions_of("requisition")}
    assert [label.render("fr") for label in missing("requisition", present)] == ["la période, de et à"]


def test_a_mention_that_the_document_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="has no mention “colour”"):
        missing("attendance", {"colour": True})


def test_an_unknown_document_is_refused_by_a_sentence() -> None:
    with pytest.raises(UnknownDocumentError, match="No mentions are written down for the document “poem”"):
        missing("poem", {})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param(MENTION + MENTION, "stands once", id="a document declared twice"),
        pytest.param(
            MENTION + MENTION.split('key = "minutes"')[1], "stands already above", id="a mention declared twice"
        ),
        pytest.param('[[document]]\nkey = "minutes"\n', "with its mentions", id="no mention"),
        pytest.param(MENTION.replace('["W"]', '["sure"]'), "sure", id="unknown confidence"),
    ],
)
def test_a_slip_of_the_pen_stops_with_file_and_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "mentions.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataFault, match=sentence) as refused:
        read_mentions(path)
    assert "mentions.toml" in str(refused.value)
