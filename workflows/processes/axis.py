"""The axis of a strategy: a theme under which objectives stand (domain §5.1)."""

from __future__ import annotations

from typing import Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.cases import Situation
from workflows.engine.definition import Field, Refusal, Settled, State, Step, Workflow
from workflows.processes import objective
from workflows.processes.house import look, look_up
from workflows.processes.opening import STEER, open_below
from workflows.store.database import Base, Recorded
from workflows.store.text import Text


class Axis(Recorded, Base):
    """One axis and its place in the strategy, counted from 1."""

    __tablename__ = "axis"
    __table_args__ = (sa.UniqueConstraint("strategy_id", "position"),)

    strategy_id: Mapped[UUID] = mapped_column(sa.ForeignKey("strategy.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(200))


def open_axis(situation: Situation, *, title: str, strategy_id: UUID) -> UUID:
    """Open the next axis of the strategy of the situation and return its case id."""
    position = 1 + len(look(situation.session, Axis, Axis.__table__.c.strategy_id == strategy_id))
    row = Axis(id=uuid4(), strategy_id=strategy_id, position=position, title=title)
    return open_below(situation, WORKFLOW.name, row, title=f"{position}. {title}")


def _add_objective(situation: Situation) -> None:
    fields, row = situation.fields, look_up(situation.session, Axis, situation.case.id)
    objective.open_objective(
        situation, strategy_id=row.strategy_id, axis_id=row.id, axis_position=row.position, title=fields["title"],
        aim=fields.get("aim") or "", target=fields["target"], due_on=fields["due_on"],
    )  # fmt: skip


_OBJECTIVES_OPEN: Final = Refusal(
    "objectives_open",
    Text("Des objectifs sont encore en cours dans cet axe.", "Some objectives of this axis are still open."),
)

WORKFLOW: Final = Workflow(
    name="axis",
    version=1,
    label=Text("Axe de la stratégie", "Axis of the strategy"),
    states=(
        State("open", Text("Ouvert", "Open")),
        State("ended", Text("Terminé", "Ended"), final=True),
    ),
    steps=(
        Step(
            "add_objective", ("open",), None, Text("Proposer un objectif", "Propose an objective"), STEER,
            asks=(
                Field("title", Text("Objectif", "Objective"), "line", maximum=200, help=Text("Ce qui doit avoir changé, en une phrase.", "What must have changed, in one sentence.")),
                Field("aim", Text("Pourquoi", "Why"), "text", required=False, maximum=2000),
                Field("target", Text("Cible", "Target"), "line", maximum=300, help=Text("Ce qui permettra de dire qu’il est atteint.", "What will show that it has been reached.")),
                Field("due_on", Text("Échéance", "Due on"), "day"),
            ),
            checks=(objective.due_in_the_future,), writes=_add_objective, opens=("objective",), done=Text("Objectif proposé", "Objective proposed"),
        ),
        Step("end", ("open",), "ended", Text("Terminer l’axe", "End the axis"), STEER, awaits=((Settled("objective", objective.ENDED, "none_open"), _OBJECTIVES_OPEN),), done=Text("Axe terminé", "Axis ended")),
    ),
)  # fmt: skip
