"""The samples printed once per test run, and ways to read a PDF back."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from io import BytesIO
from typing import Final

import pikepdf

from pdf.documents import document_for
from pdf.press import render
from tests import services
from tests.pdf import (
    samples,
    samples_exhibits,
    samples_measure,
    samples_meeting,
    samples_problem,
    samples_referral,
    samples_sharing,
    samples_steering,
)
from workflows.processes.plain import Snapshot

SAMPLES: Final[Mapping[str, Callable[[], Snapshot]]] = {
    "minutes": samples.minutes,
    "minutes_partner": lambda: samples.minutes().for_partner(),
    "photo_board": samples.photo_board,
    "attendance": samples.attendance,
    "requisition": samples.requisition,
    "decisions": samples_meeting.decisions,
    "decisions_public": lambda: samples_meeting.decisions().for_public(),
    "problem_sheet": samples_problem.problem_sheet,
    "steering_note": samples_steering.steering_note,
    "admin_report": samples_measure.admin_report,
    "inspection_report": samples_measure.inspection_report,
    "warning": samples_measure.warning,
    "contradictory_letter": samples_measure.contradictory_letter,
    "hearing_minutes": samples_measure.hearing_minutes,
    "order": samples_measure.order,
    "service_record": samples_measure.service_record,
    "posting_sheet": samples_measure.posting_sheet,
    "watch_report": samples_measure.watch_report,
    "referral": samples_referral.referral,
    "transmittal": samples_referral.transmittal,
    "reply_40_2": samples_referral.reply,
    "exhibit_register": samples_exhibits.exhibit_register,
    "shared_copy": samples_sharing.shared_copy,
}
"""A sample of each document, by its stored name."""
NAMES: Final = tuple(SAMPLES)


@cache
def snapshot(name: str) -> Snapshot:
    """The sample snapshot of a document."""
    return SAMPLES[name]()


@cache
def printed(name: str) -> bytes:
    """The sample of a document as the press prints it, once for all the processes of a run: equal samples print equal bytes."""
    with services.one_at_a_time(f"printed-{name}") as folder:
        kept = folder / f"printed-{name}.pdf"
        if not kept.exists():
            kept.write_bytes(press(snapshot(name)))
        return kept.read_bytes()


def press(content: Snapshot) -> bytes:
    """A snapshot printed in this process, with the sample photos."""
    return render(document_for(content), content, samples.pictures())


def text_of(pdf: bytes) -> str:
    """The words of a PDF in reading order, spaces of every kind made plain."""
    out = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return " ".join(out.split())


def page_texts(pdf: bytes) -> list[str]:
    """The words of each page."""
    out = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return [" ".join(page.split()) for page in out.split("\f")[:-1]]


def everything_in(pdf: bytes) -> Iterator[bytes]:
    """Every byte that a PDF holds: the file, each stream unpacked, each string, each attachment."""
    yield pdf
    with pikepdf.open(BytesIO(pdf)) as read:
        for thing in read.objects:
            if isinstance(thing, pikepdf.Stream):
                yield _unpacked(thing)
            yield from _strings(thing)
        for attached in read.attachments.values():
            yield attached.get_file().read_bytes()


def _unpacked(stream: pikepdf.Stream) -> bytes:
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:  # a picture: packed as JPEG, which is not text
        return stream.read_raw_bytes()


def _strings(thing: object) -> Iterator[bytes]:
    if isinstance(thing, pikepdf.String):
        yield bytes(thing)
        yield str(thing).encode()
    elif isinstance(thing, pikepdf.Array):
        for item in thing:
            yield from _strings(item)
    elif isinstance(thing, pikepdf.Dictionary):
        for item in thing.values():
            if not isinstance(item, pikepdf.Object) or not item.is_indirect:
                yield from _strings(item)
