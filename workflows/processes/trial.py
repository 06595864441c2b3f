"""The trial of a webhook: asked for at a desk, written by the house into the day's journal, and thus into the outbox."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from workflows.engine.cases import HOUSE_ACTOR, note
from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.processes.mail_day import open_day
from workflows.register.webhooks import TOPIC, TRIAL, take_trials

LINE: Final = "webhook_trial"
"""The journal line of a trial call."""


def write_trials(session: ViewerSession, *, moment: datetime) -> int:
    """Have the trial calls made that were asked for until ``moment`` (aware); return how many. The caller commits.

    A webhook belongs to no case, and every effect stands in a journal line: it is that of the day's mail.
    """
    asked = take_trials(session)
    for webhook_id in asked:
        body = {"webhook": webhook_id.hex, "event": TRIAL, "case": None, "kind": None, "at": moment.isoformat()}
        day = open_day(session, paris_day(moment), moment=moment)
        note(
            session, day.id, LINE, actor=HOUSE_ACTOR, moment=moment,
            fields={"webhook": webhook_id.hex}, effects=[(TOPIC, body)],
        )  # fmt: skip
    return len(asked)
