"""The photo board says of a derived view that it is one, and lists its hash beside that of the original."""

from __future__ import annotations

from dataclasses import replace

from tests.pdf import samples
from tests.pdf.printed import press, printed, text_of


def test_the_board_says_what_was_done_to_a_photo_and_which_file_it_prints() -> None:
    board = samples.photo_board()
    derived = replace(board.pictures[0], done="recadrée, une zone floutée")
    said = text_of(press(replace(board, pictures=(derived, *board.pictures[1:]))))
    assert said.count("recadrée, une zone floutée") == 1
    assert "une vue dérivée est un fichier à part" in said
    assert derived.shown in said.replace(" ", "")
    assert derived.original in said.replace(" ", "")
    assert "vue dérivée" not in text_of(printed("photo_board"))
