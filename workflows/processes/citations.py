"""How papers cite the law: in short in tables, in full in sentences, and the codes that were shortened told once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Final

from workflows.law.references import Code, Reference, all_references, reference, references
from workflows.processes.snapshot_parts import Abbreviation, Citation
from workflows.processes.snapshot_parts_measure import CodeVisa

_TIES: Final = ("du ", "de la ", "de l’", "des ", "de ")
_ARTICLES: Final = {"du ": "le ", "de la ": "la ", "de l’": "l’", "des ": "les "}


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


def visas(keys: Iterable[str], on: date) -> tuple[CodeVisa, ...]:
    """Return the codes of some articles as an order cites them, e.g. ``le code de la santé publique`` and ``L3332-15``.

    Each code stands once, in the order in which it is first named; refuses an article that is not in force, or none.
    """
    by_code: dict[Code, list[Citation]] = {}
    for each in references(dict.fromkeys(keys), on):
        by_code.setdefault(each.code, []).append(Citation(each.key, each.number(), each.to_verify))
    return tuple(CodeVisa(_with_its_article(code), tuple(cited)) for code, cited in by_code.items())


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


def _with_its_article(code: Code) -> str:
    """The name of a code after its definite article, as « Vu » wants it."""
    name = code.of.render("fr")
    return next((_ARTICLES[tie] + name.removeprefix(tie) for tie in _ARTICLES if name.startswith(tie)), name)
