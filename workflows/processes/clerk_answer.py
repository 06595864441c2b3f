"""The answer of the prosecutor's clerk without an account: a link and a code, about one referral, once (class K4).

It is a link as any other (``outside_link``), made by the author of the referral and answered for the prosecutor's office.
"""

from __future__ import annotations

from typing import Final

from workflows.processes.outside_answer import link_workflow
from workflows.processes.referral_answers import OWNER
from workflows.processes.referral_facts import RECEIVE
from workflows.store.text import Text

WORKFLOW: Final = link_workflow(
    "clerk_answer",
    Text("Réponse du greffe sans compte", "Clerk’s answer without an account"),
    asker=OWNER,
    answerer=RECEIVE,
)
