"""The objective: a proposal until every named partner has accepted its commitment, or declined with a reason (domain §5.1).

Its target and its date change by a decision of a meeting alone, and the earlier ones stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.cases import HOUSE_ACTOR, Situation, take
from workflows.engine.definition import HOUSE, Effect, Field, Join, Refusal, Settled, State, Step, Workflow
from workflows.law.days import paris_day
from workflows.processes import commitment, figures, indicator
from workflows.processes.house import look, look_up, on_each_child
from workflows.processes.opening import SHARE, STEER, open_below
from workflows.register.agencies import agency, holders
from workflows.store.database import Base, Recorded
from workflows.store.text import Text

ENDED: Final = frozenset({"reached", "abandoned"})
ANSWERED: Final = frozenset({"accepted", "declined", "kept", "not_kept", "withdrawn"})
"""Where a commitment stands once its partner has said yes or no, or need not say it any more."""


class Objective(Recorded, Base):
    """What must have changed by ``due_on``. ``code`` is its place in the strategy (1.2); ``earlier`` keeps, oldest first,
    each ``{target, due_on, until, decision, decided}`` that a decision has replaced.
    """

    __tablename__ = "objective"
    __table_args__ = (sa.UniqueConstraint("strategy_id", "code"),)

    strategy_id: Mapped[UUID] = mapped_column(sa.ForeignKey("strategy.id"), index=True)
    axis_id: Mapped[UUID] = mapped_column(sa.ForeignKey("axis.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(20))
    title: Mapped[str] = mapped_column(sa.String(200))
    aim: Mapped[str] = mapped_column(sa.Text, default="")
    target: Mapped[str] = mapped_column(sa.String(300))
    due_on: Mapped[date]
    earlier: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    outcome: Mapped[str] = mapped_column(sa.Text, default="")


def open_objective(
    situation: Situation,
    *,
    strategy_id: UUID,
    axis_id: UUID,
    axis_position: int,
    title: str,
    aim: str,
    target: str,
    due_on: date,
) -> UUID:
    """Propose the next objective of the axis of the situation and return its case id."""
    known = len(look(situation.session, Objective, Objective.__table__.c.axis_id == axis_id))
    code = f"{axis_position}.{known + 1}"
    row = Objective(
        id=uuid4(), strategy_id=strategy_id, axis_id=axis_id, code=code, title=title, aim=aim, target=target,
        due_on=due_on, earlier=[],
    )  # fmt: skip
    return open_below(situation, WORKFLOW.name, row, title=f"{code} {title}")


def due_in_the_future(situation: Situation) -> Refusal | None:
    """Refuse a due day that has passed."""
    if situation.fields["due_on"] > paris_day(situation.moment):
        return None
    return Refusal("due_passed", Text("Cette échéance est déjà passée.", "That day has already passed."))


def partner_choices(_situation: Situation) -> Iterable[tuple[str, Text]]:
    """Offer every agency that may hold a share of an objective."""
    return [(key, agency(key).name) for key in holders(SHARE)]


def record_of(situation: Situation) -> Objective:
    """Return the objective's row in this situation."""
    row = situation.session.get(Objective, situation.case.id)
    assert row is not None
    return row


def change_by_decision(
    situation: Situation,
    objective_id: UUID,
    *,
    target: str | None,
    due_on: date | None,
    decision_id: UUID,
    decided: str,
) -> None:
    """Give an objective another target or due day, as a meeting has decided; ``None`` leaves one as it is.

    To be called before the meeting's own rows change: the line is the objective's. ``decided`` names the decision.
    """
    fields = {"target": target, "due_on": due_on, "decision": decision_id.hex, "decided": decided}
    take(situation.session, objective_id, "amend", actor=HOUSE_ACTOR, moment=situation.moment, fields=fields)


