"""A house full of canaries: both operations of the demonstration, a draft, a strategy, with a word of its own in whatever
anybody writes in them, pressed to real papers; and browsers without a screen for each desk.

A canary is one word that stands nowhere else: where it is read, that text was read. Who may read which one is for the
test to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch
from uuid import UUID

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests.fixtures.tellings import enter_places
from tests.webapp.canary_compliance import tell_compliance
from tests.webapp.canary_evidence import tell_evidence
from tests.webapp.canary_mail import tell_mail
from tests.webapp.canary_measure import tell_measures
from tests.webapp.canary_meeting import ACTIONS, tell_meeting
from tests.webapp.canary_problem import tell_problem
from tests.webapp.canary_referral import name_of_referral, tell_referrals
from tests.webapp.canary_sharing import tell_sharing
from tests.webapp.canary_strategy import attach_files, tell_strategy
from tests.webapp.canary_words import SILENT_POINT, canary, told_by
from tests.webapp.operations.house import past_night
from tests.webapp.people import add_players
from webapp.app import make_app
from webapp.demonstration import coming, story
from webapp.demonstration.answers import POINTS
from webapp.demonstration.cast import PLAYERS, Player
from webapp.demonstration.coming import ComingOperation
from webapp.demonstration.found import demonstration_places
from webapp.demonstration.script import NAMES
from webapp.demonstration.story import PLACES_CASE, Story
from webapp.sessions import begin_session, cookie_name
from webapp.settings import read_settings
from webapp.wiring import House, assemble_house
from workflows.engine.cases import take
from workflows.engine.tables import Case, Read
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.law.days import paris_day
from workflows.processes.bundle import Bundle
from workflows.processes.consequence import Consequence
from workflows.processes.document import Document
from workflows.processes.evidence_file import EvidenceFile
from workflows.processes.finding import Finding
from workflows.processes.indicator import Reading
from workflows.processes.operation import open_operation
from workflows.processes.operation_facts import Operation
from workflows.processes.photo import Photo
from workflows.processes.visit_facts import Visit
from workflows.register.demonstration import demonstration_rows
from workflows.register.users import find_user
from workflows.store.database import Base, read_only
from workflows.store.files import FileStore
from workflows.store.sessions import WebSession

OUTSIDER: Final = Player("douanes", "ange.demo", "Ange Démo", "contrôleur des douanes")
"""Somebody who inspects elsewhere: nobody invited the customs to anything here."""
PEOPLE: Final = {**PLAYERS, OUTSIDER.agency: OUTSIDER}
REASON: Final = "preparation"
NIGHT, COMING, DRAFT = "night", "coming", "draft"
"""The operation that was carried out and written down, the one that waits for answers, the one that nobody approved."""


class MarkedStory(Story):
    """The story of the demonstration; each step leaves its canaries."""

    def take_at(self, player: Player, case: UUID, step: str, moment: datetime, *, key: str = "", **fields: Any) -> None:
        """Take the step; a proposed decision is preceded by an incident, which the story itself does without."""
        if step == "propose_decision":
            self.take_at(player, case, "add_incident", moment, kind="complaint", at=moment, place="Rue", words="Fait.")
        marked = told_by(fields, *self._where(case, player, key), step)
        super().take_at(player, case, step, moment, key=key, **marked)

    def _choose_route(self, agency: str, item: str, route: str, reason: str) -> None:
        super()._choose_route(agency, item, route, f"{reason} {canary('finding', item, 'route_reason')}")
        # The agency that stays silent chose what follows, too, before it said no more.
        silent = canary("finding", SILENT_POINT, "route_reason")
        super()._choose_route("urssaf", SILENT_POINT.upper(), "compliance", silent)

    def _where(self, case_id: UUID, player: Player, key: str) -> tuple[str, ...]:
        """Return the workflow of a case and what tells it from the others: a place, an agency, the key of the step."""
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            case = session.get_one(Case, case_id)
            visit = session.get(Visit, case.parent_id if case.workflow == "sheet" else case.id)
        place = next((key for key, name in NAMES.items() if visit is not None and name == visit.trade_name), "")
        whose = player.agency if case.workflow in ("sheet", "participation", "section") else key
        return case.workflow, place, whose


class MarkedComing(ComingOperation):
    """The second operation of the demonstration; each step leaves its canaries."""

    def _take(self, player: Player, case: UUID, step: str, *, key: str = "", **fields: Any) -> None:
        super()._take(player, case, step, key=key, **told_by(fields, COMING, key, step))


@contextmanager
def _planting() -> Iterator[None]:
    """Have titles, purposes, notes and captions of both operations bear their canaries too."""

    def opens(name: str) -> Callable[..., Any]:
        def opened(session: Any, **facts: Any) -> Any:
            marked = {word: f"{facts[word]} {canary(name, word)}" for word in ("title", "purpose")}
            return open_operation(session, **{**facts, **marked})

        return opened

    points = {
        (place, agency): tuple(
            replace(
                point,
                note=f"{point.note} {canary(place, agency, point.item, 'note')}" if point.note else "",
                # The agency that stays silent takes a picture too: nobody else may ever see it.
                photo=f"{point.photo} {canary(place, agency, point.item, 'photo')}"
                if point.photo or agency == "urssaf"
                else "",
            )
            for point in given
        )
        for (place, agency), given in POINTS.items()
    }
    with (
        patch.dict(POINTS, points),
        patch.object(story, "open_operation", opens(NIGHT)),
        patch.object(coming, "open_operation", opens(COMING)),
    ):
        yield


def prepare_house(home: Path) -> None:
    """Make a home in which everything was told, its papers pressed; nothing is told twice."""
    house = assemble_house(read_settings({"BEFFROI_HOME": str(home)}))
    _write_fast(house.engine)
    Base.metadata.create_all(house.engine)
    _open_register(house.engine)
    add_players(house.engine, PEOPLE.values())
    with _planting():
        places = demonstration_places(house.engine)
        told = MarkedStory(
            engine=house.engine, handlers=house.handlers, night=past_night(), tell=lambda _: None,
            files=FileStore(home / "files"), establishments=places,
        )  # fmt: skip
        told.play()
        tell_evidence(told, canary)
        _follow_up(told)
        _prepare_coming(house, told)
        _open_draft(told)
        strategy = tell_strategy(told, house.settings.secret_key)
        tell_meeting(told, strategy, canary)
        tell_problem(told, strategy, canary)
        tell_measures(told, places, canary)
        attach_files(told)
    tell_mail(house)
    house.engine.dispose()


def _write_fast(engine: Engine) -> None:
    """Let SQLite not wait for the disk: nothing here has to survive a power cut."""
    sa.event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))


def _open_register(engine: Engine) -> None:
    rows = demonstration_rows(PLACES_CASE)
    for place, row in rows.items():
        row.activity_label = f"{row.activity_label or ''} {canary('establishment', place)}".strip()
    enter_places(engine, rows)


def _follow_up(told: MarkedStory) -> None:
    """One referral goes to the prosecutor, who answers; another is set aside; a letter and a request are sent."""
    day = (paris_day(datetime.now(UTC)) - told.night).days
    branches = Branches(told.engine)

    def act(key: str, kind: str, item: str, step: str, **fields: str) -> None:
        marked = told_by(fields, kind, item, step)
        with unit_of_work(told.engine, PLAYERS[key].viewer) as session:
            take(
                session, branches.of(kind, item), step, actor=PLAYERS[key].actor, moment=told.at(day, 6), fields=marked
            )  # fmt: skip

    tell_referrals(told, branches.of, canary, day=day)
    act("police_municipale", "referral", "PM-02", "set_aside", reason="Régularisé.")
    tell_compliance(told, told.establishments, day, canary)
    fact = {"words": "Permis absent.", "source": "Police", "proof": "Compte rendu", "link": "Exploitation."}
    with unit_of_work(told.engine, PLAYERS["prefecture"].viewer) as session:
        case, moment = branches.of("measure", "PN-10"), told.at(day, 6)
        given = {**fact, "on_day": told.night}
        take(session, case, "add_fact", actor=PLAYERS["prefecture"].actor, moment=moment, fields=given)
    tell_sharing(told, canary, branches.of("referral", "PN-07"), told.at(day, 6))
    task = told.child(told.child(told.operation, "minutes"), "partner_task")
    told.take_at(PLAYERS["bailleur"], task, "report", told.at(day, 6), answer="Dégagé.")


def _prepare_coming(house: House, told: MarkedStory) -> None:
    """The second operation, as far as the demonstration tells it; then one agency has a reservation, one declines."""
    asked_at = datetime.now(UTC) - timedelta(days=1)
    night = paris_day(asked_at) + timedelta(days=25)
    second = MarkedComing(house.engine, night, asked_at, told.establishments)
    operation = second.play()
    for key, step in (("police_nationale", "accept_with_reservation"), ("ddpp_ssa", "decline")):
        part = told.child(operation, "participation", key)
        with unit_of_work(house.engine, PLAYERS[key].viewer) as session:
            fields = told_by({"reason": "Effectif."}, COMING, key, step)
            take(session, part, step, actor=PLAYERS[key].actor, moment=asked_at, fields=fields)
    told.handlers = house.handlers
    told.let_the_house_work((paris_day(datetime.now(UTC)) - told.night).days, 7)


def _open_draft(told: MarkedStory) -> None:
    pilot, now = PLAYERS["prefecture"], datetime.now(UTC)
    begins = now + timedelta(days=60)
    target = {"establishment": str(told.establishments["bar_2"]), "planned_at": begins, "reason": "Une plainte."}
    with unit_of_work(told.engine, pilot.viewer) as session:
        draft = open_operation(
            session, actor=pilot.actor, moment=now, zone="Fort-Nieulay", starts_at=begins, ends_at=begins + timedelta(hours=6),
            **told_by({"title": "Contrôle de jour", "purpose": "À décider."}, DRAFT),
        ).case_id  # fmt: skip
        take(
            session, draft, "add_target", actor=pilot.actor, moment=now, fields=told_by(target, DRAFT, "bar_2", "add_target")
        )  # fmt: skip


@dataclass(frozen=True)
class Branches:
    """The consequences of findings, by their kind and the item of the grid."""

    engine: Engine

    def of(self, kind: str, item: str) -> UUID:
        """Return the case of the one consequence of that kind."""
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            return session.scalars(
                sa.select(Case.id).where(Case.workflow == kind, Case.title.contains(f" {item} "))
            ).one()


@dataclass
class CanaryHouse:
    """The application on such a home: its records by name, its desks, its access journal."""

    home: Path
    app: Flask = field(init=False)

    def __post_init__(self) -> None:
        """Open the application."""
        self.app = make_app(read_settings({"BEFFROI_HOME": str(self.home)}))
        self.app.testing = True
        self.engine: Engine = self.app.extensions["beffroi_engine"]
        _write_fast(self.engine)

    @cached_property
    def cases(self) -> dict[str, UUID]:
        """Every case by a name that says whose it is, such as ``sheet bar_1 urssaf`` or ``operation coming``."""
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            return {
                _name_of(session, case): case.id for case in session.scalars(sa.select(Case).order_by(Case.opened_at))
            }

    @cached_property
    def documents(self) -> dict[str, UUID]:
        """Every paper by its kind, a requisition's with its number in the order in which they were asked for."""
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            rows = session.scalars(sa.select(Document))
            numbers = {case_id: name for name, case_id in self.cases.items()}
            return {
                f"paper {row.kind} of {numbers[row.case_id]}{f' v{row.version}' if row.version > 1 else ''}": row.id
                for row in rows
                if row.case_id
            }

    @cached_property
    def bundles(self) -> dict[str, UUID]:
        """Every bundle, by the name of its referral."""
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            names = {case_id: name for name, case_id in self.cases.items()}
            return {
                f"bundle of {names[row.case_id]}": row.id for row in session.scalars(sa.select(Bundle)) if row.case_id
            }

    @cached_property
    def photos(self) -> dict[str, UUID]:
        """Every photo by its agency, place and item."""
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            sheets = {case_id: name for name, case_id in self.cases.items()}
            return {
                f"photo {sheets[row.sheet_id].removeprefix('sheet ')} {row.item}": row.id
                for row in session.scalars(sa.select(Photo))
            }

    @cached_property
    def findings(self) -> dict[str, UUID]:
        """Every finding by its item and agency."""
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            return {f"finding {row.item} {row.agency}": row.id for row in session.scalars(sa.select(Finding))}

    @cached_property
    def readings(self) -> dict[str, UUID]:
        """The one reading of the indicator that somebody types."""
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            return {"reading local bailleur": session.scalars(sa.select(Reading)).one().id}

    @cached_property
    def evidence_files(self) -> dict[str, UUID]:
        """Every file that was not withdrawn, by the name of the action that it shows."""
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            numbers = {case_id: name for name, case_id in self.cases.items()}
            return {
                f"evidence_file {numbers[row.case_id].removeprefix('action ')}": row.id
                for row in session.scalars(sa.select(EvidenceFile).where(EvidenceFile.withdrawn_at.is_(None)))
                if row.case_id
            }

    @cached_property
    def establishments(self) -> dict[str, UUID]:
        """The establishments by the key of their place."""
        return {f"establishment {place}": known for place, known in demonstration_places(self.engine).items()}

    @cached_property
    def _everything(self) -> dict[str, UUID]:
        return {
            **self.cases, **self.documents, **self.bundles, **self.photos, **self.evidence_files, **self.findings, **self.establishments,
            **self.readings,
        }  # fmt: skip

    def records(self, kind: str) -> dict[str, UUID]:
        """Return the records of a kind by their names."""
        return {name: known for name, known in self._everything.items() if name.split()[0] == kind}

    def find(self, name: str) -> UUID:
        """Return the id of a record by its name."""
        return self._everything[name]

    def desk(self, agency: str | None, reason: str | None = REASON) -> FlaskClient:
        """A browser in which the agency's person is signed in, for that reason; nobody for ``None``."""
        browser = self.app.test_client()
        if agency is None:
            return browser
        with Session(self.engine) as session, session.begin():
            user = find_user(session, agency, PEOPLE[agency].user_name)
            assert user is not None
            token = begin_session(session, user, moment=datetime.now(UTC))
            session.flush()
            session.execute(update(WebSession).where(WebSession.user_id == user.id).values(reason=reason))
        browser.set_cookie(cookie_name(self.app.extensions["beffroi_settings"]), token, domain="localhost")
        return browser

    def reads(self, after: int = 0) -> list[tuple[str | None, str, str, int]]:
        """Return (agency, reason, reference, class) of each line of the access journal, those after a line if given."""
        with Session(read_only(self.engine)) as session:
            rows = session.scalars(sa.select(Read).where(Read.line > after).order_by(Read.line))
            return [(row.agency, row.reason, row.reference, row.secrecy) for row in rows]

    def last_read(self) -> int:
        """Return the number of the last line of the access journal."""
        with read_only(self.engine).connect() as connection:
            return connection.scalar(sa.select(sa.func.max(Read.line))) or 0

    def version_of(self, case_id: UUID) -> int:
        """Return the version at which a case stands, as its page tells those who may open it."""
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            return session.get_one(Case, case_id).version

    def contents(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every row of every table but the access journal, which is told apart: reading writes there."""
        with self.engine.connect() as connection:
            return {
                table.name: sorted(tuple(map(str, row)) for row in connection.execute(sa.select(table)))
                for table in Base.metadata.sorted_tables
                if table.name != "access_journal"
            }


def _owner_of(session: Session, case: Case) -> str:
    """Return whose a record is called: that of a branch is the agency of its finding, whoever carries it on."""
    if case.workflow == "measure":
        return session.get_one(Consequence, case.id).agency or ""
    return case.agency or ""


def _name_of(session: Session, case: Case) -> str:
    """Return a name for a case, the same in every run; two cases of one name get the item or number that tells them apart."""
    own = _owner_of(session, case)
    if case.workflow == "operation":
        title = session.get_one(Operation, case.id).title
        return f"operation {next(name for name in (NIGHT, COMING, DRAFT) if canary(name, 'title') in title)}"
    above = "" if case.parent_id is None else _name_of(session, session.get_one(Case, case.parent_id))
    match case.workflow:
        case "visit":
            places = {name: place for place, name in NAMES.items()}
            return f"{above.replace('operation', 'visit')} {places[case.title]}"
        case "sheet":
            return f"{above.replace('visit', 'sheet')} {own}"
        case "requisition":
            return f"{above.replace('operation', 'requisition')} {int(case.title[-4:])}"
        case "participation" | "section":
            return f"{case.workflow} {above.split()[1]} {own}"
        case "partner_task":
            return f"partner_task {above.split()[1]} {own}"
        case "minutes":
            return f"minutes {above.split()[1]}"
        case "indicator":
            return f"indicator {'counted' if 'Opérations' in case.title else 'typed'} {own}"
        case "action" if above in ("meeting", "problem"):
            return f"action {_decided(case.title) if above == 'meeting' else above} {own}"
        case "strategy" | "axis" | "objective" | "commitment" | "action" | "contest" | "sharing":
            return f"{case.workflow} local {own}"
        case "referral" | "measure" | "compliance":
            named = above or case.workflow == "measure"
            return f"{case.workflow} {case.title.split(' – ')[1] if named else 'elsewhere'} {own}"
    return name_of_referral(session, case, above)


def _decided(title: str) -> str:
    """Return what the matrix calls the action of a decision of the meeting, by the step that worded it."""
    return ACTIONS[next(step for step in ACTIONS if canary("meeting", step, "words") in title)]
