"""What people read when something does not work: every failure becomes a page here, and nowhere else."""

from __future__ import annotations

import errno
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import Flask, Response, g, jsonify, make_response, redirect, render_template, request, url_for
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed, SecurityError
from werkzeug.wrappers import Response as WerkzeugResponse

from forms.sign_in import SignInForm
from webapp import unit
from webapp.accounts import TooManyTries
from webapp.api.problems import Problem, answer_problem, asks_api, plain_problem
from webapp.api.refusals import problem_of
from webapp.heading import keep_heading, kept_form
from webapp.language import spoken
from webapp.policies import SignInNeeded
from webapp.security import SAFE_METHODS, TOKEN_FIELD, ForeignRequest
from webapp.words import WORDS
from workflows.engine.refusals import EngineAnswer, Moved, Refused, UnknownCase
from workflows.store.files import FileDamaged
from workflows.store.text import Text

Answer = Response | WerkzeugResponse
_log = logging.getLogger("beffroi.errors")
_PAGES: Final = frozenset({400, 403, 404, 405, 413, 429, 503, 507})
_MEGABYTE: Final = 2**20
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_POSTGRESQL_DISK_FULL: Final = "53100"
_POSTGRESQL_BUSY: Final = frozenset({"40001", "40P01", "55P03"})
"""Two transactions in each other's way, a deadlock, a lock that was not to be had: nothing was done, and trying again helps."""
_BUSY: Final = ("database is locked", "connection refused", "server closed the connection", "could not connect")


class ReasonNeeded(Exception):
    """A protected case is about to be read by somebody who has not yet said why."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What the top of a page says: its kind (``error``, ``warning``, ``good``), a title and sentences."""

    kind: str
    title: Text
    sentences: tuple[Text, ...] = ()
    references: tuple[str, ...] = ()


ShowAgain = Callable[[Notice], str | Response]


def show_again_with(show: ShowAgain) -> None:
    """Say how the page that holds the person's form is drawn again, should the domain refuse what was sent."""
    g.show_again = show


def wants_json() -> bool:
    """Tell whether the request came from a script that reads JSON."""
    return request.is_json or request.accept_mimetypes.best == "application/json"


def error_page(status: int, title: Text, *sentences: Text) -> Answer:
    """Return a page for a failure, with what the person had typed so that it can be copied; software gets a problem."""
    if asks_api():
        return plain_problem(status, title, sentences)
    if wants_json():
        return make_response(jsonify(error=spoken(title), sentences=[spoken(each) for each in sentences]), status)
    g.nowhere = True
    page = render_template("pages/error.html", status=status, title=title, sentences=sentences, typed=_typed(status))
    return make_response(page, status)


def _page_of(status: int) -> Answer:
    if status == 413:
        more = WORDS["error_413_more"].with_parameters(most=_size(request.max_content_length or 0))
        return error_page(status, WORDS["error_413"], more, WORDS["error_413_back"])
    return error_page(status, WORDS[f"error_{status}"], WORDS[f"error_{status}_more"])


