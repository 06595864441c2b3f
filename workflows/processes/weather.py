"""The weather of an objective: where its indicators stand beside where they should stand today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from workflows.law.shares import share
from workflows.store.text import Text

Weather = Literal["sun", "cloud", "storm", "unknown"]
Trend = Literal["better", "worse", "level", "unknown"]

WEATHERS: Final[dict[Weather, Text]] = {
    "sun": Text("Dans les temps", "On track"),
    "cloud": Text("En retrait", "Behind"),
    "storm": Text("Loin de la cible", "Far from the target"),
    "unknown": Text("Sans relevé", "No reading"),
}
TRENDS: Final[dict[Trend, Text]] = {
    "better": Text("en progrès", "improving"),
    "worse": Text("en recul", "getting worse"),
    "level": Text("stable", "level"),
    "unknown": Text("tendance inconnue", "trend unknown"),
}
_SLIGHT: Final = share("weather_slight").percent / 100
_SERIOUS: Final = share("weather_serious").percent / 100
"""How much of the whole way may be missing today before the sky clouds over, and before it breaks."""


@dataclass(frozen=True, slots=True)
class Aim:
    """Where an indicator goes: from ``baseline`` on ``begins`` to ``target`` on ``ends``; ``up`` if it must rise.

    ``baseline`` is ``None`` where nobody knew the value at the start. Values are in hundredths.
    """

    baseline: int | None
    target: int
    up: bool
    begins: date
    ends: date


def weather_of(aim: Aim, value: int | None, today: date) -> Weather:
    """Return the weather of a value today: the whole way is walked evenly, day after day.

    Without a starting value, it is good weather once the target is reached, and clouds before.
    """
    if value is None:
        return "unknown"
    if value >= aim.target if aim.up else value <= aim.target:
        return "sun"
    if aim.baseline is None or aim.baseline == aim.target:
        return "cloud"
    missing = (expected_on(aim, today) - value) / (aim.target - aim.baseline)
    if missing <= _SLIGHT:
        return "sun"
    return "cloud" if missing <= _SERIOUS else "storm"


def expected_on(aim: Aim, today: date) -> float:
    """Return the value (hundredths) at which the even way stands on a day; the target itself without a starting value."""
    if aim.baseline is None:
        return float(aim.target)
    days = max((aim.ends - aim.begins).days, 1)
    walked = min(max((today - aim.begins).days, 0), days) / days
    return aim.baseline + (aim.target - aim.baseline) * walked


def trend_of(values: Sequence[int], *, up: bool) -> Trend:
    """Return where the last two values lead; ``values`` are oldest first."""
    if len(values) < 2:
        return "unknown"
    step = values[-1] - values[-2]
    if step == 0:
        return "level"
    return "better" if (step > 0) == up else "worse"


def worst(weathers: Sequence[Weather]) -> Weather:
    """Return the worst known weather of several indicators, unknown if none is known."""
    order: tuple[Weather, ...] = ("storm", "cloud", "sun")
    return next((each for each in order if each in weathers), "unknown")
