"""Referrals: the list, the page of one, its letter on one page, the clerk's link and the slip on paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID, uuid5

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from forms.referral import ClerkLinkForm
from forms.step import StepForm, mistakes_of, step_form
from webapp.errors import Notice, show_again_with
from webapp.own_pages import page_of
from webapp.policies import policy
from webapp.reading import actor, announce, read_case, signed_in
from webapp.showing.case import clocks_of, doors_of
from webapp.showing.facts import facts_of
from webapp.showing.history import history_of, in_brief
from webapp.showing.inbox import read_cursor
from webapp.showing.referral import (
    GROUPS,
    answer_doors,
    apart_of,
    count_by_group,
    cursor_after,
    list_referrals,
    next_for,
    other_doors,
    sheet_of,
)
from webapp.taking import forget_kept, kept_fields
from webapp.unit import db, moment
from webapp.words import WORDS
from workflows.engine import registry
from workflows.engine.cases import Situation, situation_of, take
from workflows.engine.definition import Field, Refusal
from workflows.engine.fields import choices_of
from workflows.engine.tables import Case
from workflows.law.days import paris_day
from workflows.law.outside_answers import outside_rules
from workflows.processes.consequence import DUE
from workflows.processes.document import documents_of, press_jobs
from workflows.processes.outside_link import make_link
from workflows.processes.referral_answers import ANSWERS, FROM_PROSECUTOR
from workflows.processes.referral_authors import may_refer
from workflows.processes.referral_facts import ADDRESSEES, CAPACITIES, KINDS, PIECES, RECEIVE, ROLES, SAID, Referral
from workflows.processes.referral_steps import LETTER
from workflows.register.agencies import holders
from workflows.register.offences import search_offences
from workflows.store.text import Text

blueprint = Blueprint("referrals", __name__)
_PAGE: Final = 25
_LATEST: Final = 8
_FOUND: Final = 12
_SECTIONS: Final = {"write_letter": "letter", "add_fact": "fact", "add_person": "person", "add_offence": "offence", "add_piece": "piece"}  # fmt: skip
"""The sections of the page of the letter, by the step that each takes; all of them are one form."""
_TABLES: Final[Mapping[str, Mapping[str, Text]]] = {
    "kind": KINDS, "addressee": ADDRESSEES, "capacity": CAPACITIES, "piece": PIECES, "role": ROLES,
}  # fmt: skip


@blueprint.app_template_global("of_referral")
def of_referral(table: str, code: str) -> Text:
    """Give templates the words of a code of a referral."""
    return _TABLES[table][code]


@blueprint.app_template_global("said_none")
def said_none(what: str, said: str | None) -> Text | None:
    """Give templates the words by which a letter says that there is none of something, where it does."""
    return SAID[what]["none"] if said == "none" else None


@blueprint.get("/<desk>/referrals")
@policy("signed_in")
def referrals_page() -> ResponseReturnValue:
    """The referrals that the person may read, the oldest first; who cannot refer is told what they can do."""
    writes = RECEIVE not in signed_in().competences
    group = request.args.get("state", "to_write" if writes else "waiting")
    group = group if group in GROUPS else "waiting"
    after = read_cursor(request.args.get("after", ""))
    found = list_referrals(db(), group, after=after, limit=_PAGE + 1, at=moment())
    for line in found[:_PAGE]:
        announce(line.case.id, line.case.secrecy)
    more = url_for(".referrals_page", state=group, after=cursor_after(found[_PAGE - 1])) if found[_PAGE:] else None
    return render_template(
        "referral/list.html",
        lines=found[:_PAGE],
        group=group,
        groups=GROUPS if writes else {name: row for name, row in GROUPS.items() if name != "to_write"},
        counts=count_by_group(db()),
        refused=may_refer(actor()),
        first=url_for(".referrals_page", state=group) if after else None,
        following=more,
    )


@blueprint.get("/<desk>/referrals/<uuid:case_id>")
@policy("signed_in")
@page_of("referral")
def referral_page(case_id: UUID) -> ResponseReturnValue:
    """A referral on one screen: what is next, what was written, every answer, who was told."""
    case = read_case(case_id, "referral")
    situation = situation_of(db(), case.id, "", actor=actor(), moment=moment())
    sheet = sheet_of(db(), case, situation, at=moment())
    for each in (*sheet.pvs, *sheet.notices):
        announce(each.case.id, each.case.secrecy)
    doors = doors_of(db(), case, actor=actor(), moment=moment())
    following = next_for(sheet, doors)
    about = facts_of(db(), case, moment=moment())
    for read, secrecy in about.readings:
        announce(read, secrecy)
    history = history_of(db(), case, situation, latest=_LATEST)
    apart = apart_of(db(), case)
    if apart is not None:
        announce(apart.id, apart.secrecy)
    return render_template(
        "referral/page.html",
        case=case,
        apart=apart,
        apart_doors=doors_of(db(), apart, actor=actor(), moment=moment()).open if apart is not None else (),
        sheet=sheet,
        about=about,
        following=following,
        doors=doors,
        beside=other_doors(doors, following),
        closed=[door for door in doors.closed if door.step.name in ("send", "transmit_pv")],
        entering=[door for door in answer_doors(doors, paper=False) if door not in following.doors],
        from_paper=answer_doors(doors, paper=True),
        writes=_is_draft(case) and any(door.step.name == "write_letter" for door in doors.open),
        asks_clerk=_asks_clerk(case),
        clocks=clocks_of(db(), case, registry.workflow(case.workflow, case.workflow_version), moment=moment()),
        documents=sorted(documents_of(db(), [case.id]), key=lambda each: -each.version),
        jobs=[job for job in press_jobs(db(), [case.id]) if job.stage != "done"],
        brief=in_brief(history),
        done=next((event for event in history if str(event.seq) == request.args.get("done")), None),
    )


@blueprint.get("/<desk>/referrals/<uuid:case_id>/letter")
@policy("follow_up_judicial")
def write_page(case_id: UUID) -> ResponseReturnValue:
    """The letter on one page, as far as it is written."""
    case = read_case(case_id, "referral")
    if not _is_draft(case):
        return redirect(url_for(".referral_page", case_id=case.id), 303)
    kept = kept_fields()
    forms = _sections(case, MultiDict(kept) if kept is not None else None)
    return _draw_letter(forms, None, case_id=case.id)


@blueprint.post("/<desk>/referrals/<uuid:case_id>/letter")
@policy("follow_up_judicial")
def write(case_id: UUID) -> ResponseReturnValue:
    """Keep what was written, every section at once; the page comes back for more, or goes on to be signed."""
    case = read_case(case_id, "referral")
    if not _is_draft(case):
        abort(404)
    forms = _sections(case, request.form)
    if request.form.get("do") == "look":
        return _draw_letter(forms, None, case_id=case.id, look_for=request.form.get("look_for", ""))
    written = {step: form for step, form in forms.items() if step == "write_letter" or _has_words(form)}
    fine = [form.validate() for form in written.values()]
    if not all(fine):
        return _draw_letter(forms, None, case_id=case.id), 422
    show_again_with(partial(_draw_letter, forms, case_id=case.id))
    first = forms["write_letter"]
    version = first.version
    for step, form in written.items():
        _take(case, step, form.fields(), first.command, version)
        version = None
    if request.form.get("strike"):
        _take(case, "strike", {"line": request.form["strike"]}, first.command, None)
    forget_kept()
    if request.form.get("do") == "sign":
        return redirect(url_for("step.step_page", case_id=case.id, step="send"), 303)
    return redirect(url_for(".write_page", case_id=case.id, kept="", _anchor=_section_of(written)), 303)


@blueprint.get("/<desk>/referrals/<uuid:case_id>/clerk")
@policy("follow_up_judicial")
def clerk_page(case_id: UUID) -> ResponseReturnValue:
    """The form by which the prosecutor's clerk is given a link."""
    case = read_case(case_id, "referral")
    if not _asks_clerk(case):
        return redirect(url_for(".referral_page", case_id=case.id), 303)
    form, kept = ClerkLinkForm(), kept_fields()
    if kept is not None:
        form.receive(kept)
    else:
        form.begin({"due_on": paris_day(moment()) + timedelta(days=outside_rules().usual_days)})
    return _draw_clerk(form, case)


