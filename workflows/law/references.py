"""Legal references as dated records: code and pages cite a key, never an article written by hand.

How a key is formed, so that anybody arrives at the same one:

- abbreviation of the code in lower case, ``_``, then the article in lower case with every run of other characters
  turned into one ``_``: CPP 78-2-1 is ``cpp_78_2_1``, CSP L3332-1-1 is ``csp_l3332_1_1``, CP R623-2 is ``cp_r623_2``.
- Points, indents and Roman parts of an article (2°, al. 2, II, "et suivants") are left out: CT L8271-1-2 4° is
  ``ct_l8271_1_2`` and CSP R1336-1 s. is ``csp_r1336_1``. Only a numbered § that is a ground of its own stays:
  CSP L3332-15 §2 is ``csp_l3332_15_2``.
- European texts: ``eu_<number>_<year>`` then article, or ``annex`` and Roman numbers in digits: Reg. 852/2004
  article 5 is ``eu_852_2004_5``, its annex II chapter IX is ``eu_852_2004_annex_2_9``, a whole text ``eu_1169_2011``.
- Texts known by their date: ``arr_1987_03_27`` (arrêté), ``decret_2008_184``, ``loi_94_665``, ``ord_2025_1091``, and
  ``crim_2020_09_01`` (a ruling: court, date). Fire-safety articles of the arrêté of 25 June 1980: ``erp_pe_11``,
  ``erp_n_2``, ``erp_co``. Local rules: ``rsd_62``, ``pref_62_hours``, ``commune_hours``.
- Abbreviations: artisanat (C. artisanat), casf, cch, cd (douanes), ceseda, cg3p, cgct, cgi, cibs, cja, cmf, com
  (C. com.), conso (C. conso), cp, cpc (C. procédure civile), cpce, cpi, cpp, crpa, crpm, csi, csp, css, ct (travail),
  cvr (voirie routière), env (C. env.), lil (loi informatique et libertés), lpf, patrimoine, route, transports, urba.

The files of ``data/references`` hold one code each; ``data/sources.toml`` says what the source marks stand for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from workflows.store.datafile import DataFault, Row, read_row
from workflows.store.text import Text

DATA: Final = Path(__file__).parent / "data"
"""The folder of the law's data files."""

CONFIDENCES: Final = frozenset({"S20", "S24", "S26", "S", "W", "V"})
"""S26, S24, S20: statute read in a copy of that year; S: another named source; W: known by practice; V: to verify."""

_KEY: Final = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
_RUN: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Code:
    """A code of law or another text: its abbreviation, and how its name follows an article number."""

    key: str
    of: Text
    short: Text


