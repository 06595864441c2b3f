"""The worker: makes the house's rounds, and keeps processes that carry out the effects which Redis rings for.

The rounds find what is due in the database and put its id into Redis. Where Redis does not answer, they carry the
effects out themselves: without Redis everything still happens, only by one process less. Calls to the machines of others
never pass through Redis: a thread beside the rounds makes them, so that a slow answer holds no queue worker.
"""

from __future__ import annotations

import logging
import os
import select
import signal
import time
from collections.abc import Callable
from multiprocessing import get_context
from types import FrameType
from typing import Any, Final

from redis.exceptions import RedisError

from webapp.bell import Bell
from webapp.deliveries import (
    CALLS,
    Duty,
    carry_out_what_is_due,
    sign_journal,
    start_rounds,
    sweep_deadlines,
    write_messages,
)
from webapp.queue_worker import Assemble, work_the_queue
from webapp.settings import Settings
from webapp.wiring import House, assemble_house

PATIENCE: Final = 120.0
"""Seconds that effects in hand may take once the worker is told to stop; what is cut off then is done by another."""
_log = logging.getLogger("beffroi.worker")


def effects_by(bell: Bell) -> Duty:
    """Return the duty that passes due effects on to Redis, and carries them out here when it does not answer."""

    def pass_on(house: House) -> int:
        try:
            return bell.pass_on(house)
        except RedisError:
            return carry_out_what_is_due(house)

    return pass_on


class WorkerHouse:
    """One machine's worker: its rounds, and ``processes`` that carry out effects when there is a Redis."""

    def __init__(self, settings: Settings, *, processes: int = 1, assemble: Assemble = assemble_house) -> None:
        """Prepare; ``assemble`` opens the house in each process (it must be importable by name)."""
        self._settings = settings
        self._assemble = assemble
        self._bell = Bell(settings.redis_url) if settings.redis_url else None
        self._spawn = get_context("spawn")
        self._workers: list[_Place] = [_Place() for _ in range(processes if self._bell else 0)]
        self._told, self._tell = os.pipe()
        self._stopping = False

    def run(self, started: Callable[[], None] = lambda: None) -> None:
        """Work until SIGTERM or SIGINT; the effects in hand are finished first. A second signal stops at once."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._hear)
        house = self._assemble(self._settings)
        effects = effects_by(self._bell) if self._bell else carry_out_what_is_due
        duties: dict[str, Duty] = {
            "deadlines": sweep_deadlines,
            "heads": sign_journal,
            "mail": write_messages,
            "effects": effects,
        }
        rounds = start_rounds(house, duties, CALLS)
        started()
        try:
            while not self._stopping:
                self._keep_workers()
                self._pause(0.5)
        finally:
            self._end_workers()
            rounds.stop()
            house.engine.dispose()

    def _hear(self, _signal: int, _frame: FrameType | None) -> None:
        self._stopping = True
        os.write(self._tell, b".")

    def _pause(self, seconds: float) -> bool:
        """Wait; tell whether a signal came meanwhile."""
        heard = bool(select.select([self._told], [], [], seconds)[0])
        if heard:
            os.read(self._told, 64)
        return heard

    def _keep_workers(self) -> None:
        if self._bell is None or all(place.is_busy() for place in self._workers) or not self._bell.answers():
            return
        for place in self._workers:
            if place.may_start():
                place.start(self._spawn, self._settings, self._assemble)

    def _end_workers(self) -> None:
        limit = time.monotonic() + PATIENCE
        for place in self._workers:
            place.ask_to_stop()
        while any(place.is_busy() for place in self._workers):
            if self._pause(0.1) or time.monotonic() > limit:
                _log.warning("Effects in hand were cut off; another worker takes them over.")
                break
        for place in self._workers:
            place.kill()


class _Place:
    """Where one queue worker runs, and is started again when it died."""

    def __init__(self) -> None:
        self._process: Any = None
        self._lifeline: Any = None
        self._not_before = 0.0
        self._pause = 1.0

    def is_busy(self) -> bool:
        return self._process is not None and self._process.is_alive()

    def may_start(self) -> bool:
        if self.is_busy() or time.monotonic() < self._not_before:
            return False
        if self._process is not None:
            _log.warning("A queue worker ended (code %s); starting another.", self._process.exitcode)
        return True

    def start(self, context: Any, settings: Settings, assemble: Assemble) -> None:
        self._close()
        # One that keeps dying at once is not started again in a circle.
        self._pause = min(self._pause * 2, 30.0) if time.monotonic() < self._not_before + 10 else 1.0
        self._not_before = time.monotonic() + self._pause
        theirs, self._lifeline = context.Pipe(duplex=False)
        self._process = context.Process(target=work_the_queue, args=(settings, assemble, theirs))
        self._process.start()
        theirs.close()

    def ask_to_stop(self) -> None:
        if self.is_busy():
            self._process.terminate()

    def kill(self) -> None:
        if self._process is not None:
            if self.is_busy():
                # The work-horse has a group of its own; its effect is free again soon.
                self._process.kill()
            self._process.join()
        self._close()

    def _close(self) -> None:
        if self._lifeline is not None:
            self._lifeline.close()
            self._lifeline = None
