"""In which language and theme a page is shown: the visitor's choice, kept in a signed cookie that says nothing else."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal
from flask import Flask, request, session
from markupsafe import Markup, escape
from werkzeug.datastructures import MultiDict

from webapp.api.problems import asks_api
from webapp.words import WORDS
from workflows.store.text import PARIS, Text, say

THEMES: Final = ("auto", "light", "dark", "contrast")
LANGUAGES: Final = ("fr", "en")
_LOCALES: Final = {"fr": "fr_FR", "en": "en_GB"}


class Spoken(str):
    """A word of the pages in the language of the page; called with parameters, the whole sentence."""

    __slots__ = ("_language", "_text")
    _text: Text
    _language: str

    def __new__(cls, text: Text, language: str) -> Spoken:
        """Say ``text`` in ``language``."""
        spoken = super().__new__(cls, text.fr if language == "fr" else text.en)
        spoken._text, spoken._language = text, language
        return spoken

    def __call__(self, **parameters: Any) -> str:
        """Return the sentence with its parameters."""
        return self._text.with_parameters(**parameters).render(self._language)


class Words:
    """The words of the pages by name, in the language of the request, as templates ask for them: ``w.inbox``."""

    def __getattr__(self, name: str) -> Spoken:
        """Return the word of that name; a template that asks for an unknown one fails."""
        try:
            return Spoken(WORDS[name], language())
        except KeyError:
            raise AttributeError(f"No word is called {name!r}: add it to webapp/words.py.") from None


def language() -> str:
    """Return the language of this request: ``fr`` unless the visitor chose ``en``."""
    chosen = session.get("language")
    return chosen if chosen in LANGUAGES else "fr"


def theme() -> str:
    """Return the theme of this request: ``auto`` unless the visitor chose another."""
    chosen = session.get("theme")
    return chosen if chosen in THEMES else "auto"


def take_choices() -> None:
    """Keep the language and the theme that a link of the page asks for (``?lang=en``, ``?theme=dark``)."""
    if asks_api():
        return
    for name, key, known in (("lang", "language", LANGUAGES), ("theme", "theme", THEMES)):
        chosen = request.args.get(name)
        if chosen in known and session.get(key) != chosen:
            session.permanent = True
            session[key] = chosen


def same_page(**changes: str) -> str:
    """Return a link to the page being shown with these words of its query changed; it never leaves the page."""
    query = MultiDict(request.args.items(multi=True) if request.method == "GET" else [])
    for name, value in changes.items():
        query[name] = value
    return "?" + urlencode(list(query.items(multi=True)))


def say_short_day(day: date | datetime) -> str:
    """Return a day briefly, in Paris: ``ven. 27 nov. 2026``."""
    local = day.astimezone(PARIS) if isinstance(day, datetime) else day
    return format_date(local, _short(local), locale=_LOCALES[language()])


def say_short_moment(moment: datetime) -> str:
    """Return an aware moment briefly, in Paris time: ``ven. 27 nov., 21 h 30``."""
    local = moment.astimezone(PARIS)
    if language() == "fr":
        return format_datetime(local, f"{_short(local)}, H'\u00a0h\u00a0'mm", locale="fr_FR")
    return format_datetime(local, f"{_short(local)}, HH:mm", locale="en_GB")


def _short(local: date | datetime) -> str:
    """The pattern of a short day; only the first of a month is an ordinal in French."""
    return "EEE d'er' MMM y" if local.day == 1 and language() == "fr" else "EEE d MMM y"


def say_time(moment: datetime) -> str:
    """Return the time of an aware moment in Paris: ``21 h 30``."""
    local = moment.astimezone(PARIS)
    return format_time(local, "H'\u00a0h\u00a0'mm" if language() == "fr" else "HH:mm", locale=_LOCALES[language()])


def say_amount(hundredths: int | None, unit: str = "") -> str:
    """Return a value kept in hundredths as people read it, with its unit: ``1 234,5 heures``; nothing for nothing."""
    if hundredths is None:
        return ""
    number = format_decimal(Decimal(hundredths) / 100, locale=_LOCALES[language()])
    return f"{number}\u00a0{unit}" if unit else number


def spoken(value: Any) -> str:
    """Return any value as people read it in the language of the page; nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return say(WORDS["yes"] if value else WORDS["no"], language())
    return say(value, language())


def paragraphs(words: str) -> Markup:
    """Return typed words as safe HTML that keeps their line breaks."""
    return Markup("<br>").join(escape(line) for line in words.split("\n"))


def install(app: Flask) -> None:
    """Give every template the words and the ways of saying dates and values."""
    app.before_request(take_choices)
    app.add_template_filter(spoken, "say")
    app.add_template_filter(say_short_day, "short_day")
    app.add_template_filter(say_short_moment, "short_moment")
    app.add_template_filter(say_time, "time_of_day")
    app.add_template_filter(say_amount, "amount")
    app.add_template_filter(paragraphs, "paragraphs")

    app.jinja_env.globals.update(w=Words(), language=language, theme=theme, same_page=same_page)
