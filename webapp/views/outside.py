"""Answers from outside: the office that steers asks by a link, somebody without an account answers by it, once, and stops
the reminders about it with one press.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, Response, abort, current_app, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.outside import AskOutsideForm, CodeForm
from forms.step import StepForm, mistakes_of
from webapp.errors import Notice, show_again_with
from webapp.mail.stopping import read_outside_stop_token
from webapp.policies import policy
from webapp.reading import actor, read_case, signed_in
from webapp.settings import Settings
from webapp.showing.outside import Letters, asked_by_link, letters_of, links_of
from webapp.taking import forget_kept, kept_fields
from webapp.unit import PUBLIC, db, engine, moment
from webapp.words import WORDS
from workflows.engine import registry
from workflows.engine.cases import open_steps, situation_of
from workflows.engine.definition import Step
from workflows.engine.fields import choices_of
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession, open_session, unit_of_work
from workflows.law.days import paris_day
from workflows.law.outside_answers import outside_rules
from workflows.processes.house import look_up
from workflows.processes.meeting_facts import items_of
from workflows.processes.opening import SHARE, SHARED, STEER
from workflows.processes.outside_answer import KINDS, WORKFLOW, OutsideAnswer, kind_of
from workflows.processes.outside_letter import ByMail
from workflows.processes.outside_link import (
    answer_by_link,
    closed_doors,
    find_link,
    make_link,
    standing_of,
    visitor_of,
)
from workflows.processes.outside_reminder import stop_reminders
from workflows.register.agencies import agency
from workflows.store.text import Text

blueprint = Blueprint("outside", __name__)
_QUIET: Final = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store"}
"""The address is a secret: nobody is told where one came from, nothing keeps or lists the page."""


@blueprint.app_template_global("asks_outside")
def asks_outside(case: Case) -> bool:
    """Tell templates whether the person may ask for an answer from outside about a case."""
    return STEER in signed_in().competences and _is_steered(case) and case.is_open


def _is_steered(case: Case) -> bool:
    kind = kind_of(case.workflow)
    return kind is not None and KINDS[kind].asker == STEER


@blueprint.app_template_global("letters_outside")
def letters_outside(case: Case) -> Letters | None:
    """Give templates what the house writes about a link, for those who may make links; else ``None``."""
    someone = signed_in()
    if case.workflow != WORKFLOW.name or STEER not in someone.competences:
        return None
    row = db().get_one(OutsideAnswer, case.id)
    return letters_of(db(), [row], moment=moment()).get(row.id) if row.asked_by == someone.agency.key else None


@blueprint.get("/<desk>/outside")
@policy("pilot_strategy")
def links_page() -> ResponseReturnValue:
    """Every link that was made, and what became of it."""
    return render_template("outside/list.html", links=links_of(db(), moment=moment()))


@blueprint.get("/<desk>/cases/<uuid:case_id>/outside")
@policy("pilot_strategy")
def ask_page(case_id: UUID) -> ResponseReturnValue:
    """The form by which an answer from outside is asked for."""
    case = _case(case_id)
    form, kept = _form(case), kept_fields()
    if kept is not None:
        form.receive(kept)
    else:
        form.begin(
            {
                "due_on": paris_day(moment()) + timedelta(days=outside_rules().usual_days),
                "partner": next(iter(_partners(case)))[0],
                "point": request.args.get("point", ""),
                "language": "fr",
            }
        )
    return _draw(form, case)


@blueprint.post("/<desk>/cases/<uuid:case_id>/outside")
@policy("pilot_strategy")
def ask(case_id: UUID) -> ResponseReturnValue:
    """Make the link, and show it with its code this once; where the house sends it, show the code alone."""
    case = _case(case_id)
    form = _form(case)
    form.receive(request.form)
    if not form.validate():
        return _draw(form, case), 422
    show_again_with(partial(_draw, form, case))
    made = make_link(
        db(),
        case.id,
        partner=form.partner.data,
        person=form.person.data,
        words=form.words.data or "",
        by_mail=_by_mail(form),
        due_on=form.due_on.data,
        point=(form.point.data or "") if "point" in form else "",
        actor=actor(),
        moment=moment(),
        command=form.command,
    )
    forget_kept()
    # What leaves by mail is not shown beside its code.
    shown = made.token and not form.address.data
    link = url_for("outside.answer_page", token=made.token, _external=True) if shown else ""
    return render_template(
        "outside/made.html", case=case, form=form, made=made, link=link, attempts=outside_rules().attempts
    )


@blueprint.get("/answer/<token>")
@policy("public")
def answer_page(token: str) -> ResponseReturnValue:
    """What the link asks for, and the form that answers it; looking at it changes nothing."""
    row = _row(token)
    if standing_of(row, moment()) != "open":
        return _closed(row)
    return _answer_form(row, _step_of(row), None, CodeForm())


@blueprint.post("/answer/<token>")
@policy("public")
def send_answer(token: str) -> ResponseReturnValue:
    """Say it, once, with the code; whatever is refused comes back as it was typed."""
    row = _row(token)
    step = _step_of(row)
    viewer, _actor = visitor_of(row)
    with open_session(engine(), viewer, only_reads=True) as session:
        form, code = _step_form(session, row, step), CodeForm(request.form)
        form.receive(request.form)
        fine = [form.validate(), code.validate()]
    if not all(fine):
        return _answer_form(row, step, form, code, status=422)
    show_again_with(partial(_answer_form_again, row, step, form, code))
    with unit_of_work(engine(), viewer) as session:
        tried = answer_by_link(
            session, row.id, token, code=code.digits, step=step.name, fields=form.fields(), command=form.command,
            moment=moment(),
        )  # fmt: skip
    if tried.outcome == "said":
        written = zip(form.asks, form.typed().values(), strict=True)
        said = [(asked.label, ", ".join(words)) for asked, words in written if any(words)]
        return _quiet(render_template("outside/receipt.html", row=row, step=step, said=said, at=moment()))
    if tried.outcome == "wrong_code":
        code.code.errors = (WORDS["wrong_code"].with_parameters(left=tried.left),)  # type: ignore[assignment]
        return _answer_form(row, step, form, code, status=422)
    return _closed(_row(token), status=409)


@blueprint.get("/answer/stop/<token>")
@policy("public")
def stop_page(token: str) -> ResponseReturnValue:
    """Whose reminders the link of a letter stops; looking at it changes nothing."""
    rows = _rows_to_stop(token)
    ended = all(row.stopped_at is not None or standing_of(row, moment()) != "open" for row in rows)
    return _quiet(render_template("outside/stop.html", rows=rows, stopped=ended))


@blueprint.post("/answer/stop/<token>")
@policy("public")
def stop_letters(token: str) -> ResponseReturnValue:
    """Stop them, with one press here or by the reader's mail program; what was asked can still be answered."""
    rows = _rows_to_stop(token)
    for row in rows:
        with unit_of_work(engine(), visitor_of(row)[0]) as session:
            stop_reminders(session, row.id, moment=moment())
    return _quiet(render_template("outside/stop.html", rows=rows, stopped=True))


