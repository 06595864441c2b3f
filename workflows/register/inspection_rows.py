"""The rows of a log of joint inspections, read one by one: what each says of one visit, or why it cannot be taken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Final

from workflows.register.inspection_logs import InspectionLog, Kind, inspection_logs
from workflows.register.published_files import PublishedLine, RefusedLine, open_published
from workflows.register.published_values import UnreadableValue
from workflows.store.text import Text

LONGEST_NAME: Final = 200
_HOUR: Final = re.compile(r"(\d{1,2}):(\d{2})")
_MOST: Final = 10_000
"""No visit ends with more citations of one kind than that."""


@dataclass(frozen=True, slots=True)
class Cited:
    """How many citations of one kind a visit ended with, and the documents of that kind that its notes name."""

    kind: Kind
    count: int
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inspection:
    """One visit as a row tells it. ``line`` is the row's number in the file; ``hour`` is ``None`` where it is not known.

    ``ending`` are the inspectors' words from which a visit that found nothing is said not to have been ``done``.
    """

    line: int
    day: date
    hour: time | None
    parcel: str
    name: str
    address: str
    postcode: str
    floor: str
    activity: str
    operator: str
    reason: str
    team: frozenset[str]
    cited: tuple[Cited, ...]
    state: str
    ending: str
    remarks: str

    @property
    def agencies(self) -> tuple[str, ...]:
        """The agencies that cited something, in the order of the log's kinds."""
        return tuple(dict.fromkeys(each.kind.agency for each in self.cited))


@dataclass(slots=True)
class ReadLog:
    """A whole log as read. ``duplicates`` are rows that an earlier one repeats word for word, ``rewritten`` those that
    differ from an earlier one by the wording of their notes alone: neither is a visit of its own.
    """

    log: InspectionLog
    digest: str
    read: int = 0
    inspections: list[Inspection] = field(default_factory=list)
    duplicates: int = 0
    rewritten: int = 0
    persons_left_out: int = 0
    """Rows whose notes about people met there were not kept."""
    refusals: list[tuple[int, Text]] = field(default_factory=list)
    doubts: list[tuple[int, Text]] = field(default_factory=list)
    """What could not be read in a row that was kept all the same."""


def read_log(path: Path) -> ReadLog:
    """Read a whole log; refuses with :class:`~workflows.register.table_text.WrongFile` a file that is none of the known ones."""
    known = inspection_logs()
    file = open_published(path, [each.layout for each in known])
    log = next(each for each in known if each.layout is file.layout)
    read = ReadLog(log, file.text.digest)
    seen: set[tuple[str, ...]] = set()
    visits: set[object] = set()
    for line in file.lines():
        read.read += 1
        if isinstance(line, RefusedLine):
            read.refusals.append((line.number, line.reason))
        elif (cells := tuple(line.cells.values())) in seen:
            read.duplicates += 1
        else:
            seen.add(cells)
            _take(read, line, visits)
    return read


def _take(read: ReadLog, line: PublishedLine, visits: set[object]) -> None:
    try:
        made = _inspection(read.log, line)
    except UnreadableValue as fault:
        read.refusals.append((line.number, fault.text))
        return
    same = replace(made, line=0, remarks="", ending="", state="", cited=())
    key = (same, tuple((each.kind.code, each.count) for each in made.cited))
    if key in visits:
        read.rewritten += 1
        return
    visits.add(key)
    read.inspections.append(made)
    read.persons_left_out += read.log.about_persons.search(line.cells.get("notes", "")) is not None
    if made.hour is None and line.cells.get("hour"):
        read.doubts.append((line.number, _UNREADABLE_HOUR.with_parameters(cell=line.cells["hour"][:40])))


def _inspection(log: InspectionLog, line: PublishedLine) -> Inspection:
    cells = line.cells
    day = _day(log, cells["day"])
    counts = {kind.code: _count(kind, cells[kind.code]) for kind in log.kinds}
    _check_total(log, cells, counts)
    parcel = found.group() if (found := log.parcel.search(cells.get("parcel", ""))) else ""
    if not (cells["address"] or parcel):
        raise UnreadableValue(_NO_PLACE)
    documents, said = _split_notes(log, cells["notes"])
    cited, others = _cited(log, counts, documents)
    state = "done" if cited else next((each.state for each in log.outcomes if each.said.match(said)), "done")
    return Inspection(
        line=line.number,
        day=day,
        hour=_hour(cells.get("hour", "")),
        parcel=parcel,
        name=cells.get("name", "")[:LONGEST_NAME],
        address=cells["address"][:LONGEST_NAME],
        postcode=cells.get("postcode", "")[:20],
        floor=cells.get("floor", ""),
        activity=cells.get("activity", "")[:LONGEST_NAME],
        operator=cells.get("operator", "")[:160],
        reason=cells.get("reason", ""),
        team=frozenset(log.agent.findall(cells["team"])),
        cited=cited,
        state=state,
        ending=said if state != "done" else "",
        remarks="\n".join(part for part in ("" if state != "done" else said, ", ".join(others)) if part),
    )


