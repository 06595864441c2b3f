"""The agencies that work together, as dated data: names, letterhead, colour, desk, competences, grids, powers.

One agency is one TOML file of ``data/agencies/``, named after its key. The composition root adds the folder of the
house (``register_folder``), so that an agency of another département is one more file there. ``valid_to`` is the last
day on which a name is right; names that an agency had before stand under ``[[formerly]]``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Final

from workflows.store.datafile import DataFault, Row, read_row
from workflows.store.text import Text

DATA: Final = Path(__file__).parent / "data"
SHIPPED: Final = DATA / "agencies"
KINDS: Final = ("state", "judicial", "local", "social", "landlord", "transport", "school")
DESKS: Final = ("pilot", "team", "prosecutor", "partner")
CONFIDENCES: Final = ("S", "S26", "S24", "S20", "W", "V")
"""S: read in a named source; S26, S24, S20: statute read in a copy of that year; W: known to those who work there; V: to verify."""
LEAST_CONTRAST: Final = 4.5
"""What WCAG asks between words and their ground: the colour of an agency carries white words."""

_KEY: Final = re.compile(r"[a-z][a-z0-9_]*")
_COLOUR: Final = re.compile(r"#[0-9a-f]{6}")


class UnknownAgency(KeyError):
    """No agency has that key, or none had it on that day. ``text`` is the sentence, in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.render("en"))
        self.text = text

    def __str__(self) -> str:
        return self.text.render("en")


@dataclass(frozen=True, slots=True)
class Service:
    """A service of an agency that numbers papers of its own: its code (in the number) and its name."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What an agency may tell or learn, in one sentence, with the keys of the legal references."""

    text: Text
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency as it is, or was, between ``valid_from`` and ``valid_to`` (both included; ``None`` = no bound)."""

    key: str
    name: Text
    short: Text
    kind: str
    desk: str
    colour: str
    letterhead: tuple[str, ...]
    """Lines of French words, never a mark of the State: an image is the deployer's business."""
    city: str
    competences: frozenset[str]
    services: tuple[Service, ...]
    grids: tuple[str, ...]
    """Codes of its inspection grids, in the order of the tablet."""
    bases: tuple[str, ...]
    """Keys of the powers under which it enters (the access and formality matrix)."""
    disclosures: tuple[Disclosure, ...]
    order: int
    valid_from: date | None
    valid_to: date | None
    confidence: str
    source: str
    note: Text | None

    @property
    def inspects(self) -> bool:
        """Whether it opens sheets of its own in an establishment."""
        return "inspect" in self.competences

    def valid_on(self, day: date) -> bool:
        """Tell whether this is the agency of that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class AgencyRegister:
    """Every agency of some folders, each with its successive names, the present one last."""

    versions: Mapping[str, tuple[Agency, ...]]

    def agency(self, key: str, on: date | None = None) -> Agency:
        """Return the agency of that key as it was ``on`` that day, or its last known version; else ``UnknownAgency``."""
        versions = self.versions.get(key)
        if versions is None:
            raise UnknownAgency(
                Text(
                    "Aucun service n’a la clé «\u00a0{key}\u00a0». Services connus\u00a0: {known}.",
                    "No agency has the key {key}. Known agencies: {known}.",
                    key=key,
                    known=", ".join(sorted(self.versions)),
                )
            )
        found = versions[-1] if on is None else next((one for one in versions if one.valid_on(on)), None)
        if found is None:
            assert on is not None
            raise UnknownAgency(
                Text(
                    "Le service «\u00a0{name}\u00a0» n’existait pas le {on}.",
                    "The agency {name} did not exist on {on}.",
                    name=versions[-1].short,
                    on=on,
                )
            )
        return found

    def agencies(self, on: date | None = None) -> tuple[Agency, ...]:
        """Return every agency of that day (or the last known version of each), in the order of the cards."""
        if on is None:
            found = [versions[-1] for versions in self.versions.values()]
        else:
            found = [one for versions in self.versions.values() for one in versions if one.valid_on(on)]
        return tuple(sorted(found, key=lambda one: (one.order, one.key)))

    def holders(self, competence: str, on: date | None = None) -> tuple[str, ...]:
        """Return the keys of the agencies that hold a competence; refuses one that the data does not know."""
        competence_label(competence)
        return tuple(one.key for one in self.agencies(on) if competence in one.competences)

    def check_names(self, *, grids: Collection[str], bases: Collection[str], references: Collection[str]) -> None:
        """Refuse, with ``DataFault``, an agency that names a grid, a power or a legal reference that does not exist.

        The law is another room: the composition root, which knows both, gives the known names.
        """
        for one in self.agencies():
            named = [reference for disclosure in one.disclosures for reference in disclosure.references]
            for kind, names, known in (
                ("grids", one.grids, grids),
                ("bases", one.bases, bases),
                ("references", named, references),
            ):
                for name in names:
                    if name not in known:
                        raise DataFault(
                            Text(
                                "{key}.toml\u00a0: «\u00a0{name}\u00a0», dans «\u00a0{kind}\u00a0», n’existe pas.",
                                "{key}.toml: {name} in {kind} does not exist.",
                                key=one.key,
                                name=name,
                                kind=kind,
                            )
                        )


def contrast_with_white(colour: str) -> float:
    """Return the WCAG contrast ratio (1 to 21) of a ``#rrggbb`` colour with white."""
    shares = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def load_agencies(*folders: Path) -> AgencyRegister:
    """Read every agency of these folders, strictly; a folder that is not there holds none.

    Refuses with ``DataFault`` what cannot be right: a key given twice, a file named after another key, a colour that
    nobody could read or that another agency has, a service code used twice, a competence that does not exist, periods
    that overlap.
    """
    versions: dict[str, tuple[Agency, ...]] = {}
    for path in (path for folder in folders for path in sorted(folder.glob("*.toml"))):
        row = read_row(path)
        read = _versions(row, path.stem)
        if path.stem in versions:
            raise row.fault(
                "le service «\u00a0{key}\u00a0» existe déjà dans un autre dossier.",
                "the agency {key} exists already in another folder.",
                key=path.stem,
            )
        _refuse_shared(row, read[-1], (known[-1] for known in versions.values()))
        versions[path.stem] = read
    return AgencyRegister(versions)