def _rows_to_stop(token: str) -> list[Any]:
    settings: Settings = current_app.extensions["beffroi_settings"]
    ids = read_outside_stop_token(settings.secret_key, token)
    with open_session(engine(), PUBLIC, only_reads=True) as session:
        return [row for link_id in ids if (row := look_up(session, OutsideAnswer, link_id)) is not None] or abort(404)


def _by_mail(form: AskOutsideForm) -> ByMail | None:
    settings: Settings = current_app.extensions["beffroi_settings"]
    address = form.address.data
    return ByMail(address, form.language.data, settings.secret_key) if address else None


def _row(token: str) -> Any:
    with open_session(engine(), PUBLIC, only_reads=True) as session:
        return find_link(session, token) or abort(404)


def _step_of(row: Any) -> Step:
    """The step that was asked for, else the first that can be taken now."""
    found = _steps_now(row)
    return next((step for step in found if step.name == request.args.get("step")), found[0])


def _steps_now(row: Any) -> list[Step]:
    """The steps that the link lets its visitor take now; all that it ever does where none is open, which says why."""
    viewer, visitor = visitor_of(row)
    with open_session(engine(), viewer, only_reads=True) as session:
        doors = open_steps(session, row.about_id, actor=visitor, moment=moment())
    names = KINDS[row.kind].steps
    found = [door.step for door in doors if door.step.name in names and not door.refusals]
    known = registry.workflow(KINDS[row.kind].workflow)
    return sorted(found, key=lambda step: names.index(step.name)) or [known.step(name) for name in names]


def _step_form(session: ViewerSession, row: Any, step: Step) -> StepForm:
    situation = situation_of(session, row.about_id, step.name, actor=visitor_of(row)[1], moment=moment())
    asks = [each for each in step.asks if each.name != KINDS[row.kind].fixed]
    return StepForm(asks, lambda field: choices_of(field, situation))


def _answer_form(
    row: Any, step: Step, form: StepForm | None, code: CodeForm, notice: Notice | None = None, *, status: int = 200
) -> Response:
    with open_session(engine(), visitor_of(row)[0], only_reads=True) as session:
        if closed := closed_doors(session, row, moment()):
            return _quiet(render_template("outside/closed.html", row=row, standing="moved", reasons=closed))
        if form is None:
            form = _step_form(session, row, step)
            form.begin(0)
        facts = asked_by_link(session, row, moment=moment())
    others = [other for other in _steps_now(row) if other.name != step.name]
    page = render_template(
        "outside/answer.html", row=row, step=step, others=others, form=form, code=code, facts=facts, notice=notice,
        mistakes=[*form.mistakes(), *mistakes_of(code)],
    )  # fmt: skip
    return _quiet(page, status)


def _answer_form_again(row: Any, step: Step, form: StepForm, code: CodeForm, notice: Notice) -> Response:
    return _answer_form(row, step, form, code, notice, status=409)


def _closed(row: Any, status: int = 200) -> Response:
    standing = standing_of(row, moment())
    return _quiet(render_template("outside/closed.html", row=row, standing=standing, reasons=[]), status)


def _quiet(page: str, status: int = 200) -> Response:
    response = make_response(page, status)
    response.headers.update(_QUIET)
    return response


def _case(case_id: UUID) -> Case:
    case = read_case(case_id)
    return case if _is_steered(case) else abort(404)


def _partners(case: Case) -> list[tuple[str, Text]]:
    """The agencies that have a share of the case, in the order of its parties."""
    situation = situation_of(db(), case.id, "", actor=actor(), moment=moment())
    keys = dict.fromkeys(key for name, key, _clearance in situation.case.parties if name == SHARE)
    return [(key, agency(key).name) for key in keys] or abort(404)


def _form(case: Case) -> AskOutsideForm:
    form = AskOutsideForm()
    items = items_of(db(), case.id) if case.workflow == "meeting" else []
    form.offer(
        partners=_partners(case),
        points=[
            (str(row.position), Text("{title}", "{title}", title=row.title)) for row in items if row.secrecy <= SHARED
        ],
    )
    return form


def _draw(form: AskOutsideForm, case: Case, notice: Notice | None = None) -> str:
    return render_template("outside/ask.html", form=form, case=case, mistakes=mistakes_of(form), notice=notice)
