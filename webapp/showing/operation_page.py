"""Everything that the page of an operation shows, gathered once for whoever looks."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from webapp.showing.case import doors_of
from webapp.showing.consequences import owed_for
from webapp.showing.evidence_register import counted_seizures
from webapp.showing.history import history_of, in_brief
from webapp.showing.minutes import glance_of
from webapp.showing.next_thing import NextThing, Standing, next_for_others, next_for_pilot
from webapp.showing.night import night_of
from webapp.showing.operation import invited_of, requisitions_of, stages_of, targets_of
from webapp.showing.planning import plan_of
from webapp.showing.rows import state_of
from workflows.engine.cases import Actor, situation_of
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.processes.document import documents_of, press_jobs
from workflows.processes.operation_facts import Operation

PILOT: Final = "pilot_operation"
_LATEST: Final = 6
_ASKS: Final = frozenset({"ask_requisition", "renew_requisition"})
_IN_A_PANEL: Final = _ASKS | {"add_target", "invite"}
"""Steps whose buttons stand in the panel that they fill."""

_BEFORE: Final = ("targets", "invited", "requisitions", "plan", "documents")
_AFTER: Final = ("documents", "night", "targets", "invited", "requisitions")
_ORDER: Final = {
    "in_progress": ("night", "targets", "invited", "requisitions", "plan", "documents"),
    "debriefed": ("night", "targets", "invited", "requisitions", "documents"),
    "report_in_validation": ("minutes", "follow", *_AFTER),
    "closed": ("follow", "minutes", *_AFTER),
}
"""In which order the parts of the page stand: what is at work now comes first."""


def overview_of(
    session: ViewerSession, case: Case, *, actor: Actor, moment: datetime, done: str | None
) -> dict[str, Any]:
    """Return what ``operation/page.html`` is drawn from; ``done`` names the line of what was just done."""
    operation = session.get_one(Operation, case.id)
    plan, targets = plan_of(session, operation), targets_of(session, operation)
    invited, night = invited_of(session, operation, plan), night_of(session, operation)
    requisitions, minutes = requisitions_of(session, operation, targets), glance_of(session, operation.id)
    doors = doors_of(session, case, actor=actor, moment=moment)
    owed = owed_for(session, operation, moment=moment)
    opened, late = sum(each.count for each in owed), sum(each.late for each in owed)
    leads = PILOT in actor.competences and case.agency == actor.agency
    standing = Standing(case, targets, invited, requisitions, plan, night, minutes, opened, late)
    following = next_for_pilot(standing, doors) if leads else next_for_others(session, case, actor.agency, doors)
    history = history_of(
        session, case, situation_of(session, case.id, "", actor=actor, moment=moment), latest=_LATEST + 1
    )
    in_panel = {door.step.name for door in doors.open if door.step.name in _IN_A_PANEL}
    shown = [case.id, *(each.case.id for each in requisitions), *([minutes.case.id] if minutes else [])]
    return {
        "case": case,
        "operation": operation,
        "state": state_of(case),
        "leads": leads,
        "following": following,
        "stages": stages_of(case),
        "targets": targets,
        "invited": invited,
        "requisitions": requisitions,
        "plan": plan if plan.agencies and plan.rows else None,
        "night": night if _has_begun(case) else None,
        "minutes": minutes,
        "owed": owed,
        "opened": opened,
        "late": late,
        # Whoever leads it sees how many there are, and of each no more than its owner shows.
        "seizures": counted_seizures(session, operation.id) if leads else [],
        "documents": documents_of(session, shown),
        "jobs": [job for job in press_jobs(session, shown) if job.stage != "done"],
        "panel_steps": in_panel,
        "may_ask": not in_panel.isdisjoint(_ASKS),
        "others": [door for door in doors.open if door.step.name not in _told(following)],
        "closed": doors.closed,
        "order": _ORDER.get(case.state, _BEFORE),
        # What was written with each line is on the page of the history.
        "history": in_brief(history[:_LATEST]),
        "more_history": len(history) > _LATEST,
        "done": next((event for event in history if str(event.seq) == done), None),
    }


def _told(following: NextThing | None) -> frozenset[str]:
    doors = following.doors if following else ()
    return _IN_A_PANEL | {door.step.name for door in doors}


def _has_begun(case: Case) -> bool:
    return case.state in ("in_progress", "debriefed", "report_in_validation", "closed")
