"""The access journal: who read what of class K2 and above, and why; one chain, apart from the journal of cases.

Old lines are purged after their time. What is left then begins in the middle of the chain, and a signed head says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from workflows.engine.chain import NOTHING, digest_of, stored_moment_text
from workflows.engine.evidence.faults import Fault
from workflows.engine.tables import Read
from workflows.engine.viewer import Viewer
from workflows.store.database import table_of
from workflows.store.still import stream

FORMAT: Final = "beffroi-access-1"
CASE: Final = "case"
PURGE: Final = "purge"
"""The kind of the line that says up to where older lines were purged."""
RETENTION: Final = "retention"
_LOCK: Final = 5_417_026
_READ: Final = table_of(Read)


def record_read(
    session: Session, viewer: Viewer, *, case_id: UUID, secrecy: int, reason: str, moment: datetime, kind: str = CASE
) -> None:
    """Append one line: ``viewer`` reads a record of this class at ``moment`` (aware), for this reason (a code).

    The edge commits before the first byte leaves.
    """
    append_read(session, viewer, kind=kind, reference=case_id.hex, secrecy=secrecy, reason=reason, moment=moment)


def append_read(
    session: Session, viewer: Viewer, *, kind: str, reference: str, secrecy: int, reason: str, moment: datetime
) -> None:
    """Append one line about anything that has a class: a case, a paper, an export, a whole list.

    ``reference`` names it and never quotes it. Lines are written one after the other: the next author waits for the
    commit of this one, so the session should do little else.
    """
    line, previous = _end_of_chain(session)
    row = {
        "line": line + 1,
        "at": moment,
        "agency": viewer.agency,
        "user": viewer.user,
        "reason": reason,
        "kind": kind,
        "reference": reference,
        "secrecy": secrecy,
        "previous": previous,
    }
    session.connection().execute(sa.insert(_READ).values(**row, hash=_hash_of(row)))


def purge_reads(session: Session, *, before: datetime, moment: datetime) -> tuple[int, bytes] | None:
    """Remove the lines that are older than ``before`` (aware), oldest first, and append a line that says so.

    Returns the last line removed and its hash, ``None`` if there is nothing to remove. Call
    :func:`workflows.engine.evidence.heads.purge_access`, which signs it in the same transaction: without the signature the rest
    of the chain does not verify.
    """
    connection = session.connection()
    _end_of_chain(session)  # holds the chain until the commit
    kept = connection.scalar(sa.select(sa.func.min(_READ.c.line)).where(_READ.c.at >= before))
    old = sa.select(_READ.c.line, _READ.c.hash).order_by(_READ.c.line.desc()).limit(1)
    last = connection.execute(old if kept is None else old.where(_READ.c.line < kept)).one_or_none()
    if last is None:
        return None
    house = Viewer(agency=None, user="house")
    reference = f"{last.line}:{last.hash.hex()}"
    append_read(session, house, kind=PURGE, reference=reference, secrecy=0, reason=RETENTION, moment=moment)
    connection.execute(sa.delete(_READ).where(_READ.c.line <= last.line))
    return last.line, last.hash


def end_of_access_chain(connection: Connection) -> tuple[int, bytes]:
    """Return the number and hash of the last line, zero and nothing when there is none."""
    last = sa.select(_READ.c.line, _READ.c.hash).order_by(_READ.c.line.desc()).limit(1)
    found = connection.execute(last).one_or_none()
    return (found.line, bytes(found.hash)) if found else (0, NOTHING)


def check_reads(
    connection: Connection, anchors: list[tuple[int, bytes]], purged: tuple[int, bytes] | None
) -> Iterator[Fault]:
    """Give one fault for each line that does not follow from the one before it, or is not what a head signed.

    ``anchors`` are the (line, hash) that signed heads keep, ``purged`` the last line that a signed purge removed.
    """
    line, previous = purged or (0, NOTHING)
    signed = {number: hash_ for number, hash_ in anchors if number > line}
    columns = [sa.type_coerce(column, sa.types.NullType()) for column in _READ.c]
    for stored in stream(connection, sa.select(*columns).order_by(_READ.c.line)):
        row = dict(zip(_READ.c.keys(), stored, strict=True))
        line, fault = line + 1, _fault_of(row, line + 1, previous, signed)
        if fault is not None:
            yield fault
            line = row["line"]
        previous = row["hash"]
    if signed and max(signed) > line:
        yield Fault("access_journal", "cut", line=max(signed), text="the end of the access journal is missing")


def _fault_of(row: dict[str, Any], line: int, previous: bytes, signed: dict[int, bytes]) -> Fault | None:
    if row["line"] != line:
        return Fault("access_journal", "gap", line=line, text="a line of the access journal is missing")
    try:
        sound = row["hash"] == _hash_of(row)
    except (TypeError, ValueError, AttributeError):
        return Fault("access_journal", "unreadable", line=line, text="the line cannot be read")
    if not sound:
        return Fault("access_journal", "header", line=line, text="the line does not match its hash")
    if row["previous"] != previous:
        return Fault("access_journal", "chain", line=line, text="the line does not follow from the one before it")
    if line in signed and signed[line] != row["hash"]:
        return Fault("access_journal", "signed", line=line, text="the line is not the one that was signed")
    return None


def _hash_of(row: dict[str, Any]) -> bytes:
    """Return the SHA-256 of a line: its fields in this order as one JSON array, the moment in UTC microseconds."""
    names = ("agency", "user", "reason", "kind", "reference", "secrecy")
    return digest_of(
        [
            FORMAT,
            row["line"],
            stored_moment_text(row["at"]),
            *(row[name] for name in names),
            bytes(row["previous"]).hex(),
        ]
    )


def _end_of_chain(session: Session) -> tuple[int, bytes]:
    """Return the end of the chain and keep it ours until the commit; on SQLite the write transaction is alone anyway."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    return end_of_access_chain(connection)
