"""What the paper of a sharing says: the copy as it is given, field by field, with what the gate does not let through struck out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from workflows.engine.cases import Situation
from workflows.engine.definition import Effect, Refusal
from workflows.engine.numbers import reserve_number
from workflows.engine.refusals import Refused
from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.law.gates import CONDITIONS, KINDS, PURPOSES, SECRETS, gates, in_force
from workflows.law.references import UnknownReferenceError
from workflows.processes.citations import cite_in_full
from workflows.processes.consequence import Consequence, establishment_of
from workflows.processes.document import press
from workflows.processes.exhibit import Exhibit
from workflows.processes.frozen_paper import freeze
from workflows.processes.house import look_up
from workflows.processes.operation_facts import Operation
from workflows.processes.section import Section
from workflows.processes.shared_copy import names_let_through
from workflows.processes.shared_fields import RECORDS, Label
from workflows.processes.snapshot_parts import Citation, Head, Letterhead
from workflows.processes.snapshots_sharing import CopiedLine, CopiedRecord, SharedCopySnapshot
from workflows.register.agencies import agency
from workflows.register.establishments import Establishment
from workflows.store.text import PARIS, Text, say_moment

COPY: Final = "shared_copy"
_SERIES: Final = "CP"
_FIRST: Final = "place_of_it"
"""The field with which each finding of a copy begins."""
_MOMENTS: Final = frozenset({"found_at", "moved_at", "exhibit_found_on"})


def issue_copy(situation: Situation, row: Any, about: Any) -> None:
    """Keep the paper of a sharing as it is given, frozen with the step that gives it; ``row.content`` is the copy.

    Refuses (``Refused``) a copy that the press would stop, with what it lacks.
    """
    year = situation.moment.astimezone(PARIS).year
    number = reserve_number(situation.session, _SERIES, year, row.id, secrecy=row.secrecy)
    copy = draw_copy(situation.session, row, about, number=number, moment=situation.moment)
    if missing := copy.missing():
        raise Refused([_unprintable(missing)])
    situation.session.add(freeze(copy, case_id=row.id, agency=row.agency, moment=situation.moment))


def copy_to_press(_situation: Situation) -> Iterable[Effect]:
    """Press the copy that this step has issued."""
    return [press(COPY)]


def draw_copy(session: ViewerSession, row: Any, about: Any, *, number: str, moment: datetime) -> SharedCopySnapshot:
    """Return the paper of a sharing (``row``) of a case (``about``) as it stands at ``moment`` (aware)."""
    on, issuer = paris_day(moment), agency(row.agency or "")
    gate = next(each for each in gates() if each.key == row.gate)
    told = any(name == "case_state" for name, _value in row.content)
    return SharedCopySnapshot(
        head=Head(
            number=number, version=1, issued_at=moment, secrecy=row.secrecy,
            letterhead=Letterhead(issuer.key, issuer.name.fr, issuer.letterhead, issuer.city),
            demonstration=_is_demonstration(session, about),
        ),
        kind=KINDS[row.kind].label.fr,
        recipient=agency(row.recipient).name.fr,
        purpose=PURPOSES[row.purpose].fr,
        opened_by=tuple(cite_in_full(key, on) for key in in_force(gate, on)),
        met=tuple(CONDITIONS[key].asks.fr for key in row.met if key in gate.conditions),
        why=row.why,
        records=tuple(_records(session, row, about, on)),
        state=about.state if told else "",
        ends_at=row.ends_at,
    )  # fmt: skip


def _records(session: ViewerSession, row: Any, about: Any, on: date) -> Iterator[CopiedRecord]:
    names = names_let_through(session, about, row.kind, row.purpose)
    for copied in _apart(row.content):
        lines = (_line(name, label, copied, name in names, on) for name, label in RECORDS[about.workflow].items())
        yield CopiedRecord(tuple(each for each in lines if each.values or each.is_struck))


def _apart(content: Sequence[Sequence[Any]]) -> list[list[Sequence[Any]]]:
    """Part a copy into its records: findings follow each other, anything else is one."""
    starts = [index for index, (name, _value) in enumerate(content) if name == _FIRST] or [0]
    starts[0] = 0
    return [list(content[start:end]) for start, end in zip(starts, [*starts[1:], len(content)], strict=True)]


def _line(name: str, label: Label, copied: Iterable[Sequence[Any]], passes: bool, on: date) -> CopiedLine:
    if not passes:
        return CopiedLine(name, label.words, is_struck=True, kept_under=_kept_under(label, on))
    return CopiedLine(name, label.words, tuple(_said(name, value) for each, value in copied if each == name))


def _kept_under(label: Label, on: date) -> Citation | None:
    secret = SECRETS[label.secrecy]
    try:
        cited = cite_in_full(secret.reference, on)
        return Citation(cited.key, cited.words, cited.to_verify or secret.to_verify)
    except UnknownReferenceError:
        return None


def _said(name: str, value: Any) -> str:
    return say_moment(datetime.fromisoformat(value), "fr") if name in _MOMENTS else str(value)


def _is_demonstration(session: ViewerSession, about: Any) -> bool:
    if about.workflow == "exhibit":
        return bool(look_up(session, Exhibit, about.id).demonstration)
    if about.workflow == "section":
        return bool(look_up(session, Operation, look_up(session, Section, about.id).operation_id).demonstration)
    place = establishment_of(session, look_up(session, Consequence, about.id))
    return bool(look_up(session, Establishment, place).demonstration)


def _unprintable(missing: Sequence[Text]) -> Refusal:
    what = Text(
        "\u00a0; ".join(each.render("fr") for each in missing), "; ".join(each.render("en") for each in missing)
    )
    return Refusal(
        "copy_unprintable",
        Text(
            "Pour être imprimée, la copie demande\u00a0: {what}.", "To be printed, the copy needs: {what}.", what=what
        ),
    )
