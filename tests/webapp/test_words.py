"""The words of the pages: complete in both languages, set as French is set, and none of them in a template."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

import webapp
from webapp.desks import desk_kinds
from webapp.reasons import REASONS
from webapp.words import WORDS
from workflows.store.text import Text

TEMPLATES = Path(webapp.__file__).parent / "templates"
ALL = {
    **WORDS,
    **{f"reason {code}": text for code, text in REASONS.items()},
    **{f"desk {kind.kind}": kind.lead for kind in desk_kinds().values()},
}


def parameters(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def faults_of_words(text: Text) -> Iterator[str]:
    if parameters(text.fr) != parameters(text.en):
        yield "the two languages name other facts"
    if "'" in text.fr:
        yield "a straight apostrophe"
    if re.search(r"(?<![\u00a0\u202f])[;:!?»](?!/)", text.fr):
        yield "a no-break space goes before : ; ! ? and »"
    if "« " in text.fr:
        yield "a no-break space goes after «"
    if "..." in text.fr + text.en:
        yield "three full stops, not one ellipsis"


# All in one test: two thousand words as tests of their own took longer to count than to read.
def test_every_word_is_complete_and_well_set() -> None:
    assert [f"{name}: {fault}" for name, text in sorted(ALL.items()) for fault in faults_of_words(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        Text("{count} lieux", "some places"),
        Text("L'avis", "Opinion"),
        Text("Lieu :", "Place:"),
        Text("« Lieu\u00a0»", "“Place”"),
        Text("Suite...", "More"),
    ],
    ids=str,
)
def test_a_word_that_is_not_is_found(text: Text) -> None:
    assert len(list(faults_of_words(text))) == 1


def test_every_word_is_used_somewhere() -> None:
    house = Path(webapp.__file__).parent
    code = "\n".join(
        path.read_text() for path in house.rglob("*.py") if path.name != "words.py" and path.parent.name != "wordings"
    )
    pages = "\n".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    said = set(re.findall(r"[\"'](\w+)[\"']", code + pages))
    named = said | set(re.findall(r"\bw\.(\w+)", pages)) | set(re.findall(r"\.(\w+)\b", code))
    # Names that are put together: w["press_" ~ stage] on a page, WORDS[f"error_{status}"] in the code.
    begun = (*re.findall(r"[\"'](\w+_)[\"'] ~", pages), *re.findall(r"f[\"'](\w+_)\{", code))
    idle = [
        name
        for name in WORDS
        if name not in named and re.sub("_(one|many)$", "", name) not in said and not name.startswith(begun)
    ]
    assert not idle


class WordsOfTemplate(HTMLParser):
    """Finds the words that stand in a template itself."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        if re.search(r"[^\W\d_]{2}", data):
            self.words.append(data.strip())


def own_words_of(path: Path) -> list[str]:
    source = re.sub(r"\{% block (page|body)_class %\}.*?\{% endblock %\}", " ", path.read_text())
    source = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", source, flags=re.DOTALL)
    source = re.sub(r' aria-[a-z]+="[a-z ]*"', " ", source)
    reader = WordsOfTemplate()
    reader.feed(source)
    return reader.words


def test_no_template_holds_words_of_its_own() -> None:
    found = {path.name: own_words_of(path) for path in sorted(TEMPLATES.rglob("*.html"))}
    assert {name: words for name, words in found.items() if words} == {}


def test_a_text_without_its_english_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="both languages"):
        Text("Bonjour", "")
