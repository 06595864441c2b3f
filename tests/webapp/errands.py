"""Errands: effects of the tests, delivered by real workers to a receiver that knows each id once.

Run as a process of its own by ``python -c "from tests.webapp.errands import main; main()"``.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy.engine import Engine

from webapp.deliveries import now
from webapp.settings import Settings, read_settings
from webapp.wiring import House, Pace
from webapp.worker import WorkerHouse
from workflows.engine.outbox import Delivery, Handlers
from workflows.engine.tables import Outbox
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.store.database import make_engine
from workflows.store.plain import canonical

PACE = Pace(queued=timedelta(seconds=1), held=timedelta(seconds=5), beat=0.5, pause=0.3)
"""As the real one, five times as fast, for a machine that may be busy with other tests."""


class Receiver:
    """A folder that keeps which errands began, by which process, and which were delivered."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "errands"
        self.folder.mkdir(exist_ok=True)

    def begun(self, effect_id: UUID) -> list[int]:
        """Return the processes that began this errand, in order."""
        note = self.folder / f"{effect_id}.begun"
        return [int(line) for line in note.read_text().split()] if note.exists() else []

    def all_begun(self) -> list[int]:
        """Return every process that began an errand."""
        return [int(line) for note in self.folder.glob("*.begun") for line in note.read_text().split()]

    def delivered(self) -> set[UUID]:
        """Return the errands that arrived; each arrives once, whatever was repeated."""
        return {UUID(path.stem) for path in self.folder.glob("*.delivered")}

    def begin(self, effect_id: UUID) -> int:
        """Write down that this process begins an errand; return how often that happened."""
        with (self.folder / f"{effect_id}.begun").open("a") as note:
            note.write(f"{os.getpid()}\n")
        return len(self.begun(effect_id))

    def deliver(self, effect_id: UUID) -> None:
        """Take an errand in; the same id again changes nothing."""
        (self.folder / f"{effect_id}.delivered").touch()


def assemble(settings: Settings) -> House:
    """Open a house that only runs errands; ``seconds`` is how long one takes, ``first`` how long its first try takes."""
    receiver = Receiver(settings.home)

    def run_errand(delivery: Delivery) -> None:
        tries = receiver.begin(delivery.effect_id)
        seconds = delivery.body.get("first", delivery.body["seconds"]) if tries == 1 else delivery.body["seconds"]
        time.sleep(seconds)
        receiver.deliver(delivery.effect_id)

    handlers = Handlers()
    handlers.add("errand", run_errand)
    return House(settings, make_engine(settings.database_url), handlers, PACE)


def ask(engine: Engine, count: int, *, seconds: float = 0.0, first: float | None = None) -> list[UUID]:
    """Put errands into the outbox and return their ids."""
    body = {"seconds": seconds} if first is None else {"seconds": seconds, "first": first}
    rows = [
        Outbox(id=uuid4(), topic="errand", body=canonical(body), created_at=now(), due_at=now()) for _ in range(count)
    ]
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        session.add_all(rows)
    return [row.id for row in rows]


def undone(engine: Engine, errands: Iterable[UUID]) -> set[UUID]:
    """Return the errands that the outbox does not hold for done."""
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        return {each for each in errands if session.get_one(Outbox, each).done_at is None}


def main() -> None:
    """Work as ``beffroi worker`` does, with errands instead of the house's effects."""
    worker = WorkerHouse(read_settings(), processes=int(sys.argv[1]), assemble=assemble)
    worker.run(_say_ready)


def _say_ready() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()
