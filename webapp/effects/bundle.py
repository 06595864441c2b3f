"""The effect that packs a bundle: asked for by each paper that is pressed, done by the last of them, once."""

from __future__ import annotations

from collections.abc import Mapping

from pdf.bundle import write_bundle
from webapp.settings import Settings
from workflows.engine.outbox import Delivery, Handler
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.bundle import keep_bundle, to_pack
from workflows.processes.document import BUNDLE
from workflows.store.files import FileStore, hold_store


def handlers(settings: Settings) -> Mapping[str, Handler]:
    """Return the handler of bundles for an installation; the files are those of its home."""
    return {BUNDLE: lambda delivery: pack_bundle(delivery, FileStore(settings.home / "files"))}


def pack_bundle(delivery: Delivery, files: FileStore) -> None:
    """Pack the bundle of a case if all its papers are there; done twice, it is as done once."""
    assert delivery.case_id is not None
    with unit_of_work(delivery.engine, HOUSE_VIEWER) as session:
        packed = to_pack(session, delivery.case_id)
        if packed is None:
            return
        wanted = packed.files()
        session.expunge_all()
    contents = {digest: files.get(digest) for digest in wanted}
    manifest = packed.manifest(contents)
    content = write_bundle(manifest, contents)
    with unit_of_work(delivery.engine, HOUSE_VIEWER) as session:
        hold_store(session.connection())
        digest = files.put(content)
        keep_bundle(
            session, delivery.effect_id, delivery.case_id, manifest, sha256=digest, size=len(content), moment=delivery.moment
        )  # fmt: skip
