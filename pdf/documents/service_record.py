"""The service of an order and its proof: notification de l’arrêté."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pdf.documents import Document
from pdf.measure_words import RECEIPTS, REMEDIES, WAYS
from workflows.processes.snapshots_execution import ServiceRecordSnapshot


def _words(record: ServiceRecordSnapshot) -> Mapping[str, Any]:
    return {"ways": WAYS, "receipts": RECEIPTS, "remedy_kinds": REMEDIES, "by_hand": record.kind == "by_hand"}


DOCUMENT: Final = Document(
    name="service_record",
    snapshot=ServiceRecordSnapshot,
    title=lambda record: f"Notification de l’arrêté n° {record.order.number}",
    subject=lambda record: f"Établissement {record.establishment.trade_name}",
    words=_words,
)
