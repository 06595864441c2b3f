"""What patrols saw of a place under an order: compte rendu de surveillance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pdf.documents import Document
from pdf.measure_words import SEEN
from workflows.processes.snapshots_execution import WatchReportSnapshot


def _words(report: WatchReportSnapshot) -> Mapping[str, Any]:
    return {
        "seen": SEEN,
        "shut": sum(each.state == "shut" for each in report.passages),
        "open": sum(each.state == "open" for each in report.passages),
        "not_posted": sum(not each.posted for each in report.passages),
    }


DOCUMENT: Final = Document(
    name="watch_report",
    snapshot=WatchReportSnapshot,
    title=lambda report: f"Compte rendu de surveillance n° {report.head.number}",
    subject=lambda report: f"Établissement {report.establishment.trade_name}",
    words=_words,
)
