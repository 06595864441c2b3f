"""Taking a step from a page that is not the step's own: its form, filled in beforehand, and one call of the domain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from flask import request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.routing import BuildError

from forms.step import StepForm, step_form
from webapp import sessions
from webapp.reading import actor, signed_in
from webapp.unit import db, moment, start_over
from workflows.engine import registry
from workflows.engine.cases import Taken, situation_of, take
from workflows.engine.fields import choices_of
from workflows.engine.refusals import CommandRaced
from workflows.engine.tables import Case


def form_of(case: Case, step: str, values: Mapping[str, Any] | None = None) -> StepForm:
    """Return the form of a step of a case, with what was typed before the session ended, else with these values.

    Refuses a step that the workflow does not know with ``KeyError``.
    """
    form = _empty_form(case, step)
    kept = kept_fields()
    if kept is None:
        form.begin(case.version, values)
    else:
        form.receive(kept)
    return form


def form_sent(case: Case, step: str) -> StepForm:
    """Return the form of a step as this request brings it."""
    form = _empty_form(case, step)
    form.receive(request.form)
    return form


def take_form(form: StepForm, case: Case, step: str) -> Taken:
    """Take the step with what was typed; a form that was sent twice at once gets its one answer.

    Call ``form.validate()`` before. Refuses as :func:`workflows.engine.cases.take` does.
    """
    try:
        taken = _take(form, case, step)
    except CommandRaced:
        start_over()
        taken = _take(form, case, step)
    forget_kept()
    return taken


def renew(form: StepForm, case: Case) -> None:
    """Make a refused form ready to be sent again: another command, on the case as it stands now."""
    form.version, form.command = case.version, uuid4().hex


def kept_fields() -> MultiDict[str, str] | None:
    """Return what the person had typed on this very page when their session ended, or ``None``."""
    kept = signed_in().kept
    if kept is None or not _is_here(kept):
        return None
    return MultiDict(kept["fields"])


def forget_kept() -> None:
    """Forget what was kept: it has been sent."""
    if signed_in().kept is not None:
        sessions.keep(db(), signed_in().session_id, None)


def _take(form: StepForm, case: Case, step: str) -> Taken:
    return take(
        db(),
        case.id,
        step,
        actor=actor(),
        moment=moment(),
        fields=form.fields(),
        command=form.command,
        version=form.version,
    )


def _empty_form(case: Case, step: str) -> StepForm:
    found = registry.workflow(case.workflow, case.workflow_version).step(step)
    situation = situation_of(db(), case.id, step, actor=actor(), moment=moment())
    return step_form(found, lambda field: choices_of(field, situation))


def _is_here(kept: Mapping[str, Any]) -> bool:
    """A form and the page that shows it stand at one address."""
    try:
        address = url_for(kept["endpoint"], **kept["arguments"])
    except BuildError:
        return False
    return address == request.script_root + request.path
