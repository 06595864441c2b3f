"""Signed heads: every hundred lines or five minutes, a signature over what the journal is, for others to keep.

The chain of a case shows every change but one: that everything after a line was thrown away or written anew. A signed
head names the last line of each case that moved since the head before, so that neither can be done without the key;
and whoever keeps a copy of a head elsewhere sees that the whole house was rolled back to an old backup, or forked.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy.engine import Connection, Engine

from workflows.engine import failpoints
from workflows.engine.chain import NOTHING, digest_of, stored_moment_text
from workflows.engine.evidence.access import end_of_access_chain, purge_reads
from workflows.engine.evidence.faults import Fault
from workflows.engine.evidence.keys import PublicKeys, key_id_of
from workflows.engine.tables import JournalLine, SignedHead
from workflows.engine.viewer import HOUSE_VIEWER, ViewerSession, unit_of_work
from workflows.store.database import read_only, table_of
from workflows.store.plain import canonical
from workflows.store.still import stream

FORMAT: Final = "beffroi-head-1"
EVERY_LINES: Final = 100
EVERY: Final = timedelta(minutes=5)
_LOCK: Final = 5_417_027
_PATIENCE: Final = 2.0
"""Seconds to wait for the transactions that were writing lines when a head was asked for."""
_HEAD: Final = table_of(SignedHead)
_LINE: Final = table_of(JournalLine)


@dataclass(slots=True)
class Window:
    """The lines between two heads: how many, their digest in order, and the last line of each case among them."""

    lines: int = 0
    cases: dict[str, tuple[int, str]] = field(default_factory=dict)
    _digest: Any = field(default_factory=hashlib.sha256)

    def add(self, line: int, case_id: str, seq: int, hash_: bytes) -> None:
        """Add the next line of the journal."""
        self.lines += 1
        self.cases[case_id] = (seq, hash_.hex())
        self._digest.update(f"{line}:{hash_.hex()}\n".encode())

    def add_stored(self, line: int, case_id: Any, seq: Any, hash_: Any) -> None:
        """Add a line as it is stored; one that is damaged only counts, and so makes a difference."""
        if isinstance(hash_, bytes):
            self.add(line, case_id if isinstance(case_id, str) else case_id.hex, seq, hash_)
        else:
            self.lines += 1

    def as_plain(self) -> dict[str, Any]:
        """Return what a head says of these lines."""
        cases = sorted([case_id, seq, hash_] for case_id, (seq, hash_) in self.cases.items())
        return {"cases": cases, "digest": self._digest.hexdigest(), "lines": self.lines}


def sign_heads(engine: Engine, key: Ed25519PrivateKey, *, moment: datetime, at_once: bool = False) -> int | None:
    """Sign a head if a hundred lines or five minutes passed since the last, or ``at_once``; return its number.

    For the loop that drains the outbox: it costs two index look-ups when nothing is due. ``None`` also when another
    process is signing, or when a transaction keeps its lines open too long; the next call tries again.
    """
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        connection = session.connection()
        if not _is_due(connection, moment, at_once=at_once) or not _alone(connection):
            return None
        top = _settled_top(connection)
        return None if top is None else _sign(session, key, moment=moment, top=top)


def purge_access(engine: Engine, key: Ed25519PrivateKey, *, before: datetime, moment: datetime) -> int:
    """Remove the lines of the access journal older than ``before`` (aware) and sign that it was done.

    Returns the number of the last line removed, 0 if there was none. Refuses with ``TimeoutError`` when somebody else
    keeps lines of the journal open; nothing is removed then.
    """
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        connection = session.connection()
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        purged = purge_reads(session, before=before, moment=moment)
        if purged is None:
            return 0
        top = _settled_top(connection)
        if top is None:
            raise TimeoutError("Lines of the journal are still being written: try again.")
        _sign(session, key, moment=moment, top=top, purged=purged)
        return purged[0]


def export_head(engine: Engine, number: int | None = None) -> dict[str, Any] | None:
    """Return a signed head, the last one unless a number is given, small enough to print or to send to an agency."""
    with read_only(engine).connect() as connection:
        return head_as_plain(connection, number)


def head_as_plain(connection: Connection, number: int | None = None) -> dict[str, Any] | None:
    """Return a signed head as plain values, the last one unless a number is given."""
    statement = sa.select(_HEAD).order_by(_HEAD.c.number.desc()).limit(1)
    if number is not None:
        statement = statement.where(_HEAD.c.number == number)
    head = connection.execute(statement).one_or_none()
    if head is None:
        return None
    return {
        "format": FORMAT,
        "number": head.number,
        "at": stored_moment_text(head.at),
        "up_to_line": head.up_to_line,
        "digest": head.digest.hex(),
        "signature": head.signature.hex(),
        "key_id": head.key_id,
    }


def check_kept_head(engine: Engine, kept: Mapping[str, Any], keys: PublicKeys) -> Fault | None:
    """Compare a head that somebody kept elsewhere with this database; ``None`` when this house is its continuation.

    A head that this database does not have yet means that it was rolled back to an earlier state; another digest
    under the same number means that history was written anew.
    """
    try:
        number, key_id = int(kept["number"]), str(kept["key_id"])
        digest, signature = bytes.fromhex(kept["digest"]), bytes.fromhex(kept["signature"])
    except (KeyError, TypeError, ValueError):
        return Fault("signed_head", "kept_unreadable", "the kept head is not one that this house exports")
    if not _is_signed(keys, key_id, signature, digest):
        return Fault("signed_head", "kept_signature", f"the kept head {number} was not signed by a key of this house")
    here = export_head(engine, number)
    if here is None:
        return Fault("signed_head", "rolled_back", f"the head {number} was signed once, and this database ends before")
    if here["digest"] != kept["digest"]:
        return Fault("signed_head", "forked", f"the head {number} of this database is not the one that was kept")
    return None


@dataclass(slots=True)
class Heads:
    """The signed heads as they were read, with what they say of the access journal."""

    count: int = 0
    up_to_line: int = 0
    anchors: list[tuple[int, bytes]] = field(default_factory=list)
    purged: tuple[int, bytes] | None = None


def check_heads(connection: Connection, keys: PublicKeys | None, heads: Heads) -> Iterator[Fault]:
    """Give one fault for each head that is not signed, not chained, or no longer tells what the journal holds.

    ``heads`` is filled on the way. Without ``keys`` the signatures themselves are not checked.
    """
    columns = (_LINE.c.line, _LINE.c.case_id, _LINE.c.seq, _LINE.c.hash)
    previous = NOTHING
    with (
        closing(stream(connection, _raw(columns).order_by(_LINE.c.line))) as lines,
        closing(stream(connection, _raw(_HEAD.c).order_by(_HEAD.c.number), at_once=20)) as stored_heads,
    ):
        pending: Any = next(lines, None)
        for stored in stored_heads:
            head = dict(zip(_HEAD.c.keys(), stored, strict=True))
            heads.count += 1
            told = _read_told(head)
            fault = _fault_of_head(head, heads.count, previous, keys, told)
            if fault is not None:
                yield fault
                if fault.what != "signature":
                    return  # what it says of the lines cannot be believed, nor what follows
            assert told is not None
            previous, heads.up_to_line = head["digest"], head["up_to_line"]
            window = Window()
            while pending is not None and pending[0] <= heads.up_to_line:
                window.add_stored(*pending)
                pending = next(lines, None)
            yield from _differences(told, window, heads.up_to_line)
            _note_access(told, heads)


def _note_access(told: dict[str, Any], heads: Heads) -> None:
    line, hash_ = told["access"]
    if line:
        heads.anchors.append((line, bytes.fromhex(hash_)))
    if told.get("purged"):
        heads.purged = (told["purged"][0], bytes.fromhex(told["purged"][1]))


def _differences(told: dict[str, Any], window: Window, up_to_line: int) -> Iterator[Fault]:
    said = {case_id: (seq, hash_) for case_id, seq, hash_ in told["cases"]}
    if told == {**told, **window.as_plain()}:
        return
    wrong = sorted(case_id for case_id in said if window.cases.get(case_id) != said[case_id])
    wrong += sorted(case_id for case_id in window.cases if case_id not in said)
    for case_id in wrong[:20]:
        seq = said.get(case_id, (None, ""))[0]
        text = "lines of the case are not those that were signed"
        yield Fault("journal", "signed", text, line=up_to_line, case_id=case_id, seq=seq)
    if not wrong:
        yield Fault("journal", "signed", "the lines are not numbered as they were when signed", line=up_to_line)


def _read_told(head: dict[str, Any]) -> dict[str, Any] | None:
    try:
        told = json.loads(head["heads"])
        return told if isinstance(told, dict) and {"access", "cases", "digest", "lines"} <= set(told) else None
    except (TypeError, ValueError):
        return None


def _fault_of_head(
    head: dict[str, Any], number: int, previous: bytes, keys: PublicKeys | None, told: dict[str, Any] | None
) -> Fault | None:
    def fault(what: str, text: str) -> Fault:
        return Fault("signed_head", what, f"the signed head {number} {text}")

    if head["number"] != number:
        return fault("gap", "is missing")
    if head["previous"] != previous:
        return fault("chain", "does not follow from the one before it")
    try:
        sound = head["digest"] == _digest_of_head(head)
    except (TypeError, ValueError, AttributeError):
        sound = False
    if told is None or not sound:
        return fault("header", "does not match its digest")
    if keys is not None and not _is_signed(keys, head["key_id"], head["signature"], head["digest"]):
        return fault("signature", "was not signed by a key of this house")
    return None


def _is_signed(keys: PublicKeys, key_id: str, signature: bytes, digest: bytes) -> bool:
    key: Ed25519PublicKey | None = keys.get(key_id)
    if key is None:
        return False
    try:
        key.verify(signature, digest)
    except (InvalidSignature, TypeError, ValueError):
        return False
    return True


def _is_due(connection: Connection, moment: datetime, *, at_once: bool) -> bool:
    last = connection.execute(
        sa.select(_HEAD.c.up_to_line, _HEAD.c.at, _HEAD.c.heads).order_by(_HEAD.c.number.desc()).limit(1)
    ).one_or_none()
    top = connection.scalar(sa.select(sa.func.max(_LINE.c.line))) or 0
    read = end_of_access_chain(connection)[0]
    known = (last.up_to_line, json.loads(last.heads)["access"][0]) if last is not None else (0, 0)
    if (top, read) == known:
        return False
    return at_once or last is None or top - known[0] >= EVERY_LINES or moment - last.at >= EVERY


def _alone(connection: Connection) -> bool:
    if connection.dialect.name != "postgresql":
        return True
    return bool(connection.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(_LOCK))))


def _settled_top(connection: Connection) -> int | None:
    """Return a line such that it and every line before it are committed, or will never be.

    PostgreSQL numbers a line when it is written and shows it when it is committed: a smaller number may still appear.
    Waiting for those who were writing, without holding anything that they could want, cannot go round in a circle.
    """
    top = connection.scalar(sa.select(sa.func.max(_LINE.c.line))) or 0
    if connection.dialect.name != "postgresql":
        return top
    writers = _writers(connection)
    limit = time.monotonic() + _PATIENCE
    while writers & _writers(connection):
        if time.monotonic() > limit:
            return None
        time.sleep(0.005)
    return top


def _writers(connection: Connection) -> set[str]:
    rows = connection.execute(
        sa.text(
            "select virtualtransaction from pg_locks where relation = 'journal'::regclass and pid <> pg_backend_pid() "
            "and database = (select oid from pg_database where datname = current_database()) "
            "and mode = 'RowExclusiveLock' and granted"
        )
    )
    return {row[0] for row in rows}


def _sign(
    session: ViewerSession,
    key: Ed25519PrivateKey,
    *,
    moment: datetime,
    top: int,
    purged: tuple[int, bytes] | None = None,
) -> int:
    connection = session.connection()
    last = connection.execute(
        sa.select(_HEAD.c.number, _HEAD.c.up_to_line, _HEAD.c.digest).order_by(_HEAD.c.number.desc()).limit(1)
    ).one_or_none()
    number, after, previous = (last.number, last.up_to_line, last.digest) if last else (0, 0, NOTHING)
    window = Window()
    lines = sa.select(_LINE.c.line, _LINE.c.case_id, _LINE.c.seq, _LINE.c.hash)
    for line, case_id, seq, hash_ in connection.execute(
        lines.where(_LINE.c.line > after, _LINE.c.line <= top).order_by(_LINE.c.line)
    ):
        window.add(line, case_id.hex, seq, hash_)
    read, read_hash = end_of_access_chain(connection)
    told = {**window.as_plain(), "access": [read, read_hash.hex()]}
    if purged is not None:
        told["purged"] = [purged[0], purged[1].hex()]
    head = {"number": number + 1, "at": moment, "up_to_line": top, "heads": canonical(told), "previous": previous}
    digest = _digest_of_head(head)
    key_id = key_id_of(key.public_key())
    failpoints.reach("heads.before_insert")
    connection.execute(sa.insert(_HEAD).values(**head, digest=digest, signature=key.sign(digest), key_id=key_id))
    return number + 1


def _digest_of_head(head: Mapping[str, Any]) -> bytes:
    return digest_of(
        [
            FORMAT,
            head["number"],
            stored_moment_text(head["at"]),
            head["up_to_line"],
            head["heads"],
            bytes(head["previous"]).hex(),
        ]
    )


def _raw(columns: Iterable[sa.Column[Any]]) -> Any:
    return sa.select(*(sa.type_coerce(column, sa.types.NullType()) for column in columns))
