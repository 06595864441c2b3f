"""Where a run measures: a folder of its own, an empty database for each question, and how much of everything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests import services
from workflows.store.database import make_engine
from workflows.store.migrations import upgrade

SQLITE: Final = "SQLite"
POSTGRESQL: Final = "PostgreSQL"


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: rounds of cells and the seconds of each, closed cases, parents, documents,
    objectives of a strategy.
    """

    rounds: int
    seconds: float
    closed: tuple[int, int]
    parents: int
    prints: int
    objectives: tuple[int, int] = (10, 100)


WHOLE: Final = Size(rounds=80, seconds=0.1, closed=(1_000, 1_000_000), parents=100, prints=10)
QUICK: Final = Size(rounds=12, seconds=0.05, closed=(1_000, 50_000), parents=10, prints=3)


@dataclass(frozen=True, slots=True)
class Place:
    """A folder, and the server for databases of PostgreSQL; ``None`` leaves that server out."""

    folder: Path
    server: str | None = None
    with_sqlite: bool = True

    def databases(self, name: str) -> dict[str, str]:
        """Return the address of a new database of that name on each kind, with every table and trigger of the house."""
        made = {SQLITE: f"sqlite:///{self.folder / name}.sqlite"} if self.with_sqlite else {}
        if self.server is not None:
            made[POSTGRESQL] = services.new_database(self.server, name=name)
        for address in made.values():
            engine = make_engine(address)
            upgrade(engine)
            engine.dispose()
        return made


@contextmanager
def place(*, sqlite: bool, postgresql: bool) -> Iterator[Place]:
    """Give a place with a server of its own, which flushes to disk at each commit; nothing of either is left."""
    with TemporaryDirectory(prefix="beffroi-bench-") as made, ExitStack() as stack:
        folder = Path(made)
        folder.chmod(0o755)  # the server's user must be able to pass
        server = stack.enter_context(services.running_postgresql(folder, durable=True)) if postgresql else None
        yield Place(folder, server, with_sqlite=sqlite)
