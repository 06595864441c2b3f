"""``beffroi doctor``: what is wrong here, and the way out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from webapp.command_parts import command
from webapp.console import REFUSED, answer, spoken
from webapp.health.finding import Findings
from webapp.health.house import examine_house
from webapp.health.machine import examine_machine
from webapp.settings import home_folder, read_settings
from webapp.wiring import tell_engine
from workflows.store.text import Text


@command(
    "doctor",
    Text(
        "Dire ce qui ne va pas sur cette machine, avec l’issue. Rend 1 si quelque chose ne marche pas.",
        "Say what is wrong with this machine, with the way out. Returns 1 if something does not work.",
    ),
)
def doctor() -> int:
    """Examine everything."""
    home, findings = home_folder(), Findings()
    examine_machine(findings, home)
    with findings.looking_at("data"):
        tell_engine(home)
        findings.ok(
            "data", Text("Les données du droit et des services se lisent.", "The data of law and agencies can be read.")
        )
    if home.exists():
        # Settings are read in a home that is there: an examination makes nothing.
        with findings.looking_at("settings"):
            examine_house(findings, read_settings())
    answer({"ok": findings.well, "checks": [each.as_json() for each in findings.all]}, _lines_of(findings))
    return 0 if findings.well else REFUSED


def _lines_of(findings: Findings) -> Iterator[str | Text]:
    for each in findings.all:
        yield f"{spoken(_GRADES[each.grade])}  {spoken(each.says)}"
        if each.way_out is not None:
            yield f"          → {spoken(each.way_out)}"


COMMAND: Final = doctor
_GRADES: Final = {
    "ok": Text("bien    ", "ok      "),
    "warn": Text("à voir  ", "look    "),
    "bad": Text("MAUVAIS ", "BAD     "),
}
