"""The consequence of a finding: three branches with one shape, each its own workflow, authority and clock.

States of domain §2, "Follow-up": due, sent, answered, closed, overdue, not applicable. The branches are in
``referral.py`` (judicial), ``measure.py`` (administrative) and ``compliance.py``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.cases import HOUSE_ACTOR, PartyTo, Situation, open_case, take
from workflows.engine.definition import COMMAND_LINE, HOUSE, Deadline, Field, Instant, State, Step, Workflow
from workflows.engine.viewer import ViewerSession
from workflows.law.clocks import Clock, clock
from workflows.law.grids import ROUTES
from workflows.processes.house import look_up
from workflows.processes.past import RECORDED, only_from_a_record
from workflows.register.agencies import agency as agency_of
from workflows.register.agencies import holders
from workflows.store.database import Base, Recorded
from workflows.store.text import Text

WORKFLOW_OF_ROUTE: Final = {
    "judicial": "referral",
    "contravention": "referral",
    "administrative": "measure",
    "compliance": "compliance",
}
"""The workflow of each branch; the route ``none`` opens nothing.

A contravention alone goes to the officer who stands for the prosecutor at the police court: the same branch, another
addressee (domain §2 row 15, §3.1).
"""

_CLOCK_OF_AGENCY: Final = {"ddpp_ssa": "crpm_l205_3", "douanes": "cd_63_ter"}
"""Statutory limits for the agency's own report to the prosecutor (domain §1.2)."""
_USUAL_CLOCK: Final = "contradictory_usual"


class Consequence(Recorded, Base):
    """What follows from one finding: whose it is, by when (UTC), under which reference it went out.

    For one that is known from an original record only, ``due_at`` is the moment of the finding: no term ran here.
    """

    __tablename__ = "consequence"

    kind: Mapped[str] = mapped_column(sa.String(20))
    finding_id: Mapped[UUID] = mapped_column(sa.ForeignKey("finding.id"), index=True)
    visit_id: Mapped[UUID] = mapped_column(sa.ForeignKey("visit.id"), index=True)
    operation_id: Mapped[UUID] = mapped_column(sa.ForeignKey("operation.id"), index=True)
    owner: Mapped[str] = mapped_column(sa.String(40))
    label: Mapped[str] = mapped_column(sa.String(500))
    clock: Mapped[str] = mapped_column(sa.String(60))
    due_at: Mapped[datetime]
    reference: Mapped[str] = mapped_column(sa.String(120), default="")
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    end_reason: Mapped[str] = mapped_column(sa.Text, default="")


def open_consequence(situation: Situation, finding: Any, *, place: str, words: str) -> UUID | None:
    """Open the branch that the finding's agency chose, as a child of the case of the situation.

    Returns the new case's id, ``None`` when nothing follows.
    """
    workflow = WORKFLOW_OF_ROUTE.get(finding.route)
    if workflow is None:
        return None
    owner = holders("follow_up_administrative")[0] if workflow == "measure" else finding.agency
    limit = clock_of(workflow, finding.agency)
    return _open(
        situation, finding, workflow, owner, place, words, clock_key=limit.key, due_at=limit.due(situation.moment)
    )


def enter_consequence(situation: Situation, finding: Any, *, place: str, words: str) -> UUID | None:
    """Enter what an original record says was begun after a finding; how it ended is not in the record.

    Returns the new case's id, ``None`` when the route of the finding opens nothing.
    """
    workflow = WORKFLOW_OF_ROUTE.get(finding.route)
    if workflow is None:
        return None
    case_id = _open(situation, finding, workflow, finding.agency, place, words, clock_key="", due_at=finding.found_at)
    take(situation.session, case_id, "record_past", actor=HOUSE_ACTOR, moment=situation.moment)
    return case_id


def _open(
    situation: Situation,
    finding: Any,
    workflow: str,
    owner: str,
    place: str,
    words: str,
    *,
    clock_key: str,
    due_at: datetime,
) -> UUID:
    case_id = uuid4()
    secrecy = 4 if workflow == "referral" else 2
    row = Consequence(
        id=case_id, case_id=case_id, agency=finding.agency, secrecy=secrecy, kind=workflow, finding_id=finding.id,
        visit_id=finding.visit_id, operation_id=finding.operation_id, owner=owner, label=words[:500], clock=clock_key,
        due_at=due_at,
    )  # fmt: skip
    open_case(
        situation.session,
        workflow,
        actor=situation.actor,
        moment=situation.moment,
        title=f"{place} – {finding.item} – {ROUTES[finding.route].fr.partition(chr(0xA0) + ':')[0]}",
        case_id=case_id,
        agency=finding.agency,
        secrecy=secrecy,
        parent=situation.case,
        parties=[
            PartyTo(_OWNER[workflow], owner, secrecy),
            *([PartyTo("follow_finding", finding.agency, secrecy)] if owner != finding.agency else []),
            *(
                PartyTo("follow_operation", key, 2)
                for name, key, _clearance in situation.case.parties
                if name == "pilot_operation" and key not in (owner, finding.agency)
            ),
        ],
        records=[row],
    )
    return case_id


