"""What people may write in one place of a form: strict, bounded, and refused with a sentence in their language.

Labels, hints and errors are texts in both languages; the page renders them. A field keeps what was typed, so that a
refused form shows it again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Final

import wtforms
from wtforms.validators import StopValidation

from workflows.store.text import PARIS, Text

MOST_CHOICES_IN_SIGHT: Final = 8
"""Up to so many choices are shown as buttons; more of them become a list to open."""

EARLIEST_YEAR: Final = 1900
LATEST_YEAR: Final = 2100
_DIGITS: Final = re.compile(r"[0-9]{1,15}")
_AMOUNT: Final = re.compile(r"([0-9]{1,12})(?:[.,]([0-9]{1,2}))?")
_ISO_DAY: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_FRENCH_DAY: Final = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})")
_TIME: Final = re.compile(r"([0-9]{1,2})\s?[:hH]\s?([0-9]{2})(?::[0-9]{2}(?:\.[0-9]{1,6})?)?")
_SPACES_IN_NUMBERS: Final = str.maketrans("", "", " \u00a0\u202f")
_BIDI: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Asked(wtforms.Field):
    """One thing that a form asks. ``kind`` names the macro that draws it; ``typed`` is what the person wrote.

    ``says_optional`` is whether a field that is not required says so: a list in which nothing ticked is an answer does not.
    """

    kind: ClassVar[str] = "line"
    missing: ClassVar[Text] = Text("Renseignez ce champ.", "Fill in this field.")

    def __init__(
        self,
        label: Text,
        *,
        required: bool = True,
        says_optional: bool = True,
        hint: Text | None = None,
        maximum: int = 4000,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, **kwargs)  # type: ignore[arg-type]
        self.required = required
        self.says_optional = says_optional
        self.hint = hint
        self.maximum = maximum

    @property
    def typed(self) -> str:
        """What the person wrote, or the value to begin with, as the input shows it."""
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.written(self.data)

    def written(self, value: Any) -> str:
        """Return a value as the input shows it."""
        return str(value)

    def read(self, typed: str) -> Any:
        """Turn what was written into a value; refuses with ``ValueError`` carrying a text."""
        return typed

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was written; nothing at all is ``None``."""
        typed = _normal(valuelist[0]) if valuelist else ""
        self.data = self.read(typed) if typed else None

    def pre_validate(self, form: Any) -> None:
        """Refuse an empty field that is required."""
        if self.required and not self.process_errors and (self.data is None or self.data == []):
            raise StopValidation(self.missing)  # type: ignore[arg-type]


class Line(Asked):
    """A line of words."""

    def read(self, typed: str) -> str:
        """Return the line; refuses a line break, an invisible character, a line that is too long."""
        line = typed.strip()
        _refuse_unreadable(line, allowed="")
        _refuse_long(line, self.maximum)
        return line

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the line; blanks alone are nothing."""
        super().process_formdata(valuelist)
        self.data = self.data or None


class Paragraphs(Line):
    """Words on several lines."""

    kind = "text"

    def read(self, typed: str) -> str:
        """Return the words with plain line ends; refuses an invisible character or too many words."""
        words = typed.replace("\r\n", "\n").replace("\r", "\n").strip()
        _refuse_unreadable(words, allowed="\n\t")
        _refuse_long(words, self.maximum)
        return words


class Password(Asked):
    """A password, never shown again and never trimmed."""

    kind = "password"
    missing = Text("Saisissez votre mot de passe.", "Type your password.")

    @property
    def typed(self) -> str:
        """Nothing: a password does not come back to the page."""
        return ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep the password as it was typed."""
        self.data = str(valuelist[0])[: self.maximum] if valuelist and valuelist[0] else None


class Number(Asked):
    """A whole number from 0 to ``maximum``, in ASCII digits; the spaces of French thousands are forgiven."""

    kind = "number"

    def read(self, typed: str) -> int:
        """Return the number; refuses anything else."""
        digits = typed.translate(_SPACES_IN_NUMBERS)
        if not _DIGITS.fullmatch(digits) or int(digits) > self.maximum:
            raise ValueError(
                Text(
                    "Écrivez un nombre entier de 0 à {maximum}, en chiffres.",
                    "Write a whole number from 0 to {maximum}, in digits.",
                    maximum=self.maximum,
                )
            )
        return int(digits)


class Amount(Asked):
    """A finite amount from 0 to ``maximum`` with at most two decimals, after a comma or a point."""

    kind = "amount"

    def read(self, typed: str) -> Decimal:
        """Return the amount; refuses anything else."""
        found = _AMOUNT.fullmatch(typed.translate(_SPACES_IN_NUMBERS))
        amount = Decimal(f"{found[1]}.{found[2] or '0'}") if found else None
        if amount is None or amount > self.maximum:
            raise ValueError(
                Text(
                    "Écrivez un montant de 0 à {maximum}, avec deux décimales au plus.",
                    "Write an amount from 0 to {maximum}, with two decimals at most.",
                    maximum=self.maximum,
                )
            )
        return amount


class Day(Asked):
    """A calendar day, from a date input or typed the French way (27/11/2026)."""

    kind = "day"

    def read(self, typed: str) -> date:
        """Return the day; refuses what is not one."""
        return _read_day(typed.strip())

    def written(self, value: Any) -> str:
        """Return the day as a date input wants it."""
        return str(value.isoformat())


