"""Whether messages leave: by which server or into which folder, what waits, and why."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from webapp.health.finding import Findings
from webapp.mail.post import FOLDER
from webapp.settings import Settings
from workflows.engine.tables import Outbox
from workflows.processes.outside_letter import POST as OUTSIDE
from workflows.register.correspondence import Correspondent
from workflows.register.messages import POST
from workflows.store.text import Text


def examine_mail(findings: Findings, connection: Connection, settings: Settings) -> None:
    """Look at the messages that wait for their departure, and at whether anything was set up; sends nothing."""
    failed = (Outbox.topic.in_((POST, OUTSIDE)), Outbox.done_at.is_(None), Outbox.error.is_not(None))
    waiting = connection.execute(sa.select(Outbox.error).where(*failed).order_by(Outbox.due_at)).scalars().all()
    addresses = connection.scalar(
        sa.select(sa.func.count()).select_from(Correspondent).where(Correspondent.address != "")
    )
    if waiting:
        why = (waiting[0] or "?").split("\n")[0][:160]
        findings.bad("mail", _FAILS.with_parameters(n=len(waiting), why=why), _TRY)
    elif settings.smtp is None and not settings.demo:
        findings.warn("mail", _FOLDER.with_parameters(folder=str(settings.home / FOLDER)), _SET_UP)
    elif not addresses:
        findings.warn("mail", Text("Personne n’a d’adresse électronique.", "Nobody has an e-mail address."), _ADDRESS)
    else:
        findings.ok("mail", Text("Les messages partent\u00a0; adresses inscrites\u00a0: {n}.", "Messages leave; addresses entered: {n}.", n=addresses))  # fmt: skip


_FAILS: Final = Text(
    "Messages qui ne partent pas\u00a0: {n}\u00a0; le dernier essai\u00a0: {why}.",
    "Messages that do not leave: {n}; the last try: {why}.",
)
_FOLDER: Final = Text(
    "Aucun serveur de messagerie\u00a0: les messages restent dans {folder}.",
    "No mail server: messages stay in {folder}.",
)
_TRY: Final = Text(
    "Corrigez BEFFROI_SMTP_URL, puis essayez\u00a0: beffroi mail try ADRESSE. Ce qui attend repart seul.",
    "Correct BEFFROI_SMTP_URL, then try: beffroi mail try ADDRESS. What waits leaves by itself.",
)
_SET_UP: Final = Text("Posez BEFFROI_SMTP_URL et BEFFROI_MAIL_FROM.", "Set BEFFROI_SMTP_URL and BEFFROI_MAIL_FROM.")
_ADDRESS: Final = Text("beffroi mail address --help", "beffroi mail address --help")
