"""Redis rings for workers on other machines: it carries the ids of due effects, and nothing else lives there."""

from __future__ import annotations

from contextlib import suppress
from typing import Final
from uuid import UUID

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.exceptions import DuplicateJobError, NoSuchJobError
from rq.job import Job
from rq.serializers import JSONSerializer

from webapp.deliveries import APART, now
from webapp.wiring import House
from workflows.engine.outbox import claim

QUEUE: Final = "beffroi"
JOB: Final = "webapp.queue_worker.run_effect"
"""What a job is written to call; a worker looks at the id of the job only."""
LONGEST: Final = 900
"""Seconds that one effect may take before it is stopped and tried again."""
MOST_WAITING: Final = 200
"""How many ids may wait in Redis: the others wait in the outbox, where they cost nothing."""
_FAILURE_KEPT: Final = 60


class Bell:
    """The queue of due effects in Redis."""

    def __init__(self, url: str) -> None:
        """Ring at the Redis of this address; nothing is connected yet. Refuses what is no address (``ValueError``)."""
        self.connection = Redis.from_url(url, socket_connect_timeout=2, socket_timeout=5, retry=Retry(NoBackoff(), 0))
        self._queue = Queue(QUEUE, connection=self.connection, serializer=JSONSerializer)

    def pass_on(self, house: House) -> int:
        """Claim due effects, other than calls, and put their ids into Redis; return how many.

        Raises ``RedisError`` when Redis does not answer: effects already claimed are soon free again.
        """
        room = MOST_WAITING - self.waiting()
        if room <= 0:
            return 0
        claimed = claim(house.engine, moment=now(), limit=room, lease=house.pace.queued, without=APART)
        for effect_id in claimed:
            self.ring(effect_id)
        return len(claimed)

    def ring(self, effect_id: UUID) -> None:
        """Put the id of an effect into Redis, once: an id that waits there already is left where it is."""
        try:
            self._enqueue(effect_id)
        except DuplicateJobError:
            if self.connection.lpos(self._queue.key, str(effect_id)) is not None:
                return
            # Its worker died, or Redis lost the list: the outbox says that nobody has it in hand.
            self._forget(effect_id)
            with suppress(DuplicateJobError):
                self._enqueue(effect_id)

    def waiting(self) -> int:
        """Return how many ids wait in Redis."""
        return int(self._queue.count)

    def answers(self) -> bool:
        """Tell whether Redis answers now."""
        try:
            return bool(self.connection.ping())
        except (RedisError, OSError):
            return False

    def _enqueue(self, effect_id: UUID) -> None:
        self._queue.enqueue_call(
            JOB,
            args=(str(effect_id),),
            job_id=str(effect_id),
            unique=True,
            timeout=LONGEST,
            result_ttl=0,
            failure_ttl=_FAILURE_KEPT,
            description="effect",
        )

    def _forget(self, effect_id: UUID) -> None:
        with suppress(NoSuchJobError):
            Job.fetch(str(effect_id), connection=self.connection, serializer=JSONSerializer).delete()
