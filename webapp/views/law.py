"""What the law says, asked without a case: may this order be signed, when does it bind, when does it end."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from forms.measure import MeasureForm
from forms.step import mistakes_of
from webapp.policies import policy
from webapp.unit import moment
from webapp.words import WORDS
from workflows.law.clocks import clock
from workflows.law.days import paris_day
from workflows.law.measures import Measure, measures
from workflows.law.order_facts import HearingFacts
from workflows.law.orders import STALE, answer_until, delay_of, judge
from workflows.law.references import sources
from workflows.law.scenarios import USAGE, scenarios
from workflows.store.text import Text

blueprint = Blueprint("law", __name__)


@blueprint.get("/<desk>/law/measure")
@policy("signed_in")
def measure_page() -> ResponseReturnValue:
    """The question and, once something was asked, the answer; its address holds the whole question and can be shared."""
    asked, today = "asked" in request.args, paris_day(moment())
    form = MeasureForm()
    form.offer((each.key, _named(each)) for each in measures(today))
    verdict = facts = law = until = None
    signed_on = today
    if asked:
        form.process(request.args)
    if asked and form.validate():
        facts = form.facts()
        verdict = judge(facts)
        signed_on = facts.signed_on if isinstance(facts.signed_on, date) else today
        law = next((each for each in measures(signed_on) if each.key in facts.bases), None)
        until = answer_until(facts.hearing) if isinstance(facts.hearing, HearingFacts) else None
    return render_template(
        "law/measure.html",
        form=form,
        mistakes=mistakes_of(form),
        verdict=verdict,
        facts=facts,
        law=law,
        signed_on=signed_on,
        until=until,
        stale=clock(STALE).term,
        delay=delay_of([law] if law is not None else []),
    )


@blueprint.get("/<desk>/law/scenarios")
@policy("signed_in")
def scenarios_page() -> ResponseReturnValue:
    """What courts have annulled and what the text forbids, case by case, each judged as the page is drawn."""
    return render_template(
        "law/scenarios.html",
        told=[(each, judge(each.facts), [_source(mark) for mark in each.sources]) for each in scenarios()],
    )


def _named(each: Measure) -> Text:
    return Text("{key}\u00a0: {label}", "{key}: {label}", key=each.key, label=each.label)


def _source(mark: str) -> Text:
    return WORDS["scenario_usage"] if mark == USAGE else sources()[mark]
