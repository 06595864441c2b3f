"""What an agency's own software is told of: a task opened for it, an objective or commitment moved, a reading contested.

Only of cases of class K0 and K1, and only that something happened: what it is, one asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from workflows.engine.cases import OPENED, Situation
from workflows.engine.definition import Effect
from workflows.processes.commitment import Commitment
from workflows.processes.contest import Contest
from workflows.processes.house import look_up
from workflows.processes.indicator import Reading
from workflows.processes.opening import SHARED
from workflows.register.webhooks import TOPIC, listening

_TOLD_OF: Final = frozenset({"objective", "commitment", "contest"})
_Turns = Sequence[tuple[str, str, datetime]]


def announce(situation: Situation, target: str, turns: _Turns) -> Iterable[Effect]:
    """Return one effect for each address that wants to be told of this move; found as ``WATCH``."""
    case = situation.case
    if case.secrecy > SHARED or not (turns or case.workflow in _TOLD_OF):
        return ()
    known = listening(situation.session)
    if not known:
        return ()
    told = set(_events(situation, target, turns))
    body = {"case": case.id.hex, "kind": case.workflow, "at": situation.moment.isoformat()}
    return [
        Effect(TOPIC, {**body, "webhook": each.id.hex, "event": event})
        for each in known
        for event, agency in sorted(told)
        if agency == each.agency and event in each.events
    ]


def _events(situation: Situation, target: str, turns: _Turns) -> Iterator[tuple[str, str]]:
    """Give (event, agency) of everybody whom the move concerns."""
    case, moved = situation.case, target != situation.case.state
    for _competence, agency, _due in turns:
        yield "task.opened", agency
    if case.workflow == "objective" and moved:
        for agency in _partners(situation):
            yield "objective.moved", agency
    if case.workflow == "commitment" and moved and case.agency is not None:
        yield "commitment.moved", case.agency
    if case.workflow == "contest" and situation.step == OPENED:
        reading = look_up(situation.session, Reading, _contested(situation))
        yield "reading.contested", reading.agency


def _partners(situation: Situation) -> Iterable[str]:
    table = Commitment.__table__.c
    named = situation.session.connection().execute(
        sa.select(table.agency).where(table.objective_id == situation.case.id).distinct()
    )
    return {*named.scalars(), *([situation.case.agency] if situation.case.agency else [])}


def _contested(situation: Situation) -> Any:
    return look_up(situation.session, Contest, situation.case.id).reading_id


WATCH: Final = announce
