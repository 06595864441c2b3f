"""Why the press did not print: what is missing, or what broke."""

from __future__ import annotations

from collections.abc import Iterable

from workflows.store.text import Text


class PressStopped(Exception):
    """The document may not be printed as it stands. ``missing`` lists what is missing or wrong, as people name it."""

    def __init__(self, missing: Iterable[Text]) -> None:
        self.missing = list(missing)
        super().__init__("; ".join(text.render("en") for text in self.missing))


class PressFailed(Exception):
    """The press itself broke, ran out of time or of memory; nothing was printed and the same may be tried again."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.render("en"))
