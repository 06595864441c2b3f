"""Measures: the register that patrols read, one measure with its clock, the choice of its ground, who may sign."""

from __future__ import annotations

from functools import partial
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.delegation import POWER, DelegationForm
from forms.served import ServedForm
from forms.step import mistakes_of
from webapp.errors import Notice, show_again_with
from webapp.own_pages import page_of
from webapp.policies import policy
from webapp.reading import actor, announce, read_case
from webapp.showing.case import clocks_of, doors_of
from webapp.showing.facts import facts_of
from webapp.showing.history import history_of, in_brief
from webapp.showing.measure import Sheet, next_for, sheet_of, stages_of
from webapp.showing.measure_clock import Dated, clock_panel, if_served
from webapp.showing.measures import (
    GROUPS,
    basis_of,
    count_measures,
    cursor_after,
    is_posted,
    list_delegations,
    list_measures,
)
from webapp.showing.meeting import read_cursor
from webapp.taking import forget_kept, form_of, kept_fields
from webapp.unit import db, moment
from workflows.engine import registry
from workflows.engine.cases import situation_of
from workflows.engine.tables import Case
from workflows.law.days import paris_day
from workflows.law.place_kinds import place_kinds
from workflows.processes.document import documents_of, press_jobs
from workflows.processes.measure_authority import bases_for, is_mayors, mayors_agency, without_power
from workflows.processes.measure_facts import OUTCOMES, PENDING, PRIORS, RECEIPTS, REMEDIES, SEEN, SOFTER, WAYS
from workflows.processes.measure_law import bases_on, named, unprinted_on
from workflows.processes.measure_place import fit_for
from workflows.processes.signing_delegation import open_delegation
from workflows.store.text import Text

blueprint = Blueprint("measures", __name__)
_PAGE: Final = 25
_LATEST: Final = 8
_FIRST: Final = 1
"""The version of the workflow that had no page of its own."""
_SAID: Final = {
    "way": WAYS, "receipt": RECEIPTS, "prior": PRIORS, "remedy": REMEDIES, "outcome": OUTCOMES, "seen": SEEN, "softer": SOFTER,
}  # fmt: skip


@blueprint.app_template_global("measure_word")
def measure_word(kind: str, code: str) -> Text:
    """Give templates a code of a measure in words."""
    return _SAID[kind][code]


@blueprint.get("/<desk>/measures")
@policy("signed_in")
def measures_page() -> ResponseReturnValue:
    """The register of measures, as far as the person may see it: what is in force tonight first."""
    group = request.args.get("state", "tonight")
    group = group if group in GROUPS else "tonight"
    after = read_cursor(request.args.get("after", ""))
    found = list_measures(db(), group, after=after, limit=_PAGE + 1)
    for line in found[:_PAGE]:
        announce(line.case.id, line.case.secrecy)
    return render_template(
        "measure/register.html",
        lines=found[:_PAGE],
        group=group,
        groups=GROUPS,
        tallies=count_measures(db()),
        first=url_for(".measures_page", state=group) if after else None,
        following=url_for(".measures_page", state=group, after=cursor_after(found[_PAGE - 1]))
        if found[_PAGE:]
        else None,
    )


@blueprint.get("/<desk>/measures/<uuid:case_id>")
@policy("signed_in")
@page_of("measure")
def measure_page(case_id: UUID) -> ResponseReturnValue:
    """A measure on one screen, with the clock of the law; the question « what if it is served then? » is in its address."""
    case = read_case(case_id, "measure")
    if case.workflow_version == _FIRST:
        return redirect(url_for("case.case_page", case_id=case_id, whole=""))
    sheet = sheet_of(db(), case, moment=moment())
    doors = doors_of(db(), case, actor=actor(), moment=moment())
    following = next_for(sheet, doors, today=paris_day(moment()))
    history = history_of(db(), case, situation_of(db(), case.id, "", actor=actor(), moment=moment()), latest=_LATEST)
    about = facts_of(db(), case, moment=moment())
    for read, secrecy in about.readings:
        announce(read, secrecy)
    asked = ServedForm(request.args if "served_at" in request.args else None)
    return render_template(
        "measure/page.html",
        case=case,
        kind=registry.workflow(case.workflow, case.workflow_version).label,
        sheet=sheet,
        about=about,
        following=following,
        stages=stages_of(sheet),
        doors=doors,
        beside=[door for door in doors.open if door not in following.doors and door.step.name != "choose_basis"],
        may_choose=any(door.step.name == "choose_basis" for door in doors.open),
        panel=clock_panel(db(), sheet, moment=moment()),
        asked=asked,
        then=_then(asked, sheet),
        posted=is_posted(
            sheet.postings[0].posted_at if sheet.postings else None, sheet.watches[0] if sheet.watches else None
        ),
        pending=PENDING,
        by_mayor=is_mayors(case.agency),
        place_said=[place_kinds()[key].label for key in (sheet.row and sheet.row.place_kinds) or ()],
        clocks=clocks_of(db(), case, registry.workflow(case.workflow, case.workflow_version), moment=moment()),
        documents=sorted(documents_of(db(), [case.id]), key=lambda each: -each.version),
        jobs=[job for job in press_jobs(db(), [case.id]) if job.stage != "done"],
        brief=in_brief(history),
        done=next((event for event in history if str(event.seq) == request.args.get("done")), None),
    )


