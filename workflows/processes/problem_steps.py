"""What the steps of a problem read, refuse and write: analysis, counts, actions, assessment, ends, reopening."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from workflows.engine.cases import HOUSE_ACTOR, PartyTo, Situation, take
from workflows.engine.definition import Effect, Refusal
from workflows.engine.tables import Case
from workflows.law.calendar import end_of_day
from workflows.law.days import paris_day
from workflows.processes import action
from workflows.processes.house import look, look_up, on_each_child
from workflows.processes.indicator import hundredths
from workflows.processes.opening import SHARE
from workflows.processes.paper_problem import issue_sheet, sheet_to_press
from workflows.processes.problem_facts import (
    AMONG_MEMBERS,
    FOLLOW,
    SIDES,
    Analysis,
    Assessment,
    Problem,
    ProblemCount,
    ProblemMeasure,
    compared_of,
    end_of_count,
    members_of,
)
from workflows.register.agencies import agency, holders
from workflows.store.text import Text

NOT_AHEAD: Final = Refusal(
    "not_ahead", Text("Ce jour doit venir après aujourd’hui.", "That day must come after today.")
)


def record_of(situation: Situation) -> Problem:
    """Return the problem's row in this situation."""
    row = situation.session.get(Problem, situation.case.id)
    assert row is not None
    return row


def _beside(situation: Situation, **facts: Any) -> dict[str, Any]:
    """Return what every new row of the problem has in common."""
    return {
        "id": uuid4(), "case_id": situation.case.id, "agency": situation.actor.agency, "secrecy": AMONG_MEMBERS, **facts,
    }  # fmt: skip


# ---------------------------------------------------------------------- the group


def partner_choices(situation: Situation) -> Iterable[tuple[str, Text]]:
    """Offer the agencies of the partnership that are not in the group yet."""
    known = {key for _name, key, _clearance in situation.case.parties}
    return [(key, agency(key).short) for key in holders(SHARE) if key not in known]


def member_choices(situation: Situation) -> Iterable[tuple[str, Text]]:
    """Offer the members of the group."""
    named = {key for name, key, _clearance in situation.case.parties if name == SHARE}
    return [(key, agency(key).short) for key in holders(SHARE) if key in named]


def name_member(situation: Situation) -> None:
    """Name one more agency, which reads the problem and may count for it."""
    situation.name_party(SHARE, situation.fields["partner"], AMONG_MEMBERS)


# ---------------------------------------------------------------------- analysis and day of the assessment


def analyse(situation: Situation) -> None:
    """Keep an analysis beside the earlier ones, and the day of the assessment where one is given."""
    given = {
        name: situation.fields[name] for name in ("offenders", "targets", "setting", "tried", "supposed", "sources")
    }
    situation.session.add(
        Analysis(**_beside(situation, problem_id=situation.case.id, written_at=situation.moment, **given))
    )
    if "assess_on" in situation.fields:
        record_of(situation).assess_on = situation.fields["assess_on"]


def is_ahead(situation: Situation) -> Refusal | None:
    """Refuse a day of assessment that is not to come."""
    return None if situation.fields["assess_on"] > paris_day(situation.moment) else NOT_AHEAD


def put_off(situation: Situation) -> None:
    """Give the assessment another day; the earlier one stays with the reason."""
    row, fields = record_of(situation), situation.fields
    assert row.assess_on is not None
    before = {
        "assess_on": row.assess_on.isoformat(), "reason": fields["reason"], "at": situation.moment.isoformat(),
    }  # fmt: skip
    row.earlier, row.assess_on = [*row.earlier, before], fields["assess_on"]


def assessment_due(situation: Situation) -> datetime | None:
    """Return the end of the day by which the group said that it would assess."""
    row = look_up(situation.session, Problem, situation.case.id)
    return end_of_day(row.assess_on) if row is not None and row.assess_on is not None else None


# ---------------------------------------------------------------------- before and after


def add_measure(situation: Situation) -> None:
    """Say what is counted, and its value before."""
    fields = situation.fields
    ranks = [each.measure.rank for each in compared_of(situation.session, situation.case.id)]
    measure = ProblemMeasure(
        **_beside(
            situation, problem_id=situation.case.id, rank=max(ranks, default=0) + 1, label=fields["label"],
            unit=fields["unit"], weeks=fields["weeks"],
        )
    )  # fmt: skip
    situation.session.add(measure)
    situation.session.flush()
    _add_count(situation, measure.id, "before")


def count(situation: Situation) -> None:
    """Keep one more value of a measure, on one side."""
    _add_count(situation, _measured(situation).measure.id, situation.fields["side"])