@blueprint.post("/<desk>/referrals/<uuid:case_id>/clerk")
@policy("follow_up_judicial")
def ask_clerk(case_id: UUID) -> ResponseReturnValue:
    """Make the link, and show it with its code this once."""
    case = read_case(case_id, "referral")
    if not _asks_clerk(case):
        abort(404)
    form = ClerkLinkForm()
    form.receive(request.form)
    if not form.validate():
        return _draw_clerk(form, case), 422
    show_again_with(partial(_draw_clerk, form, case))
    made = make_link(
        db(), case.id, partner=holders(RECEIVE)[0], person=form.person.data, words=form.words.data or "", due_on=form.due_on.data,
        actor=actor(), moment=moment(), command=form.command,
    )  # fmt: skip
    forget_kept()
    link = url_for("outside.answer_page", token=made.token, _external=True) if made.token else ""
    return render_template(
        "outside/made.html", case=case, form=form, made=made, link=link, attempts=outside_rules().attempts
    )


@blueprint.get("/<desk>/referrals/<uuid:case_id>/slip")
@policy("signed_in")
def slip_page(case_id: UUID) -> ResponseReturnValue:
    """The slip that goes with the paper: every answer to be ticked, to be entered again by whoever has an account.

    It comes back to the author: what the law does not have them told has no box.
    """
    case = read_case(case_id, "referral")
    row = db().get(Referral, case.id)
    if row is None or row.sent_at is None:
        return redirect(url_for(".referral_page", case_id=case.id), 303)
    situation = situation_of(db(), case.id, "", actor=actor(), moment=moment())
    asked = [(each, [(one, _boxes(one, situation)) for one in each.asks]) for each in ANSWERS if not each.apart]
    return render_template("referral/slip.html", case=case, row=row, asked=asked)


