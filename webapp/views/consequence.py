"""What follows from findings: everything that is open, nearest date first; the trees of an operation, a visit, a place; and
the form by which a branch is opened that no joint inspection gave rise to.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.consequence import ElsewhereForm
from forms.step import mistakes_of
from webapp.errors import Notice, show_again_with
from webapp.policies import here, policy
from webapp.reading import actor, announce, read_case
from webapp.showing.consequences import Known, cursor_after, list_consequences
from webapp.showing.establishment import shown_establishment
from webapp.showing.inbox import read_cursor
from webapp.showing.rows import state_of
from webapp.showing.tree import Tree, tree_of_establishment, tree_of_operation, tree_of_visit
from webapp.taking import forget_kept, kept_fields
from webapp.unit import db, moment
from workflows.processes.consequence import clock_of
from workflows.processes.consequence_elsewhere import kinds_for, open_about
from workflows.processes.operation_facts import Operation
from workflows.processes.visit_facts import Visit
from workflows.register.establishments import Establishment

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
    case = read_case(case_id, "operation")
    tree = tree_of_operation(db(), db().get_one(Operation, case.id), actor=actor(), moment=moment())
    return _draw_tree(tree, case=case, state=state_of(case))


@blueprint.get("/<desk>/visits/<uuid:case_id>/consequences")
@policy("signed_in")
def of_visit(case_id: UUID) -> ResponseReturnValue:
    """What followed from one visit."""
    case = read_case(case_id, "visit")
    tree = tree_of_visit(db(), db().get_one(Visit, case.id), actor=actor(), moment=moment())
    return _draw_tree(tree, case=case, state=state_of(case))


@blueprint.get("/<desk>/establishments/<uuid:establishment_id>/consequences")
@policy("signed_in")
def of_establishment(establishment_id: UUID) -> ResponseReturnValue:
    """What follows about an establishment, whether through a joint inspection or by itself."""
    place = _place(establishment_id)
    tree = tree_of_establishment(db(), place.id, actor=actor(), moment=moment())
    return _draw_tree(tree, place=place, may_open=bool(kinds_for(actor())))


@blueprint.get("/<desk>/establishments/<uuid:establishment_id>/consequences/new")
@policy("signed_in")
def new_page(establishment_id: UUID) -> ResponseReturnValue:
    """The form that opens a branch about a place that no joint inspection gave rise to."""
    form, kept = _new_form(), kept_fields()
    if kept is not None:
        form.receive(kept)
    else:
        form.begin({"kind": form.kind.choices[0][0]})
    return _draw_new(form, establishment_id=establishment_id)


@blueprint.post("/<desk>/establishments/<uuid:establishment_id>/consequences/new")
@policy("signed_in")
def open_new(establishment_id: UUID) -> ResponseReturnValue:
    """Open the branch, and go on to its page; to its letter where one is to be written."""
    form, place = _new_form(), _place(establishment_id)
    form.receive(request.form)
    if not form.validate():
        return _draw_new(form, establishment_id=place.id), 422
    show_again_with(partial(_draw_new, form, establishment_id=place.id))
    taken = open_about(
        db(), form.kind.data, place, label=form.label.data, actor=actor(), moment=moment(), command=form.command
    )
    forget_kept()
    if form.kind.data == "referral":
        return redirect(url_for("referrals.write_page", case_id=taken.case_id), 303)
    return redirect(url_for("case.case_page", case_id=taken.case_id, done=taken.seq), 303)


def _new_form() -> ElsewhereForm:
    kinds = kinds_for(actor())
    if not kinds:
        abort(404)
    form = ElsewhereForm()
    form.offer(kinds)
    return form


def _draw_new(form: ElsewhereForm, notice: Notice | None = None, *, establishment_id: UUID) -> str:
    due = {kind: clock_of(kind, here().key).due(moment()) for kind, _label in form.kind.choices}
    values: dict[str, Any] = {"form": form, "mistakes": mistakes_of(form), "notice": notice, "due": due}
    return render_template("establishment/new_consequence.html", place=_place(establishment_id), **values)


def _place(establishment_id: UUID) -> Establishment:
    return shown_establishment(db(), establishment_id) or abort(404)


def _draw_tree(tree: Tree, **about: Any) -> str:
    announce_tree(tree)
    shown: dict[str, Any] = {"case": None, "state": None, "place": None, "may_open": False, **about}
    return render_template("operation/tree.html", tree=tree, **shown)


def announce_tree(tree: Tree) -> None:
    """Note that a page shows a tree."""
    for node in tree.nodes:
        announce(node.branch.case.id, node.branch.case.secrecy)
    _announce_findings(tree.findings)


def _announce_findings(found: Iterable[Known | None]) -> None:
    for case_id, secrecy in {(known.case_id, known.secrecy) for known in found if known is not None}:
        if case_id is not None:
            announce(case_id, secrecy)
