"""Logs of joint inspections made elsewhere: how each is read is data, one TOML file of ``data/logs`` a log.

A log has its own agencies, its own kinds of citation, its own way of writing a day. The file says which agency of ours
stands for each of them, and nothing in it claims that the two are the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from workflows.register.agencies import DATA
from workflows.register.layouts import Layout
from workflows.store.datafile import Row, read_row
from workflows.store.text import Text

LOGS: Final = DATA / "logs"
_COLUMNS: Final = (
    "day", "hour", "activity", "parcel", "reason", "name", "address", "postcode", "floor", "operator", "team", "notes",
    "total",
)  # fmt: skip
_REQUIRED: Final = frozenset({"day", "address", "team", "notes"})


@dataclass(frozen=True, slots=True)
class LogAgency:
    """An agency of a log: the key of ours that stands for it, its own name, and what it is called on paper."""

    key: str
    name: str
    role: Text


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of citation. ``said`` finds its documents in the notes; ``in_total`` says whether the log's own sum counts it."""

    code: str
    column: str
    agency: str
    route: str
    label: Text
    follow_up: Text | None
    said: re.Pattern[str]
    in_total: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a visit ended where what the inspectors say begins with these words."""

    state: str
    said: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class InspectionLog:
    """How one log is written. ``days`` is a pattern of ``strptime``; hours are those of the place, as written."""

    name: str
    source: Text
    published: str
    pilot: str
    town: str
    days: str
    agent: re.Pattern[str]
    parcel: re.Pattern[str]
    remark_mark: str
    about_persons: re.Pattern[str]
    towns: Mapping[str, str]
    agencies: tuple[LogAgency, ...]
    kinds: tuple[Kind, ...]
    outcomes: tuple[Outcome, ...]
    layout: Layout


@cache
def inspection_logs(folder: Path = LOGS) -> tuple[InspectionLog, ...]:
    """Return every log that can be replayed, by name; refuses with ``DataFault`` a file that cannot be right."""
    return tuple(_read(path) for path in sorted(folder.glob("*.toml")))


def _read(path: Path) -> InspectionLog:
    row = read_row(path)
    columns = {}
    for each in row.rows("columns"):
        columns[each.one_of("key", _COLUMNS)] = each.words("published")
        each.finish()
    agencies = tuple(_agency(each) for each in row.rows("agencies"))
    kinds = tuple(_kind(each, {one.key for one in agencies}) for each in row.rows("kinds"))
    columns |= {kind.code: (kind.column,) for kind in kinds}
    if not set(columns) >= _REQUIRED:
        raise row.fault("il manque des colonnes : {missing}.", "columns are missing: {missing}.", missing=_REQUIRED - set(columns))  # fmt: skip
    read = InspectionLog(
        name=path.stem,
        source=row.text("source"),
        published=row.line("published"),
        pilot=row.line("pilot"),
        town=row.line("town"),
        days=row.line("days"),
        agent=_pattern(row, "agent"),
        parcel=_pattern(row, "parcel"),
        remark_mark=row.line("remark_mark"),
        about_persons=_pattern(row, "about_persons"),
        towns=dict(_town(each) for each in row.rows("towns")),
        agencies=agencies,
        kinds=kinds,
        outcomes=tuple(_outcome(each) for each in row.rows("outcomes")),
        layout=Layout(path.stem, "replay", row.text("label"), columns, _REQUIRED | {kind.code for kind in kinds}),
    )
    row.finish()
    return read


def _agency(row: Row) -> LogAgency:
    read = LogAgency(row.line("key"), row.line("name"), row.text("role"))
    row.finish()
    return read


def _kind(row: Row, agencies: set[str]) -> Kind:
    read = Kind(
        row.line("code"), row.line("column"), row.one_of("agency", agencies), row.line("route"), row.text("label"),
        row.text_or_none("follow_up"), _pattern(row, "said"), row.yes_no("in_total", True),
    )  # fmt: skip
    row.finish()
    return read


def _outcome(row: Row) -> Outcome:
    read = Outcome(row.line("state"), _pattern(row, "said"))
    row.finish()
    return read


def _town(row: Row) -> tuple[str, str]:
    read = row.line("key"), row.line("name")
    row.finish()
    return read


def _pattern(row: Row, key: str) -> re.Pattern[str]:
    text = row.line(key)
    try:
        return re.compile(text)
    except re.error as error:
        raise row.fault(
            "«\u00a0{key}\u00a0» n’est pas une expression qui se lit ({why}).",
            "{key} is not a pattern that can be read ({why}).",
            key=key,
            why=str(error),
        ) from None
