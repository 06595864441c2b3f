"""Who may share what with whom, asked without a case; and every gate of the day as a page that a jurist can read."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from forms.gates import ConditionsForm, GatesForm, facts_of
from forms.step import mistakes_of
from webapp.policies import here, policy
from webapp.showing.gates import gate_lines, recipients
from webapp.unit import moment
from workflows.engine.definition import Refusal
from workflows.law.days import paris_day
from workflows.law.gates import may_pass, purposes_of
from workflows.register.agencies import agencies

blueprint = Blueprint("gates", __name__)


@blueprint.get("/<desk>/law/gates")
@policy("signed_in")
def gates_page() -> ResponseReturnValue:
    """The question, its answer once it is asked, and all gates; the address holds the whole question."""
    asked, today = "asked" in request.args, paris_day(moment())
    form, conditions = GatesForm(data={"from_": here().key}), ConditionsForm()
    form.offer(((each.key, each.name) for each in agencies(today)), recipients())
    found = None
    if asked:
        form.process(request.args)
        conditions.process(request.args)
    day: date = form.on.data or today
    if asked and form.validate() and conditions.validate():
        day = form.on.data or today
        found = may_pass(
            form.from_.data,
            form.to.data,
            form.purpose.data,
            form.kind.data,
            on=day,
            facts=facts_of(conditions),
            investigation=form.investigation.data == "yes",
        )
    return render_template(
        "law/gates.html",
        form=form,
        conditions=[conditions[key] for key in _that_matter(form, day)] if asked else [],
        mistakes=[*mistakes_of(form), *mistakes_of(conditions)],
        refused=found if isinstance(found, Refusal) else None,
        passed=None if isinstance(found, Refusal) else found,
        lines=gate_lines(day),
    )


def _that_matter(form: GatesForm, day: date) -> list[str]:
    """The conditions of the gates that the question is about: the others are not asked."""
    ways = purposes_of(form.from_.data or "", form.to.data or "", [form.kind.data or ""], day)
    return list(dict.fromkeys(key for each in ways if each.purpose == form.purpose.data for key in each.conditions))
