"""The agenda that writes itself: what the records of a strategy bring before the next meeting of a body (peers, K4).

Decisions of the same body's earlier meetings that are not done come back each time until they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa

from workflows.engine.tables import Case, RunningDeadline
from workflows.engine.viewer import ViewerSession
from workflows.law.bodies import body
from workflows.law.days import paris_day
from workflows.processes.action import AT_WORK, Action, is_late
from workflows.processes.commitment import Commitment
from workflows.processes.figures import Period, figure
from workflows.processes.house import house_look
from workflows.processes.indicator import Indicator, Reading
from workflows.processes.means import Means, counts_of, movements_of
from workflows.processes.meeting_facts import PROBLEMS, AgendaItem, Decision, Meeting, standing_decisions
from workflows.processes.objective import ENDED, Objective
from workflows.processes.opening import SHARED
from workflows.processes.participation import Participation
from workflows.processes.problem_facts import OPEN, Problem
from workflows.processes.requisition_facts import Requisition
from workflows.processes.strategy import Strategy
from workflows.processes.training import Training
from workflows.processes.training import is_late as not_counted
from workflows.processes.weather import Aim, weather_of, worst
from workflows.register.agencies import agency
from workflows.store.database import Recorded
from workflows.store.text import PARIS, say_day

COMES_BACK: Final = frozenset(
    {
        "open_decision",
        "late_action",
        "silent_commitment",
        "red_objective",
        "reading_awaited",
        "late_means",
        "late_training",
        *PROBLEMS,
    }
)
"""Where an item comes from that is brought again at each meeting for as long as it is true; a refusal is brought once."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One item that the house would write: where it comes from, its words (French, as the paper prints them), its class."""

    source: str
    source_id: UUID
    title: str
    context: str
    secrecy: int = SHARED


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A meeting that nobody has convened yet: the next one of a body for a strategy."""

    id: UUID
    strategy_id: UUID
    body: str
    starts_at: datetime


def next_of(meeting: Meeting, moment: datetime) -> Upcoming:
    """Return the meeting that follows another one of the same body, for which the records may be asked already."""
    return Upcoming(uuid4(), meeting.strategy_id, meeting.body, max(meeting.starts_at, moment) + timedelta(seconds=1))


def proposals(session: ViewerSession, meeting: Any, moment: datetime) -> list[Proposal]:
    """Return what the agenda of a meeting lacks at ``moment`` (aware), what was decided before first.

    Nothing is above the class of the body, and a confidential decision comes back before its own body alone.
    """
    highest = body(meeting.body).highest_class
    with house_look(session) as house:
        known = _already_there(house, meeting)
        found = [
            *_open_decisions(house, meeting),
            *_late_actions(house, meeting, moment),
            *_late_means(house, meeting, moment),
            *_uncounted_trainings(house, meeting, moment),
            *_unanswered(house, meeting, moment),
            *_declined(house, meeting),
            *_refused_requests(house, meeting),
            *_red_objectives(house, meeting, moment),
            *_readings_awaited(house, meeting),
            *_problems(house, meeting, moment),
        ]
    return [each for each in found if each.secrecy <= highest and (each.source, each.source_id) not in known]


def write_items(meeting: Any, found: list[Proposal], *, after: int) -> list[AgendaItem]:
    """Return proposals as items of a meeting, behind position ``after``."""
    return [
        AgendaItem(
            id=uuid4(), case_id=meeting.id, agency=meeting.agency, secrecy=each.secrecy, meeting_id=meeting.id,
            position=number, title=each.title[:300], context=each.context, source=each.source,
            source_id=each.source_id,
        )
        for number, each in enumerate(found, start=after + 1)
    ]  # fmt: skip


def open_decisions(house: ViewerSession, meeting: Any) -> list[tuple[Decision, Meeting, Action, Case]]:
    """Return the decisions of the same body's earlier meetings whose action nobody has reported as done, oldest first."""
    rows = house.execute(
        sa.select(Decision, Meeting, Action, Case)
        .join(Meeting, Meeting.id == Decision.meeting_id)
        .join(Action, Action.id == Decision.action_id)
        .join(Case, Case.id == Action.id)
        .where(
            Meeting.strategy_id == meeting.strategy_id, Meeting.body == meeting.body, Meeting.id != meeting.id,
            Meeting.starts_at < meeting.starts_at, Case.state.in_(AT_WORK),
        )
        .order_by(Meeting.starts_at, Meeting.number, Decision.rank)
    ).all()  # fmt: skip
    standing = {row.id for row in standing_decisions(row[0] for row in rows)}
    return [(row[0], row[1], row[2], row[3]) for row in rows if row[0].id in standing]


