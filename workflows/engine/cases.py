"""How a case moves: ``open_case``, ``take`` and ``note`` are the only writers of state, journal, turns and clocks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm.util import identity_key

from workflows.engine import registry, statements
from workflows.engine.chain import NOTHING
from workflows.engine.decision import decisions
from workflows.engine.definition import COMMAND_LINE, HOUSE, OPENED, Effect, Guard, Refusal, Settled, Step, Workflow
from workflows.engine.fields import faults_of
from workflows.engine.lines import body_of, line_of
from workflows.engine.plan import plan_move
from workflows.engine.records import put_back, take_changes
from workflows.engine.refusals import (
    CommandConflict,
    CommandRaced,
    Moved,
    Refused,
    Ungated,
    UnknownCase,
    not_from_here,
    reserved_to,
)
from workflows.engine.situation import HOUSE_ACTOR, Actor, PartyTo, Situation
from workflows.engine.statements import LoadedCase, Move
from workflows.engine.tables import Case, Command, JournalLine
from workflows.engine.viewer import GATED_FROM, ViewerSession
from workflows.store.plain import canonical, plain
from workflows.store.text import Text

__all__ = [
    "HOUSE_ACTOR",
    "OPENED",
    "Actor",
    "OpenStep",
    "PartyTo",
    "Situation",
    "Taken",
    "digest_of_command",
    "is_met",
    "note",
    "open_case",
    "open_steps",
    "situation_of",
    "take",
]


@dataclass(frozen=True, slots=True)
class Taken:
    """The answer to a step: the same for the same command, however often it is sent."""

    case_id: UUID
    seq: int
    state: str


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A door of the present state: open when ``refusals`` is empty, else closed with its reasons."""

    step: Step
    refusals: tuple[Refusal, ...]


def open_case(
    session: ViewerSession,
    workflow_name: str,
    *,
    actor: Actor,
    moment: datetime,
    title: str,
    case_id: UUID | None = None,
    agency: str | None = None,
    secrecy: int = 2,
    parent: LoadedCase | None = None,
    parties: Sequence[PartyTo] = (),
    records: Sequence[Any] | Callable[[], Sequence[Any]] = (),
    fields: Mapping[str, Any] | None = None,
    effects: Sequence[Effect] = (),
    command: str | None = None,
) -> Taken:
    """Open a case at the first state of its workflow's newest version, with its parties and records, in one unit.

    ``moment`` is aware. ``records`` are new rows whose ``case_id`` is the given ``case_id``, or a function
    that makes them, asked only if the command is new. Refuses an unknown
    workflow (``UnknownWorkflow``); the same command gets the same case again.
    """
    workflow = registry.workflow(workflow_name)
    digest = digest_of_command(OPENED, workflow_name, fields or {}) if command else None
    if command is not None and (known := _answer_of(session, command, digest)) is not None:
        return known
    case_id = case_id or uuid4()
    given = plain(dict(fields or {}))
    session.flush()
    # What a parent's step already changed belongs to the parent's own line, which comes after this one.
    others = take_changes(session) if parent is not None else []
    session.add_all(records() if callable(records) else records)
    session.flush()
    named = [(party.competence, party.agency, party.clearance) for party in parties]
    born = LoadedCase(
        case_id, workflow.name, workflow.version, workflow.initial, 1, NOTHING, title, agency, secrecy,
        parent.id if parent else None, parent.kind if parent else None,
        workflow.initial not in workflow.final_states, moment, moment, tuple(named), (),
    )  # fmt: skip
    situation = Situation(session, born, actor, moment, OPENED, fields or {})
    move = plan_move(workflow, situation, born, target=workflow.initial, parties=named, entering=True)
    _refuse_ungated(situation, move)
    watched = registry.watched(situation, workflow.initial, move.turns)
    move.effects.extend(_to_deliver((*effects, *watched)))
    body = {
        "case": {
            "agency": agency,
            "parent": born.parent_id.hex if born.parent_id else None,
            "parent_kind": born.parent_kind,
            "title": title,
            "version": workflow.version,
        },
        **body_of(given, take_changes(session), move),
    }
    put_back(session, others)
    move.line = line_of(situation, OPENED, "", workflow.initial, seq=1, previous=NOTHING, body=body, command=command)
    move.version, move.parent_id, move.command_digest = 0, born.parent_id, digest
    applied = statements.insert_case(
        session,
        move,
        workflow_version=workflow.version,
        title=title,
        parent_kind=born.parent_kind,
        joins=[(join.name, str(join.when.need)) for join in workflow.joins],
    )
    if not applied:
        raise CommandRaced
    return Taken(case_id, 1, workflow.initial)


