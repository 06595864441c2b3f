"""The past: operations known only from a record made elsewhere, or before the house was there.

Whoever operates the machine enters them with steps that begin by ``record_``, in the house's own name: nobody is said
to have proposed, approved or validated anything here, and no rule of entry is applied to what has already taken place.
Such an operation names its ``origin``; without one, these steps are closed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

from workflows.engine.definition import Guard, Refusal
from workflows.engine.situation import Situation
from workflows.processes.house import look_up
from workflows.processes.operation_facts import Operation
from workflows.store.text import Text

RECORDED: Final = Text("Inscrit d’après un relevé d’origine", "Entered from an original record")
"""What the history says of each of these steps."""


def only_from_a_record(operation_of: Callable[[Situation], UUID]) -> Guard:
    """Return the guard that closes a step unless the operation that ``operation_of`` gives comes from a record."""

    def guard(situation: Situation) -> Refusal | None:
        operation = look_up(situation.session, Operation, operation_of(situation))
        return None if operation is not None and operation.origin else _NO_RECORD

    return guard


_NO_RECORD: Final = Refusal(
    "no_record",
    Text(
        "Cette opération est conduite ici\u00a0: rien n’y est inscrit d’après un relevé.",
        "This operation is carried out here: nothing in it is entered from a record.",
    ),
)
