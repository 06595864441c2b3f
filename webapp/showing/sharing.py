"""What is shared, as pages say it: the facts of a sharing, those of an agency, what the owner of a case may do, who read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from webapp.reasons import REASONS
from webapp.showing.kept_words import kept_text
from webapp.words import WORDS
from workflows.engine.evidence.access import CASE
from workflows.engine.tables import Case, Read
from workflows.engine.viewer import GATED_FROM, ViewerSession
from workflows.law.days import paris_day
from workflows.law.gates import CONDITIONS, KINDS, PURPOSES, gates, in_force
from workflows.law.references import reference
from workflows.processes.document import documents_of
from workflows.processes.house import house_look
from workflows.processes.shared_copy import items_of
from workflows.processes.sharing import Sharing, may_share
from workflows.register.users import User
from workflows.store.text import Text

_POINT: Final = "point_found"
_MOMENTS: Final = frozenset({"found_at", "moved_at", "exhibit_found_on"})
"""What is copied as a moment."""
_OF_AN_AGENCY: Final = frozenset({"section", "sheet", "minutes"})
"""Cases of class K2 whose records one agency alone knows."""


@dataclass(frozen=True, slots=True)
class Owned:
    """What the owner of a case may do with it: share of it, see it as others would, read who read it."""

    shares: bool
    is_owner: bool
    reads: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading: by which agency, in what function, when, for what reason."""

    line: int
    agency: str | None
    function: str | None
    at: datetime
    reason: Text | str
    secrecy: int


def owned_by(session: ViewerSession, case: Case, agency: str) -> Owned:
    """Return what an agency may do with a case as its owner."""
    own = case.agency == agency
    return Owned(
        may_share(session, case, agency), own, own and (case.secrecy >= GATED_FROM or case.workflow in _OF_AN_AGENCY)
    )


def things_to_share(session: ViewerSession, case: Case, kinds: tuple[str, ...]) -> list[tuple[str, Text]]:
    """Return what may be shared of a case: each kind whole, and each finding alone, as (code, words)."""
    part = case.workflow == "section"
    whole = [(kind, WORDS["share_whole_part"] if part else KINDS[kind].label) for kind in kinds]
    alone = [
        (f"finding/{item}", WORDS["share_finding"].with_parameters(item=item, label=kept_text(label)))
        for item, label in items_of(session, case)
        if "finding" in kinds
    ]
    return [*whole, *alone]


def lines_of(session: ViewerSession, case: Case, moment: datetime) -> list[tuple[Text, Any, str]]:
    """Return the facts of a sharing as (label, value, manner): what for, under which text, and the copy itself."""
    row = session.get_one(Sharing, case.id)
    day = paris_day(row.given_at or moment)
    gate = next(each for each in gates() if each.key == row.gate)
    cited = "\u00a0; ".join(reference(key, day).short("fr") for key in in_force(gate, day))
    met = [CONDITIONS[key].asks for key in row.met if key in gate.conditions]
    told: list[tuple[Text, Any, str]] = [
        (WORDS["owner"], row.agency, "agency"),
        (WORDS["shared_with"], row.recipient, "agency"),
        (WORDS["shared_for"], PURPOSES[row.purpose], "text"),
        (WORDS["shared_text"], cited, "text"),
        *((WORDS["shared_met"], each, "text") for each in met),
        (WORDS["shared_why"], row.why, "text"),
        (WORDS["shared_given_at"], row.given_at, "moment"),
        (WORDS["shared_ends_at"], row.ends_at, "moment"),
    ]
    return [*told, *_copied(row.content), (WORDS["ended_because"], row.ended_because, "text")]


def _copied(content: list[Any]) -> Iterator[tuple[Text, Any, str]]:
    for name, value in content:
        at = name in _MOMENTS
        yield (
            WORDS[name],
            datetime.fromisoformat(value) if at else value,
            "moment" if at else "kept" if name == _POINT else "text",
        )


def sharings_of(
    session: ViewerSession, *, before: tuple[datetime, Any] | None, limit: int
) -> list[tuple[Sharing, Case]]:
    """Return the sharings that the viewer sees, given or received, latest first."""
    asked = sa.select(Sharing, Case).join(Case, Case.id == Sharing.id).order_by(Case.opened_at.desc(), Case.id.desc())
    if before is not None:
        at, last = before
        asked = asked.where(sa.or_(Case.opened_at < at, sa.and_(Case.opened_at == at, Case.id < last)))
    return [(row, case) for row, case in session.execute(asked.limit(limit))]


def copies_of(session: ViewerSession, case_id: UUID) -> dict[str, Any]:
    """Return what was shared of a case as far as the viewer sees it: each sharing with its case and the papers of it."""
    asked = sa.select(Sharing, Case).join(Case, Case.id == Sharing.id).where(Sharing.about_case == case_id)
    found = [(row, case) for row, case in session.execute(asked.order_by(Case.opened_at))]
    papers = documents_of(session, [case.id for _row, case in found])
    return {"copies": [(row, case, [each for each in papers if each.case_id == case.id]) for row, case in found]}


def readings_of(session: ViewerSession, case: Case, *, before: int | None, limit: int) -> list[Reading]:
    """Return who read a case at class K3 and above, latest first; for its owner alone, who has been let in before."""
    asked = sa.select(Read).where(Read.kind == CASE, Read.reference == case.id.hex, Read.secrecy >= GATED_FROM)
    if before is not None:
        asked = asked.where(Read.line < before)
    with house_look(session) as house:
        lines = list(house.scalars(asked.order_by(Read.line.desc()).limit(limit)))
        people = house.execute(
            sa.select(User.agency, User.user_name, User.function).where(
                User.user_name.in_({each.user for each in lines})
            )
        )
        functions = {(at, name): function for at, name, function in people}
    return [
        Reading(
            each.line, each.agency, functions.get((each.agency or "", each.user)), each.at,
            REASONS.get(each.reason, each.reason), each.secrecy,
        )
        for each in lines
    ]  # fmt: skip