def _boxes(asked: Field, situation: Situation) -> tuple[tuple[str, Text], ...]:
    """What is ticked on paper, for what is chosen here."""
    if asked.kind == "yes_no":
        return (("yes", WORDS["yes"]), ("no", WORDS["no"]))
    return choices_of(asked, situation) if asked.kind == "choice" else ()


def _is_draft(case: Case) -> bool:
    return case.workflow_version > 1 and case.state in DUE


def _asks_clerk(case: Case) -> bool:
    """Whether a link may be made: by its author, of what lies with the prosecutor."""
    return case.workflow_version > 1 and case.state in FROM_PROSECUTOR and signed_in().agency.key == case.agency


def _sections(case: Case, sent: MultiDict[str, str] | None) -> dict[str, StepForm]:
    """The forms of the page, each with what was sent, else the letter as it was kept."""
    workflow, forms = registry.workflow(case.workflow, case.workflow_version), {}
    row = db().get(Referral, case.id)
    for name in _SECTIONS:
        form = step_form(workflow.step(name))
        if sent is not None:
            form.receive(sent)
        else:
            known = {each: getattr(row, each) for each in LETTER} if name == "write_letter" and row is not None else {}
            form.begin(case.version, {key: value for key, value in known.items() if value not in (None, "")})
        forms[name] = form
    return forms


def _has_words(form: StepForm) -> bool:
    return any(value.strip() for values in form.typed().values() for value in values)


def _section_of(written: Mapping[str, StepForm]) -> str:
    return _SECTIONS[list(written)[-1]]


def _take(case: Case, step: str, fields: dict[str, Any], command: str, version: int | None) -> None:
    given = {name: value for name, value in fields.items() if value is not None}
    take(
        db(), case.id, step, actor=actor(), moment=moment(), fields=given, version=version,
        command=uuid5(UUID(hex=command), step).hex,
    )  # fmt: skip


def _never_sent(case: Case) -> list[Refusal]:
    """Why this letter could not leave even if it were whole: article 40 is not for it, or not for its author."""
    doors = doors_of(db(), case, actor=actor(), moment=moment())
    found = [refusal for door in doors.closed if door.step.name == "send" for refusal in door.refusals]
    return [refusal for refusal in found if refusal.code != "letter_incomplete"]


def _draw_clerk(form: ClerkLinkForm, case: Case, notice: Notice | None = None) -> str:
    return render_template("referral/clerk.html", form=form, case=case, notice=notice, mistakes=mistakes_of(form))


def _draw_letter(
    forms: Mapping[str, StepForm], notice: Notice | None, *, case_id: UUID, look_for: str | None = None
) -> str:
    case = read_case(case_id)
    first = forms["write_letter"]
    if notice is not None:
        first.version = case.version
    situation = situation_of(db(), case.id, "", actor=actor(), moment=moment())
    return render_template(
        "referral/letter.html",
        case=case,
        forms={_SECTIONS[step]: form for step, form in forms.items()},
        first=first,
        sheet=sheet_of(db(), case, situation, at=moment()),
        look_for=look_for,
        found=search_offences(db(), look_for, limit=_FOUND) if look_for else [],
        notice=notice,
        refused=_never_sent(case),
        attach=next(
            (door for door in doors_of(db(), case, actor=actor(), moment=moment()).open if door.step.name == "attach"),
            None,
        ),
        kept="kept" in request.args,
        mistakes=[mistake for form in forms.values() for mistake in mistakes_of(form)],
    )
