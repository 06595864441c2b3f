"""One agency's part of the minutes, as it will be printed, visit by visit; its findings are shown to nobody else before
it is validated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from workflows.engine.viewer import ViewerSession
from workflows.law.grids import ROUTES, SEVERITIES
from workflows.law.powers import basis_of
from workflows.processes.finding import Finding
from workflows.processes.section import Section, content_of
from workflows.processes.visit_facts import Visit
from workflows.store.text import Text

SEVERITY_KINDS: Final = {1: "quiet", 2: "warn", 3: "bad", 4: "bad"}
_UNSAID: Final = Text("gravité non précisée", "severity not given")


@dataclass(frozen=True, slots=True)
class Cited:
    """One legal reference of a finding, and whether a lawyer must still verify it."""

    words: str
    to_verify: bool


@dataclass(frozen=True, slots=True)
class FoundLine:
    """One finding as it will be printed, with the branch chosen for it."""

    id: UUID
    item: str
    label: str
    note: str
    severity: Text
    severity_kind: str
    usual: str
    cited: tuple[Cited, ...]
    route: str
    route_words: Text
    route_reason: str


@dataclass(frozen=True, slots=True)
class PhotoLine:
    """One photo: its id, its caption, when it was taken, at which point of the grid."""

    id: UUID
    caption: str
    taken_at: datetime
    item: str


@dataclass(frozen=True, slots=True)
class VisitLine:
    """What the agency says of one visit."""

    name: str
    carried_out: bool
    reason: str
    basis: Text | None
    entered_at: datetime | None
    measures: str
    counts: tuple[int, int, int, int]
    found: tuple[FoundLine, ...]
    photos: tuple[PhotoLine, ...]


def short_severity(level: int) -> Text:
    """Return a severity in a word, without what it usually leads to."""
    words = SEVERITIES.get(level, _UNSAID)
    return Text(words.fr.partition("\u00a0:")[0], words.en.partition(":")[0])


def own_part(session: ViewerSession, row: Section, *, moment: datetime) -> list[VisitLine]:
    """Return what a part says: as it was frozen if it is validated, else as its agency's own session finds it now."""
    content = row.content if row.section_hash else content_of(session, row.operation_id, row.agency or "", moment)
    names = dict(
        session.execute(sa.select(Visit.id, Visit.trade_name).where(Visit.operation_id == row.operation_id)).all()
    )
    reasons = dict(
        session.execute(
            sa.select(Finding.id, Finding.route_reason).where(
                Finding.operation_id == row.operation_id, Finding.agency == row.agency
            )
        ).all()
    )
    return [_visit(part, names, reasons) for part in content]


def cited_in(found: dict[str, Any]) -> tuple[Cited, ...]:
    """Return the law that a validated finding cites, as it was frozen."""
    cited = tuple(Cited(words, bool(to_verify)) for _, words, to_verify in found["references"])
    return cited or ((Cited(found["basis"], to_verify=True),) if found["basis"] else ())


def count_findings(lines: list[VisitLine]) -> int:
    """Return how many findings a part has."""
    return sum(len(line.found) for line in lines)


def _visit(part: dict[str, Any], names: dict[UUID, str], reasons: dict[UUID, str]) -> VisitLine:
    entered = part["entered_at"]
    return VisitLine(
        name=names.get(UUID(hex=part["visit"]), ""),
        carried_out=part["state"] == "handed_in",
        reason=part["reason"],
        basis=basis_of(part["basis"]).label if part["basis"] else None,
        entered_at=datetime.fromisoformat(entered) if entered else None,
        measures=part["measures"],
        counts=tuple(part["counts"]),
        found=tuple(_found(each, reasons) for each in part["findings"]),
        photos=tuple(
            PhotoLine(UUID(hex=each["id"]), each["caption"], datetime.fromisoformat(each["taken_at"]), each["item"])
            for each in part["photos"]
        ),
    )


def _found(each: dict[str, Any], reasons: dict[UUID, str]) -> FoundLine:
    known = UUID(hex=each["id"])
    return FoundLine(
        id=known,
        item=each["item"],
        label=each["label"],
        note=each["note"],
        severity=short_severity(each["severity"]),
        severity_kind=SEVERITY_KINDS.get(each["severity"], "quiet"),
        usual=each["usual"],
        cited=cited_in(each),
        route=each["route"],
        route_words=ROUTES[each["route"]],
        route_reason=reasons.get(known, ""),
    )