def _amend(situation: Situation) -> None:
    row, fields = record_of(situation), situation.fields
    before = {
        "target": row.target, "due_on": row.due_on.isoformat(), "until": situation.moment.isoformat(),
        "decision": fields["decision"], "decided": fields["decided"],
    }  # fmt: skip
    row.earlier = [*row.earlier, before]
    row.target, row.due_on = fields.get("target") or row.target, fields.get("due_on") or row.due_on


def _name_partner(situation: Situation) -> None:
    fields, row = situation.fields, look_up(situation.session, Objective, situation.case.id)
    commitment.open_commitment(
        situation, objective_id=row.id, strategy_id=row.strategy_id, title=f"{row.code} {row.title}",
        partner=fields["partner"], asked=fields["asked"], due_on=fields.get("due_on") or row.due_on,
    )  # fmt: skip


def _not_named_yet(situation: Situation) -> Refusal | None:
    table = commitment.Commitment.__table__.c
    known = look(
        situation.session, commitment.Commitment, table.objective_id == situation.case.id,
        table.agency == situation.fields["partner"], table.ended.is_(False),
    )  # fmt: skip
    if not known:
        return None
    return Refusal(
        "already_named",
        Text(
            "{agency} a déjà un engagement dans cet objectif.",
            "{agency} already has a commitment in this objective.",
            agency=agency(situation.fields["partner"]).short,
        ),
    )


def _within_the_objective(situation: Situation) -> Refusal | None:
    due = situation.fields.get("due_on")
    row = look_up(situation.session, Objective, situation.case.id)
    if due is None or paris_day(situation.moment) < due <= row.due_on:
        return None
    return Refusal(
        "outside_the_objective",
        Text(
            "L’échéance du partenaire vient après aujourd’hui, et pas après celle de l’objectif.",
            "The partner’s day comes after today, and not after that of the objective.",
        ),
    )


def _keep_outcome(situation: Situation) -> None:
    record_of(situation).outcome = situation.fields["outcome"]


def _add_indicator(situation: Situation) -> None:
    fields, row = situation.fields, look_up(situation.session, Objective, situation.case.id)
    indicator.open_indicator(
        situation, strategy_id=row.strategy_id, objective_id=row.id, owner=fields["owner"], label=fields["label"],
        kind=fields["kind"], unit=fields["unit"], baseline=fields.get("baseline"), target=fields["target"],
        direction=fields["direction"], frequency=fields["frequency"], source=fields["source"],
        feed=fields.get("feed") or "",
    )  # fmt: skip


def _end_below(_situation: Situation) -> Iterable[Effect]:
    return [
        on_each_child("commitment", ("asked", "accepted"), "fall"),
        on_each_child("indicator", ("up_to_date", "awaited"), "fall"),
    ]


_OUTCOME: Final = Field("outcome", Text("Ce qui permet de le dire", "What shows it"), "text")
_REASON: Final = Field("outcome", Text("Motif", "Reason"), "text")
_NOBODY_ACCEPTED: Final = Refusal(
    "nobody_accepted",
    Text(
        "Aucun partenaire n’a accepté son engagement\u00a0: l’objectif reste une proposition.",
        "No partner has accepted its commitment: the objective stays a proposal.",
    ),
)

