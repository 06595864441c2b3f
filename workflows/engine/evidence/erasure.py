"""Erasing by law: the body of a line goes, its header and hash stay, and a later line of the case says so."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from workflows.engine.cases import HOUSE_ACTOR, Taken, note
from workflows.engine.evidence.journal import ERASED
from workflows.engine.evidence.replay import NOBODY_ASKS
from workflows.engine.sweeper import ALERT
from workflows.engine.tables import Case, Command, JournalLine, Outbox
from workflows.engine.viewer import ViewerSession
from workflows.store.database import table_of

_LINE: Final = table_of(JournalLine)
_NOTHING_LEFT: Final = "{}"


class CannotErase(Exception):
    """The body of this line cannot be erased, or not yet."""


def erase_body(session: ViewerSession, line: int, *, reason: str, moment: datetime, title: str | None = None) -> Taken:
    """Erase the body of a journal line for ``reason`` (a code or reference, never a name) at ``moment`` (aware).

    What the body said of the case's own working (parties, turns, clocks, which rows and columns changed) is kept in
    the new line that says so; what people wrote is gone, in the line, in the effects it caused and in the digest of
    its command. The business rows are the caller's: a step of their own empties them. ``title`` replaces the case's
    title, when that too named somebody. Only the house may; refuses with :class:`CannotErase` a line that is not there,
    is erased already, says that another was erased, or whose effects still wait.
    """
    if not session.is_house:
        raise CannotErase("Only the house erases.")
    found = session.connection().execute(sa.select(_LINE).where(_LINE.c.line == line)).one_or_none()
    if found is None or found.body is None:
        raise CannotErase(f"There is no body to erase on line {line}.")
    if found.step == ERASED:
        raise CannotErase(f"Line {line} says that another body was erased: it stays.")
    body = json.loads(found.body)
    effects = [UUID(hex=effect_id) for effect_id, _topic, _text in body.get("effects", ())]
    _refuse_while_waiting(session, effects, line)
    fields: dict[str, Any] = {"seq": found.seq, "reason": reason, "kept": _kept(found.step, body)}
    if title is not None:
        fields["title"] = title
    taken = note(session, found.case_id, ERASED, actor=HOUSE_ACTOR, moment=moment, fields=fields)
    _wipe(session, found, reason, moment)
    _wipe_beside(session, found, effects, title)
    return taken


def _kept(step: str, body: dict[str, Any]) -> dict[str, Any]:
    """Return what the working of the case needs of a body: nothing that anybody typed."""
    kept: dict[str, Any] = {name: body[name] for name in ("parties", "turns", "clocks") if name in body}
    if "case" in body:
        kept["case"] = {name: value for name, value in body["case"].items() if name != "title"}
    if "effects" in body:
        kept["effects"] = [[effect_id, topic, _NOTHING_LEFT] for effect_id, topic, _text in body["effects"]]
    if "records" in body:
        kept["records"] = [
            [table, key, None if values is None else sorted(values)] for table, key, values in body["records"]
        ]
    if step == ALERT:
        kept["fields"] = body["fields"]
    return kept


def _refuse_while_waiting(session: ViewerSession, effects: list[UUID], line: int) -> None:
    table = table_of(Outbox).c
    waiting = sa.select(sa.func.count()).where(table.id.in_(effects), table.done_at.is_(None), ~table.dead)
    if session.connection().scalar(waiting):
        raise CannotErase(f"Effects of line {line} still wait to be delivered: try again later.")


def _wipe(session: ViewerSession, found: Any, reason: str, moment: datetime) -> None:
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        # Overwrite what is removed, in the file too.
        connection.exec_driver_sql("PRAGMA secure_delete=ON")
    connection.execute(
        sa.update(_LINE)
        .where(_LINE.c.line == found.line)
        .values(body=None, salt=None, erased_at=moment, erased_reason=reason)
    )


def _wipe_beside(session: ViewerSession, found: Any, effects: list[UUID], title: str | None) -> None:
    connection = session.connection()
    outbox = table_of(Outbox)
    connection.execute(sa.update(outbox).where(outbox.c.id.in_(effects)).values(body=_NOTHING_LEFT, error=None))
    if found.command is not None:
        command = table_of(Command)
        connection.execute(sa.update(command).where(command.c.id == found.command).values(digest=NOBODY_ASKS))
    if title is not None:
        case = table_of(Case)
        connection.execute(sa.update(case).where(case.c.id == found.case_id).values(title=title))
