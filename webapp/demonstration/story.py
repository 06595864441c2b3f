"""The story, step by step: proposed, allowed, prepared, carried out, written down, closed. Every step goes through the engine.

Each command bears an id made from its place in the story: played again after an interruption, it gets the answer that
it had, and nothing happens twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID, uuid5

import sqlalchemy as sa

from webapp.demonstration import pictures
from webapp.demonstration.answers import POINTS, Point
from webapp.demonstration.cast import COMES, INVITED, PLAYERS, SILENT, Player
from webapp.demonstration.script import (
    BASES,
    HEADCOUNT,
    INSPECTED,
    LICENCES,
    MEASURES,
    NAMES,
    PLACES,
    ROLES,
    TARGETS,
    assigned_to,
)
from webapp.demonstration.telling import SEED, Telling
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.law.clocks import clock
from workflows.law.days import paris_day
from workflows.processes.answer import GivenAnswer, record_answers
from workflows.processes.finding import Finding, choose_route
from workflows.processes.operation import open_operation
from workflows.processes.photo import Photo, add_photo
from workflows.processes.sheet import Sheet
from workflows.processes.visit_facts import Visit
from workflows.register.agencies import agency
from workflows.store.files import FileStore
from workflows.store.text import PARIS, Text

PLACES_CASE: Final = uuid5(SEED, "places")
"""The case by which the demonstration establishments enter the register."""
TITLE: Final = "Contrôle conjoint des débits de boissons de Beau-Marais"
_REPORT: Final = timedelta(days=3)


def night_before(today: date) -> date:
    """Return the last Friday whose whole story, up to the closed minutes, lies before ``today``."""
    friday = today - timedelta(days=(today.weekday() - 4) % 7)
    while closing_day(friday) >= today:
        friday -= timedelta(days=7)
    return friday


def closing_day(night: date) -> date:
    """Return the day on which the minutes are closed: that after the last one on which an agency may validate its part."""
    asked = datetime.combine(night + _REPORT, time(9), PARIS)
    return paris_day(clock("minutes_section").due(asked)) + timedelta(days=1)


@dataclass(kw_only=True)
class Story(Telling):
    """The joint inspection: its establishments by name, where its photos are kept."""

    files: FileStore
    establishments: dict[str, UUID]
    operation: UUID = field(init=False)
    visits: dict[str, UUID] = field(default_factory=dict)

    def play(self) -> UUID:
        """Play everything, or what is missing of it; return the operation's case id."""
        self.propose()
        self.allow()
        self.prepare()
        self.carry_out()
        self.write_down()
        return self.operation

    # ------------------------------------------------------------------ the acts

    def propose(self) -> None:
        """The sous-préfecture opens the operation and proposes four targets; the prosecutor’s office approves."""
        pilot = PLAYERS["prefecture"]
        with unit_of_work(self.engine, pilot.viewer) as session:
            self.operation = open_operation(
                session,
                actor=pilot.actor,
                moment=self.at(-21, 10),
                title=TITLE,
                zone="Beau-Marais / Centre-ville",
                starts_at=self.at(0, 20),
                ends_at=self.at(1, 2),
                purpose="Nuisances nocturnes signalées autour de quatre commerces.",
                demonstration=True,
                command=self.command_id("open"),
            ).case_id
        self.tell(Text("Opération ouverte par la sous-préfecture.", "Operation opened by the sub-prefecture."))
        for place, (reason, hour, minute) in TARGETS.items():
            self.take(
                pilot, self.operation, "add_target", -21, 10, 15, key=place,
                establishment=str(self.establishments[place]), reason=reason, planned_at=self.at(0, hour, minute),
            )  # fmt: skip
        self._find_visits()
        self.tell(
            Text(
                "{count} cibles proposées, chacune avec son motif.",
                "{count} targets proposed, each with its reason.",
                count=len(PLACES),
            )
        )
        self.take(pilot, self.operation, "propose", -21, 11)
        self.take(PLAYERS["parquet"], self.operation, "approve", -20, 9, 30)
        self.tell(Text("Opération approuvée par le parquet.", "Operation approved by the prosecutor’s office."))

    def allow(self) -> None:
        """Six agencies are invited, one declines; the requisition is granted, first for three places, then for four."""
        pilot, police, prosecutor = PLAYERS["prefecture"], PLAYERS["police_nationale"], PLAYERS["parquet"]
        for key in INVITED:
            self.take(pilot, self.operation, "invite", -19, 9, key=key, agencies=[key], role=ROLES[key])
        self.tell(Text("Six services invités.", "Six agencies invited."))
        for number, key in enumerate(COMES):
            self.take(PLAYERS[key], self.participation(key), "accept", -18, 9, number)
        self.take(
            PLAYERS["inspection_travail"], self.participation("inspection_travail"), "decline", -18, 11,
            reason="Effectif déjà engagé ce soir-là sur un chantier du port.",
        )  # fmt: skip
        self.tell(
            Text(
                "Cinq acceptent\u00a0; l’inspection du travail décline, avec son motif.",
                "Five accept; the labour inspection declines, with its reason.",
            )
        )
        for place in PLACES:
            self.take(
                pilot,
                self.visits[place],
                "assign",
                -18,
                14,
                agencies=list(assigned_to(place)),
                lead="police_nationale",
            )
        refusal = self.refused(police, self.sheet("bar_1", police.agency), "declare_ready", -18, 15, basis="cpp_78_2_1")
        self.tell(
            Text(
                "Police nationale, pas encore prête\u00a0: {why}", "National police, not ready yet: {why}", why=refusal
            )
        )
        self._ask_requisition("ask_requisition", -17, 9)
        granted = [self.visits[place].hex for place in PLACES[:3]]
        self._grant(prosecutor, self.requisition(0), granted, -16, 10)
        self.let_the_house_work(-16, 10, 5)
        self.tell(
            Text(
                "Réquisition délivrée pour trois lieux\u00a0: l’opération est planifiée.",
                "Requisition granted for three places: the operation is planned.",
            )
        )
        refusal = self.refused(
            police, self.sheet("night_grocery", police.agency), "declare_ready", -16, 11, basis="cpp_78_2_1"
        )
        self.tell(Text("L’épicerie n’y est pas\u00a0: {why}", "The grocery is not in it: {why}", why=refusal))
        self._ask_requisition("renew_requisition", -15, 9)
        self._grant(prosecutor, self.requisition(1), [self.visits[place].hex for place in PLACES], -14, 10)
        self.let_the_house_work(-14, 10, 5)
        self.tell(
            Text("Seconde réquisition, qui désigne les quatre lieux.", "A second requisition names the four places.")
        )

    def prepare(self) -> None:
        """Each agency declares itself ready for each place, then for the night."""
        for key, basis in BASES.items():
            for place in (place for place in PLACES if key in assigned_to(place)):
                told = paris_day(self.at(-5, 9)) if key == "ddpp_ssa" else None
                self.take(
                    PLAYERS[key], self.sheet(place, key), "declare_ready", -4, 9, basis=basis, prosecutor_informed_on=told
                )  # fmt: skip
            player = PLAYERS[key]
            self.take(
                player, self.participation(key), "declare_ready", -4, 10,
                leader=f"{player.name}, {player.function}", headcount=HEADCOUNT[key],
            )  # fmt: skip
        self.take(PLAYERS["prefecture"], self.operation, "declare_ready", -3, 16)
        self.tell(
            Text(
                "Chaque service est prêt, lieu par lieu\u00a0; l’opération aussi.",
                "Every agency is ready, place by place; so is the operation.",
            )
        )

    def carry_out(self) -> None:
        """The night: briefing, four visits, grids answered and handed in."""
        pilot, police = PLAYERS["prefecture"], PLAYERS["police_nationale"]
        self.take(pilot, self.operation, "start", 0, 20, 50, briefing_at=self.at(0, 20, 30))
        for number, key in enumerate(COMES):
            self.take(
                PLAYERS[key],
                self.participation(key),
                "arrive",
                0,
                20,
                51 + number,
                arrived_at=self.at(0, 20, 20 + number),
            )
        self.tell(Text("Briefing tenu, cinq services présents.", "Briefing held, five agencies present."))
        for place, (hour, minute, present, working) in INSPECTED.items():
            self._inspect(place, hour, minute, present, working)
        self.take(
            police, self.visits["bar_3"], "find_closed", 0, 23, 12, at=self.at(0, 23, 10),
            reason="Rideau baissé, lumières éteintes, personne ne répond.",
        )  # fmt: skip
        for number, key in enumerate(COMES, start=5):
            self.take(PLAYERS[key], self.participation(key), "depart", 1, 0, number, left_at=self.at(1, 0, number))
        self.let_the_house_work(1, 0, 20)
        self.tell(
            Text(
                "Quatre lieux vus\u00a0: un fermé, un sans reproche, deux avec des constats.",
                "Four places seen: one closed, one without fault, two with findings.",
            )
        )
        self.take(pilot, self.operation, "debrief", 1, 0, 30)

    def _inspect(self, place: str, hour: int, minute: int, present: int, working: int) -> None:
        start = self.at(0, hour, minute)
        police = PLAYERS["police_nationale"]
        self.take_at(
            police, self.visits[place], "enter", start, entered_at=start,
            entry_note="Réquisition montrée au responsable présent, qui en prend connaissance.",
            activity_in_progress=True, persons_present=present, operator_quality="person_in_charge",
            licence=LICENCES[place],
        )  # fmt: skip
        for number, key in enumerate(COMES):
            sheet = self.sheet(place, key)
            self.take_at(PLAYERS[key], sheet, "begin", start + timedelta(minutes=1 + number))
            self._answer(PLAYERS[key], sheet, place, start + timedelta(minutes=6 + number))
            measures = MEASURES.get((place, key), "")
            self.take_at(PLAYERS[key], sheet, "hand_in", start + timedelta(minutes=30 + number), measures=measures)
        end = start + timedelta(minutes=38)
        self.take_at(
            police, self.visits[place], "leave", end, left_at=end, persons_working=working,
            documents_handed="Procès-verbal de contrôle de la police nationale, remis au préposé présent", remarks="",
        )  # fmt: skip
        self.tell(Text("Visite faite\u00a0: {place}.", "Visit done: {place}.", place=NAMES[place]))

    def write_down(self) -> None:
        """Each agency validates its part, one stays silent; minutes and operation are closed."""
        pilot = PLAYERS["prefecture"]
        last = (closing_day(self.night) - self.night).days
        self.take(pilot, self.operation, "open_report", _REPORT.days, 9)
        self._choose_route(
            "police_nationale", "PN-10", "administrative", "Avertissement préalable à proposer au préfet."
        )
        for number, key in enumerate(key for key in COMES if key != SILENT):
            player = PLAYERS[key]
            self.take(
                player, self.section(key), "validate", 4, 10, number,
                validated_by=f"{player.name}, {player.function}", remarks="",
            )  # fmt: skip
        self.tell(Text("Quatre services valident leur partie.", "Four agencies validate their part."))
        self.let_the_house_work(last, 8)
        self.tell(
            Text(
                "L’URSSAF ne répond pas\u00a0: sa partie est notée non reçue, jamais approuvée.",
                "URSSAF stays silent: its part is recorded as not received, never as agreed.",
            )
        )
        minutes = self.child(self.operation, "minutes")
        self.take(
            pilot,
            minutes,
            "propose_decision",
            11,
            9,
            words="Examiner un avertissement au bar Le Mirliton.",
            owner="prefecture",
            due=paris_day(self.at(last + 14, 9)),
        )
        self.take(
            pilot,
            minutes,
            "ask_partner",
            11,
            9,
            5,
            agency="bailleur",
            words="Dégager les parties communes au droit des commerces visités.",
            due=paris_day(self.at(last + 7, 9)),
        )
        self.take(pilot, minutes, "close", last, 9, 30, signatory="Le sous-préfet de Calais")
        self.tell(
            Text(
                "Compte rendu clos\u00a0; les papiers partent à l’impression.",
                "Minutes closed; the papers go to the press.",
            )
        )
        self.let_the_house_work(last, 9, 35)
        self.take(pilot, self.operation, "close", last, 10)
        self.tell(
            Text(
                "Opération close\u00a0; les suites des constats restent ouvertes, chacune avec sa date.",
                "Operation closed; the consequences of the findings stay open, each with its date.",
            )
        )

    # ------------------------------------------------------------------ the means

    def _answer(self, player: Player, sheet_id: UUID, place: str, moment: datetime) -> None:
        if self.stands(sheet_id) != "answering":
            return
        points = {point.item: point for point in POINTS.get((place, player.agency), ())}
        with unit_of_work(self.engine, player.viewer) as session:
            sheet = session.get(Sheet, sheet_id)
            assert sheet is not None
            given = []
            for number, item in enumerate(sheet.selection().items):
                point = points.get(item.code, Point(item.code, "compliant"))
                given.append(
                    GivenAnswer(
                        id=uuid5(SEED, f"answer/{sheet_id}/{item.code}"), item=item.code, value=point.value, note=point.note,
                        device=f"tablette de démonstration, {agency(player.agency).short.fr}", counter=number, device_at=moment,
                    )
                )  # fmt: skip
            record_answers(session, sheet, given, actor=player.actor, moment=moment)
        for point in points.values():
            if point.photo:
                self._photograph(player, sheet_id, point, moment)

    def _choose_route(self, agency: str, item: str, route: str, reason: str) -> None:
        player = PLAYERS[agency]
        with unit_of_work(self.engine, player.viewer) as session:
            found = session.scalars(sa.select(Finding).where(Finding.item == item, Finding.agency == agency)).one()
            if not found.confirmed and found.route != route:
                moment = self.at(_REPORT.days, 16)
                choose_route(session, found.id, route, reason=reason, actor=player.actor, moment=moment)

    def _photograph(self, player: Player, sheet_id: UUID, point: Point, moment: datetime) -> None:
        original, view = pictures.draw(point.photo, moment.astimezone(PARIS))
        with unit_of_work(self.engine, player.viewer) as session:
            sheet = session.get(Sheet, sheet_id)
            assert sheet is not None
            photo = Photo(
                id=uuid5(SEED, f"photo/{sheet_id}/{point.item}"), item=point.item, original=self.files.put(original),
                view=self.files.put(view), caption=point.photo, taken_at=moment, device=f"tablette de démonstration, {agency(player.agency).short.fr}",
                direction="vue depuis l’entrée",
            )  # fmt: skip
            add_photo(session, sheet, photo, actor=player.actor, moment=moment)

    def _ask_requisition(self, step: str, day: int, hour: int) -> None:
        self.take(
            PLAYERS["prefecture"], self.operation, step, day, hour, offences=["ct_l8221_1", "ct_l8221_2", "ct_l8251_1"],
            starts_at=self.at(0, 20), ends_at=self.at(1, 2),
            reason="Signalements concordants d’emploi non déclaré dans des commerces ouverts la nuit.",
        )  # fmt: skip

    def _grant(self, prosecutor: Player, requisition: UUID, places: list[str], day: int, hour: int) -> None:
        self.take(
            prosecutor, requisition, "grant", day, hour, offences=["ct_l8221_1", "ct_l8221_2", "ct_l8251_1"],
            places=places, starts_at=self.at(0, 20), ends_at=self.at(1, 2),
            magistrate="Le substitut du procureur de la République, de permanence",
        )  # fmt: skip

    def _find_visits(self) -> None:
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            rows = session.execute(
                sa.select(Visit.establishment_id, Visit.id).where(Visit.operation_id == self.operation)
            )
            known = dict(rows.all())
        self.visits = {place: known[self.establishments[place]] for place in PLACES}

    def participation(self, agency: str) -> UUID:
        """Return the case of an agency’s participation."""
        return self.child(self.operation, "participation", agency)

    def requisition(self, number: int) -> UUID:
        """Return the case of the requisition asked for in that place, from 0."""
        return self.children(self.operation, "requisition")[number]

    def sheet(self, place: str, agency: str) -> UUID:
        """Return the case of an agency’s sheet in a place."""
        return self.child(self.visits[place], "sheet", agency)

    def section(self, agency: str) -> UUID:
        """Return the case of an agency’s section of the minutes."""
        return self.child(self.child(self.operation, "minutes"), "section", agency)
