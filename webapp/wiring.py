"""The house, put together in one place for every process: web server, worker, command line and tests."""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from sqlalchemy.engine import Engine

import webapp.effects
import workflows.engine
import workflows.processes
import workflows.register
import workflows.store
from webapp.settings import Settings
from workflows.engine import registry
from workflows.engine.outbox import Handlers
from workflows.law import gates, grids, powers, references
from workflows.processes.holding import learn_facts
from workflows.register.agencies import agency_register, competence_label, holders, register_folder
from workflows.store.database import make_engine


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast effects are taken up again. ``held`` less one ``beat`` stays well above ``queued``: see ``outbox.begin``."""

    queued: timedelta = timedelta(seconds=10)
    """How long a claimed effect may wait in a queue before it is claimed again."""
    held: timedelta = timedelta(seconds=24)
    """How long an effect stays with a worker that gives no more sign of life."""
    beat: float = 6.0
    """Seconds between two signs of life."""
    pause: float = 5.0
    """Seconds between two rounds when nobody wakes the house."""


@dataclass(frozen=True, slots=True)
class House:
    """One process's house: its settings, its database, who handles which effect, and how fast."""

    settings: Settings
    engine: Engine
    handlers: Handlers
    pace: Pace = Pace()


def assemble_house(settings: Settings, processes: ModuleType = workflows.processes) -> House:
    """Open the house of these settings, with the workflows and handlers of the package ``processes``.

    Refuses to start with a workflow given twice, two handlers of one topic, data files that cannot be right, or an
    address that is no database's (``ValueError``).
    """
    tell_engine(settings.home, processes)
    return House(settings, make_engine(settings.database_url), gather_handlers(settings, processes))


def tell_engine(home: Path, processes: ModuleType = workflows.processes) -> None:
    """Tell the engine what the register, the home's own agencies and the processes know; enough where no case moves."""
    for package in (workflows.store, workflows.engine, workflows.register):
        # Read whole, so that every process of the house knows every table, whatever it is about to do.
        _modules_of(package)
    register_folder(home / "agencies")
    agency_register().check_names(
        grids={one.code for one in grids.grids()},
        bases={one.key for one in powers.bases()},
        references={one.key for one in references.all_references()},
    )
    registry.set_holders(holders)
    registry.set_labels(competence_label)
    registry.set_gatekeeper(gates.lets_in)
    registry.discover(processes)
    watching = [module.WATCH for module in _modules_of(processes) if hasattr(module, "WATCH")]
    registry.set_watch(lambda *move: [effect for watch in watching for effect in watch(*move)])
    for module in _modules_of(processes):
        if hasattr(module, "HOLD"):
            registry.set_hold(module.HOLD)
    learn_facts(_modules_of(processes))


def gather_handlers(settings: Settings, processes: ModuleType = workflows.processes) -> Handlers:
    """Return the handlers of every topic: the processes' ``HANDLERS``, then those of ``webapp/effects``."""
    handlers = Handlers()
    for module in _modules_of(processes):
        for topic, handler in getattr(module, "HANDLERS", {}).items():
            handlers.add(topic, handler)
    for module in _modules_of(webapp.effects):
        for topic, handler in module.handlers(settings).items():
            handlers.add(topic, handler)
    return handlers


@cache
def _modules_of(package: ModuleType) -> tuple[ModuleType, ...]:
    names = sorted(found.name for found in pkgutil.iter_modules(package.__path__))
    return tuple(import_module(f"{package.__name__}.{name}") for name in names)
