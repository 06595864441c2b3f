"""The answers of a sheet: operations made on tablets, each with its own id and the ids of those it replaces.

They only add up: in whatever order they arrive, and however often, the sheet reads the same. Two answers that did not
know of each other both stand, as contested, until somebody settles them with a third.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.cases import Actor, note
from workflows.engine.definition import Refusal
from workflows.engine.refusals import Refused
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.law.grids import ANSWERS
from workflows.processes.house import look
from workflows.store.database import Base, Recorded
from workflows.store.text import Text

LONGEST_NOTE: Final = 4000
LATE_OPEN: Final = ("answering",)


class Answer(Recorded, Base):
    """One answer as it was given; never changed, only replaced by a later one that names it.

    ``device_at`` is the tablet's clock, ``received_at`` the server's (both UTC); ``replaces`` the ids it took over.
    """

    __tablename__ = "answer"

    sheet_id: Mapped[UUID] = mapped_column(sa.ForeignKey("sheet.id"), index=True)
    item: Mapped[str] = mapped_column(sa.String(20))
    value: Mapped[str] = mapped_column(sa.String(20))
    note: Mapped[str] = mapped_column(sa.Text, default="")
    replaces: Mapped[list[str]] = mapped_column(sa.JSON)
    device: Mapped[str] = mapped_column(sa.String(80), default="")
    counter: Mapped[int] = mapped_column(default=0)
    device_at: Mapped[datetime | None] = mapped_column(default=None)
    received_at: Mapped[datetime]
    author: Mapped[str] = mapped_column(sa.String(80))


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What a tablet sends: an operation with the id it made; ``value`` empty takes the answer back."""

    id: UUID
    item: str
    value: str
    note: str = ""
    replaces: tuple[UUID, ...] = ()
    device: str = ""
    counter: int = 0
    device_at: datetime | None = None


def record_answers(
    session: ViewerSession, sheet: Any, given: Sequence[GivenAnswer], *, actor: Actor, moment: datetime
) -> list[UUID]:
    """Add answers to a sheet in one journal line and return the ids that are now kept, those known before included.

    Refuses, with :class:`Refused` and nothing kept, an item that the sheet does not ask, an unknown value, a note that
    is too long, an id used for something else, and a sheet that is not open.
    """
    # Held until the commit: two tablets that send at once are counted one after the other.
    case = session.get(Case, sheet.id, populate_existing=True, with_for_update=True)
    known = {row.id: row for row in look(session, Answer, Answer.__table__.c.sheet_id == sheet.id)}
    fresh = [each for each in given if each.id not in known]
    for each in given:
        if each.id in known and not _same(known[each.id], each):
            raise Refused([_id_reused(each)])
    if not fresh:
        return [each.id for each in given]
    if case is None or case.state not in LATE_OPEN:
        raise Refused([_SHEET_CLOSED])
    asked = {item.code for item in sheet.selection().items}
    faults = [fault for each in fresh for fault in _faults_of(each, asked)]
    if faults:
        raise Refused(faults)
    session.add_all(
        Answer(
            id=each.id, case_id=sheet.id, agency=sheet.agency, secrecy=3, sheet_id=sheet.id, item=each.item,
            value=each.value, note=each.note, replaces=[old.hex for old in each.replaces], device=each.device,
            counter=each.counter, device_at=each.device_at, received_at=moment, author=actor.user,
        )
        for each in fresh
    )  # fmt: skip
    session.flush()
    session.refresh(sheet)
    _count(session, sheet)
    note(session, sheet.id, "answer", actor=actor, moment=moment, fields={"items": sorted({e.item for e in fresh})})
    return [each.id for each in given]


def standing_answers(session: ViewerSession, sheet_id: UUID) -> dict[str, list[Any]]:
    """Return, by item, the answers that nothing replaces, oldest first: one, or several where they are contested."""
    rows = look(session, Answer, Answer.__table__.c.sheet_id == sheet_id)
    replaced = {old for row in rows for old in row.replaces}
    standing: dict[str, list[Any]] = {}
    for row in sorted(rows, key=lambda row: (row.received_at, row.counter, row.id.hex)):
        if row.id.hex not in replaced:
            standing.setdefault(row.item, []).append(row)
    return {item: _without_doubles(answers) for item, answers in standing.items()}


def contested_items(session: ViewerSession, sheet_id: UUID) -> list[str]:
    """Return the items that have two different standing answers."""
    return sorted(item for item, rows in standing_answers(session, sheet_id).items() if len(rows) > 1)


def _without_doubles(rows: list[Any]) -> list[Any]:
    """Two tablets that gave the same answer agree: keep the first."""
    kept: list[Any] = []
    for row in rows:
        if not any((row.value, row.note) == (other.value, other.note) for other in kept):
            kept.append(row)
    return kept


def _count(session: ViewerSession, sheet: Any) -> None:
    totals = dict.fromkeys(ANSWERS, 0)
    for rows in standing_answers(session, sheet.id).values():
        value = rows[-1].value
        if value:
            totals[value] += 1
    sheet.compliant, sheet.not_compliant = totals["compliant"], totals["not_compliant"]
    sheet.not_checked, sheet.not_applicable = totals["not_checked"], totals["not_applicable"]


def _faults_of(given: GivenAnswer, asked: set[str]) -> Iterable[Refusal]:
    if given.item not in asked:
        yield Refusal(
            "unknown_item",
            Text("Le point {item} n’est pas demandé ici.", "Item {item} is not asked here.", item=given.item),
        )
    if given.value and given.value not in ANSWERS:
        yield Refusal(
            "unknown_answer",
            Text(
                "La réponse au point {item} n’est pas lisible.",
                "The answer to item {item} cannot be read.",
                item=given.item,
            ),
        )
    if len(given.note) > LONGEST_NOTE or "\x00" in given.note:
        yield Refusal(
            "note_too_long",
            Text(
                "La note du point {item} est trop longue\u00a0: {maximum} signes au plus.",
                "The note on item {item} is too long: {maximum} characters at most.",
                item=given.item,
                maximum=LONGEST_NOTE,
            ),
        )


def _same(row: Any, given: GivenAnswer) -> bool:
    return (row.item, row.value, row.note) == (given.item, given.value, given.note)


def _id_reused(given: GivenAnswer) -> Refusal:
    return Refusal(
        "answer_id_reused",
        Text(
            "Une autre réponse porte déjà cet identifiant\u00a0: {item}.",
            "Another answer already has this id: {item}.",
            item=given.item,
        ),
    )


_SHEET_CLOSED: Final = Refusal(
    "sheet_closed",
    Text(
        "Cette grille n’est pas ouverte\u00a0: rien n’y entre plus. Vos réponses restent sur la tablette.",
        "This grid is not open: nothing enters it any more. Your answers stay on the tablet.",
    ),
)
