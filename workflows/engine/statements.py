"""The engine's own SQL, for both databases: load a case, move it in one statement where the database can, open one.

Everything else reads through the ORM. This module is the only one with hand-written SQL: a step is taken a thousand
times for each time that its table changes, and the ORM's unit of work costs more than the database does.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from workflows.engine import failpoints
from workflows.engine.viewer import Viewer, ViewerSession

NO_DUE: Final = datetime(9999, 12, 31, tzinfo=UTC)
"""The due moment of a turn for which no clock runs."""


@dataclass(frozen=True, slots=True)
class LoadedCase:
    """A case as it was read, with its parties and running clocks; plain values, never written back."""

    id: UUID
    workflow: str
    workflow_version: int
    state: str
    version: int
    head: bytes
    title: str
    agency: str | None
    secrecy: int
    parent_id: UUID | None
    parent_kind: str | None
    is_open: bool
    opened_at: datetime
    moved_at: datetime
    parties: tuple[tuple[str, str, int], ...]
    clocks: tuple[tuple[str, datetime, datetime], ...]
    """(name, started_at, due) of each running deadline."""

    @property
    def kind(self) -> str:
        """Name and version of its workflow, as its children keep it."""
        return f"{self.workflow}/{self.workflow_version}"


@dataclass(slots=True)
class Line:
    """A journal line to append."""

    case_id: UUID
    seq: int
    workflow: str
    step: str
    source: str
    target: str
    agency: str
    user: str
    at: datetime
    command: str | None
    secrecy: int
    case_agency: str | None
    body_digest: bytes
    previous: bytes
    hash: bytes
    salt: bytes
    body: str


@dataclass(slots=True)
class Move:
    """Everything that one step changes in the engine's own tables."""

    line: Line
    version: int
    """The version that the case must still have."""
    is_open: bool
    command_digest: bytes | None = None
    ends_turns: bool = False
    turns: list[tuple[str, str, datetime]] = field(default_factory=list)
    parties: list[tuple[str, str, int]] = field(default_factory=list)
    clocks_started: list[tuple[str, datetime, datetime, datetime | None]] = field(default_factory=list)
    clocks_stopped: list[str] = field(default_factory=list)
    effects: list[tuple[UUID, str, str]] = field(default_factory=list)
    parent_id: UUID | None = None
    counts: list[tuple[str, int, UUID, str]] = field(default_factory=list)
    """(join name, +1 or -1 or 0, effect id, effect body) for each join of the parent that this child feeds."""
    looks: list[tuple[str, UUID, str]] = field(default_factory=list)
    """(join name, effect id, effect body) for each own join that may now fire."""


_CURSOR: Final = "beffroi_cursor"
_LINE_COLUMNS: Final = (
    'case_id, seq, workflow, step, source, target, agency, "user", at, command, secrecy, case_agency, body_digest, '
    "previous, hash, salt, body"
)
_CASE_COLUMNS: Final = (
    "c.id, c.workflow, c.workflow_version, c.state, c.version, c.head, c.title, c.agency, c.secrecy, c.parent_id, "
    "c.parent_kind, c.is_open, c.opened_at, c.moved_at"
)
_MET: Final = (
    "case need when 'all' then total > 0 and settled >= total when 'any' then settled >= 1 "
    "when 'none_open' then settled >= total else settled >= cast(need as integer) end"
)


def load_case(session: ViewerSession, case_id: UUID, *, lock: bool = False) -> LoadedCase | None:
    """Read a case through the session's viewer; ``None`` when it is absent or not for this viewer, alike."""
    raw, postgres = _raw(session)
    seen, values = _visible(session, "%s" if postgres else "?")
    if postgres:
        row = raw.execute(_load_postgres(seen, lock), (case_id, *values), prepare=True).fetchone()
        if row is None:
            return None
        parties = tuple(tuple(party) for party in row[14] or ())
        clocks = tuple((name, _aware(start), _aware(due)) for name, start, due in row[15] or ())
        return _loaded(row[0], *row[1:5], bytes(row[5]), *row[6:12], _aware(row[12]), _aware(row[13]), parties, clocks)
    row = raw.execute(_load_sqlite(seen), (case_id.hex, *values)).fetchone()
    if row is None:
        return None
    parties = tuple(tuple(party) for party in json.loads(row[14]))
    clocks = tuple((name, _aware(start), _aware(due)) for name, start, due in json.loads(row[15]))
    parent = UUID(hex=row[9]) if row[9] else None
    return _loaded(
        case_id, *row[1:9], parent, row[10], bool(row[11]), _aware(row[12]), _aware(row[13]), parties, clocks
    )


