#!/usr/bin/env python3
"""Check the journal of a house without the house: Python's standard library and this file, nothing else.

    python3 deploy/verify_journal.py FILE [--key journal.KEY.pub ...] [--kept head.json ...] [--json]

FILE is an SQLite database of the house, or a dump of any database made by `beffroi journal dump`. With the public keys
(`keys/journal.*.pub` of the house) the signatures of the heads are checked too. `--kept` compares a head that was kept
elsewhere: it tells a house that was rolled back to an old backup, or whose history was written anew.

Prints what is wrong with the first bad line. Exit 0: all is as it was written; 1: it is not; 2: the file cannot be
read. How a line is hashed is written here a second time on purpose, from its description and not from the house's code.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sqlite3
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

NOTHING = bytes(32)
HEADER = ("seq", "workflow", "step", "source", "target", "agency", "user", "at", "command", "secrecy", "case_agency")
READ = ("line", "at", "agency", "user", "reason", "kind", "reference", "secrecy")
HASHES = ("body_digest", "previous", "hash")
TABLES = {
    "case_": (("id", "workflow", "state", "version", "head"), "id"),
    "journal": (("line", "case_id", *HEADER, *HASHES, "salt", "body", "erased_at", "erased_reason"), "case_id, seq"),
    "signed_head": (("number", "at", "up_to_line", "heads", "previous", "digest", "signature", "key_id"), "number"),
    "access_journal": ((*READ, "previous", "hash"), "line"),
}
Row = dict[str, Any]
Fault = tuple[Any, str]
"""(number of the line, or None; what is wrong)"""


def read_sqlite(path: Path) -> dict[str, list[Row]]:
    """Return the rows of the four tables of an SQLite database, which is not written to."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    connection.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
    tables = {}
    for name, (columns, order) in TABLES.items():
        words = ", ".join(f'"{column}"' for column in columns)
        rows = connection.execute(f"select {words} from {name} order by {order}").fetchall()  # noqa: S608
        tables[name] = [dict(zip(columns, map(_sqlite_value, columns, row), strict=True)) for row in rows]
    connection.close()
    return tables


def _sqlite_value(column: str, value: Any) -> Any:
    if column in ("at", "erased_at") and isinstance(value, str):
        return f"{value[:10]}T{value[11:]}Z" if len(value) == 26 and value[10] == " " else f"not a moment: {value}"
    return value


def read_dump(path: Path) -> dict[str, list[Row]]:
    """Return the rows of the four tables from a dump."""
    tables: dict[str, list[Row]] = {name: [] for name in TABLES}
    with path.open(encoding="utf-8") as file:
        if json.loads(next(file, "null")) != {"format": "beffroi-journal-dump-1"}:
            raise ValueError("This is no dump of a journal.")
        for text in file:
            row = json.loads(text)
            values = {
                key: bytes.fromhex(value["hex"]) if isinstance(value, dict) else value for key, value in row.items()
            }
            tables[str(values.pop("table"))].append(values)
    return tables


def as_json(fields: list[Any]) -> bytes:
    """Return fields as one JSON array in UTF-8, without spaces."""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def sha256(*parts: bytes) -> bytes:
    """Return the SHA-256 of parts put end to end."""
    return hashlib.sha256(b"".join(parts)).digest()


def check_case(case_id: str, case: Row | None, lines: list[Row]) -> Iterator[Fault]:
    """Give what is wrong with one case: its lines one after the other, then where it stands."""
    previous, before, erased, said = NOTHING, None, [], set()
    expected = 0
    for line in lines:
        expected += 1
        what = fault_of_line(case_id, line, expected, previous, before)
        if what:
            yield line["line"], what
        expected = line["seq"] if isinstance(line["seq"], int) else expected
        if line["body"] is None:
            erased.append(line)
        elif line["step"] == "body_erased":
            said |= erasure_told(line)
        previous, before = line["hash"], line
    for line in erased:
        if (line["seq"], line["erased_reason"], line["erased_at"]) not in said:
            yield line["line"], "the body is gone and no later line of the case says why"
    last = lines[-1] if lines else None
    number = last["line"] if last else None
    if case is None:
        yield number, "the journal tells of a case that is not there"
    elif last is None:
        yield None, f"the case {case_id} has no line in the journal"
    elif (case["version"], case["head"]) != (last["seq"], last["hash"]):
        yield number, "the case does not end where its journal ends"
    elif (case["state"], case["workflow"]) != (last["target"], last["workflow"]):
        yield number, "the case does not stand where its journal left it"