class Moment(Asked):
    """A moment given in Paris time, kept aware and in UTC.

    The hour that the spring change skips is refused. Of the hour that autumn repeats, the first one is meant.
    """

    kind = "moment"

    def read(self, typed: str) -> datetime:
        """Return the moment, aware and UTC; refuses what is not one."""
        day, _, time = typed.strip().replace("T", " ", 1).partition(" ")
        found = _TIME.fullmatch(time.strip().removeprefix("à").strip())
        if found is None:
            raise ValueError(_NO_MOMENT)
        hour, minute = int(found[1]), int(found[2])
        on = _read_day(day)
        if hour > 23 or minute > 59:
            raise ValueError(_NO_MOMENT)
        moment = datetime(on.year, on.month, on.day, hour, minute, tzinfo=PARIS).astimezone(UTC)
        if moment.astimezone(PARIS).hour != hour:
            raise ValueError(_SKIPPED_HOUR)
        return moment

    def written(self, value: Any) -> str:
        """Return the moment as a date and time input wants it, in Paris time."""
        return paris_input(value)


class Choice(Asked):
    """One of some choices, each a stored code with its label."""

    kind = "choice"
    missing = Text("Choisissez une réponse.", "Choose an answer.")

    def __init__(self, label: Text, *, choices: Iterable[tuple[str, Text]], **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.choices: Sequence[tuple[str, Text]] = tuple(choices)

    @property
    def in_sight(self) -> bool:
        """Whether all the choices are shown at once rather than in a list to open."""
        return len(self.choices) <= MOST_CHOICES_IN_SIGHT

    def read(self, typed: str) -> str:
        """Return the code; refuses one that was not offered."""
        if typed not in {code for code, _ in self.choices}:
            raise ValueError(_NOT_OFFERED)
        return typed


class YesNo(Choice):
    """A question to answer by yes or no; nothing is chosen beforehand."""

    kind = "yes_no"
    missing = Text("Répondez par oui ou par non.", "Answer yes or no.")

    def __init__(self, label: Text, **kwargs: Any) -> None:
        super().__init__(label, choices=(("yes", Text("Oui", "Yes")), ("no", Text("Non", "No"))), **kwargs)

    def read(self, typed: str) -> Any:
        """Return the answer as a truth value."""
        return super().read(typed) == "yes"

    def written(self, value: Any) -> str:
        """Return the code of the answer."""
        return "yes" if value else "no"


class Choices(Choice):
    """Some of many choices; required means at least one."""

    kind = "choices"
    missing = Text("Choisissez au moins une réponse.", "Choose at least one answer.")

    @property
    def typed_codes(self) -> list[str]:
        """The codes that are ticked."""
        return [str(code) for code in (self.raw_data or self.data or [])]

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the ticked codes in the order in which they are offered."""
        ticked = {str(self.read(str(value))) for value in valuelist}
        self.data = [code for code, _ in self.choices if code in ticked]


class Hidden(Asked):
    """A value that travels with the form without being shown."""

    kind = "hidden"


def paris_input(moment: datetime) -> str:
    """Return an aware moment as a date and time input wants it, in Paris time, to the minute."""
    if moment.tzinfo is None:
        raise ValueError(f"A moment needs its time zone: {moment!r}.")
    return moment.astimezone(PARIS).strftime("%Y-%m-%dT%H:%M")


def _normal(value: Any) -> str:
    return unicodedata.normalize("NFC", str(value))


def _refuse_unreadable(words: str, *, allowed: str) -> None:
    for character in words:
        category = unicodedata.category(character)
        if (category in ("Cc", "Cs") and character not in allowed) or character in _BIDI:
            raise ValueError(_UNREADABLE)


def _refuse_long(words: str, maximum: int) -> None:
    if len(words) > maximum:
        raise ValueError(
            Text(
                "{length} caractères sont écrits, {maximum} au plus sont possibles.",
                "{length} characters are written, {maximum} at most are possible.",
                length=len(words),
                maximum=maximum,
            )
        )


def _read_day(typed: str) -> date:
    if found := _ISO_DAY.fullmatch(typed):
        year, month, day = found.groups()
    elif found := _FRENCH_DAY.fullmatch(typed):
        day, month, year = found.groups()
    else:
        raise ValueError(_NO_DAY)
    if not EARLIEST_YEAR <= int(year) <= LATEST_YEAR:
        raise ValueError(_FAR_YEAR)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(_NO_DAY) from None


_NO_DAY: Final = Text(
    "Cette date n’existe pas. Écrivez-la comme ceci\u00a0: 27/11/2026.",
    "This date does not exist. Write it like this: 27/11/2026.",
)
_FAR_YEAR: Final = Text(
    "Vérifiez l’année\u00a0: elle doit aller de 1900 à 2100.", "Check the year: it must be from 1900 to 2100."
)
_NO_MOMENT: Final = Text(
    "Cette date et cette heure ne se lisent pas. Écrivez-les comme ceci\u00a0: 27/11/2026 21:30.",
    "This date and time cannot be read. Write them like this: 27/11/2026 21:30.",
)
_SKIPPED_HOUR: Final = Text(
    "Cette heure n’existe pas\u00a0: cette nuit-là, les horloges passent de 2\u00a0h à 3\u00a0h.",
    "This hour does not exist: that night the clocks go from 2 am to 3 am.",
)
_NOT_OFFERED: Final = Text(
    "Cette réponse n’est pas, ou n’est plus, proposée. Choisissez-en une autre.",
    "This answer is not, or no longer, offered. Choose another one.",
)
_UNREADABLE: Final = Text(
    "Ce texte contient un caractère invisible. Effacez-le et écrivez de nouveau.",
    "This text contains an invisible character. Delete it and write again.",
)
