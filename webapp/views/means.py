"""The page of means and trainings of a strategy: what is needed, pledged and there; what is planned and was held."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from webapp.policies import policy
from webapp.reading import signed_in
from webapp.showing.means import means_of, trainings_of
from webapp.showing.strategy import chosen_strategy, strategies
from webapp.unit import db, moment
from workflows.processes.means import MOVEMENTS
from workflows.processes.opening import STEER
from workflows.store.text import Text

blueprint = Blueprint("means", __name__)
_WORKS: Final = ("draft", "in_force")


@blueprint.app_template_global("movement_words")
def movement_words(kind: str) -> Text:
    """Give templates the kind of a movement in words."""
    return MOVEMENTS[kind]


@blueprint.get("/<desk>/means")
@policy("signed_in")
def means_page() -> ResponseReturnValue:
    """Everything that is counted, against the plan; each line opens where it is moved."""
    known = strategies(db())
    if not known:
        return render_template("means/page.html", strategy=None)
    row, case = chosen_strategy(known, request.args.get("strategy", ""))
    return render_template(
        "means/page.html",
        strategy=row,
        tables=means_of(db(), row, moment=moment()),
        trainings=trainings_of(db(), row, moment=moment()),
        asks=STEER in signed_in().competences and case.state in _WORKS,
    )
