"""What a note of the journal says: the lines that move nothing, as the people who may read them want to hear them.

A line is read by whoever may see it, so what its own body says may be said; the rows that it names are asked for
through the viewer's session, which hides those of others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from webapp.counting import counted_word
from webapp.showing.reminders import outside_reminder_said, reminder_said
from webapp.words import WORDS
from workflows.engine.definition import Workflow
from workflows.engine.evidence.journal import ERASED
from workflows.engine.sweeper import ALERT
from workflows.engine.tables import JournalLine
from workflows.law.grids import ROUTES
from workflows.processes.derived_view import DERIVED
from workflows.processes.document import BUNDLE, Document
from workflows.processes.evidence_file import ATTACHED, WITHDRAWN, EvidenceFile
from workflows.processes.outside_link import WRONG_CODE
from workflows.processes.outside_reminder import REMINDED_OUTSIDE, STOPPED_OUTSIDE
from workflows.processes.reminder import REMINDED
from workflows.store.text import Text

_PASSED: Final = 100
_FINDINGS: Final = 3
_OF_FINDINGS: Final = frozenset({"photo", "choose_route", DERIVED})
"""Notes that name a point at which an agency found something: nobody else's before it has validated its part."""


def note_said(session: Session, line: JournalLine, workflow: Workflow, fields: Mapping[str, Any]) -> Text:
    """Return what happened, of a line that is no step of its workflow; ``fields`` are empty where the law erased them
    and where the reader is not cleared for them.
    """
    teller = _TELLERS.get(line.step)
    if teller is None or not fields:
        return WORDS["noted_evidence_gone" if line.step == ATTACHED else "noted"]
    return teller(session, line, workflow, fields)


def class_of_note(step: str) -> int:
    """Return the class of what a note tells where that is above the class of its case: which point, what follows."""
    return _FINDINGS if step in _OF_FINDINGS else 0


def _document(session: Session, line: JournalLine, _workflow: Workflow, fields: Mapping[str, Any]) -> Text:
    """Name the paper, unless it is for others."""
    title = session.scalar(
        sa.select(Document.title).where(Document.case_id == line.case_id, Document.kind == fields["kind"])
    )
    if title is None:
        return WORDS["noted_paper_of_others"]
    kind = WORDS.get(f"paper_{fields['kind']}", title)
    return WORDS["noted_paper"].with_parameters(kind=kind, number=fields["number"])


def _answers(_session: Session, _line: JournalLine, _workflow: Workflow, fields: Mapping[str, Any]) -> Text:
    return counted_word("noted_answers", len(fields["items"]))


def _photo(_session: Session, _line: JournalLine, _workflow: Workflow, fields: Mapping[str, Any]) -> Text:
    if not fields.get("item"):
        return WORDS["noted_photo"]
    return WORDS["noted_photo_at"].with_parameters(item=fields["item"])


def _route(_session: Session, _line: JournalLine, _workflow: Workflow, fields: Mapping[str, Any]) -> Text:
    return WORDS["noted_route"].with_parameters(item=fields["item"], route=ROUTES.get(fields["route"], fields["route"]))


def _alert(_session: Session, _line: JournalLine, workflow: Workflow, fields: Mapping[str, Any]) -> Text:
    name, share = fields["deadline"], fields["share"]
    label = next((each.label for each in workflow.deadlines if each.name == name), name)
    if share >= _PASSED:
        return WORDS["noted_time_passed"].with_parameters(deadline=label)
    return WORDS["noted_time_goes"].with_parameters(deadline=label, share=share)


def _erased(_session: Session, _line: JournalLine, _workflow: Workflow, fields: Mapping[str, Any]) -> Text:
    return WORDS["noted_erased"].with_parameters(seq=fields["seq"], reason=why_erased(fields["reason"]))


def why_erased(reason: str) -> Text | str:
    """Return why a body was erased as people read it: in words where the house has some, else the reference itself."""
    return WORDS.get(f"erased_{reason}", reason)


def _batch(_session: Session, _line: JournalLine, _workflow: Workflow, fields: Mapping[str, Any]) -> Text:
    first, last = fields["lines"]
    return WORDS["noted_lines_read"].with_parameters(first=first, last=last)


def _places(_session: Session, _line: JournalLine, _workflow: Workflow, fields: Mapping[str, Any]) -> Text:
    return counted_word("noted_places", fields["places"])


def _reminder(_session: Session, _line: JournalLine, _workflow: Workflow, fields: Mapping[str, Any]) -> Text:
    return reminder_said(fields["rung"], fields["agency"], told=fields["told"])


def _evidence_file(session: Session, line: JournalLine, _workflow: Workflow, fields: Mapping[str, Any]) -> Text:
    """Name the file, unless it was withdrawn and the house has yet to erase its name."""
    kept = sa.select(EvidenceFile.id).where(
        EvidenceFile.case_id == line.case_id,
        EvidenceFile.original == fields["original"],
        EvidenceFile.withdrawn_at.is_(None),
    )
    if session.scalars(kept).first() is None:
        return WORDS["noted_evidence_gone"]
    return WORDS["noted_evidence_file"].with_parameters(name=fields["name"])


def _evidence_withdrawn(_session: Session, _line: JournalLine, _workflow: Workflow, fields: Mapping[str, Any]) -> Text:
    return WORDS["noted_evidence_withdrawn"].with_parameters(reason=fields["reason"])


def _wrong_code(_session: Session, _line: JournalLine, _workflow: Workflow, fields: Mapping[str, Any]) -> Text:
    return WORDS["noted_wrong_code"].with_parameters(left=fields["left"])


def _outside_reminder(_session: Session, _line: JournalLine, _workflow: Workflow, fields: Mapping[str, Any]) -> Text:
    return outside_reminder_said(fields["days_before"])


_Teller = Callable[[Session, JournalLine, Workflow, Mapping[str, Any]], Text]
_TELLERS: Final[Mapping[str, _Teller]] = {
    "document": _document,
    "press_again": lambda *_told: WORDS["noted_press_again"],
    BUNDLE: lambda _session, _line, _workflow, fields: counted_word("noted_bundle", fields["pieces"]),
    "answer": _answers,
    "photo": _photo,
    DERIVED: lambda *_told: WORDS["noted_derived_view"],
    "choose_route": _route,
    ATTACHED: _evidence_file,
    WITHDRAWN: _evidence_withdrawn,
    WRONG_CODE: _wrong_code,
    REMINDED_OUTSIDE: _outside_reminder,
    STOPPED_OUTSIDE: lambda *_told: WORDS["noted_outside_stopped"],
    ALERT: _alert,
    ERASED: _erased,
    REMINDED: _reminder,
    "import_batch": _batch,
    "replay_places": _places,
}
