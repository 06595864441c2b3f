"""The process that prints the sample minutes one way, warm: a line in is one print, a line out is what it took.

``plain`` is the same page, pictures, fonts and kind of PDF without what the press does to be fast: tables with fixed
columns, no hyphenation in cells, style sheets read once, no garbage collection meanwhile. Photos are small on both sides:
that gain is made when they arrive.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Final

import pikepdf
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration

import pdf.documents
from pdf.documents import document_for
from pdf.fonts import use_own_fonts
from pdf.pages import write_html
from pdf.press import PHOTO_SCHEME, OwnPictures, render
from tests.pdf import samples

_SHEETS: Final = Path(pdf.documents.__file__).parent
_FIXED: Final = "table-layout: fixed"


def ours() -> bytes:
    """Print through the press."""
    minutes = samples.minutes()
    return render(document_for(minutes), minutes, samples.pictures())


def plain() -> bytes:
    """Print as one would without knowing where the time goes."""
    minutes = samples.minutes()
    fonts = FontConfiguration()
    return bytes(
        HTML(
            string=write_html(document_for(minutes), minutes, PHOTO_SCHEME),
            url_fetcher=OwnPictures(samples.pictures()),
        ).write_pdf(
            stylesheets=[CSS(string=_plain_style(), font_config=fonts)],
            font_config=fonts,
            attachments=[Attachment(string=minutes.as_json(), name="minutes.json")],
            pdf_variant="pdf/a-3a",
            pdf_tags=True,
        )
    )


def _plain_style() -> str:
    """Return the same style sheets with columns as wide as their content asks and words cut in cells."""
    style = "\n".join(path.read_text("utf-8") for path in (_SHEETS / "paper.css", *sorted(_SHEETS.glob("*/style.css"))))
    assert _FIXED in style, "the press no longer fixes its columns: this measure compares nothing"
    return style.replace(_FIXED, "table-layout: auto") + "\ntd, th { hyphens: auto }"


def _timed(way: Callable[[], bytes]) -> dict[str, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    printed = way()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    with pikepdf.open(BytesIO(printed)) as read:
        return {"wall": wall, "cpu": cpu, "pages": len(read.pages), "size": len(printed)}


def main() -> None:
    """Print each time a line comes in, until the last."""
    way = {"ours": ours, "plain": plain}[sys.argv[1]]
    use_own_fonts()
    for _ in sys.stdin:
        print(json.dumps(_timed(way)), flush=True)


if __name__ == "__main__":
    main()
