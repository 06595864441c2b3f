"""The steering note holds on two pages, says its day and what it keeps, and reads back as it was written."""

from __future__ import annotations

from tests.pdf.printed import page_texts, printed, text_of
from tests.pdf.samples_steering import steering_note
from workflows.processes.snapshots_steering import SteeringNoteSnapshot


def test_the_fullest_note_is_two_pages_and_says_what_it_leaves_out() -> None:
    note = printed("steering_note")
    assert len(page_texts(note)) == 2
    words = text_of(note)
    for said in (
        "lundi 30 novembre 2026",
        "Les 10 objectifs les plus loin de leur cible, sur 30",
        "5 lignes sur 9",
        "Loin de la cible : 2",
    ):
        assert said in words, said
    assert "Le sous-préfet" in page_texts(note)[1]


def test_the_note_reads_back_as_it_was_written() -> None:
    assert SteeringNoteSnapshot.from_json(steering_note().as_json()) == steering_note()
