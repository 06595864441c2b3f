"""The action: who does what by when, under a commitment, after a decision of a meeting or against a problem (domain §5.1).

Late is computed from the due day, never typed. Whoever runs the strategy checks what is reported as done.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.cases import PartyTo, Situation
from workflows.engine.definition import HOUSE, Deadline, Field, Instant, Refusal, State, Step, Workflow
from workflows.law.calendar import end_of_day
from workflows.law.days import paris_day
from workflows.processes.house import look_up
from workflows.processes.opening import SHARE, SHARED, STEER, open_below
from workflows.store.database import Base, Recorded
from workflows.store.text import Text

OPEN: Final = ("to_start", "going_on", "blocked", "postponed", "done")
AT_WORK: Final = ("to_start", "going_on", "blocked", "postponed")
"""Where an action stands as long as nobody has reported it as done."""


class Action(Recorded, Base):
    """One action of one owner (``agency``). ``earlier`` keeps each ``{due_on, reason, at}`` that was postponed;
    ``milestones`` are ``{name, due_on, done_on}`` in the order of their days, ``done_on`` being ``None`` until it is
    reached; ``evidence`` says what shows that it is done. It belongs to a commitment, to a meeting's decision or to a problem.
    """

    __tablename__ = "action"
    __table_args__ = (
        sa.CheckConstraint(
            "commitment_id is not null or decision_id is not null or problem_id is not null", name="has_a_reason"
        ),
    )

    strategy_id: Mapped[UUID] = mapped_column(sa.ForeignKey("strategy.id"), index=True)
    commitment_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("commitment.id"), index=True, default=None)
    decision_id: Mapped[UUID | None] = mapped_column(index=True, default=None)
    problem_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("problem.id"), index=True, default=None)
    title: Mapped[str] = mapped_column(sa.String(200))
    due_on: Mapped[date]
    earlier: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    milestones: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    blocked_by: Mapped[str] = mapped_column(sa.Text, default="")
    evidence: Mapped[str] = mapped_column(sa.Text, default="")
    ended_because: Mapped[str] = mapped_column(sa.Text, default="")


def open_action(
    situation: Situation,
    *,
    title: str,
    owner: str,
    due_on: date,
    strategy_id: UUID,
    commitment_id: UUID | None = None,
    decision_id: UUID | None = None,
    problem_id: UUID | None = None,
    secrecy: int = SHARED,
    parties: Iterable[PartyTo] = (),
) -> UUID:
    """Open an action of ``owner`` below the case of the situation, of that class, and return its case id.

    ``parties`` are named in it beside its owner and whoever runs the strategy.
    """
    row = Action(
        id=uuid4(), strategy_id=strategy_id, commitment_id=commitment_id, decision_id=decision_id,
        problem_id=problem_id, title=title, due_on=due_on, earlier=[],
    )  # fmt: skip
    return open_below(
        situation, WORKFLOW.name, row, title=title, owner=owner, agency=owner, parties=parties, secrecy=secrecy
    )


def is_late(row: Any, state: str, today: date) -> bool:
    """Tell whether an action in that state is late on a day: its due day has passed and it is not done."""
    return state in AT_WORK and bool(row.due_on < today)


def due_today_or_later(situation: Situation) -> Refusal | None:
    """Refuse a due day in the past."""
    if situation.fields["due_on"] >= paris_day(situation.moment):
        return None
    return Refusal("due_passed", Text("Cette échéance est déjà passée.", "That day has already passed."))


def _record(situation: Situation) -> Action:
    row = situation.session.get(Action, situation.case.id)
    assert row is not None
    return row


def _block(situation: Situation) -> None:
    _record(situation).blocked_by = situation.fields["reason"]


def _go_on(situation: Situation) -> None:
    _record(situation).blocked_by = ""


def _postpone(situation: Situation) -> None:
    row, fields = _record(situation), situation.fields
    before = {"due_on": row.due_on.isoformat(), "reason": fields["reason"], "at": situation.moment.isoformat()}
    row.earlier, row.due_on = [*row.earlier, before], fields["due_on"]


def _later_than_before(situation: Situation) -> Refusal | None:
    row = look_up(situation.session, Action, situation.case.id)
    if situation.fields["due_on"] > max(row.due_on, paris_day(situation.moment)):
        return None
    return Refusal(
        "not_later",
        Text(
            "La nouvelle échéance vient après l’ancienne, et après aujourd’hui.",
            "The new day comes after the earlier one, and after today.",
        ),
    )


def _add_milestone(situation: Situation) -> None:
    row, fields = _record(situation), situation.fields
    added = {"name": fields["name"], "due_on": fields["due_on"].isoformat(), "done_on": None}
    row.milestones = sorted([*row.milestones, added], key=lambda each: each["due_on"])


def _within_the_action(situation: Situation) -> Refusal | None:
    row = look_up(situation.session, Action, situation.case.id)
    if paris_day(situation.moment) <= situation.fields["due_on"] <= row.due_on:
        return None
    return Refusal(
        "outside_the_action",
        Text(
            "Un jalon tombe entre aujourd’hui et l’échéance de l’action.",
            "A milestone falls between today and the due day of the action.",
        ),
    )


def _not_there_yet(situation: Situation) -> Refusal | None:
    row = look_up(situation.session, Action, situation.case.id)
    if situation.fields["name"] not in {each["name"] for each in row.milestones}:
        return None
    return Refusal("milestone_known", Text("Cette action a déjà ce jalon.", "This action already has that milestone."))


def _milestones_ahead(situation: Situation) -> Iterable[tuple[str, Text]]:
    row = look_up(situation.session, Action, situation.case.id)
    ahead = [each for each in row.milestones if each["done_on"] is None]
    return [(each["name"], Text("{name}", "{name}", name=each["name"])) for each in ahead]


def _has_milestones_ahead(situation: Situation) -> Refusal | None:
    if list(_milestones_ahead(situation)):
        return None
    return Refusal("no_milestone", Text("Aucun jalon n’est à franchir.", "No milestone is to be reached."))


def _reach_milestone(situation: Situation) -> None:
    row, today = _record(situation), paris_day(situation.moment).isoformat()
    row.milestones = [
        {**each, "done_on": today} if each["name"] == situation.fields["name"] else each for each in row.milestones
    ]


def _report(situation: Situation) -> None:
    row = _record(situation)
    row.evidence, row.blocked_by = situation.fields["evidence"], ""


def _end(situation: Situation) -> None:
    _record(situation).ended_because = situation.fields.get("reason") or ""


def _due(situation: Situation) -> datetime | None:
    row = look_up(situation.session, Action, situation.case.id)
    return end_of_day(row.due_on) if row is not None else None


_REASON: Final = Field("reason", Text("Motif", "Reason"), "text", maximum=1000)

WORKFLOW: Final = Workflow(
    name="action",
    version=1,
    label=Text("Action", "Action"),
    states=(
        State("to_start", Text("À lancer", "To start"), SHARE, expects=Text("Lancer cette action", "Start this action")),
        State("going_on", Text("En cours", "Going on"), SHARE, expects=Text("Mener cette action à son terme", "Carry this action through")),
        State("blocked", Text("Bloquée", "Blocked"), SHARE, expects=Text("Lever ce qui bloque cette action", "Remove what blocks this action")),
        State("postponed", Text("Reportée", "Postponed"), SHARE, expects=Text("Reprendre cette action", "Take this action up again")),
        State("done", Text("Faite", "Done"), STEER, expects=Text("Vérifier que l’action est faite", "Check that the action is done")),
        State("checked", Text("Faite et vérifiée", "Done and checked"), final=True),
        State("abandoned", Text("Abandonnée", "Abandoned"), final=True),
    ),
    steps=(
        Step("start", ("to_start", "blocked", "postponed"), "going_on", Text("Lancer ou reprendre", "Start or resume"), SHARE, writes=_go_on, done=Text("Action en cours", "Action going on")),
        Step("block", ("to_start", "going_on"), "blocked", Text("Signaler un blocage", "Report an obstacle"), SHARE, asks=(Field("reason", Text("Ce qui bloque, et qui peut le lever", "What blocks it, and who can remove it"), "text", maximum=1000),), writes=_block, done=Text("Action bloquée", "Action blocked"), aside=True),
        Step("postpone", AT_WORK, "postponed", Text("Reporter", "Postpone"), SHARE, asks=(Field("due_on", Text("Nouvelle échéance", "New day"), "day"), _REASON), checks=(_later_than_before,), writes=_postpone, done=Text("Action reportée", "Action postponed")),
        Step(
            "add_milestone", AT_WORK, None, Text("Ajouter un jalon", "Add a milestone"), SHARE,
            asks=(Field("name", Text("Jalon", "Milestone"), "line", maximum=160), Field("due_on", Text("Échéance du jalon", "Due day of the milestone"), "day")),
            checks=(_within_the_action, _not_there_yet), writes=_add_milestone, done=Text("Jalon ajouté", "Milestone added"),
        ),
        Step(
            "reach_milestone", AT_WORK, None, Text("Franchir un jalon", "Reach a milestone"), SHARE,
            asks=(Field("name", Text("Jalon", "Milestone"), "choice", choices=_milestones_ahead),),
            guards=(_has_milestones_ahead,), writes=_reach_milestone, done=Text("Jalon franchi", "Milestone reached"),
        ),
        Step("report", AT_WORK, "done", Text("Déclarer faite", "Report as done"), SHARE, asks=(Field("evidence", Text("Ce qui le montre", "What shows it"), "text", maximum=1000, help=Text("Un fait, une pièce, un lien\u00a0: ce que la sous-préfecture pourra vérifier.", "A fact, a document, a link: what the sub-prefecture will be able to check.")),), writes=_report, done=Text("Action déclarée faite", "Action reported as done")),
        Step("check", ("done",), "checked", Text("Confirmer", "Confirm"), STEER, done=Text("Action vérifiée", "Action checked")),
        Step("send_back", ("done",), "going_on", Text("Rendre à son service", "Send back"), STEER, asks=(_REASON,), writes=_block, done=Text("Action à reprendre", "Action to take up again")),
        Step("abandon", OPEN, "abandoned", Text("Abandonner", "Abandon"), STEER, asks=(_REASON,), writes=_end, done=Text("Action abandonnée", "Action abandoned")),
        Step("fall", OPEN, "abandoned", Text("Sans objet", "No longer needed"), HOUSE, writes=_end, done=Text("Abandonnée\u00a0: ce dont elle relève a pris fin", "Abandoned: what it belongs to has ended")),
    ),
    deadlines=(Deadline("do", Text("Faire l’action", "Do the action"), AT_WORK, Instant(), ends=_due),),
)  # fmt: skip
