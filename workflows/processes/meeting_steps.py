"""What the steps of a meeting read and write while it is prepared and as it sits: agenda, presences, opinions, decisions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa

from workflows.engine.cases import Situation
from workflows.engine.definition import Refusal
from workflows.engine.tables import Case
from workflows.law.bodies import body
from workflows.processes import action, objective, problem_steps
from workflows.processes.agenda import proposals, write_items
from workflows.processes.house import look, look_up
from workflows.processes.meeting_facts import (
    PROBLEMS,
    AgendaItem,
    Attendance,
    Decision,
    Meeting,
    Opinion,
    decisions_of,
    items_of,
    present_agencies,
)
from workflows.processes.opening import SHARE, SHARED
from workflows.register.agencies import agency, holders
from workflows.store.text import Text

CLASSES: Final = {
    "0": Text("Public", "Public"),
    "1": Text("Partenaires", "Partners"),
    "2": Text("Membres de la réunion", "Members of the meeting"),
}
"""The classes of an item or a decision, by code: only the first may stand in the public version."""
LONGEST_DECISION: Final = 200
DAY_PASSED: Final = Refusal("day_passed", Text("Ce jour est déjà passé.", "That day has already passed."))


def meeting_of(situation: Situation) -> Meeting:
    """Return the meeting's row in this situation."""
    row = situation.session.get(Meeting, situation.case.id)
    assert row is not None
    return row


def item_at(situation: Situation, position: str) -> Any:
    """Return the item at that position of the agenda."""
    return next(row for row in items_of(situation.session, situation.case.id) if str(row.position) == position)


def _as_typed(words: str) -> Text:
    return Text(words, words)


def item_choices(situation: Situation) -> Iterable[tuple[str, Text]]:
    """Offer the items that stand on the agenda, by their position."""
    rows = items_of(situation.session, situation.case.id)
    return [(str(row.position), _as_typed(f"{number}. {row.title}")) for number, row in enumerate(rows, start=1)]


def correctable(situation: Situation) -> Iterable[tuple[str, Text]]:
    """Offer what a correction may be about: the context of each item, each decision that stands."""
    for code, label in item_choices(situation):
        yield f"item:{code}", Text("Point {label}", "Item {label}", label=label)
    for row in decisions_of(situation.session, situation.case.id):
        yield f"decision:{row.rank}", Text("Décision {rank}\u00a0: {words}", "Decision {rank}: {words}", rank=row.rank, words=row.words)  # fmt: skip


def agency_choices(_situation: Situation) -> Iterable[tuple[str, Text]]:
    """Offer every agency that takes part in the partnership."""
    return [(key, agency(key).short) for key in holders(SHARE)]


def objective_choices(situation: Situation) -> Iterable[tuple[str, Text]]:
    """Offer the objectives of the strategy that have not ended, by their code."""
    return [(row.code, _as_typed(f"{row.code} {row.title}")) for row in _objectives(situation)]


def _objectives(situation: Situation) -> list[Any]:
    row = look_up(situation.session, Meeting, situation.case.id)
    table, cases = objective.Objective.__table__.c, Case.__table__.c
    rows = look(
        situation.session, objective.Objective, table.strategy_id == row.strategy_id,
        table.id.in_(sa.select(cases.id).where(cases.workflow == "objective", cases.is_open)),
    )  # fmt: skip
    return sorted(rows, key=lambda each: [int(part) for part in each.code.split(".")])


# ---------------------------------------------------------------------- the agenda


def add_item(situation: Situation) -> None:
    """Write an item at the end of the agenda."""
    row, fields = meeting_of(situation), situation.fields
    situation.session.add(
        AgendaItem(
            id=uuid4(), case_id=row.id, agency=row.agency, secrecy=int(fields["secrecy"]), meeting_id=row.id,
            position=_last_position(situation) + 1, title=fields["title"], context=fields.get("context") or "",
        )
    )  # fmt: skip


def _last_position(situation: Situation) -> int:
    rows = look(situation.session, AgendaItem, AgendaItem.__table__.c.meeting_id == situation.case.id)
    return max((row.position for row in rows), default=0)


def not_above_the_body(situation: Situation) -> Refusal | None:
    """Refuse an item or a decision of a class that does not go before the body."""
    found = body(look_up(situation.session, Meeting, situation.case.id).body)
    if int(situation.fields["secrecy"]) <= found.highest_class:
        return None
    return Refusal(
        "above_the_body",
        Text(
            "{body}\u00a0: rien au-dessus de la classe «\u00a0{highest}\u00a0» ne va à son ordre du jour.",
            "{body}: nothing above the class “{highest}” goes on its agenda.",
            body=found.label,
            highest=CLASSES[str(found.highest_class)],
        ),
        found.references,
    )


