"""Rules about templates, styles and scripts: nothing from elsewhere, nothing unescaped, nothing that the policy forbids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tests.house.rule import Breach, Rule, is_template, line_of

_ADDRESS: Final = re.compile(r"(?:https?:)?//[a-z0-9][\w.-]*\.[a-z]{2,}", re.IGNORECASE)
_NAMESPACE: Final = re.compile(r"""(?:xmlns(?::\w+)?\s*=\s*["']|NS\s*\(\s*["']|["'])https?://www\.w3\.org/[^"']*["']""")
_LINK: Final = re.compile(r"""<a\s[^>]*href\s*=\s*["']https?://[^"']*["']""")
_COMMENT: Final = re.compile(r"/\*.*?\*/|\{#.*?#\}|<!--.*?-->", re.DOTALL)
_INLINE: Final = (
    (re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE), "a handler inside the page"),
    (re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE), "a style inside the page"),
    (re.compile(r"<style\b", re.IGNORECASE), "a style sheet inside the page"),
    (
        re.compile(r"<script(?![^>]*\bsrc\s*=)(?![^>]*application/(?:ld\+)?json)[^>]*>", re.IGNORECASE),
        "a script inside the page",
    ),
    (re.compile(r"javascript:", re.IGNORECASE), "a script as an address"),
)
_UNESCAPED: Final = re.compile(r"\|\s*safe\b|\{%-?\s*autoescape\s+false|\bMarkup\s*\(")

_BARE: Final = re.compile(r"<details(?![^>]*\bclass\s*=)[^>]*>")


def _blank(pattern: re.Pattern[str], source: str) -> str:
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), source)


def _from_elsewhere(source: str) -> Iterator[Breach]:
    ours = source
    for harmless in (_COMMENT, _NAMESPACE, _LINK):
        ours = _blank(harmless, ours)
    for found in _ADDRESS.finditer(ours):
        yield line_of(source, found.start()), f"loads from elsewhere: {found.group()}"


def _unescaped(source: str) -> Iterator[Breach]:
    for found in _UNESCAPED.finditer(_blank(_COMMENT, source)):
        yield line_of(source, found.start()), f"{found.group()}: text reaches the page as mark-up"


def _inline(source: str) -> Iterator[Breach]:
    for pattern, what in _INLINE:
        for found in pattern.finditer(_blank(_COMMENT, source)):
            yield line_of(source, found.start()), what


def _bare(source: str) -> Iterator[Breach]:
    for found in _BARE.finditer(_blank(_COMMENT, source)):
        yield line_of(source, found.start()), "what opens here is a line of text, too small for a thumb"


PAGE_RULES: Final = {
    "elsewhere": Rule(
        "Pages, styles and scripts load nothing from elsewhere; a link that people click may lead out.",
        lambda path: is_template(path) or (path.endswith((".css", ".js", ".svg")) and not path.startswith("tests/")),
        _from_elsewhere,
        bad='<link href="//cdn.example.org/style.css">',
        good='<svg xmlns="http://www.w3.org/2000/svg"></svg><a class="x" href="https://example.org/">lien</a> // note',
    ),
    "escaping": Rule(
        "Templates escape what they print.",
        is_template,
        _unescaped,
        bad="{{ note | safe }}",
        good="{{ note }} {# never |safe #}",
    ),
    "policy": Rule(
        "Pages work under a content policy without unsafe-inline.",
        lambda path: is_template(path) and path.startswith("webapp/"),
        _inline,
        bad='<p style="color: red" onclick="go()">…</p>',
        good='<script src="/static/desk.js" defer></script><p class="warning">…</p>',
    ),
    "touch": Rule(
        "What opens on a page is drawn as something to press.",
        lambda path: is_template(path) and path.startswith("webapp/"),
        _bare,
        bad="<details><summary>…</summary></details>",
        good='<details class="more"><summary>…</summary></details>',
    ),
}
