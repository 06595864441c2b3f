"""Files that show that something was done: attached with the words that say so or before them, handed out again, and
withdrawn when they were attached by mistake.
"""

from __future__ import annotations

from functools import partial
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.evidence_file import LARGEST_FILE, TYPES, FileRefused, ReadFile, WithdrawForm, read_evidence
from forms.step import StepForm, mistakes_of
from webapp.counting import counted_word
from webapp.errors import Notice, show_again_with
from webapp.policies import here, policy
from webapp.reading import actor, announce, find_case, read_case
from webapp.settings import Settings
from webapp.showing.case import Door, doors_of
from webapp.tables.sending import send_file
from webapp.taking import forget_kept, form_of, form_sent, kept_fields, renew, take_form
from webapp.unit import db, moment
from webapp.words import WORDS
from workflows.engine import registry
from workflows.engine.cases import Situation, situation_of, take
from workflows.engine.tables import Case
from workflows.processes.evidence_file import (
    EvidenceFile,
    add_evidence,
    evidence_of,
    proving_step,
    takes_evidence,
    why_not_withdrawn,
    withdraw_evidence,
)
from workflows.processes.referral_annex import ATTACH, key_of
from workflows.store.files import FileStore, hold_store
from workflows.store.text import Text

blueprint = Blueprint("evidence", __name__)
TOGETHER: Final = 3 * LARGEST_FILE
"""Three of the largest files, or many small ones."""
LARGEST_REQUEST: Final = TOGETHER + 64 * 1024
"""They, and what goes with them."""


@blueprint.get("/<desk>/cases/<uuid:case_id>/evidence")
@policy("signed_in")
def evidence_page(case_id: UUID) -> ResponseReturnValue:
    """The files of a case that files prove, and the form by which its agency attaches some or says that it is done."""
    case, step = _read(case_id)
    return _draw(form_of(case, step), case_id=case.id)


@blueprint.post("/<desk>/cases/<uuid:case_id>/evidence")
@policy("signed_in", largest=LARGEST_REQUEST)
def bring_evidence(case_id: UUID) -> ResponseReturnValue:
    """Attach what can be kept, and say that it is done if nothing stands against it; what was typed stays on the page."""
    case, step = _read(case_id)
    if not takes_evidence(case, here().key):
        abort(404)
    form = form_sent(case, step)
    files, refused = files_brought()
    show_again_with(partial(_draw, form, case_id=case.id, again=True))
    reports = request.form.get("act") == "report"
    if reports and not refused and form.validate():
        taken = take_form(form, case, step)
        attach_files(case_id, files)
        return redirect(url_for("case.case_page", case_id=case_id, done=taken.seq), 303)
    told = attach_files(case_id, files) if files else []
    if not refused and not files and not reports:
        told = [WORDS["evidence_choose"]]
    failed = bool(refused) or reports
    kind = "error" if failed and not files else "warning" if failed else "good"
    told += [WORDS["evidence_refused"].with_parameters(name=each.name, sentence=each.text) for each in refused]
    title = WORDS["evidence_not_done"] if reports else WORDS["evidence"]
    page = _draw(form, Notice(kind, title, tuple(told)), case_id=case_id, again=True)
    # What could be kept is kept: only an answer that is no failure ends with a commit.
    return page, 200 if files else 422


@blueprint.get("/<desk>/evidence/<uuid:file_id>")
@policy("signed_in")
def evidence_file(file_id: UUID) -> ResponseReturnValue:
    """One file, to keep; its reading is written down before it leaves."""
    row, case = _file(file_id)
    if row.withdrawn_at is not None:
        abort(404)
    announce(case.id, row.secrecy)
    return send_file(_store().get(row.handed_out), row.name, TYPES[row.kind])


@blueprint.get("/<desk>/evidence/<uuid:file_id>/withdraw")
@policy("signed_in")
def withdraw_page(file_id: UUID) -> ResponseReturnValue:
    """The form by which a file that was attached by mistake is withdrawn, or why it is not."""
    row, case = _file(file_id)
    if row.withdrawn_at is not None:
        return redirect(_files_of(case))
    form = WithdrawForm(kept_fields())
    return _draw_withdrawal(form, file_id)


