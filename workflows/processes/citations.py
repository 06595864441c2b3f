"""How papers cite the law: in short in tables, in full in sentences, and the codes that were shortened told once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Final

from workflows.law.references import Code, Reference, all_references, reference, references
from workflows.processes.snapshot_parts import Abbreviation, Citation

_TIES: Final = ("du ", "de la ", "de l’", "des ", "de ")


def cite_in_short(key: str, on: date) -> Citation:
    """Return a reference as it stood on that day, e.g. ``CPP, art. 78-2-1``; refuses one that is not in force."""
    found = reference(key, on)
    return Citation(found.key, found.short("fr"), found.to_verify)


def cite_in_full(key: str, on: date) -> Citation:
    """Return the same, e.g. ``article 78-2-1 du code de procédure pénale``; refuses one that is not in force."""
    found = reference(key, on)
    return Citation(found.key, found.cite("fr"), found.to_verify)


def articles_in_words(keys: Iterable[str], on: date) -> Iterator[str]:
    """Say references, each code once: ``articles L8221-1 et L8251-1 du code du travail``."""
    by_code: dict[Code, list[Reference]] = {}
    for each in references(keys, on):
        by_code.setdefault(each.code, []).append(each)
    for code, cited in by_code.items():
        articles = [each.article for each in cited if each.article and not each.following]
        if 1 < len(articles) == len(cited):
            yield f"articles\u00a0{', '.join(articles[:-1])} et\u00a0{articles[-1]} {code.of.render('fr')}"
        else:
            yield from (each.cite("fr") for each in cited)


def abbreviations(citations: Iterable[Citation]) -> list[Abbreviation]:
    """Return the codes that are cited in short, each with its name, in the order of the alphabet."""
    codes = {each.key: _shortened().get(each.key) for each in citations}
    named = {code.short.render("fr"): _name_of(code) for code in codes.values() if code is not None}
    return [Abbreviation(short, named[short]) for short in sorted(named, key=str.casefold)]


@cache
def _shortened() -> Mapping[str, Code]:
    """The code of each article that is cited by the abbreviation of its code, whenever it was in force."""
    return {each.key: each.code for each in all_references() if each.article and each.abbreviation is None}


def _name_of(code: Code) -> str:
    """The name of a code without the words that tie it to an article."""
    name = code.of.render("fr")
    return next((name.removeprefix(tie) for tie in _TIES if name.startswith(tie)), name)
