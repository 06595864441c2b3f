"""The strategy: objectives with their weather and who accepted what, indicators with their readings, contests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.command import CommandForm
from forms.step import mistakes_of
from forms.strategy import ContestForm, StrategyForm
from webapp.errors import Notice, show_again_with
from webapp.language import spoken
from webapp.own_pages import page_of
from webapp.policies import here, policy
from webapp.reading import actor, announce, read_case
from webapp.showing.case import doors_of
from webapp.showing.history import history_of
from webapp.showing.indicator import sheet_of
from webapp.showing.places import PERIODS, places_of
from webapp.showing.reminders import Climbed, last_reminders
from webapp.showing.rows import state_of
from webapp.showing.steering import LISTS, WEATHERS_KNOWN, Filter, share_of, steering_of, whole_list
from webapp.showing.strategy import chosen_strategy, goals_of, strategies
from webapp.taking import forget_kept, kept_fields
from webapp.unit import db, moment
from workflows.engine import registry
from workflows.engine.cases import situation_of
from workflows.engine.tables import Case
from workflows.law.days import paris_day
from workflows.processes.contest import contest_reading
from workflows.processes.document import documents_of, press_jobs
from workflows.processes.indicator import Indicator, Reading
from workflows.processes.objective import Objective
from workflows.processes.steering import Entry
from workflows.processes.steering_note import SteeringNote, issue_note
from workflows.processes.strategy import Strategy, open_strategy
from workflows.processes.weather import TRENDS, WEATHERS
from workflows.register.territory import quarters
from workflows.store.text import Text

blueprint = Blueprint("strategy", __name__)
_LATEST: Final = 6
_YEARS: Final = 3
_LAST_PAGE: Final = 10_000


@blueprint.app_template_global("weather_words")
def weather_words(name: str) -> Text:
    """Give templates a weather in words."""
    return WEATHERS[name]  # type: ignore[index]


@blueprint.app_template_global("share_state")
def share_state(name: str) -> str:
    """Give templates the state of a commitment in words."""
    return spoken(registry.workflow("commitment").state(name).label)


@blueprint.app_template_global("today")
def today() -> date:
    """Give templates the day of the page, in Paris."""
    return paris_day(moment())


@blueprint.app_template_global("trend_words")
def trend_words(name: str) -> Text:
    """Give templates a trend in words."""
    return TRENDS[name]  # type: ignore[index]


blueprint.add_app_template_global(share_of, "share_of")


@blueprint.get("/<desk>/objectives")
@policy("signed_in")
def objectives_page() -> ResponseReturnValue:
    """A strategy on one page: what to look at first, the desk's own share, every objective, who accepted what."""
    known = strategies(db())
    if not known:
        return render_template("strategy/page.html", board=None, others=[])
    row, case = _chosen(known)
    board = steering_of(db(), row, case, _filter(), agency=here().key, moment=moment())
    return render_template(
        "strategy/page.html",
        board=board,
        reminded=_reminded(board.late.entries),
        others=[each for each in known if each[0].id != row.id],
        command=uuid4().hex,
    )


@blueprint.get("/<desk>/objectives/list")
@policy("signed_in")
def list_page() -> ResponseReturnValue:
    """One list of the steering page in full: what to look at first, what is late, decisions not done, what has changed."""
    known, name = strategies(db()), request.args.get("of", "look")
    if name not in LISTS or not known:
        abort(404)
    row, _case_of_it = _chosen(known)
    found = whole_list(db(), name, row, agency=here().key, moment=moment())
    reminded = _reminded(found.lines.entries) if name == "late" and found.lines else {}
    return render_template("strategy/list.html", name=name, strategy=row, found=found, reminded=reminded)


@blueprint.post("/<desk>/objectives/note")
@policy("pilot_strategy")
def print_note() -> ResponseReturnValue:
    """Issue the two-page note of the strategy as it stands now, and go to its case, where its paper will come."""
    known, form = strategies(db()), CommandForm()
    if not known:
        abort(404)
    form.receive(request.form)
    taken = issue_note(
        db(),
        _chosen(known)[0],
        actor=actor(),
        moment=moment(),
        command=form.command,
    )
    forget_kept()
    return redirect(url_for(".note_page", case_id=taken.case_id), 303)


@blueprint.get("/<desk>/objectives/places")
@policy("signed_in")
def places_page() -> ResponseReturnValue:
    """Where inspections were held and requisitions asked for, as far as the desk sees them; each reading leaves its line."""
    period = request.args.get("period", "quarter")
    found = places_of(db(), period if period in PERIODS else "quarter", moment=moment())
    for operation_id, secrecy in found.read:
        announce(operation_id, secrecy)
    return render_template("strategy/places.html", found=found, periods=PERIODS)


@blueprint.get("/<desk>/objectives/new")
@policy("pilot_strategy")
def new_page() -> ResponseReturnValue:
    """The form of a new strategy."""
    form, kept = _strategy_form(), kept_fields()
    if kept is not None:
        form.receive(kept)
    else:
        begins = today()
        form.begin({"starts_on": begins, "ends_on": begins.replace(year=begins.year + _YEARS, day=min(begins.day, 28))})
    return _draw_new(form)


