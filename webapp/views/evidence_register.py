"""The evidence register: exhibits, videos and legal limits that follow from visits, as a page, as files, and new ones."""

from __future__ import annotations

from functools import partial
from typing import Any, Final
from uuid import UUID, uuid4

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.command import CommandForm
from forms.exhibit import ExhibitForm, LimitForm, VideoForm
from forms.step import mistakes_of
from webapp.errors import Notice, show_again_with
from webapp.policies import here, policy
from webapp.reading import actor, announce, find_case, read_case, signed_in
from webapp.showing.evidence_register import GROUPS, exhibits, exhibits_table, limits, videos
from webapp.tables.sending import send_table
from webapp.taking import forget_kept, kept_fields
from webapp.unit import db, moment
from webapp.words import WORDS
from workflows.engine.tables import Case
from workflows.law.days import paris_day
from workflows.law.seizures import bases_of
from workflows.processes.custody import KEEP
from workflows.processes.document import documents_of
from workflows.processes.exhibit import PRESENT, UNITS, items_of, seize, why_not_seize
from workflows.processes.exhibit_sheet import issue_register, sheets_of
from workflows.processes.legal_limit import limits_of, start_limit
from workflows.processes.operation_facts import Operation
from workflows.processes.video import note_video
from workflows.processes.visit_facts import Visit
from workflows.store.text import Text

blueprint = Blueprint("evidence_register", __name__)
_SEIZED: Final = ("nature", "quantity", "unit", "seal", "found_at", "place", "basis", "item", "present", "kept_at")
_FILMED: Final = ("camera_owner", "place", "starts_at", "ends_at", "retention")


@blueprint.app_template_global("may_enter")
def may_enter(what: str) -> bool:
    """Tell templates whether the person's agency enters evidence of a kind: ``seizure``, ``video`` or ``limit``."""
    held = {"seizure": KEEP, "video": "note_video", "limit": "keep_limits"}[what]
    return held in signed_in().competences and (what != "limit" or bool(limits_of(here().key)))


@blueprint.get("/<desk>/evidence-register")
@policy("signed_in")
def register_page() -> ResponseReturnValue:
    """What the person may see of the register: exhibits of one group, videos, legal limits; of one operation if asked."""
    group, operation = _group(), _operation()
    of = operation.id if operation is not None else None
    lines, filmed, followed = exhibits(db(), group, of), videos(db(), moment(), of), limits(db(), moment(), of)
    for case in (*(each.case for each in lines), *(each.case for each in (*filmed, *followed))):
        announce(case.id, case.secrecy)
    return render_template(
        "evidence/register.html",
        lines=lines,
        group=group,
        groups=GROUPS,
        videos=filmed,
        limits=followed,
        operation=operation,
        sheets=documents_of(db(), sheets_of(db(), of)) if of else [],
        command=uuid4().hex,
    )


@blueprint.get("/<desk>/evidence-register.csv", defaults={"kind": "csv"})
@blueprint.get("/<desk>/evidence-register.ods", defaults={"kind": "ods"})
@blueprint.get("/<desk>/evidence-register.xlsx", defaults={"kind": "xlsx"})
@policy("signed_in")
def register_file(kind: str) -> ResponseReturnValue:
    """The exhibits that the page shows, as a file."""
    group, operation = _group(), _operation()
    lines = exhibits(db(), group, operation.id if operation is not None else None)
    for each in lines:
        announce(each.case.id, each.case.secrecy)
    table = exhibits_table(db(), lines, group, made_for=here(), moment=moment())
    return send_table(table, kind, f"{'-'.join(here().key.split('_'))}-{paris_day(moment()).isoformat()}")


@blueprint.post("/<desk>/operations/<uuid:case_id>/exhibit-register")
@policy(KEEP)
def print_register(case_id: UUID) -> ResponseReturnValue:
    """Issue the register of an operation on paper, and go to its case, where the paper will come."""
    case, form = find_case(case_id, "operation"), CommandForm()
    form.receive(request.form)
    taken = issue_register(db(), case.id, actor=actor(), moment=moment(), command=form.command)
    return redirect(url_for("case.case_page", case_id=taken.case_id), 303)


@blueprint.get("/<desk>/visits/<uuid:case_id>/seizure")
@policy("signed_in")
def new_exhibit(case_id: UUID) -> ResponseReturnValue:
    """The form by which a seizure is entered, or why this agency may not seize here."""
    return _draw_exhibit(_begun(_exhibit_form(case_id), {"unit": "piece"}), case_id)


@blueprint.post("/<desk>/visits/<uuid:case_id>/seizure")
@policy("signed_in")
def enter_exhibit(case_id: UUID) -> ResponseReturnValue:
    """Enter the seizure, and go on to its page."""
    form = _exhibit_form(case_id)
    form.receive(request.form)
    closed = why_not_seize(db(), _visit(case_id)[1], here().key)
    if closed is not None or not form.validate():
        return _draw_exhibit(form, case_id), 422
    show_again_with(partial(_draw_exhibit, form, case_id))
    facts = {name: form[name].data for name in _SEIZED}
    facts["item"] = facts["item"] or ""
    taken = seize(db(), case_id, actor=actor(), moment=moment(), facts=facts, command=form.command)
    return _to_case(taken.case_id)


