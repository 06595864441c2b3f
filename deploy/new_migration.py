#!/usr/bin/env python3
"""Write the next revision of the schema from what the mapped classes say and the last revision does not.

    .venv/bin/python deploy/new_migration.py "Add the rooms of an establishment"
    .venv/bin/python deploy/new_migration.py --initial

Read what it wrote before committing: it knows tables, columns, keys and indexes; what becomes of the data is yours to
say, and so is a changed CHECK or trigger. `--initial` writes the first revision anew, for as long as no house has data.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command

import workflows
from workflows.engine.tables import JOURNAL_GUARDS_POSTGRESQL, JOURNAL_GUARDS_SQLITE
from workflows.store.database import Base, make_engine
from workflows.store.migrations import FOLDER, config_for, upgrade

VERSIONS = FOLDER / "versions"
INITIAL = "0001"


def import_every_model() -> None:
    """Import every module that may define a table."""
    for found in pkgutil.walk_packages(workflows.__path__, "workflows."):
        if not found.name.startswith("workflows.store.migrations."):
            importlib.import_module(found.name)


def write_revision(message: str, number: str, *, initial: bool) -> Path:
    """Write one revision file and return it."""
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/schema.sqlite")
        if not initial:
            upgrade(engine)
        with engine.begin() as connection:
            config = config_for(connection, metadata=Base.metadata, in_batches=not initial)
            config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
            command.revision(config, message, autogenerate=True, rev_id=number)
        engine.dispose()
    written = next(VERSIONS.glob(f"{number}_*.py"))
    text = re.sub(r" *# ### .*\n", "", written.read_text(encoding="utf-8"))
    written.write_text(with_guards(text) if initial else text, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "check", "--fix", "--quiet", str(written)], check=False)
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(written)], check=True)
    return written


def with_guards(text: str) -> str:
    """Return the text of the first revision with the triggers that keep the journals append-only."""
    frozen = "\n".join(
        f"{name} = (\n" + "".join(f'    """{statement}""",\n' for statement in guards) + ")"
        for name, guards in (("GUARDS_SQLITE", JOURNAL_GUARDS_SQLITE), ("GUARDS_POSTGRESQL", JOURNAL_GUARDS_POSTGRESQL))
    )
    text = text.replace("drops_triggers: tuple[str, ...] = ()\n", f"drops_triggers: tuple[str, ...] = ()\n{frozen}\n")
    up = (
        '    for guard in GUARDS_SQLITE if op.get_bind().dialect.name == "sqlite" else GUARDS_POSTGRESQL:\n'
        "        op.get_bind().exec_driver_sql(guard)\n"
    )
    down = (
        '    if op.get_bind().dialect.name == "postgresql":\n'
        '        op.execute("drop function beffroi_append_only()")\n'
    )
    before, after = text.split("\n\ndef downgrade() -> None:\n")
    before = before.replace('."""\n', '."""\n# ruff: noqa: PLR0915 (as many statements as the house has tables)\n', 1)
    return f"{before.rstrip()}\n{up}\n\ndef downgrade() -> None:\n{after.rstrip()}\n{down}"


def main() -> int:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(description="Write the next revision of the schema.")
    parser.add_argument("message", nargs="?", default="The first schema")
    parser.add_argument("--initial", action="store_true", help="write the first revision anew")
    asked = parser.parse_args()
    import_every_model()
    numbers = sorted(match[0] for path in VERSIONS.glob("*.py") if (match := re.match(r"\d{4}", path.name)))
    if asked.initial:
        if any(number > INITIAL for number in numbers):
            sys.stderr.write("Later revisions build on the first one: add a new one.\n")
            return 1
        for path in VERSIONS.glob(f"{INITIAL}_*.py"):
            path.unlink()
    number = INITIAL if asked.initial else f"{int(numbers[-1]) + 1:04d}"
    sys.stdout.write(f"{write_revision(asked.message, number, initial=asked.initial)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
