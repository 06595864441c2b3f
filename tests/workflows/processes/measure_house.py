"""The closure of the demonstration as the tests take it further: its telling, and the steps that they take again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from tests.fixtures.tellings import NIGHT, hands, no_press, rows_of, untold
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.found import demonstration_places
from webapp.demonstration.measure import FACTS, SIGNED, MeasureTelling
from workflows.processes import consequence, house
from workflows.processes.measure_facts import MeasureObservation, MeasureOrder

PREFECTURE, POLICE, TOWN_POLICE, TOWN, JUSTICE = (
    "prefecture",
    "police_nationale",
    "police_municipale",
    "mairie",
    "parquet",
)
TOLD = ("delegate", "instruct", "hear", "decide", "serve", "keep", "end", "warn", "close_at_once")
ON_ONE = pytest.mark.parametrize("database_kind", ["sqlite"])
"""For what asks nothing of a database that the whole story has not asked of both."""
Tell = Callable[..., MeasureTelling]


def closure_telling(engine: Engine) -> MeasureTelling:
    """Return the measures in a database, before any act."""
    return untold(
        MeasureTelling, engine, hands(house, consequence, press=no_press), NIGHT,
        establishments=demonstration_places(engine),
    )  # fmt: skip


def pref(telling: MeasureTelling, step: str, day: int, **fields: Any) -> None:
    """Take a step of the closure as the prefecture, at nine."""
    telling.take(PLAYERS[PREFECTURE], telling.closure, step, day, 9, **fields)


def answer_all(telling: MeasureTelling) -> None:
    """Answer each observation of the operator."""
    for row in rows_of(telling, sa.select(MeasureObservation)):
        pref(
            telling, "answer_observation", -92, key=row.id.hex, observation=row.id.hex, answer="Il en est tenu compte."
        )


def write_note(telling: MeasureTelling, day: int = -90, **changed: Any) -> None:
    """Write the decision note."""
    pref(telling, "note_decision", day, **(noted(telling) | changed))


def noted(telling: MeasureTelling) -> dict[str, Any]:
    """What a decision note says."""
    return {
        "gravity": "Deux blessés.", "repeated": "Aucune.", "cured": "Un agent.", "jobs": "Trois.", "months": 2,
        "reasons": f"Le {telling.at(max(FACTS), 9):%d/%m/%Y}, une altercation.",
    }  # fmt: skip


def signing(telling: MeasureTelling, day: int = SIGNED, **changed: Any) -> dict[str, Any]:
    """What the signature of the order asks."""
    return {
        "number": "n° 1", "signatory": telling.delegation.hex, "signed_on": telling.at(day, 9).date(), "remedies": True,
        "executed_by": [POLICE],
    } | changed  # fmt: skip


def order_of(telling: MeasureTelling, measure: UUID | None = None) -> MeasureOrder:
    """Return what was signed."""
    found = rows_of(telling, sa.select(MeasureOrder).where(MeasureOrder.measure_id == (measure or telling.closure)))
    assert isinstance(found[0], MeasureOrder)
    return found[0]
