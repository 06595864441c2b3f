"""``beffroi import``: public registers, read into ours as often as one likes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

import click

from webapp.command_parts import Group, command, option
from webapp.command_words import Day, ReadableFile
from webapp.console import answer, language, progress, spoken
from webapp.deliveries import now
from webapp.house_state import ready_database
from workflows.engine.cases import HOUSE_ACTOR
from workflows.register.import_runs import OUTCOMES, ImportResult
from workflows.register.imports import import_establishments, import_hygiene_inspections, import_offences
from workflows.store.text import Text

COMMAND: Final = Group(
    "import",
    says=Text(
        "Lire un fichier public dans le registre.\n"
        "Un même fichier peut être lu plusieurs fois, et un import interrompu reprend où il en était.",
        "Read a public file into the register.\n"
        "The same file may be read several times, and an import that was stopped goes on where it was.",
    ),
)
_file = click.argument("file", type=ReadableFile())
_published = option(
    "--published-on",
    type=Day(),
    says=Text("Le jour du fichier, si son nom ne le dit pas.", "The day of the file, if its name does not tell."),
)


@command(
    "establishments",
    Text("Lire un fichier SIRENE, quotidien ou stock.", "Read a SIRENE file, daily or stock."),
    parent=COMMAND,
)
@_file
@_published
def establishments(file: Path, published_on: date | None) -> None:
    """Import establishments."""
    with ready_database() as (_settings, engine), progress(_READING) as tell:
        result = import_establishments(
            engine, file, actor=HOUSE_ACTOR, moment=now(), progress=tell, published_on=published_on
        )
    _answer(result)


@command(
    "inspections",
    Text(
        "Lire un fichier Alim’confiance\u00a0: ce qui en disparaît est gardé.",
        "Read an Alim’confiance file: what vanishes from it is kept.",
    ),
    parent=COMMAND,
)
@_file
@_published
def inspections(file: Path, published_on: date | None) -> None:
    """Import hygiene inspections."""
    with ready_database() as (_settings, engine), progress(_READING) as tell:
        result = import_hygiene_inspections(
            engine, file, actor=HOUSE_ACTOR, moment=now(), progress=tell, published_on=published_on
        )
    _answer(result)


@command("offences", Text("Lire une liste NATINF.", "Read a NATINF list."), parent=COMMAND)
@_file
@_published
@option(
    "--complete",
    is_flag=True,
    says=Text(
        "C’est la liste entière\u00a0: ce qui n’y est plus est fermé.",
        "This is the whole list: what it no longer holds is closed.",
    ),
)
def offences(file: Path, published_on: date | None, complete: bool) -> None:
    """Import offences."""
    with ready_database() as (_settings, engine), progress(_READING) as tell:
        result = import_offences(
            engine, file, actor=HOUSE_ACTOR, moment=now(), progress=tell, published_on=published_on, complete=complete
        )
    _answer(result)


def _answer(result: ImportResult) -> None:
    told = result.as_json(language())
    lines: list[str | Text] = [_READ.with_parameters(read=result.read)]
    lines += [f"  {spoken(_OUTCOMES[name])}\u00a0: {told[name]}" for name in OUTCOMES if told[name]]
    lines += [_REFUSED.with_parameters(line=str(line), reason=reason) for line, reason in result.refusals]
    answer(told, lines)


_READING: Final = Text("Lecture", "Reading")
_READ: Final = Text("Lignes lues\u00a0: {read}", "Lines read: {read}")
_REFUSED: Final = Text("ligne {line} refusée\u00a0: {reason}", "line {line} refused: {reason}")
_OUTCOMES: Final = {
    "added": Text("ajoutées", "added"),
    "changed": Text("changées", "changed"),
    "unchanged": Text("inchangées", "unchanged"),
    "closed": Text("fermées", "closed"),
    "hidden": Text("masquées", "hidden"),
    "refused": Text("refusées", "refused"),
}
