"""A night of inspection around this very hour, for tests of the tablet: two bars, three agencies, invented people.

The night of the demonstration lies in the past; a tablet lives now. The powers used here hold at any hour of the day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from tests.fixtures.tellings import hands, no_press, told_once
from tests.webapp.people import add_accounts
from webapp.wiring import tell_engine
from workflows.engine.cases import HOUSE_ACTOR, Actor, open_case, take
from workflows.engine.outbox import drain
from workflows.engine.tables import Case
from workflows.engine.viewer import HOUSE_VIEWER, Viewer, unit_of_work
from workflows.law.days import paris_day
from workflows.processes import house, sheet
from workflows.processes.operation import open_operation
from workflows.processes.visit_facts import Visit
from workflows.register.agencies import agency
from workflows.register.demonstration import demonstration_rows

LEAD: Final = "police_nationale"
FRAUD: Final = "ddpp_ccrf"
HYGIENE: Final = "ddpp_ssa"
TEAMS: Final = (LEAD, FRAUD, HYGIENE)
PEOPLE: Final = (
    ("prefecture", "c.durand", "Claire Durand"),
    ("parquet", "m.leroy", "Marc Leroy"),
    (LEAD, "s.petit", "Sarah Petit"),
    (FRAUD, "a.martin", "Anne Martin"),
    (FRAUD, "b.simon", "Bruno Simon"),
    (HYGIENE, "d.robert", "Denis Robert"),
)
_BASES: Final = {LEAD: "cpp_78_2_1", FRAUD: "conso_l512_5", HYGIENE: "crpm_l205_5"}
_OFFENCES: Final = ["ct_l8221_1", "ct_l8221_2"]


@dataclass
class TabletNight:
    """One night: ``visits`` in their order, and the sheets of each agency in each of them."""

    engine: Engine
    now: datetime
    operation: UUID = field(init=False)
    visits: list[UUID] = field(default_factory=list)

    def prepare(self) -> TabletNight:
        """Bring the night up to the moment at which the operation starts, every team ready."""
        add_accounts(self.engine, [(*person, "") for person in PEOPLE])
        places = self._places()
        begins, ends = self.now - timedelta(hours=2), self.now + timedelta(hours=10)
        with unit_of_work(self.engine, Viewer("prefecture", "c.durand")) as session:
            self.operation = open_operation(
                session, actor=self._actor("prefecture"), moment=self._at(-20), title="Contrôle conjoint de nuit",
                zone="Beau-Marais", starts_at=begins, ends_at=ends, demonstration=True,
            ).case_id  # fmt: skip
        for number, place in enumerate(places):
            self.do(
                "prefecture", self.operation, "add_target", -20, establishment=str(place),
                reason="Plaintes datées des riverains", planned_at=self.now + timedelta(minutes=45 * number - 5),
            )  # fmt: skip
        self.do("prefecture", self.operation, "propose", -19)
        self.do("parquet", self.operation, "approve", -18)
        self.visits = TabletNight.of(self.engine, self.now).visits
        self._invite()
        self._allow(begins, ends)
        for key in TEAMS:
            informed = paris_day(self._at(-10)) if key == HYGIENE else None
            for visit in self.visits:
                self.do(
                    key, self.sheet(visit, key), "declare_ready", -9, basis=_BASES[key], prosecutor_informed_on=informed
                )
            self.do(
                key,
                self.children(self.operation, "participation", key)[0],
                "declare_ready",
                -8,
                leader="Chef d’équipe",
                headcount=2,
            )
        self.do("prefecture", self.operation, "declare_ready", -7)
        self.do("prefecture", self.operation, "start", -1, briefing_at=self._at(-1))
        return self

    @classmethod
    def of(cls, engine: Engine, now: datetime) -> TabletNight:
        """Return the night that a database holds already."""
        night = cls(engine, now)
        with unit_of_work(engine, HOUSE_VIEWER) as session:
            night.operation = session.scalars(sa.select(Case.id).where(Case.workflow == "operation")).one()
            planned = sa.select(Visit.id).order_by(Visit.planned_at)
            night.visits = list(session.scalars(planned))
        return night

    def enter(self, number: int = 0) -> None:
        """The police lead the agencies into a place where people are at work."""
        self.do(
            LEAD, self.visits[number], "enter", 0, entered_at=self.now - timedelta(minutes=4), entry_note="Bon accueil.",
            activity_in_progress=True, persons_present=12,
        )  # fmt: skip

    def begin(self, key: str, number: int = 0) -> UUID:
        """The team of an agency opens its grid there; returns the sheet."""
        case_id = self.sheet(self.visits[number], key)
        self.do(key, case_id, "begin", 0)
        return case_id

    def do(self, key: str, case_id: UUID, step: str, hours: float, **fields: Any) -> None:
        """Take a step as somebody of that agency, so many hours from now."""
        given = {name: value for name, value in fields.items() if value is not None}
        actor = self._actor(key)
        with unit_of_work(self.engine, Viewer(key, actor.user)) as session:
            take(session, case_id, step, actor=actor, moment=self._at(hours), fields=given)

    def sheet(self, visit: UUID, key: str) -> UUID:
        """Return the sheet of an agency in a visit."""
        return self.children(visit, "sheet", key)[0]

    def children(self, parent: UUID, workflow: str, key: str | None = None) -> list[UUID]:
        """Return the children of a case, in the order in which they were opened."""
        statement = sa.select(Case.id).where(Case.parent_id == parent, Case.workflow == workflow)
        if key is not None:
            statement = statement.where(Case.agency == key)
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            return list(session.scalars(statement.order_by(Case.opened_at, Case.title)))

    def state(self, case_id: UUID) -> str:
        """Return where a case stands."""
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            return session.get_one(Case, case_id).state

    def let_the_house_work(self) -> None:
        """Carry out what the steps have left to the house."""
        handlers = hands(house, sheet, press=no_press)
        while drain(self.engine, handlers, moment=self.now):
            pass

    def _places(self) -> list[UUID]:
        case_id = uuid4()
        rows = demonstration_rows(case_id)
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            open_case(
                session, "register_import", actor=HOUSE_ACTOR, moment=self._at(-30), title="Lieux de démonstration",
                case_id=case_id, records=list(rows.values()),
            )  # fmt: skip
            return [rows["night_grocery"].id, rows["bar_1"].id]

    def _invite(self) -> None:
        for key in TEAMS:
            self.do("prefecture", self.operation, "invite", -17, agencies=[key], role="Contrôle")
            self.do(key, self.children(self.operation, "participation", key)[0], "accept", -16)
        for visit in self.visits:
            self.do("prefecture", visit, "assign", -15, agencies=list(TEAMS), lead=LEAD)

    def _allow(self, begins: datetime, ends: datetime) -> None:
        self.do(
            "prefecture", self.operation, "ask_requisition", -14, offences=_OFFENCES, starts_at=begins, ends_at=ends,
            reason="Signalements concordants.",
        )  # fmt: skip
        requisition = self.children(self.operation, "requisition")[0]
        self.do(
            "parquet", requisition, "grant", -13, offences=_OFFENCES, places=[visit.hex for visit in self.visits],
            starts_at=begins, ends_at=ends, magistrate="Le substitut de permanence",
        )  # fmt: skip
        self.let_the_house_work()
        assert self.state(self.operation) == "planned"

    def _at(self, hours: float) -> datetime:
        return self.now + timedelta(hours=hours)

    @staticmethod
    def _actor(key: str) -> Actor:
        user_name = next(user_name for at, user_name, _ in PEOPLE if at == key)
        return Actor(key, user_name, agency(key).competences)


def prepare_database(url: str) -> None:
    """Make a database that holds the night, to be copied by tests."""
    tell_engine(Path())
    told_once(url, lambda engine: TabletNight(engine, datetime.now(UTC)).prepare())
