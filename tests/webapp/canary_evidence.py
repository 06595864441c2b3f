"""Evidence of the canary house: what the police seized and hand over, what the town's police filmed, what hygiene must send."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, Final

from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.story import Story
from workflows.engine.cases import take
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.exhibit import seize
from workflows.processes.exhibit_sheet import issue_register
from workflows.processes.legal_limit import start_limit
from workflows.processes.video import note_video
from workflows.processes.visit_facts import Visit

SEIZER, RECEIVER, FILMER, OWING = "police_nationale", "ddpp_ccrf", "police_municipale", "ddpp_ssa"
JUSTICE: Final = "parquet"
MAY_OPEN: Final = {
    "exhibit": frozenset({SEIZER, JUSTICE}),
    "hand_over": frozenset({SEIZER, RECEIVER}),
    "video": frozenset({FILMER}),
    "legal_limit": frozenset({OWING}),
    "exhibit_sheet": frozenset({SEIZER}),
}
"""The prosecutor was told of the exhibit; its receiver has not confirmed yet and sees what it must find, not the rest."""
STEPS: Final = {
    "exhibit": ("tell_prosecutor", SEIZER),
    "hand_over": ("withdraw", SEIZER),
    "video": ("set_aside", FILMER),
    "legal_limit": ("drop", OWING),
    "exhibit_sheet": ("withdraw", SEIZER),
}
_WORDS: Final = (
    ("exhibit", "nature", MAY_OPEN["exhibit"] | MAY_OPEN["hand_over"]),
    ("exhibit", "place", MAY_OPEN["exhibit"]),
    ("exhibit", "kept_at", MAY_OPEN["exhibit"]),
    ("exhibit", "seal", MAY_OPEN["exhibit"]),
    ("exhibit", "reference", MAY_OPEN["exhibit"]),
    ("hand_over", "reason", MAY_OPEN["exhibit"] | MAY_OPEN["hand_over"]),
    ("video", "camera_owner", MAY_OPEN["video"]),
    ("video", "place", MAY_OPEN["video"]),
    ("video", "requisition", MAY_OPEN["video"]),
    ("legal_limit", "paper", MAY_OPEN["legal_limit"]),
)


def tell_evidence(told: Story, word: Callable[..., str]) -> None:
    """Enter one of each on the night; ``word`` makes a canary of where it stands."""
    at, bar, grocery = told.at(1, 9), told.visits["bar_1"], told.visits["night_grocery"]
    with unit_of_work(told.engine, HOUSE_VIEWER) as session:
        entered, left = session.get_one(Visit, bar).entered_at, session.get_one(Visit, grocery).left_at
    assert entered is not None
    assert left is not None

    def act(key: str, case: Any, step: str, **fields: Any) -> None:
        with unit_of_work(told.engine, PLAYERS[key].viewer) as session:
            take(session, case, step, actor=PLAYERS[key].actor, moment=at, fields=fields)

    def written(kind: str, *names: str) -> dict[str, str]:
        return {name: f"Mot {word(kind, name)}" for name in names}

    facts = {
        **written("exhibit", "nature", "place", "kept_at", "seal"), "quantity": Decimal(3), "unit": "carton",
        "found_at": entered, "basis": "flagrancy", "present": "operator", "item": "",
    }  # fmt: skip
    with unit_of_work(told.engine, PLAYERS[SEIZER].viewer) as session:
        exhibit = seize(session, bar, actor=PLAYERS[SEIZER].actor, moment=at, facts=facts).case_id
    act(SEIZER, exhibit, "tell_prosecutor", **written("exhibit", "reference"))
    act(SEIZER, exhibit, "hand_over", receiver=RECEIVER, **written("hand_over", "reason"))
    filmed = {**written("video", "camera_owner", "place"), "starts_at": entered, "ends_at": entered, "retention": None}
    with unit_of_work(told.engine, PLAYERS[FILMER].viewer) as session:
        video = note_video(session, bar, actor=PLAYERS[FILMER].actor, moment=at, facts=filmed).case_id
    act(FILMER, video, "ask_preservation", **written("video", "requisition"))
    with unit_of_work(told.engine, PLAYERS[OWING].viewer) as session:
        start_limit(
            session, grocery, actor=PLAYERS[OWING].actor, moment=at, clock_key="crpm_l205_3", starts_at=left,
            **written("legal_limit", "paper"),
        )  # fmt: skip
    with unit_of_work(told.engine, PLAYERS[SEIZER].viewer) as session:
        issue_register(session, told.operation, actor=PLAYERS[SEIZER].actor, moment=at)
    told.let_the_house_work(1, 10)


def words_of_the_evidence(word: Callable[..., str]) -> Iterator[tuple[str, int, frozenset[str]]]:
    """Give each word of the evidence with its class and its readers."""
    for kind, name, readers in _WORDS:
        yield word(kind, name), 3, readers


def listed(word: Callable[..., str]) -> set[str]:
    """Return the words that titles say in lists."""
    return {word("exhibit", "nature"), word("video", "place"), word("legal_limit", "paper")}
