"""A test browser that checks every page it is given: headers, well-formed HTML, one title, French typography."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any, Final

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

HEADERS: Final = (
    "Content-Security-Policy",
    "Cross-Origin-Embedder-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Cache-Control",
)
_VOID: Final = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_TYPOGRAPHY: Final = (
    (re.compile(r"\w'\w"), "a straight apostrophe"),
    (re.compile(r"[^\s\u00a0\u202f\d:/][:;!?](?:\s|$)"), "no no-break space before : ; ! or ?"),
    (re.compile(r" [:;!?»]"), "a plain space before : ; ! ? or »"),
    (re.compile(r"« "), "a plain space after «"),
)
_ENGLISH: Final = re.compile(
    r"\b(the|sign in|sign out|submit|search|inbox|case|next|back|cancel|this|your|you|error|page not found)\b",
    re.IGNORECASE,
)


class PageReader(HTMLParser):
    """Reads a page as a browser would, and writes down what is wrong with it."""

    def __init__(self, language: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.headings = 0
        self.words: list[str] = []
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.inputs: list[dict[str, str | None]] = []
        self._open: list[tuple[str, str]] = []
        self._language = language

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if len(given) != len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        for name in given:
            if name == "style" or name.startswith("on"):
                self.faults.append(f"<{tag}> has an inline {name}")
        if tag in ("script", "style") and "src" not in given:
            self.faults.append(f"<{tag}> stands inline")
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "h1":
            self.headings += 1
        if tag == "label" and given.get("for"):
            self.labels.add(str(given["for"]))
        if tag in ("input", "select", "textarea") and given.get("type") != "hidden":
            self.inputs.append({**given, "inside": ",".join(name for name, _ in self._open)})
        language = given.get("lang") or (self._open[-1][1] if self._open else self._language)
        if tag not in _VOID:
            self._open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            self.faults.append(f"</{tag}> closes {self._open[-1][0] if self._open else 'nothing'}")
            return
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._open or not data.strip():
            return
        tag, language = self._open[-1]
        if tag not in ("script", "style") and language == self._language:
            self.words.append(data)

    def close(self) -> None:
        super().close()
        if self._open:
            self.faults.append(f"<{self._open[-1][0]}> is never closed")
        if self.headings != 1:
            self.faults.append(f"{self.headings} h1 on the page")
        self.faults.extend(f"the id {each} stands twice" for each in sorted(set(self.ids)) if self.ids.count(each) > 1)
        for each in self.inputs:
            inside_label = "label" in str(each.get("inside", "")).split(",")
            if not inside_label and each.get("id") not in self.labels and not each.get("aria-label"):
                self.faults.append(f"the input {each.get('name')} has no label")


def faults_of_page(page: str) -> list[str]:
    """Return what is wrong with a page."""
    language = "en" if '<html lang="en"' in page else "fr"
    reader = PageReader(language)
    reader.feed(page)
    reader.close()
    faults = reader.faults
    if language == "fr":
        for words in reader.words:
            flat = " ".join(words.split(" ")).strip("\n ")
            flat = re.sub(r"\s*\n\s*", " ", flat)
            faults.extend(f"{what}: {flat!r}" for pattern, what in _TYPOGRAPHY if pattern.search(flat))
            if _ENGLISH.search(flat):
                faults.append(f"English on a French page: {flat!r}")
    return faults


class StrictClient(FlaskClient):
    """A browser without a screen that fails the test on a page that is not right."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Ask for a page and check it."""
        kwargs.setdefault("buffered", True)
        response = super().open(*args, **kwargs)
        missing = [name for name in HEADERS if name not in response.headers]
        assert not missing, f"{response.request.path} lacks {missing}"
        assert "unsafe" not in response.headers["Content-Security-Policy"]
        if response.mimetype == "text/html" and not 300 <= response.status_code < 400:
            faults = faults_of_page(response.get_data(as_text=True))
            assert not faults, f"{response.request.path}: {faults}"
        return response


def token_in(page: str) -> str:
    """Return the token that the forms of a page carry."""
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', page)
    assert found, "The page has no form of ours."
    return found[1]


def inputs_in(page: str) -> dict[str, str]:
    """Return the hidden inputs of a page's forms, by name."""
    return dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)">', page))
