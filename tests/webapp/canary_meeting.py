"""A committee of the canary house: a word of its own in whatever is written at a meeting, of each class."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.telling import Telling
from workflows.engine.cases import take
from workflows.engine.viewer import unit_of_work
from workflows.processes.meeting import convene_meeting

KEEPER: Final = "prefecture"
MEMBER: Final = "bailleur"
"""Who is convened beside the keeper: nobody else reads what is between members."""
TO_ALL: Final = (
    ("convene", "title"), ("convene", "chair"), ("put_off", "place"), ("item0", "title"),
    ("item0", "context"), ("decide0", "words"), ("decide1", "words"), ("amend_objective", "words"),
    ("amend_objective", "target"), ("correct", "words"), ("correct", "why"), ("approve", "approved_by"),
)  # fmt: skip
"""What every desk reads: the public version of the log, and the actions that the whole partnership sees."""
TO_MEMBERS: Final = (
    ("item1", "title"), ("item1", "context"), ("item2", "title"), ("item2", "context"), ("decide2", "words"),
    ("give_opinion", "words"), ("excuse", "reason"), ("record_presence", "who"), ("record_presence", "reason"),
    ("withdraw_item", "reason"), ("put_off", "reason"), ("convene", "place"),
)  # fmt: skip
ACTIONS: Final = {"decide0": "replaced", "correct": "public", "decide1": "shared", "decide2": "hidden"}
"""The actions of its decisions, by the step that worded them."""


def tell_meeting(told: Telling, strategy: UUID, word: Callable[..., str]) -> None:
    """Hold one meeting of a committee from its convocation to its approval; ``word`` makes a canary of where it stands."""

    def said(*names: str) -> str:
        return f"Mot {word('meeting', *names)}"

    def act(key: str, hours: int, step: str, **fields: Any) -> None:
        moment = told.at(-20, 9) + timedelta(hours=hours)
        with unit_of_work(told.engine, PLAYERS[key].viewer) as session:
            take(session, meeting, step, actor=PLAYERS[key].actor, moment=moment, fields=fields)

    keeper = PLAYERS[KEEPER]
    with unit_of_work(told.engine, keeper.viewer) as session:
        meeting = convene_meeting(
            session, actor=keeper.actor, moment=told.at(-30, 9), strategy_id=strategy, body_key="steering_committee",
            title=said("convene", "title"), place=said("convene", "place"), starts_at=told.at(-20, 9),
            chair=said("convene", "chair"), members=[MEMBER], quorum=1,
        ).case_id  # fmt: skip
    act(MEMBER, -90, "excuse", reason=said("excuse", "reason"))
    act(
        KEEPER,
        -80,
        "put_off",
        starts_at=told.at(-20, 10),
        place=said("put_off", "place"),
        reason=said("put_off", "reason"),
    )
    act(KEEPER, -70, "withdraw_item", item="1", reason=said("withdraw_item", "reason"))
    for level in range(3):
        name = f"item{level}"
        act(KEEPER, -60, "add_item", title=said(name, "title"), context=said(name, "context"), secrecy=str(level))
    act(KEEPER, 1, "start")
    act(
        KEEPER, 1, "record_presence", agency=MEMBER, presence="present", who=said("record_presence", "who"),
        reason=said("record_presence", "reason"),
    )  # fmt: skip
    act(MEMBER, 1, "give_opinion", item="2", words=said("give_opinion", "words"))
    due = (told.at(-20, 9) + timedelta(days=60)).date()
    for level, owner in enumerate(("mairie", "mairie", MEMBER)):
        act(KEEPER, 1, "decide", item=str(2 + level), words=said(f"decide{level}", "words"), owner=owner, due_on=due)
    act(
        KEEPER, 1, "amend_objective", item="2", objective="1.1", words=said("amend_objective", "words"),
        target=said("amend_objective", "target"),
    )  # fmt: skip
    act(KEEPER, 2, "close_session")
    act(KEEPER, 3, "correct", about="decision:1", words=said("correct", "words"), why=said("correct", "why"))
    act(KEEPER, 4, "approve", approved_by=said("approve", "approved_by"))
    told.let_the_house_work(-19, 9)


def words_of_the_meeting(
    word: Callable[..., str], everybody: frozenset[str]
) -> Iterator[tuple[str, int, frozenset[str]]]:
    """Give each word of the meeting with its class and its readers."""
    for names in TO_ALL:
        yield word("meeting", *names), 0, everybody
    for names in TO_MEMBERS:
        yield word("meeting", *names), 2, frozenset({KEEPER, MEMBER})
