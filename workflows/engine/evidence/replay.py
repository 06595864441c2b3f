"""The journal played again: what each line must have left in the live tables."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from workflows.engine import registry
from workflows.engine.cases import OPENED, digest_of_command
from workflows.engine.definition import Workflow
from workflows.engine.evidence.journal import ERASED
from workflows.engine.evidence.scratch import Scratch
from workflows.engine.plan import body_of_join, join_effect_id
from workflows.engine.sweeper import ALERT
from workflows.engine.tables import JournalLine
from workflows.store.database import table_of
from workflows.store.plain import plain
from workflows.store.still import stream

PURGED: Final = "\x00purged"
"""What stands for a value that was erased by law."""
NOBODY_ASKS: Final = bytes(32)
"""The digest of a command whose line was erased: no answer is given to it any more."""
_LINE: Final = table_of(JournalLine)
Oddity = tuple[str, str, Any, Any]


@dataclass(slots=True)
class Replay:
    """What the lines told so far, on the way to a scratch place."""

    scratch: Scratch
    lines: int = 0
    oddities: list[Oddity] = field(default_factory=list)
    """(key, column, expected, found) of lines that cannot be played."""
    waiting: list[tuple[str, str]] = field(default_factory=list)
    """(case, body of the effect) of joins that are met while their parent waits."""
    erased: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    """What was kept of each erased body, by case and line of the case."""

    def body_of(self, case_id: str, seq: int, body: str | None) -> dict[str, Any]:
        """Return the body of a line, or what was kept of it."""
        if body is None:
            return self.erased.get((case_id, seq), {})
        try:
            told = json.loads(body)
        except ValueError:
            told = None
        if not isinstance(told, dict):
            self.oddities.append((f'["{case_id}",{seq}]', "body", "plain JSON", "something else"))
            return {}
        return told


@dataclass(slots=True)
class _Told:
    """A case as its lines tell it."""

    id: str
    workflow: Workflow | None
    row: dict[str, Any]
    parties: dict[tuple[str, str], int] = field(default_factory=dict)
    turns: list[list[Any]] = field(default_factory=list)
    turns_seq: int = 0
    clocks: dict[str, dict[str, Any]] = field(default_factory=dict)
    looked: dict[str, int] = field(default_factory=dict)


def replay_cases(connection: Connection, replay: Replay) -> None:
    """Play every line, case by case, and put down the rows of the engine's own tables."""
    _read_erasures(connection, replay)
    told: _Told | None = None
    parents: list[tuple[str, str, int, str]] = []
    for line in _lines(connection, _LINE.c.case_id, _LINE.c.seq):
        replay.lines += 1
        case_id = line.case_id.hex
        body = replay.body_of(case_id, line.seq, line.body)
        if told is None or told.id != case_id:
            _put_down(told, replay, parents)
            told = _begin(case_id, line, body, replay)
        _play(told, line, body)
        _put_command(replay, line, body)
        _put_effects(replay, told, line, body)
    _put_down(told, replay, parents)
    for case_id, name, version, state in parents:
        _put_joins(replay, case_id, registry.workflow(name, version), state)


def replay_records(connection: Connection, replay: Replay) -> None:
    """Play the changes of business rows, in the order of the whole journal."""
    touching = sa.or_(_LINE.c.body.is_(None), _LINE.c.body.contains('"records":', autoescape=True))
    for line in _lines(connection, _LINE.c.line, where=touching):
        for table, key, values in replay.body_of(line.case_id.hex, line.seq, line.body).get("records", ()):
            if values is None:
                replay.scratch.remove(table, [key])
            elif isinstance(values, list):
                replay.scratch.merge(table, [key], dict.fromkeys(values, PURGED))
            else:
                replay.scratch.merge(table, [key], values)


def _lines(connection: Connection, *order: Any, where: Any = None) -> Iterator[Any]:
    statement = sa.select(_LINE).order_by(*order)
    if where is not None:
        statement = statement.where(where)
    return stream(connection, statement, at_once=500)


def _read_erasures(connection: Connection, replay: Replay) -> None:
    said = sa.select(_LINE.c.case_id, _LINE.c.body).where(_LINE.c.step == ERASED, _LINE.c.body.is_not(None))
    for case_id, body in connection.execute(said):
        fields = json.loads(body)["fields"]
        replay.erased[case_id.hex, fields["seq"]] = fields["kept"]


def _begin(case_id: str, line: Any, body: dict[str, Any], replay: Replay) -> _Told:
    born = body.get("case", {})
    version = born.get("version", 0)
    try:
        workflow = registry.workflow(line.workflow, version)
    except registry.UnknownWorkflow:
        workflow = None
        replay.oddities.append((f'["{case_id}",1]', "workflow", "a workflow known here", f"{line.workflow} v{version}"))
    row = {
        "workflow": line.workflow,
        "workflow_version": version,
        "title": born.get("title", PURGED),
        "agency": line.case_agency,
        "secrecy": line.secrecy,
        "parent_id": born.get("parent"),
        "parent_kind": born.get("parent_kind"),
        "opened_at": plain(line.at),
    }
    return _Told(case_id, workflow, row)


