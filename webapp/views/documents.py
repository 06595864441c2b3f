"""The papers: the list of those that the person may read, and each one as the sealed file that it is."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import sqlalchemy as sa
from flask import Blueprint, abort, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.policies import here, policy
from webapp.reading import actor, announce, find_case
from webapp.security import FILE_POLICY
from webapp.settings import Settings
from webapp.showing.inbox import read_cursor, write_cursor
from webapp.unit import db, moment
from workflows.processes.document import Document, press_again
from workflows.store.files import FileStore

blueprint = Blueprint("documents", __name__)
_A_PAGE: Final = 25


@blueprint.get("/<desk>/documents")
@policy("signed_in")
def documents_page() -> ResponseReturnValue:
    """The papers that the person may read, newest first."""
    statement = sa.select(Document).order_by(Document.pressed_at.desc(), Document.id.desc()).limit(_A_PAGE + 1)
    before = read_cursor(request.args.get("before", ""))
    if before is not None:
        pressed_at, last = before
        statement = statement.where(
            sa.or_(Document.pressed_at < pressed_at, sa.and_(Document.pressed_at == pressed_at, Document.id < last))
        )
    found = list(db().scalars(statement))
    more = write_cursor((found[_A_PAGE - 1].pressed_at, found[_A_PAGE - 1].id)) if len(found) > _A_PAGE else None
    return render_template("pages/documents.html", documents=found[:_A_PAGE], more=more)


@blueprint.get("/<desk>/documents/<uuid:document_id>")
@policy("signed_in")
def document_file(document_id: UUID) -> ResponseReturnValue:
    """One paper, byte for byte as it was sealed; its reading is written down before it leaves."""
    document = db().scalar(sa.select(Document).where(Document.id == document_id))
    if document is None or document.case_id is None:
        abort(404)
    announce(document.case_id, document.secrecy)
    settings: Settings = current_app.extensions["beffroi_settings"]
    response = make_response(FileStore(settings.home / "files").get(document.sha256))
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{document.file_name}"'
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


@blueprint.post("/<desk>/cases/<uuid:case_id>/press")
@policy("signed_in")
def press_once_more(case_id: UUID) -> ResponseReturnValue:
    """Send the halted papers of one's own case to the press once more, and go back to the case."""
    case = find_case(case_id)
    if case.agency != here().key:
        abort(404)
    press_again(db(), case.id, actor=actor(), moment=moment())
    return redirect(url_for("case.case_page", case_id=case.id), 303)