def fault_of_line(case_id: str, line: Row, seq: int, previous: Any, before: Row | None) -> str | None:
    """Return what is wrong with one line, ``None`` if nothing is."""
    if line["seq"] != seq:
        return "a line of the case is missing before this one"
    if line["previous"] != previous:
        return "the line does not follow from the one before it"
    try:
        header = ["beffroi-journal-1", case_id, *(line[name] for name in HEADER)]
        header += [line["body_digest"].hex(), line["previous"].hex()]
        if line["at"].startswith("not a moment") or line["hash"] != sha256(as_json(header)):
            return "the header does not match its hash"
        if line["body"] is None:
            if line["salt"] is not None or line["erased_at"] is None:
                return "the body is half erased"
        elif line["erased_at"] is not None or line["erased_reason"] is not None:
            return "the body is there although it is said to be erased"
        elif line["body_digest"] != sha256(line["salt"], line["body"].encode()):
            return "the body does not match its digest"
    except (TypeError, ValueError, AttributeError):
        return "the line cannot be read"
    if before is None:
        return "the first line does not open the case" if line["source"] else None
    if (line["source"], line["workflow"]) != (before["target"], before["workflow"]):
        return "the line does not begin where the one before it ended"
    return "the line is numbered before the one that it follows" if line["line"] <= before["line"] else None


def erasure_told(line: Row) -> set[tuple[Any, Any, Any]]:
    """Return which erasure a line tells of."""
    try:
        fields = json.loads(line["body"])["fields"]
        return {(fields["seq"], fields["reason"], line["at"])}
    except (TypeError, ValueError, KeyError):
        return set()


class Heads:
    """What the signed heads say of the access journal."""

    def __init__(self) -> None:
        self.anchors: dict[int, bytes] = {}
        self.purged: tuple[int, bytes] = (0, NOTHING)


def check_heads(heads: list[Row], lines: list[Row], keys: dict[str, bytes] | None, found: Heads) -> Iterator[Fault]:
    """Give what is wrong with the signed heads, or with the lines that they signed."""
    ordered = sorted(lines, key=lambda line: line["line"])
    numbers = [line["line"] for line in ordered]
    previous, after = NOTHING, 0
    for number, head in enumerate(heads, start=1):
        what, told = fault_of_head(head, number, previous)
        if what or told is None:
            yield None, f"the signed head {number} {what}"
            return
        if keys is not None and not is_signed(keys, head):
            yield None, f"the signed head {number} was not signed by a key of this house"
        window = ordered[bisect_right(numbers, after) : bisect_right(numbers, head["up_to_line"])]
        if told != {**told, **told_by(window)}:
            yield head["up_to_line"], f"the lines {after + 1} to {head['up_to_line']} are not those that were signed"
        previous, after = head["digest"], head["up_to_line"]
        if told["access"][0]:
            found.anchors[told["access"][0]] = bytes.fromhex(told["access"][1])
        if told.get("purged"):
            found.purged = (told["purged"][0], bytes.fromhex(told["purged"][1]))


def told_by(window: list[Row]) -> dict[str, Any]:
    """Return what a head says of these lines."""
    sound = [line for line in window if isinstance(line["hash"], bytes)]
    last = {line["case_id"]: [line["case_id"], line["seq"], line["hash"].hex()] for line in sound}
    text = "".join(f"{line['line']}:{line['hash'].hex()}\n" for line in sound)
    return {"cases": sorted(last.values()), "digest": sha256(text.encode()).hex(), "lines": len(window)}


def fault_of_head(head: Row, number: int, previous: bytes) -> tuple[str | None, dict[str, Any] | None]:
    """Return what is wrong with a head, and what it says of the journal."""
    if head["number"] != number:
        return "is missing", None
    if head["previous"] != previous:
        return "does not follow from the one before it", None
    fields = ["beffroi-head-1", number, head["at"], head["up_to_line"], head["heads"]]
    try:
        told = json.loads(head["heads"])
        if head["digest"] == sha256(as_json([*fields, head["previous"].hex()])):
            return None, told
    except (TypeError, ValueError, AttributeError):
        pass
    return "does not match its digest", None


def is_signed(keys: dict[str, bytes], head: Row) -> bool:
    """Tell whether a known key signed the digest of a head."""
    key = keys.get(head["key_id"])
    return (
        key is not None
        and isinstance(head["signature"], bytes)
        and verify_ed25519(key, head["digest"], head["signature"])
    )


def check_reads(reads: list[Row], found: Heads) -> Iterator[Fault]:
    """Give what is wrong with the access journal."""
    line, previous = found.purged
    anchors = {number: hash_ for number, hash_ in found.anchors.items() if number > line}
    for row in reads:
        line += 1
        what = fault_of_read(row, line, previous, anchors)
        if what:
            yield line, what
        line, previous = row["line"], row["hash"]
    if anchors and max(anchors) > line:
        yield max(anchors), "the end of the access journal is missing"


def fault_of_read(row: Row, line: int, previous: Any, anchors: dict[int, bytes]) -> str | None:
    """Return what is wrong with one line of the access journal, ``None`` if nothing is."""
    if row["line"] != line:
        return "a line of the access journal is missing"
    try:
        fields = ["beffroi-access-1", *(row[name] for name in READ), row["previous"].hex()]
        if row["at"].startswith("not a moment") or row["hash"] != sha256(as_json(fields)):
            return "the line of the access journal does not match its hash"
    except (TypeError, ValueError, AttributeError):
        return "the line of the access journal cannot be read"
    if row["previous"] != previous:
        return "the line of the access journal does not follow from the one before it"
    if anchors.get(line, row["hash"]) != row["hash"]:
        return "the line of the access journal is not the one that was signed"
    return None


