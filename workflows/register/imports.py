"""The three imports of the register: establishments (SIRENE), past hygiene inspections (Alim'confiance), offences (NATINF)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from sqlalchemy.engine import Engine

from workflows.engine.situation import Actor
from workflows.register.establishment_imports import EstablishmentRegister
from workflows.register.hygiene_imports import HygieneRegister
from workflows.register.import_runs import ImportResult, Progress, run_import
from workflows.register.offence_imports import OffenceRegister


def import_establishments(
    engine: Engine,
    path: Path,
    *,
    actor: Actor,
    moment: datetime,
    progress: Progress | None = None,
    published_on: date | None = None,
) -> ImportResult:
    """Import a SIRENE file, daily (L2 layout) or stock; see :func:`workflows.register.import_runs.run_import`."""
    return run_import(
        engine,
        path,
        EstablishmentRegister(),
        actor=actor,
        moment=moment,
        progress=progress,
        published_on=published_on,
    )


def import_hygiene_inspections(
    engine: Engine,
    path: Path,
    *,
    actor: Actor,
    moment: datetime,
    progress: Progress | None = None,
    published_on: date | None = None,
) -> ImportResult:
    """Import an Alim'confiance file: what vanishes from it is kept, and of what changes both values are.

    ``published_on`` is the day of the file: that of its name if none is given, else the day of the import.
    """
    return run_import(
        engine, path, HygieneRegister(), actor=actor, moment=moment, progress=progress, published_on=published_on
    )


def import_offences(
    engine: Engine,
    path: Path,
    *,
    actor: Actor,
    moment: datetime,
    progress: Progress | None = None,
    published_on: date | None = None,
    complete: bool = False,
) -> ImportResult:
    """Import a NATINF list. ``complete`` says that it is the whole list: official offences that it lacks are removed."""
    return run_import(
        engine,
        path,
        OffenceRegister(),
        actor=actor,
        moment=moment,
        progress=progress,
        published_on=published_on,
        complete=complete,
    )


IMPORTS = {
    "establishments": import_establishments,
    "inspections": import_hygiene_inspections,
    "offences": import_offences,
}
"""The imports by the word that the command line gives them."""
