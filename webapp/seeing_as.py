"""Seeing as another agency: the owner of a case is shown its very page, and its papers, as that agency would get them.

One rule for page, history and paper: the session of the request sees what both agencies see. Nothing can be done that way,
and what is read is written down under the name of the person who looks. Of a case that stays closed to that agency, the
page offers the copies that were shared of it, each with the very file that it gets.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from flask import Flask, abort, g, render_template, request
from flask.typing import ResponseReturnValue

from webapp.own_pages import is_page_of_a_case
from webapp.sessions import person
from webapp.showing.sharing import copies_of
from webapp.unit import begin_to_see_as, db, engine
from workflows.engine.tables import Case
from workflows.engine.viewer import Viewer, open_session
from workflows.processes.document import Document
from workflows.register.agencies import Agency, UnknownAgency, agency

AS: Final = "as"
"""The word of an address that names the agency with whose eyes its page is seen."""
_PAGES: Final = frozenset({"case.case_page", "case.history_page", "documents.document_file"})


def seen_as() -> Agency | None:
    """Return the agency with whose eyes this page is seen, ``None`` if it is one's own."""
    found: Agency | None = g.get("seen_as")
    return found


def seen_along() -> dict[str, str]:
    """Return what an address needs so that what it leads to is seen with the same eyes as this page."""
    other = seen_as()
    return {} if other is None else {AS: other.key}


def look_as_another() -> ResponseReturnValue | None:
    """Let this request see as the agency that its address names; only a case's owner may, and only to read.

    Answers with a page of its own where that agency would get nothing at all.
    """
    key, someone = request.args.get(AS), person()
    if key is None or someone is None or not _may_be_seen_so():
        return None
    other = _other(key, someone.agency.key)
    own = Viewer(someone.agency.key, someone.user_name)
    with open_session(engine(), own, only_reads=True) as session:
        case = _case_of(session)
        if case is None or case.agency != someone.agency.key:
            abort(404)
    begin_to_see_as(Viewer(other.key, within=own))
    g.seen_as, g.seen_case = other, case.id
    if db().scalar(sa.select(Case.id).where(Case.id == case.id)) is None:
        return render_template("sharing/nothing.html", case=case, **copies_of(db(), case.id))
    return None


def _may_be_seen_so() -> bool:
    return request.method in ("GET", "HEAD") and (request.endpoint in _PAGES or is_page_of_a_case(request.endpoint))


def _other(key: str, own: str) -> Agency:
    try:
        found = agency(key)
    except UnknownAgency:
        abort(404)
    if key == own:
        abort(404)
    return found


def _case_of(session: Any) -> Case | None:
    """The case that the page is about; of a paper, the one to which it belongs."""
    arguments = request.view_args or {}
    case_id: UUID | None = arguments.get("case_id")
    if "document_id" in arguments:
        case_id = session.scalar(sa.select(Document.case_id).where(Document.id == arguments["document_id"]))
    found: Case | None = session.scalar(sa.select(Case).where(Case.id == case_id)) if case_id is not None else None
    return found


def install(app: Flask) -> None:
    """Look at every request; comes once it is known who asks, and that they may."""
    app.before_request(look_as_another)
    app.jinja_env.globals.update(seen_as=seen_as, seen_along=seen_along)