def check(tables: dict[str, list[Row]], keys: dict[str, bytes] | None) -> list[Fault]:
    """Return everything that is wrong, the smallest line number first and what has none last."""
    cases = {case["id"]: case for case in tables["case_"]}
    of_case: dict[str, list[Row]] = {case_id: [] for case_id in cases}
    for line in tables["journal"]:
        of_case.setdefault(line["case_id"], []).append(line)
    faults: list[Fault] = []
    for case_id, lines in of_case.items():
        faults.extend(check_case(case_id, cases.get(case_id), lines))
    found = Heads()
    faults.extend(check_heads(tables["signed_head"], tables["journal"], keys, found))
    faults.extend(check_reads(tables["access_journal"], found))
    return sorted(faults, key=lambda fault: (fault[0] is None, fault[0] or 0))


def check_kept(heads: list[Row], kept: Row, keys: dict[str, bytes] | None) -> str | None:
    """Return what is wrong with this house beside a head that was kept elsewhere, ``None`` if it continues it."""
    row = {
        "key_id": kept["key_id"],
        "digest": bytes.fromhex(kept["digest"]),
        "signature": bytes.fromhex(kept["signature"]),
    }
    if keys is not None and not is_signed(keys, row):
        return f"the kept head {kept['number']} was not signed by a key of this house"
    here = next((head for head in heads if head["number"] == kept["number"]), None)
    if here is None:
        return f"the head {kept['number']} was signed once, and this database ends before it"
    return None if here["digest"] == row["digest"] else f"the head {kept['number']} is not the one that was kept"


def read_key(path: Path) -> tuple[str, bytes]:
    """Return the id and the 32 bytes of a public key kept as PEM."""
    words = [word for word in path.read_text(encoding="ascii").splitlines() if not word.startswith("-----")]
    raw = base64.b64decode("".join(words))[-32:]
    return hashlib.sha256(raw).hexdigest()[:32], raw


P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]


def verify_ed25519(key: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether an Ed25519 signature (RFC 8032) of a message is the key's."""
    if len(signature) != 64 or len(key) != 32:
        return False
    public, commitment = point(key), point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if public is None or commitment is None or scalar >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    base = point(bytes([0x58] + [0x66] * 31))
    assert base is not None
    left, right = times(scalar, base), add(commitment, times(challenge, public))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


def point(encoded: bytes) -> Point | None:
    """Return a point of the curve from its 32 bytes, ``None`` if there is no such point."""
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def add(one: Point, other: Point) -> Point:
    """Return the sum of two points."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(factor: int, one: Point) -> Point:
    """Return a point taken ``factor`` times."""
    result: Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            result = add(result, one)
        one, factor = add(one, one), factor >> 1
    return result


def main(arguments: Iterable[str] | None = None) -> int:
    """Check what the command line names and say what was found; return 0, 1 or 2."""
    parser = argparse.ArgumentParser(description="Check the journal of a house with the standard library alone.")
    parser.add_argument("file", type=Path, help="an SQLite database of the house, or a dump")
    parser.add_argument("--key", type=Path, action="append", default=[], help="a public key, journal.*.pub")
    parser.add_argument("--kept", type=Path, action="append", default=[], help="a head that was kept elsewhere")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    asked = parser.parse_args(None if arguments is None else list(arguments))
    try:
        keys = dict(map(read_key, asked.key)) or None
        with asked.file.open("rb") as file:
            is_sqlite = file.read(15) == b"SQLite format 3"
        tables = read_sqlite(asked.file) if is_sqlite else read_dump(asked.file)
        faults = check(tables, keys)
        for path in asked.kept:
            what = check_kept(tables["signed_head"], json.loads(path.read_text(encoding="utf-8")), keys)
            faults.extend([(None, what)] if what else [])
    except (OSError, ValueError, KeyError, sqlite3.Error) as error:
        sys.stderr.write(f"{asked.file}: {error}\n")
        return 2
    say(asked.json, len(tables["journal"]), faults)
    return 1 if faults else 0


def say(in_json: bool, lines: int, faults: list[Fault]) -> None:
    """Print what was found."""
    if in_json:
        first = {"line": faults[0][0], "what": faults[0][1]} if faults else None
        words = json.dumps({"ok": not faults, "lines": lines, "first_bad": first, "faults": len(faults)})
    elif faults:
        where = "no line in particular" if faults[0][0] is None else f"line {faults[0][0]}"
        words = f"BAD: {len(faults)} faults in {lines} lines. First bad: {where}: {faults[0][1]}."
    else:
        words = f"OK: {lines} lines, every hash, chain, head and case."
    sys.stdout.write(words + "\n")


if __name__ == "__main__":
    sys.exit(main())
