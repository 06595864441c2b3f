"""The judicial branch: what the agency that found it sends to the public prosecution, and its answer (class K4).

To the prosecutor, or to the officer of the police court where nothing but a contravention was found: the route of the
finding says which.
"""

from __future__ import annotations

from typing import Final

from workflows.processes.consequence import follow_up
from workflows.store.text import Text

WORKFLOW: Final = follow_up(
    "referral",
    Text("Suite judiciaire", "Judicial follow-up"),
    send=Text("Transmettre au ministère public", "Send to the public prosecution"),
    sent=Text("Transmise au ministère public", "Sent to the public prosecution"),
    answer=Text("Enregistrer la réponse du ministère public", "Record the public prosecution’s answer"),
    receiver="receive_referral",
)
