"""The proof of the journal: every hash is worked out again, every chain followed, every signed head compared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session

from workflows.engine.chain import FORMAT, NOTHING, digest_of, digest_of_body, stored_moment_text
from workflows.engine.evidence.access import check_reads
from workflows.engine.evidence.faults import Fault
from workflows.engine.evidence.heads import Heads, check_heads
from workflows.engine.evidence.keys import PublicKeys
from workflows.engine.tables import Case, JournalLine
from workflows.store.database import table_of
from workflows.store.still import still, stream, tolerate

ERASED: Final = "body_erased"
"""The step of the line which says that the body of an earlier line of its case was erased by law."""
_KEPT: Final = 100
"""How many faults are kept to be shown; all are counted."""
_LINE: Final = table_of(JournalLine)
_CASE: Final = table_of(Case)


@dataclass(slots=True)
class Verdict:
    """What a verification found. ``unsigned`` counts the last lines, which no head has signed yet."""

    lines: int = 0
    erased: int = 0
    unsigned: int = 0
    heads: int = 0
    signatures_checked: bool = False
    count: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether everything is as it was written."""
        return self.count == 0

    @property
    def first_bad(self) -> Fault | None:
        """The fault with the smallest line number; one without a line comes last."""
        last = float("inf")
        return min(self.faults, key=lambda fault: last if fault.line is None else fault.line, default=None)

    def add(self, fault: Fault) -> None:
        """Count a fault, and keep it if it is among the first or comes before them."""
        self.count += 1
        if len(self.faults) < _KEPT:
            self.faults.append(fault)
        elif fault.line is not None and (self.first_bad is None or fault.line < (self.first_bad.line or fault.line)):
            self.faults[-1] = fault

    def as_json(self) -> dict[str, Any]:
        """Return ``{ok, lines, first_bad, differences}`` as plain values."""
        first = self.first_bad
        return {
            "ok": self.ok,
            "lines": self.lines,
            "first_bad": first.as_json() if first else None,
            "differences": [fault.as_json() for fault in self.faults],
        }


def verify(source: Engine | Session, keys: PublicKeys | None = None) -> Verdict:
    """Check the whole journal as it stands now, streaming; nothing is changed and nobody waits.

    With the public ``keys`` of the house the signatures of the heads are checked too.
    """
    with still(source) as connection:
        return verify_still(connection, keys)


def verify_still(connection: Connection, keys: PublicKeys | None = None) -> Verdict:
    """Check the whole journal through a connection that sees one still moment."""
    try:
        return _verify(connection, keys)
    except sa.exc.OperationalError:
        tolerate(connection)  # a text that is none any more
        return _verify(connection, keys)


def _verify(connection: Connection, keys: PublicKeys | None) -> Verdict:
    verdict = Verdict(signatures_checked=keys is not None)
    for case_id, case, lines in _cases_with_lines(connection):
        for fault in _check_case(case_id, case, lines, verdict):
            verdict.add(fault)
    heads = Heads()
    for fault in check_heads(connection, keys, heads):
        verdict.add(fault)
    for fault in check_reads(connection, heads.anchors, heads.purged):
        verdict.add(fault)
    verdict.heads = heads.count
    after = sa.select(sa.func.count()).select_from(_LINE).where(_LINE.c.line > heads.up_to_line)
    verdict.unsigned = connection.scalar(after) or 0
    return verdict


class _Line(NamedTuple):
    """A line as it is stored, before anything is believed of it."""

    line: Any
    case_id: Any
    seq: Any
    workflow: Any
    step: Any
    source: Any
    target: Any
    agency: Any
    user: Any
    at: Any
    command: Any
    secrecy: Any
    case_agency: Any
    body_digest: Any
    previous: Any
    hash: Any
    salt: Any
    body: Any
    erased_at: Any
    erased_reason: Any


class _Case(NamedTuple):
    id: Any
    workflow: Any
    state: Any
    version: Any
    head: Any


def _cases_with_lines(connection: Connection) -> Iterator[tuple[str, _Case | None, Iterator[_Line]]]:
    """Walk through cases and lines side by side, both in the order of the cases' ids."""
    cases = map(_Case._make, stream(connection, _raw(_CASE, _Case._fields).order_by(_CASE.c.id)))
    lines = map(
        _Line._make, stream(connection, _raw(_LINE, _Line._fields).order_by(_LINE.c.case_id, _LINE.c.seq), at_once=2000)
    )
    case = next(cases, None)
    for stored_id, its_lines in groupby(lines, key=itemgetter(1)):
        while case is not None and case.id < stored_id:
            yield _text(case.id), case, iter(())
            case = next(cases, None)
        if case is not None and case.id == stored_id:
            yield _text(stored_id), case, its_lines
            case = next(cases, None)
        else:
            yield _text(stored_id), None, its_lines
    while case is not None:
        yield _text(case.id), case, iter(())
        case = next(cases, None)


