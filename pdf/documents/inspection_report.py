"""What the agency that made an inspection reports to the prefect: rapport administratif."""

from __future__ import annotations

from typing import Final

from pdf.documents import Document
from workflows.processes.snapshots_execution import InspectionReportSnapshot

DOCUMENT: Final = Document(
    name="inspection_report",
    snapshot=InspectionReportSnapshot,
    title=lambda report: f"Rapport administratif n° {report.head.number}",
    subject=lambda report: f"Établissement {report.establishment.trade_name}",
    words=lambda _: {},
)