def _play(told: _Told, line: Any, body: dict[str, Any]) -> None:
    told.row.update(state=line.target, version=line.seq, head=line.hash.hex(), moved_at=plain(line.at))
    if line.step == ERASED and "title" in body.get("fields", {}):
        told.row["title"] = body["fields"]["title"]
    for competence, agency, clearance in body.get("parties", ()):
        told.parties[competence, agency] = clearance
    if "turns" in body:
        told.turns, told.turns_seq = body["turns"], line.seq
    clocks = body.get("clocks", {})
    for name in clocks.get("stopped", ()):
        told.clocks.pop(name, None)
    for name, started_at, due, next_at in clocks.get("started", ()):
        told.clocks[name] = {"started_at": started_at, "due": due, "raised": 0, "next_at": next_at}
    if line.step == ALERT:
        alert = body.get("fields", {})
        if alert.get("deadline") in told.clocks:
            told.clocks[alert["deadline"]].update(raised=alert["raised"], next_at=alert["next_at"])
    if told.workflow is None:
        return
    _rest_passed_clocks(told, line)
    if line.source != line.target:
        for join in told.workflow.joins:
            if line.target in told.workflow.step(join.step).sources:
                told.looked[join.name] = told.looked.get(join.name, 0) + 1


def _rest_passed_clocks(told: _Told, line: Any) -> None:
    """A clock that its own step left running is looked at no more."""
    assert told.workflow is not None
    for deadline in told.workflow.deadlines:
        clock = told.clocks.get(deadline.name)
        if clock is not None and line.step == deadline.step and clock["due"] <= plain(line.at):
            clock["next_at"] = None


def _put_command(replay: Replay, line: Any, body: dict[str, Any]) -> None:
    if line.command is None:
        return
    about = line.workflow if line.step == OPENED else line.case_id.hex
    digest = NOBODY_ASKS if line.body is None else digest_of_command(line.step, about, body.get("fields", {}))
    replay.scratch.put(
        "command", [line.command], {"digest": digest.hex(), "case_id": line.case_id.hex, "seq": line.seq}
    )


def _put_effects(replay: Replay, told: _Told, line: Any, body: dict[str, Any]) -> None:
    at = plain(line.at)
    for effect_id, topic, text in body.get("effects", ()):
        row = {"case_id": told.id, "topic": topic, "body": text, "created_at": at}
        replay.scratch.put("outbox", [effect_id], row)
    for parent_id, effect_id, text in _effects_of_joins(told, line):
        row = {"case_id": parent_id, "topic": "join", "body": text, "created_at": at}
        replay.scratch.put("outbox", [effect_id], row, optional=True)


def _effects_of_joins(told: _Told, line: Any) -> Iterator[tuple[str, str, str]]:
    """Give what this line may have caused: whether it did depends on who came first, which no single line knows."""
    parent, kind = told.row["parent_id"], told.row["parent_kind"]
    if parent is not None and _is_known(kind):
        for join in registry.joins_fed_by(kind, line.workflow):
            was_settled = line.seq > 1 and line.source in join.when.states
            if line.target in join.when.states and not was_settled:
                effect_id = join_effect_id(line.case_id, line.seq, UUID(hex=parent), join.name)
                yield parent, effect_id.hex, body_of_join(join)
    if told.workflow is not None and line.source != line.target:
        for join in told.workflow.joins:
            if line.target in told.workflow.step(join.step).sources:
                yield told.id, join_effect_id(line.case_id, line.seq, line.case_id, join.name).hex, body_of_join(join)


def _is_known(kind: str) -> bool:
    name, _, version = kind.rpartition("/")
    try:
        registry.workflow(name, int(version))
    except (registry.UnknownWorkflow, ValueError):
        return False
    return True


def _put_down(told: _Told | None, replay: Replay, parents: list[tuple[str, str, int, str]]) -> None:
    if told is None:
        return
    scratch, row = replay.scratch, told.row
    final = told.workflow.final_states if told.workflow else frozenset()
    scratch.put("case_", [told.id], {**row, "is_open": row["state"] not in final})
    for (competence, agency), clearance in told.parties.items():
        scratch.put("party", [told.id, competence, agency], {"clearance": clearance})
    for competence, agency, due in told.turns:
        scratch.put("turn", [told.id, told.turns_seq, competence, agency], {"due": due})
    for name, clock in told.clocks.items():
        scratch.put("deadline", [told.id, name], clock)
    if row["parent_id"] is not None:
        scratch.put_child(row["parent_id"], row["parent_kind"], row["workflow"], row["state"])
    if told.workflow is not None and told.workflow.joins:
        for join in told.workflow.joins:
            looked = {"need": str(join.when.need), "looked": told.looked.get(join.name, 0)}
            scratch.put("join_", [told.id, join.name], looked)
        parents.append((told.id, row["workflow"], row["workflow_version"], row["state"]))


def _put_joins(replay: Replay, case_id: str, workflow: Workflow, state: str) -> None:
    kind = f"{workflow.name}/{workflow.version}"
    for join in workflow.joins:
        children = replay.scratch.children(case_id, kind, join.when.child)
        total = sum(children.values())
        settled = sum(count for child_state, count in children.items() if child_state in join.when.states)
        replay.scratch.merge("join_", [case_id, join.name], {"total": total, "settled": settled})
        step = workflow.step(join.step)
        stays = step.target is None or step.target in step.sources
        if state in step.sources and not stays and join.when.met(settled, total):
            replay.waiting.append((case_id, body_of_join(join)))
