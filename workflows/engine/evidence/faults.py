"""What a check of the journal finds: where, what, and one sentence."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was written: the table, a code, and the line, case and number where they are known."""

    table: str
    what: str
    text: str
    line: int | None = None
    case_id: str | None = None
    seq: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)