def _loaded(*values: Any) -> LoadedCase:
    return LoadedCase(*values)


def move_case(session: ViewerSession, move: Move) -> bool:
    """Apply a move if the case still has its version and the command is new; tell whether it was applied."""
    raw, postgres = _raw(session)
    return _move_postgres(raw, move) if postgres else _move_sqlite(raw, move)


def insert_case(
    session: ViewerSession,
    move: Move,
    *,
    workflow_version: int,
    title: str,
    parent_kind: str | None,
    joins: Sequence[tuple[str, str]],
) -> bool:
    """Insert a new case with its first line; tell whether it was (``False``: the command id was used before)."""
    raw, postgres = _raw(session)
    line = move.line
    mark = "%s" if postgres else "?"
    adapt = _same if postgres else _for_sqlite
    if line.command is not None and not _claim_command(raw, move, mark, adapt):
        return False
    rest = (line.case_agency, line.secrecy, move.parent_id, parent_kind, move.is_open, line.at, line.at)
    raw.execute(
        "insert into case_ (id, workflow, workflow_version, state, version, head, title, agency, secrecy, parent_id, "
        f"parent_kind, is_open, opened_at, moved_at) values ({_marks(mark, 14)})",
        adapt((line.case_id, line.workflow, workflow_version, line.target, line.seq, line.hash, title, *rest)),
    )
    failpoints.reach("open.after_case")
    raw.execute(f"insert into journal ({_LINE_COLUMNS}) values ({_marks(mark, 17)})", adapt(_values(line)))
    for name, need in joins:
        raw.execute(
            f"insert into join_ (parent_id, name, need, total, settled, looked) values ({mark}, {mark}, {mark}, 0, 0, 0)",
            adapt((line.case_id, name, need)),
        )
    _write_rest(raw, move, mark, adapt, new_child=True)
    return True


def _claim_command(raw: Any, move: Move, mark: str, adapt: Any) -> bool:
    claimed = raw.execute(
        f"insert into command (id, digest, case_id, seq) values ({_marks(mark, 4)}) on conflict (id) do nothing",
        adapt((move.line.command, move.command_digest, move.line.case_id, move.line.seq)),
    )
    return bool(claimed.rowcount == 1)


