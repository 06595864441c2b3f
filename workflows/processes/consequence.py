"""The consequence: what each branch of it shares, whatever its own workflow, authority and clock.

The branches are in ``referral.py`` (judicial), ``measure.py`` (administrative) and ``compliance.py``. Every one begins
as due, as domain §2 has it ("Follow-up"), may fall overdue, be set aside, or be joined to another of its kind about the
same place, with which it then ends: one letter, one order may answer several findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.cases import HOUSE_ACTOR, Actor, PartyTo, Situation, Taken, open_case, take
from workflows.engine.definition import (
    COMMAND_LINE,
    HOUSE,
    Deadline,
    Effect,
    Field,
    Instant,
    Refusal,
    State,
    Step,
    Workflow,
)
from workflows.engine.outbox import Delivery
from workflows.engine.tables import Case
from workflows.engine.viewer import HOUSE_VIEWER, ViewerSession, unit_of_work
from workflows.law.clocks import Clock, clock
from workflows.law.grids import ROUTES
from workflows.processes.house import look, look_up, take_quietly
from workflows.processes.past import RECORDED, only_from_a_record
from workflows.processes.visit_facts import Visit
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

OWNER: Final = {
    "referral": "follow_up_judicial",
    "measure": "follow_up_administrative",
    "compliance": "follow_up_compliance",
}
"""The competence of whoever owns each branch."""

_CLOCK_OF_AGENCY: Final = {"ddpp_ssa": "referral_usual_food", "douanes": "referral_usual_customs"}
"""Reminders as short as the statutory limit of the agency's own PV (domain §1.2), which runs from the PV: see ``legal_limit``."""
_USUAL_CLOCK: Final = "contradictory_usual"
_USUAL_REFERRAL: Final = "referral_usual"
_SECRECY: Final = {"referral": 4}
"""The class of each branch where it is not 2."""
EACH_JOINED: Final = "each_joined"