def _raw(table: sa.Table, names: tuple[str, ...]) -> Any:
    return sa.select(*(sa.type_coerce(table.c[name], sa.types.NullType()) for name in names))


def _text(stored_id: Any) -> str:
    return stored_id if isinstance(stored_id, str) else str(stored_id.hex)


def _check_case(case_id: str, case: _Case | None, lines: Iterator[_Line], verdict: Verdict) -> Iterator[Fault]:
    previous: Any = NOTHING
    last: _Line | None = None
    erasures = _Erasures()
    seq = 0
    for line in lines:
        verdict.lines += 1
        seq += 1
        what = _fault_of(case_id, line, seq, previous, last)
        if what is not None:
            yield _fault(*what, line, case_id)
        if isinstance(line.seq, int):
            seq = line.seq
        if line.body is None or line.step == ERASED:
            erasures.look_at(line)
        previous, last = line.hash, line
    verdict.erased += len(erasures.found)
    for line in erasures.unexplained():
        yield _fault("erased", "the body is gone and no later line of the case says why", line, case_id)
    yield from _fault_of_case(case_id, case, last)


def _fault(what: str, text: str, line: _Line, case_id: str) -> Fault:
    return Fault("journal", what, text, line=line.line, case_id=case_id, seq=line.seq)


def _fault_of(case_id: str, line: _Line, seq: int, previous: Any, last: _Line | None) -> tuple[str, str] | None:
    if line.seq != seq:
        return "gap", "a line of the case is missing before this one"
    if line.previous != previous:
        return "chain", "the line does not follow from the one before it"
    try:
        if line.hash != _hash_of(case_id, line):
            return "header", "the header does not match its hash"
        if line.body is None:
            if line.salt is not None or line.erased_at is None:
                return "erased", "the body is half erased"
        elif line.erased_at is not None or line.erased_reason is not None:
            return "erased", "the body is there although it is said to be erased"
        elif line.body_digest != digest_of_body(line.salt, line.body):
            return "body", "the body does not match its digest"
    except (TypeError, ValueError, AttributeError):
        return "unreadable", "the line cannot be read"
    if last is None:
        return ("state", "the first line does not open the case") if line.source else None
    if line.source != last.target or line.workflow != last.workflow:
        return "state", "the line does not begin where the one before it ended"
    if line.line <= last.line:
        return "number", "the line is numbered before the one that it follows"
    return None


def _hash_of(case_id: str, line: _Line) -> bytes:
    at, digest, previous = stored_moment_text(line.at), line.body_digest.hex(), line.previous.hex()
    return digest_of([FORMAT, case_id, *line[2:9], at, *line[10:13], digest, previous])


def _fault_of_case(case_id: str, case: _Case | None, last: _Line | None) -> Iterator[Fault]:
    def fault(what: str, text: str) -> Fault:
        if last is None:
            return Fault("case_", what, text, case_id=case_id)
        return Fault("case_", what, text, line=last.line, case_id=case_id, seq=last.seq)

    if case is None:
        yield fault("case", "the journal tells of a case that is not there")
    elif last is None:
        yield fault("case", "the case has no line in the journal")
    elif case.version != last.seq or case.head != last.hash:
        yield fault("head", "the case does not end where its journal ends")
    elif case.state != last.target or case.workflow != last.workflow:
        yield fault("state", "the case does not stand where its journal left it")


class _Erasures:
    """The erased lines of a case, and the later lines that say so."""

    def __init__(self) -> None:
        self.found: list[_Line] = []
        self._said: set[tuple[int, str, str]] = set()

    def look_at(self, line: _Line) -> None:
        if line.body is None:
            self.found.append(line)
            return
        try:
            told = json.loads(line.body)["fields"]
            self._said.add((told["seq"], told["reason"], stored_moment_text(line.at)))
        except (TypeError, ValueError, KeyError):
            return  # the line is named for itself: it does not match its digest

    def unexplained(self) -> Iterator[_Line]:
        for line in self.found:
            try:
                told = (line.seq, line.erased_reason, stored_moment_text(line.erased_at))
            except (TypeError, ValueError):
                yield line
                continue
            if told not in self._said:
                yield line
