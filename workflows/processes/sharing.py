"""Sharing: what one agency alone knows goes to another, for a purpose, through a gate of the law, or not at all.

What is given is a copy of the fields that the gate lets through, in a case of its own: nobody is let into the case that
it comes from. Class K4 needs four eyes: a second person of the same agency gives what the first one prepared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.cases import Actor, PartyTo, Situation, Taken, open_case, take
from workflows.engine.definition import HOUSE, Deadline, Effect, Field, Instant, Refusal, State, Step, Workflow
from workflows.engine.outbox import Delivery
from workflows.engine.refusals import Refused, UnknownCase
from workflows.engine.tables import Case
from workflows.engine.viewer import HOUSE_VIEWER, ViewerSession, unit_of_work
from workflows.law.days import paris_day
from workflows.law.gates import KINDS, Passage, gates, may_pass
from workflows.processes.freeze import begins_to_freeze, is_frozen, referral_of
from workflows.processes.house import look_up, take_quietly
from workflows.processes.paper_sharing import copy_to_press, issue_copy
from workflows.processes.shared_copy import copy_of, establishments_of, kinds_of
from workflows.register.agencies import agency as agency_of
from workflows.store.database import Base, Recorded
from workflows.store.text import Text

SHARE: Final = "share_known"
"""The competence of whoever shares what their agency alone knows, and takes it back."""
READ: Final = "read_shared"
"""The competence of a recipient: to read, and to say that they have read."""
OPEN: Final = ("given", "noted")
"""Where a sharing is open to its recipient."""
FOUR_EYES_FROM: Final = 4
FREEZE: Final = "freeze_sharings"


class Sharing(Recorded, Base):
    """What is shared of which case, with whom, what for, through which gate; ``content`` is the copy, once it is given.

    ``met`` are the conditions that whoever prepared it holds for met. Of a finding alone, ``item`` says which one; empty for
    the whole. Moments are UTC.
    """

    __tablename__ = "sharing"
    __table_args__ = (
        sa.CheckConstraint("(given_at is null) = (given_by = '')", name="given_by_somebody"),
        sa.CheckConstraint("secrecy < 4 or given_by <> prepared_by", name="four_eyes"),
    )

    about_case: Mapped[UUID] = mapped_column(sa.ForeignKey("case_.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    item: Mapped[str] = mapped_column(sa.String(20), default="")
    recipient: Mapped[str] = mapped_column(sa.String(40), index=True)
    purpose: Mapped[str] = mapped_column(sa.String(40))
    gate: Mapped[str] = mapped_column(sa.String(40))
    met: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    why: Mapped[str] = mapped_column(sa.Text)
    prepared_by: Mapped[str] = mapped_column(sa.String(80))
    given_by: Mapped[str] = mapped_column(sa.String(80), default="")
    given_at: Mapped[datetime | None] = mapped_column(default=None)
    ends_at: Mapped[datetime | None] = mapped_column(default=None)
    content: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    ended_because: Mapped[str] = mapped_column(sa.Text, default="")


def may_share(session: ViewerSession, case: Any, agency: str) -> bool:
    """Tell whether an agency may share anything of a case: it holds the record, or the referral was sent to it."""
    return bool(kinds_of(session, case, agency))


def share(
    session: ViewerSession,
    case_id: UUID,
    *,
    kind: str,
    item: str = "",
    to: str,
    purpose: str,
    met: Collection[str] = (),
    why: str,
    ends_at: datetime | None = None,
    actor: Actor,
    moment: datetime,
    command: str | None = None,
) -> Taken:
    """Share something of a case with an agency; moments are aware. Class K3 is given at once, K4 waits for a second person.

    Refuses what passes no gate with its sentence and article (``Refused``), and a case of which the actor's agency has
    nothing to share as if it were absent (``UnknownCase``).
    """
    case = session.scalar(sa.select(Case).where(Case.id == case_id))
    if case is None or kind not in kinds_of(session, case, actor.agency):
        raise UnknownCase
    passage = _passage(session, case, kind, actor.agency, to, purpose, met, moment)
    row = Sharing(
        id=uuid4(), agency=actor.agency, secrecy=passage.clearance, about_case=case.id, kind=kind, item=item, recipient=to,
        purpose=purpose, gate=passage.gate.key, met=sorted(met), why=why, prepared_by=actor.user, ends_at=ends_at, content=[],
    )  # fmt: skip
    row.case_id = row.id
    if ends_at is not None and ends_at <= moment:
        raise Refused([_ENDS_BEFORE])
    copy_of(session, case, kind, item, purpose)
    opened = open_case(
        session, WORKFLOW.name, actor=actor, moment=moment, title=_title(kind, to), case_id=row.id, agency=actor.agency,
        secrecy=passage.clearance, parties=[PartyTo(SHARE, actor.agency, passage.clearance)], records=[row],
        fields={"about": case.id, "kind": kind, "item": item, "to": to, "purpose": purpose, "met": sorted(met)},
        command=command,
    )  # fmt: skip
    if opened.case_id != row.id or passage.clearance >= FOUR_EYES_FROM:
        return opened
    return take(session, row.id, "give", actor=actor, moment=moment)


def _passage(
    session: ViewerSession, case: Any, kind: str, from_: str, to: str, purpose: str, met: Collection[str], at: datetime
) -> Passage:
    frozen = is_frozen(session, establishments_of(session, case))
    found = may_pass(from_, to, purpose, kind, on=paris_day(at), facts=dict.fromkeys(met, True), investigation=frozen)
    if isinstance(found, Refusal):
        raise Refused([found])
    return found


def _title(kind: str, to: str) -> str:
    """Name neither place nor facts: whoever is expected to act reads the title in a list."""
    return f"{KINDS[kind].label.fr} – {agency_of(to).short.fr}"


def _record(situation: Situation) -> Sharing:
    return situation.session.get_one(Sharing, situation.case.id)


def _still_open(situation: Situation) -> Refusal | None:
    """Ask the gate again: the law, the conditions and the place are those of the day on which it is given."""
    row = look_up(situation.session, Sharing, situation.case.id)
    case = look_up(situation.session, Case, row.about_case)
    try:
        _passage(
            situation.session, case, row.kind, row.agency, row.recipient, row.purpose, row.met, situation.moment
        )  # fmt: skip
    except Refused as refused:
        return refused.refusals[0]
    return None


def _another_person(situation: Situation) -> Refusal | None:
    row = look_up(situation.session, Sharing, situation.case.id)
    alone = row.secrecy >= FOUR_EYES_FROM and row.prepared_by == situation.actor.user
    return _FOUR_EYES if alone else None


def _not_over(situation: Situation) -> Refusal | None:
    row = look_up(situation.session, Sharing, situation.case.id)
    return _ENDS_BEFORE if row.ends_at is not None and row.ends_at <= situation.moment else None


def _give(situation: Situation) -> None:
    row, session = _record(situation), situation.session
    row.given_by, row.given_at = situation.actor.user, situation.moment
    about = session.scalar(sa.select(Case).where(Case.id == row.about_case))
    row.content = copy_of(session, about, row.kind, row.item, row.purpose)
    issue_copy(situation, row, about)
    situation.name_party(READ, row.recipient, row.secrecy)


def _take_back(situation: Situation) -> None:
    row = _record(situation)
    row.ended_because = situation.fields.get("reason") or ""
    situation.name_party(READ, row.recipient, 0)


def _drop(situation: Situation) -> None:
    _record(situation).ended_because = situation.fields["reason"]


def _ends_at(situation: Situation) -> datetime | None:
    row = look_up(situation.session, Sharing, situation.case.id)
    return row.ends_at if row is not None else None


def watch(situation: Situation, target: str, _turns: Any) -> Iterable[Effect]:
    """Return the effect by which a judicial investigation that opens ends what is shared about the place; found as ``WATCH``."""
    return [Effect(FREEZE)] if begins_to_freeze(situation.case, target) else []


def end_about_the_place(delivery: Delivery) -> None:
    """End each sharing about the places of a referral, but those whose gate stays open, each in its own transaction."""
    stays = {each.key for each in gates() if each.through_freeze}
    with unit_of_work(delivery.engine, HOUSE_VIEWER) as session:
        referral = referral_of(session.get_one(Case, delivery.case_id))
        places = establishments_of(session, session.get_one(Case, referral))
        given = session.scalars(
            sa.select(Sharing).join(Case, Case.id == Sharing.id).where(Case.state.in_(OPEN), Sharing.gate.not_in(stays))
        )
        about = [
            each.id for each in given if places & establishments_of(session, session.get_one(Case, each.about_case))
        ]  # fmt: skip
    for case_id in about:
        take_quietly(delivery, case_id, "end")


_FOUR_EYES: Final = Refusal(
    "four_eyes",
    Text(
        "Une seconde personne de votre service doit confirmer ce partage\u00a0: vous l’avez préparé.",
        "A second person of your agency must confirm this sharing: you prepared it.",
    ),
)
_ENDS_BEFORE: Final = Refusal(
    "ends_before", Text("La fin du partage est déjà passée.", "The end of the sharing has already passed.")
)
_REASON: Final = Field("reason", Text("Motif", "Reason"), "line", maximum=300)

WORKFLOW: Final = Workflow(
    name="sharing",
    version=1,
    label=Text("Partage", "Sharing"),
    states=(
        State("to_confirm", Text("À confirmer", "To confirm"), SHARE, expects=Text("Confirmer le partage, par une seconde personne", "Confirm the sharing, by a second person")),
        State("given", Text("Ouvert au destinataire", "Open to the recipient"), READ, expects=Text("Lire ce qu’un autre service vous a ouvert, et le confirmer", "Read what another agency has opened to you, and confirm it")),
        State("noted", Text("Lu par le destinataire", "Read by the recipient")),
        State("withdrawn", Text("Retiré", "Withdrawn"), final=True),
        State("ended", Text("Terminé", "Ended"), final=True),
        State("dropped", Text("Abandonné", "Dropped"), final=True),
    ),
    steps=(
        Step("give", ("to_confirm",), "given", Text("Confirmer et ouvrir au destinataire", "Confirm and open to the recipient"), SHARE, guards=(_another_person, _not_over, _still_open), writes=_give, effects=copy_to_press, grave=True, done=Text("Partage ouvert au destinataire", "Sharing opened to the recipient")),
        Step("drop", ("to_confirm",), "dropped", Text("Abandonner le partage", "Drop the sharing"), SHARE, asks=(_REASON,), writes=_drop, done=Text("Partage abandonné", "Sharing dropped")),
        Step("note", ("given",), "noted", Text("Confirmer la lecture", "Confirm that it was read"), READ, done=Text("Lecture confirmée", "Reading confirmed")),
        Step("withdraw", OPEN, "withdrawn", Text("Retirer le partage", "Withdraw the sharing"), SHARE, asks=(_REASON,), writes=_take_back, grave=True, done=Text("Partage retiré", "Sharing withdrawn")),
        Step("end", OPEN, "ended", Text("Mettre fin au partage", "End the sharing"), HOUSE, writes=_take_back, done=Text("Partage terminé", "Sharing ended")),
    ),
    deadlines=(Deadline("ends", Text("Fin du partage", "End of the sharing"), OPEN, Instant(), step="end", alerts=(), ends=_ends_at),),
)  # fmt: skip
WATCH: Final = watch
HANDLERS: Final = {FREEZE: end_about_the_place}
