"""How the demonstration comes into a home: database, register, people, story, papers; again without doing anything twice."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.coming import coming_operation
from webapp.demonstration.committee import CommitteeTelling
from webapp.demonstration.compliance import ComplianceTelling
from webapp.demonstration.evidence import EvidenceTelling
from webapp.demonstration.found import demonstration_night, demonstration_places
from webapp.demonstration.mail import ask_without_account, enter_addresses, write_demonstration_mail
from webapp.demonstration.means import MeansTelling
from webapp.demonstration.measure import MeasureTelling
from webapp.demonstration.problem import ProblemTelling
from webapp.demonstration.referral import ReferralTelling
from webapp.demonstration.sharing import SharingTelling
from webapp.demonstration.story import PLACES_CASE, TITLE, Story, night_before
from webapp.settings import make_demo_password, read_settings
from webapp.wiring import House, assemble_house
from workflows.engine.cases import HOUSE_ACTOR, open_case, take
from workflows.engine.evidence.heads import sign_heads
from workflows.engine.evidence.keys import journal_key
from workflows.engine.outbox import drain, open_effects
from workflows.engine.sweeper import sweep
from workflows.engine.tables import Case
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.law.days import paris_day
from workflows.processes.bundle import Bundle
from workflows.processes.document import Document
from workflows.register.agencies import agency
from workflows.register.demonstration import demonstration_rows
from workflows.register.reference_data import load_reference_data
from workflows.register.users import add_user, find_user
from workflows.store.files import FileStore
from workflows.store.migrations import upgrade
from workflows.store.text import Text


class NotADemonstration(Exception):
    """The home holds a real house: the demonstration stays out of it."""

    def __init__(self, text: Text) -> None:
        """Carry the sentence with the way out."""
        super().__init__(text.render("en"))
        self.text = text


@dataclass(frozen=True, slots=True)
class Installed:
    """What the demonstration made, or found made."""

    house: House
    operation: UUID
    papers: tuple[Path, ...]
    given_up: int
    """How many effects could not be carried out (normally none)."""


def install_demonstration(tell: Callable[[Text], None], *, moment: datetime) -> Installed:
    """Bring the home of the environment to the end of the story, from wherever it stands; ``moment`` is aware.

    Refuses (:class:`NotADemonstration`) a home or database that holds anything else.
    """
    settings = read_settings()
    _refuse_a_real_house(settings.home, settings.database_url)
    password = make_demo_password(settings.home)
    house = assemble_house(read_settings())
    upgrade(house.engine)
    tell(Text("Base de données prête.", "Database ready."))
    _load_register(house.engine, tell, moment)
    _add_people(house.engine, password, moment)
    enter_addresses(house.engine, moment)
    tell(Text("{n} comptes de démonstration.", "{n} demonstration accounts.", n=len(PLAYERS)))
    night = demonstration_night(house.engine) or night_before(paris_day(moment))
    story = Story(
        engine=house.engine,
        handlers=house.handlers,
        night=night,
        tell=tell,
        files=FileStore(settings.home / "files"),
        establishments=demonstration_places(house.engine),
    )
    operation = _known_end(house.engine) or story.play()
    EvidenceTelling(engine=house.engine, handlers=house.handlers, night=night, tell=tell, operation=operation).play()
    ComplianceTelling(engine=house.engine, handlers=house.handlers, night=night, tell=tell, files=story.files).play()
    strategy = CommitteeTelling(engine=house.engine, handlers=house.handlers, night=night, tell=tell).play()
    MeansTelling(engine=house.engine, handlers=house.handlers, night=night, tell=tell, strategy=strategy).play()
    ProblemTelling(engine=house.engine, handlers=house.handlers, night=night, tell=tell, strategy=strategy).play()
    MeasureTelling(
        engine=house.engine, handlers=house.handlers, night=night, tell=tell, establishments=story.establishments
    ).play()
    ReferralTelling(engine=house.engine, handlers=house.handlers, night=night, tell=tell).play()
    SharingTelling(engine=house.engine, handlers=house.handlers, night=night, tell=tell).play()
    coming_operation(house.engine, today=paris_day(moment), establishments=story.establishments)
    tell(
        Text(
            "Une seconde opération attend les réponses de chaque service.",
            "A second operation waits for each agency’s answers.",
        )
    )
    write_demonstration_mail(house, moment)
    ask_without_account(house, moment)
    _let_the_house_finish(house, moment)
    papers = _copy_papers(house.engine, settings.home)
    with unit_of_work(house.engine, HOUSE_VIEWER) as session:
        _waiting, given_up = open_effects(session)
    return Installed(house, operation, papers, given_up)


def _refuse_a_real_house(home: Path, database_url: str) -> None:
    if (home / "keys" / "demo").exists():
        return
    address = sa.make_url(database_url)
    if address.get_backend_name() == "sqlite":
        holds_something = bool(address.database) and Path(str(address.database)).exists()
    else:
        engine = sa.create_engine(address.set(drivername="postgresql+psycopg"))
        holds_something = bool(sa.inspect(engine).get_table_names())
        engine.dispose()
    if holds_something:
        raise NotADemonstration(
            Text(
                "{home} contient déjà une base qui n’est pas celle d’une démonstration. Choisissez un autre dossier\u00a0: "
                "BEFFROI_HOME=/chemin make demo.",
                "{home} already holds a database that is not a demonstration’s. Choose another folder: "
                "BEFFROI_HOME=/path make demo.",
                home=str(home),
            )
        )


def _load_register(engine: Engine, tell: Callable[[Text], None], moment: datetime) -> None:
    told: set[str] = set()

    def progress(name: str, _done: int, _total: int) -> None:
        if name not in told:
            told.add(name)
            tell(Text("Import de {name}", "Importing {name}", name=name))

    results = load_reference_data(engine, actor=HOUSE_ACTOR, moment=moment, progress=progress)
    read = sum(result.read for result in results.values())
    tell(Text("Registre\u00a0: {read} lignes réelles lues.", "Register: {read} real rows read.", read=read))
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        if session.get(Case, PLACES_CASE) is None:
            rows = demonstration_rows(PLACES_CASE)
            open_case(
                session,
                "register_import",
                actor=HOUSE_ACTOR,
                moment=moment,
                title="Établissements de démonstration",
                case_id=PLACES_CASE,
                records=list(rows.values()),
            )
            take(session, PLACES_CASE, "finish", actor=HOUSE_ACTOR, moment=moment)


def _add_people(engine: Engine, password: str, moment: datetime) -> None:
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        for player in PLAYERS.values():
            if find_user(session, player.agency, player.user_name) is None:
                add_user(
                    session,
                    agency(player.agency),
                    user_name=player.user_name,
                    name=player.name,
                    function=player.function,
                    password=password,
                    moment=moment,
                    demo=True,
                )


def _known_end(engine: Engine) -> UUID | None:
    """Return the operation if its story was told to the end."""
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        return session.scalar(
            sa.select(Case.id)
            .where(Case.workflow == "operation", Case.state == "closed", Case.title == TITLE)
            .order_by(Case.opened_at)
        )


def _let_the_house_finish(house: House, moment: datetime) -> None:
    """Leave nothing to a server that may never be started: what is due is carried out, the journal signed."""
    while sweep(house.engine, moment=moment) + drain(house.engine, house.handlers, moment=moment):
        pass
    sign_heads(house.engine, journal_key(house.settings.home / "keys"), moment=moment, at_once=True)


def _copy_papers(engine: Engine, home: Path) -> tuple[Path, ...]:
    folder = home / "demo"
    folder.mkdir(exist_ok=True)
    files = FileStore(home / "files")
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        kept: list[Document | Bundle] = [
            *session.scalars(sa.select(Document).order_by(Document.number, Document.kind)),
            *session.scalars(sa.select(Bundle).order_by(Bundle.reference)),
        ]
    made = []
    for document in kept:
        path = folder / document.file_name
        if not path.exists():
            shutil.copyfile(files.path(document.sha256), path)
        made.append(path)
    return tuple(made)


def now() -> datetime:
    """Return the moment, aware UTC."""
    return datetime.now(UTC)
