"""Words that people read: always French and English together, rendered only at the edge."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

PARIS: Final = ZoneInfo("Europe/Paris")
LANGUAGES: Final = ("fr", "en")
_LOCALES: Final = {"fr": "fr_FR", "en": "en_GB"}
_MOMENTS: Final = {"fr": "EEEE d MMMM y 'à' H 'h' mm", "en": "EEEE d MMMM y, HH:mm"}


class Text:
    """A sentence in French and English with named parameters, e.g. ``Text("{n} visites", "{n} visits", n=3)``.

    Parameters may be strings, whole numbers, dates (printed as days), aware moments (printed in Paris time) and
    other texts. Refuses an empty sentence in either language.
    """

    __slots__ = ("en", "fr", "parameters")

    def __init__(self, fr: str, en: str, /, **parameters: Any) -> None:
        if not fr or not en:
            raise ValueError(f"A text needs both languages: {fr!r} / {en!r}.")
        self.fr = fr
        self.en = en
        self.parameters = parameters

    @classmethod
    def from_data(cls, data: Mapping[str, str]) -> Text:
        """Read a text from a data file's ``{fr = "…", en = "…"}`` table."""
        return cls(data["fr"], data["en"])

    def with_parameters(self, **parameters: Any) -> Text:
        """Return the same sentence with these parameters added."""
        return Text(self.fr, self.en, **{**self.parameters, **parameters})

    def render(self, language: str) -> str:
        """Return the sentence in ``fr`` or ``en``."""
        sentence = self.fr if language == "fr" else self.en
        if not self.parameters:
            return sentence
        return sentence.format(**{name: say(value, language) for name, value in self.parameters.items()})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and (self.fr, self.en, self.parameters) == (
            other.fr,
            other.en,
            other.parameters,
        )

    def __hash__(self) -> int:
        return hash((self.fr, self.en))

    def __repr__(self) -> str:
        return f"Text({self.render('en')!r})"


def say(value: Any, language: str) -> str:
    """Return one value as people read it: texts, days, moments (Paris time), numbers, or its string."""
    if isinstance(value, Text):
        return value.render(language)
    if isinstance(value, datetime):
        return say_moment(value, language)
    if isinstance(value, date):
        return say_day(value, language)
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return format_decimal(value, locale=_LOCALES[language])
    return str(value)


def say_day(day: date, language: str) -> str:
    """Return a day in full, e.g. ``vendredi 27 novembre 2026``."""
    return format_date(day, "EEEE d MMMM y", locale=_LOCALES[language]).replace(
        " 1 ", " 1er " if language == "fr" else " 1 "
    )


def say_moment(moment: datetime, language: str) -> str:
    """Return an aware moment in Paris time, e.g. ``vendredi 27 novembre 2026 à 21 h 30``."""
    if moment.tzinfo is None:
        raise ValueError(f"A moment needs its time zone: {moment!r}.")
    local = moment.astimezone(PARIS)
    said = format_datetime(local, _MOMENTS[language], locale=_LOCALES[language])
    if language == "fr":
        return said.replace(" 1 ", " 1er ", 1).replace(" h ", "\u00a0h\u00a0")
    return said
