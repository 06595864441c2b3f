"""The effect that erases a withdrawn file: its bytes, unless another record names them, and its name in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from webapp.settings import Settings
from workflows.engine.outbox import Delivery, Handler
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.evidence_file import ERASE, EvidenceFile, forget_name
from workflows.processes.stored_files import is_named
from workflows.store.files import FileStore, hold_store


def handlers(settings: Settings) -> Mapping[str, Handler]:
    """Return the handler of withdrawn files for an installation."""
    return {ERASE: lambda delivery: erase_evidence(delivery, FileStore(settings.home / "files"))}


def erase_evidence(delivery: Delivery, files: FileStore) -> None:
    """Erase what is left of a withdrawn file; done twice, it is as done once."""
    with unit_of_work(delivery.engine, HOUSE_VIEWER) as session:
        hold_store(session.connection(), alone=True)
        row = session.get_one(EvidenceFile, UUID(hex=delivery.body["file"]))
        forget_name(session, row, moment=delivery.moment)
        for digest in {row.original, row.handed_out}:
            if not is_named(session.connection(), digest):
                files.erase(digest)
