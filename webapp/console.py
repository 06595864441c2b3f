"""How commands speak: French or English by ``BEFFROI_LANG``, errors in one line, one JSON object with ``--json``."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import click

from workflows.store.text import LANGUAGES, Text

REFUSED: Final = 1
USAGE: Final = 2
_AS_JSON: Final = "beffroi.as_json"


class Stop(Exception):
    """A command cannot go on: one sentence with the way out. It ends with the code 1."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.render("en"))
        self.text = text


class Misused(Exception):
    """A command was called wrongly: one sentence with the way out. It ends with the code 2."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.render("en"))
        self.text = text


def language() -> str:
    """Return the language of this process: ``BEFFROI_LANG``, ``fr`` where it is absent or unknown."""
    asked = _asked_language()
    return asked if asked in LANGUAGES else "fr"


def say_unknown_language() -> None:
    """Tell people, once for a command, that ``BEFFROI_LANG`` asks for a language that is not spoken here."""
    asked = _asked_language()
    if asked not in LANGUAGES:
        # Whoever asked for another language may read either of the two.
        both = (_UNKNOWN_LANGUAGE.with_parameters(asked=asked).render(each) for each in LANGUAGES)
        click.echo(f"beffroi\u00a0: {' '.join(both)}", err=True)


def _asked_language() -> str:
    return os.environ.get("BEFFROI_LANG", "").strip().lower()[:2] or "fr"


def spoken(text: Text) -> str:
    """Return a sentence in the language of this process."""
    return text.render(language())


def ask_for_json() -> None:
    """Answer in JSON from now on in this command."""
    click.get_current_context().meta[_AS_JSON] = True


def wants_json() -> bool:
    """Tell whether this command answers in JSON."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get(_AS_JSON))


def answer(data: Mapping[str, Any], lines: Iterable[str | Text] = ()) -> None:
    """Give the answer of a command: ``data`` as the one JSON object, or ``lines`` for people."""
    if wants_json():
        click.echo(as_json(data))
        return
    for line in lines:
        click.echo(spoken(line) if isinstance(line, Text) else line)


def tell(text: Text) -> None:
    """Say something on the way, to people only."""
    click.echo(spoken(text), err=True)


def as_json(data: Mapping[str, Any]) -> str:
    """Return an answer as one line of JSON."""
    return json.dumps(data, ensure_ascii=False)


def complain(sentence: str, *, in_json: bool) -> None:
    """Say in one line what is wrong."""
    line = " ".join(sentence.split("\n")).strip()
    if in_json:
        click.echo(as_json({"error": line}))
    else:
        click.echo(f"beffroi\u00a0: {line}" if language() == "fr" else f"beffroi: {line}", err=True)


@contextmanager
def progress(label: Text) -> Iterator[Callable[[int, int], None]]:
    """Give a function of (done, whole) that draws a bar, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda _done, _whole: None
        return
    with click.progressbar(length=1, label=spoken(label), file=sys.stderr) as bar:

        def draw(done: int, whole: int) -> None:
            bar.length = max(whole, 1)
            bar.update(done - bar.pos)

        yield draw


_UNKNOWN_LANGUAGE: Final = Text(
    "BEFFROI_LANG={asked} n’est ni fr ni en\u00a0: je parle français.",
    "BEFFROI_LANG={asked} is neither fr nor en: I speak French.",
)
