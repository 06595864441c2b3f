"""Counting the requests of keys without waiting for SQLite's one writer: what cannot be written now is owed, and counts."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from workflows.register.api_keys import Pace, count_requests, counted_so_far, minute_of
from workflows.store.database import hurried, is_busy, read_only


class Counter:
    """Counts for one process. On SQLite, which has one server process, what it owes the database is all that is owed."""

    def __init__(self) -> None:
        """Owe nothing."""
        self._lock = threading.Lock()
        self._owed: dict[UUID, tuple[datetime, int]] = {}

    def count(self, engine: Engine, key_id: UUID, *, moment: datetime) -> Pace | None:
        """Count one request at ``moment`` (aware) and return the key's pace, ``None`` if the key was ended.

        While somebody writes for long, the request is not kept waiting: it is owed, counts towards the limit all the
        same, and is written with the next one of that minute.
        """
        if engine.dialect.name != "sqlite":
            with Session(engine) as session, session.begin():
                return count_requests(session, key_id, moment=moment)
        # Exact only if nobody else pays what this request pays.
        with self._lock:
            return self._count_or_owe(engine, key_id, moment)

    def _count_or_owe(self, engine: Engine, key_id: UUID, moment: datetime) -> Pace | None:
        window, owed = self._owed.get(key_id, (minute_of(moment), 0))
        requests = 1 + (owed if window == minute_of(moment) else 0)
        try:
            with Session(hurried(engine)) as session, session.begin():
                pace = count_requests(session, key_id, moment=moment, requests=requests)
        except OperationalError as fault:
            if not is_busy(fault):
                raise
            self._owed[key_id] = (minute_of(moment), requests)
            with Session(read_only(engine)) as session:
                return counted_so_far(session, key_id, moment=moment, uncounted=requests)
        self._owed.pop(key_id, None)
        return pace


COUNTER: Final = Counter()
"""Of this process."""