def _size(octets: int) -> Text:
    if octets < _MEGABYTE:
        return WORDS["kilobytes"].with_parameters(count=octets // 1024)
    return WORDS["megabytes"].with_parameters(count=octets // _MEGABYTE)


def _answer_unknown_host(_error: SecurityError) -> Answer:
    if asks_api():
        return plain_problem(400, WORDS["error_400"], [WORDS["unknown_host"]])
    # No page of ours can be drawn: under an unknown name, there are no addresses to link to.
    response = make_response(WORDS["unknown_host"].fr + "\n" + WORDS["unknown_host"].en + "\n", 400)
    response.mimetype = "text/plain"
    return response


def _answer_http(error: HTTPException) -> Answer:
    status = error.code if error.code in _PAGES else 400 if (error.code or 500) < 500 else 503
    answer = _page_of(status)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return answer


def _answer_engine(error: EngineAnswer) -> Answer:
    unit.start_over()
    g.only_shows = True
    if isinstance(error, UnknownCase):
        return _page_of(404)
    if asks_api():
        return answer_problem(problem_of(error))
    notice = _notice_of(error)
    show = g.pop("show_again", None)
    if show is None or wants_json():
        return error_page(409, notice.title, *notice.sentences)
    return make_response(show(notice), 409)


def _notice_of(error: EngineAnswer) -> Notice:
    if isinstance(error, Refused):
        references = tuple(key for refusal in error.refusals for key in refusal.references)
        return Notice("error", WORDS["not_done"], tuple(refusal.text for refusal in error.refusals), references)
    title = WORDS["already_moved"] if isinstance(error, Moved) else WORDS["error_409"]
    return Notice("warning", title, (error.text,))


def _answer_sign_in_needed(_error: SignInNeeded) -> Answer:
    """Ask to sign in, and keep what was sent meanwhile.

    A link in a mail is followed from another site, and a strict cookie does not come along: such a page asks for itself
    once more, from our own site this time, before anybody is taken for signed out.
    """
    if wants_json():
        return error_page(401, WORDS["session_over"])
    if "desk" not in g:
        return redirect(url_for("start.start_page"), 303)
    if request.method in SAFE_METHODS:
        if request.headers.get("Sec-Fetch-Site") == "cross-site":
            return make_response(render_template("pages/from_outside.html"), 401)
        keep_heading()
        return redirect(url_for("sign_in.sign_in_page"), 303)
    page = render_template(
        "pages/session_over.html", here=g.desk, form=SignInForm(), kept=kept_form(), typed=_typed(401)
    )
    return make_response(page, 401)


def _answer_reason_needed(_error: ReasonNeeded) -> Answer:
    keep_heading()
    return redirect(url_for("reason.reason_page"), 303)


def _answer_too_many_tries(error: TooManyTries) -> Answer:
    return error_page(429, WORDS["error_429"], WORDS["sign_in_wait"].with_parameters(until=error.until))


def _answer_foreign(_error: ForeignRequest) -> Answer:
    return _page_of(403)


def _answer_database(error: DBAPIError) -> Answer:
    unit.start_over()
    said, code = str(error.orig).lower(), getattr(error.orig, "sqlstate", "")
    if "disk is full" in said or "no space left" in said or code == _POSTGRESQL_DISK_FULL:
        return _page_of(507)
    away = any(each in said for each in _BUSY) or error.connection_invalidated
    if code in _POSTGRESQL_BUSY or (isinstance(error, OperationalError) and away):
        answer = _page_of(503)
        answer.headers["Retry-After"] = "5"
        return answer
    return _answer_fault(InternalServerError(original_exception=error))


def _answer_system(error: OSError) -> Answer:
    unit.start_over()
    return _page_of(507) if error.errno in _NO_ROOM else _answer_fault(InternalServerError(original_exception=error))


def _answer_fault(error: InternalServerError) -> Answer:
    unit.start_over()
    number = secrets.token_hex(4)
    _log.error("fault %s at %s", number, request.endpoint, exc_info=error.original_exception or error)
    return error_page(500, WORDS["error_500"], WORDS["error_500_more"].with_parameters(number=number))


def _answer_problem(error: Problem) -> Answer:
    unit.start_over()
    return answer_problem(error)


def _typed(status: int) -> list[tuple[str, str]]:
    # Reading the form again would fail where the form itself is what went wrong.
    if status in (400, 413) or request.method in SAFE_METHODS:
        return []
    hidden = {TOKEN_FIELD, "command", "version", "kept"}
    return [
        (name.removeprefix("f_"), value)
        for name, value in request.form.items(multi=True)
        if name not in hidden and "password" not in name and value.strip()
    ]


def _leave_the_log_to_the_page(_error: object) -> None:
    # The page of a fault writes it down once, with the number that people read out.
    return None


def install(app: Flask) -> None:
    """Translate every failure to its page."""
    app.log_exception = _leave_the_log_to_the_page  # type: ignore[assignment, method-assign]
    app.register_error_handler(SecurityError, _answer_unknown_host)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(EngineAnswer, _answer_engine)
    app.register_error_handler(Problem, _answer_problem)
    app.register_error_handler(SignInNeeded, _answer_sign_in_needed)
    app.register_error_handler(ReasonNeeded, _answer_reason_needed)
    app.register_error_handler(TooManyTries, _answer_too_many_tries)
    app.register_error_handler(ForeignRequest, _answer_foreign)
    app.register_error_handler(DBAPIError, _answer_database)
    app.register_error_handler(FileDamaged, lambda error: _answer_fault(InternalServerError(original_exception=error)))
    app.register_error_handler(OSError, _answer_system)
    app.register_error_handler(InternalServerError, _answer_fault)
