"""A compliance branch of the canary house, and one that no joint inspection gave rise to: a word in whatever is written there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.telling import Telling
from workflows.engine.cases import take
from workflows.engine.tables import Case
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.consequence_elsewhere import open_about
from workflows.register.establishments import Establishment

OWNER: Final = "ddpp_ccrf"
ITEM: Final = "CC-01"
PILOT: Final = "prefecture"
WRITTEN: Final = {
    "serve": ("asked", "handed_to", "reference"),
    "receive_proof": ("words",),
    "refuse_proof": ("reason",),
    "check_point": ("note",),
    "cure": ("words",),
}
"""What is written in the branch, step by step."""


def tell_compliance(told: Telling, places: dict[str, UUID], day: int, word: Callable[..., str]) -> None:
    """Serve a notice, refuse a proof, look again, and end the branch; then open one without a joint inspection."""
    player = PLAYERS[OWNER]

    def act(case: UUID, step: str, hour: int, **fields: Any) -> None:
        moment = told.at(day, 6) + timedelta(minutes=hour)
        said = {name: f"Mot {word('compliance', ITEM, step, name)}" for name in WRITTEN[step]}
        with unit_of_work(told.engine, player.viewer) as session:
            take(session, case, step, actor=player.actor, moment=moment, fields={**said, **fields})

    with unit_of_work(told.engine, HOUSE_VIEWER) as session:
        case = session.scalars(
            sa.select(Case.id).where(Case.workflow == "compliance", Case.title.contains(f" {ITEM} "))
        ).one()
    today = told.at(day, 6).date()
    later = today + timedelta(days=20)
    act(case, "serve", 1, handed_as="hand", served_on=today, respond_by=later)
    act(case, "receive_proof", 2, received_on=today)
    act(case, "refuse_proof", 3, respond_by=later + timedelta(days=5))
    act(case, "check_point", 4, point=ITEM, outcome="cured", seen_on=today)
    act(case, "cure", 5)
    with unit_of_work(told.engine, player.viewer) as session:
        open_about(
            session, "compliance", session.get_one(Establishment, places["bar_2"]),
            label=f"Mot {word('compliance', 'elsewhere', 'label')}", actor=player.actor, moment=told.at(day, 7),
        )  # fmt: skip


def words_of_compliance(word: Callable[..., str]) -> Iterator[tuple[str, int, frozenset[str]]]:
    """Give each word with its class and its readers: what is asked is the pilot's too, what was seen the agency's alone."""
    for step, names in WRITTEN.items():
        for name in names:
            secrecy, readers = (3, {OWNER}) if step == "check_point" else (2, {OWNER, PILOT})
            yield word("compliance", ITEM, step, name), secrecy, frozenset(readers)
    yield word("compliance", "elsewhere", "label"), 2, frozenset({OWNER})
