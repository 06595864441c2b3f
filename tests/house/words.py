"""Rules about what people read: French typography, and the same parameters in both languages."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from string import Formatter
from typing import Any, Final

from tests.house.rule import Breach, Rule, is_room_python, is_template, line_of

_PLAIN_APOSTROPHE: Final = re.compile(r"(?<=[^\W\d_])'|'(?=[^\W\d_])")
_BREAKABLE: Final = re.compile(r" [:;!?»](?=\s|$)|« ")
_MISSING_SPACE: Final = re.compile(r"[^\W\d_][;:!?](?=\s|$)|«(?=\S)(?![\u00a0\u202f])|(?<![\s\u00a0\u202f])»")

_TEMPLATE_COMMENT: Final = re.compile(r"\{#.*?#\}", re.DOTALL)
_DATE_PATTERN: Final = re.compile(r"MMM")
"""In a pattern of a date, straight quotes are syntax."""


def french_faults(sentence: str) -> Iterator[str]:
    """Give what a French typographer would mark in a sentence."""
    if _PLAIN_APOSTROPHE.search(sentence) and not _DATE_PATTERN.search(sentence):
        yield f"straight apostrophe (use ’): {sentence!r}"
    if _BREAKABLE.search(sentence):
        yield f"a plain space where a no-break space belongs: {sentence!r}"
    if _MISSING_SPACE.search(sentence):
        yield f"no space before or inside double punctuation: {sentence!r}"


def parameters(sentence: str) -> set[str]:
    """Return the names of the parameters in a sentence."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def _constant(node: ast.AST | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _pairs(source: str) -> Iterator[tuple[int, str, str | None]]:
    """Give each French sentence of a Python file with its English one: of ``Text(fr, en)``, ``fr=``, ``{"fr": …}``."""
    for node in ast.walk(ast.parse(source)):
        french = english = None
        if not isinstance(node, ast.Call | ast.Dict):
            continue
        if isinstance(node, ast.Call):
            words = {word.arg: _constant(word.value) for word in node.keywords}
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name == "Text" and len(node.args) >= 2:
                french, english = _constant(node.args[0]), _constant(node.args[1])
            else:
                french, english = words.get("fr"), words.get("en")
        else:
            entries = {_constant(key): _constant(value) for key, value in zip(node.keys, node.values, strict=True)}
            french, english = entries.get("fr"), entries.get("en")
        if french is not None:
            yield node.lineno, french, english


def _french_in_python(source: str) -> Iterator[Breach]:
    for line, french, _ in _pairs(source):
        yield from ((line, fault) for fault in french_faults(french))


def _unlike_parameters(source: str) -> Iterator[Breach]:
    for line, french, english in _pairs(source):
        if english is not None and parameters(french) != parameters(english):
            yield line, f"{sorted(parameters(french))} in French, {sorted(parameters(english))} in English: {french!r}"


def _tables(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _tables(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _tables(inner)


def _french_in_data(source: str) -> Iterator[Breach]:
    for table in _tables(tomllib.loads(source)):
        french, english = table.get("fr"), table.get("en")
        if not isinstance(french, str):
            continue
        line = line_of(source, max(source.find(french), 0))
        yield from ((line, fault) for fault in french_faults(french))
        if not isinstance(english, str) or not english.strip():
            yield line, f"no English for {french!r}"
        elif parameters(french) != parameters(english):
            yield line, f"parameters differ between {french!r} and {english!r}"


def _apostrophes_in_template(source: str) -> Iterator[Breach]:
    printed = _TEMPLATE_COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), source)
    for found in re.finditer(r"[^\W\d_]'[^\W\d_]", printed):
        yield line_of(source, found.start()), "straight apostrophe (use ’)"


WORD_RULES: Final = {
    "french": Rule(
        "French is typeset as French: ’, no-break spaces before : ; ! ? » and after «.",
        is_room_python,
        _french_in_python,
        bad='Text("L\'avis est demandé : répondre.", "The opinion is asked.")\n',
        good='Text("L’avis est demandé\\u00a0: répondre à 21:30.", "The agency\'s opinion is asked.")\n',
    ),
    "parameters": Rule(
        "A sentence takes the same parameters in both languages.",
        is_room_python,
        _unlike_parameters,
        bad='Text("{n} visites", "{count} visits", n=3)\n',
        good='Text("{n} visites", "{n} visits", n=3)\n',
    ),
    "data": Rule(
        "Data files give both languages, and their French is typeset.",
        lambda path: path.endswith(".toml") and path.startswith(("workflows/", "forms/", "pdf/", "webapp/")),
        _french_in_data,
        bad='label = { fr = "Numéro d\'ordre", en = "Number" }\n',
        good='label = { fr = "Numéro d’ordre", en = "Number" }\n',
    ),
    "templates": Rule(
        "Templates are typeset too.",
        is_template,
        _apostrophes_in_template,
        bad="<p>L'agence</p>",
        good="{# A page's title #}<p class='wide'>L’agence {{ words['title'] }}</p>",
    ),
}
