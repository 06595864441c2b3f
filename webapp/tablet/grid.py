"""A sheet as its page shows it: the agency's own grid by part, one card an item, with its law and its answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from webapp.showing.case import Doors, doors_of
from webapp.tablet.standing import Standing, stamp, standing_of
from workflows.engine import registry
from workflows.engine.cases import Actor
from workflows.engine.definition import State
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.law import references
from workflows.law.days import paris_day
from workflows.law.grids import ROUTES, SEVERITIES, Item
from workflows.law.powers import Verdict, basis_of
from workflows.processes.photo import Photo, photos_of
from workflows.processes.sheet import Sheet, planned_powers
from workflows.processes.visit_facts import Visit
from workflows.register.offences import Offence, find_offences
from workflows.store.text import Text

OPEN: Final = "answering"
READY: Final = "ready"


@dataclass(frozen=True, slots=True)
class LawLine:
    """One article behind an item: its short and whole names, what it says, and whether it must be verified."""

    short: Text
    whole: Text
    says: Text | None
    to_verify: bool


@dataclass(frozen=True, slots=True)
class OffenceLine:
    """One NATINF number of an item; ``label`` is ``None`` where no loaded list knows it."""

    number: str
    label: str | None
    nature: Text | None


@dataclass(frozen=True, slots=True)
class Card:
    """One item to answer, with everything that the team may want to know of it, and the answers that stand."""

    item: Item
    severity: Text
    route: Text
    laws: tuple[LawLine, ...]
    offences: tuple[OffenceLine, ...]
    standing: tuple[Standing, ...]
    photos: tuple[Photo, ...]

    @property
    def value(self) -> str:
        """The answer, empty where there is none or where two contest each other."""
        return self.standing[0].value if len(self.standing) == 1 else ""

    @property
    def note(self) -> str:
        """The note of the answer, empty where two contest each other."""
        return self.standing[0].note if len(self.standing) == 1 else ""

    @property
    def contested(self) -> bool:
        """Whether two different answers stand."""
        return len(self.standing) > 1

    @property
    def answered(self) -> bool:
        """Whether anybody answered."""
        return any(each.value for each in self.standing)

    @property
    def replaces(self) -> str:
        """The ids that a new answer replaces, as a plain form carries them."""
        return ",".join(str(each) for standing in self.standing for each in standing.ids)


@dataclass(frozen=True, slots=True)
class CardPart:
    """One grid of the sheet: its title, its cards, and whether it is for every visit or only where the trade is."""

    title: Text
    always: bool
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class SheetPage:
    """Everything that the page of a sheet shows. Moments are aware UTC."""

    sheet: Sheet
    case: Case
    state: State
    visit: Visit
    visit_state: State
    verdict: Verdict | None
    basis: Text | None
    parts: tuple[CardPart, ...]
    doors: Doors
    visit_doors: Doors
    loose_photos: tuple[Photo, ...]

    @property
    def cards(self) -> tuple[Card, ...]:
        """Every card, in order."""
        return tuple(card for part in self.parts for card in part.cards)

    @property
    def answerable(self) -> bool:
        """Whether answers are kept now."""
        return self.case.state == OPEN

    @property
    def unanswered(self) -> tuple[Card, ...]:
        """The cards that nobody answered."""
        return tuple(card for card in self.cards if not card.answered)

    @property
    def contested(self) -> tuple[Card, ...]:
        """The cards on which two answers wait to be settled."""
        return tuple(card for card in self.cards if card.contested)


def sheet_page(session: ViewerSession, sheet: Sheet, case: Case, *, actor: Actor, moment: datetime) -> SheetPage:
    """Return a sheet as its page shows it to ``actor`` now."""
    visit = session.get_one(Visit, sheet.visit_id)
    visit_case = session.get_one(Case, sheet.visit_id)
    on = paris_day(sheet.planned_at)
    photos = photos_of(session, sheet.id)
    standing = standing_of(session, sheet.id)
    selection = sheet.selection()
    offences = _offences_of(session, selection.items)

    def card(item: Item) -> Card:
        return Card(
            item=item,
            severity=SEVERITIES[item.severity],
            route=ROUTES[item.route],
            laws=tuple(_law(key, on) for key in item.references),
            offences=tuple(_offence(number, offences) for number in item.natinf),
            standing=tuple(standing.get(item.code, ())),
            photos=tuple(photo for photo in photos if photo.item == item.code),
        )

    return SheetPage(
        sheet=sheet,
        case=case,
        state=_state_of(case),
        visit=visit,
        visit_state=_state_of(visit_case),
        verdict=None if sheet.ended else planned_powers(session, sheet),
        basis=basis_of(sheet.basis).label if sheet.basis else None,
        parts=tuple(
            CardPart(part.grid.title, part.always, tuple(card(item) for item in part.items)) for part in selection.parts
        ),
        doors=doors_of(session, case, actor=actor, moment=moment),
        visit_doors=doors_of(session, visit_case, actor=actor, moment=moment),
        loose_photos=tuple(photo for photo in photos if not photo.item),
    )


def plain_state(session: ViewerSession, sheet: Sheet, case: Case) -> dict[str, Any]:
    """Return what a tablet keeps beside the page, to draw the answers itself: see ``sheet.js``."""
    standing = standing_of(session, sheet.id)
    items = [item.code for item in sheet.selection().items]
    return {
        "sheet": str(sheet.id),
        "version": case.version,
        "state": case.state,
        "items": items,
        "standing": {code: [each.as_plain() for each in standing.get(code, ())] for code in items},
        "photos": [_plain_photo(photo) for photo in photos_of(session, sheet.id)],
    }


def sheet_of(session: ViewerSession, sheet_id: UUID) -> Sheet | None:
    """Return a sheet as the viewer sees it, as it is in the database now."""
    return session.scalar(sa.select(Sheet).where(Sheet.id == sheet_id).execution_options(populate_existing=True))


def _plain_photo(photo: Photo) -> dict[str, Any]:
    return {"id": str(photo.id), "item": photo.item, "caption": photo.caption, "at": stamp(photo.taken_at)}


def _state_of(case: Case) -> State:
    return registry.workflow(case.workflow, case.workflow_version).state(case.state)


def _law(key: str, on: date) -> LawLine:
    try:
        found = references.reference(key, on)
    except references.UnknownReferenceError:
        # Not in force on the day of the visit: shown all the same, for a lawyer to read again.
        return LawLine(Text(key, key), Text(key, key), None, to_verify=True)
    return LawLine(
        Text(found.short("fr"), found.short("en")),
        Text(found.cite("fr"), found.cite("en")),
        found.says,
        found.to_verify,
    )


def _offences_of(session: ViewerSession, items: Iterable[Item]) -> Mapping[str, Offence | None]:
    return find_offences(session, sorted({str(number) for item in items for number in item.natinf}))


def _offence(number: int, known: Mapping[str, Offence | None]) -> OffenceLine:
    found = known.get(str(number))
    if found is None:
        return OffenceLine(str(number), None, None)
    return OffenceLine(str(number), found.shown_label, found.nature_text)
