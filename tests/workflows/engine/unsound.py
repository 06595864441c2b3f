"""Workflows that must be refused, one small family for each kind of fault, with the fault and the shortest way to it."""

from __future__ import annotations

from typing import NamedTuple

from tests.workflows.engine.generated import CLERK, deadline, step, workflow
from workflows.engine.checker.result import Fault
from workflows.engine.definition import HOUSE, Join, Settled, State, Workflow
from workflows.store.text import Text


class Unsound(NamedTuple):
    """A workflow, its children, who holds which competence, and the faults expected of the workflow itself."""

    workflow: Workflow
    faults: tuple[Fault, ...]
    children: tuple[Workflow, ...] = ()
    held: frozenset[str] = frozenset({CLERK})


def answered(need: str | int, *states: str, child: str = "opinion") -> Settled:
    return Settled(child, frozenset(states or ("given",)), need)  # type: ignore[arg-type]


OPINION = workflow(["asked", "given!"], step("give", "asked", "given"), name="opinion")
OPINION_OR_REFUSAL = workflow(
    ["asked", "given!", "refused!"], step("give", "asked", "given"), step("refuse", "asked", "refused"), name="opinion"
)

DEAD_END = Unsound(
    workflow(
        ["draft", "sent", "lost", "closed!"],
        step("send", "draft", "sent"),
        step("lose", "sent", "lost"),
        step("close", "sent", "closed"),
        step("sigh", "lost", None),
    ),
    (Fault("dead_end", "lost", ("letter.send", "letter.lose")),),
)

LOOP_WITHOUT_END = Unsound(
    workflow(
        ["draft", "sent", "returned", "closed!"],
        step("close", "draft", "closed"),
        step("send", "draft", "sent"),
        step("return", "sent", "returned"),
        step("send_again", "returned", "sent"),
    ),
    (Fault("dead_end", "sent ⇄ returned", ("letter.send",)),),
)

UNREACHABLE_STATE = Unsound(
    workflow(["draft", "forgotten", "closed!"], step("close", "draft", "closed"), step("find", "forgotten", "closed")),
    (Fault("unreachable_state", "forgotten"),),
)

DEAD_STEP = Unsound(
    workflow(
        ["draft", "sent", "closed!"],
        step("send", "draft", "sent"),
        step("close", "sent", "closed"),
        step("close_unasked", "sent", "closed", awaits=[answered("any")]),
    ),
    (Fault("dead_step", "close_unasked", ("letter.send",)),),
    (OPINION,),
)

DEAD_JOIN = Unsound(
    workflow(
        ["draft", "asking", "closed!"],
        step("ask", "draft", "asking", opens=("opinion",)),
        step("close", "asking", "closed", HOUSE),
        joins=[Join("answers_in", answered("any", "withdrawn"), "close")],
        deadlines=[deadline("patience", "asking", "close")],
    ),
    (Fault("dead_join", "answers_in", ("letter.ask",)),),
    (
        workflow(
            ["asked", "given!", "withdrawn!"],
            step("give", "asked", "given"),
            step("withdraw", "given", None),
            name="opinion",
        ),
    ),
)

IDLE_DEADLINE = Unsound(
    workflow(
        ["draft", "sent", "closed!"],
        step("send", "draft", "sent"),
        step("answer", "sent", "closed"),
        step("expire", "draft", "closed", HOUSE),
        deadlines=[deadline("patience", ("draft", "sent"), "expire")],
    ),
    (Fault("idle_deadline", "patience(sent)", ("letter.send",)),),
)

STARVING_WITHOUT_CHILDREN = Unsound(
    workflow(
        ["draft", "asking", "closed!"],
        step("ask", "draft", "asking", opens=("opinion",)),
        step("close", "asking", "closed", HOUSE),
        joins=[Join("all_answered", answered("all"), "close")],
    ),
    (Fault("starving_join", "all_answered", ("letter.ask",)),),
    (OPINION,),
)

