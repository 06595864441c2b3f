"""A backup taken while everybody works comes back whole in an empty place, or not at all."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from tests import services
from tests.workflows.engine import small
from tests.workflows.engine.small import CLERK, T0, do, open_board
from tests.workflows.engine.story import tell
from workflows.engine.evidence.heads import export_head, sign_heads
from workflows.engine.evidence.journal import verify
from workflows.engine.evidence.keys import journal_key, public_keys
from workflows.engine.evidence.proof import describe_journal, prove
from workflows.store.backup import MANIFEST, BackupRefused, backup, read_manifest, restore
from workflows.store.database import make_engine
from workflows.store.files import FileStore
from workflows.store.text import Text


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    """A store with two files."""
    store = FileStore(tmp_path / "home" / "files")
    for content in (b"a photo", b"a paper"):
        store.put(content)
    return store


@pytest.fixture
def house(engine: Engine, keys: Path) -> Engine:
    """A house where the story was told."""
    tell(engine, journal_key(keys))
    return engine


@pytest.fixture
def empty_place(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database of the same kind."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'new home' / 'beffroi.sqlite'}"
        return
    address = services.new_database(str(request.getfixturevalue("postgres_server")))
    yield address
    services.drop_database(address)


def _proof(keys: Path, **rest: object):
    return lambda engine: prove(engine, public_keys(keys), **rest)  # type: ignore[arg-type]


def test_a_backup_comes_back_whole(
    house: Engine, files: FileStore, keys: Path, tmp_path: Path, empty_place: str
) -> None:
    manifest = backup(house, files, tmp_path / "saved", moment=T0, describe=describe_journal)
    assert manifest["journal"]["head"] == export_head(house)
    assert manifest == read_manifest(tmp_path / "saved")
    assert manifest["files"]["count"] == 2
    new_files = tmp_path / "new home" / "files"
    restore(tmp_path / "saved", database_url=empty_place, files=new_files, prove=_proof(keys))
    engine = make_engine(empty_place)
    verdict = verify(engine, public_keys(keys))
    assert verdict.ok
    assert verdict.lines == manifest["journal"]["lines"] == verify(house).lines
    assert FileStore(new_files).damaged() == []
    assert sorted(path.name for path in new_files.glob("*/*")) == sorted(p.name for p in files.folder.glob("*/*"))
    do(engine, open_board(engine), "stick", CLERK, fields={"words": "after"})
    assert prove(engine, public_keys(keys)) == [], "the restored house goes on"
    with pytest.raises(sa.exc.DBAPIError), engine.begin() as connection:
        connection.exec_driver_sql("delete from journal")
    engine.dispose()


def test_backups_under_writers_are_each_one_moment(
    house: Engine, files: FileStore, keys: Path, tmp_path: Path, empty_place: str
) -> None:
    ended = threading.Event()
    boards = [open_board(house) for _ in range(4)]
    wrote: list[int] = []

    def work(number: int) -> None:
        while not ended.is_set():
            wrote.append(do(house, boards[number], "stick", CLERK, fields={"words": "busy"}).seq)

    writers = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    try:
        for number in range(2):
            backup(house, files, tmp_path / f"saved-{number}", moment=T0, describe=describe_journal)
    finally:
        ended.set()
        for writer in writers:
            writer.join()
    assert wrote
    manifest = restore(
        tmp_path / "saved-1", database_url=empty_place, files=tmp_path / "new home" / "files", prove=_proof(keys)
    )
    engine = make_engine(empty_place)
    assert verify(engine).lines == manifest["journal"]["lines"]
    engine.dispose()


def test_only_an_empty_place_is_filled(
    house: Engine, files: FileStore, keys: Path, tmp_path: Path, empty_place: str
) -> None:
    saved = tmp_path / "saved"
    backup(house, files, saved, moment=T0, describe=describe_journal)
    with pytest.raises(BackupRefused, match="exists already"):
        backup(house, files, saved, moment=T0, describe=describe_journal)
    with pytest.raises(BackupRefused, match="not empty"):
        restore(saved, database_url=empty_place, files=files.folder, prove=_proof(keys))
    before = verify(house).lines
    address = house.url.render_as_string(hide_password=False)
    with pytest.raises(BackupRefused, match=r"exists already|is not empty"):
        restore(saved, database_url=address, files=tmp_path / "elsewhere", prove=_proof(keys))
    assert verify(house).lines == before
    assert not (tmp_path / "elsewhere").exists()


def test_what_does_not_prove_itself_is_taken_away_again(
    house: Engine, files: FileStore, keys: Path, tmp_path: Path, empty_place: str
) -> None:
    saved, new_files = tmp_path / "saved", tmp_path / "new home" / "files"
    backup(house, files, saved, moment=T0, describe=describe_journal)
    with pytest.raises(BackupRefused, match="Line 7: no"):
        restore(
            saved,
            database_url=empty_place,
            files=new_files,
            prove=lambda _engine: [Text("Ligne 7\u00a0: non.", "Line 7: no.")],
        )
    assert not new_files.exists()
    restore(saved, database_url=empty_place, files=new_files, prove=_proof(keys))


def test_an_old_backup_is_refused_beside_a_head_that_was_kept(
    house: Engine, files: FileStore, keys: Path, tmp_path: Path, empty_place: str
) -> None:
    saved = tmp_path / "saved"
    backup(house, files, saved, moment=T0, describe=describe_journal)
    do(house, open_board(house), "stick", CLERK, fields={"words": "later"})
    sign_heads(house, journal_key(keys), moment=T0 + timedelta(days=1))
    kept = export_head(house)
    with pytest.raises(BackupRefused, match="this database ends before"):
        restore(saved, database_url=empty_place, files=tmp_path / "new", prove=_proof(keys, kept=[kept]))


def test_a_damaged_backup_is_refused(
    house: Engine, files: FileStore, keys: Path, tmp_path: Path, empty_place: str
) -> None:
    saved = tmp_path / "saved"
    backup(house, files, saved, moment=T0, describe=describe_journal)

    def refused(match: str) -> None:
        with pytest.raises(BackupRefused, match=match):
            restore(saved, database_url=empty_place, files=tmp_path / "new", prove=_proof(keys))

    photo = next((saved / "files").glob("*/*"))
    content = photo.read_bytes()
    photo.write_bytes(content + b"x")
    refused("damaged")
    photo.unlink()
    refused("does not hold the files")
    photo.write_bytes(content)
    database = next(saved.glob("database.*"))
    whole = database.read_bytes()
    database.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    refused("not the file that was saved")
    database.write_bytes(whole)
    manifest = json.loads((saved / MANIFEST).read_text())
    (saved / MANIFEST).write_text(json.dumps({**manifest, "rows": {**manifest["rows"], "journal": 1}}))
    refused("rows")
    (saved / MANIFEST).unlink()
    refused("not a backup")


def test_a_backup_that_was_cut_short_has_no_name(house: Engine, files: FileStore, tmp_path: Path) -> None:
    photo = next(files.folder.glob("*/*"))
    photo.write_bytes(b"altered")
    with pytest.raises(BackupRefused, match="damaged"):
        backup(house, files, tmp_path / "saved", moment=T0, describe=describe_journal)
    assert [path.name for path in tmp_path.iterdir() if "saved" in path.name] == []


def test_a_plain_copy_of_a_busy_file_is_caught(
    sqlite_url: str, small_workflows: None, files: FileStore, keys: Path, tmp_path: Path
) -> None:
    """The control: what `cp` gives in the middle of a transaction is not what the manifest says, nor even sound."""
    small.make_tables(sqlite_url)
    engine = make_engine(sqlite_url)
    tell(engine, journal_key(keys))
    saved = tmp_path / "saved"
    backup(engine, files, saved, moment=T0, describe=describe_journal)
    original = Path(str(engine.url.database))
    busy = sqlite3.connect(original, isolation_level=None)
    busy.execute("pragma cache_size = 5")
    busy.execute("begin immediate")
    busy.executemany(
        "insert into sticker (id, words, count, seen, secrecy) values (?, ?, 1, 0, 2)",
        [(uuid4().hex, "x" * 200) for _ in range(20_000)],
    )
    shutil.copyfile(original, saved / "database.sqlite")
    busy.execute("rollback")
    busy.close()
    with pytest.raises(BackupRefused, match="not the file that was saved"):
        restore(saved, database_url=f"sqlite:///{tmp_path / 'new.sqlite'}", files=tmp_path / "new", prove=_proof(keys))
    torn = sqlite3.connect(saved / "database.sqlite")
    try:
        sound = torn.execute("pragma integrity_check").fetchall() == [("ok",)]
        rows = torn.execute("select count(*) from sticker").fetchone()
    except sqlite3.DatabaseError:
        sound, rows = False, None
    torn.close()
    assert not sound or rows != (2,), "cp gave a whole file: the control controls nothing"
    engine.dispose()


def test_postgresql_without_its_programs_is_told_so(
    postgres_url: str, small_workflows: None, files: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.make_tables(postgres_url)
    engine = make_engine(postgres_url)
    monkeypatch.setenv("PATH", os.devnull)
    with pytest.raises(BackupRefused, match="postgresql-client"):
        backup(engine, files, tmp_path / "saved", moment=T0, describe=describe_journal)
    engine.dispose()


def test_a_refusal_speaks_the_language_of_the_house(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text("{}")
    with pytest.raises(BackupRefused) as refused:
        read_manifest(tmp_path)
    french = refused.value.text.render("fr")
    assert french == f"{tmp_path} n’est pas une sauvegarde de cette maison\u00a0: aucun {MANIFEST} ne s’y lit."