WORKFLOW: Final = Workflow(
    name="objective",
    version=1,
    label=Text("Objectif", "Objective"),
    states=(
        State("proposed", Text("Proposition", "Proposal"), STEER, expects=Text("Désigner les partenaires et attendre leurs réponses", "Name the partners and await their answers")),
        State("answered", Text("Réponses reçues", "Answers received"), STEER, expects=Text("Arrêter l’objectif, ou désigner d’autres partenaires", "Settle the objective, or name other partners")),
        State("settled", Text("Arrêté", "Settled")),
        State("reached", Text("Atteint", "Reached"), final=True),
        State("abandoned", Text("Abandonné", "Abandoned"), final=True),
    ),
    steps=(
        Step(
            "name_partner", ("proposed", "answered"), "proposed", Text("Désigner un partenaire", "Name a partner"), STEER,
            asks=(
                Field("partner", Text("Partenaire", "Partner"), "choice", choices=partner_choices),
                Field("asked", Text("Ce qui lui est demandé", "What is asked of it"), "text", maximum=1000),
                Field("due_on", Text("Échéance de sa part", "Due day of its share"), "day", required=False, help=Text("Sans date, celle de l’objectif.", "Without one, that of the objective.")),
            ),
            checks=(_not_named_yet, _within_the_objective), writes=_name_partner, opens=("commitment",), done=Text("Partenaire désigné", "Partner named"),
        ),
        Step(
            "add_indicator", ("proposed", "answered", "settled"), None, Text("Ajouter un indicateur", "Add an indicator"), STEER,
            asks=(
                Field("label", Text("Ce qui est compté", "What is counted"), "line", maximum=200),
                Field("kind", Text("Nature", "Kind"), "choice", choices=tuple(indicator.KINDS.items())),
                Field("unit", Text("Unité", "Unit"), "line", maximum=40),
                Field("baseline", Text("Valeur de départ", "Starting value"), "amount", required=False, maximum=indicator.LARGEST),
                Field("target", Text("Valeur visée", "Target value"), "amount", maximum=indicator.LARGEST),
                Field("direction", Text("Sens", "Direction"), "choice", choices=tuple(indicator.DIRECTIONS.items())),
                Field("frequency", Text("Rythme", "Rhythm"), "choice", choices=tuple(indicator.FREQUENCIES.items())),
                Field("source", Text("Source", "Source"), "line", maximum=200),
                Field("owner", Text("Service qui relève", "Agency that reads it"), "choice", choices=partner_choices),
                Field("feed", Text("Compté dans Beffroi", "Counted in Beffroi"), "choice", required=False, choices=tuple((key, feed.label) for key, feed in figures.FEEDS.items()),
                      help=Text("Choisi, la valeur vient des dossiers eux-mêmes et personne ne la saisit.", "If chosen, the value comes from the cases themselves and nobody types it.")),
            ),
            writes=_add_indicator, opens=("indicator",), done=Text("Indicateur ajouté", "Indicator added"),
        ),
        Step("hear_all", ("proposed",), "answered", Text("Tous ont répondu", "All have answered"), HOUSE, done=Text("Chaque partenaire désigné a répondu", "Every named partner has answered")),
        Step(
            "amend", ("proposed", "answered", "settled"), None, Text("Changer la cible ou l’échéance", "Change the target or the due day"), HOUSE,
            asks=(
                Field("target", Text("Cible", "Target"), "line", required=False, maximum=300),
                Field("due_on", Text("Échéance", "Due on"), "day", required=False),
                Field("decided", Text("Décision", "Decision"), "line", maximum=200),
                Field("decision", Text("Identifiant de la décision", "Id of the decision"), "line", maximum=40),
            ),
            writes=_amend, done=Text("Cible ou échéance changée par une réunion", "Target or due day changed by a meeting"),
        ),
        Step("settle", ("answered",), "settled", Text("Arrêter l’objectif", "Settle the objective"), STEER, awaits=((Settled("commitment", frozenset({"accepted", "kept"}), "any"), _NOBODY_ACCEPTED),), done=Text("Objectif arrêté", "Objective settled")),
        Step("reach", ("settled",), "reached", Text("Déclarer l’objectif atteint", "Declare the objective reached"), STEER, asks=(_OUTCOME,), writes=_keep_outcome, effects=_end_below, grave=True, done=Text("Objectif atteint", "Objective reached")),
        Step("abandon", ("proposed", "answered", "settled"), "abandoned", Text("Abandonner l’objectif", "Abandon the objective"), STEER, asks=(_REASON,), writes=_keep_outcome, effects=_end_below, grave=True, done=Text("Objectif abandonné", "Objective abandoned")),
    ),
    joins=(Join("answers", Settled("commitment", ANSWERED, "all"), "hear_all"),),
)  # fmt: skip
