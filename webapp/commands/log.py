"""``beffroi log``: the journal as an event log, for tools that show how work really flows."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import click

from webapp.command_parts import Group, command, option
from webapp.command_words import OneOf, PathToWrite
from webapp.console import answer
from webapp.deliveries import now
from webapp.house_state import ready_database
from workflows.engine.evidence.access import append_read
from workflows.engine.evidence.event_log import export_csv, export_xes
from workflows.engine.viewer import HOUSE_VIEWER, open_session, unit_of_work
from workflows.store.text import Text

COMMAND: Final = Group(
    "log", says=Text("Le journal, pour les outils d’analyse.", "The journal, for tools of analysis.")
)
_HIGHEST_CLASS: Final = 4
"""The export names cases of every class, though nothing that anybody typed."""


@command(
    "export",
    Text(
        "Écrire le journal comme journal d’événements\u00a0: XES (IEEE 1849) ou CSV.\n"
        "Ni titre ni texte saisi\u00a0: étapes, services, comptes et moments. L’export est noté au journal des accès.",
        "Write the journal as an event log: XES (IEEE 1849) or CSV.\n"
        "No title and nothing typed: steps, agencies, accounts and moments. The export is written in the access journal.",
    ),
    parent=COMMAND,
)
@option("--format", "kind", type=OneOf(("xes", "csv")), required=True, says=Text("Le format.", "The format."))
@click.argument("file", type=PathToWrite())
def export(kind: str, file: Path) -> None:
    """Export the journal."""
    write = export_xes if kind == "xes" else export_csv
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with ready_database() as (_settings, engine):
            with unit_of_work(engine, HOUSE_VIEWER) as session:
                append_read(
                    session,
                    HOUSE_VIEWER,
                    kind="export",
                    reference=f"event_log.{kind}",
                    secrecy=_HIGHEST_CLASS,
                    reason="audit",
                    moment=now(),
                )
            with (
                aside.open("w", encoding="utf-8", newline="") as opened,
                open_session(engine, HOUSE_VIEWER, only_reads=True) as reading,
            ):
                events = write(reading, opened)
        aside.replace(file)
    finally:
        aside.unlink(missing_ok=True)
    said = Text("Écrit dans {file} (événements\u00a0: {events}).", "Written to {file} (events: {events}).")
    answer({"format": kind, "events": events, "file": str(file)}, [said.with_parameters(events=events, file=str(file))])
