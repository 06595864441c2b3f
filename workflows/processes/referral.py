"""The judicial branch: what the agency that found it sends to the prosecutor, and the prosecutor's answer (class K4)."""

from __future__ import annotations

from typing import Final

from workflows.processes.consequence import follow_up
from workflows.store.text import Text

WORKFLOW: Final = follow_up(
    "referral",
    Text("Suite judiciaire", "Judicial follow-up"),
    send=Text("Transmettre au parquet", "Send to the prosecutor"),
    sent=Text("Transmise au parquet", "Sent to the prosecutor"),
    answer=Text("Enregistrer la réponse du parquet", "Record the prosecutor’s answer"),
    receiver="receive_referral",
)