def propose_agenda(situation: Situation) -> None:
    """Have the house write what the records bring."""
    row = meeting_of(situation)
    found = proposals(situation.session, row, situation.moment)
    situation.session.add_all(write_items(row, found, after=_last_position(situation)))


def something_to_propose(situation: Situation) -> Refusal | None:
    """Refuse when the records bring nothing more."""
    row = look_up(situation.session, Meeting, situation.case.id)
    if proposals(situation.session, row, situation.moment):
        return None
    return Refusal(
        "nothing_to_propose",
        Text(
            "Les dossiers n’apportent rien de plus à cet ordre du jour.",
            "The records bring nothing more to this agenda.",
        ),
    )


def withdraw_item(situation: Situation) -> None:
    """Take an item off the agenda, with the reason; its row stays."""
    row = item_at(situation, situation.fields["item"])
    situation.session.get_one(AgendaItem, row.id).withdrawn_because = situation.fields["reason"]


def not_decided_yet(situation: Situation) -> Refusal | None:
    """Refuse to take off an item on which something was decided."""
    item = item_at(situation, situation.fields["item"])
    if all(row.item_id != item.id for row in decisions_of(situation.session, situation.case.id)):
        return None
    return Refusal(
        "already_decided", Text("Une décision a été prise sur ce point.", "A decision was taken on this item.")
    )


# ---------------------------------------------------------------------- who is there, what is said


def record_presence(situation: Situation) -> None:
    """Add what the keeper of the meeting sees; nothing that was written before changes."""
    fields = situation.fields
    _add_presence(
        situation, fields["agency"], fields["presence"], who=fields.get("who") or "", reason=fields.get("reason") or ""
    )


def excuse(situation: Situation) -> None:
    """Add the word of an agency that will not come."""
    _add_presence(situation, situation.actor.agency, "excused", reason=situation.fields.get("reason") or "")


def _add_presence(situation: Situation, of: str, presence: str, *, who: str = "", reason: str = "") -> None:
    row = meeting_of(situation)
    situation.session.add(
        Attendance(
            id=uuid4(), case_id=row.id, agency=of, secrecy=row.secrecy, meeting_id=row.id, sitting=row.sitting, who=who,
            presence=presence, reason=reason, said_by=situation.actor.agency, author=situation.actor.user,
            said_at=situation.moment,
        )
    )  # fmt: skip


def give_opinion(situation: Situation) -> None:
    """Add what an agency says on an item."""
    item = item_at(situation, situation.fields["item"])
    situation.session.add(
        Opinion(
            id=uuid4(), case_id=situation.case.id, agency=situation.actor.agency, secrecy=item.secrecy,
            meeting_id=situation.case.id, item_id=item.id, words=situation.fields["words"], author=situation.actor.user,
            said_at=situation.moment,
        )
    )  # fmt: skip


def quorum_reached(situation: Situation) -> Refusal | None:
    """Refuse while fewer agencies are there than the quorum asks."""
    row = look_up(situation.session, Meeting, situation.case.id)
    present = len(present_agencies(situation.session, row))
    if row.quorum is None or present >= row.quorum:
        return None
    return Refusal(
        "no_quorum",
        Text(
            "Le quorum n’est pas atteint\u00a0: services présents, {present}\u00a0; nécessaires, {quorum}. Les avis écrits restent.",
            "There is no quorum: agencies present, {present}; needed, {quorum}. The opinions that were written stay.",
            present=present,
            quorum=row.quorum,
        ),
    )


# ---------------------------------------------------------------------- what is decided


def _class_of_decision(situation: Situation) -> int:
    chosen = situation.fields.get("secrecy")
    item: int = item_at(situation, situation.fields["item"]).secrecy
    return item if chosen is None else int(chosen)


def not_below_its_item(situation: Situation) -> Refusal | None:
    """Refuse a decision more open than its item."""
    if _class_of_decision(situation) >= item_at(situation, situation.fields["item"]).secrecy:
        return None
    return Refusal(
        "below_its_item",
        Text(
            "Une décision ne peut pas être plus ouverte que le point sur lequel elle porte.",
            "A decision cannot be more open than the item that it is about.",
        ),
    )


