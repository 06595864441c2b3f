"""The local strategy: what the State and its partners want for one quarter, axis by axis (domain §5.1).

An axis gathers objectives (``axis.py``); each objective is carried by the commitments of its partners.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.cases import Actor, PartyTo, Situation, Taken, open_case
from workflows.engine.definition import Effect, Field, Refusal, Settled, State, Step, Workflow
from workflows.engine.numbers import reserve_number
from workflows.engine.viewer import ViewerSession
from workflows.processes import axis, means, training
from workflows.processes.opening import SHARE, SHARED, STEER
from workflows.store.database import Base, Recorded
from workflows.store.text import PARIS, Text


class Strategy(Recorded, Base):
    """A strategy: its quarter (a key of the territory), its days (both included), the text that founds it."""

    __tablename__ = "strategy"

    number: Mapped[str] = mapped_column(sa.String(40), unique=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    quarter: Mapped[str] = mapped_column(sa.String(60))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    founded_on: Mapped[str] = mapped_column(sa.Text, default="")
    demonstration: Mapped[bool] = mapped_column(default=False)


def open_strategy(
    session: ViewerSession,
    *,
    actor: Actor,
    moment: datetime,
    title: str,
    quarter: str,
    starts_on: date,
    ends_on: date,
    founded_on: str = "",
    demonstration: bool = False,
    command: str | None = None,
) -> Taken:
    """Open a strategy as a draft of the actor's agency, with its number of the year.

    Refuses with ``ValueError`` one that ends before it starts.
    """
    if ends_on <= starts_on:
        raise ValueError("A strategy ends after it starts.")
    case_id = uuid4()

    def rows() -> list[Strategy]:
        number = reserve_number(session, "STR", moment.astimezone(PARIS).year, case_id)
        return [
            Strategy(
                id=case_id, case_id=case_id, agency=actor.agency, secrecy=SHARED, number=number, title=title,
                quarter=quarter, starts_on=starts_on, ends_on=ends_on, founded_on=founded_on,
                demonstration=demonstration,
            )
        ]  # fmt: skip

    return open_case(
        session,
        WORKFLOW.name,
        actor=actor,
        moment=moment,
        title=title,
        case_id=case_id,
        agency=actor.agency,
        secrecy=SHARED,
        parties=[PartyTo(STEER, actor.agency, SHARED)],
        records=rows,
        fields={"title": title, "quarter": quarter, "starts_on": starts_on, "ends_on": ends_on},
        command=command,
    )


def strategy_above(session: ViewerSession, strategy_id: UUID) -> Strategy:
    """Return the strategy of that id; refuses one that the viewer may not see with ``NoResultFound``."""
    return session.get_one(Strategy, strategy_id)


def _add_axis(situation: Situation) -> None:
    axis.open_axis(situation, title=situation.fields["title"], strategy_id=situation.case.id)


def _end_below(situation: Situation) -> Iterable[Effect]:
    return [*means.end_means(situation), *training.end_training(situation)]


_WORKS: Final = ("draft", "in_force")
_NO_AXIS: Final = Refusal("no_axis", Text("La stratégie n’a pas encore d’axe.", "The strategy has no axis yet."))
_AXES_OPEN: Final = Refusal(
    "axes_open",
    Text("Des axes sont encore ouverts\u00a0: terminez-les d’abord.", "Some axes are still open: end them first."),
)

WORKFLOW: Final = Workflow(
    name="strategy",
    version=1,
    label=Text("Stratégie locale de sécurité", "Local security strategy"),
    states=(
        State("draft", Text("En préparation", "In preparation"), STEER, expects=Text("Écrire les axes, puis mettre en vigueur", "Write the axes, then bring into force")),
        State("in_force", Text("En vigueur", "In force")),
        State("ended", Text("Terminée", "Ended"), final=True),
    ),
    steps=(
        Step("add_axis", _WORKS, None, Text("Ajouter un axe", "Add an axis"), STEER, asks=(Field("title", Text("Intitulé", "Title"), "line", maximum=200),), writes=_add_axis, opens=("axis",), done=Text("Axe ajouté", "Axis added")),
        Step("ask_means", _WORKS, None, Text("Demander des moyens", "Ask for means"), STEER, asks=means.ASKED, checks=(means.a_count_to_come,), writes=means.ask_for_means, opens=("means",), done=Text("Moyens demandés", "Means asked for")),
        Step("offer_means", _WORKS, None, Text("Proposer des moyens", "Offer means"), SHARE, asks=means.OFFERED, checks=(means.a_count_to_come,), writes=means.offer_means, effects=means.count_offered, opens=("means",), done=Text("Moyens promis", "Means pledged")),
        Step("plan_training", _WORKS, None, Text("Prévoir une formation", "Plan a training"), STEER, asks=training.PLANNED, checks=(training.days_to_come, training.some_places), writes=training.plan_training, opens=("training",), done=Text("Formation prévue", "Training planned")),
        Step("announce_training", _WORKS, None, Text("Annoncer une formation", "Announce a training"), SHARE, asks=training.ANNOUNCED, checks=(training.days_to_come, training.some_places), writes=training.plan_training, opens=("training",), done=Text("Formation prévue", "Training planned")),
        Step("bring_into_force", ("draft",), "in_force", Text("Mettre en vigueur", "Bring into force"), STEER, awaits=((Settled("axis", frozenset({"open"}), "any"), _NO_AXIS),), done=Text("Stratégie mise en vigueur", "Strategy brought into force")),
        Step("end", _WORKS, "ended", Text("Terminer la stratégie", "End the strategy"), STEER, awaits=((Settled("axis", frozenset({"ended"}), "none_open"), _AXES_OPEN),), effects=_end_below, grave=True, done=Text("Stratégie terminée", "Strategy ended")),
    ),
)  # fmt: skip
