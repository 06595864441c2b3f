"""The press: a snapshot in, one file out that is PDF/A-3a and PDF/UA-1, with that same snapshot attached as JSON.

Equal snapshots and pictures give equal bytes: every date comes from the snapshot, every font from this project, and nothing is
fetched. The render itself belongs in a limited process of its own (``pdf.child``); ``render`` does it in this one.
"""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from weasyprint import CSS, HTML, Attachment
from weasyprint.css import ColorProfile
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from pdf.documents import Document
from pdf.fonts import use_own_fonts
from pdf.limits import Progress, check_letters, check_sizes, no_progress
from pdf.pages import write_html
from pdf.photos import prepare_photos
from pdf.stopped import PressFailed, PressStopped
from workflows.processes.plain import Snapshot
from workflows.store.text import Text

PHOTO_SCHEME: Final = "beffroi-photo:"
_DOCUMENTS: Final = Path(__file__).parent / "documents"
_INTENT: Final = "paper"
_ONE_AT_A_TIME: Final = threading.Lock()


def render(
    document: Document, snapshot: Any, images: Mapping[str, bytes], *, progress: Progress = no_progress
) -> bytes:
    """Return the PDF of a snapshot. ``images`` holds the bytes of each photo by SHA-256.

    Stops with the whole list (``PressStopped``) when a mention, a photo or a letter is missing or a text is too long. One
    render at a time in a process; others wait.
    """
    progress("prepare", 0)
    check_sizes(snapshot)
    photos, missing = prepare_photos(snapshot.photos(), images)
    missing = [
        *snapshot.missing(),
        *document.unprintable(snapshot.printed_states()),
        *missing,
        *check_letters(snapshot),
    ]
    if missing:
        raise PressStopped(missing)
    text = write_html(document, snapshot, PHOTO_SCHEME)
    with _ONE_AT_A_TIME, _no_collection(), _errors_raise(), _pages_told(progress):
        return _print(document, snapshot, text, OwnPictures(photos), progress)


class OwnPictures(URLFetcher):
    """Hands out the photos of one render from memory, by SHA-256, and refuses every other address whatsoever."""

    def __init__(self, photos: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=[], allow_redirects=False, fail_on_errors=True)
        self._photos = photos

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """Return one of the photos; refuses any other address (``ValueError``, which stops the render)."""
        photo = self._photos.get(url.removeprefix(PHOTO_SCHEME)) if url.startswith(PHOTO_SCHEME) else None
        if photo is None:
            raise ValueError(f"The press fetches nothing: {url[:120]}")
        return URLFetcherResponse(url, photo, {"Content-Type": "image/jpeg"})


def _print(document: Document, snapshot: Snapshot, text: str, pictures: OwnPictures, progress: Progress) -> bytes:
    issued: datetime = snapshot.head.issued_at  # type: ignore[attr-defined]
    attached = Attachment(
        string=snapshot.as_json(),
        name=f"{document.name}.json",
        description="Contenu du document, tel qu’imprimé",
        created=issued.astimezone(UTC),
        modified=issued.astimezone(UTC),
        relationship="Source",
    )
    fonts, sheet = _style_of(document.name)
    options: dict[str, Any] = {
        "stylesheets": [sheet],
        "attachments": [attached],
        "pdf_identifier": bytes.fromhex(snapshot.fingerprint())[:16],
        "pdf_variant": "pdf/a-3a",
        "pdf_tags": True,
        "output_intent": _INTENT,
    }
    try:
        progress("lay_out", 0)
        laid_out = HTML(string=text, url_fetcher=pictures).render(
            font_config=fonts, color_profiles={_INTENT: _profile()}, **options
        )
        progress("write", len(laid_out.pages))
        _claim_accessibility(laid_out.metadata)
        printed: bytes = laid_out.write_pdf(finisher=_name_attachment_once, **options)
    except FatalURLFetchingError as error:
        raise PressFailed(
            Text(
                "La page demande une ressource que la presse n’a pas.",
                "The page asks for what the press does not have.",
            )
        ) from error
    return printed


@cache
def _style_of(document: str) -> tuple[Any, Any]:
    """Read fonts, the sheet of all papers and the document's own once per process; no other document's changes its looks."""
    use_own_fonts()
    fonts = FontConfiguration()
    sheets = [_DOCUMENTS / "paper.css", *_DOCUMENTS.glob(f"{document}/style.css")]
    style = "\n".join(path.read_text("utf-8") for path in sheets)
    return fonts, CSS(string=style, font_config=fonts, url_fetcher=OwnPictures({}))


@cache
def _profile_bytes() -> bytes:
    return (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()


def _profile() -> Any:
    return ColorProfile(BytesIO(_profile_bytes()), "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))


_ACCESSIBLE: Final = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""


def _claim_accessibility(metadata: Any) -> None:
    """Have the one RDF block say PDF/UA-1 beside PDF/A-3a, with the schema by which PDF/A allows it to.

    The library writes one variant only, and its own option for more adds a second RDF block, which PDF/UA refuses.
    """
    written: Callable[..., bytes] = metadata.generate_rdf_metadata

    def both(*arguments: Any, **named: Any) -> bytes:
        return written(*arguments, **named).replace(b"</rdf:RDF>", _ACCESSIBLE)

    metadata.generate_rdf_metadata = both


def _name_attachment_once(_: Any, file: Any) -> None:
    """The library lists the attached file twice among those associated with the document."""
    associated = file.catalog["AF"]
    associated[:] = list(dict.fromkeys(associated))


@contextmanager
def _no_collection() -> Iterator[None]:
    """A render makes many objects and no garbage worth stopping for: a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Listener(logging.Handler):
    def __init__(self, level: int, hear: Callable[[str], None]) -> None:
        super().__init__(level)
        self._hear = hear

    def emit(self, record: logging.LogRecord) -> None:
        self._hear(record.getMessage())


@contextmanager
def _errors_raise() -> Iterator[None]:
    """The library logs what it could not print and goes on; the press does not."""
    heard: list[str] = []
    listener, logger = _Listener(logging.ERROR, heard.append), logging.getLogger("weasyprint")
    logger.addHandler(listener)
    try:
        yield
    finally:
        logger.removeHandler(listener)
    if heard:
        raise PressFailed(
            Text("La mise en page a échoué\u00a0: {why}", "The layout failed: {why}", why="; ".join(heard)[:500])
        )


@contextmanager
def _pages_told(progress: Progress) -> Iterator[None]:
    def hear(message: str) -> None:
        page = message.rpartition("Page ")[2]
        if message.startswith("Step 5") and page.isdigit():
            progress("lay_out", int(page))

    if progress is no_progress:
        yield
        return
    listener, logger = _Listener(logging.INFO, hear), logging.getLogger("weasyprint.progress")
    before = logger.level
    logger.addHandler(listener)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.setLevel(before)
        logger.removeHandler(listener)
