"""What is copied when something is shared: of each kind of record the fields that a gate lets through, and no other."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from workflows.engine.definition import Refusal
from workflows.engine.refusals import Refused
from workflows.engine.tables import Party
from workflows.engine.viewer import ViewerSession
from workflows.law.seizures import seizure_bases
from workflows.processes.consequence import Consequence, establishment_of
from workflows.processes.exhibit import UNITS, Exhibit, amount_of
from workflows.processes.house import look, look_up
from workflows.processes.section import Section
from workflows.processes.shared_fields import let_through, passing
from workflows.processes.shared_referral import Copied, content_of, names_of_status, status_of
from workflows.processes.visit_facts import Visit
from workflows.register.agencies import holders
from workflows.store.plain import plain
from workflows.store.text import Text

JUSTICE: Final = "receive_referral"


def kinds_of(session: ViewerSession, case: Any, agency: str) -> tuple[str, ...]:
    """Return the kinds of what an agency may share of a case at all, whatever the gates say then.

    Findings are shared by the agency that made and validated them, and so is what it seized; a referral by its author,
    and by the prosecutor's office to which it was sent. No gate is about the instruction of a measure: nothing of it is.
    """
    if case.workflow == "section" and case.agency == agency and case.state == "validated":
        return ("finding",)
    if case.workflow == "exhibit" and case.agency == agency and case.state != "cancelled":
        return ("finding",)
    if case.workflow == "referral" and (case.agency == agency or _was_sent_to(session, case, agency)):
        return ("referral", "referral_status")
    return ()


def items_of(session: ViewerSession, case: Any) -> list[tuple[str, str]]:
    """Return the findings of a case that may be shared one by one, as (item of the grid, sentence)."""
    row = session.get(Section, case.id) if case.workflow == "section" else None
    return [(each["item"], each["label"]) for part in (row.content if row else ()) for each in part["findings"]]


def copy_of(session: ViewerSession, case: Any, kind: str, item: str, purpose: str) -> Copied:
    """Return the copy of what is shared for a purpose, in the fields that this kind lets through.

    Refuses (``Refused``) a finding that the validated part does not hold, and a referral that has not left.
    """
    return let_through(_written(session, case, kind, item, purpose), names_let_through(session, case, kind, purpose))


def names_let_through(session: ViewerSession, case: Any, kind: str, purpose: str) -> frozenset[str]:
    """Return the names of the fields that a kind of sharing lets through of a case for a purpose, filled in or not."""
    names = passing(case.workflow)
    return names & names_of_status(session, case, purpose) if kind == "referral_status" else names


def _written(session: ViewerSession, case: Any, kind: str, item: str, purpose: str) -> Copied:
    if case.workflow == "referral":
        return status_of(session, case, purpose) if kind == "referral_status" else content_of(session, case)
    if case.workflow == "exhibit":
        return _exhibit(session, case)
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
    if case.workflow == "exhibit":
        return {look_up(session, Visit, look_up(session, Exhibit, case.id).visit_id).establishment_id}
    row = look_up(session, Consequence, case.id)
    return {establishment_of(session, row)} if row is not None else set()


def _was_sent_to(session: ViewerSession, case: Any, agency: str) -> bool:
    if agency not in holders(JUSTICE):
        return False
    sent = sa.select(Party.clearance).where(
        Party.case_id == case.id, Party.competence == JUSTICE, Party.agency == agency
    )
    return bool((session.connection().scalar(sent) or 0) >= case.secrecy)


def _exhibit(session: ViewerSession, case: Any) -> Copied:
    row = session.get_one(Exhibit, case.id)
    quantity = f"{amount_of(row.quantity).normalize():f}".replace(".", ",")
    return [
        ["place_of_it", look_up(session, Visit, row.visit_id).trade_name],
        ["exhibit_found_on", plain(row.found_at)],
        ["exhibit_nature", row.nature],
        ["exhibit_seized", f"{quantity} {UNITS[row.unit].fr}"],
        ["exhibit_basis", seizure_bases()[row.basis].label.fr],
    ]


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


_NO_SUCH_FINDING: Final = Refusal(
    "no_such_finding",
    Text("Ce constat n’est pas dans la partie validée.", "This finding is not in the validated part."),
)
