"""``beffroi db``: the schema of the database, brought to the version of this program."""

from __future__ import annotations

from typing import Final

from webapp.command_parts import Group, command
from webapp.console import Stop, answer
from webapp.house_state import open_database
from webapp.settings import read_settings
from webapp.wiring import tell_engine
from workflows.store.migrations import SchemaRefused, current, newest, upgrade
from workflows.store.text import Text

COMMAND: Final = Group("db", says=Text("La base de données.", "The database."))


@command(
    "upgrade",
    Text(
        "Préparer la base, ou l’amener à la version de ce programme, tout ou rien.",
        "Prepare the database, or bring it to this program’s version, all or nothing.",
    ),
    parent=COMMAND,
)
def upgrade_() -> None:
    """Upgrade the database."""
    settings = read_settings()
    tell_engine(settings.home)
    engine = open_database(settings)
    try:
        before = current(engine)
        upgrade(engine)
    except SchemaRefused as refused:
        raise Stop(_REFUSED.with_parameters(why=str(refused))) from None
    finally:
        engine.dispose()
    said = _THERE if before == newest() else _DONE
    answer({"from": before, "to": newest(), "changed": before != newest()}, [said.with_parameters(to=newest())])


_DONE: Final = Text("La base est à la version {to}.", "The database is at version {to}.")
_THERE: Final = Text("La base était déjà à la version {to}.", "The database was at version {to} already.")
_REFUSED: Final = Text("La base est restée comme elle était\u00a0: {why}", "The database was left as it was: {why}")