def _versions(row: Row, stem: str) -> tuple[Agency, ...]:
    present = _present(row, stem)
    earlier = [_formerly(former, present) for former in row.rows("formerly")]
    row.finish()
    versions = [*earlier, present]
    for before, after in pairwise(versions):
        if before.valid_to is None or after.valid_from is None or before.valid_to >= after.valid_from:
            raise row.fault(
                "les périodes se chevauchent ou ne sont pas dans l’ordre (la plus ancienne d’abord).",
                "the periods overlap or are out of order (the oldest first).",
            )
    return tuple(versions)


def _present(row: Row, stem: str) -> Agency:
    key = row.line("key")
    if key != stem or not _KEY.fullmatch(key):
        raise row.fault(
            "la clé «\u00a0{key}\u00a0» doit être le nom du fichier, en minuscules sans accent.",
            "the key {key} must be the name of the file, in plain lower case.",
            key=key,
        )
    return Agency(
        key=key,
        name=row.text("name"),
        short=row.text("short"),
        kind=row.one_of("kind", KINDS),
        desk=row.one_of("desk", DESKS),
        colour=_colour(row),
        letterhead=_letterhead(row),
        city=row.line("city", ""),
        competences=frozenset(row.words("competences", COMPETENCES)),
        services=tuple(_service(service) for service in row.rows("services")),
        grids=row.words("grids"),
        bases=row.words("bases"),
        disclosures=tuple(_disclosure(disclosure) for disclosure in row.rows("disclosure")),
        order=row.number("order", 0, 9999) if row.has("order") else 9999,
        valid_from=row.day("valid_from"),
        valid_to=row.day("valid_to"),
        confidence=row.one_of("confidence", CONFIDENCES),
        source=row.line("source", ""),
        note=row.text_or_none("note"),
    )


def _formerly(row: Row, present: Agency) -> Agency:
    former = replace(
        present,
        name=row.text("name"),
        short=row.text("short"),
        letterhead=_letterhead(row) if row.has("letterhead") else present.letterhead,
        valid_from=row.day("valid_from"),
        valid_to=row.day("valid_to"),
        confidence=row.one_of("confidence", CONFIDENCES),
        source=row.line("source", ""),
        note=row.text_or_none("note"),
    )
    row.finish()
    return former


