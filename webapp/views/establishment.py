"""Establishments: look for one, and read what the registers and our own past visits say of it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from forms.target import SearchForm
from webapp.policies import policy
from webapp.reading import actor, announce, signed_in
from webapp.showing.establishment import hit_of, past_visits, search, shown_establishment
from webapp.showing.operations import Asked, list_operations
from webapp.showing.tree import tree_of_establishment
from webapp.unit import db, moment
from webapp.views.consequence import announce_tree
from workflows.processes.consequence_elsewhere import kinds_for
from workflows.register.establishment_history import COLUMNS, earlier_trade_names, history_of

blueprint = Blueprint("establishments", __name__)
_DRAFTS = 5


@blueprint.get("/<desk>/establishments")
@policy("signed_in")
def establishments_page() -> ResponseReturnValue:
    """Look for an establishment by name, address or number, typing errors forgiven."""
    form = SearchForm(request.args)
    form.validate()
    found = search(db(), form.q.data or "", form.town.data or "", request.args.get("after"))
    return render_template("establishment/search.html", form=form, found=found)


@blueprint.get("/<desk>/establishments/<uuid:establishment_id>")
@policy("signed_in")
def establishment_page(establishment_id: UUID) -> ResponseReturnValue:
    """One establishment: facts, what happened to it, past inspections, and the visits that the person may see."""
    place = shown_establishment(db(), establishment_id) or abort(404)
    visits = past_visits(db(), place.id)
    for past in visits:
        announce(past.case.id, past.case.secrecy)
    tree = tree_of_establishment(db(), place.id, actor=actor(), moment=moment())
    announce_tree(tree)
    return render_template(
        "establishment/page.html",
        hit=hit_of(db(), place),
        names=earlier_trade_names(db(), place),
        events=history_of(db(), place),
        columns=COLUMNS,
        visits=visits,
        drafts=_drafts(),
        tree=tree,
        may_open=bool(kinds_for(actor())),
    )


def _drafts() -> list[tuple[str, UUID]]:
    """The operations to which the person may still add a place, by title."""
    if "pilot_operation" not in signed_in().competences:
        return []
    asked = Asked(group="preparing")
    open_to_targets = ("draft", "approved", "planned")
    lines = list_operations(db(), asked, after=None, limit=_DRAFTS * 3)
    return [(line.operation.title, line.operation.id) for line in lines if line.case.state in open_to_targets][:_DRAFTS]
