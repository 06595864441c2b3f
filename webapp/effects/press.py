"""The press effect: take the frozen snapshot as the house, print it in a child process, seal it, store it, enter it in its case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from io import BytesIO
from typing import Any, Final
from uuid import UUID

import pikepdf

from pdf.child import print_in_child
from pdf.documents import document_for
from pdf.limits import Progress
from pdf.seal import KeyRefused, SealKey, make_key, read_key, seal
from pdf.stopped import PressStopped
from webapp.settings import Settings
from workflows.engine.outbox import Delivery, Handler
from workflows.engine.tables import Case
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.document import PRESS, keep_document, pressed, set_stage
from workflows.processes.papers import issued, owner_of
from workflows.processes.plain import Snapshot
from workflows.register.agencies import agency
from workflows.store.files import FileStore, hold_store

STAGE_OF: Final = {"prepare": "drawing", "lay_out": "rendering", "write": "rendering"}
"""How the stages of the press are told to the page that waits."""


def handlers(settings: Settings) -> Mapping[str, Handler]:
    """Return the handler of the press for an installation; its keys and files are those of the home."""
    return {PRESS: lambda delivery: press_document(delivery, settings)}


def press_document(delivery: Delivery, settings: Settings) -> None:
    """Press one document of a case, once: delivered again, it finds the document there and does nothing.

    A document that lacks a mention is not printed; the list of what it lacks stays with its case. A press that breaks
    or runs out of time raises, and the effect is tried again later.
    """
    kind, case_id = delivery.body["kind"], delivery.case_id
    # Effects that an earlier release left in the outbox know of no version.
    version = int(delivery.body.get("version", 1))
    assert case_id is not None
    if _is_there(delivery, case_id, kind, version):
        return
    tell = _teller(delivery, case_id, kind, version)
    tell("drawing", [])
    with unit_of_work(delivery.engine, HOUSE_VIEWER) as session:
        case = session.get(Case, case_id)
        assert case is not None
        snapshot = issued(session, kind, case_id, case.moved_at, version)
        owner = owner_of(session, kind, case_id, version) or case.agency
    files = FileStore(settings.home / "files")
    try:
        sealed = _print_and_seal(snapshot, files, settings, tell, moment=delivery.moment, owner=owner)
    except PressStopped as stopped:
        tell("stopped", [[text.render("fr"), text.render("en")] for text in stopped.missing])
        return
    except Exception:
        # Whatever broke, a seal that cannot be read included: the page says that the paper still waits.
        tell("waiting", [])
        raise
    tell("storing", [])
    _keep(delivery, case_id, owner, kind, version, snapshot, sealed, files)
    tell("done", [])


def sealing_key(settings: Settings, *, owner: str, moment: datetime) -> SealKey:
    """Return the key that seals papers here: the one of ``keys/`` in the home, made on first use."""
    folder = settings.home / "keys"
    try:
        return read_key(folder)
    except KeyRefused:
        if any(folder.glob("seal*")):
            raise
        return make_key(folder, owner=owner, moment=moment)


def _print_and_seal(
    snapshot: Snapshot,
    files: FileStore,
    settings: Settings,
    tell: Callable[[str, list[Any]], None],
    *,
    moment: datetime,
    owner: str | None,
) -> bytes:
    photos = snapshot.photos()  # type: ignore[attr-defined]
    pictures = {photo.shown: files.get(photo.shown) for photo in photos}
    progress: Progress = lambda stage, _page: tell(STAGE_OF.get(stage, "rendering"), [])  # noqa: E731
    printed = print_in_child(snapshot, pictures, progress=progress)
    tell("sealing", [])
    name = agency(owner).name.fr if owner else "Beffroi"
    return seal(printed, sealing_key(settings, owner=name, moment=moment), moment=moment)


def _keep(
    delivery: Delivery,
    case_id: UUID,
    owner: str | None,
    kind: str,
    version: int,
    snapshot: Snapshot,
    sealed: bytes,
    files: FileStore,
) -> None:
    head = snapshot.head  # type: ignore[attr-defined]
    with pikepdf.open(BytesIO(sealed)) as opened:
        pages = len(opened.pages)
    with unit_of_work(delivery.engine, HOUSE_VIEWER) as session:
        hold_store(session.connection())
        sha256, kept_snapshot = files.put(sealed), files.put(snapshot.as_json().encode())
        keep_document(
            session,
            document_id=delivery.effect_id,
            case_id=case_id,
            agency=owner,
            secrecy=head.secrecy,
            kind=kind,
            version=version,
            number=head.number,
            title=document_for(snapshot).title(snapshot),
            sha256=sha256,
            snapshot=kept_snapshot,
            size=len(sealed),
            pages=pages,
            moment=delivery.moment,
        )


def _is_there(delivery: Delivery, case_id: UUID, kind: str, version: int) -> bool:
    with unit_of_work(delivery.engine, HOUSE_VIEWER) as session:
        return pressed(session, case_id, kind, version) is not None


def _teller(delivery: Delivery, case_id: UUID, kind: str, version: int) -> Callable[[str, list[Any]], None]:
    last: list[str] = []

    def tell(stage: str, missing: list[Any]) -> None:
        if last[-1:] == [stage]:
            return
        last.append(stage)
        with unit_of_work(delivery.engine, HOUSE_VIEWER) as session:
            set_stage(session, delivery.effect_id, case_id, kind, version, stage, delivery.moment, missing)

    return tell