STARVING_AFTER_A_REFUSAL = Unsound(
    workflow(
        ["draft", "asking", "closed!"],
        step("ask", "draft", "asking", opens=("opinion",)),
        step("close", "asking", "closed", HOUSE),
        joins=[Join("all_answered", answered("none_open"), "close")],
    ),
    (Fault("starving_join", "all_answered", ("letter.ask(opinion#1)", "opinion#1.refuse")),),
    (OPINION_OR_REFUSAL,),
)

STARVING_QUORUM = Unsound(
    workflow(
        ["draft", "preparing", "asking", "closed!"],
        step("prepare", "draft", "preparing", opens=("opinion",)),
        step("ask", "preparing", "asking", awaits=[answered("any", "refused")]),
        step("drop", "preparing", "closed"),
        step("close", "asking", "closed", HOUSE),
        joins=[Join("two_answered", answered(2), "close")],
    ),
    (Fault("starving_join", "two_answered", ("letter.prepare(opinion#1)", "opinion#1.refuse", "letter.ask")),),
    (OPINION_OR_REFUSAL,),
)

WAIT_FOR_NOBODY = Unsound(
    workflow(
        ["draft", "waiting", "closed!"],
        step("post", "draft", "waiting"),
        step("close", "waiting", "closed", HOUSE),
        step("queue", "draft", None, effects=True),
        deadlines=[deadline("patience", "waiting", None)],
    ),
    (Fault("wait_without_exit", "waiting", ("letter.post",)),),
)

WAIT_FOR_A_CONDITION = Unsound(
    workflow(
        ["draft", "asking", "closed!"],
        step("ask", "draft", "asking", opens=("opinion",)),
        step("close", "asking", "closed", awaits=[answered("none_open")]),
    ),
    (Fault("wait_without_exit", "asking", ("letter.ask(opinion#1)", "opinion#1.refuse")),),
    (OPINION_OR_REFUSAL,),
)

MISSING_COMPETENCE = Unsound(
    workflow(
        ["draft", "sent", "closed!"],
        step("send", "draft", "sent"),
        step("seal", "sent", "closed", "keeper_of_the_seal"),
    ),
    (Fault("missing_competence", "seal", ("letter.send",)),),
)

MISSING_TURN = Unsound(
    Workflow(
        "letter",
        1,
        Text("Lettre", "Letter"),
        (
            State("draft", Text("Brouillon", "Draft"), turn=CLERK),
            State("sent", Text("Envoyée", "Sent"), turn="reader"),
            State("closed", Text("Close", "Closed"), final=True),
        ),
        (step("send", "draft", "sent"), step("close", "sent", "closed")),
    ),
    (Fault("missing_competence", "sent", ("letter.send",)),),
)

UNKNOWN_CHILD = Unsound(
    workflow(
        ["draft", "sent", "closed!"],
        step("send", "draft", "sent"),
        step("close", "sent", "closed", opens=("ghost",)),
    ),
    (Fault("unknown_child", "close(ghost)", ("letter.send",)),),
)

UNKNOWN_STATE = Unsound(
    workflow(
        ["draft", "sent", "closed!"],
        step("send", "draft", "sent", opens=("opinion",)),
        step("close", "sent", "closed", awaits=[answered("none_open", "given", "vanished")]),
    ),
    (Fault("unknown_state", "close(opinion.vanished)", ("letter.send",)),),
    (OPINION,),
)

STARVING_ON_A_CHILD_THAT_CANNOT_END = Unsound(
    workflow(
        ["draft", "asking", "closed!"],
        step("ask", "draft", "asking", opens=("opinion",)),
        step("close", "asking", "closed", HOUSE),
        joins=[Join("all_answered", answered("none_open"), "close")],
    ),
    (Fault("starving_join", "all_answered", ("letter.ask(opinion#1)", "opinion#1.shelve")),),
    (
        workflow(
            ["asked", "shelved", "given!"],
            step("give", "asked", "given"),
            step("shelve", "asked", "shelved"),
            step("find", "shelved", "given", HOUSE),
            name="opinion",
        ),
    ),
)

ALL = {name.lower(): each for name, each in dict(globals()).items() if isinstance(each, Unsound)}