class Consequence(Recorded, Base):
    """What follows from one finding: whose it is, by when (UTC), under which reference it went out.

    For one that is known from an original record only, ``due_at`` is the moment of the finding: no term ran here. One
    that no joint inspection gave rise to has no finding, visit or operation: it names its establishment itself.
    ``joined_to`` is the one of its kind with which it ends.
    """

    __tablename__ = "consequence"
    __table_args__ = (
        sa.CheckConstraint("visit_id is not null or establishment_id is not null", name="somewhere"),
        sa.CheckConstraint("(finding_id is null) = (visit_id is null)", name="finding_with_its_visit"),
        sa.CheckConstraint("(operation_id is null) = (visit_id is null)", name="operation_with_its_visit"),
    )

    kind: Mapped[str] = mapped_column(sa.String(20))
    finding_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("finding.id"), index=True, default=None)
    visit_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("visit.id"), index=True, default=None)
    operation_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("operation.id"), index=True, default=None)
    establishment_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("establishment.id"), index=True, default=None)
    joined_to: Mapped[UUID | None] = mapped_column(sa.ForeignKey("consequence.id"), index=True, default=None)
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
    secrecy = _SECRECY.get(workflow, 2)
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
        # The case is whose branch it is: what the prefecture instructs is not for the agency of the finding to read.
        agency=owner,
        secrecy=secrecy,
        parent=situation.case,
        parties=[
            PartyTo(OWNER[workflow], owner, secrecy),
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
    """Return the time limit of a branch for an agency: reminders of the house, fifteen days but where a PV has less."""
    return clock(_CLOCK_OF_AGENCY.get(agency, _USUAL_REFERRAL) if workflow == "referral" else _USUAL_CLOCK)


def open_elsewhere(
    session: ViewerSession,
    kind: str,
    *,
    establishment: Any,
    label: str,
    actor: Actor,
    moment: datetime,
    due_at: datetime,
    clock_key: str,
    title: str,
    command: str | None = None,
) -> Taken:
    """Open a consequence that no joint inspection gave rise to, about an establishment, owned by the actor's agency.

    ``kind`` is the name of its workflow; moments are aware.
    """
    case_id, secrecy = uuid4(), _SECRECY.get(kind, 2)

    def rows() -> list[Consequence]:
        return [
            Consequence(
                id=case_id, case_id=case_id, agency=actor.agency, secrecy=secrecy, kind=kind,
                establishment_id=establishment.id, owner=actor.agency, label=label[:500], clock=clock_key, due_at=due_at,
            )
        ]  # fmt: skip

    return open_case(
        session, kind, actor=actor, moment=moment, title=title, case_id=case_id, agency=actor.agency, secrecy=secrecy,
        parties=[PartyTo(OWNER[kind], actor.agency, secrecy)], records=rows,
        fields={"establishment": establishment.id.hex, "label": label}, command=command,
    )  # fmt: skip


# ------------------------------------------------------------------ what every branch has

DUE: Final = ("due", "overdue")
"""The states in which the owner has not acted yet."""


def first_states(name: str, expects: Text) -> tuple[State, ...]:
    """Return the states in which every branch begins: due, and overdue when its time limit has passed."""
    owner = OWNER[name]
    return (
        State("due", Text("À faire", "Due"), owner, expects=expects),
        State("overdue", Text("En retard", "Overdue"), owner, expects=expects),
    )


def last_states() -> tuple[State, ...]:
    """Return the states that every branch has beside its own: joined to another, and the ends."""
    return (
        State("joined", Text("Jointe à une autre suite", "Joined to another follow-up")),
        State("closed", Text("Close", "Closed"), final=True),
        State("not_applicable", Text("Sans objet", "Not applicable"), final=True),
        State("recorded", Text("Connue d’un relevé", "Known from a record"), final=True),
    )


def shared_steps(name: str, *, set_aside_from: tuple[str, ...] = DUE) -> tuple[Step, ...]:
    """Return the steps that every branch has: join and part, set aside, and those of the house."""
    owner = OWNER[name]
    return (
        Step("join", DUE, "joined", Text("Joindre à une autre suite", "Join to another follow-up"), owner, asks=(Field("lead", Text("Suite à laquelle la joindre", "Follow-up to join it to"), "choice", choices=_leads),), guards=(_something_to_join, _leads_nobody), checks=(_lead_is_open,), writes=_join, done=Text("Jointe à une autre suite", "Joined to another follow-up")),
        Step("part", ("joined",), "due", Text("Traiter à part", "Handle apart"), owner, writes=_part, done=Text("Traitée à part", "Handled apart")),
        Step("end_joined", ("joined",), "closed", Text("Finir avec l’autre", "End with the other"), HOUSE, effects=ends_joined, done=Text("Close avec la suite à laquelle elle était jointe", "Closed with the follow-up that it was joined to")),
        Step("come_back", ("joined",), "due", Text("Revenir à part", "Come back"), HOUSE, writes=_part, done=Text("Traitée à part : l’autre suite est sans objet", "Handled apart: the other follow-up is not applicable")),
        Step("set_aside", set_aside_from, "not_applicable", Text("Déclarer sans objet", "Declare not applicable"), owner, asks=(_END,), writes=_keep_end, effects=_releases_joined, done=Text("Suite déclarée sans objet", "Follow-up declared not applicable")),
        Step("fall_overdue", ("due",), "overdue", Text("Délai passé", "Overdue"), HOUSE, done=Text("Délai passé sans envoi", "Time limit passed without sending")),
        Step("record_past", ("due",), "recorded", Text("Inscrire une suite passée", "Enter a past follow-up"), COMMAND_LINE, guards=(_FROM_A_RECORD,), done=RECORDED),
    )  # fmt: skip


def act_by(due: Callable[[Situation], datetime | None] | None = None) -> Deadline:
    """Return the clock of a branch that is due; ``due`` says otherwise than the moment that was set on opening."""
    return Deadline(
        "act", Text("Donner suite", "Follow up"), ("due",), Instant(), step="fall_overdue", ends=due or _due
    )


def ends_joined(_situation: Situation) -> Iterable[Effect]:
    """Let those that were joined to this one end with it: for every step that ends a branch."""
    return [Effect(EACH_JOINED, {"step": "end_joined"})]


def _releases_joined(_situation: Situation) -> Iterable[Effect]:
    return [Effect(EACH_JOINED, {"step": "come_back"})]


def take_on_each_joined(delivery: Delivery) -> None:
    """Take the step on each branch that is joined to the case of the effect, each in its own transaction."""
    with unit_of_work(delivery.engine, HOUSE_VIEWER) as session:
        joined = list(session.scalars(sa.select(Consequence.id).where(Consequence.joined_to == delivery.case_id)))
    for case_id in joined:
        take_quietly(delivery, case_id, delivery.body["step"])


def establishment_of(session: ViewerSession, row: Any) -> UUID:
    """Return the establishment that a consequence is about; for the house's own reasoning."""
    found: UUID = row.establishment_id or look_up(session, Visit, row.visit_id).establishment_id
    return found


def about_establishment(establishment_id: UUID) -> Any:
    """Return the condition that a consequence is about an establishment, whether through a visit or by itself."""
    visits = sa.select(Visit.id).where(Visit.establishment_id == establishment_id)
    return sa.or_(Consequence.establishment_id == establishment_id, Consequence.visit_id.in_(visits))


def _leads(situation: Situation) -> Iterable[tuple[str, Text]]:
    """The other open branches of the same kind and owner about the same place, none of them joined itself."""
    row = look_up(situation.session, Consequence, situation.case.id)
    about = about_establishment(establishment_of(situation.session, row))
    cases = sa.select(Case).join(Consequence, Consequence.id == Case.id)
    others = cases.where(
        Consequence.kind == row.kind, Consequence.owner == row.owner, Consequence.id != row.id, about,
        Case.is_open, Case.state != "joined",
    )  # fmt: skip
    return [
        (each.id.hex, Text(each.title, each.title))
        for each in situation.session.scalars(others.order_by(Case.opened_at, Case.id))
    ]


def _something_to_join(situation: Situation) -> Refusal | None:
    return None if _leads(situation) else _NOTHING_TO_JOIN


def _leads_nobody(situation: Situation) -> Refusal | None:
    return (
        _OTHERS_JOINED
        if look(situation.session, Consequence, Consequence.__table__.c.joined_to == situation.case.id)
        else None
    )


def _lead_is_open(situation: Situation) -> Refusal | None:
    # Held until the end of this transaction, so that the other one does not end without this one.
    case = Case.__table__.c
    held = sa.select(case.is_open).where(case.id == UUID(hex=situation.fields["lead"])).with_for_update(read=True)
    return None if situation.session.connection().scalar(held) else _LEAD_ENDED


def _join(situation: Situation) -> None:
    _record(situation).joined_to = UUID(hex=situation.fields["lead"])


def _part(situation: Situation) -> None:
    _record(situation).joined_to = None


_NOTHING_TO_JOIN: Final = Refusal(
    "nothing_to_join",
    Text("Aucune autre suite ouverte ne concerne ce lieu.", "No other open follow-up is about this place."),
)
_OTHERS_JOINED: Final = Refusal(
    "others_joined", Text("D’autres suites sont jointes à celle-ci.", "Other follow-ups are joined to this one.")
)
_LEAD_ENDED: Final = Refusal("lead_ended", Text("Cette suite vient de prendre fin.", "That follow-up has just ended."))


# ------------------------------------------------------------------ the first version


def follow_up(name: str, label: Text, *, send: Text, sent: Text, answer: Text, receiver: str | None = None) -> Workflow:
    """Return the first version of a branch: its owner sends, the receiver (or the owner) records the answer.

    Cases that began with it keep it.

    ``send``, ``sent`` and ``answer`` are the branch's own words; ``receiver`` is the competence that answers.
    """
    owner = OWNER[name]
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
            Step("record_past", ("due",), "recorded", Text("Inscrire une suite passée", "Enter a past follow-up"), COMMAND_LINE, guards=(_FROM_A_RECORD,), done=RECORDED),
        ),
        deadlines=(act_by(),),
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


def _operation(situation: Situation) -> UUID:
    operation_id = _record(situation).operation_id
    assert operation_id is not None, "Only an operation is known from an original record."
    return operation_id


def _due(situation: Situation) -> datetime | None:
    row = look_up(situation.session, Consequence, situation.case.id)
    return row.due_at if row is not None else None


def words_of(row: Any) -> str:
    """Return the name of the agency that owns a consequence."""
    return agency_of(row.owner).name.fr


_FROM_A_RECORD: Final = only_from_a_record(_operation)
_END: Final = Field("reason", Text("Motif", "Reason"), "text")
HANDLERS: Final = {EACH_JOINED: take_on_each_joined}
