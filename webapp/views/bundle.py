"""The bundle of a referral: its page, with the hash that is told by another way, and the zip itself."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from flask import Blueprint, abort, current_app, render_template
from flask.typing import ResponseReturnValue

from webapp.policies import policy
from webapp.reading import announce, find_case
from webapp.settings import Settings
from webapp.tables.sending import send_file
from webapp.unit import db
from workflows.engine.tables import Case
from workflows.processes.bundle import Bundle, bundle_of
from workflows.processes.document import documents_of
from workflows.store.files import FileStore

blueprint = Blueprint("bundle", __name__)
_KILO = 1000


@blueprint.app_template_global("bundle_of_case")
def bundle_of_case(case: Case) -> Bundle | None:
    """Give templates the bundle of a case, ``None`` where there is none that the person may read."""
    return bundle_of(db(), case.id) if case.workflow == "referral" else None


@blueprint.get("/<desk>/bundles/<uuid:bundle_id>")
@policy("signed_in")
def bundle_page(bundle_id: UUID) -> ResponseReturnValue:
    """What was sent, how it is verified, and the hash that the sender tells by another way."""
    bundle, case = _bundle(bundle_id)
    return render_template(
        "bundle/page.html",
        case=case,
        bundle=bundle,
        kilobytes=-(-bundle.size // _KILO),
        documents=documents_of(db(), [case.id]),
    )


@blueprint.get("/<desk>/bundles/<uuid:bundle_id>/zip")
@policy("signed_in")
def bundle_file(bundle_id: UUID) -> ResponseReturnValue:
    """The zip, byte for byte as it was packed; its reading is written down before it leaves."""
    bundle, _case = _bundle(bundle_id)
    settings: Settings = current_app.extensions["beffroi_settings"]
    content = FileStore(settings.home / "files").get(bundle.sha256)
    return send_file(content, bundle.file_name, "application/zip")


def _bundle(bundle_id: UUID) -> tuple[Bundle, Case]:
    """Return a bundle that the person may read, with its case; a reason is asked for first."""
    bundle = db().scalar(sa.select(Bundle).where(Bundle.id == bundle_id))
    if bundle is None or bundle.case_id is None:
        abort(404)
    case = find_case(bundle.case_id)
    announce(case.id, bundle.secrecy)
    return bundle, case
