"""The joint minutes, partner version: that the action took place, counts, what each partner must do."""

from __future__ import annotations

from typing import Final

from pdf import words
from pdf.documents import Document
from workflows.processes.snapshots import PartnerMinutesSnapshot

DOCUMENT: Final = Document(
    name="minutes_partner",
    snapshot=PartnerMinutesSnapshot,
    title=lambda minutes: f"Compte rendu de contrôle inter-services n° {minutes.head.number}, version partenaires",
    subject=lambda minutes: f"Opération n° {minutes.operation_number}, version partenaires",
    words=lambda minutes: {
        "present": [agency.name for agency in minutes.agencies if agency.present],
        "others": [agency.name for agency in minutes.agencies if not agency.present],
        "silent": any(line.state != "validated" for line in minutes.validations),
    },
    prints={"section": words.SECTION},
)
