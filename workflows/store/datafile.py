"""Data files that people edit (TOML): read strictly, and refused with the file, the place and a sentence."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from workflows.store.text import Text


class DataFault(ValueError):
    """A data file says something that cannot be right. ``text`` is the sentence, in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.render("en"))
        self.text = text


class Row:
    """One table of a data file, read key by key; ``finish`` then refuses every key that nobody asked for.

    ``where`` names the file and the place in it, and opens every refusal.
    """

    def __init__(self, values: Mapping[str, Any], where: str) -> None:
        self.where = where
        self._values = values
        self._asked: set[str] = set()

    def fault(self, fr: str, en: str, **parameters: Any) -> DataFault:
        """Return the refusal of this table with that sentence."""
        return DataFault(Text("{where}\u00a0: " + fr, "{where}: " + en, where=self.where, **parameters))

    def has(self, key: str) -> bool:
        """Tell whether the table gives ``key``."""
        return key in self._values

    def line(self, key: str, default: str | None = None) -> str:
        """Return a non-empty string."""
        value = self._take(key, default)
        if not isinstance(value, str) or not (value.strip() or value == default):
            raise self._wrong(key, "un texte non vide", "a text that is not empty")
        return value

    def one_of(self, key: str, known: Collection[str], default: str | None = None) -> str:
        """Return a string that is among ``known``."""
        value = self.line(key, default)
        if value not in known:
            raise self._unknown(key, value, known)
        return value

    def number(self, key: str, lowest: int, highest: int) -> int:
        """Return a whole number within bounds, both included."""
        value = self._take(key, None)
        if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
            raise self._wrong(
                key, f"un nombre entier de {lowest} à {highest}", f"a whole number from {lowest} to {highest}"
            )
        return value

    def numbers(self, key: str) -> tuple[int, ...]:
        """Return a list of whole numbers above zero; none where the key is absent."""
        values = self._take(key, [])
        if not isinstance(values, list) or not all(type(value) is int and value > 0 for value in values):
            raise self._wrong(key, "une liste de nombres entiers positifs", "a list of whole numbers above zero")
        return tuple(values)

    def yes_no(self, key: str, default: bool) -> bool:
        """Return a yes or a no."""
        value = self._take(key, default)
        if not isinstance(value, bool):
            raise self._wrong(key, "vrai ou faux", "true or false")
        return value

    def words(
        self, key: str, known: Collection[str] | None = None, default: list[str] | None = None
    ) -> tuple[str, ...]:
        """Return a list of non-empty strings without repetition, each among ``known`` where it is given."""
        values = self._take(key, [] if default is None else default)
        if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
            raise self._wrong(key, "une liste de textes non vides", "a list of texts that are not empty")
        for value in values:
            if values.count(value) > 1:
                raise self.fault(
                    "«\u00a0{value}\u00a0» figure deux fois dans «\u00a0{key}\u00a0».",
                    "{value} stands twice in {key}.",
                    value=value,
                    key=key,
                )
            if known is not None and value not in known:
                raise self._unknown(key, value, known)
        return tuple(values)

    def day(self, key: str) -> date | None:
        """Return a day, or ``None`` where the key is absent."""
        value = self._take(key, None) if self.has(key) else None
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            raise self._wrong(key, "un jour (AAAA-MM-JJ, sans guillemets)", "a day (YYYY-MM-DD, without quotes)")
        return value

    def hour(self, key: str) -> time:
        """Return a time of day."""
        value = self._take(key, None)
        if not isinstance(value, time):
            raise self._wrong(key, "une heure (08:00:00, sans guillemets)", "a time of day (08:00:00, without quotes)")
        return value

    def text(self, key: str) -> Text:
        """Return a sentence given in both languages: ``{fr = "…", en = "…"}``. Refuses a straight apostrophe in French."""
        value = self._take(key, None)
        languages = {"fr", "en"}
        if (
            not isinstance(value, dict)
            or set(value) != languages
            or not all(isinstance(value[language], str) and value[language].strip() for language in languages)
        ):
            raise self._wrong(
                key, "un texte en français (fr) et en anglais (en)", "a text in French (fr) and English (en)"
            )
        if "'" in value["fr"]:
            raise self._wrong(key, "un texte français avec l’apostrophe ’", "a French text with the apostrophe ’")
        return Text.from_data(value)

    def text_or_none(self, key: str) -> Text | None:
        """Return a sentence in both languages, or ``None`` where the key is absent."""
        return self.text(key) if self.has(key) else None

    def table(self, key: str) -> dict[str, Any]:
        """Return a table as it stands, for a reader of its own; empty where the key is absent."""
        value = self._take(key, {})
        if not isinstance(value, dict):
            raise self._wrong(key, "une table", "a table")
        return value

    def rows(self, key: str) -> Iterator[Row]:
        """Give each table of a list of tables; none where the key is absent."""
        values = self._take(key, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise self._wrong(key, "une liste de tables", "a list of tables")
        for position, value in enumerate(values, start=1):
            name = value.get("code") or value.get("key") or position
            yield Row(value, f"{self.where}, {key} {name}")

    def finish(self) -> None:
        """Refuse every key of the table that was not read: a misspelt key must not be silently ignored."""
        for key in self._values:
            if key not in self._asked:
                raise self.fault("la clé «\u00a0{key}\u00a0» est inconnue.", "the key {key} is unknown.", key=key)

    def _take(self, key: str, default: Any) -> Any:
        self._asked.add(key)
        if key not in self._values and default is None:
            raise self.fault("la clé «\u00a0{key}\u00a0» manque.", "the key {key} is missing.", key=key)
        return self._values.get(key, default)

    def _wrong(self, key: str, fr: str, en: str) -> DataFault:
        return self.fault("«\u00a0{key}\u00a0» doit être " + fr + ".", "{key} must be " + en + ".", key=key)

    def _unknown(self, key: str, value: str, known: Collection[str]) -> DataFault:
        return self.fault(
            "«\u00a0{value}\u00a0», dans «\u00a0{key}\u00a0», n’existe pas. Valeurs connues\u00a0: {known}.",
            "{value} in {key} does not exist. Known values: {known}.",
            value=value,
            key=key,
            known=", ".join(sorted(known)),
        )


def read_row(path: Path) -> Row:
    """Read one TOML file as a row; refuses with ``DataFault`` a file that is absent, not UTF-8 or not TOML."""
    where = path.name
    try:
        return Row(tomllib.loads(path.read_text(encoding="utf-8")), where)
    except FileNotFoundError:
        raise DataFault(
            Text("Le fichier {where} est introuvable.", "The file {where} is not there.", where=where)
        ) from None
    except UnicodeDecodeError:
        raise DataFault(
            Text(
                "{where} n’est pas en UTF-8\u00a0: enregistrez-le dans cet encodage.",
                "{where} is not UTF-8: save it in that encoding.",
                where=where,
            )
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise DataFault(
            Text(
                "{where} ne se lit pas comme du TOML\u00a0: {error}.",
                "{where} cannot be read as TOML: {error}.",
                where=where,
                error=str(error).rstrip("."),
            )
        ) from None