def _add_count(situation: Situation, measure_id: UUID, side: str) -> None:
    fields = situation.fields
    situation.session.add(
        ProblemCount(
            **_beside(
                situation, measure_id=measure_id, side=side, starts_on=fields["starts_on"],
                value=hundredths(fields["value"]), source=fields["source"], counted_at=situation.moment,
            )
        )
    )  # fmt: skip


def measure_choices(situation: Situation) -> Iterable[tuple[str, Text]]:
    """Offer what is counted, by its rank."""
    return [
        (str(each.measure.rank), Text(each.measure.label, each.measure.label))
        for each in compared_of(situation.session, situation.case.id)
    ]


def side_choices(_situation: Situation) -> Iterable[tuple[str, Text]]:
    """Offer both sides, what came after first: it is the one that is missing."""
    return [(side, SIDES[side]) for side in ("after", "before")]


def _measured(situation: Situation) -> Any:
    rank = situation.fields["measure"]
    return next(each for each in compared_of(situation.session, situation.case.id) if str(each.measure.rank) == rank)


def whole_weeks(situation: Situation) -> Refusal | None:
    """Refuse a length of no week or of more than a year."""
    if 1 <= situation.fields["weeks"] <= 52:
        return None
    return Refusal("weeks", Text("La période va de 1 à 52 semaines.", "The period goes from 1 to 52 weeks."))


def period_is_over(situation: Situation) -> Refusal | None:
    """Refuse to count a period that has not ended."""
    fields = situation.fields
    weeks = fields["weeks"] if "weeks" in fields else _measured(situation).measure.weeks
    end = end_of_count(fields["starts_on"], weeks)
    if end < paris_day(situation.moment):
        return None
    return Refusal(
        "period_not_over",
        Text(
            "La période comptée n’est pas finie\u00a0: son dernier jour est le {day}.",
            "The period that is counted is not over: its last day is {day}.",
            day=end,
        ),
    )


def periods_apart(situation: Situation) -> Refusal | None:
    """Refuse a period after that begins before the end of the period before."""
    fields, known = situation.fields, _measured(situation)
    starts: dict[str, date | None] = {
        "before": known.before.starts_on if known.before else None,
        "after": known.after.starts_on if known.after else None,
    }
    starts[fields["side"]] = fields["starts_on"]
    before, after = starts["before"], starts["after"]
    if before is None or after is None or before + timedelta(weeks=known.measure.weeks) <= after:
        return None
    return Refusal(
        "periods_overlap",
        Text(
            "La période d’après commence quand celle d’avant est finie\u00a0: les deux ont la même longueur et ne se recouvrent pas.",
            "The period after begins when the one before has ended: both have the same length and do not overlap.",
        ),
    )


def something_counted(situation: Situation) -> Refusal | None:
    """Refuse to assess while nothing was counted before."""
    if compared_of(situation.session, situation.case.id):
        return None
    return Refusal(
        "nothing_before",
        Text(
            "Rien n’a été compté avant\u00a0: sans chiffre d’avant, l’évaluation ne compare rien.",
            "Nothing was counted before: without a figure before, the assessment compares nothing.",
        ),
    )


def both_sides_counted(situation: Situation) -> Refusal | None:
    """Refuse to assess while a measure has no value after, and name it."""
    left = [each.measure.label for each in compared_of(situation.session, situation.case.id) if each.after is None]
    if not left:
        return None
    return Refusal(
        "nothing_after",
        Text("Pas encore compté après\u00a0: {what}.", "Not counted after yet: {what}.", what="\u00a0; ".join(left)),
    )


# ---------------------------------------------------------------------- response


def decide(situation: Situation) -> None:
    """Open the action of a decision that the group takes."""
    fields, row = situation.fields, look_up(situation.session, Problem, situation.case.id)
    action.open_action(
        situation, title=fields["words"], owner=fields["owner"], due_on=fields["due_on"], strategy_id=row.strategy_id,
        problem_id=row.id, secrecy=AMONG_MEMBERS, parties=readers_of(situation, row.id, fields["owner"]),
    )  # fmt: skip


def readers_of(situation: Situation, problem_id: UUID, owner: str) -> list[PartyTo]:
    """Return the members of a group but the owner, named so that they read an action of the problem."""
    return [PartyTo(FOLLOW, key, AMONG_MEMBERS) for key in members_of(situation.session, problem_id) if key != owner]


def act_by_decision(situation: Situation, problem_id: UUID, *, decided: str) -> None:
    """Let an analysed problem go on to action because a meeting has decided about it; others stay where they are.

    To be called before the meeting's own rows change: the line is the problem's. ``decided`` names the decision.
    """
    if look_up(situation.session, Case, problem_id).state == "analysed":
        take(
            situation.session, problem_id, "hear_decision", actor=HOUSE_ACTOR, moment=situation.moment,
            fields={"decided": decided},
        )  # fmt: skip


