"""A problem of the canary house: a word of its own in whatever is written there, for its group alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.telling import Telling
from workflows.engine.cases import take
from workflows.engine.viewer import unit_of_work
from workflows.processes.problem import open_problem

LEADER: Final = "police_nationale"
PROPOSER: Final = "bailleur"
GROUP: Final = frozenset({LEADER, PROPOSER, "police_municipale", "prefecture"})
"""Who is named in it: the prefecture runs the strategy above."""
WRITTEN: Final = {
    "propose": ("title", "place", "observed", "sufferers", "times", "sources"),
    "analyse": ("offenders", "targets", "setting", "tried", "supposed", "sources"),
    "put_off": ("reason",),
    "add_measure": ("label", "unit", "source"),
    "count": ("source",),
    "decide": ("words",),
    "report": ("evidence",),
    "assess": ("moved", "residents", "shown_by"),
    "act_again": ("reason",),
}
"""What is written in it, step by step."""


def tell_problem(told: Telling, strategy: UUID, word: Callable[..., str]) -> None:
    """Take a problem as far as its assessment and back to action; ``word`` makes a canary of where it stands."""

    def said(step: str) -> dict[str, Any]:
        return {name: f"Mot {word('problem', step, name)}" for name in WRITTEN[step]}

    def act(key: str, case: UUID, step: str, hours: int, **fields: Any) -> None:
        moment = told.at(-16, 9) + timedelta(hours=hours)
        with unit_of_work(told.engine, PLAYERS[key].viewer) as session:
            given = {**said(step), **fields} if step in WRITTEN else fields
            take(session, case, step, actor=PLAYERS[key].actor, moment=moment, fields=given)

    police, day = PLAYERS[LEADER], told.at(-16, 9).date()
    with unit_of_work(told.engine, PLAYERS[PROPOSER].viewer) as session:
        case = open_problem(
            session, actor=PLAYERS[PROPOSER].actor, moment=told.at(-17, 9), strategy_id=strategy, since=day - timedelta(days=90),
            members=["police_municipale"], **said("propose"),
        ).case_id  # fmt: skip
    later = day + timedelta(days=200)
    act(LEADER, case, "take_up", 1)
    act(LEADER, case, "analyse", 2, assess_on=later)
    act(LEADER, case, "put_off", 3, assess_on=later + timedelta(days=1))
    act(PROPOSER, case, "add_measure", 4, weeks=2, starts_on=day - timedelta(days=60), value=Decimal(9))
    act(LEADER, case, "decide", 5, owner="police_municipale", due_on=later)
    act("police_municipale", told.child(case, "action"), "report", 6)
    act(LEADER, case, "assess_now", 7)
    act(PROPOSER, case, "count", 8, measure="1", side="after", starts_on=day - timedelta(days=30), value=Decimal(4))
    act(LEADER, case, "assess", 9, verdict="reduced")
    act(police.agency, case, "act_again", 10, assess_on=later + timedelta(days=2))
    act(LEADER, case, "print", 11)
    told.let_the_house_work(-15, 9)


def words_of_the_problem(word: Callable[..., str]) -> Iterator[tuple[str, int, frozenset[str]]]:
    """Give each word of the problem with its class and its readers."""
    for step, names in WRITTEN.items():
        for name in names:
            yield word("problem", step, name), 2, GROUP
