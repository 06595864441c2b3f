"""The letter that opens the contradictory procedure: lettre de procédure contradictoire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pdf.documents import Document
from pdf.measure_words import PRIORS_SEEN, WAYS
from workflows.processes.snapshots_measure import ContradictoryLetterSnapshot


def _words(letter: ContradictoryLetterSnapshot) -> Mapping[str, Any]:
    return {"ways": WAYS, "priors": PRIORS_SEEN, "envisaged": letter.proposed[0]}


DOCUMENT: Final = Document(
    name="contradictory_letter",
    snapshot=ContradictoryLetterSnapshot,
    title=lambda letter: f"Lettre de procédure contradictoire n° {letter.head.number}",
    subject=lambda letter: f"Établissement {letter.establishment.trade_name}",
    words=_words,
)
