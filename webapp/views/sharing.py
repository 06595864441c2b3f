"""Sharing what one agency alone knows: the form, the list of what is shared, and who read a case, for its owner."""

from __future__ import annotations

from functools import partial
from typing import Final
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.sharing import SharingForm
from forms.step import mistakes_of
from webapp.errors import Notice, show_again_with
from webapp.policies import here, policy
from webapp.reading import actor, announce, find_case
from webapp.seeing_as import seen_as
from webapp.showing.inbox import read_cursor, write_cursor
from webapp.showing.rows import state_of
from webapp.showing.sharing import Owned, owned_by, readings_of, sharings_of, things_to_share
from webapp.taking import forget_kept, kept_fields
from webapp.unit import db, moment
from workflows.engine.tables import Case
from workflows.engine.viewer import GATED_FROM
from workflows.law.calendar import end_of_day
from workflows.law.gates import KINDS
from workflows.processes.shared_copy import kinds_of
from workflows.processes.sharing import FOUR_EYES_FROM, share
from workflows.register.agencies import agencies

blueprint = Blueprint("sharing", __name__)
_PAGE: Final = 25


@blueprint.app_template_global("owned")
def owned(case: Case) -> Owned:
    """Give templates what the person's agency may do with a case as its owner; nothing while it sees as another one."""
    return Owned(False, False, False) if seen_as() else owned_by(db(), case, here().key)


@blueprint.app_template_global("other_agencies")
def other_agencies() -> list[tuple[str, object]]:
    """Give templates every agency but that of the desk, by its key and name."""
    return [(each.key, each.name) for each in agencies() if each.key != here().key]


@blueprint.get("/<desk>/cases/<uuid:case_id>/share")
@policy("signed_in")
def share_page(case_id: UUID) -> ResponseReturnValue:
    """The form by which the owner shares something of a case."""
    case, kinds = _to_share(case_id)
    form, kept = _form(case, kinds), kept_fields()
    if kept is not None:
        form.receive(kept)
    else:
        form.begin()
    return _draw(None, case_id=case.id, form=form)


@blueprint.post("/<desk>/cases/<uuid:case_id>/share")
@policy("signed_in")
def share_it(case_id: UUID) -> ResponseReturnValue:
    """Share it, and go to the sharing; what passes no gate is refused with its sentence and text."""
    case, kinds = _to_share(case_id)
    form = _form(case, kinds)
    form.receive(request.form)
    draw = partial(_draw, case_id=case.id, form=form)
    if not form.validate():
        return draw(None), 422
    show_again_with(draw)
    kind, _, item = form.what.data.partition("/")
    taken = share(
        db(),
        case.id,
        kind=kind,
        item=item,
        to=form.to.data,
        purpose=form.purpose.data,
        met=form.met.data or (),
        why=form.why.data,
        ends_at=None if form.until.data is None else end_of_day(form.until.data),
        actor=actor(),
        moment=moment(),
        command=form.command,
    )
    forget_kept()
    return redirect(url_for("case.case_page", case_id=taken.case_id, done=taken.seq), 303)


@blueprint.get("/<desk>/sharings")
@policy("signed_in")
def sharings_page() -> ResponseReturnValue:
    """What the agency has shared and what is open to it, latest first."""
    found = sharings_of(db(), before=read_cursor(request.args.get("before", "")), limit=_PAGE + 1)
    last = found[_PAGE - 1][1] if len(found) > _PAGE else None
    return render_template(
        "sharing/list.html",
        sharings=[(row, case, state_of(case)) for row, case in found[:_PAGE]],
        more=write_cursor((last.opened_at, last.id)) if last is not None else None,
    )


@blueprint.get("/<desk>/cases/<uuid:case_id>/reads")
@policy("signed_in")
def reads_page(case_id: UUID) -> ResponseReturnValue:
    """Who read a case, for the agency whose it is; page by page."""
    case = find_case(case_id)
    if not owned(case).reads:
        abort(404)
    announce(case.id, case.secrecy)
    before = request.args.get("before", "")
    found = readings_of(
        db(), case, before=int(before) if before.isascii() and before.isdigit() else None, limit=_PAGE + 1
    )
    return render_template(
        "sharing/reads.html",
        case=case,
        readings=found[:_PAGE],
        more=found[_PAGE - 1].line if len(found) > _PAGE else None,
    )


def _to_share(case_id: UUID) -> tuple[Case, tuple[str, ...]]:
    case = find_case(case_id)
    kinds = kinds_of(db(), case, here().key)
    if not kinds:
        abort(404)
    announce(case.id, max(case.secrecy, GATED_FROM))
    return case, kinds


def _form(case: Case, kinds: tuple[str, ...]) -> SharingForm:
    form = SharingForm()
    form.offer(
        things_to_share(db(), case, kinds), ((each.key, each.name) for each in agencies() if each.key != here().key)
    )
    return form


def _draw(notice: Notice | None, *, case_id: UUID, form: SharingForm) -> str:
    case, kinds = _to_share(case_id)
    return render_template(
        "sharing/share.html",
        case=case,
        form=form,
        notice=notice,
        mistakes=mistakes_of(form),
        four_eyes=any(KINDS[kind].secrecy >= FOUR_EYES_FROM for kind in kinds),
    )
