"""The service of an order or of a warning, and its proof: notification de l’arrêté, de l’avertissement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pdf.documents import Document
from pdf.measure_words import RECEIPTS, REMEDIES, WAYS
from workflows.processes.snapshots_execution import ServiceRecordSnapshot


def _words(record: ServiceRecordSnapshot) -> Mapping[str, Any]:
    return {
        "ways": WAYS, "receipts": RECEIPTS, "remedy_kinds": REMEDIES, "by_hand": record.kind == "by_hand",
        "warning": record.act == "warning",
    }  # fmt: skip


def _title(record: ServiceRecordSnapshot) -> str:
    act = "de l’avertissement" if record.act == "warning" else "de l’arrêté"
    return f"Notification {act} n° {record.order.number}"


DOCUMENT: Final = Document(
    name="service_record",
    snapshot=ServiceRecordSnapshot,
    title=_title,
    subject=lambda record: f"Établissement {record.establishment.trade_name}",
    words=_words,
)
