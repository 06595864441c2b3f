"""What the scripts of a tablet page are told: whose page it is, where to send, the words in both languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import current_app, g, url_for

from webapp.reading import signed_in
from webapp.security import token
from webapp.settings import Settings
from webapp.tablet.device import owner_mark
from webapp.tablet.standing import stamp
from webapp.unit import moment
from webapp.wordings.tablet import SCRIPT_WORDS
from workflows.law.grids import ANSWER_LABELS
from workflows.store.text import Text

_ANSWERS: Final = {f"answer_{name}": label for name, label in ANSWER_LABELS.items()}


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the body of a page carries for the scripts, each as one attribute."""

    page: str
    desk: str
    owner: str
    person: str
    token: str
    now: str
    words: str
    state: str


def page_facts(page: str, state: Mapping[str, Any] | None = None) -> PageFacts:
    """Return what the scripts of this page are told; ``state`` is that of the sheet which it shows."""
    settings: Settings = current_app.extensions["beffroi_settings"]
    return PageFacts(
        page=page,
        desk=url_for("tablet.night_page", desk=g.desk_key),
        owner=owner_mark(settings, signed_in()),
        person=signed_in().name,
        token=token(),
        now=stamp(moment()),
        words=script_words(),
        state=json.dumps(state, ensure_ascii=False) if state is not None else "",
    )


def script_words() -> str:
    """Return the words of the scripts in both languages, as JSON."""
    words: Mapping[str, Text] = {**SCRIPT_WORDS, **_ANSWERS}
    return json.dumps(
        {
            "fr": {name: text.fr for name, text in words.items()},
            "en": {name: text.en for name, text in words.items()},
        },
        ensure_ascii=False,
    )
