"""Canaries: words that stand nowhere else, so that where one is read, the text that bears it was read."""

from __future__ import annotations

import re
from typing import Any, Final

_CODES: Final = frozenset(
    {
        "establishment", "basis", "lead", "owner", "agency", "kind", "operator_quality", "route", "partner", "direction",
        "frequency", "feed", "unit", "attending",
    }
)  # fmt: skip
"""Fields whose words are codes or ids: nobody writes there."""
SILENT_POINT: Final = "ur-02"
"""The point at which the agency that stays silent found something: its number alone would tell, so it is a canary too."""
_CANARY: Final = re.compile(rf"canari[a-y0-9]+z|{SILENT_POINT}")
"""A word ends at the first z: none stands in a name, so that two words set side by side are still two."""
_SPACES: Final = re.compile(r"\s+")


def canary(*names: str) -> str:
    """Return the word of a text, made of where it stands: ``canary("visit", "bar_1", "enter", "entry_note")``."""
    return f"canari{re.sub('[^a-yA-Y0-9]', '', ''.join(names)).lower()}z"


def canaries_in(text: str) -> frozenset[str]:
    """Return every canary in a text, in whatever case it is set, one that a narrow column breaks included."""
    return frozenset(_CANARY.findall(text.lower())) | frozenset(_CANARY.findall(_SPACES.sub("", text.lower())))


def told_by(fields: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return the fields of a step with a canary behind each text that somebody writes."""
    return {
        name: f"{value or ''} {canary(*names, name)}".strip()
        if isinstance(value, str) and name not in _CODES
        else value
        for name, value in fields.items()
    }
