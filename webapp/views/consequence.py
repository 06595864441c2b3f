"""What follows from findings: everything that is open, nearest date first, and the tree of one operation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.policies import here, policy
from webapp.reading import announce, read_case
from webapp.showing.consequences import Known, cursor_after, list_consequences, tree_of
from webapp.showing.inbox import read_cursor
from webapp.showing.rows import state_of
from webapp.unit import db, moment
from workflows.processes.operation_facts import Operation

blueprint = Blueprint("consequences", __name__)
_PAGE: Final = 25


@blueprint.get("/<desk>/consequences")
@policy("signed_in")
def consequences_page() -> ResponseReturnValue:
    """The open consequences that the person may see: those of their own agency, or everybody's."""
    everybody = request.args.get("of") == "all"
    after = read_cursor(request.args.get("after", ""))
    owner = None if everybody else here().key
    found = list_consequences(db(), owner, moment=moment(), after=after, limit=_PAGE + 1)
    for branch in found[:_PAGE]:
        announce(branch.case.id, branch.case.secrecy)
    _announce_findings(branch.known for branch in found[:_PAGE])
    of = "all" if everybody else None
    more = url_for(".consequences_page", of=of, after=cursor_after(found[_PAGE - 1])) if found[_PAGE:] else None
    return render_template(
        "operation/consequences.html",
        branches=found[:_PAGE],
        everybody=everybody,
        first=url_for(".consequences_page", of=of) if after else None,
        following=more,
    )


@blueprint.get("/<desk>/operations/<uuid:case_id>/consequences")
@policy("signed_in")
def of_operation(case_id: UUID) -> ResponseReturnValue:
    """From each place to its findings to what follows, with the number of those that are not for this person."""
    case = read_case(case_id)
    if case.workflow != "operation":
        abort(404)
    tree = tree_of(db(), db().get_one(Operation, case.id), moment=moment())
    for branch in tree.branches:
        announce(branch.case.id, branch.case.secrecy)
    _announce_findings(tree.findings)
    return render_template("operation/tree.html", case=case, state=state_of(case), tree=tree)


def _announce_findings(found: Iterable[Known | None]) -> None:
    for case_id, secrecy in {(known.case_id, known.secrecy) for known in found if known is not None}:
        if case_id is not None:
            announce(case_id, secrecy)
