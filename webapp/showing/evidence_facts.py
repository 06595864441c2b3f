"""What the page of an exhibit, a hand-over, a video or a legal limit says that it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from webapp.language import spoken
from webapp.words import WORDS
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.law.clocks import clock
from workflows.law.seizures import seizure_bases
from workflows.processes.custody import EVENTS, CustodyLine, HandOver, chain_of
from workflows.processes.exhibit import PRESENT, UNITS, Exhibit, amount_of
from workflows.processes.legal_limit import LegalLimit
from workflows.processes.video import CLOCK, Video
from workflows.processes.visit_facts import Visit
from workflows.register.agencies import UnknownAgency, agency
from workflows.store.text import Text

Said = tuple[Text, Any, str]
"""A label, a value, and how the value is said."""


def _of_exhibit(session: ViewerSession, case: Case) -> Iterator[Said]:
    row = session.get_one(Exhibit, case.id)
    whole = session.get(Exhibit, row.part_of) if row.part_of else None
    yield _said("exhibit_number", row.number)
    yield _said("place_of_it", _place(session, row.visit_id))
    yield _said("exhibit_nature", row.nature)
    yield _said("exhibit_seized", _quantity(row.quantity, row.unit))
    if row.parted:
        yield _said("exhibit_parted", _quantity(row.parted, row.unit))
        yield _said("exhibit_left", _quantity(row.quantity - row.parted, row.unit))
    if whole is not None:
        yield _said("exhibit_part_of", whole.number)
    yield _said("exhibit_seal", row.seal)
    yield _said("exhibit_found_on", row.found_at, "moment")
    yield _said("exhibit_place", row.place)
    yield _said("exhibit_item", row.item)
    yield _said("exhibit_basis", _basis(row.basis))
    yield _said("exhibit_present", PRESENT[row.present])
    yield _said("exhibit_holder", row.holder, "agency")
    yield _said("exhibit_kept_at", row.kept_at)
    for line in chain_of(session, row.id):
        yield EVENTS[line.kind], _link(line), "text"


def _of_hand_over(session: ViewerSession, case: Case) -> Iterator[Said]:
    row = session.get_one(HandOver, case.id)
    yield _said("exhibit_number", row.number)
    yield _said("exhibit_nature", row.nature)
    yield _said("exhibit_left", _quantity(row.quantity, row.unit))
    yield _said("handed_by", row.agency, "agency")
    yield _said("handed_to", row.receiver, "agency")
    yield _said("handed_why", row.reason)
    if not case.is_open:
        yield _said("exhibit_seal", row.seal)
    yield _said("answer_to_it", row.answer)


def _of_video(session: ViewerSession, case: Case) -> Iterator[Said]:
    row = session.get_one(Video, case.id)
    yield _said("place_of_it", _place(session, row.visit_id))
    yield _said("camera_owner", row.camera_owner)
    yield _said("place_filmed", row.place)
    yield _said("filmed_from", row.starts_at, "moment")
    yield _said("filmed_until", row.ends_at, "moment")
    longer = row.retention is not None and row.retention > 31
    stated = WORDS["retention_too_long" if longer else "retention_said"].with_parameters(days=row.retention)
    yield _said("retention_stated", WORDS["retention_unknown"] if row.retention is None else stated)
    yield _said("erased_from", row.erased_from, "moment")
    yield _said("longest_kept", clock(CLOCK).says)
    yield _said("requisition_asked", row.requisition)
    yield _said("asked_for_on", row.asked_at, "moment")
    yield _said("ended_because", row.end_words)


def _of_limit(session: ViewerSession, case: Case) -> Iterator[Said]:
    row = session.get_one(LegalLimit, case.id)
    limit = clock(row.clock)
    yield _said("place_of_it", _place(session, row.visit_id))
    yield _said("limit_of_it", limit.label)
    yield _said("limit_paper", row.paper)
    yield _said("limit_length", limit.term.describe())
    yield WORDS["limit_from"], row.starts_at, "moment"
    yield _said("limit_starts", limit.starts)
    yield _said("limit_until", row.due_at, "moment")
    yield _said("limit_says", limit.says)
    yield _said("limit_shown_by", row.shown_by)
    yield _said("ended_because", row.end_reason)


def said_of(session: ViewerSession, case: Case) -> list[Said]:
    """Return what is said of a case of evidence, in order; nothing for a case of another workflow."""
    told = _TOLD.get(case.workflow)
    return list(told(session, case)) if told else []


def _said(word: str, value: Any, manner: str = "text") -> Said:
    return WORDS[word], value, manner


def _quantity(kept: int, unit: str) -> Text:
    return WORDS["quantity_said"].with_parameters(amount=amount_of(kept).normalize(), unit=UNITS[unit])


def _place(session: ViewerSession, visit_id: Any) -> str:
    visit = session.get(Visit, visit_id)
    return visit.trade_name if visit is not None else ""


def _basis(key: str) -> Text:
    basis = seizure_bases()[key]
    return WORDS["basis_to_verify"].with_parameters(basis=basis.label) if basis.to_verify else basis.label


def _link(line: CustodyLine) -> str:
    return "\n".join(part for part in _parts_of_link(line) if part)


def _parts_of_link(line: CustodyLine) -> Iterator[str]:
    yield spoken(WORDS["custody_at"].with_parameters(at=line.at, seal=line.seal))
    if line.giver and line.receiver:
        yield spoken(WORDS["custody_passed"].with_parameters(giver=_who(line.giver), receiver=_who(line.receiver)))
    elif line.giver or line.receiver:
        yield spoken(_who(line.giver or line.receiver))
    yield line.reason
    yield spoken(WORDS["custody_paper"].with_parameters(reference=line.reference)) if line.reference else ""


def _who(key: str) -> Text:
    try:
        return agency(key).short
    except UnknownAgency:
        return Text(key, key)


_TOLD: Final[Mapping[str, Callable[[ViewerSession, Case], Iterator[Said]]]] = {
    "exhibit": _of_exhibit,
    "hand_over": _of_hand_over,
    "video": _of_video,
    "legal_limit": _of_limit,
}
EVIDENCE: Final = tuple(_TOLD)
"""The workflows of evidence."""
