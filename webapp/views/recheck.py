"""A second look at the desk: every open point of a compliance branch on one page, answered again, with photos if any."""

from __future__ import annotations

from functools import partial
from uuid import UUID, uuid4

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.consequence import CheckForm
from forms.evidence_file import LARGEST_FILE
from forms.step import mistakes_of
from webapp.errors import Notice, show_again_with
from webapp.language import language
from webapp.policies import here, policy
from webapp.reading import actor, find_case, read_case
from webapp.showing.compliance import said_of_points
from webapp.showing.kept_words import kept_words
from webapp.showing.rows import state_of
from webapp.taking import forget_kept, kept_fields
from webapp.unit import db, moment
from webapp.views.evidence import LARGEST_REQUEST, TOGETHER, attach_files, files_brought
from webapp.words import WORDS
from workflows.engine.tables import Case
from workflows.law.days import paris_day
from workflows.processes.compliance_checks import Looked, check_points, points_to_check
from workflows.processes.compliance_facts import ANSWERS, points_of

blueprint = Blueprint("recheck", __name__)


@blueprint.get("/<desk>/cases/<uuid:case_id>/again")
@policy("signed_in")
def recheck_page(case_id: UUID) -> ResponseReturnValue:
    """The open points, each with what was said of it before, to be answered again."""
    case = _case(case_id)
    form, kept = _form(case), kept_fields()
    if kept is not None:
        form.receive(kept)
    else:
        form.begin(case.version, paris_day(moment()))
    return _draw(form, case_id=case.id)


@blueprint.post("/<desk>/cases/<uuid:case_id>/again")
@policy("signed_in", largest=LARGEST_REQUEST)
def recheck(case_id: UUID) -> ResponseReturnValue:
    """Keep what was seen of each point, with the photos, and go back to the case."""
    case = _case(case_id)
    form = _form(case)
    form.receive(request.form)
    files, refused = files_brought()
    if not form.validate() or refused:
        sentences = [WORDS["evidence_refused"].with_parameters(name=each.name, sentence=each.text) for each in refused]
        notice = Notice("error", WORDS["evidence"], tuple(sentences)) if refused else None
        return _draw(form, notice, case_id=case.id), 422
    show_again_with(partial(_draw, form, case_id=case.id, again=True))
    if files:
        attach_files(case.id, files)
    taken = check_points(
        db(), case.id, [Looked(*each) for each in form.seen()], seen_on=form.seen_on, actor=actor(), moment=moment(),
        command=form.command, version=None if files else form.version,
    )  # fmt: skip
    forget_kept()
    return redirect(url_for("case.case_page", case_id=case.id, done=taken.seq), 303)


def _case(case_id: UUID) -> Case:
    if not points_to_check(db(), find_case(case_id, "compliance"), here().key):
        abort(404)
    return read_case(case_id)


def _form(case: Case) -> CheckForm:
    points = points_to_check(db(), case, here().key)
    return CheckForm([(point.code, kept_words(point.label, language())) for point in points], tuple(ANSWERS.items()))


def _draw(form: CheckForm, notice: Notice | None = None, *, case_id: UUID, again: bool = False) -> str:
    case = _case(case_id)
    if again:
        form.command, form.version = uuid4().hex, case.version
    return render_template(
        "operation/recheck.html",
        case=case,
        state=state_of(case),
        form=form,
        said=said_of_points(db(), case.id),
        cured=any(point.cured for point in points_of(db(), case.id)),
        mistakes=mistakes_of(form),
        notice=notice,
        largest_file=LARGEST_FILE,
        largest_together=TOGETHER,
    )
