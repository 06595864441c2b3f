"""The sweeper asks what is due: it raises the alerts of running clocks, and takes the house's step when one has passed."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final
from uuid import NAMESPACE_OID, UUID, uuid5

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from workflows.engine import failpoints, registry
from workflows.engine.cases import HOUSE_ACTOR, note, take
from workflows.engine.definition import Deadline
from workflows.engine.plan import alert_moment
from workflows.engine.refusals import Moved, Refused
from workflows.engine.tables import Case, RunningDeadline
from workflows.engine.viewer import HOUSE_VIEWER, ViewerSession, unit_of_work
from workflows.store.database import table_of

ALERT: Final = "deadline_alert"
"""The journal line of an alert; its body names the deadline and its share in hundredths."""
_log = logging.getLogger(__name__)
_SHORTEST: Final = timedelta(minutes=1)


def sweep(engine: Engine, *, moment: datetime, limit: int = 200) -> int:
    """Do what is due at ``moment`` (aware), each clock in its own transaction; return how many were looked at."""
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        due = list(
            session.execute(
                sa.select(RunningDeadline.case_id, RunningDeadline.name)
                .where(RunningDeadline.next_at <= moment)
                .order_by(RunningDeadline.next_at)
                .limit(limit)
            )
        )
    failpoints.reach("sweep.found")
    for case_id, name in due:
        try:
            with unit_of_work(engine, HOUSE_VIEWER) as session:
                _look_at(session, case_id, name, moment)
        except (Refused, Moved):
            # The case moved meanwhile, or its guard refuses the house's step: look again after the other clocks.
            _put_off(engine, case_id, name, moment)
        except Exception as fault:  # noqa: BLE001 (one clock's fault must not stop the others; it comes round again)
            _log.warning("The clock %s of case %s failed: %s", name, case_id, type(fault).__name__)
            _put_off(engine, case_id, name, moment)
        failpoints.reach("sweep.looked")
    return len(due)


def _put_off(engine: Engine, case_id: UUID, name: str, moment: datetime) -> None:
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        _look_later(session, case_id, name, moment)


def _look_at(session: ViewerSession, case_id: UUID, name: str, moment: datetime) -> None:
    # The case first, as every step does: whoever held the clock and wanted the case would wait in a circle.
    case = session.get(Case, case_id, with_for_update={"key_share": True})
    running = session.get(RunningDeadline, (case_id, name), with_for_update=True)
    if running is None or case is None or running.next_at is None or running.next_at > moment:
        return
    deadline = _definition(case, name)
    if moment >= running.due and deadline.step is not None:
        command = str(uuid5(NAMESPACE_OID, f"{case_id}/{name}/{running.due.isoformat()}"))
        take(session, case_id, deadline.step, actor=HOUSE_ACTOR, moment=moment, command=command)
        _rest(session, running)
        return
    share = sorted(deadline.alerts)[running.raised]
    running.raised += 1
    running.next_at = alert_moment(deadline, running.started_at, running.due, running.raised)
    session.flush()
    body = {"deadline": name, "share": round(share * 100), "raised": running.raised, "next_at": running.next_at}
    note(session, case_id, ALERT, actor=HOUSE_ACTOR, moment=moment, fields=body)


def _rest(session: ViewerSession, running: RunningDeadline) -> None:
    """Look at a passed clock no more, if its step left it running."""
    clock = table_of(RunningDeadline)
    session.connection().execute(
        sa.update(clock)
        .where(clock.c.case_id == running.case_id, clock.c.name == running.name, clock.c.due == running.due)
        .values(next_at=None)
    )


def _look_later(session: ViewerSession, case_id: UUID, name: str, moment: datetime) -> None:
    running = session.get(RunningDeadline, (case_id, name), with_for_update=True)
    if running is not None and running.next_at is not None and running.next_at <= moment:
        length = running.due - running.started_at
        running.next_at = moment + max(length / 20, (moment - running.due) / 10, _SHORTEST)


def _definition(case: Case, name: str) -> Deadline:
    workflow = registry.workflow(case.workflow, case.workflow_version)
    return next(deadline for deadline in workflow.deadlines if deadline.name == name)
