"""The command ``beffroi``: finds its commands in ``webapp/commands``, and turns whatever goes wrong into one line."""

from __future__ import annotations

import os
import pkgutil
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import Final, NoReturn, cast

import click

from webapp import commands
from webapp.command_parts import Group, said_of
from webapp.console import REFUSED, USAGE, Misused, complain, say_unknown_language, spoken
from webapp.faults import keep_trace, said_of_fault
from workflows.store.text import Text

_NAME: Final = "beffroi"


class _Beffroi(Group):
    """The whole command; each file of ``webapp/commands`` brings the ``COMMAND`` of its name, read when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, one for each file."""
        return sorted(info.name.rstrip("_") for info in pkgutil.iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, whose file is read only now."""
        files = {info.name.rstrip("_"): info.name for info in pkgutil.iter_modules(commands.__path__)}
        if cmd_name not in files:
            return None
        found: click.Command = import_module(f"{commands.__name__}.{files[cmd_name]}").COMMAND
        return found


def beffroi() -> Group:
    """Return the whole command."""
    return _Beffroi(_NAME, says=_SAYS)


def run(words: Sequence[str]) -> int:
    """Run one command and return its exit code: 0, 1 (refused) or 2 (wrongly called). Nothing is ever raised."""
    in_json = "--json" in words
    say_unknown_language()
    try:
        ended = beffroi().main(list(words) or ["--help"], prog_name=_NAME, standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the answer has read enough.
        sys.stdout = None
        return 0
    except Misused as fault:
        complain(spoken(fault.text), in_json=in_json)
        return USAGE
    except click.UsageError as fault:
        complain(spoken(said_of(fault)), in_json=in_json)
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        complain(spoken(_INTERRUPTED), in_json=in_json)
        return REFUSED
    except Exception as fault:  # noqa: BLE001 (whatever goes wrong is one line here, and its trace goes to the log)
        complain(spoken(said_of_fault(fault) or _UNKNOWN.with_parameters(log=keep_trace(fault))), in_json=in_json)
        return REFUSED
    return ended if isinstance(ended, int) else 0


def main() -> NoReturn:
    """Run the command of this process's own words; the files that it makes are for its own account alone."""
    os.umask(0o077)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot write ’ still gets its sentence.
        cast("TextIOWrapper", stream).reconfigure(errors="replace")
    sys.exit(run(sys.argv[1:]))


_SAYS: Final = Text(
    "Beffroi\u00a0: les contrôles conjoints d’un quartier, de la cible au compte rendu scellé.\n"
    "Les réglages viennent de l’environnement\u00a0: BEFFROI_HOME (base, fichiers et clés, var/ par défaut), "
    "BEFFROI_DATABASE_URL, BEFFROI_REDIS_URL, BEFFROI_LANG (fr ou en). Codes de sortie\u00a0: 0 fait, 1 refusé, 2 mal "
    "appelé.",
    "Beffroi: the joint inspections of a neighbourhood, from the target to the sealed minutes.\n"
    "Settings come from the environment: BEFFROI_HOME (database, files and keys, var/ by default), "
    "BEFFROI_DATABASE_URL, BEFFROI_REDIS_URL, BEFFROI_LANG (fr or en). Exit codes: 0 done, 1 refused, 2 wrongly called.",
)
_INTERRUPTED: Final = Text("Interrompu.", "Interrupted.")
_UNKNOWN: Final = Text(
    "Une erreur inattendue a arrêté la commande\u00a0; le détail est dans {log}.",
    "An unexpected error stopped the command; the details are in {log}.",
)