def take(
    session: ViewerSession,
    case_id: UUID,
    step_name: str,
    *,
    actor: Actor,
    moment: datetime,
    fields: Mapping[str, Any] | None = None,
    command: str | None = None,
    version: int | None = None,
) -> Taken:
    """Take a step: check version, competence, guards and fields, then write everything in one unit of work.

    ``moment`` is aware; ``version`` is the one that the author saw (``None``: whatever it is now), to which the house
    alone may have added notes since; ``command`` is an id made by the author. Refuses with ``Refused`` (every reason), ``Moved``, ``CommandConflict`` or ``UnknownCase``.
    The edge commits.
    """
    given = dict(fields or {})
    digest = digest_of_command(step_name, case_id.hex, given) if command else None
    case = statements.load_case(session, case_id)
    if case is None:
        raise UnknownCase
    workflow = registry.workflow(case.workflow, case.workflow_version)
    step = workflow.step(step_name)
    if step.writes is not None:
        # Rows change beside the case: hold it, so that two authors do not both write theirs.
        case = statements.load_case(session, case_id, lock=True) or case
        if command is not None and (known := _answer_of(session, command, digest)) is not None:
            return known
    situation = Situation(session, case, actor, moment, step_name, given)
    try:
        if (
            version is not None
            and case.version != version
            and not _only_noted_by_house(session, case, workflow, version)
        ):
            raise _moved(session, case, workflow)
        _refuse_if_closed(workflow, step, situation)
    except (Refused, Moved):
        if command is not None and (known := _answer_of(session, command, digest)) is not None:
            return known
        raise
    if step.writes is not None:
        step.writes(situation)
    session.flush()
    target = decisions(workflow).target(case.state, step_name) or case.state
    effects = tuple(step.effects(situation)) if step.effects else ()
    named = [(party.competence, party.agency, party.clearance) for party in situation.new_parties]
    move = plan_move(workflow, situation, case, target=target, parties=named, entering=target != case.state)
    _refuse_ungated(situation, move)
    move.effects.extend(_to_deliver((*effects, *registry.watched(situation, target, move.turns))))
    changes = take_changes(session)
    body = body_of(plain(given), changes, move)
    move.line = line_of(
        situation, step_name, case.state, target, seq=case.version + 1, previous=case.head, body=body, command=command
    )
    move.version, move.parent_id, move.command_digest = case.version, case.parent_id, digest
    if not statements.move_case(session, move):
        if command is not None and not changes and (known := _answer_of(session, command, digest)) is not None:
            return known
        raise _lost_race(session, case, workflow, command, digest)
    _forget_loaded(session, case_id)
    return Taken(case_id, move.line.seq, target)


def note(
    session: ViewerSession,
    case_id: UUID,
    name: str,
    *,
    actor: Actor,
    moment: datetime,
    fields: Mapping[str, Any] | None = None,
    command: str | None = None,
    effects: Iterable[tuple[str, Mapping[str, Any]]] = (),
) -> Taken:
    """Append a journal line without moving the case: answers of a tablet, a comment, a batch of an import.

    ``fields`` are the plain values that the line keeps; changed recorded rows travel in it. Same refusals as ``take``.
    """
    given = dict(fields or {})
    digest = digest_of_command(name, case_id.hex, given) if command else None
    session.flush()
    case = statements.load_case(session, case_id, lock=True)
    if case is None:
        raise UnknownCase
    if command is not None and (known := _answer_of(session, command, digest)) is not None:
        return known
    situation = Situation(session, case, actor, moment, name, given)
    move = Move(line=None, version=case.version, is_open=case.is_open)  # type: ignore[arg-type]
    move.effects.extend((uuid4(), topic, canonical(plain(dict(body)))) for topic, body in effects)
    move.line = line_of(
        situation, name, case.state, case.state, seq=case.version + 1, previous=case.head,
        body=body_of(plain(given), take_changes(session), move), command=command,
    )  # fmt: skip
    move.command_digest = digest
    if not statements.move_case(session, move):
        raise _lost_race(session, case, registry.workflow(case.workflow, case.workflow_version), command, digest)
    _forget_loaded(session, case_id)
    return Taken(case_id, move.line.seq, case.state)


def open_steps(session: ViewerSession, case_id: UUID, *, actor: Actor, moment: datetime) -> list[OpenStep]:
    """Return every step that people may take from the present state, each with its refusals for this actor now."""
    case = statements.load_case(session, case_id)
    if case is None:
        raise UnknownCase
    workflow = registry.workflow(case.workflow, case.workflow_version)
    doors = []
    for step in workflow.steps_from(case.state):
        if step.competence not in (HOUSE, COMMAND_LINE):
            situation = Situation(session, case, actor, moment, step.name)
            doors.append(OpenStep(step, tuple(_closed_by(step, situation))))
    return doors


def situation_of(session: ViewerSession, case_id: UUID, step: str, *, actor: Actor, moment: datetime) -> Situation:
    """Return the situation in which ``step`` would be taken, so that a form can list the choices of its fields."""
    case = statements.load_case(session, case_id)
    if case is None:
        raise UnknownCase
    return Situation(session, case, actor, moment, step)


def _refuse_if_closed(workflow: Workflow, step: Step, situation: Situation) -> None:
    if situation.case.state not in step.sources:
        raise Refused([not_from_here(workflow.state(situation.case.state).label)])
    refusals = list(_closed_by(step, situation))
    refusals.extend(faults_of(step.asks, situation.fields, situation))
    if not refusals:
        refusals.extend(_asked(step.checks, situation))
    if refusals:
        raise Refused(refusals)


