"""How the law's data files are read: strictly, so that a slip of the pen stops the house with a sentence."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

from workflows.store.text import Text

DATA: Final = Path(__file__).parent / "data"
"""The folder of the law's data files."""


class DataFaultError(ValueError):
    """A data file says something that the house cannot use; the message names the file and the key."""


class Row:
    """One table of a data file, read key by key; a key that nobody read is refused by ``finish``."""

    def __init__(self, file: str, values: Mapping[str, Any], name: str) -> None:
        self.file = file
        self.name = name
        self._values = values
        self._read: set[str] = set()

    def fault(self, sentence: str) -> DataFaultError:
        """Return the refusal to raise: ``sentence`` preceded by the file and the table that it is about."""
        return DataFaultError(f"{self.file}, {self.name}: {sentence}")

    def has(self, key: str) -> bool:
        """Tell whether the table gives ``key``."""
        return key in self._values

    def word(self, key: str) -> str:
        """Return the string under ``key``; refuses its absence, another type and an empty string."""
        value = self._take(key, str, "a string")
        if not value.strip():
            raise self.fault(f"“{key}” is empty.")
        return str(value)

    def words(self, key: str) -> tuple[str, ...]:
        """Return the list of strings under ``key`` (empty where absent); refuses another type, doubles and blanks."""
        if not self.has(key):
            return ()
        values = self._take(key, list, "a list of strings")
        if any(not isinstance(value, str) or not value.strip() for value in values):
            raise self.fault(f"“{key}” must hold strings only, none of them empty.")
        if len(set(values)) != len(values):
            raise self.fault(f"“{key}” names the same thing twice.")
        return tuple(values)

    def choice(self, key: str, allowed: frozenset[str]) -> str:
        """Return the string under ``key``, which must be one of ``allowed``."""
        value = self.word(key)
        if value not in allowed:
            raise self.fault(f"“{key}” is “{value}”, which is none of: {', '.join(sorted(allowed))}.")
        return value

    def choices(self, key: str, allowed: frozenset[str]) -> tuple[str, ...]:
        """Return the list of strings under ``key``, each of which must be one of ``allowed``."""
        values = self.words(key)
        for value in values:
            if value not in allowed:
                raise self.fault(f"“{key}” names “{value}”, which is none of: {', '.join(sorted(allowed))}.")
        return values

    def number(self, key: str) -> int:
        """Return the whole number under ``key``; refuses its absence, another type and a negative one."""
        value = self._take(key, int, "a whole number")
        if isinstance(value, bool) or value < 0:
            raise self.fault(f"“{key}” must be a whole number, zero or more.")
        return int(value)

    def numbers(self, key: str) -> tuple[int, ...]:
        """Return the list of whole numbers under ``key``, empty where absent."""
        if not self.has(key):
            return ()
        values = self._take(key, list, "a list of whole numbers")
        if any(isinstance(value, bool) or not isinstance(value, int) for value in values):
            raise self.fault(f"“{key}” must hold whole numbers only.")
        return tuple(values)

    def flag(self, key: str) -> bool:
        """Return the yes or no under ``key``; absent means no."""
        return bool(self._take(key, bool, "true or false")) if self.has(key) else False

    def day(self, key: str) -> date | None:
        """Return the day under ``key``, ``None`` where absent; refuses a moment."""
        if not self.has(key):
            return None
        value = self._take(key, date, "a day such as 2026-08-20")
        if isinstance(value, datetime):
            raise self.fault(f"“{key}” must be a day, not a moment.")
        return date.fromisoformat(value.isoformat())

    def clock_time(self, key: str) -> time:
        """Return the local time of day under ``key``, such as ``08:00:00``."""
        return time.fromisoformat(self._take(key, time, "a time of day such as 08:00:00").isoformat())

    def text(self, key: str) -> Text:
        """Return the words under ``key``, a table ``{fr = "…", en = "…"}`` with both languages."""
        value = self._take(key, dict, "a table {fr, en}")
        if set(value) != {"fr", "en"} or not all(isinstance(words, str) and words.strip() for words in value.values()):
            raise self.fault(f'“{key}” must give French and English: {{fr = "…", en = "…"}}.')
        return Text.from_data(value)

    def optional_text(self, key: str) -> Text | None:
        """Return the words under ``key``, ``None`` where absent."""
        return self.text(key) if self.has(key) else None

    def rows(self, key: str) -> list[Row]:
        """Return the tables under ``key`` (``[[key]]``), empty where absent."""
        if not self.has(key):
            return []
        values = self._take(key, list, f"tables [[{key}]]")
        return [self._row_of(key, number, value) for number, value in enumerate(values, start=1)]

    def table(self, key: str) -> Row:
        """Return the table under ``key``."""
        return Row(self.file, self._take(key, dict, "a table"), f"{self.name}, {key}")

    def finish(self) -> None:
        """Refuse keys that nobody read: a misspelt key must not pass in silence."""
        unknown = sorted(set(self._values) - self._read)
        if unknown:
            raise self.fault(f"unknown key “{unknown[0]}”.")

    def _row_of(self, key: str, number: int, value: Any) -> Row:
        if not isinstance(value, dict):
            raise self.fault(f"“{key}” must be written as tables [[{key}]].")
        return Row(self.file, value, str(value.get("key", f"{key} {number}")))

    def _take(self, key: str, kind: type, what: str) -> Any:
        if key not in self._values:
            raise self.fault(f"“{key}” is missing.")
        self._read.add(key)
        value = self._values[key]
        if not isinstance(value, kind):
            raise self.fault(f"“{key}” must be {what}.")
        return value


def read_file(path: Path) -> Row:
    """Return the whole of a TOML file as one table; refuses a file that cannot be read or is not TOML."""
    try:
        return Row(path.name, tomllib.loads(path.read_text(encoding="utf-8")), "file")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataFaultError(f"{path.name} cannot be read: {error}") from error


def read_folder(folder: Path) -> Iterator[Row]:
    """Yield every TOML file of ``folder`` in alphabetical order; refuses a folder that holds none."""
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise DataFaultError(f"{folder.name}: no data file there.")
    for path in paths:
        yield read_file(path)
