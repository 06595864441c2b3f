"""What a measure states of itself for the rules of what holds what (``law/data/holds.toml``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from workflows.engine.cases import Situation
from workflows.law.days import paris_day
from workflows.processes.house import look
from workflows.processes.measure_facts import MeasurePrior
from workflows.processes.measure_law import laws_of, measure_row, standing_facts


def _is_one_of(state: str) -> Callable[[Situation], bool | None]:
    def is_so(situation: Situation) -> bool | None:
        row = measure_row(situation.session, situation.case.id)
        return None if row is None else any(state in each.states for each in laws_of(row, paris_day(situation.moment)))

    return is_so


def _recorded(kind: str) -> Callable[[Situation], bool | None]:
    """Tell whether such a prior was recorded; that none was does not say that there is none."""

    def is_so(situation: Situation) -> bool | None:
        prior = MeasurePrior.__table__.c
        found = look(situation.session, MeasurePrior, prior.measure_id == situation.case.id, prior.kind == kind)
        return True if found else None

    return is_so


def _uses_a_judicial_document(situation: Situation) -> bool:
    return any(each.judicial for each in standing_facts(situation.session, situation.case.id))


def _argues_urgency(situation: Situation) -> bool | None:
    row: Any = measure_row(situation.session, situation.case.id)
    return None if row is None else bool(row.urgency)


STATED: Final[Mapping[str, Callable[[Situation], bool | None]]] = {
    "judicial_piece": _uses_a_judicial_document,
    "prosecutor_agrees": _recorded("prosecutor"),
    "illegal_work": _is_one_of("illegal_work"),
    "acquitted": _recorded("acquittal"),
    "food_measure": _is_one_of("food_measure"),
    "urgent": _argues_urgency,
}