def _then(asked: ServedForm, sheet: Sheet) -> tuple[Dated, ...]:
    if "served_at" not in request.args or not asked.validate():
        return ()
    return if_served(db(), sheet, served_at=asked.served_at.data, signed_on=asked.signed_on.data, moment=moment())


@blueprint.get("/<desk>/measures/<uuid:case_id>/basis")
@policy("follow_up_administrative")
def basis_page(case_id: UUID) -> ResponseReturnValue:
    """The choice of the ground in two steps: which one; then what the law and the register say of it here, and why."""
    case = read_case(case_id, "measure")
    sheet = sheet_of(db(), case, moment=moment()) if case.workflow_version != _FIRST else None
    if sheet is None or sheet.row is None or not _may_choose(case):
        abort(404)
    chosen = basis_of(db(), sheet.row, request.args.get("basis", ""), moment=moment())
    form = (
        form_of(
            case,
            "choose_basis",
            {"basis": chosen.law.key, "repeated": "register", "place_kinds": sheet.row.place_kinds},
        )
        if chosen
        else None
    )
    bases = bases_for(case.agency, paris_day(moment()))
    return render_template(
        "measure/basis.html",
        case=case,
        sheet=sheet,
        chosen=chosen,
        form=form,
        bases=bases,
        fits={each.key: fit_for(db(), each, sheet.row) for each in bases},
        powerless={each.key for each in bases if without_power(db(), case.agency, [each.key], paris_day(moment()))},
        unprinted=unprinted_on(paris_day(moment())),
    )


def _may_choose(case: Case) -> bool:
    doors = doors_of(db(), case, actor=actor(), moment=moment())
    return any(door.step.name == "choose_basis" for door in doors.open)


@blueprint.get("/<desk>/delegations")
@policy("signed_in")
def delegations_page() -> ResponseReturnValue:
    """The register of signing delegations: who may sign for what, since when, by which order."""
    return render_template(
        "measure/delegations.html",
        lines=list_delegations(db()),
        names={each.key: each.label for each in bases_on(paris_day(moment()))},
    )


@blueprint.get("/<desk>/delegations/new")
@policy("follow_up_administrative")
def new_delegation_page() -> ResponseReturnValue:
    """The form by which a delegation is entered."""
    form, kept = _delegation_form(), kept_fields()
    if kept is not None:
        form.receive(kept)
    else:
        form.begin()
    return _draw_delegation(form)


@blueprint.post("/<desk>/delegations/new")
@policy("follow_up_administrative")
def enter_delegation() -> ResponseReturnValue:
    """Enter the delegation, and go back to the register."""
    form = _delegation_form()
    form.receive(request.form)
    if not form.validate():
        return _draw_delegation(form), 422
    show_again_with(partial(_draw_delegation, form))
    names = ("signatory", "quality", "subjects", "valid_from", "valid_to", "order_reference", "bulletin")
    facts: dict[str, Any] = {name: form[name].data for name in names}
    if form.delegated.data == POWER:
        facts["power_to"] = mayors_agency()
    open_delegation(db(), actor=actor(), moment=moment(), command=form.command, **facts)
    forget_kept()
    return redirect(url_for(".delegations_page"), 303)


def _delegation_form() -> DelegationForm:
    form = DelegationForm()
    form.offer([(each.key, named(each)) for each in bases_on(paris_day(moment()))])
    return form


def _draw_delegation(form: DelegationForm, notice: Notice | None = None) -> str:
    return render_template("measure/delegation_new.html", form=form, mistakes=mistakes_of(form), notice=notice)
