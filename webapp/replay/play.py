"""How a log becomes cases: one operation a day and team, entered whole or not at all, and never twice.

Each command bears an id made from the hash of the file and the number of the row. A replay that was stopped goes on
after its last whole operation; the same file given again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from workflows.engine.cases import HOUSE_ACTOR, note, open_case, take
from workflows.engine.records import insert_many
from workflows.engine.tables import Case
from workflows.engine.viewer import HOUSE_VIEWER, ViewerSession, unit_of_work
from workflows.processes.operation import enter_operation
from workflows.register.establishment_lives import search_text
from workflows.register.establishments import OPEN, WITHIN_THE_PARTNERSHIP, Establishment
from workflows.register.inspection_rows import Inspection, ReadLog, days_of, sites_of
from workflows.store.text import PARIS, say, say_day

AT_ONCE: Final = 400
"""Places entered in one line of the journal."""
NO_REQUISITION: Final = (
    "le relevé rejoué n’en mentionne pas, et le droit français ne s’applique pas aux contrôles qu’il raconte."
)
Progress = Callable[[int, int], None]


@dataclass
class Replay:
    """One log being entered in one database; ``moment`` (aware) is that of the entry, never that of the inspections."""

    engine: Engine
    read: ReadLog
    moment: datetime
    entered: int = 0
    """Operations entered this time."""
    already: int = 0
    """Operations found there, entered before."""
    sites: dict[int, str] = field(init=False)

    def __post_init__(self) -> None:
        """Work out which rows speak of the same site."""
        self.sites = sites_of(self.read.inspections)

    @property
    def origin(self) -> str:
        """The words by which every record of this log says where it comes from."""
        return f"{self.read.log.source.fr}, fichier d’empreinte {self.read.digest[:16]}"[:200]

    def play(self, progress: Progress) -> None:
        """Enter everything, or what is missing of it; ``progress`` hears of (visits done, visits in all)."""
        self._enter_places()
        done, whole = 0, len(self.read.inspections)
        for visits in days_of(self.read.inspections):
            self._enter_operation(visits)
            done += len(visits)
            progress(done, whole)

    # ------------------------------------------------------------------ places

    def _enter_places(self) -> None:
        case_id = self._id("places")
        rows = list(self._places().values())
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            if session.get(Case, case_id) is not None:
                return
            open_case(
                session, "register_import", actor=HOUSE_ACTOR, moment=self.moment, title=self.origin, case_id=case_id,
                secrecy=WITHIN_THE_PARTNERSHIP, command=self._command("places"),
            )  # fmt: skip
            for start in range(0, len(rows), AT_ONCE):
                batch = rows[start : start + AT_ONCE]
                insert_many(session, Establishment, batch)
                fields = {"origin": self.origin, "places": len(batch)}
                note(session, case_id, "replay_places", actor=HOUSE_ACTOR, moment=self.moment, fields=fields)
            take(session, case_id, "finish", actor=HOUSE_ACTOR, moment=self.moment)

    def _places(self) -> dict[str, dict[str, Any]]:
        """Return the row of each site, told by the first rows of the log that say something of it."""
        told: dict[str, dict[str, str]] = {}
        for each in sorted(self.read.inspections, key=lambda one: one.line):
            known = told.setdefault(self.sites[each.line], {})
            for name in ("name", "address", "parcel", "activity", "operator"):
                known[name] = known.get(name) or getattr(each, name)
        return {site: self._place(site, known) for site, known in told.items()}

    def _place(self, site: str, known: dict[str, str]) -> dict[str, Any]:
        address = known["address"] or f"parcelle {known['parcel']}, {self.read.log.town}"
        columns: dict[str, Any] = {
            "trade_name": known["name"] or address.split(",")[0],
            "operator": known["operator"] or None,
            "address": address,
            "activity_label": known["activity"] or None,
            "state": OPEN,
            "hidden": False,
            "demonstration": False,
            "origin": self.origin,
        }
        return {
            "id": self._id(f"place/{site}"),
            "case_id": self._id("places"),
            "secrecy": WITHIN_THE_PARTNERSHIP,
            **columns,
            "search_text": search_text(columns),
        }

    # ------------------------------------------------------------------ operations

    def _enter_operation(self, visits: list[Inspection]) -> None:
        first = min(each.line for each in visits)
        day, towns = visits[0].day, self._towns(visits)
        team = sorted({agent for each in visits for agent in each.team})
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            operation = enter_operation(
                session,
                pilot=self.read.log.pilot,
                origin=self.origin,
                moment=self.moment,
                title=f"Contrôle conjoint du {say_day(day, 'fr')} – {towns}"[:200],
                zone=f"{self.read.log.town}\u00a0: {towns}"[:200],
                starts_at=_at(day, None),
                ends_at=_at(day + timedelta(days=1), None),
                purpose=f"Équipe\u00a0: {', '.join(team)}." if team else "Équipe non renseignée.",
                command=self._command(f"{first}/operation"),
            ).case_id
            if _state_of(session, operation) == "closed":
                self.already += 1
                return
            for agency in self.read.log.agencies:
                if any(agency.key in each.agencies for each in visits):
                    self._enter_agency(session, operation, agency.key, agency.role.fr, first)
            for each in visits:
                self._enter_visit(session, operation, each)
            self._take(session, operation, "record_past", f"{first}/operation/end", reason=NO_REQUISITION)
        self.entered += 1

    def _enter_agency(self, session: ViewerSession, operation: UUID, key: str, role: str, line: int) -> None:
        self._take(session, operation, "record_agency", f"{line}/{key}", agency=key, role=role)
        part = _child_of(session, operation, "participation", key)
        self._take(session, part, "record_past", f"{line}/{key}/present")

    def _enter_visit(self, session: ViewerSession, operation: UUID, told: Inspection) -> None:
        visit, name = self._id(f"visit/{told.line}"), f"{told.line}/visit"
        said = told.reason or "non renseigné"
        self._take(
            session, operation, "record_visit", name, visit=str(visit), line=told.line,
            establishment=str(self._id(f"place/{self.sites[told.line]}")), reason=f"Motif noté dans le relevé\u00a0: {said}.",
            planned_at=_at(told.day, told.hour),
        )  # fmt: skip
        for key in told.agencies:
            self._enter_sheet(session, visit, key, told)
        self._take(
            session, visit, f"record_{told.state}", f"{name}/end", reason=told.ending, remarks=_remarks(told),
            entered_at=None if told.hour is None else _at(told.day, told.hour),
        )  # fmt: skip

    def _enter_sheet(self, session: ViewerSession, visit: UUID, key: str, told: Inspection) -> None:
        self._take(session, visit, "record_sheet", f"{told.line}/{key}/sheet", agency=key)
        sheet = _child_of(session, visit, "sheet", key)
        for each in (cited for cited in told.cited if cited.kind.agency == key):
            kind = each.kind
            self._take(
                session, sheet, "record_finding", f"{told.line}/{kind.code}", item=kind.code, route=kind.route,
                label=f"{kind.label.fr}\u00a0: {say(each.count, 'fr')}", note=" ; ".join(each.documents),
                follow_up=kind.follow_up.fr if kind.follow_up else "",
            )  # fmt: skip
        self._take(session, sheet, "record_past", f"{told.line}/{key}/end")

    def _take(self, session: ViewerSession, case_id: UUID, step: str, name: str, **fields: Any) -> None:
        given = {key: value for key, value in fields.items() if value not in (None, "")}
        command = self._command(f"{name}/{step}")
        take(session, case_id, step, actor=HOUSE_ACTOR, moment=self.moment, fields=given, command=command)

    # ------------------------------------------------------------------ names

    def _towns(self, visits: list[Inspection]) -> str:
        known = self.read.log.towns
        found = {name for each in visits if (name := known.get(each.parcel.partition("-")[0]))}
        return ", ".join(sorted(found)) or self.read.log.town

    def _id(self, name: str) -> UUID:
        return uuid5(NAMESPACE_URL, f"beffroi:replay:{self.read.digest}/{name}")

    def _command(self, name: str) -> str:
        return str(self._id(f"command/{name}"))


def _at(day: date, hour: time | None) -> datetime:
    """Return a moment of the log: its hours are written here as they were read there, by the clock on the wall."""
    return datetime.combine(day, hour or time(0), PARIS).astimezone(UTC)


def _remarks(told: Inspection) -> str:
    floor = f"Étage ou logement\u00a0: {told.floor}" if told.floor else ""
    return "\n".join(part for part in (floor, told.remarks) if part)


def _child_of(session: ViewerSession, parent: UUID, workflow: str, agency: str) -> UUID:
    statement = sa.select(Case.id).where(Case.parent_id == parent, Case.workflow == workflow, Case.agency == agency)
    return session.scalars(statement).one()


def _state_of(session: ViewerSession, case_id: UUID) -> str:
    return session.scalars(sa.select(Case.state).where(Case.id == case_id)).one()
