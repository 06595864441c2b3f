"""``beffroi journal``: prove that nothing was altered, and that the live tables are what the journal tells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from webapp.command_parts import Group, command
from webapp.console import REFUSED, answer
from webapp.house_state import ready_database
from workflows.engine.evidence.faults import Fault
from workflows.engine.evidence.journal import verify
from workflows.engine.evidence.keys import public_keys
from workflows.engine.evidence.rebuild import Difference, Rebuilt, rebuild
from workflows.store.text import Text

COMMAND: Final = Group(
    "journal",
    says=Text("Le journal\u00a0: preuve qu’il n’a pas été altéré.", "The journal: proof that it was not altered."),
)
_SHOWN: Final = 20


@command(
    "verify",
    Text(
        "Refaire chaque empreinte, suivre chaque chaîne, vérifier chaque signature. Rend 1 au premier défaut.",
        "Work out every hash again, follow every chain, check every signature. Returns 1 at the first fault.",
    ),
    parent=COMMAND,
)
def verify_() -> int:
    """Verify the journal."""
    with ready_database() as (settings, engine):
        verdict = verify(engine, public_keys(settings.home / "keys"))
    lines: list[str | Text] = [(_WHOLE if verdict.ok else _ALTERED).with_parameters(lines=verdict.lines)]
    lines += [_said_of(fault) for fault in verdict.faults[:_SHOWN]]
    if verdict.count > _SHOWN:
        lines.append(_AND_MORE.with_parameters(count=verdict.count - _SHOWN))
    answer(verdict.as_json(), lines)
    return 0 if verdict.ok else REFUSED


@command(
    "rebuild",
    Text(
        "Reconstruire chaque table depuis le journal et comparer, colonne par colonne. Rien n’est changé. "
        "Rend 1 s’il y a une différence.",
        "Rebuild every table from the journal and compare, column by column. Nothing is changed. "
        "Returns 1 if there is a difference.",
    ),
    parent=COMMAND,
)
def rebuild_() -> int:
    """Compare the live tables with the journal."""
    with ready_database() as (_settings, engine):
        rebuilt = rebuild(engine)
    answer(_as_json(rebuilt), _lines_of(rebuilt))
    return 0 if rebuilt.ok else REFUSED


def _as_json(rebuilt: Rebuilt) -> dict[str, Any]:
    told = rebuilt.as_json()
    if not told["purged"]:
        del told["purged"]
    return told


def _lines_of(rebuilt: Rebuilt) -> Iterator[str | Text]:
    yield (_SAME if rebuilt.ok else _DIFFERENT).with_parameters(
        lines=rebuilt.lines, count=len(rebuilt.differences), purged=len(rebuilt.purged)
    )
    yield from (_shown(each) for each in rebuilt.differences[:_SHOWN])
    if len(rebuilt.differences) > _SHOWN:
        yield _AND_MORE.with_parameters(count=len(rebuilt.differences) - _SHOWN)


def _shown(each: Difference) -> Text:
    return _DIFFERENCE.with_parameters(
        table=each.table, key=each.key, column=each.column, journal=str(each.journal), live=str(each.live)
    )


def _said_of(fault: Fault) -> Text:
    where = f"{fault.table} {fault.line if fault.line is not None else '–'}"
    return _FAULT.with_parameters(where=where, case=fault.case_id or "–", why=fault.said)


_WHOLE: Final = Text("Le journal est intact (lignes\u00a0: {lines}).", "The journal is whole (lines: {lines}).")
_ALTERED: Final = Text(
    "Le journal a été altéré (lignes lues\u00a0: {lines}).", "The journal was altered (lines read: {lines})."
)
_FAULT: Final = Text("  {where}, dossier {case}\u00a0: {why}", "  {where}, case {case}: {why}")
_AND_MORE: Final = Text("  … et {count} de plus (--json les donne)", "  … and {count} more (--json gives them)")
_SAME: Final = Text(
    "Les tables sont ce que dit le journal (lignes rejouées\u00a0: {lines}\u00a0; valeurs effacées par la loi\u00a0: {purged}).",
    "The tables are what the journal says (lines replayed: {lines}; values erased by law: {purged}).",
)
_DIFFERENT: Final = Text(
    "Différences avec le journal\u00a0: {count} (lignes rejouées\u00a0: {lines}\u00a0; valeurs effacées par la loi\u00a0: {purged})",
    "Differences from the journal: {count} (lines replayed: {lines}; values erased by law: {purged})",
)
_DIFFERENCE: Final = Text(
    "  {table} {key}, {column}\u00a0: le journal dit {journal}, la table {live}",
    "  {table} {key}, {column}: the journal says {journal}, the table {live}",
)
