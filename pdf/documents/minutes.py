"""The joint minutes, full version: compte rendu de contrôle inter-services."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from pdf import words
from pdf.documents import Document
from pdf.french import hour, plain_day
from pdf.words import ENDED, word
from workflows.law.days import paris_day
from workflows.processes.snapshot_parts import RESERVED, ConsequenceLine, Entry, OperationLine, SheetCount, VisitPart
from workflows.processes.snapshots import MinutesSnapshot

ROUTES: Final = ("judicial", "administrative", "compliance")


def _words(minutes: MinutesSnapshot) -> Mapping[str, Any]:
    rows = [_summary_row(visit) for visit in minutes.visits]
    return {
        "hours": _hours(minutes.operation),
        "agencies_in": _agencies_in,
        "state_words": _state_words,
        "reserved_states": any(state == RESERVED for _workflow, state in minutes.printed_states()),
        "figures": _figures(minutes),
        "summary": rows,
        "totals": [sum(column) for column in zip(*(row["severities"] + row["routes"] for row in rows), strict=True)],
        "silent": [line.agency_name for line in minutes.validations if line.state != "validated"],
        "open_follow_ups": _open_follow_ups(minutes),
    }


def _hours(operation: OperationLine) -> str:
    """``de 20 h 00 à 2 h 00 le lendemain``; nothing where the record gives a day only."""
    start, end = operation.starts_at, operation.ends_at
    if start is None or end is None:
        return ""
    nights = (paris_day(end) - paris_day(start)).days
    day = {0: "", 1: " le lendemain"}.get(nights, f" le {plain_day(end)}")
    return f"de {hour(start)} à {hour(end)}{day}"


def _agencies_in(visit: VisitPart) -> list[tuple[str, Entry | None, SheetCount | None]]:
    """Each agency of a visit with its entry and its grid, in the order in which they are told."""
    entries = {line.agency_name: line for line in visit.entries}
    sheets = {line.agency_name: line for line in visit.sheets}
    return [(name, entries.get(name), sheets.get(name)) for name in sheets | entries]


def _figures(minutes: MinutesSnapshot) -> dict[str, int]:
    return {
        "establishments": len(minutes.visits),
        "done": sum(visit.state == "done" for visit in minutes.visits),
        "present": sum(line.answer == "present" for line in minutes.participants),
        "findings": sum(len(visit.findings) for visit in minutes.visits),
        "open": _open_follow_ups(minutes),
    }


def _open_follow_ups(minutes: MinutesSnapshot) -> int:
    lines = [line for visit in minutes.visits for line in _consequences(visit) if line.workflow is not None]
    return sum(line.state not in ENDED for line in lines)


def _state_words(line: ConsequenceLine) -> str:
    """Say the state of a consequence; one of which nothing true can be said stops the press."""
    return word(words.FOLLOW_UP.get(line.workflow or "", {}), line.state)


def _consequences(visit: VisitPart) -> list[Any]:
    return [line for finding in visit.findings for line in finding.consequences]


def _summary_row(visit: VisitPart) -> dict[str, Any]:
    severities = Counter(finding.severity for finding in visit.findings)
    routes = Counter(line.kind for line in _consequences(visit) if line.state != "not_applicable")
    return {
        "visit": visit,
        "severities": [severities[level] for level in (1, 2, 3, 4)],
        "routes": [routes[kind] for kind in ROUTES],
    }


DOCUMENT: Final = Document(
    name="minutes",
    snapshot=MinutesSnapshot,
    title=lambda minutes: f"Compte rendu de contrôle inter-services n° {minutes.head.number}",
    subject=lambda minutes: f"Opération n° {minutes.operation.number}, version intégrale",
    words=_words,
    prints={
        "visit": words.VISIT,
        "participation": words.PARTICIPATION,
        "sheet": words.SHEET,
        "section": words.SECTION,
        **words.FOLLOW_UP,
    },
)
