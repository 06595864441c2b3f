"""What comes in from a tablet is kept, each operation once, and answered one by one: kept, later, or refused and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from webapp.tablet.operations import UNREADABLE, Batch, Sent, SentAnswer, SentBeginning, Unreadable
from webapp.tablet.standing import digest_of, digest_of_answer
from workflows.engine.cases import Actor, take
from workflows.engine.refusals import EngineAnswer, Refused
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.processes.answer import Answer, GivenAnswer, record_answers
from workflows.processes.house import look
from workflows.processes.sheet import Sheet
from workflows.store.text import Text

KEPT: Final = "kept"
LATER: Final = "later"
"""Not now, and through no fault of its own: the tablet keeps it and tries again."""
REFUSED: Final = "refused"
"""Never: the tablet sets it aside and shows why; nothing but its author removes it there."""

OPEN: Final = "answering"
NOT_YET: Final = frozenset({"assigned", "ready"})


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one operation. ``digest`` is that of what is now kept, empty unless ``state`` is ``kept``."""

    id: UUID
    state: str
    digest: str = ""
    reasons: tuple[Text, ...] = ()

    def as_plain(self, language: str) -> dict[str, Any]:
        """Return what the tablet reads."""
        reasons = [reason.render(language) for reason in self.reasons]
        return {"id": str(self.id), "state": self.state, "digest": self.digest, "reasons": reasons}


def keep_batch(session: ViewerSession, batch: Batch, *, actor: Actor, moment: datetime) -> list[Receipt]:
    """Keep what a tablet sends, and answer each operation; ``moment`` is aware. What was kept before is kept still.

    One that is refused does not hold up the others. The edge commits before the receipts leave.
    """
    # Two of one id are one operation, the first; its digest tells the tablet which of them is kept.
    first: dict[UUID, Sent] = {}
    for each in batch.operations:
        first.setdefault(each.id, each)
    readable = [each for each in first.values() if not isinstance(each, Unreadable)]
    receipts = {each: Receipt(each, REFUSED, reasons=(UNREADABLE,)) for each in first}
    for sheet_id, group in groupby(sorted(readable, key=lambda each: each.sheet), key=lambda each: each.sheet):
        # Sorting keeps the order of the tablet within a sheet.
        for receipt in _keep_for_sheet(session, sheet_id, list(group), actor=actor, moment=moment):
            receipts[receipt.id] = receipt
    return [receipts[each.id] for each in batch.operations]


def _keep_for_sheet(
    session: ViewerSession,
    sheet_id: UUID,
    operations: list[SentAnswer | SentBeginning],
    *,
    actor: Actor,
    moment: datetime,
) -> Iterable[Receipt]:
    sheet = session.get(Sheet, sheet_id)
    if sheet is None or sheet.agency != actor.agency:
        return [Receipt(each.id, REFUSED, reasons=(_NO_SHEET,)) for each in operations]
    receipts = [
        _begin(session, each, actor=actor, moment=moment) for each in operations if isinstance(each, SentBeginning)
    ]
    answers = [each for each in operations if isinstance(each, SentAnswer)]
    foreign = _ids_of_other_sheets(session, sheet_id, [each.id for each in answers])
    receipts += [Receipt(each.id, REFUSED, reasons=(_ID_REUSED,)) for each in answers if each.id in foreign]
    ours = [each.given for each in answers if each.id not in foreign]
    return [*receipts, *_keep_answers(session, sheet, ours, actor=actor, moment=moment)]


def _begin(session: ViewerSession, sent: SentBeginning, *, actor: Actor, moment: datetime) -> Receipt:
    done = Receipt(sent.id, KEPT, digest_of([str(sent.id), str(sent.sheet), "begin"]))
    case = session.get_one(Case, sent.sheet, populate_existing=True)
    if case.state == OPEN:
        return done  # somebody of the team was quicker
    try:
        take(session, sent.sheet, "begin", actor=actor, moment=moment, command=str(sent.id))
    except EngineAnswer as refused:
        reasons = [refusal.text for refusal in refused.refusals] if isinstance(refused, Refused) else [refused.text]
        return Receipt(sent.id, REFUSED, reasons=tuple(reasons))
    return done


def _keep_answers(
    session: ViewerSession, sheet: Sheet, given: list[GivenAnswer], *, actor: Actor, moment: datetime
) -> list[Receipt]:
    if not given:
        return []
    try:
        record_answers(session, sheet, given, actor=actor, moment=moment)
    except Refused as refused:
        if len(given) > 1:
            return [
                receipt
                for each in given
                for receipt in _keep_answers(session, sheet, [each], actor=actor, moment=moment)
            ]
        case = session.get_one(Case, sheet.id, populate_existing=True)
        state = LATER if case.state in NOT_YET else REFUSED
        return [Receipt(given[0].id, state, reasons=tuple(refusal.text for refusal in refused.refusals))]
    return _receipts_of_kept(session, [each.id for each in given])


def _receipts_of_kept(session: ViewerSession, ids: list[UUID]) -> list[Receipt]:
    rows = session.scalars(sa.select(Answer).where(Answer.id.in_(ids)).execution_options(populate_existing=True))
    return [Receipt(row.id, KEPT, digest_of_answer(row)) for row in rows]


def _ids_of_other_sheets(session: ViewerSession, sheet_id: UUID, ids: list[UUID]) -> set[UUID]:
    table = Answer.__table__.c
    return {row.id for row in look(session, Answer, table.id.in_(ids), table.sheet_id != sheet_id)} if ids else set()


_NO_SHEET: Final = Text(
    "Cette grille n’existe pas, ou ne vous est pas ouverte.", "There is no such grid, or it is not open to you."
)
_ID_REUSED: Final = Text(
    "Une autre réponse porte déjà cet identifiant\u00a0: répondez de nouveau à ce point.",
    "Another answer already has this id: answer this item again.",
)