def clock_of(workflow: str, agency: str) -> Clock:
    """Return the time limit of a branch for an agency: its own by statute, else the usual fifteen days."""
    return clock(_CLOCK_OF_AGENCY.get(agency, _USUAL_CLOCK) if workflow == "referral" else _USUAL_CLOCK)


def follow_up(name: str, label: Text, *, send: Text, sent: Text, answer: Text, receiver: str | None = None) -> Workflow:
    """Return the workflow of one branch: its owner sends, the receiver (or the owner) records the answer.

    ``send``, ``sent`` and ``answer`` are the branch's own words; ``receiver`` is the competence that answers.
    """
    owner = _OWNER[name]
    answering = receiver or owner
    return Workflow(
        name=name,
        version=1,
        label=label,
        states=(
            State("due", Text("À faire", "Due"), owner, expects=send),
            State("overdue", Text("En retard", "Overdue"), owner, expects=send),
            State("sent", sent, answering, expects=answer),
            State("answered", Text("Répondue", "Answered"), owner, expects=Text("Clore la suite", "Close the follow-up")),
            State("closed", Text("Close", "Closed"), final=True),
            State("not_applicable", Text("Sans objet", "Not applicable"), final=True),
            State("recorded", Text("Connue d’un relevé", "Known from a record"), final=True),
        ),
        steps=(
            Step("send", ("due", "overdue"), "sent", send, owner, asks=(Field("reference", Text("Référence de la pièce envoyée", "Reference of the document sent"), "line", maximum=120),), writes=_keep_reference, done=sent),
            Step("answer", ("sent",), "answered", answer, answering, asks=(Field("answer", Text("Réponse", "Answer"), "text"),), writes=_keep_answer, done=Text("Réponse enregistrée", "Answer recorded")),
            Step("close", ("answered",), "closed", Text("Clore la suite", "Close the follow-up"), owner, asks=(_END,), writes=_keep_end, done=Text("Suite close", "Follow-up closed")),
            Step("set_aside", ("due", "overdue", "sent"), "not_applicable", Text("Déclarer sans objet", "Declare not applicable"), owner, asks=(_END,), writes=_keep_end, done=Text("Suite déclarée sans objet", "Follow-up declared not applicable")),
            Step("fall_overdue", ("due",), "overdue", Text("Délai passé", "Overdue"), HOUSE, done=Text("Délai passé sans envoi", "Time limit passed without sending")),
            Step("record_past", ("due",), "recorded", Text("Inscrire une suite passée", "Enter a past follow-up"), COMMAND_LINE, guards=(only_from_a_record(lambda situation: _record(situation).operation_id),), done=RECORDED),
        ),
        deadlines=(Deadline("act", Text("Donner suite", "Follow up"), ("due",), Instant(), step="fall_overdue", ends=_due),),
    )  # fmt: skip


def consequences_of(session: ViewerSession, *conditions: Any) -> Iterable[Consequence]:
    """Return the consequences that the viewer may see, nearest date first."""
    return session.scalars(sa.select(Consequence).where(*conditions).order_by(Consequence.due_at, Consequence.id))


def _record(situation: Situation) -> Consequence:
    row = situation.session.get(Consequence, situation.case.id)
    assert row is not None
    return row


def _keep_reference(situation: Situation) -> None:
    _record(situation).reference = situation.fields["reference"]
    if situation.case.workflow == "referral":
        for key in holders("receive_referral"):
            situation.name_party("receive_referral", key, 4)


def _keep_answer(situation: Situation) -> None:
    _record(situation).answer = situation.fields["answer"]


def _keep_end(situation: Situation) -> None:
    _record(situation).end_reason = situation.fields["reason"]


def _due(situation: Situation) -> datetime | None:
    row = look_up(situation.session, Consequence, situation.case.id)
    return row.due_at if row is not None else None


def words_of(row: Any) -> str:
    """Return the name of the agency that owns a consequence."""
    return agency_of(row.owner).name.fr


_END: Final = Field("reason", Text("Motif", "Reason"), "text")
_OWNER: Final = {
    "referral": "follow_up_judicial",
    "measure": "follow_up_administrative",
    "compliance": "follow_up_compliance",
}