def _write_rest(raw: Any, move: Move, mark: str, adapt: Any, *, new_child: bool = False) -> None:
    """Write turns, parties, clocks, counters and effects one statement each."""
    line = move.line
    if move.ends_turns:
        raw.execute(f"delete from turn where case_id = {mark} and seq < {mark}", adapt((line.case_id, line.seq)))
    for competence, agency, clearance in move.parties:
        raw.execute(
            f"insert into party (case_id, competence, agency, clearance) values ({_marks(mark, 4)}) "
            "on conflict (case_id, competence, agency) do update set clearance = excluded.clearance",
            adapt((line.case_id, competence, agency, clearance)),
        )
    for competence, agency, due in move.turns:
        raw.execute(
            f"insert into turn (case_id, seq, competence, agency, due) values ({_marks(mark, 5)})",
            adapt((line.case_id, line.seq, competence, agency, due)),
        )
    for name in move.clocks_stopped:
        raw.execute(f"delete from deadline where case_id = {mark} and name = {mark}", adapt((line.case_id, name)))
    for name, started_at, due, next_at in move.clocks_started:
        raw.execute(
            f"insert into deadline (case_id, name, started_at, due, raised, next_at) "
            f"values ({mark}, {mark}, {mark}, {mark}, 0, {mark}) on conflict (case_id, name) do update set "
            "started_at = excluded.started_at, due = excluded.due, raised = 0, next_at = excluded.next_at",
            adapt((line.case_id, name, started_at, due, next_at)),
        )
    for effect_id, topic, body in move.effects:
        _insert_effect(raw, mark, adapt, effect_id, line.case_id, topic, body, line.at)
    for name, delta, effect_id, body in move.counts:
        row = raw.execute(
            f"update join_ set settled = settled + {mark}, total = total + {mark} "
            f"where parent_id = {mark} and name = {mark} returning {_MET}",
            adapt((delta, int(new_child), move.parent_id, name)),
        ).fetchone()
        if row is not None and row[0] and delta > 0:
            _insert_effect(raw, mark, adapt, effect_id, move.parent_id, "join", body, line.at)
    for name, effect_id, body in move.looks:
        row = raw.execute(
            f"update join_ set looked = looked + 1 where parent_id = {mark} and name = {mark} returning {_MET}",
            adapt((line.case_id, name)),
        ).fetchone()
        if row is not None and row[0]:
            _insert_effect(raw, mark, adapt, effect_id, line.case_id, "join", body, line.at)


def _insert_effect(
    raw: Any, mark: str, adapt: Any, effect_id: UUID, case_id: UUID | None, topic: str, body: str, at: datetime
) -> None:
    raw.execute(
        "insert into outbox (id, case_id, topic, body, created_at, due_at, attempts, dead) "
        f"values ({_marks(mark, 6)}, 0, false)",
        adapt((effect_id, case_id, topic, body, at, at)),
    )


def _move_sqlite(raw: Any, move: Move) -> bool:
    line = move.line
    if line.command is not None and not _claim_command(raw, move, "?", _for_sqlite):
        return False
    failpoints.reach("move.before_case")
    moved = raw.execute(
        "update case_ set state = ?, version = version + 1, head = ?, is_open = ?, moved_at = ? "
        "where id = ? and version = ?",
        (line.target, line.hash, move.is_open, _text(line.at), line.case_id.hex, move.version),
    )
    if moved.rowcount != 1:
        return False
    failpoints.reach("move.after_case")
    raw.execute(_INSERT_LINE_SQLITE, _for_sqlite(_values(line)))
    failpoints.reach("move.after_line")
    _write_rest(raw, move, "?", _for_sqlite)
    return True


_INSERT_LINE_SQLITE: Final = f"insert into journal ({_LINE_COLUMNS}) values ({', '.join('?' * 17)})"


def _move_postgres(raw: Any, move: Move) -> bool:
    """One statement: claim the command, compare and set the case, append the line, write everything that follows."""
    line = move.line
    rows: dict[str, Sequence[Sequence[Any]]] = {
        "party": move.parties,
        "turn": move.turns,
        "stopped": [(name,) for name in move.clocks_stopped],
        "started": move.clocks_started,
        "effect": move.effects,
        "count": move.counts,
        "look": move.looks,
    }
    sql = _move_statement(line.command is not None, move.ends_turns, *map(len, rows.values()))
    values: dict[str, Any] = {
        "id": line.case_id,
        "version": move.version,
        "state": line.target,
        "head": line.hash,
        "is_open": move.is_open,
        "at": line.at,
        "workflow": line.workflow,
        "step": line.step,
        "source": line.source,
        "agency": line.agency,
        "user": line.user,
        "command": line.command,
        "secrecy": line.secrecy,
        "case_agency": line.case_agency,
        "body_digest": line.body_digest,
        "previous": line.previous,
        "salt": line.salt,
        "body": line.body,
        "digest": move.command_digest,
        "seq": line.seq,
        "parent": move.parent_id,
    }
    for what, each in rows.items():
        for number, row in enumerate(each):
            for place, value in enumerate(row):
                values[f"{what}{number}_{place}"] = value
    failpoints.reach("move.before_case")
    moved = bool(raw.execute(sql, values, prepare=True).rowcount == 1)
    failpoints.reach("move.after_line")
    return moved


