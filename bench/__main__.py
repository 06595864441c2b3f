"""``python -m bench``: measure what Beffroi costs on this machine, in one run, and say it whatever it is."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from typing import Final

import click

from bench import inbox, joins, paper, set_up, steering, steps
from bench.measure import look_at_machine
from bench.place import POSTGRESQL, QUICK, SQLITE, WHOLE, Place, Size, place
from bench.report import Part, machine_as_json, told_machine
from tests.services import ServiceMissing

PARTS: Final[dict[str, Callable[[Place, Size], Part]]] = {
    "step": steps.measure,
    "inbox": inbox.measure,
    "join": joins.measure,
    "steering": steering.measure,
    "paper": paper.measure,
    "set-up": set_up.measure,
}
_ON_DATABASES: Final = ("step", "inbox", "join", "steering")
_KINDS: Final = {"sqlite": SQLITE, "postgresql": POSTGRESQL}


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(list(PARTS)))
@click.option("--quick", is_flag=True, help="Smaller sizes: a look, not a figure to quote.")
@click.option("--on", type=click.Choice(list(_KINDS)), help="Measure on this database alone.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of tables.")
def main(parts: tuple[str, ...], quick: bool, on: str | None, as_json: bool) -> None:
    """Measure PARTS (all of them unless some are named): medians with their quartiles, and ratios."""
    chosen = parts or tuple(PARTS)
    wanted = _KINDS[on] if on else None
    before, began, processors = look_at_machine(), time.perf_counter(), os.cpu_count() or 1
    found: dict[str, Part] = {}
    server = wanted != SQLITE and any(part in _ON_DATABASES for part in chosen)
    try:
        with place(sqlite=wanted != POSTGRESQL, postgresql=server) as here:
            for part in chosen:
                click.echo(f"bench: {part} …", err=True)
                found[part] = PARTS[part](here, QUICK if quick else WHOLE)
                if not as_json:
                    click.echo(f"{found[part].told()}\n")
    except ServiceMissing as missing:
        raise click.ClickException(str(missing)) from missing
    after, took = look_at_machine(), time.perf_counter() - began
    if as_json:
        machine = machine_as_json(before, after, processors) | {"seconds": round(took, 1)}
        told = {part: each.as_json() for part, each in found.items()}
        click.echo(json.dumps({"machine": machine, "quick": quick, "parts": told}, ensure_ascii=False, indent=2))
        return
    click.echo(f"Medians (lower–upper quartile). {told_machine(before, after, processors)} {took:.0f} s in all.")


if __name__ == "__main__":
    main(prog_name="python -m bench")
