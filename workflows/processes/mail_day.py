"""The mail of one day: a case of the house alone, whose journal holds each message that left, to whom and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final
from uuid import NAMESPACE_OID, UUID, uuid5

from workflows.engine.cases import HOUSE_ACTOR, note, open_case, take
from workflows.engine.definition import HOUSE, Deadline, State, Step, Workflow
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.law.calendar import hours
from workflows.register.messages import POST, Mention, Message
from workflows.store.text import Text

MESSAGE: Final = "message"
"""The journal line of a message."""


def case_of_day(day: date) -> UUID:
    """Return the id of the case of a day's mail."""
    return uuid5(NAMESPACE_OID, f"beffroi mail of {day.isoformat()}")


def open_day(session: ViewerSession, day: date, *, moment: datetime) -> Case:
    """Return the case of a day's mail, opened at ``moment`` (aware) if it is the first of the day."""
    case_id = case_of_day(day)
    case = session.get(Case, case_id)
    if case is not None:
        return case
    open_case(
        session, WORKFLOW.name, actor=HOUSE_ACTOR, moment=moment, title=f"Courrier du {day:%d/%m/%Y}", case_id=case_id,
        command=f"mail-day-{day.isoformat()}",
    )  # fmt: skip
    return session.get_one(Case, case_id)


def write_message(
    session: ViewerSession, day: date, message: Message, mentions: Iterable[Mention], *, moment: datetime
) -> None:
    """Keep a message and what it tells, and have it sent after the commit; the caller commits.

    The database refuses (``IntegrityError``) a second message to the same person for the same occasion.
    """
    case = open_day(session, day, moment=moment)
    session.add(message)
    session.flush()
    session.add_all(mentions)
    note(
        session, case.id, MESSAGE, actor=HOUSE_ACTOR, moment=moment,
        fields={"message": message.id.hex, "to": message.user_id.hex, "level": message.level, "occasion": message.occasion},
        effects=[(POST, {"message": message.id.hex})],
    )  # fmt: skip


def end_morning(session: ViewerSession, day: date, *, moment: datetime) -> None:
    """Note that everybody was told what the day brings; done twice, it changes nothing."""
    if open_day(session, day, moment=moment).state == "open":
        take(session, case_of_day(day), "tell", actor=HOUSE_ACTOR, moment=moment)


WORKFLOW: Final = Workflow(
    name="mail_day",
    version=1,
    label=Text("Courrier d’un jour", "Mail of a day"),
    states=(
        State("open", Text("Ouvert", "Open")),
        State("told", Text("Messages du matin écrits", "Morning’s messages written")),
        State("ended", Text("Jour passé", "Day past"), final=True),
    ),
    steps=(
        Step("tell", ("open",), "told", Text("Écrire les messages du matin", "Write the morning’s messages"), HOUSE, done=Text("Messages du matin écrits", "Morning’s messages written")),
        Step("end", ("open", "told"), "ended", Text("Finir le jour", "End the day"), HOUSE, done=Text("Jour passé", "Day past")),
    ),
    deadlines=(Deadline("day", Text("Finir le jour", "End the day"), ("open", "told"), hours(48), step="end", alerts=()),),
)  # fmt: skip
