"""The end of a meeting and what comes after: its decision log issued, corrected by new versions, approved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from workflows.engine.cases import Situation, take
from workflows.engine.definition import Effect, Refusal
from workflows.engine.tables import Case
from workflows.law.bodies import body
from workflows.law.days import paris_day
from workflows.processes import action, quotes
from workflows.processes.document import press
from workflows.processes.house import house_look, look_up
from workflows.processes.meeting_facts import (
    AgendaItem,
    Decision,
    DecisionLog,
    Meeting,
    decisions_of,
    items_of,
)
from workflows.processes.meeting_steps import DAY_PASSED, LONGEST_DECISION, item_at, keep_decision, meeting_of
from workflows.processes.paper_meeting import Issue, draw_decisions
from workflows.register.agencies import agency
from workflows.store.text import Text

_ONLY_DECISIONS: Final = Refusal(
    "only_for_decisions",
    Text("Un service et une échéance ne vont qu’à une décision.", "An agency and a due day go with a decision alone."),
)
_ONE_LINE: Final = Refusal(
    "one_line",
    Text("Une décision tient en une ligne de 200 signes.", "A decision is one line of 200 characters."),
)
_ACTION_BEGUN: Final = Refusal(
    "action_begun",
    Text(
        "L’action a commencé, ou la décision n’en a pas\u00a0: seuls ses mots se rectifient ici.",
        "The action has begun, or the decision has none: only its words are corrected here.",
    ),
)


def every_item_settled(situation: Situation) -> Refusal | None:
    """Refuse to close while an item is neither decided nor noted, and name it."""
    decided = {row.item_id for row in decisions_of(situation.session, situation.case.id)}
    rows = items_of(situation.session, situation.case.id)
    left = [
        f"{number}. {row.title}" for number, row in enumerate(rows, start=1) if not row.noted and row.id not in decided
    ]
    if not left:
        return None
    return Refusal(
        "items_open",
        Text(
            "Sans décision ni «\u00a0pris acte\u00a0»\u00a0: {items}.",
            "Neither decided nor noted: {items}.",
            items="\u00a0; ".join(left),
        ),
    )


def nothing_is_missing(situation: Situation) -> Refusal | None:
    """Refuse to close what the press would stop, with the list of what it lacks."""
    row = meeting_of(situation)
    with house_look(situation.session) as house:
        drawn = draw_decisions(house, house.get_one(Meeting, row.id), Issue("closed", situation.moment))
    missing = drawn.missing()
    if not missing:
        return None
    return Refusal(
        "mentions_missing",
        Text(
            "Il manque au relevé\u00a0: {mentions}.",
            "The log lacks: {mentions}.",
            mentions=Text(
                "\u00a0; ".join(text.render("fr") for text in missing), "; ".join(text.render("en") for text in missing)
            ),
        ),
    )


def close(situation: Situation) -> None:
    """End the sitting and issue the first version of its log."""
    row = meeting_of(situation)
    quotes.freeze(situation)
    row.closed_at, row.next_at = situation.moment, situation.fields.get("next_at")
    _issue(situation, row, Issue("closed", situation.moment))


def _issue(situation: Situation, row: Meeting, issue: Issue) -> None:
    """Issue the next version of the decision log, its whole content frozen with the step that causes it."""
    session = situation.session
    row.version += 1
    session.flush()
    with house_look(session) as house:
        content = draw_decisions(house, house.get_one(Meeting, row.id), issue)
    session.add(
        DecisionLog(
            id=uuid4(), case_id=row.id, agency=row.agency, secrecy=row.secrecy, meeting_id=row.id, version=row.version,
            issue=issue.kind, issued_at=issue.at, about=issue.about, about_class=issue.about_class, before=issue.before,
            after=issue.after, why=issue.why, content=content.as_json(),
        )
    )  # fmt: skip


def papers(situation: Situation) -> Iterable[Effect]:
    """Press the new version: full, and public where the body publishes."""
    row = meeting_of(situation)
    yield press("decisions", row.version)
    if body(row.body).published:
        yield press("decisions_public", row.version)


def correct(situation: Situation) -> None:
    """Correct the context of an item or a decision; a new version says what changed and why."""
    kind, _, code = situation.fields["about"].partition(":")
    if kind == "item":
        _correct_item(situation, code)
    else:
        _correct_decision(situation, code)


def _correct_item(situation: Situation, code: str) -> None:
    item = situation.session.get_one(AgendaItem, item_at(situation, code).id)
    before, item.context = item.context, situation.fields["words"]
    about = f"Point «\u00a0{item.title}\u00a0»"
    _issue_correction(situation, about, item.secrecy, before, item.context)


def _correct_decision(situation: Situation, code: str) -> None:
    fields, row = situation.fields, decision_at(situation, code)
    words, about = fields["words"], f"Décision {row.rank}"
    owner, due_on = fields.get("owner") or row.agency, fields.get("due_on") or row.due_on
    begun = row.action_id is None or _has_begun(situation, row.action_id)
    if not begun:
        # First of all: the line that follows is the action's own, and holds nothing else.
        _abandon(situation, row.action_id)
    meeting = meeting_of(situation)
    if begun:
        situation.session.add(
            Decision(
                id=uuid4(), case_id=meeting.id, agency=row.agency, secrecy=row.secrecy, meeting_id=meeting.id,
                item_id=row.item_id, rank=row.rank, words=words, due_on=row.due_on, action_id=row.action_id,
                objective_id=row.objective_id, change=row.change, replaces=row.id,
            )
        )  # fmt: skip
    else:
        keep_decision(
            situation, meeting, item_id=row.item_id, rank=row.rank, words=words, owner=owner, due_on=due_on,
            secrecy=row.secrecy, replaces=row.id,
        )  # fmt: skip
    _issue_correction(
        situation, about, row.secrecy, _said(row.words, row.agency, row.due_on), _said(words, owner, due_on)
    )


def _said(words: str, owner: str, due_on: Any) -> str:
    return f"{words} ({agency(owner).short.fr}{f', pour le {due_on:%d/%m/%Y}' if due_on else ''})"


def _issue_correction(situation: Situation, about: str, secrecy: int, before: str, after: str) -> None:
    issue = Issue(
        "corrected", situation.moment, about=about, about_class=secrecy, before=before, after=after,
        why=situation.fields["why"],
    )  # fmt: skip
    _issue(situation, meeting_of(situation), issue)


def decision_at(situation: Situation, code: str) -> Any:
    """Return the decision of that number, as it stands."""
    return next(row for row in decisions_of(situation.session, situation.case.id) if str(row.rank) == code)


def _has_begun(situation: Situation, action_id: UUID) -> bool:
    return bool(look_up(situation.session, Case, action_id).state != "to_start")


def _abandon(situation: Situation, action_id: UUID) -> None:
    take(
        situation.session, action_id, "abandon", actor=situation.actor, moment=situation.moment,
        fields={"reason": f"Relevé rectifié\u00a0: {situation.fields['why']}"[:1000]},
    )  # fmt: skip


def can_be_corrected_so(situation: Situation) -> Refusal | None:
    """Refuse a correction that does not fit what it is about."""
    fields = situation.fields
    kind, _, code = fields["about"].partition(":")
    moves = bool(fields.get("owner") or fields.get("due_on"))
    if kind == "item":
        return _ONLY_DECISIONS if moves else None
    if len(fields["words"]) > LONGEST_DECISION or "\n" in fields["words"]:
        return _ONE_LINE
    row = decision_at(situation, code)
    if moves and (row.action_id is None or _has_begun(situation, row.action_id)):
        return _ACTION_BEGUN
    return None


def still_due(situation: Situation) -> Refusal | None:
    """Refuse a corrected due day that has passed."""
    return action.due_today_or_later(situation) if situation.fields.get("due_on") else None


def approve(situation: Situation) -> None:
    """Keep who approved, and issue the approved version."""
    row = meeting_of(situation)
    row.approved_at, row.approved_by = situation.moment, situation.fields["approved_by"]
    _issue(situation, row, Issue("approved", situation.moment))


def put_off(situation: Situation) -> None:
    """Give the meeting another date; the earlier one stays, and presences begin anew."""
    row, fields = meeting_of(situation), situation.fields
    before = {
        "starts_at": row.starts_at.isoformat(), "place": row.place, "reason": fields["reason"],
        "at": situation.moment.isoformat(),
    }  # fmt: skip
    row.earlier, row.starts_at = [*row.earlier, before], fields["starts_at"]
    row.place, row.sitting = fields.get("place") or row.place, row.sitting + 1


def not_in_the_past(situation: Situation) -> Refusal | None:
    """Refuse a new date that has passed."""
    return None if paris_day(situation.fields["starts_at"]) >= paris_day(situation.moment) else DAY_PASSED


def next_after_this(situation: Situation) -> Refusal | None:
    """Refuse a next meeting that lies in the past."""
    following = situation.fields.get("next_at")
    return None if following is None or following > situation.moment else DAY_PASSED


def cancel(situation: Situation) -> None:
    """Keep why the meeting does not take place."""
    meeting_of(situation).ended_because = situation.fields["reason"]


def nothing_decided(situation: Situation) -> Refusal | None:
    """Refuse to cancel once something was decided."""
    if not decisions_of(situation.session, situation.case.id):
        return None
    return Refusal(
        "decisions_taken",
        Text(
            "Des décisions ont été prises\u00a0: la réunion se clôt ou se reporte, elle ne s’annule plus.",
            "Decisions were taken: the meeting is closed or put off, it is not cancelled any more.",
        ),
    )


def starts(situation: Situation) -> datetime | None:
    """Return when the meeting starts."""
    row = look_up(situation.session, Meeting, situation.case.id)
    return row.starts_at if row is not None else None
