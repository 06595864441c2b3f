"""The facts for the prefect, dated and tied to the place: rapport administratif."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pdf.documents import Document
from pdf.measure_words import PRIORS
from workflows.processes.snapshots_execution import AdminReportSnapshot


def _words(report: AdminReportSnapshot) -> Mapping[str, Any]:
    return {"priors": PRIORS, "unlinked": sum(not each.link for each in report.facts)}


DOCUMENT: Final = Document(
    name="admin_report",
    snapshot=AdminReportSnapshot,
    title=lambda report: f"Rapport administratif n° {report.head.number}",
    subject=lambda report: f"Établissement {report.establishment.trade_name}",
    words=_words,
)
