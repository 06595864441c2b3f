"""The minutes of one replayed operation: drawn up by the house, pressed and sealed like any others, copied to the home."""

from __future__ import annotations

import shutil
import time
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID, uuid5

import sqlalchemy as sa

from webapp.deliveries import carry_out
from webapp.wiring import House
from workflows.engine.cases import HOUSE_ACTOR, take
from workflows.engine.tables import Outbox
from workflows.engine.viewer import HOUSE_VIEWER, ViewerSession, open_session, unit_of_work
from workflows.processes.document import Document, PressJob
from workflows.processes.minutes_facts import Minutes
from workflows.processes.operation_facts import Operation
from workflows.store.files import FileStore
from workflows.store.text import Text

PATIENCE: Final = 120
"""Seconds after which a press that somebody else has in hand is no longer waited for."""


class NoMinutes(Exception):
    """These minutes cannot be printed; ``text`` says why, and the way out."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.render("en"))
        self.text = text


def print_minutes(house: House, number: str, *, moment: datetime) -> Path:
    """Return the sealed minutes of the replayed operation of that number, made if they are not there yet.

    Refuses with :class:`NoMinutes` a number that no operation has, an operation that comes from no log, and minutes that
    the press stopped.
    """
    with unit_of_work(house.engine, HOUSE_VIEWER) as session:
        operation = session.scalars(sa.select(Operation).where(Operation.number == number)).first()
        if operation is None:
            raise NoMinutes(_UNKNOWN.with_parameters(number=number))
        if not operation.origin:
            raise NoMinutes(_OURS.with_parameters(number=number))
        minutes = _minutes_of(session, operation.id)
        if minutes is None:
            take(
                session, operation.id, "record_minutes", actor=HOUSE_ACTOR, moment=moment, fields={"signatory": _NOBODY},
                command=str(uuid5(operation.id, "minutes")),
            )  # fmt: skip
            minutes = _minutes_of(session, operation.id)
        assert minutes is not None
    document = _pressed(house, minutes.id, moment)
    folder = house.settings.home / "replay"
    folder.mkdir(exist_ok=True)
    path = folder / f"{number}-{document.number}.pdf"
    shutil.copyfile(FileStore(house.settings.home / "files").path(document.sha256), path)
    return path


def _minutes_of(session: ViewerSession, operation_id: UUID) -> Minutes | None:
    return session.scalars(sa.select(Minutes).where(Minutes.operation_id == operation_id)).first()


def _pressed(house: House, minutes_id: UUID, moment: datetime) -> Document:
    """Carry the press out here, or wait for the server that has it in hand already."""
    waited = 0
    while True:
        for effect_id in _open_effects(house, minutes_id):
            carry_out(house, effect_id, moment=moment)
        with open_session(house.engine, HOUSE_VIEWER, only_reads=True) as session:
            document = session.scalars(sa.select(Document).where(Document.case_id == minutes_id)).first()
            job = session.scalars(sa.select(PressJob).where(PressJob.case_id == minutes_id)).first()
        if document is not None:
            return document
        if job is not None and job.stage == "stopped":
            fr, en = ("; ".join(each) for each in zip(*job.missing, strict=True))
            raise NoMinutes(_STOPPED.with_parameters(missing=Text(fr, en)))
        waited += 1
        if waited > PATIENCE:
            raise NoMinutes(_NOT_YET)
        time.sleep(1)


def _open_effects(house: House, case_id: UUID) -> list[UUID]:
    with open_session(house.engine, HOUSE_VIEWER, only_reads=True) as session:
        return list(
            session.scalars(
                sa.select(Outbox.id).where(Outbox.case_id == case_id, Outbox.done_at.is_(None), ~Outbox.dead)
            )
        )


_NOBODY: Final = "Sans signataire\u00a0: relevé repris tel quel"
_UNKNOWN: Final = Text(
    "Aucune opération ne porte le numéro {number}. Sans --minutes, beffroi replay donne ceux du journal.",
    "No operation has the number {number}. Without --minutes, beffroi replay gives those of the log.",
)
_OURS: Final = Text(
    "L’opération {number} a été conduite ici\u00a0: son compte rendu se fait à son bureau, service par service.",
    "The operation {number} was carried out here: its minutes are drawn up at its desk, agency by agency.",
)
_STOPPED: Final = Text(
    "Le compte rendu n’est pas imprimé, il y manque\u00a0: {missing}.",
    "The minutes are not printed, they lack: {missing}.",
)
_NOT_YET: Final = Text(
    "Le compte rendu est encore à l’impression. Recommencez dans un instant.",
    "The minutes are still being printed. Try again in a moment.",
)