def _already_there(house: ViewerSession, meeting: Any) -> set[tuple[str, UUID | None]]:
    """What stands on this agenda or was withdrawn from it, and refusals that the body has seen before."""
    rows = house.execute(
        sa.select(AgendaItem.meeting_id, AgendaItem.source, AgendaItem.source_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(Meeting.strategy_id == meeting.strategy_id, Meeting.body == meeting.body, AgendaItem.source != "typed")
    )
    return {(source, about) for of, source, about in rows if of == meeting.id or source not in COMES_BACK}


def _open_decisions(house: ViewerSession, meeting: Any) -> Iterator[Proposal]:
    for decision, earlier, action, _case in open_decisions(house, meeting):
        context = (
            f"Décidé le {_day(earlier.starts_at)} ({earlier.number}), {_owner(action)}, échéance {_day(action.due_on)}."
        )
        yield Proposal("open_decision", decision.id, decision.words, context, decision.secrecy)


def _late_actions(house: ViewerSession, meeting: Any, moment: datetime) -> Iterator[Proposal]:
    own = {action.id for _decision, _meeting, action, _case in open_decisions(house, meeting)}
    rows = _with_cases(house, Action, Action.strategy_id == meeting.strategy_id, Action.secrecy <= SHARED)
    for row, case in sorted(rows, key=lambda each: (each[0].due_on, each[0].title)):
        if is_late(row, case.state, paris_day(moment)) and row.id not in own:
            stopped = f" Bloquée\u00a0: {row.blocked_by}" if row.blocked_by else ""
            context = f"Action en retard depuis le {_day(row.due_on)}, {_owner(row)}.{stopped}"
            yield Proposal("late_action", row.id, row.title, context)


def _late_means(house: ViewerSession, meeting: Any, moment: datetime) -> Iterator[Proposal]:
    rows = _with_cases(house, Means, Means.strategy_id == meeting.strategy_id, Case.is_open, Case.state != "complete")
    moved = movements_of(house, [row.id for row, _case in rows])
    for row, case in sorted(rows, key=lambda each: (each[1].title, each[0].id.hex)):
        counts = counts_of(moved[row.id])
        since = counts.late_since(paris_day(moment))
        if since is not None or case.state == "short":
            late = f"En retard depuis le {_day(since)}. " if since is not None else ""
            context = f"{late}{_owner(row)}, nécessaires\u00a0: {counts.needed}, promis\u00a0: {counts.pledged or 0}, arrivés\u00a0: {counts.arrived}."
            yield Proposal("late_means", row.id, case.title, context)


def _uncounted_trainings(house: ViewerSession, meeting: Any, moment: datetime) -> Iterator[Proposal]:
    rows = _with_cases(house, Training, Training.strategy_id == meeting.strategy_id, Case.is_open)
    for row, case in sorted(rows, key=lambda each: (each[0].ends_on, each[0].id.hex)):
        if not_counted(row, case.state, paris_day(moment)):
            context = f"Formation prévue le {_day(row.starts_on)}, {_owner(row)}\u00a0: personne n’a encore été compté."
            yield Proposal("late_training", row.id, case.title, context)


def _unanswered(house: ViewerSession, meeting: Any, moment: datetime) -> Iterator[Proposal]:
    rows = house.execute(
        sa.select(Commitment, Case, RunningDeadline.due)
        .join(Case, Case.id == Commitment.id)
        .join(RunningDeadline, RunningDeadline.case_id == Commitment.id)
        .where(
            Commitment.strategy_id == meeting.strategy_id, Case.state == "asked", RunningDeadline.name == "answer",
            RunningDeadline.due < moment,
        )
        .order_by(RunningDeadline.due, Commitment.id)
    )  # fmt: skip
    for row, case, due in rows:
        context = f"Demandé le {_day(row.asked_at)}, réponse attendue pour le {_day(due)}\u00a0: {row.asked}"
        yield Proposal("silent_commitment", row.id, case.title, context)


def _declined(house: ViewerSession, meeting: Any) -> Iterator[Proposal]:
    rows = _with_cases(house, Commitment, Commitment.strategy_id == meeting.strategy_id, Case.state == "declined")
    for row, case in sorted(rows, key=lambda each: (each[0].answered_at or each[0].asked_at, each[0].id.hex)):
        context = f"Décliné par le service\u00a0: {row.reason} Il lui était demandé\u00a0: {row.asked}"
        yield Proposal("declined_commitment", row.id, case.title, context)


def _refused_requests(house: ViewerSession, meeting: Any) -> Iterator[Proposal]:
    """Requests of joint operations since the strategy began that were turned down, or that nobody answered.

    They come before the body that prepares operations alone, without reasons or places: whoever may open the request reads them.
    """
    if not body(meeting.body).prepares_operations:
        return
    strategy, operation = house.get_one(Strategy, meeting.strategy_id), sa.orm.aliased(Case)
    begins = datetime.combine(strategy.starts_on, time(), PARIS)
    asked: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (Participation, ("declined", "silent")),
        (Requisition, ("refused", "expired")),
    )
    for table, states in asked:
        statement = (
            sa.select(table, Case, operation.title)
            .join(Case, Case.id == table.id)
            .join(operation, operation.id == Case.parent_id)
            .where(Case.state.in_(states), Case.opened_at >= begins)
            .order_by(Case.opened_at, Case.id)
        )
        for row, case, title in house.execute(statement):
            source, what = _request_told(row, case.state)
            if source:
                context = f"{title}. Demande du {_day(case.opened_at)}, sans suite depuis le {_day(case.moved_at)}."
                yield Proposal(source, row.id, what, context, row.secrecy)


