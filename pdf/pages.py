"""A snapshot written as HTML: templates that escape everything and know every name they use."""

from __future__ import annotations

import re
from datetime import UTC
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from pdf import french, words
from pdf.documents import Document

_DOCUMENTS: Final = Path(__file__).parent / "documents"
_ORDINAL: Final = re.compile(r"(?<!\w)(\d{1,2})(er|re|e)(?=[ \u00a0])")


def write_html(document: Document, snapshot: Any, photo_scheme: str) -> str:
    """Return the page of a document. Every value printed is escaped and set in French type."""
    return (
        _templates()
        .get_template(f"{document.name}/page.html.jinja")
        .render(
            s=snapshot,
            head=snapshot.head,
            title=document.title(snapshot),
            subject=document.subject(snapshot),
            issued_at=snapshot.head.issued_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            print_of=snapshot.fingerprint(),
            photo_scheme=photo_scheme,
            **document.words(snapshot),
        )
    )


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(_DOCUMENTS),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_said,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals.update(
        count=french.count,
        word=words.word,
        words=words,
        not_recorded=french.NOT_RECORDED,
    )
    templates.filters.update(
        day=french.day,
        plain_day=french.plain_day,
        short_day=french.short_day,
        amount=french.amount,
        hour=french.hour,
        moment=french.moment,
        number=french.number_words,
        in_letters=french.in_letters,
        cited=french.cited,
        clause=french.clause,
        running=french.running,
        siret=french.siret,
        inside=french.inside,
        toward=french.toward,
        institution=french.institution,
        titled=french.titled,
        post=french.post,
        of=french.of,
        listed=french.listed,
        ordinals=_ordinals,
        fingerprint=french.fingerprint,
    )
    return templates


def _ordinals(text: str) -> Markup:
    """The words of an element, never of an attribute, with the letters of ``5e`` raised; they stay letters to be read."""
    return Markup(_ORDINAL.sub(r"\1<sup>\2</sup>", str(escape(french.set_type(text)))))  # noqa: S704 (escaped just here)


def _said(value: Any) -> Any:
    """What a template prints: nothing known is said to be unknown, words get their French spaces, markup stays."""
    if value is None:
        return french.NOT_RECORDED
    if isinstance(value, str) and not isinstance(value, Markup):
        return french.set_type(value)
    return value
