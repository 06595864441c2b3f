"""``beffroi demo``: the demonstration, from nothing to sealed minutes, then served on this machine."""

from __future__ import annotations

from typing import Final

from webapp.command_parts import command, option
from webapp.command_words import WholeNumber
from webapp.console import Stop, answer, tell
from webapp.demonstration.install import Installed, NotADemonstration, install_demonstration, now
from webapp.serving import serve
from workflows.store.text import Text


@command(
    "demo",
    Text(
        "Jouer la démonstration\u00a0: un contrôle conjoint à Calais, de la proposition au compte rendu scellé, puis ouvrir les "
        "bureaux dans le navigateur.\nRelancée, elle reprend où elle en était.",
        "Play the demonstration: a joint inspection in Calais, from the proposal to the sealed minutes, then open the desks "
        "in the browser.\nRun again, it goes on from where it was.",
    ),
)
@option("--no-serve", is_flag=True, says=Text("S’arrêter après les PDF.", "Stop after the PDFs."))
@option("--port", type=WholeNumber(1, 65535), default=8000, says=Text("Le port du navigateur.", "The browser’s port."))
def demo(no_serve: bool, port: int) -> None:
    """Play the demonstration and serve it."""
    try:
        installed = install_demonstration(tell, moment=now())
    except NotADemonstration as refused:
        raise Stop(refused.text) from refused
    if installed.given_up:
        raise Stop(_GIVEN_UP.with_parameters(count=installed.given_up))
    answer(_as_json(installed), _lines_of(installed))
    if not no_serve:
        serve(installed.house.settings, host="127.0.0.1", port=port)


def _as_json(installed: Installed) -> dict[str, object]:
    return {"operation": str(installed.operation), "papers": [str(path) for path in installed.papers]}


def _lines_of(installed: Installed) -> list[str | Text]:
    return [
        Text("Papiers scellés\u00a0:", "Sealed papers:"),
        *(f"  {path}" for path in installed.papers),
    ]


_GIVEN_UP: Final = Text(
    "{count} effet(s) n’ont pas pu aboutir\u00a0: voyez «\u00a0beffroi doctor ».",
    "{count} effect(s) could not be carried out: see “beffroi doctor”.",
)
COMMAND: Final = demo