# ---------------------------------------------------------------------- assessment and ends


def begin_assessment(situation: Situation) -> None:
    """Count one more time that the group comes to assess: what was assessed before does not answer for this one."""
    record_of(situation).round += 1


def assess(situation: Situation) -> None:
    """Keep an assessment beside the earlier ones."""
    given = {name: situation.fields[name] for name in ("verdict", "moved", "residents", "shown_by")}
    situation.session.add(
        Assessment(
            **_beside(
                situation, problem_id=situation.case.id, round=record_of(situation).round, written_at=situation.moment,
                **given,
            )
        )
    )  # fmt: skip


def last_assessment(situation: Situation) -> Any | None:
    """Return the last assessment of this time, ``None`` while the group has not written one since it came to assess."""
    row = look_up(situation.session, Problem, situation.case.id)
    table = Assessment.__table__.c
    rows = look(situation.session, Assessment, table.problem_id == row.id, table.round == row.round)
    return max(rows, key=lambda each: (each.written_at, each.id.hex), default=None)


def is_analysed(situation: Situation) -> Refusal | None:
    """Refuse to close a problem that nobody has analysed."""
    if look(situation.session, Analysis, Analysis.__table__.c.problem_id == situation.case.id):
        return None
    return Refusal(
        "not_analysed",
        Text("Le problème n’a pas été analysé.", "The problem was not analysed."),
    )


def is_assessed(situation: Situation) -> Refusal | None:
    """Refuse to close a problem that nobody has assessed since the group came to it."""
    if last_assessment(situation) is not None:
        return None
    return Refusal(
        "not_assessed",
        Text(
            "L’évaluation n’est pas écrite\u00a0: un problème se clôt sur une évaluation, résolu ou non.",
            "The assessment is not written: a problem is closed on an assessment, solved or not.",
        ),
    )


def says_solved(situation: Situation) -> Refusal | None:
    """Refuse to call solved what the last assessment does not."""
    found = last_assessment(situation)
    if found is None or found.verdict == "solved":
        return None
    return Refusal(
        "verdict_differs",
        Text(
            "L’évaluation ne dit pas que le problème est résolu.",
            "The assessment does not say that the problem is solved.",
        ),
    )


def says_not_solved(situation: Situation) -> Refusal | None:
    """Refuse to call unsolved what the last assessment calls solved."""
    found = last_assessment(situation)
    if found is None or found.verdict != "solved":
        return None
    return Refusal(
        "verdict_differs",
        Text("L’évaluation dit que le problème est résolu.", "The assessment says that the problem is solved."),
    )


def set_aside(situation: Situation) -> None:
    """Keep why the proposal is not taken up."""
    record_of(situation).ended_because = situation.fields["reason"]


def close_solved(situation: Situation) -> None:
    """Issue the sheet of the problem as it is closed."""
    issue_sheet(situation, "closed_solved")


def close_unsolved(situation: Situation) -> None:
    """Keep why the problem ends here, and issue its sheet."""
    record_of(situation).ended_because = situation.fields["reason"]
    issue_sheet(situation, "closed_unsolved")


def hand_over(situation: Situation) -> None:
    """Keep to whom the problem goes, and why, and issue its sheet."""
    row, fields = record_of(situation), situation.fields
    row.handed_to, row.ended_because = fields["handed_to"], fields["reason"]
    issue_sheet(situation, "handed_over")


def print_sheet(situation: Situation) -> None:
    """Issue the sheet of the problem as it stands."""
    issue_sheet(situation, situation.case.state)


def end_actions(situation: Situation) -> Iterable[Effect]:
    """Press the sheet, and let the actions that are still at work fall with the problem."""
    return [*sheet_to_press(situation), on_each_child("action", action.AT_WORK, "fall")]


def members_named(situation: Situation) -> list[PartyTo]:
    """Return the members of the group as the case names them, for its next turn."""
    return [PartyTo(SHARE, key, clearance) for name, key, clearance in situation.case.parties if name == SHARE]


def not_reopened_yet(situation: Situation) -> Refusal | None:
    """Refuse to reopen a turn that another one follows, and name it."""
    rows = look(situation.session, Problem, Problem.__table__.c.previous_id == situation.case.id)
    if not rows:
        return None
    return Refusal(
        "already_reopened",
        Text(
            "Le problème est déjà rouvert\u00a0: {number}.",
            "The problem is already reopened: {number}.",
            number=rows[0].number,
        ),
    )