def _day(log: InspectionLog, cell: str) -> date:
    if not cell:
        raise UnreadableValue(_NO_DAY)
    try:
        return datetime.strptime(cell, log.days).replace(tzinfo=UTC).date()
    except ValueError:
        raise UnreadableValue(_WRONG_DAY.with_parameters(cell=cell[:40])) from None


def _hour(cell: str) -> time | None:
    found = _HOUR.fullmatch(cell)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return time(int(found[1]), int(found[2]))


def _count(kind: Kind, cell: str) -> int:
    if not cell:
        return 0
    if not (cell.isascii() and cell.isdigit() and len(cell) < 6 and int(cell) <= _MOST):
        raise UnreadableValue(_WRONG_COUNT.with_parameters(cell=cell[:40], column=kind.column))
    return int(cell)


def _check_total(log: InspectionLog, cells: Mapping[str, str], counts: Mapping[str, int]) -> None:
    said = cells.get("total", "")
    added = sum(counts[kind.code] for kind in log.kinds if kind.in_total)
    if said and said != str(added):
        raise UnreadableValue(_WRONG_TOTAL.with_parameters(said=said[:40], added=added))


def _split_notes(log: InspectionLog, notes: str) -> tuple[list[str], str]:
    """Return the documents that the notes name, and what the inspectors say; what is about people there is left out."""
    about = log.about_persons.search(notes)
    kept = notes[: about.start()] if about else notes
    before, mark, after = kept.partition(log.remark_mark)
    pieces = [piece.strip(" ,") for piece in before.split(",")]
    return [piece for piece in pieces if piece], (after if mark else "").strip(" ,")


def _cited(log: InspectionLog, counts: Mapping[str, int], documents: list[str]) -> tuple[tuple[Cited, ...], list[str]]:
    others = list(documents)
    cited = []
    for kind in log.kinds:
        if counts[kind.code]:
            named = tuple(piece for piece in others if kind.said.fullmatch(piece))
            others = [piece for piece in others if piece not in named]
            cited.append(Cited(kind, counts[kind.code], named))
    return tuple(cited), others


def sites_of(inspections: list[Inspection]) -> dict[int, str]:
    """Return the site of each inspection by its line: its parcel, or else its address as words.

    An address of one known parcel is that parcel, where a row forgot to say so.
    """
    parcels: dict[str, set[str]] = {}
    for each in inspections:
        if each.parcel and each.address:
            parcels.setdefault(_folded(each.address), set()).add(each.parcel)
    return {each.line: each.parcel or _only(parcels.get(_folded(each.address), set()), each) for each in inspections}


def _only(parcels: set[str], each: Inspection) -> str:
    return next(iter(parcels)) if len(parcels) == 1 else _folded(each.address)


def _folded(address: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", address.casefold()))


def days_of(inspections: list[Inspection]) -> Iterator[list[Inspection]]:
    """Give the visits of each operation: one day and one team, whose members share an agent that day, directly or not.

    Visits whose team is not named make one operation of their day.
    """
    by_day: dict[date, list[Inspection]] = {}
    for each in inspections:
        by_day.setdefault(each.day, []).append(each)
    for day in sorted(by_day):
        teams: list[tuple[set[str], list[Inspection]]] = []
        for each in by_day[day]:
            joined = [team for team in teams if team[0] & each.team or (not each.team and not team[0])]
            teams = [team for team in teams if all(team is not one for one in joined)]
            teams.append(
                (
                    set(each.team).union(*(team[0] for team in joined)),
                    [one for team in joined for one in team[1]] + [each],
                )
            )
        for _agents, visits in sorted(teams, key=lambda team: min(one.line for one in team[1])):
            yield sorted(visits, key=lambda one: (one.hour or time.max, one.line))


_NO_DAY: Final = Text("La ligne n’a pas de date.", "The row has no date.")
_WRONG_DAY: Final = Text(
    "«\u00a0{cell}\u00a0» n’est pas une date de ce journal.", "“{cell}” is not a date of this log."
)
_NO_PLACE: Final = Text(
    "La ligne n’a ni adresse ni parcelle\u00a0: on ne sait pas où la visite a eu lieu.",
    "The row has neither address nor parcel: nobody knows where the visit took place.",
)
_WRONG_COUNT: Final = Text(
    "«\u00a0{cell}\u00a0», dans la colonne {column}, n’est pas un nombre.",
    "“{cell}”, in the column {column}, is no number.",
)
_WRONG_TOTAL: Final = Text(
    "La ligne annonce {said} constat(s) et en détaille {added}.", "The row claims {said} citation(s) and lists {added}."
)
_UNREADABLE_HOUR: Final = Text(
    "L’heure «\u00a0{cell}\u00a0» ne se lit pas\u00a0: la visite est gardée sans heure.",
    "The time “{cell}” cannot be read: the visit is kept without a time.",
)