def _letterhead(row: Row) -> tuple[str, ...]:
    lines = row.words("letterhead")
    if not lines or any("'" in line for line in lines):
        raise row.fault(
            "«\u00a0letterhead\u00a0» doit donner au moins une ligne, avec l’apostrophe ’.",
            "letterhead must give at least one line, with the apostrophe ’.",
        )
    return lines


def _service(row: Row) -> Service:
    service = Service(code=row.line("code"), name=row.text("name"))
    row.finish()
    return service


def _disclosure(row: Row) -> Disclosure:
    disclosure = Disclosure(text=row.text("text"), references=row.words("references"))
    row.finish()
    return disclosure


def _colour(row: Row) -> str:
    colour = row.line("colour")
    if not _COLOUR.fullmatch(colour) or contrast_with_white(colour) < LEAST_CONTRAST:
        raise row.fault(
            "la couleur «\u00a0{colour}\u00a0» doit s’écrire #rrggbb et rester lisible sous des lettres blanches "
            "(contraste de 4,5 au moins)\u00a0: prenez-la plus sombre.",
            "the colour {colour} must be written #rrggbb and stay readable under white letters (contrast of 4.5 at "
            "least): take a darker one.",
            colour=colour,
        )
    return colour


def _refuse_shared(row: Row, new: Agency, known: Iterable[Agency]) -> None:
    codes = {service.code for service in new.services}
    for other in known:
        if other.colour == new.colour:
            raise row.fault(
                "la couleur {colour} est déjà celle du service «\u00a0{other}\u00a0».",
                "the colour {colour} is already that of the agency {other}.",
                colour=new.colour,
                other=other.key,
            )
        for service in other.services:
            if service.code in codes:
                raise row.fault(
                    "le code de service «\u00a0{code}\u00a0» est déjà celui du service «\u00a0{other}\u00a0».",
                    "the service code {code} is already that of the agency {other}.",
                    code=service.code,
                    other=other.key,
                )


def _read_competences() -> dict[str, Text]:
    row = read_row(DATA / "competences.toml")
    labels = {}
    for competence in row.rows("competences"):
        labels[competence.line("key")] = competence.text("label")
        competence.finish()
    row.finish()
    return labels


COMPETENCES: Final[Mapping[str, Text]] = _read_competences()
"""What a step may ask for, with the words that people read. Agencies hold competences; steps never name agencies."""


def competence_label(competence: str) -> Text:
    """Return a competence in words; refuses with ``KeyError`` one that the data does not know."""
    return COMPETENCES[competence]


class _Loaded:
    """The folders that this process reads, and what they say; replaced whole, so that threads see one or the other."""

    folders: tuple[Path, ...] = (SHIPPED,)
    register: AgencyRegister = load_agencies(SHIPPED)


def register_folder(folder: Path) -> None:
    """Read the agencies of one more folder from now on; called once by the composition root (and by tests).

    Refuses with ``DataFault`` as ``load_agencies`` does, and then nothing has changed. A folder that is not there adds
    nothing; the same folder twice is the same as once.
    """
    if folder in _Loaded.folders or not folder.is_dir():
        return
    _use((*_Loaded.folders, folder))


def forget_folder(folder: Path) -> None:
    """Stop reading a folder that was registered; the shipped agencies stay."""
    _use(tuple(known for known in _Loaded.folders if known != folder or known == SHIPPED))


def _use(folders: tuple[Path, ...]) -> None:
    register = load_agencies(*folders)
    _Loaded.folders, _Loaded.register = folders, register


def agency_register() -> AgencyRegister:
    """Return every agency that this process knows."""
    return _Loaded.register


def agency(key: str, on: date | None = None) -> Agency:
    """Return the agency of that key as it was ``on`` that day, or its last known version; else ``UnknownAgency``."""
    return _Loaded.register.agency(key, on)


def agencies(on: date | None = None) -> tuple[Agency, ...]:
    """Return every agency of that day (or the last known version of each), in the order of the cards."""
    return _Loaded.register.agencies(on)


def holders(competence: str, on: date | None = None) -> tuple[str, ...]:
    """Return the keys of the agencies that hold a competence; refuses with ``KeyError`` one that does not exist."""
    return _Loaded.register.holders(competence, on)
