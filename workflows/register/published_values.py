"""Values as public registers write them: days, moments, coordinates. What cannot be true is refused with a sentence."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Final

from workflows.store.text import PARIS, Text

_DAY: Final = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_NO_DAY: Final = frozenset({"", "0", "00000000", "1900-01-01", "19000101"})
"""How SIRENE writes that it does not know a day."""
_COORDINATE: Final = re.compile(r"-?\d{1,3}(\.\d+)?")


class UnreadableValue(ValueError):
    """A cell says what cannot be true; ``text`` says which and why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.render("en"))
        self.text = text


def read_day(cell: str, column: str) -> date | None:
    """Return the day of ``AAAAMMJJ`` or ``AAAA-MM-JJ``; ``None`` where the publisher says that it is unknown."""
    if cell in _NO_DAY:
        return None
    match = _DAY.fullmatch(cell)
    try:
        if match:
            return date(*map(int, match.groups()))
    except ValueError:
        pass
    raise UnreadableValue(
        Text(
            "«\u00a0{cell}\u00a0», dans la colonne {column}, n’est pas un jour du calendrier.",
            "“{cell}”, in the column {column}, is not a day of the calendar.",
            cell=cell[:60],
            column=column,
        )
    )


def read_moment(cell: str, column: str) -> datetime | None:
    """Return an aware UTC moment; one that is written without zone is Paris time, as the publishers mean it."""
    if cell in _NO_DAY:
        return None
    try:
        moment = datetime.fromisoformat(cell)
        # The far ends of the calendar have no Paris time.
        return (moment if moment.tzinfo else moment.replace(tzinfo=PARIS)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UnreadableValue(
            Text(
                "«\u00a0{cell}\u00a0», dans la colonne {column}, n’est pas une date et une heure.",
                "“{cell}”, in the column {column}, is not a date and time.",
                cell=cell[:60],
                column=column,
            )
        ) from None


def read_paris_day(cell: str, column: str) -> date | None:
    """Return the day in Paris of a moment: some registers write a day as its midnight in UTC."""
    if "T" not in cell and " " not in cell.strip():
        return read_day(cell, column)
    moment = read_moment(cell, column)
    return moment.astimezone(PARIS).date() if moment else None


def read_coordinates(latitude: str, longitude: str) -> tuple[str, str] | None:
    """Return latitude and longitude in degrees as published; ``None`` where they are absent or not on the earth."""
    latitude, longitude = latitude.strip(), longitude.strip()
    if not (_COORDINATE.fullmatch(latitude) and _COORDINATE.fullmatch(longitude)):
        return None
    # (0, 0) is what geocoders write when they found nothing.
    if abs(float(latitude)) > 90 or abs(float(longitude)) > 180 or (float(latitude) == 0 and float(longitude) == 0):
        return None
    return latitude, longitude
