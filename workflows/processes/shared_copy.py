"""What is copied when something is shared: of each kind of record the fields that a gate lets through, and no other."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from workflows.engine import registry
from workflows.engine.definition import Refusal
from workflows.engine.refusals import Refused
from workflows.engine.tables import Case, Party
from workflows.engine.viewer import ViewerSession
from workflows.processes.consequence import Consequence, about_establishment, establishment_of
from workflows.processes.house import look, look_up
from workflows.processes.section import Section
from workflows.processes.visit_facts import Visit
from workflows.register.agencies import holders
from workflows.store.plain import plain
from workflows.store.text import Text

INVESTIGATION: Final = "judicial_investigation"
"""The state of a referral in which a judge investigates: nothing about the place is shared then."""
JUSTICE: Final = "receive_referral"
Copied = list[list[Any]]
"""What was copied: (name of the field, value), in the order in which it is read."""


def kinds_of(session: ViewerSession, case: Any, agency: str) -> tuple[str, ...]:
    """Return the kinds of what an agency may share of a case at all, whatever the gates say then.

    Findings are shared by the agency that made and validated them; a referral by its author, and by the prosecutor's
    office to which it was sent.
    """
    if case.workflow == "section" and case.agency == agency and case.state == "validated":
        return ("finding",)
    if case.workflow == "referral" and (case.agency == agency or _was_sent_to(session, case, agency)):
        return ("referral", "referral_status")
    return ()


def items_of(session: ViewerSession, case: Any) -> list[tuple[str, str]]:
    """Return the findings of a case that may be shared one by one, as (item of the grid, sentence)."""
    row = session.get(Section, case.id) if case.workflow == "section" else None
    return [(each["item"], each["label"]) for part in (row.content if row else ()) for each in part["findings"]]


def copy_of(session: ViewerSession, case: Any, kind: str, item: str) -> Copied:
    """Return the copy of what is shared; refuses a finding that the validated part does not hold (``Refused``)."""
    if kind == "referral_status":
        return _status(case)
    if kind == "referral":
        row = session.get_one(Consequence, case.id)
        told = [["place_of_it", _place(session, row)], ["sent_under", row.reference], ["answer_to_it", row.answer]]
        return [*_status(case), *([name, value] for name, value in (["what_was_found", row.label], *told) if value)]
    found = [
        (part, each)
        for part in session.get_one(Section, case.id).content
        for each in part["findings"]
        if item in ("", each["item"])
    ]
    if not found:
        raise Refused([_NO_SUCH_FINDING])
    return [line for part, each in found for line in _finding(session, part, each)]


def establishments_of(session: ViewerSession, case: Any) -> set[UUID]:
    """Return the establishments that a case is about, for the house's own reasoning."""
    if case.workflow == "section":
        row = look_up(session, Section, case.id)
        visits = [UUID(hex=part["visit"]) for part in row.content]
        return {each.establishment_id for each in look(session, Visit, Visit.__table__.c.id.in_(visits))}
    row = look_up(session, Consequence, case.id)
    return {establishment_of(session, row)} if row is not None else set()


def is_frozen(session: ViewerSession, establishments: Collection[UUID]) -> bool:
    """Tell whether a judge investigates about one of these places; for the house's own reasoning, never for a page."""
    cases = sa.select(Case.__table__.c.id).where(
        Case.__table__.c.workflow == "referral", Case.__table__.c.state == INVESTIGATION
    )
    return any(
        look(session, Consequence, Consequence.__table__.c.id.in_(cases), about_establishment(each))
        for each in sorted(establishments)
    )


def _was_sent_to(session: ViewerSession, case: Any, agency: str) -> bool:
    if agency not in holders(JUSTICE):
        return False
    sent = sa.select(Party.clearance).where(
        Party.case_id == case.id, Party.competence == JUSTICE, Party.agency == agency
    )
    return bool((session.connection().scalar(sent) or 0) >= case.secrecy)


def _status(case: Any) -> Copied:
    state = registry.workflow(case.workflow, case.workflow_version).state(case.state).label
    return [["case_state", state.fr], ["moved_at", plain(case.moved_at)]]


def _finding(session: ViewerSession, part: Any, each: Any) -> Copied:
    visit = look_up(session, Visit, UUID(hex=part["visit"]))
    lines = [
        ["place_of_it", visit.trade_name],
        ["found_at", part["entered_at"]],
        ["point_found", f"{each['item']} – {each['label']}"],
        ["what_was_found", each["note"]],
        ["cited_law", "\u00a0; ".join(short for _key, short, _to_verify in each["references"])],
    ]
    return [[name, value] for name, value in lines if value]


def _place(session: ViewerSession, row: Any) -> str:
    visit = look_up(session, Visit, row.visit_id) if row.visit_id else None
    return visit.trade_name if visit is not None else ""


_NO_SUCH_FINDING: Final = Refusal(
    "no_such_finding",
    Text("Ce constat n’est pas dans la partie validée.", "This finding is not in the validated part."),
)