@blueprint.post("/<desk>/evidence/<uuid:file_id>/withdraw")
@policy("signed_in")
def withdraw(file_id: UUID) -> ResponseReturnValue:
    """Withdraw the file, and go back to its case, where that is said."""
    _row, case = _file(file_id)
    form = WithdrawForm(request.form)
    if not form.validate():
        return _draw_withdrawal(form, file_id), 422
    show_again_with(partial(_draw_withdrawal, form, file_id))
    withdraw_evidence(db(), file_id, reason=form.reason.data, actor=actor(), moment=moment())
    forget_kept()
    return redirect(_files_of(case), 303)


def _files_of(case: Case) -> str:
    return url_for("case.case_page", case_id=case.id, _anchor="evidence")


def _file(file_id: UUID) -> tuple[EvidenceFile, Case]:
    """Return a file that the person may see, with its case."""
    row = db().scalar(sa.select(EvidenceFile).where(EvidenceFile.id == file_id))
    if row is None or row.case_id is None:
        abort(404)
    return row, find_case(row.case_id)


def _draw_withdrawal(form: WithdrawForm, file_id: UUID, notice: Notice | None = None) -> str:
    row, case = _file(file_id)
    announce(case.id, row.secrecy)
    closed = why_not_withdrawn(_situation(case).case, actor())
    return render_template(
        "strategy/withdraw_evidence.html",
        case=case,
        file=row,
        form=form,
        closed=closed,
        mistakes=mistakes_of(form),
        notice=notice,
    )


def _situation(case: Case) -> Situation:
    return situation_of(db(), case.id, "", actor=actor(), moment=moment())


def _read(case_id: UUID) -> tuple[Case, str]:
    """Return a case that files may prove, and the step by which it is."""
    step = proving_step(find_case(case_id))
    if step is None:
        abort(404)
    return read_case(case_id), step


def files_brought() -> tuple[list[ReadFile], list[FileRefused]]:
    """Read every file of the request, and return those that may be kept and those that are refused."""
    files, refused = [], []
    for each in request.files.getlist("files"):
        if not each.filename:
            continue
        with each.stream as stream:
            content = stream.read(LARGEST_FILE + 1)
        try:
            files.append(read_evidence(each.filename, content))
        except FileRefused as reason:
            refused.append(reason)
    return files, refused


def attach_files(case_id: UUID, files: list[ReadFile]) -> list[Text]:
    """Attach files to the case and return what people read of it; what is brought to a referral is an annex at once."""
    if not files:
        return []
    store = _store()
    hold_store(db().connection())
    rows = [
        EvidenceFile(
            name=each.name, kind=each.kind, original=store.put(each.original), handed_out=store.put(each.handed_out),
            length=len(each.handed_out),
        )
        for each in files
    ]  # fmt: skip
    added = add_evidence(db(), case_id, rows, actor=actor(), moment=moment())
    if find_case(case_id).workflow == "referral":
        for row in added:
            take(db(), case_id, ATTACH, actor=actor(), moment=moment(), fields={"file": key_of(row.id)})
    return [counted_word("evidence_kept", len(added)) if added else WORDS["evidence_known"]]


def _store() -> FileStore:
    settings: Settings = current_app.extensions["beffroi_settings"]
    return FileStore(settings.home / "files")


def _draw(form: StepForm, notice: Notice | None = None, *, case_id: UUID, again: bool = False) -> str:
    case, step = _read(case_id)
    if again:
        renew(form, case)
    return render_template(
        "strategy/evidence.html",
        case=case,
        state=registry.workflow(case.workflow, case.workflow_version).state(case.state),
        door=_door(case, step),
        form=form,
        notice=notice,
        files=evidence_of(db(), case.id),
        may_withdraw=why_not_withdrawn(_situation(case).case, actor()) is None,
        takes=takes_evidence(case, here().key),
        largest_file=LARGEST_FILE,
        largest_together=TOGETHER,
    )


def _door(case: Case, step: str) -> Door | None:
    """Return the door of the step if it is open to this person."""
    doors = doors_of(db(), case, actor=actor(), moment=moment())
    return next((door for door in doors.open if door.step.name == step), None)