@lru_cache(maxsize=512)
def _move_statement(
    command: bool,
    ends_turns: bool,
    parties: int,
    turns: int,
    stopped: int,
    started: int,
    effects: int,
    counts: int,
    looks: int,
) -> str:
    """Return the statement that writes so many rows of each kind.

    Each row is spelled out: rows handed over as JSON cost the server and us a tenth of the whole step.
    """
    parts = []
    if command:
        parts.append(
            "c as (insert into command (id, digest, case_id, seq) values (%(command)s, %(digest)s, %(id)s, %(seq)s) "
            "on conflict (id) do nothing returning id)"
        )
    parts.append(
        "u as (update case_ set state = %(state)s, version = version + 1, head = %(head)s, is_open = %(is_open)s, "
        "moved_at = %(at)s where id = %(id)s and version = %(version)s"
        + (" and exists (select 1 from c)" if command else "")
        + " returning id, version)"
    )
    if ends_turns:
        parts.append("et as (delete from turn using u where turn.case_id = u.id)")
    if parties:
        rows = _rows("party", parties, competence="text", agency="text", clearance="smallint")
        parts.append(
            "pa as (insert into party (case_id, competence, agency, clearance) "
            f"select u.id, v.competence, v.agency, v.clearance from u, {rows} "
            "on conflict (case_id, competence, agency) do update set clearance = excluded.clearance)"
        )
    if turns:
        rows = _rows("turn", turns, competence="text", agency="text", due="timestamptz")
        parts.append(
            "tu as (insert into turn (case_id, seq, competence, agency, due) "
            f"select u.id, u.version, v.competence, v.agency, v.due from u, {rows})"
        )
    if stopped:
        rows = _rows("stopped", stopped, name="text")
        parts.append(
            f"ds as (delete from deadline using u, {rows} where deadline.case_id = u.id and deadline.name = v.name)"
        )
    if started:
        rows = _rows("started", started, name="text", begins="timestamptz", due="timestamptz", next_at="timestamptz")
        parts.append(
            "dr as (insert into deadline (case_id, name, started_at, due, raised, next_at) "
            f"select u.id, v.name, v.begins, v.due, 0, v.next_at from u, {rows} "
            "on conflict (case_id, name) do update set "
            "started_at = excluded.started_at, due = excluded.due, raised = 0, next_at = excluded.next_at)"
        )
    outbox = "insert into outbox (id, case_id, topic, body, created_at, due_at, attempts, dead)"
    if effects:
        rows = _rows("effect", effects, id="uuid", topic="text", body="text")
        parts.append(f"ef as ({outbox} select v.id, u.id, v.topic, v.body, %(at)s, %(at)s, 0, false from u, {rows})")
    if counts:
        rows = _rows("count", counts, name="text", delta="integer", effect="uuid", body="text")
        parts.append(
            f"ct as (update join_ j set settled = settled + v.delta from u, {rows} "
            "where j.parent_id = %(parent)s and j.name = v.name "
            f"returning j.parent_id, v.effect, v.body, v.delta > 0 and {_MET} as met)"
        )
        parts.append(
            f"cf as ({outbox} select effect, parent_id, 'join', body, %(at)s, %(at)s, 0, false from ct where met)"
        )
    if looks:
        rows = _rows("look", looks, name="text", effect="uuid", body="text")
        parts.append(
            f"lk as (update join_ j set looked = looked + 1 from u, {rows} "
            f"where j.parent_id = u.id and j.name = v.name returning u.id, v.effect, v.body, {_MET} as met)"
        )
        parts.append(f"lf as ({outbox} select effect, id, 'join', body, %(at)s, %(at)s, 0, false from lk where met)")
    return (
        f"with {', '.join(parts)} insert into journal ({_LINE_COLUMNS}) select u.id, u.version, %(workflow)s, %(step)s, "
        "%(source)s, %(state)s, %(agency)s, %(user)s, %(at)s, %(command)s, %(secrecy)s, %(case_agency)s, "
        "%(body_digest)s, %(previous)s, %(head)s, %(salt)s, %(body)s from u"
    )


