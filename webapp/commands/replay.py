"""``beffroi replay``: a log of joint inspections made elsewhere, played through the engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click

from webapp.command_parts import command, option
from webapp.command_words import ReadableFile
from webapp.console import Stop, answer, language, progress
from webapp.deliveries import now
from webapp.house_state import ready_database
from webapp.replay.minutes import NoMinutes, print_minutes
from webapp.replay.play import Replay
from webapp.replay.told import Told, tell_of
from webapp.wiring import House, gather_handlers
from workflows.engine import registry
from workflows.register.agencies import agency
from workflows.register.inspection_rows import ReadLog, read_log
from workflows.store.text import Text

_SHOWN: Final = 10


@command(
    "replay",
    Text(
        "Rejouer un journal de contrôles conjoints faits ailleurs\u00a0: opérations, visites, constats et suites.\n"
        "Tout est inscrit au nom de la maison, avec son origine. Rejoué, ou arrêté en route puis repris, rien n’est doublé.",
        "Replay a log of joint inspections made elsewhere: operations, visits, findings and consequences.\n"
        "Everything is entered in the house’s name, with its origin. Replayed, or stopped and resumed, nothing is doubled.",
    ),
)
@click.argument("file", type=ReadableFile())
@option(
    "--minutes",
    "number",
    metavar="NUMBER",
    says=Text("Imprimer aussi le compte rendu de cette opération.", "Also print the minutes of this operation."),
)
def replay(file: Path, number: str | None) -> None:
    """Replay a log."""
    with ready_database() as (settings, engine):
        played = Replay(engine, read_log(file), now())
        with progress(_PLAYING) as bar:
            played.play(bar)
        told = tell_of(engine, played.origin, [each.key for each in played.read.log.agencies])
        paper = None
        if number is not None:
            try:
                paper = print_minutes(House(settings, engine, gather_handlers(settings)), number, moment=now())
            except NoMinutes as refused:
                raise Stop(refused.text) from refused
    answer(_as_json(played, told, paper), _lines_of(played, told, paper))


def _as_json(played: Replay, told: Told, paper: Path | None) -> dict[str, Any]:
    read = played.read
    return {
        "origin": played.origin,
        "read": read.read,
        "duplicates": read.duplicates,
        "rewritten": read.rewritten,
        "refused": len(read.refusals),
        "refusals": _reasons(read.refusals),
        "doubts": _reasons(read.doubts),
        "persons_left_out": read.persons_left_out,
        "operations": told.operations,
        "entered": played.entered,
        "already": played.already,
        "participations": told.participations,
        "sites": told.sites,
        "visits": told.visits,
        "outcomes": dict(told.outcomes),
        "visits_with_findings_by_agency": dict(told.visits_with_findings_by_agency),
        "findings": told.findings,
        "visits_with_findings": told.visits_with_findings,
        "by_two_agencies_or_more": told.by_two_agencies_or_more,
        "revisits": told.revisits,
        "sites_revisited": told.sites_revisited,
        "consequences": dict(told.consequences),
        "numbers": list(told.numbers),
        "minutes": str(paper) if paper else None,
    }


def _reasons(pairs: list[tuple[int, Text]]) -> list[dict[str, Any]]:
    return [{"line": line, "reason": why.render(language())} for line, why in pairs]


def _lines_of(played: Replay, told: Told, paper: Path | None) -> Iterator[str | Text]:
    read = played.read
    yield _READ.with_parameters(read=read.read, duplicates=read.duplicates, rewritten=read.rewritten)
    yield _ENTERED.with_parameters(entered=played.entered, already=played.already)
    yield _OPERATIONS.with_parameters(operations=told.operations, sites=told.sites, visits=told.visits)
    visit = registry.workflow("visit")
    for state, count in told.outcomes.items():
        yield _COUNTED.with_parameters(what=visit.state(state).label, count=count)
    yield _BY_AGENCY
    for each in read.log.agencies:
        who = Text("{theirs} ({ours})", "{theirs} ({ours})", theirs=each.name, ours=agency(each.key).short)
        yield _COUNTED.with_parameters(what=who, count=told.visits_with_findings_by_agency[each.key])
    yield _FINDINGS.with_parameters(
        findings=told.findings, visits=told.visits_with_findings, together=told.by_two_agencies_or_more
    )
    yield _CONSEQUENCES
    for name, count in sorted(told.consequences.items()):
        yield _COUNTED.with_parameters(what=registry.workflow(name).label, count=count)
    yield _REVISITS.with_parameters(revisits=told.revisits, sites=told.sites_revisited)
    yield from _asides(read)
    if paper is not None:
        yield _PAPER.with_parameters(path=str(paper))
    elif told.richest:
        yield _TRY.with_parameters(first=told.numbers[0], last=told.numbers[-1], richest=told.richest)


def _asides(read: ReadLog) -> Iterator[str | Text]:
    yield _LEFT_OUT.with_parameters(count=read.persons_left_out)
    yield _REFUSED.with_parameters(count=len(read.refusals))
    yield from (_AT_LINE.with_parameters(line=str(line), why=why) for line, why in read.refusals[:_SHOWN])
    yield _DOUBTED.with_parameters(count=len(read.doubts))
    yield from (_AT_LINE.with_parameters(line=str(line), why=why) for line, why in read.doubts[:_SHOWN])
    if max(len(read.refusals), len(read.doubts)) > _SHOWN:
        yield _AND_MORE


_PLAYING: Final = Text("Rejeu", "Replay")
_READ: Final = Text(
    "{read} lignes lues\u00a0; {duplicates} doublons exacts écartés, {rewritten} lignes qui n’en répètent une que par d’autres mots.",
    "{read} rows read; {duplicates} exact duplicates removed, {rewritten} rows that repeat one in other words only.",
)
_ENTERED: Final = Text(
    "{entered} opérations inscrites, {already} déjà là.", "{entered} operations entered, {already} already there."
)
_OPERATIONS: Final = Text(
    "{operations} opérations, {sites} lieux, {visits} visites\u00a0:",
    "{operations} operations, {sites} sites, {visits} visits:",
)
_COUNTED: Final = Text("  {what}\u00a0: {count}", "  {what}: {count}")
_BY_AGENCY: Final = Text(
    "Visites où chaque service a relevé quelque chose\u00a0:", "Visits in which each agency found something:"
)
_FINDINGS: Final = Text(
    "{findings} constats dans {visits} visites, dont {together} où deux services ou plus ont constaté.",
    "{findings} findings in {visits} visits, of which {together} with findings by two agencies or more.",
)
_CONSEQUENCES: Final = Text("Suites connues du relevé\u00a0:", "Consequences known from the record:")
_REVISITS: Final = Text(
    "{revisits} nouvelles visites d’un lieu déjà vu, dans {sites} lieux.", "{revisits} revisits, of {sites} sites."
)
_LEFT_OUT: Final = Text(
    "{count} lignes dont les notes sur les personnes rencontrées ne sont pas gardées.",
    "{count} rows whose notes about the people met are not kept.",
)
_REFUSED: Final = Text("{count} lignes refusées", "{count} rows refused")
_DOUBTED: Final = Text("{count} lignes gardées avec un doute", "{count} rows kept with a doubt")
_AT_LINE: Final = Text("  ligne {line}\u00a0: {why}", "  line {line}: {why}")
_AND_MORE: Final = Text("  … --json les donne toutes.", "  … --json gives them all.")
_PAPER: Final = Text("Compte rendu scellé\u00a0: {path}", "Sealed minutes: {path}")
_TRY: Final = Text(
    "Opérations {first} à {last}. Imprimer un compte rendu\u00a0: --minutes {richest}",
    "Operations {first} to {last}. To print minutes: --minutes {richest}",
)
COMMAND: Final = replay
