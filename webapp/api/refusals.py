"""What the engine answers when a case does not move, as problem details: every reason, with its code and both sentences."""

from __future__ import annotations

from webapp.api.problems import Problem, Reason
from workflows.engine.refusals import CommandConflict, CommandRaced, EngineAnswer, Moved, Refused


def problem_of(error: EngineAnswer) -> Problem:
    """Return the problem that an answer of the engine is."""
    if isinstance(error, Refused):
        return Problem(409, "refused", [Reason(each.code, each.text) for each in error.refusals])
    if isinstance(error, CommandConflict):
        return Problem(409, "idempotency_conflict")
    if isinstance(error, CommandRaced):
        return Problem(409, "in_progress", headers={"Retry-After": "1"})
    assert isinstance(error, Moved), f"The interface has no words for {type(error).__name__}."
    return Problem(409, "moved", [Reason("moved", error.text)])