@dataclass(frozen=True, slots=True)
class Reference:
    """One article as it stood between two days: what it says in our words, how sure we are, and from which source.

    ``article`` is ``None`` where ``title`` names the passage or the whole text instead. ``valid_from`` and
    ``valid_to`` are both included; ``None`` means that no bound is known.
    """

    key: str
    code: Code
    article: str | None
    title: Text | None
    abbreviation: Text | None
    following: bool
    valid_from: date | None
    valid_to: date | None
    says: Text
    confidence: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def to_verify(self) -> bool:
        """Whether a lawyer must still read it again before anything rests on it."""
        return "V" in self.confidence

    def in_force(self, on: date) -> bool:
        """Tell whether this version is in force on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)

    def cite(self, language: str) -> str:
        """Return the reference in full, e.g. ``article 78-2-1 du code de procédure pénale``."""
        if self.title is not None:
            return self.title.render(language)
        return f"{self._articles(language)} {self.code.of.render(language)}"

    def short(self, language: str) -> str:
        """Return the reference in short, e.g. ``CPP, art. 78-2-1``."""
        if self.abbreviation is not None:
            return self.abbreviation.render(language)
        if self.title is not None:
            return self.title.render(language)
        following = ("\u00a0et\u00a0s." if language == "fr" else "\u00a0ff.") if self.following else ""
        return f"{self.code.short.render(language)}, art.\u00a0{_bound(self.article)}{following}"

    def number(self) -> str:
        """Return the article alone, e.g. ``L3332-15 § 2``; refuses a whole text, which has none (``ValueError``)."""
        if self.article is None:
            raise ValueError(f"{self.key} is no article.")
        return _bound(self.article)

    def _articles(self, language: str) -> str:
        article = _bound(self.article)
        if not self.following:
            return f"article\u00a0{article}"
        return f"articles\u00a0{article} et suivants" if language == "fr" else f"articles\u00a0{article} and following"


def data_files(folder: Path) -> list[Path]:
    """Return the data files of a folder in alphabetical order; refuses a folder that holds none."""
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        where = folder.name
        raise DataFault(Text("{where}\u00a0: aucun fichier.", "{where}: no file there.", where=where))
    return paths


class UnknownReferenceError(LookupError):
    """A key that no record bears, or that is not in force on the day asked; the message is a sentence."""


def key_of(code: str, article: str) -> str:
    """Return the key of an article by the rule above, e.g. ``key_of("csp", "L3332-15 §2")`` is ``csp_l3332_15_2``."""
    return f"{code}_{_RUN.sub('_', article.lower()).strip('_')}"


def reference(key: str, on: date) -> Reference:
    """Return the version of ``key`` in force on that day; refuses, by a sentence, a key unknown or not in force."""
    versions = _by_key().get(key)
    if versions is None:
        raise UnknownReferenceError(f"No legal reference bears the key “{key}”.")
    for version in versions:
        if version.in_force(on):
            return version
    raise UnknownReferenceError(f"{versions[-1].short('en')} ({key}) is not in force on {on.isoformat()}.")


def references(keys: Iterable[str], on: date) -> tuple[Reference, ...]:
    """Return the versions of several keys in force on that day, in the order given; refuses like ``reference``."""
    return tuple(reference(key, on) for key in keys)


def is_reference(key: str) -> bool:
    """Tell whether any record, of whatever time, bears ``key``."""
    return key in _by_key()


def all_references() -> tuple[Reference, ...]:
    """Return every version of every reference, sorted by key and then by time."""
    return tuple(version for key in sorted(_by_key()) for version in _by_key()[key])


@cache
def sources() -> dict[str, Text]:
    """Return what each source mark stands for, as ``data/sources.toml`` says it."""
    return read_sources(DATA / "sources.toml")


def read_sources(path: Path) -> dict[str, Text]:
    """Read a file of sources: one table ``[[source]]`` with a key and its words; refuses doubles."""
    file = read_row(path)
    found: dict[str, Text] = {}
    for row in file.rows("source"):
        key = row.line("key")
        if key in found:
            raise row.fault("cette source figure déjà plus haut.", "this source stands already above.")
        found[key] = row.text("says")
        row.finish()
    file.finish()
    return found


def read_references(folder: Path, known_sources: Iterable[str]) -> dict[str, tuple[Reference, ...]]:
    """Read every file of references; refuses, naming file and key, whatever a jurist should correct first."""
    marks = frozenset(known_sources)
    found: dict[str, list[Reference]] = {}
    homes: dict[str, str] = {}
    for path in data_files(folder):
        file = read_row(path)
        for record, row in _records(file, marks):
            if homes.setdefault(record.key, path.name) != path.name:
                raise row.fault(
                    "cette clé figure déjà dans {other}.", "this key is already in {other}.", other=homes[record.key]
                )
            if any(_overlap(record, other) for other in found.get(record.key, [])):
                raise row.fault(
                    "deux versions de cet article sont en vigueur le même jour.",
                    "two versions of this article are in force on the same day.",
                )
            found.setdefault(record.key, []).append(record)
        file.finish()
    return {key: tuple(sorted(versions, key=_beginning)) for key, versions in found.items()}


@cache
def _by_key() -> dict[str, tuple[Reference, ...]]:
    return read_references(DATA / "references", sources())


def _records(file: Row, marks: frozenset[str]) -> Iterator[tuple[Reference, Row]]:
    valid_to = file.day("valid_to")
    codes = {row.line("key"): _code(row) for row in file.rows("code")}
    if not codes:
        raise file.fault(
            "aucun [[code]] ne dit de quel texte sont ces articles.",
            "no [[code]] says which text these articles belong to.",
        )
    only = next(iter(codes)) if len(codes) == 1 else None
    for row in file.rows("reference"):
        yield _record(row, codes, only, marks, valid_to), row


def _code(row: Row) -> Code:
    code = Code(row.line("key"), row.text("of"), row.text("short"))
    row.finish()
    return code


def _record(
    row: Row, codes: dict[str, Code], only: str | None, marks: frozenset[str], valid_to: date | None
) -> Reference:
    code = codes[row.one_of("code", codes) if only is None or row.has("code") else only]
    record = Reference(
        key=row.line("key"),
        code=code,
        article=row.line("article") if row.has("article") else None,
        title=row.text_or_none("title"),
        abbreviation=row.text_or_none("short"),
        following=row.yes_no("following", False),
        valid_from=row.day("valid_from"),
        valid_to=row.day("valid_to") or valid_to,
        says=row.text("says"),
        confidence=row.words("confidence", CONFIDENCES),
        sources=row.words("source", marks),
    )
    row.finish()
    for fr, en in _faults_of(record):
        raise row.fault(fr, en)
    return record


def _faults_of(record: Reference) -> Iterator[tuple[str, str]]:
    if not _KEY.fullmatch(record.key):
        yield (
            "la clé s’écrit en minuscules, chiffres et tirets bas isolés.",
            "the key must be lower-case letters, digits and single underscores.",
        )
    if (record.article is None) == (record.title is None):
        yield (
            "donnez soit un article, soit le titre du passage ou du texte cité.",
            "give either an article or the title of the passage or text that is cited.",
        )
    if record.article is not None and record.key != key_of(record.code.key, record.article):
        due = key_of(record.code.key, record.article)
        yield f"la clé de cet article doit être {due}.", f"the key of this article must be {due}."
    if not record.key.startswith(record.code.key):
        yield f"la clé doit commencer par {record.code.key}.", f"the key must begin with {record.code.key}."
    if not record.confidence:
        yield "la clé «\u00a0confidence\u00a0» manque.", "the key confidence is missing."
    if any(mark.startswith("S") for mark in record.confidence) and not record.sources:
        yield "un texte lu quelque part nomme sa source.", "a text read somewhere names its source."
    if record.valid_from and record.valid_to and record.valid_to < record.valid_from:
        yield "il finit avant de commencer.", "it ends before it begins."


def _overlap(one: Reference, other: Reference) -> bool:
    first, second = sorted((one, other), key=_beginning)
    return first.valid_to is None or _beginning(second) <= first.valid_to


def _beginning(record: Reference) -> date:
    return record.valid_from or date.min


def _bound(article: str | None) -> str:
    """Keep § and numbers of an article on one line."""
    return (article or "").replace("§", "§ ").replace(" ", "\u00a0")