@blueprint.post("/<desk>/objectives/new")
@policy("pilot_strategy")
def open_new() -> ResponseReturnValue:
    """Open the strategy as a draft, and go on to its axes."""
    form = _strategy_form()
    form.receive(request.form)
    if not form.validate():
        return _draw_new(form), 422
    show_again_with(partial(_draw_new, form))
    facts = {name: form[name].data for name in ("title", "quarter", "starts_on", "ends_on")}
    taken = open_strategy(
        db(), actor=actor(), moment=moment(), founded_on=form.founded_on.data or "", command=form.command, **facts
    )
    forget_kept()
    return redirect(url_for("case.case_page", case_id=taken.case_id, done=taken.seq), 303)


@blueprint.get("/<desk>/objectives/<uuid:case_id>")
@policy("signed_in")
@page_of("objective")
def objective_page(case_id: UUID) -> ResponseReturnValue:
    """An objective: what must have changed, who carries which share of it, what is counted, what is done."""
    case = read_case(case_id, "objective")
    row = db().get_one(Objective, case.id)
    strategy = db().get_one(Strategy, row.strategy_id)
    [goal] = goals_of(db(), strategy, moment=moment(), only=[row.id])
    return render_template("strategy/objective.html", strategy=strategy, goal=goal, case=case, **_beside(case))


@blueprint.get("/<desk>/indicators/<uuid:case_id>")
@policy("signed_in")
@page_of("indicator")
def indicator_page(case_id: UUID) -> ResponseReturnValue:
    """An indicator: its curve, every reading with its source, what is contested, the records behind a counted figure."""
    case = read_case(case_id, "indicator")
    sheet = sheet_of(db(), db().get_one(Indicator, case.id), case, moment=moment())
    return render_template("strategy/indicator.html", sheet=sheet, case=case, **_beside(case))


@blueprint.get("/<desk>/notes/<uuid:case_id>")
@policy("signed_in")
@page_of("steering_note")
def note_page(case_id: UUID) -> ResponseReturnValue:
    """A steering note: when it was issued, and its paper."""
    case = read_case(case_id, "steering_note")
    row = db().get_one(SteeringNote, case.id)
    return render_template(
        "strategy/note.html",
        row=row,
        case=case,
        state=state_of(case),
        strategy=db().get_one(Strategy, row.strategy_id),
        documents=documents_of(db(), [case.id]),
        jobs=[job for job in press_jobs(db(), [case.id]) if job.stage != "done"],
        **_beside(case),
    )


@blueprint.get("/<desk>/readings/<uuid:reading_id>/contest")
@policy("partnership")
def contest_page(reading_id: UUID) -> ResponseReturnValue:
    """The form by which a partner says why a reading is wrong."""
    form, kept = ContestForm(), kept_fields()
    if kept is not None:
        form.receive(kept)
    else:
        form.begin()
    return _draw_contest(form, _reading(reading_id))


@blueprint.post("/<desk>/readings/<uuid:reading_id>/contest")
@policy("partnership")
def contest(reading_id: UUID) -> ResponseReturnValue:
    """Contest the reading, and go back to its indicator, where both values now stand."""
    reading, form = _reading(reading_id), ContestForm()
    form.receive(request.form)
    if not form.validate():
        return _draw_contest(form, reading), 422
    show_again_with(partial(_draw_contest, form, reading))
    contest_reading(
        db(),
        reading,
        reason=form.reason.data,
        value=form.value.data,
        actor=actor(),
        moment=moment(),
        command=form.command,
    )
    forget_kept()
    return redirect(url_for(".indicator_page", case_id=reading.indicator_id, _anchor="contests"), 303)


def _chosen(known: list[tuple[Strategy, Case]]) -> tuple[Strategy, Case]:
    return chosen_strategy(known, request.args.get("strategy", ""))


def _reminded(late: Iterable[Entry]) -> dict[UUID, Climbed]:
    """The last rung of the ladder that each late thing has climbed."""
    return last_reminders(db(), {each.case_id for each in late})


def _filter() -> Filter:
    """What the address asks to see; what it says wrongly is as if it said nothing."""
    axis, page = request.args.get("axis", type=UUID), request.args.get("page", 1, type=int)
    weather = request.args.get("weather", "")
    return Filter(axis, weather if weather in WEATHERS_KNOWN else "", min(max(page, 1), _LAST_PAGE))


def _reading(reading_id: UUID) -> Reading:
    found = db().scalar(sa.select(Reading).where(Reading.id == reading_id))
    if found is None:
        abort(404)
    return found


def _beside(case: Case) -> dict[str, Any]:
    """What the page of a case shows beside its facts: doors, the last of its history, what was just done."""
    situation = situation_of(db(), case.id, "", actor=actor(), moment=moment())
    history = history_of(db(), case, situation, latest=_LATEST)
    return {
        "doors": doors_of(db(), case, actor=actor(), moment=moment()),
        "history": history,
        "done": next((event for event in history if str(event.seq) == request.args.get("done")), None),
    }


def _strategy_form() -> StrategyForm:
    form = StrategyForm()
    form.offer((each.key, each.label) for each in quarters().values())
    return form


def _draw_new(form: StrategyForm, notice: Notice | None = None) -> str:
    return render_template("strategy/new.html", form=form, mistakes=mistakes_of(form), notice=notice)


def _draw_contest(form: ContestForm, reading: Reading, notice: Notice | None = None) -> str:
    indicator = db().get_one(Indicator, reading.indicator_id)
    return render_template(
        "strategy/contest.html",
        form=form,
        reading=reading,
        indicator=indicator,
        mistakes=mistakes_of(form),
        notice=notice,
    )
