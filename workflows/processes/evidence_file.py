"""A file that shows that an action was done, a commitment kept or a point put right, or goes with a referral: kept under its hash, never replaced.

One that was attached by mistake is withdrawn: who withdrew it, when and why stays; its name and its bytes do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine import registry
from workflows.engine.cases import Actor, note
from workflows.engine.definition import Refusal
from workflows.engine.evidence.erasure import erase_body
from workflows.engine.refusals import Refused, UnknownCase
from workflows.engine.statements import LoadedCase, load_case
from workflows.engine.tables import Case, JournalLine
from workflows.engine.viewer import ViewerSession
from workflows.processes import action, compliance_facts
from workflows.processes.consequence import DUE
from workflows.processes.house import look
from workflows.processes.opening import STEER
from workflows.store.database import Base, Recorded
from workflows.store.text import Text

MOST: Final = 10
"""Files of one case."""
PROVED_BY: Final = {"action": "report", "commitment": "keep", "compliance": "receive_proof", "referral": "attach"}
"""The step by which a case of each workflow says that it was done, or makes an annex of what was brought."""
_TAKES: Final = {
    "action": action.OPEN, "commitment": ("accepted", "kept"), "compliance": compliance_facts.AT_WORK, "referral": DUE,
}  # fmt: skip
"""Where a case still takes files: until somebody else has checked it."""
_DECIDED: Final = {"action": "checked", "compliance": "cured"}
"""Where something was decided in the light of the files."""
ATTACHED: Final = "evidence_file"
WITHDRAWN: Final = "evidence_withdrawn"
"""What the journal calls the line that attaches a file and the one that withdraws it, and why the former's body is erased."""
ERASE: Final = "erase_evidence"
"""The effect that erases what is left of a withdrawn file."""


class EvidenceFile(Recorded, Base):
    """One file of a case, of the class of the case. ``original`` and ``handed_out`` are SHA-256 of stored files: the same
    one unless it is a photo. ``kind`` is the ending of its name, ``length`` the bytes of what is handed out. Once it is
    withdrawn, ``name`` is empty and the store may no longer hold the file.
    """

    __tablename__ = "evidence_file"

    name: Mapped[str] = mapped_column(sa.String(100))
    kind: Mapped[str] = mapped_column(sa.String(10))
    original: Mapped[str] = mapped_column(sa.String(64))
    handed_out: Mapped[str] = mapped_column(sa.String(64))
    length: Mapped[int]
    author: Mapped[str] = mapped_column(sa.String(80))
    received_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(sa.String(80))
    withdrawn_for: Mapped[str | None] = mapped_column(sa.String(40))
    """The agency of whoever withdrew it."""
    withdrawn_because: Mapped[str | None] = mapped_column(sa.Text)


def proving_step(case: Case) -> str | None:
    """Return the step by which a case says that it was done, ``None`` where its workflow, at its version, has none."""
    name = PROVED_BY.get(case.workflow)
    steps = registry.workflow(case.workflow, case.workflow_version).steps
    return name if any(step.name == name for step in steps) else None


def takes_evidence(case: Case, agency: str) -> bool:
    """Tell whether an agency may add files to a case as it stands."""
    return case.agency == agency and proving_step(case) is not None and case.state in _TAKES.get(case.workflow, ())


def add_evidence(
    session: ViewerSession, case_id: UUID, files: Sequence[EvidenceFile], *, actor: Actor, moment: datetime
) -> list[EvidenceFile]:
    """Add files to a case of the actor's agency and return those that were not there yet.

    ``files`` name contents that are stored already. Refuses a case of others or one that was checked, and more than
    :data:`MOST` files.
    """
    case = session.get(Case, case_id, populate_existing=True)
    if case is None or not takes_evidence(case, actor.agency):
        raise Refused([_CLOSED])
    table = EvidenceFile.__table__.c
    rows = look(session, EvidenceFile, table.case_id == case_id, table.withdrawn_at.is_(None))
    known = {row.original for row in rows}
    added = []
    for row in files:
        if row.original not in known:
            known.add(row.original)
            added.append(row)
    if len(rows) + len(added) > MOST:
        raise Refused([_TOO_MANY])
    for row in added:
        row.id, row.case_id, row.agency, row.secrecy = uuid4(), case.id, case.agency, case.secrecy
        row.author, row.received_at = actor.user, moment
        session.add(row)
        fields: dict[str, Any] = {"name": row.name, "original": row.original}
        note(session, case_id, ATTACHED, actor=actor, moment=moment, fields=fields)
    return added


