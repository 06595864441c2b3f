"""What a move does to turns, clocks and joins, worked out before anything is written."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from workflows.engine import registry
from workflows.engine.definition import HOUSE, OPENED, Deadline, Join, Workflow
from workflows.engine.situation import Situation
from workflows.engine.statements import NO_DUE, LoadedCase, Move
from workflows.store.plain import canonical


def plan_move(
    workflow: Workflow,
    situation: Situation,
    case: LoadedCase,
    *,
    target: str,
    parties: list[tuple[str, str, int]],
    entering: bool,
) -> Move:
    """Work out what the move does to turns, clocks and joins; nothing is written here."""
    move = Move(line=None, version=case.version, is_open=target not in workflow.final_states)  # type: ignore[arg-type]
    move.parties.extend(parties)
    clocks = _plan_clocks(workflow, situation, case, target, move)
    state = workflow.state(target)
    if entering:
        move.ends_turns = True
    expects_anew = entering or bool(move.clocks_started) or any(party[0] == state.turn for party in parties)
    if state.turn is not None and expects_anew:
        move.ends_turns = True
        _plan_turns(state.turn, case, min(clocks.values(), default=NO_DUE), move, once_named=state.once_named)
    born = situation.step == OPENED
    seq = 1 if born else case.version + 1
    if case.parent_kind is not None:
        for join in registry.joins_fed_by(case.parent_kind, case.workflow):
            delta = int(target in join.when.states) - int(not born and case.state in join.when.states)
            if delta or born:
                effect_id = join_effect_id(case.id, seq, case.parent_id, join.name)
                move.counts.append((join.name, delta, effect_id, body_of_join(join)))
    for join in workflow.joins:
        if entering and target in workflow.step(join.step).sources:
            move.looks.append((join.name, join_effect_id(case.id, seq, case.id, join.name), body_of_join(join)))
    return move


def join_effect_id(case_id: UUID, seq: int, parent_id: UUID | None, join: str) -> UUID:
    """Return the id of the effect that line ``seq`` of a case may cause for a join of ``parent_id``.

    It follows from the line, so that the journal alone can say which effects of joins may exist.
    """
    return uuid5(case_id, f"{seq}/{parent_id}/{join}")


def body_of_join(join: Join) -> str:
    """Return what the effect of a join carries."""
    return canonical({"join": join.name, "step": join.step})


def _plan_turns(competence: str, case: LoadedCase, due: datetime, move: Move, *, once_named: bool) -> None:
    named = {**{(name, agency): clearance for name, agency, clearance in case.parties}}
    named.update({(name, agency): clearance for name, agency, clearance in move.parties})
    agencies = sorted(agency for name, agency in named if name == competence)
    if not agencies and competence != HOUSE and not once_named:
        # Nobody is named for it in this case: whoever holds the competence is, from now on, and sees the case.
        agencies = sorted(registry.holders(competence))
        move.parties.extend((competence, agency, case.secrecy) for agency in agencies)
    move.turns.extend((competence, agency, due) for agency in agencies)


def _plan_clocks(
    workflow: Workflow, situation: Situation, case: LoadedCase, target: str, move: Move
) -> dict[str, datetime]:
    """Stop the clocks that the target state does not know, start the others; return the due moment of each."""
    running = {name: (started_at, due) for name, started_at, due in case.clocks}
    dues: dict[str, datetime] = {}
    for deadline in workflow.deadlines:
        if target not in deadline.states:
            if deadline.name in running:
                move.clocks_stopped.append(deadline.name)
            continue
        known = running.get(deadline.name)
        span = _span_of(deadline, situation, known)
        if span is None:
            if known is not None:
                move.clocks_stopped.append(deadline.name)
            continue
        dues[deadline.name] = span[1]
        if span != known:
            move.clocks_started.append((deadline.name, *span, alert_moment(deadline, *span, 0)))
    return dues


def _span_of(
    deadline: Deadline, situation: Situation, known: tuple[datetime, datetime] | None
) -> tuple[datetime, datetime] | None:
    """Return when a clock starts and when it has passed; ``None`` when it does not run in this case."""
    start = deadline.start(situation) if deadline.start else (known[0] if known else situation.moment)
    if start is None:
        return None
    if deadline.ends is not None:
        due = deadline.ends(situation)
        return None if due is None else (start, due)
    return known if known is not None and known[0] == start else (start, deadline.term.due(start))


def alert_moment(deadline: Deadline, started_at: datetime, due: datetime, raised: int) -> datetime | None:
    """Return when the sweeper must look next: at the next share of the length, at its end, or never again."""
    moments = [started_at + (due - started_at) * share for share in sorted(deadline.alerts)]
    if deadline.step is not None and (not moments or moments[-1] < due):
        moments.append(due)
    return moments[raised] if raised < len(moments) else None
