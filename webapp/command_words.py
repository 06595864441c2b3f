"""The words that commands take: days, moments, numbers, agencies, files; each refusal is a sentence."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import click

from webapp.console import spoken
from webapp.settings import home_folder
from workflows.register.agencies import agency_register, register_folder
from workflows.store.text import PARIS, Text


class Misread(ValueError):
    """A word of the command line cannot be read. ``text`` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.render("en"))
        self.text = text


class Word(click.ParamType[Any]):
    """A word that is read by ``read``, or refused with its own sentence; ``called`` stands for it in the help."""

    name = "word"
    called: Text

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Return what stands for the word in the help."""
        return spoken(self.called)

    def read(self, value: str) -> Any:
        """Return what the word means; refuses with :class:`Misread`."""
        return value

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read the word."""
        if not isinstance(value, str):
            return value
        try:
            return self.read(value)
        except Misread as fault:
            self.fail(spoken(fault.text), param, ctx)


class Day(Word):
    """A day: ``2026-11-27``."""

    called = Text("AAAA-MM-JJ", "YYYY-MM-DD")

    def read(self, value: str) -> date:
        """Return the day."""
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise Misread(_NO_DAY.with_parameters(value=value)) from None


class Moment(Word):
    """A moment: ``2026-11-27T21:30``, in Paris unless it carries its own offset. A day alone has no hour to speak of."""

    called = Text("AAAA-MM-JJTHH:MM", "YYYY-MM-DDTHH:MM")

    def read(self, value: str) -> datetime:
        """Return the moment, aware."""
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            raise Misread(_NO_MOMENT.with_parameters(value=value)) from None
        if _is_day(value):
            raise Misread(_NO_HOUR.with_parameters(value=value))
        return moment if moment.tzinfo else moment.replace(tzinfo=PARIS)


class DayOrMoment(Word):
    """A day, or a moment in Paris."""

    called = Text("AAAA-MM-JJ[THH:MM]", "YYYY-MM-DD[THH:MM]")

    def read(self, value: str) -> date | datetime:
        """Return the day or the aware moment."""
        return Day().read(value) if len(value) <= 10 else Moment().read(value)


class WholeNumber(Word):
    """A whole number between two others."""

    called = Text("N", "N")

    def __init__(self, least: int, most: int) -> None:
        self._least, self._most = least, most

    def read(self, value: str) -> int:
        """Return the number."""
        digits = value.strip()
        if not (
            digits.isascii() and digits.isdigit() and len(digits) < 12 and self._least <= int(digits) <= self._most
        ):
            raise Misread(_NO_NUMBER.with_parameters(value=value, least=str(self._least), most=str(self._most)))
        return int(digits)


class OneOf(Word):
    """One of some words."""

    def __init__(self, words: Collection[str]) -> None:
        self._words = tuple(words)
        self.called = Text(*[f"[{'|'.join(self._words)}]"] * 2)

    def read(self, value: str) -> str:
        """Return the word."""
        if value not in self._words:
            raise Misread(_NOT_IN.with_parameters(value=value, words=", ".join(self._words)))
        return value


class AgencyKey(Word):
    """The key of an agency."""

    called = Text("SERVICE", "AGENCY")

    def read(self, value: str) -> str:
        """Return the key."""
        register_folder(home_folder() / "agencies")
        keys = [each.key for each in agency_register().agencies()]
        if value not in keys:
            raise Misread(_NO_AGENCY.with_parameters(value=value, words=", ".join(keys)))
        return value


class ReadableFile(Word):
    """A file that can be read."""

    called = Text("FICHIER", "FILE")

    def read(self, value: str) -> Path:
        """Return its path."""
        path = Path(value)
        if not path.is_file():
            raise Misread(_NO_FILE.with_parameters(value=value))
        return path


class ReadableFolder(Word):
    """A folder that can be read."""

    called = Text("DOSSIER", "FOLDER")

    def read(self, value: str) -> Path:
        """Return its path."""
        path = Path(value)
        if not path.is_dir():
            raise Misread(_NOT_A_FOLDER.with_parameters(value=value))
        return path


class PathToWrite(Word):
    """A file that may be written: its folder is there."""

    called = Text("FICHIER", "FILE")

    def read(self, value: str) -> Path:
        """Return its path."""
        path = Path(value)
        if path.is_dir():
            raise Misread(_IS_A_FOLDER.with_parameters(value=value))
        if not path.resolve().parent.is_dir():
            raise Misread(_NO_FOLDER.with_parameters(value=value))
        return path


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


_NO_DAY: Final = Text("{value} n’est pas un jour (2026-11-27).", "{value} is not a day (2026-11-27).")
_NO_MOMENT: Final = Text(
    "{value} n’est pas un moment (2026-11-27T21:30).", "{value} is not a moment (2026-11-27T21:30)."
)
_NO_HOUR: Final = Text(
    "{value} est un jour sans heure\u00a0: dites laquelle (2026-11-27T21:30).",
    "{value} is a day without a time: say which (2026-11-27T21:30).",
)
_NO_NUMBER: Final = Text(
    "{value} n’est pas un nombre entier de {least} à {most}.", "{value} is not a whole number from {least} to {most}."
)
_NOT_IN: Final = Text("{value} n’est pas l’un de\u00a0: {words}.", "{value} is none of: {words}.")
_NO_AGENCY: Final = Text(
    "aucun service ne porte la clé {value} (connus\u00a0: {words}).", "no agency has the key {value} (known: {words})."
)
_NO_FILE: Final = Text("{value} n’est pas un fichier lisible.", "{value} is not a file that can be read.")
_NOT_A_FOLDER: Final = Text("{value} n’est pas un dossier.", "{value} is not a folder.")
_IS_A_FOLDER: Final = Text(
    "{value} est un dossier\u00a0: donnez le nom d’un fichier.", "{value} is a folder: give the name of a file."
)
_NO_FOLDER: Final = Text(
    "{value} ne peut pas être écrit\u00a0: son dossier n’existe pas.",
    "{value} cannot be written: its folder is not there.",
)