def _rows(what: str, count: int, **columns: str) -> str:
    """Return ``count`` rows of named values as a table ``v`` of these columns, each with its type."""
    rows = (
        ", ".join(f"%({what}{number}_{place})s::{kind}" for place, kind in enumerate(columns.values()))
        for number in range(count)
    )
    return f"(values {', '.join(f'({row})' for row in rows)}) v({', '.join(columns)})"


@lru_cache(maxsize=8)
def _load_postgres(seen: str, lock: bool) -> str:
    return (
        f"select {_CASE_COLUMNS}, "
        "(select json_agg(json_build_array(competence, agency, clearance)) from party where case_id = c.id), "
        "(select json_agg(json_build_array(name, started_at, due)) from deadline where case_id = c.id) "
        f"from case_ c where c.id = %s and {seen}" + (" for no key update" if lock else "")
    )


@lru_cache(maxsize=8)
def _load_sqlite(seen: str) -> str:
    return (
        f"select {_CASE_COLUMNS}, "
        "(select json_group_array(json_array(competence, agency, clearance)) from party where case_id = c.id), "
        "(select json_group_array(json_array(name, started_at, due)) from deadline where case_id = c.id) "
        f"from case_ c where c.id = ? and {seen}"
    )


def _visible(session: ViewerSession, mark: str) -> tuple[str, tuple[Any, ...]]:
    """Return the rule of :func:`workflows.engine.viewer.may_see` for one case, as SQL and its values."""
    return ("1 = 1", ()) if session.is_house else _seen_by(session.viewer, mark)


def _seen_by(viewer: Viewer, mark: str) -> tuple[str, tuple[Any, ...]]:
    seen = f"c.secrecy <= {mark}"
    values: tuple[Any, ...] = (min(viewer.open_class, viewer.ceiling),)
    if viewer.agency is not None:
        seen = (
            f"(c.secrecy <= {mark} or c.agency = {mark} or exists (select 1 from party v where v.case_id = c.id "
            f"and v.agency = {mark} and v.clearance >= c.secrecy)) and c.secrecy <= {mark}"
        )
        values = (viewer.open_class, viewer.agency, viewer.agency, viewer.ceiling)
    if viewer.within is None:
        return seen, values
    more, beside = _seen_by(viewer.within, mark)
    return f"{seen} and {more}", (*values, *beside)


def _raw(session: ViewerSession) -> tuple[Any, bool]:
    """Return what runs statements on the session's own connection, and whether it is PostgreSQL."""
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        return connection.connection.driver_connection, False
    # One cursor for the life of the connection: making one costs more than the driver's part of a small statement.
    cursor = connection.info.get(_CURSOR)
    if cursor is None:
        cursor = connection.info[_CURSOR] = connection.connection.cursor()
    return cursor, True


def _values(line: Line) -> tuple[Any, ...]:
    return (
        line.case_id,
        line.seq,
        line.workflow,
        line.step,
        line.source,
        line.target,
        line.agency,
        line.user,
        line.at,
        line.command,
        line.secrecy,
        line.case_agency,
        line.body_digest,
        line.previous,
        line.hash,
        line.salt,
        line.body,
    )


def _marks(mark: str, count: int) -> str:
    return ", ".join([mark] * count)


def _same(values: tuple[Any, ...]) -> tuple[Any, ...]:
    return values


def _for_sqlite(values: tuple[Any, ...]) -> list[Any]:
    return [
        value.hex if kind is UUID else _text(value) if kind is datetime else value
        for kind, value in zip(map(type, values), values, strict=True)
    ]


@lru_cache(maxsize=256)
def _text(moment: datetime) -> str:
    # The moment of a step is written in four tables.
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _aware(value: str | datetime) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
