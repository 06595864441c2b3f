"""A place to put the rows that the journal tells of until they are compared: a nameless file, gone when closed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self

from workflows.store.plain import canonical


class Scratch:
    """Rows by table and key, in any number; only what does not fit in memory touches the disk."""

    def __init__(self) -> None:
        """Open an empty place."""
        self._rows = sqlite3.connect("")
        self._rows.executescript(
            "pragma journal_mode=off; pragma synchronous=off; "
            "create table row (name text, key text, told text, optional int, primary key (name, key)) without rowid; "
            "create table child (parent text, kind text, workflow text, state text); "
            "create index child_parent on child (parent, workflow);"
        )

    def __enter__(self) -> Self:
        """Enter the block after which everything is gone."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Forget everything."""
        self._rows.close()

    def put(self, name: str, key: list[Any], told: dict[str, Any], *, optional: bool = False) -> None:
        """Put a row; one that is ``optional`` may be absent from the live table."""
        self._rows.execute("replace into row values (?, ?, ?, ?)", (name, canonical(key), canonical(told), optional))

    def merge(self, name: str, key: list[Any], changed: dict[str, Any]) -> None:
        """Change some columns of a row, which is made if it is not there."""
        found = self._rows.execute("select told from row where name = ? and key = ?", (name, canonical(key))).fetchone()
        self.put(name, key, {**(json.loads(found[0]) if found else {}), **changed})

    def remove(self, name: str, key: list[Any]) -> None:
        """Take a row away."""
        self._rows.execute("delete from row where name = ? and key = ?", (name, canonical(key)))

    def take_out(self, name: str, key: str) -> dict[str, Any] | None:
        """Return a row by its key as canonical text, and take it away; ``None`` when there is none."""
        found = self._rows.execute(
            "delete from row where name = ? and key = ? returning told", (name, _storable(key))
        ).fetchone()
        told: dict[str, Any] | None = json.loads(found[0]) if found else None
        return told

    def left(self, name: str) -> Iterator[tuple[str, bool]]:
        """Give the key of each row that nobody took out, and whether it is optional."""
        for key, optional in self._rows.execute("select key, optional from row where name = ?", (name,)):
            yield key, bool(optional)

    def put_child(self, parent: str, kind: str, workflow: str, state: str) -> None:
        """Note where a child stands; ``kind`` is the workflow and version of its parent."""
        self._rows.execute("insert into child values (?, ?, ?, ?)", (parent, kind, workflow, state))

    def children(self, parent: str, kind: str, workflow: str) -> dict[str, int]:
        """Return how many children of a parent stand in each state."""
        return dict(
            self._rows.execute(
                "select state, count(*) from child where parent = ? and kind = ? and workflow = ? group by state",
                (parent, kind, workflow),
            ).fetchall()
        )


def _storable(key: str) -> str:
    return key.encode("utf-8", "replace").decode()
