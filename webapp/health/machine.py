"""The machine: Python, system libraries, fonts, time zones, the home folder and its keys."""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pdf.fonts import use_own_fonts
from webapp.health.finding import Findings
from workflows.store.text import Text

LIBRARIES: Final = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
"""What the press loads, and the Debian package of each."""
OLDEST_PYTHON: Final = (3, 11)
LEAST_ROOM: Final = 200 * 1024 * 1024
LITTLE_ROOM: Final = 2 * 1024 * 1024 * 1024
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def examine_machine(findings: Findings, home: Path) -> None:
    """Look at the machine and the home; changes nothing."""
    _python(findings)
    _libraries(findings)
    with findings.looking_at("fonts"):
        use_own_fonts()
        findings.ok("fonts", Text("Les polices des documents sont là.", "The fonts of the documents are there."))
    _time_zone(findings)
    with findings.looking_at("home"):
        _home(findings, home)


def _python(findings: Findings) -> None:
    says = Text("Python {version}.", "Python {version}.", version=platform.python_version())
    if tuple(map(int, platform.python_version_tuple()[:2])) < OLDEST_PYTHON:
        findings.bad("python", says, _OTHER_PYTHON)
    else:
        findings.ok("python", says)


def _libraries(findings: Findings) -> None:
    missing = []
    for library, package in LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    if missing:
        names = " ".join(missing)
        findings.bad("libraries", _NO_LIBRARY, Text("apt-get install {names}", "apt-get install {names}", names=names))
    else:
        findings.ok("libraries", Text("Les bibliothèques de la presse sont là.", "The press has its libraries."))


def _time_zone(findings: Findings) -> None:
    try:
        summer = datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("Europe/Paris")).utcoffset()
    except ZoneInfoNotFoundError:
        summer = None
    if summer == timedelta(hours=2):
        findings.ok("time_zone", Text("L’heure de Paris est connue.", "Paris time is known."))
    else:
        findings.bad(
            "time_zone", Text("L’heure de Paris manque ou est fausse.", "Paris time is missing or wrong."), _TZDATA
        )
    if not 2025 <= datetime.now(UTC).year < 2100:
        findings.bad(
            "clock", Text("L’horloge de la machine est fausse.", "The clock of the machine is wrong."), _SET_CLOCK
        )


def _home(findings: Findings, home: Path) -> None:
    place = str(home)
    if not home.exists():
        findings.warn(
            "home", Text("{place} n’existe pas encore.", "{place} is not there yet.", place=place), _FIRST_START
        )
        return
    if not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        findings.bad("home", Text("{place} n’est pas accessible.", "{place} cannot be used.", place=place), _OWN_HOME)
        return
    findings.ok("home", Text("Tout est dans {place}.", "Everything is in {place}.", place=place))
    free = shutil.disk_usage(home).free
    room = Text("{free}\u00a0Mo libres sur le disque.", "{free} MB free on the disk.", free=free // (1024 * 1024))
    if free < LEAST_ROOM:
        findings.bad("disk", room, _MAKE_ROOM)
    elif free < LITTLE_ROOM:
        findings.warn("disk", room, _MAKE_ROOM)
    else:
        findings.ok("disk", room)
    _keys(findings, home / "keys")
    _privacy(findings, home)


def _keys(findings: Findings, folder: Path) -> None:
    if not folder.is_dir():
        findings.warn("keys", Text("Les clés ne sont pas encore faites.", "The keys are not made yet."), _FIRST_START)
        return
    secret = [path for path in sorted(folder.iterdir()) if path.is_file() and not _is_public(path)]
    open_ones = [path.name for path in [folder, *secret] if path.stat().st_mode & _OTHERS]
    foreign = [path.name for path in secret if path.stat().st_uid != os.geteuid()]
    if open_ones:
        said = _OPEN_KEYS.with_parameters(names=", ".join(open_ones))
        findings.bad("keys", said, _CLOSE_KEYS.with_parameters(folder=str(folder)))
    elif foreign and os.geteuid() != 0:
        said = _FOREIGN_KEYS.with_parameters(names=", ".join(foreign))
        findings.bad("keys", said, _SAME_ACCOUNT)
    else:
        findings.ok(
            "keys", Text("Les clés ne sont lisibles que par ce compte.", "Only this account can read the keys.")
        )


def _is_public(path: Path) -> bool:
    return path.suffix in (".pub", ".crt") or path.name == "seal-cert.pem"


def _privacy(findings: Findings, home: Path) -> None:
    held = [path for path in (home / "beffroi.sqlite", home / "files") if path.exists()]
    # A closed home closes what is inside.
    seen = [] if not home.stat().st_mode & _OTHERS else [p.name for p in held if p.stat().st_mode & _OTHERS]
    if seen:
        said = _OPEN_HOME.with_parameters(names=", ".join(seen))
        findings.warn("privacy", said, Text("chmod 700 {home}", "chmod 700 {home}", home=str(home)))


_OTHER_PYTHON: Final = Text("Installez Python 3.11 ou plus récent.", "Install Python 3.11 or newer.")
_NO_LIBRARY: Final = Text(
    "Des bibliothèques de la presse manquent\u00a0: aucun PDF ne sortira.",
    "Libraries of the press are missing: no PDF will come out.",
)
_TZDATA: Final = Text("Relancez make demo, qui installe tzdata.", "Run make demo again, which installs tzdata.")
_SET_CLOCK: Final = Text("Réglez-la (timedatectl set-ntp true).", "Set it (timedatectl set-ntp true).")
_FIRST_START: Final = Text(
    "Rien à faire\u00a0: beffroi db upgrade s’en charge.", "Nothing to do: beffroi db upgrade sees to it."
)
_OWN_HOME: Final = Text(
    "Rendez-le à ce compte (chown), ou posez BEFFROI_HOME.", "Give it to this account (chown), or set BEFFROI_HOME."
)
_MAKE_ROOM: Final = Text("Faites de la place sur ce disque.", "Make room on that disk.")
_OPEN_KEYS: Final = Text(
    "D’autres comptes de la machine peuvent lire\u00a0: {names}.", "Other accounts of the machine may read: {names}."
)
_CLOSE_KEYS: Final = Text("chmod -R go= {folder}", "chmod -R go= {folder}")
_FOREIGN_KEYS: Final = Text(
    "Des clés sont à un autre compte\u00a0: {names}.", "Keys belong to another account: {names}."
)
_SAME_ACCOUNT: Final = Text("Lancez Beffroi sous ce compte-là.", "Run Beffroi under that account.")
_OPEN_HOME: Final = Text(
    "D’autres comptes de la machine peuvent lire\u00a0: {names}.", "Other accounts of the machine may read: {names}."
)