def why_not_withdrawn(case: LoadedCase, actor: Actor) -> Refusal | None:
    """Say why somebody may not withdraw a file of a case; ``None`` for its agency and for whoever runs the strategy."""
    steers = STEER in actor.competences and (STEER, actor.agency) in {party[:2] for party in case.parties}
    if actor.agency != case.agency and not steers:
        return _NOT_THEIRS
    return _CHECKED if case.state == _DECIDED.get(case.workflow) else None


def withdraw_evidence(session: ViewerSession, file_id: UUID, *, reason: str, actor: Actor, moment: datetime) -> None:
    """Withdraw a file: its name is forgotten, nobody is handed its bytes any more, and the house erases them.

    ``moment`` is aware. A file that is withdrawn already stays as it was. Refuses an empty reason with ``ValueError``,
    a file that is not there for this viewer with ``UnknownCase``, whoever has no say in it and a case that was checked
    with ``Refused``.
    """
    if not reason.strip():
        raise ValueError("A file is withdrawn with a reason.")
    known = session.get(EvidenceFile, file_id)
    case = load_case(session, known.case_id, lock=True) if known is not None and known.case_id else None
    if known is None or case is None:
        raise UnknownCase
    if refusal := why_not_withdrawn(case, actor):
        raise Refused([refusal])
    row = session.get_one(EvidenceFile, file_id, populate_existing=True)
    if row.withdrawn_at is not None:
        return
    row.name, row.withdrawn_at, row.withdrawn_because = "", moment, reason
    row.withdrawn_by, row.withdrawn_for = actor.user, actor.agency
    fields = {"file": file_id.hex, "original": row.original, "reason": reason}
    effect = (ERASE, {"file": file_id.hex})
    note(session, case.id, WITHDRAWN, actor=actor, moment=moment, fields=fields, effects=[effect])


def forget_name(session: ViewerSession, row: EvidenceFile, *, moment: datetime) -> None:
    """Have the journal forget the name under which a withdrawn file was attached; for the house, any number of times."""
    attached = session.scalars(
        sa.select(JournalLine.line).where(
            JournalLine.case_id == row.case_id, JournalLine.step == ATTACHED, JournalLine.body.contains(row.id.hex)
        )
    )
    for line in attached.all():
        erase_body(session, line, reason=WITHDRAWN, moment=moment)


def evidence_of(session: ViewerSession, case_id: UUID) -> list[EvidenceFile]:
    """Return the files of a case that the viewer may see, oldest first."""
    statement = sa.select(EvidenceFile).where(EvidenceFile.case_id == case_id)
    return list(session.scalars(statement.order_by(EvidenceFile.received_at, EvidenceFile.name)))


_CLOSED: Final = Refusal(
    "takes_no_file",
    Text(
        "Ce dossier ne reçoit pas, ou plus, de pièce de votre service.",
        "This case takes no file of your agency, or no longer.",
    ),
)
_NOT_THEIRS: Final = Refusal(
    "not_their_file",
    Text(
        "Une pièce se retire par le service qui l’a jointe, ou par qui pilote la stratégie.",
        "A file is withdrawn by the agency that attached it, or by whoever runs the strategy.",
    ),
)
_CHECKED: Final = Refusal(
    "checked_with_it",
    Text(
        "Ce dossier a été vérifié au vu de ses pièces\u00a0: elles ne se retirent plus.",
        "This case was checked in the light of its files: they can no longer be withdrawn.",
    ),
)
_TOO_MANY: Final = Refusal(
    "too_many_files",
    Text("Un dossier garde {most} pièces au plus.", "A case keeps {most} files at most.", most=MOST),
)
