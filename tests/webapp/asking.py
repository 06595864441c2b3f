"""Asking the application for an address as its map gives it, and everything that an answer holds, headers and all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.pdf.printed import everything_in, text_of
from tests.webapp.canary_words import canaries_in


def address_of(rule: Rule, values: Mapping[str, Any]) -> str:
    """Return the address of a rule with these values in the place of its parameters."""
    built = rule.build({**rule.defaults, **values} if rule.defaults else dict(values), append_unknown=False)
    assert built is not None, f"{rule.rule} is not filled by {sorted(values)}."
    return built[1]


@dataclass(frozen=True)
class Answer:
    """An answer as somebody on the wire sees it."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def of(cls, response: TestResponse) -> Answer:
        """Take an answer whole; two of them are equal only if every byte is."""
        return cls(response.status_code, tuple(sorted(response.headers.items())), response.get_data())

    def header(self, name: str) -> str | None:
        """Return a header, ``None`` where it is not there."""
        return dict(self.headers).get(name)

    @property
    def words(self) -> frozenset[str]:
        """Every canary in it: in the headers, in the text, in each stream, string and attachment of a paper."""
        said = canaries_in(repr(self.headers))
        return said | (_words_of_paper(self.body) if self.body[:5] == b"%PDF-" else _words_of_text(self.body))


def ask(browser: FlaskClient, address: str) -> Answer:
    """Ask for an address and return what comes; links are not followed."""
    return Answer.of(browser.get(address, buffered=True))


def _words_of_text(body: bytes) -> frozenset[str]:
    return canaries_in(body.decode("utf-8", errors="replace"))


@cache
def _words_of_paper(body: bytes) -> frozenset[str]:
    unpacked = b"\n".join(everything_in(body)).decode("latin-1")
    return canaries_in(unpacked) | canaries_in(text_of(body))
