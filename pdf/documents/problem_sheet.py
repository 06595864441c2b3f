"""The sheet of a problem, from what was noticed to its assessment: fiche problème."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from babel.numbers import format_decimal

from pdf.documents import Document
from workflows.processes.snapshots_problem import CountLine, MeasureLine, ProblemSnapshot

STATES: Final = {
    "opened": "ouvert",
    "analysed": "analysé",
    "acting": "en action",
    "assessing": "en évaluation",
    "closed_solved": "clos, résolu",
    "closed_unsolved": "clos, non résolu",
    "handed_over": "transmis",
}
VERDICTS: Final = {
    "solved": "Résolu, ou ramené à un niveau que les riverains acceptent",
    "reduced": "Réduit, pas résolu",
    "unchanged": "Inchangé",
    "worse": "Aggravé",
}
ACTIONS: Final = {
    "to_start": "à lancer",
    "going_on": "en cours",
    "blocked": "bloquée",
    "postponed": "reportée",
    "done": "faite",
    "checked": "faite et vérifiée",
    "abandoned": "abandonnée",
}


def say_count(line: CountLine | None, unit: str) -> str:
    """Return a value as the sheet prints it, e.g. ``23 signalements``; a dash where nothing was counted."""
    return "–" if line is None else f"{format_decimal(Decimal(line.value) / 100, locale='fr')}\u00a0{unit}"


def say_change(line: MeasureLine) -> str:
    """Return the change from before to after in whole per cent, a dash where it cannot be said."""
    if line.before is None or line.after is None or line.before.value == 0:
        return "–"
    share = round((line.after.value - line.before.value) * 100 / line.before.value)
    return f"{'−' if share < 0 else '+' if share > 0 else ''}{abs(share)}\u00a0%"


def _words(sheet: ProblemSnapshot) -> Mapping[str, Any]:
    return {
        "states": STATES,
        "verdicts": VERDICTS,
        "action_states": ACTIONS,
        "counted": [
            (line, say_count(line.before, line.unit), say_count(line.after, line.unit), say_change(line))
            for line in sheet.measures
        ],
    }


DOCUMENT: Final = Document(
    name="problem_sheet",
    snapshot=ProblemSnapshot,
    title=lambda sheet: f"Fiche problème n° {sheet.head.number}",
    subject=lambda sheet: f"{sheet.title}, {sheet.noticed.place}",
    words=_words,
    prints={"problem": STATES, "action": ACTIONS},
)