def decision_not_above_the_body(situation: Situation) -> Refusal | None:
    """Refuse a class chosen for a decision that does not go before the body."""
    return not_above_the_body(situation) if situation.fields.get("secrecy") else None


def decide(situation: Situation) -> None:
    """Keep the decision and open its action."""
    row, fields = meeting_of(situation), situation.fields
    keep_decision(
        situation, row, item_id=item_at(situation, fields["item"]).id, rank=_next_rank(situation), words=fields["words"],
        owner=fields["owner"], due_on=fields["due_on"], secrecy=_class_of_decision(situation),
    )  # fmt: skip


def keep_decision(
    situation: Situation, meeting: Meeting, *, item_id: UUID, rank: int, words: str, owner: str, due_on: Any, secrecy: int,
    replaces: UUID | None = None,
) -> None:  # fmt: skip
    """Open the action of a decision and keep the decision beside those that stand; ``replaces`` is the one that it corrects."""
    decision_id, problem_id = uuid4(), _problem_of(situation, item_id)
    if problem_id is not None:
        problem_steps.act_by_decision(situation, problem_id, decided=f"{meeting.number}, décision {rank}")
    action_id = action.open_action(
        situation, title=words, owner=owner, due_on=due_on, strategy_id=meeting.strategy_id, decision_id=decision_id,
        problem_id=problem_id, secrecy=max(SHARED, secrecy),
        parties=problem_steps.readers_of(situation, problem_id, owner) if problem_id is not None else (),
    )  # fmt: skip
    situation.session.add(
        Decision(
            id=decision_id, case_id=meeting.id, agency=owner, secrecy=secrecy, meeting_id=meeting.id, item_id=item_id,
            rank=rank, words=words, due_on=due_on, action_id=action_id, replaces=replaces,
        )
    )  # fmt: skip


def _problem_of(situation: Situation, item_id: UUID) -> UUID | None:
    """Return the problem that an item is about, if the records brought one."""
    item = look_up(situation.session, AgendaItem, item_id)
    return item.source_id if item.source in PROBLEMS else None


def _next_rank(situation: Situation) -> int:
    rows = look(situation.session, Decision, Decision.__table__.c.meeting_id == situation.case.id)
    return max((row.rank for row in rows), default=0) + 1


def amend_objective(situation: Situation) -> None:
    """Give an objective another target or due day, and keep the decision."""
    fields, rank = situation.fields, _next_rank(situation)
    item = item_at(situation, fields["item"])
    changed = next(row for row in _objectives(situation) if row.code == fields["objective"])
    decision_id, number = uuid4(), look_up(situation.session, Meeting, situation.case.id).number
    objective.change_by_decision(
        situation, changed.id, target=fields.get("target"), due_on=fields.get("due_on"), decision_id=decision_id,
        decided=f"{number}, décision {rank}",
    )  # fmt: skip
    row = meeting_of(situation)
    due_on = fields.get("due_on")
    situation.session.add(
        Decision(
            id=decision_id, case_id=row.id, agency=row.agency, secrecy=item.secrecy, meeting_id=row.id, item_id=item.id,
            rank=rank, words=fields["words"], due_on=None, objective_id=changed.id,
            change={"target": fields.get("target"), "due_on": due_on.isoformat() if due_on else None},
        )
    )  # fmt: skip


def changes_something(situation: Situation) -> Refusal | None:
    """Refuse a target and a due day that the objective already has."""
    fields = situation.fields
    row = next(each for each in _objectives(situation) if each.code == fields["objective"])
    target, due_on = fields.get("target") or row.target, fields.get("due_on") or row.due_on
    if (target, due_on) != (row.target, row.due_on):
        return None
    return Refusal(
        "nothing_changes",
        Text("La cible et l’échéance sont déjà celles-là.", "The target and the due day are already these."),
    )


def due_in_the_future(situation: Situation) -> Refusal | None:
    """Refuse a new due day that has passed."""
    return objective.due_in_the_future(situation) if situation.fields.get("due_on") else None


def take_note(situation: Situation) -> None:
    """Mark one item as noted, or each on which nothing was decided."""
    chosen = situation.fields.get("item")
    decided = {row.item_id for row in decisions_of(situation.session, situation.case.id)}
    for row in items_of(situation.session, situation.case.id):
        if str(row.position) == chosen or (chosen is None and row.id not in decided):
            situation.session.get_one(AgendaItem, row.id).noted = True