@blueprint.get("/<desk>/visits/<uuid:case_id>/video")
@policy("note_video")
def new_video(case_id: UUID) -> ResponseReturnValue:
    """The form by which a video is noted."""
    visit = _visit(case_id)[1]
    return _draw_video(_begun(VideoForm(), {"starts_at": visit.entered_at, "ends_at": visit.left_at}), case_id)


@blueprint.post("/<desk>/visits/<uuid:case_id>/video")
@policy("note_video")
def enter_video(case_id: UUID) -> ResponseReturnValue:
    """Note the video, and go on to its page."""
    _visit(case_id)
    form = VideoForm()
    form.receive(request.form)
    if not form.validate():
        return _draw_video(form, case_id), 422
    show_again_with(partial(_draw_video, form, case_id))
    facts = {name: form[name].data for name in _FILMED}
    taken = note_video(db(), case_id, actor=actor(), moment=moment(), facts=facts, command=form.command)
    return _to_case(taken.case_id)


@blueprint.get("/<desk>/visits/<uuid:case_id>/limit")
@policy("keep_limits")
def new_limit(case_id: UUID) -> ResponseReturnValue:
    """The form by which a legal limit begins to be followed."""
    return _draw_limit(_begun(_limit_form(), {}), case_id)


@blueprint.post("/<desk>/visits/<uuid:case_id>/limit")
@policy("keep_limits")
def enter_limit(case_id: UUID) -> ResponseReturnValue:
    """Let the limit run, and go on to its page."""
    _visit(case_id)
    form = _limit_form()
    form.receive(request.form)
    if not form.validate():
        return _draw_limit(form, case_id), 422
    show_again_with(partial(_draw_limit, form, case_id))
    taken = start_limit(
        db(), case_id, actor=actor(), moment=moment(), clock_key=form.clock.data, paper=form.paper.data,
        starts_at=form.starts_at.data, command=form.command,
    )  # fmt: skip
    return _to_case(taken.case_id)


def _to_case(case_id: UUID) -> ResponseReturnValue:
    forget_kept()
    return redirect(url_for("case.case_page", case_id=case_id, done=1), 303)


def _visit(case_id: UUID) -> tuple[Case, Visit]:
    case = find_case(case_id, "visit")
    return case, db().get_one(Visit, case.id)


def _group() -> str:
    group = request.args.get("state", "held")
    return group if group in GROUPS else "held"


def _operation() -> Operation | None:
    """Return the operation that the register is asked for; 404 where the person does not see it."""
    if "operation" not in request.args:
        return None
    asked = request.args.get("operation", type=UUID)
    if asked is None:
        abort(404)
    case = read_case(asked, "operation")
    return db().get_one(Operation, case.id)


def _begun(form: Any, values: dict[str, Any]) -> Any:
    kept = kept_fields()
    if kept is not None:
        form.receive(kept)
    else:
        form.begin(values)
    return form


def _exhibit_form(case_id: UUID) -> ExhibitForm:
    _visit(case_id)
    form, key = ExhibitForm(), here().key
    form.offer(
        unit=UNITS.items(),
        present=PRESENT.items(),
        basis=[(each.key, each.label) for each in bases_of(key)],
        item=[(code, Text("{code} – {label}", "{code} – {label}", code=code, label=label)) for code, label in items_of(db(), case_id, key)],
    )  # fmt: skip
    return form


def _limit_form() -> LimitForm:
    form = LimitForm()
    form.offer(clock=[(each.key, each.label) for each in limits_of(here().key)])
    return form


def _draw_exhibit(form: ExhibitForm, case_id: UUID, notice: Notice | None = None) -> str:
    closed = why_not_seize(db(), _visit(case_id)[1], here().key)
    return _draw(
        form, case_id, "exhibit", notice or (Notice("warning", WORDS["exhibit_not_possible"], (closed.text,)) if closed else None),
        is_closed=closed is not None,
    )  # fmt: skip


def _draw_video(form: VideoForm, case_id: UUID, notice: Notice | None = None) -> str:
    return _draw(form, case_id, "video", notice)


def _draw_limit(form: LimitForm, case_id: UUID, notice: Notice | None = None) -> str:
    found = limits_of(here().key)
    told = notice or (None if found else Notice("warning", WORDS["no_limit_here"]))
    return _draw(form, case_id, "limit", told, is_closed=not found)


def _draw(form: CommandForm, case_id: UUID, kind: str, notice: Notice | None, *, is_closed: bool = False) -> str:
    case = read_case(case_id, "visit")
    return render_template(
        "evidence/new.html", case=case, form=form, kind=kind, notice=notice, is_closed=is_closed, mistakes=mistakes_of(form)
    )  # fmt: skip
