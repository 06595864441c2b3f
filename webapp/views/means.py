"""The page of means and trainings of a strategy: what is needed, pledged and there; what is planned and was held."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from webapp.policies import policy
from webapp.reading import signed_in
from webapp.showing.means import means_of, trainings_of
from webapp.showing.strategy import chosen_strategy, strategies
from webapp.unit import db, moment
from workflows.processes.means import MOVEMENTS
from workflows.processes.opening import SHARE, STEER
from workflows.store.text import Text

blueprint = Blueprint("means", __name__)
_WORKS: Final = ("draft", "in_force")
_DOORS: Final = {STEER: ("ask_means", "plan_training"), SHARE: ("offer_means", "announce_training")}
"""What may be begun from here, by competence: whoever runs the strategy asks others, a partner brings its own."""


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
        return render_template("means/page.html", strategy=None, doors=())
    row, case = chosen_strategy(known, request.args.get("strategy", ""))
    return render_template(
        "means/page.html",
        strategy=row,
        tables=means_of(db(), row, moment=moment()),
        trainings=trainings_of(db(), row, moment=moment()),
        doors=_doors(signed_in().competences) if case.state in _WORKS else (),
    )


def _doors(competences: Collection[str]) -> tuple[str, ...]:
    return next((steps for competence, steps in _DOORS.items() if competence in competences), ())
