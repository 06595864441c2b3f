"""A process that carries out the effects whose ids Redis hands over, each in a child of its own (RQ's work-horse)."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, Final
from uuid import UUID

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from webapp.bell import LONGEST, QUEUE
from webapp.deliveries import carry_out, now
from webapp.logs import start_logging
from webapp.settings import Settings
from webapp.wiring import House

Assemble = Callable[[Settings], House]
_log = logging.getLogger("beffroi.worker")
_house: Final[list[House]] = []
"""The house of this process: its database is opened by each work-horse for itself, never before the fork."""


class EffectJob(Job):
    """A job of which only the id counts: whoever can write to Redis can ask for an effect again, and nothing more."""

    def restore(self, raw_data: Any) -> Any:
        """Read a job back without the calls and addresses that somebody may have added to it."""
        restored = super().restore(raw_data)
        self._success_callback_name = self._failure_callback_name = self._stopped_callback_name = None
        self.webhooks = []
        self.timeout = LONGEST
        return restored

    def perform(self) -> bool:
        """Carry out the effect of this id, whatever function the job names."""
        return run_effect(self.id)


class QueueWorker(Worker):
    """RQ's worker, which comes back soon after Redis does."""

    max_connection_wait_time = 3.0


def run_effect(effect_id: str) -> bool:
    """Carry out one effect in this process; tell whether it is done now."""
    return carry_out(_house[0], UUID(effect_id), moment=now())


def work_the_queue(settings: Settings, assemble: Assemble, lifeline: Connection) -> None:
    """Work until told to stop (SIGTERM: after the effect in hand), or until the process at the other end is gone."""
    # Ctrl+C in a terminal is for the process that started this one; it then says when to stop.
    os.setpgid(0, 0)
    start_logging()
    logging.getLogger("rq.worker").addFilter(_without_traces_of_redis)
    threading.Thread(target=_stop_with, args=(lifeline,), name="lifeline", daemon=True).start()
    _house.append(assemble(settings))
    assert settings.redis_url is not None
    connection = Redis.from_url(settings.redis_url, socket_connect_timeout=2)
    queue = Queue(QUEUE, connection=connection, serializer=JSONSerializer, job_class=EffectJob)
    try:
        worker = QueueWorker(
            [queue],
            connection=connection,
            serializer=JSONSerializer,
            job_class=EffectJob,
            worker_ttl=30,
            job_monitoring_interval=5,
            maintenance_interval=60,
            log_job_description=False,
        )
        worker.work(logging_level="WARNING")
    except RedisError as fault:
        _log.warning("Redis went away: %s", type(fault).__name__)


def _without_traces_of_redis(record: logging.LogRecord) -> bool:
    # That Redis is away is one line, not a page.
    if record.exc_info and isinstance(record.exc_info[1], RedisError):
        record.exc_info = None
    return True


def _stop_with(lifeline: Connection) -> None:
    try:
        lifeline.recv_bytes()
    except (EOFError, OSError):
        os.kill(os.getpid(), signal.SIGTERM)
