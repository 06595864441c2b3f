"""``beffroi workflow``: the processes of the house, proved and drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import click

from webapp.command_parts import Group, command, option
from webapp.command_words import PathToWrite, ReadableFile
from webapp.console import REFUSED, Misused, Stop, answer, language, spoken
from webapp.settings import home_folder
from webapp.wiring import tell_engine
from workflows.engine import registry
from workflows.engine.checker.check import check_all
from workflows.engine.checker.pnml import NotANet, check_pnml
from workflows.engine.checker.result import Result, TooManyStates
from workflows.engine.definition import Workflow
from workflows.engine.drawing.diagram import draw
from workflows.engine.drawing.table import describe
from workflows.processes.holding import faults_of_holds
from workflows.register.agencies import holders
from workflows.store.text import Text

COMMAND: Final = Group(
    "workflow", says=Text("Les processus\u00a0: liste, preuve, schéma.", "The workflows: list, proof, chart.")
)
_name = click.argument("name", required=False)


@command("list", Text("Lister les processus.", "List the workflows."), parent=COMMAND)
def list_() -> None:
    """List the workflows."""
    found = _chosen(None)
    rows = [
        {
            "name": each.name,
            "version": each.version,
            "label": spoken(each.label),
            "states": len(each.states),
            "steps": len(each.steps),
            "children": sorted(each.children),
        }
        for each in found
    ]
    widest = max(len(each.name) for each in found)
    answer({"workflows": rows}, [f"{each.name:<{widest}}  v{each.version}  {spoken(each.label)}" for each in found])


@command(
    "check",
    Text(
        "Prouver que tout dossier peut finir\u00a0: chaque processus avec ses sous-dossiers, ou un réseau PNML.\n"
        "Un défaut est dit avec le plus court chemin qui y mène, et la commande rend 1.",
        "Prove that every case can end: each workflow with its children, or a PNML net.\n"
        "A fault is told with the shortest way to it, and the command returns 1.",
    ),
    parent=COMMAND,
)
@_name
@option("--pnml", type=ReadableFile(), says=Text("Vérifier ce réseau à la place.", "Check this net instead."))
def check(name: str | None, pnml: Path | None) -> int:
    """Prove workflows."""
    if name is not None and pnml is not None:
        raise Misused(_ONE_OF_BOTH)
    results = _check_file(pnml) if pnml is not None else _check_house(name)
    holds = faults_of_holds() if pnml is None and name is None else []
    answer(
        {"results": [each.as_json() for each in results], "holds": [spoken(fault) for fault in holds]},
        [*_lines_of(results), *holds],
    )
    return 0 if all(each.sound for each in results) and not holds else REFUSED


@command(
    "diagram",
    Text(
        "Dessiner les processus\u00a0: un tableau dans le terminal, ou un fichier SVG.",
        "Draw the workflows: a table in the terminal, or an SVG file.",
    ),
    parent=COMMAND,
)
@_name
@option("--svg", type=PathToWrite(), says=Text("Écrire le schéma dans ce fichier.", "Write the chart to this file."))
def diagram(name: str | None, svg: Path | None) -> None:
    """Draw workflows."""
    if svg is not None and name is None:
        raise Misused(_NAME_NEEDED)
    found = _chosen(name)
    if svg is not None:
        svg.write_text(draw(found[-1], language()) + "\n", encoding="utf-8")
    drawn = [{"name": each.name, "version": each.version, "svg": draw(each, language())} for each in found]
    written: list[str | Text] = [_WRITTEN.with_parameters(path=str(svg))]
    answer({"diagrams": drawn}, written if svg is not None else [describe(each, language()) for each in found])


def _chosen(name: str | None) -> Sequence[Workflow]:
    tell_engine(home_folder())
    found = [each for each in registry.workflows() if name in (None, each.name)]
    if not found:
        known = ", ".join(sorted({each.name for each in registry.workflows()}))
        raise Misused(_UNKNOWN.with_parameters(name=name or "", known=known))
    return found


def _check_house(name: str | None) -> list[Result]:
    _chosen(name)
    try:
        return [each for each in check_all(registry.workflows(), holders) if name in (None, each.name)]
    except TooManyStates as fault:
        raise Stop(_TOO_LARGE.with_parameters(why=fault.text)) from None


def _check_file(file: Path) -> list[Result]:
    try:
        return [check_pnml(file)]
    except NotANet as fault:
        raise Stop(_NO_NET.with_parameters(file=file.name, why=fault.text)) from None
    except TooManyStates as fault:
        raise Stop(_TOO_LARGE.with_parameters(why=fault.text)) from None


def _lines_of(results: Sequence[Result]) -> Iterator[str | Text]:
    for each in results:
        verdict = _SOUND if each.sound else _UNSOUND
        yield verdict.with_parameters(name=f"{each.name} v{each.version}", states=each.states)
        for fault in each.faults:
            yield f"    {spoken(fault.text)}"
            if fault.path:
                yield f"      {' → '.join(fault.path)}"


_SOUND: Final = Text("sain    {name} ({states} situations)", "sound   {name} ({states} configurations)")
_UNSOUND: Final = Text("FAUTIF  {name} ({states} situations)", "UNSOUND {name} ({states} configurations)")
_WRITTEN: Final = Text("Écrit\u00a0: {path}", "Written: {path}")
_NAME_NEEDED: Final = Text(
    "Dites quel processus dessiner dans le fichier\u00a0: beffroi workflow diagram operation --svg operation.svg.",
    "Say which workflow to draw into the file: beffroi workflow diagram operation --svg operation.svg.",
)
_ONE_OF_BOTH: Final = Text(
    "Un processus ou un fichier PNML, pas les deux. Voir beffroi workflow check --help.",
    "A workflow or a PNML file, not both. See beffroi workflow check --help.",
)
_UNKNOWN: Final = Text(
    "Aucun processus ne s’appelle {name} (connus\u00a0: {known}).", "No workflow is called {name} (known: {known})."
)
_NO_NET: Final = Text(
    "{file} n’est pas un réseau de Petri lisible\u00a0: {why}", "{file} is not a Petri net that can be read: {why}"
)
_TOO_LARGE: Final = Text("Trop de situations pour conclure\u00a0: {why}", "Too many configurations to conclude: {why}")