def _closed_by(step: Step, situation: Situation) -> Iterable[Refusal]:
    if not _holds(step.competence, situation):
        yield reserved_to(registry.label_of(step.competence))
    for condition, refusal in step.awaits:
        if not is_met(condition, situation):
            yield refusal
    yield from _asked(step.guards, situation)
    # Said to nobody else: who could not take the step anyway has nothing to learn of what holds it.
    if step.competence not in (HOUSE, COMMAND_LINE) and _holds(step.competence, situation):
        held = registry.held(situation)
        if held is not None:
            yield held


def _asked(guards: Iterable[Guard], situation: Situation) -> Iterable[Refusal]:
    for guard in guards:
        refused = guard(situation)
        if refused is not None:
            yield from (refused,) if isinstance(refused, Refusal) else refused


def _holds(competence: str, situation: Situation) -> bool:
    actor = situation.actor
    if competence == HOUSE:
        # Not a matter of words: nobody becomes the house by holding a competence of that name.
        return actor is HOUSE_ACTOR
    if competence not in actor.competences:
        return False
    named = {agency for name, agency, _clearance in situation.case.parties if name == competence}
    return not named or actor.agency in named


def _refuse_ungated(situation: Situation, move: Move) -> None:
    """Let no agency into what another one alone knows (K3 and above) where no gate leads: an error of the workflow."""
    owner, actor = situation.case.agency, situation.actor.agency
    for competence, agency, clearance in move.parties:
        if clearance < GATED_FROM or agency == owner:
            continue
        givers = [key for key in (owner, actor) if key not in (None, HOUSE, agency)]
        if not registry.lets_in(givers, agency, clearance, situation.moment):
            raise Ungated(
                f"{situation.case.workflow}, {situation.step}: no gate lets {agency} into class K{clearance} of {owner} "
                f"({competence})."
            )


def _to_deliver(effects: Iterable[Effect]) -> Iterable[tuple[UUID, str, str]]:
    return [(uuid4(), each.topic, canonical(plain(dict(each.body)))) for each in effects]


def is_met(condition: Settled, situation: Situation) -> bool:
    """Tell whether the children of the situation's case satisfy a condition now."""
    states = situation.children(condition.child)
    settled = sum(count for state, count in states.items() if state in condition.states)
    return condition.met(settled, sum(states.values()))


def digest_of_command(step: str, about: str, fields: Mapping[str, Any]) -> bytes:
    """Return what tells a repeated command from another one under the same id."""
    return hashlib.sha256(canonical([step, about, plain(dict(fields))]).encode()).digest()


def _answer_of(session: ViewerSession, command: str, digest: bytes | None) -> Taken | None:
    """Return the answer already given to a command; refuses the same id with another body."""
    said, line = Command.__table__.c, JournalLine.__table__.c
    known = (
        session.connection()
        .execute(
            sa.select(said.digest, line.case_id, line.seq, line.target)
            .join_from(Command.__table__, JournalLine.__table__, line.case_id == said.case_id)
            .where(said.id == command, line.seq == said.seq, line.command == command)
        )
        .first()
    )
    if known is None:
        return None
    if known.digest != digest:
        raise CommandConflict
    return Taken(known.case_id, known.seq, known.target)


def _lost_race(
    session: ViewerSession, case: LoadedCase, workflow: Workflow, command: str | None, digest: bytes | None
) -> Exception:
    if command is not None and (
        _answer_of(session, command, digest) is not None or _only_noted_by_house(session, case, workflow, case.version)
    ):
        return CommandRaced()
    return _moved(session, statements.load_case(session, case.id) or case, workflow)


def _only_noted_by_house(session: ViewerSession, case: LoadedCase, workflow: Workflow, since: int) -> bool:
    """Tell whether a case has seen nothing since that version but notes of the house, such as a paper that was pressed."""
    line = JournalLine.__table__.c
    later = sa.select(line.step, line.agency).where(line.case_id == case.id, line.seq > since)
    found = session.connection().execute(later).all()
    steps = {step.name for step in workflow.steps}
    return bool(found) and all(each.agency == HOUSE and each.step not in steps for each in found)


def _moved(session: ViewerSession, case: LoadedCase, workflow: Workflow) -> Moved:
    line = JournalLine.__table__.c
    last = (
        session.connection()
        .execute(sa.select(line.step, line.agency, line.at).where(line.case_id == case.id, line.seq == case.version))
        .one()
    )
    known = next((step.label for step in workflow.steps if step.name == last.step), Text(last.step, last.step))
    return Moved(
        agency=last.agency, at=last.at, step=known, state=workflow.state(case.state).label, version=case.version
    )


def _forget_loaded(session: ViewerSession, case_id: UUID) -> None:
    """Let the next read of this case see the move: it went past the ORM."""
    loaded = session.identity_map.get(identity_key(Case, (case_id,))) if len(session.identity_map) else None
    if loaded is not None:
        session.expire(loaded)
