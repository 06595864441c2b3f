"""The licensed extracts of the project, loaded into the register: as often as one likes, with the same result."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy.engine import Engine

from workflows.engine.situation import Actor
from workflows.register.establishment_imports import EstablishmentRegister
from workflows.register.hygiene_imports import HygieneRegister
from workflows.register.import_runs import ImportResult, Progress, Register, already_imported, run_import
from workflows.register.offence_imports import OffenceRegister

EXTRACTS: Final = Path(__file__).parent / "data" / "extracts"
FILES: Final[tuple[tuple[Register, str], ...]] = (
    (EstablishmentRegister(), "sirene_2017020_debits-restauration-alimentation_dep59-62.csv"),
    (EstablishmentRegister(), "sirene_2017097_dep59-62.csv"),
    (EstablishmentRegister(), "sirene_2017100_dep59-62.csv"),
    (HygieneRegister(), "alimconfiance_2017-04-11_dep59-62.csv"),
    (HygieneRegister(), "alimconfiance_2017-05-18_dep59-62.csv"),
    (HygieneRegister(), "alimconfiance_2017-08-13_dep59-62.csv"),
    (OffenceRegister(), "natinf_2026-07_extrait.csv"),
)
"""The extracts with the register that each fills; their sources and licence stand in the README beside them."""

Telling = Callable[[str, int, int], None]
"""Told the name of the file being read, how many of its lines are done and how many there are."""


def load_reference_data(
    engine: Engine, *, actor: Actor, moment: datetime, progress: Telling | None = None
) -> dict[str, ImportResult]:
    """Import every extract that the register does not hold yet; return the results by file name.

    ``moment`` is aware. A file that was imported whole is left alone, so that a second call costs nothing.
    """
    results = {}
    for register, name in FILES:
        path = EXTRACTS / name
        results[name] = already_imported(engine, path, register) or run_import(
            engine, path, register, actor=actor, moment=moment, progress=_telling(progress, name)
        )
    return results


def _telling(progress: Telling | None, name: str) -> Progress | None:
    if progress is None:
        return None
    return lambda done, total: progress(name, done, total)