def _request_told(row: Any, state: str) -> tuple[str, str]:
    """Return source and title of a request that came to nothing; nothing for a requisition whose granted term has run out."""
    if isinstance(row, Participation):
        declined = state == "declined"
        how = "Invitation déclinée" if declined else "Invitation sans réponse"
        return ("declined_invitation" if declined else "silent_invitation"), f"{how}\u00a0: {_owner(row)}"
    if state == "refused":
        return "refused_requisition", f"Réquisition {row.number} refusée"
    return ("", "") if row.granted else ("silent_requisition", f"Réquisition {row.number} sans réponse")


def _red_objectives(house: ViewerSession, meeting: Any, moment: datetime) -> Iterator[Proposal]:
    strategy, today = house.get_one(Strategy, meeting.strategy_id), paris_day(moment)
    period = Period(datetime.combine(strategy.starts_on, time(), PARIS).astimezone(UTC), moment)
    indicators = list(house.scalars(sa.select(Indicator).where(Indicator.strategy_id == strategy.id)))
    values = _latest_values(house, strategy.id)
    values.update({row.id: counted for row in indicators if row.feed and (counted := figure(house, row.feed, period).value) is not None})  # fmt: skip
    rows = _with_cases(house, Objective, Objective.strategy_id == strategy.id, Case.state.not_in(ENDED))
    for row, _case in sorted(rows, key=lambda each: [int(part) for part in each[0].code.split(".")]):
        weathers = [
            weather_of(Aim(each.baseline, each.target, each.direction == "up", strategy.starts_on, row.due_on), values.get(each.id), today)
            for each in indicators if each.objective_id == row.id
        ]  # fmt: skip
        if row.due_on < today:
            yield _red(row, f"L’échéance du {_day(row.due_on)} est passée")
        elif worst(weathers) == "storm":
            yield _red(row, "Un indicateur est loin de sa cible")


def _latest_values(house: ViewerSession, strategy_id: UUID) -> dict[UUID, int]:
    """Return, by indicator, the last value that stands: one row each, however long it has been read."""
    later = sa.orm.aliased(Reading)
    place = sa.func.row_number().over(
        partition_by=Reading.indicator_id, order_by=(Reading.on_day.desc(), Reading.received_at.desc())
    )
    standing = (
        sa.select(Reading.indicator_id, Reading.value, place.label("place"))
        .join(Indicator, Indicator.id == Reading.indicator_id)
        .where(
            Indicator.strategy_id == strategy_id, Indicator.feed == "", ~sa.exists().where(later.replaces == Reading.id)
        )
        .subquery()
    )  # fmt: skip
    found = house.execute(sa.select(standing.c.indicator_id, standing.c.value).where(standing.c.place == 1))
    return {row[0]: row[1] for row in found}


def _red(row: Objective, why: str) -> Proposal:
    return Proposal(
        "red_objective", row.id, f"Objectif {row.code}\u00a0: {row.title}", f"{why}. Cible\u00a0: {row.target}."
    )


def _readings_awaited(house: ViewerSession, meeting: Any) -> Iterator[Proposal]:
    rows = _with_cases(house, Indicator, Indicator.strategy_id == meeting.strategy_id, Case.state == "awaited")
    for row, case in sorted(rows, key=lambda each: (each[1].moved_at, each[0].label)):
        context = f"Relevé attendu depuis le {_day(case.moved_at)}, {_owner(row)}."
        yield Proposal("reading_awaited", row.id, row.label, context)


def _problems(house: ViewerSession, meeting: Any, moment: datetime) -> Iterator[Proposal]:
    """Problems that wait for their analysis or their assessment, and those whose day of assessment has passed."""
    rows = _with_cases(house, Problem, Problem.strategy_id == meeting.strategy_id, Case.state.in_(OPEN))
    for row, case in sorted(rows, key=lambda each: each[0].number):
        if case.state == "opened":
            context = f"Problème {row.number}, {row.place}, ouvert le {_day(case.moved_at)}, sans analyse."
            yield Proposal("problem_to_analyse", row.id, row.title, context, row.secrecy)
        elif case.state == "assessing":
            context = f"Problème {row.number}, {row.place}, en évaluation depuis le {_day(case.moved_at)}."
            yield Proposal("problem_to_assess", row.id, row.title, context, row.secrecy)
        elif row.assess_on is not None and row.assess_on < paris_day(moment):
            context = f"Problème {row.number}, {row.place}, à évaluer depuis le {_day(row.assess_on)}."
            yield Proposal("problem_to_assess", row.id, row.title, context, row.secrecy)


def _with_cases(house: ViewerSession, table: type[Any], *conditions: Any) -> list[Any]:
    return list(house.execute(sa.select(table, Case).join(Case, Case.id == table.id).where(*conditions)))


def _owner(row: Recorded) -> str:
    return agency(row.agency or "").short.fr


def _day(value: Any) -> str:
    return say_day(paris_day(value), "fr").split(" ", 1)[1]
