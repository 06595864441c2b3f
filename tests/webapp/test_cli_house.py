"""Looking after a house from the command line: accounts, backups, and the doctor."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests import services
from tests.fixtures.command_line import Ask
from tests.fixtures.databases import DATABASES
from webapp.deliveries import now
from webapp.settings import read_settings
from workflows.engine.cases import HOUSE_ACTOR, open_case
from workflows.engine.tables import Outbox
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.register.import_runs import ImportRun
from workflows.register.users import find_user, password_matches
from workflows.store.database import make_engine
from workflows.store.files import FileStore

EXTRACTS = Path(__file__).parents[2] / "workflows" / "register" / "data" / "extracts"
INSPECTIONS = EXTRACTS / "alimconfiance_2017-04-11_dep59-62.csv"


@pytest.fixture(params=DATABASES)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn."""
    return str(request.param)


def test_a_house_is_saved_and_restored_elsewhere(
    ready_everywhere: Ask,
    database_kind: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    ready_everywhere("import inspections", str(INSPECTIONS))
    saved = ready_everywhere("db backup", str(tmp_path / "saved"), "--json").json
    assert (saved["kind"], saved["lines"], saved["files"]) == (database_kind, 3, 0)
    assert ready_everywhere("db backup").code == 0
    again = ready_everywhere("db backup", str(tmp_path / "saved"))
    assert (again.code, "existe déjà\u00a0: donnez un dossier neuf" in again.err) == (1, True)
    # Where somebody works already, nothing is restored.
    assert ready_everywhere("db restore", str(tmp_path / "saved")).code == 1

    monkeypatch.setenv("BEFFROI_HOME", str(tmp_path / "elsewhere"))
    if database_kind == "sqlite":
        monkeypatch.delenv("BEFFROI_DATABASE_URL")
    else:
        server = str(request.getfixturevalue("postgres_server"))
        address = services.new_database(server)
        request.addfinalizer(lambda: services.drop_database(address))
        monkeypatch.setenv("BEFFROI_DATABASE_URL", address)
    restored = ready_everywhere("db restore", str(tmp_path / "saved"), "--json")
    assert restored.code == 0, restored.out
    assert ready_everywhere("journal rebuild --json").json["ok"]
    assert ready_everywhere("import inspections", str(INSPECTIONS), "--json").json["added"] == 0


def test_what_is_no_backup_is_refused(ask: Ask, tmp_path: Path) -> None:
    told = ask("db restore", str(tmp_path))
    assert (told.code, told.out, told.err.count("\n")) == (1, "", 1)
    assert told.err.endswith(
        f"Rien n’a été restauré\u00a0: {tmp_path} n’est pas une sauvegarde de cette maison\u00a0: "
        "aucun manifest.json ne s’y lit.\n"
    )
    assert ask("db restore", str(tmp_path / "nowhere")).code == 2


def test_an_account_is_opened_changed_and_closed(
    ready: Ask, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "password"
    secret.write_text("phare de Walde 1859\n")
    person = ("--agency", "prefecture", "--name", "Claire Durand", "--function", "Cheffe de bureau")
    added = ready("user add c.durand", *person, "--password-file", str(secret), "--json")
    assert added.json["user_name"] == "c.durand"
    again = ready("user add c.durand", *person, "--password-file", str(secret))
    assert (again.code, again.err.count("\n")) == (1, 1)
    assert "existe déjà" in again.err
    secret.write_text("court")
    assert "12" in ready("user add a.petit", *person, "--password-file", str(secret)).err
    assert "phare" not in "".join(path.read_text(errors="replace") for path in home.glob("*.log"))
    monkeypatch.setattr("sys.stdin", _Typed("un autre mot de passe"))
    assert ready("user password c.durand --agency prefecture").code == 0
    engine = make_engine(read_settings().database_url)
    with Session(engine) as session:
        user = find_user(session, "prefecture", "c.durand")
        assert password_matches(user, "un autre mot de passe")
    assert ready("user close c.durand --agency prefecture --json").json["active"] is False
    with Session(engine) as session:
        user = find_user(session, "prefecture", "c.durand")
        assert not password_matches(user, "un autre mot de passe")
    engine.dispose()
    assert ready("user close nobody --agency prefecture").code == 1


def test_the_doctor_finds_nothing_wrong_with_a_prepared_home(ready: Ask) -> None:
    told = ready("doctor --json")
    assert told.code == 0, told.out
    assert told.json["ok"]
    grades = {each["name"]: each["grade"] for each in told.json["checks"]}
    assert grades["database"] == grades["schema"] == grades["keys"] == grades["libraries"] == "ok"
    assert grades["accounts"] == "warn"
    assert all(each["way_out"] for each in told.json["checks"] if each["grade"] != "ok")


def test_the_doctor_names_each_trouble_with_its_way_out(
    ready: Ask, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "keys" / "extra").write_text("secret")
    (home / "keys" / "extra").chmod(0o644)
    (home / "beffroi.sqlite").chmod(0o644)
    home.chmod(0o755)
    kept = FileStore(home / "files").put(b"a photo")
    FileStore(home / "files").path(kept).write_bytes(b"another photo")
    engine = make_engine(read_settings().database_url)
    with Session(engine) as session, session.begin():
        long_ago = now().replace(year=2020)
        session.add(Outbox(id=uuid4(), topic="press", body="{}", created_at=long_ago, due_at=long_ago))
        lost = Outbox(id=uuid4(), topic="press", body="{}", created_at=long_ago, due_at=long_ago, dead=True)
        lost.error = "PressFailed: no paper"
        session.add(lost)
    _begin_an_import(engine)
    engine.dispose()
    monkeypatch.setenv("BEFFROI_REDIS_URL", "redis://127.0.0.1:1/0")
    told = ready("doctor --json")
    assert told.code == 1
    found = {each["name"]: each for each in told.json["checks"] if each["grade"] != "ok"}
    assert {"keys", "privacy", "files", "effects", "given_up", "imports", "redis"} <= set(found)
    assert "liste.csv, 500 lignes sur 2\u202f000" in found["imports"]["says"]
    assert "beffroi import offences liste.csv" in found["imports"]["way_out"]
    assert "extra" in found["keys"]["says"]
    assert "no paper" in found["given_up"]["says"]
    assert "→" in ready("doctor").out


def _begin_an_import(engine: Engine) -> None:
    """An import that read one batch of a file, and was killed."""
    case = uuid4()
    run = ImportRun(
        id=uuid4(), case_id=case, agency=None, secrecy=1, kind="offences", file_name="liste.csv", file_digest="0" * 64,
        layout="natinf", encoding="utf-8", published_on=now().date(), complete=False, length=2_000, position=500,
        started_at=now(),
    )  # fmt: skip
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        open_case(
            session, "register_import", actor=HOUSE_ACTOR, moment=now(), title="Essai", case_id=case, records=[run]
        )


def test_the_doctor_examines_an_empty_place_without_leaving_anything(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BEFFROI_HOME", str(tmp_path / "nowhere"))
    assert ask("doctor").code == 0
    assert not (tmp_path / "nowhere").exists()


def test_the_doctor_knows_a_server_from_a_file(
    ready_everywhere: Ask, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BEFFROI_REDIS_URL", redis_url)
    told = ready_everywhere("doctor --json").json
    says = {each["name"]: each["says"] for each in told["checks"]}
    assert says["database"].startswith(("SQLite", "PostgreSQL"))
    assert "Redis répond" in says["redis"]
    assert told["ok"]


class _Typed:
    """Standard input with one line in it."""

    def __init__(self, line: str) -> None:
        self._line = line

    def isatty(self) -> bool:
        return False

    def readline(self) -> str:
        return f"{self._line}{os.linesep}"
