"""Problem details (RFC 9457): how software is told that something did not work, with a code and both languages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from flask import Response, request

from webapp.wordings.api import PROBLEMS
from workflows.store.text import Text, say

ADDRESS: Final = "/api/"
"""Where every address of the interface begins."""
TYPE: Final = "application/problem+json"
STATUSES: Final = frozenset({400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 429, 500, 503, 507})


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its code, both sentences, and where in the request it lies (a JSON pointer, a name) if anywhere."""

    code: str
    text: Text
    at: str = ""


class Problem(Exception):
    """A request that is not answered as it hoped. ``code`` names the problem; its title is that of ``PROBLEMS``."""

    def __init__(
        self, status: int, code: str, reasons: Sequence[Reason] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.reasons, self.headers = status, code, tuple(reasons), dict(headers or {})


def asks_api() -> bool:
    """Tell whether this request is for the interface: it is then answered as software reads, and no cookie counts."""
    return request.path.startswith(ADDRESS)


def answer_problem(problem: Problem) -> Response:
    """Return the answer of a problem."""
    return problem_response(
        problem.status, problem.code, PROBLEMS[problem.code], problem.reasons, headers=problem.headers
    )


def plain_problem(status: int, title: Text, sentences: Iterable[Text]) -> Response:
    """Return the answer to a failure for which pages have words: a status with its title and sentences."""
    status = status if status in STATUSES else 500
    code = HTTPStatus(status).phrase.lower().replace(" ", "_")
    return problem_response(status, code, title, [Reason(code, each) for each in sentences])


def problem_response(
    status: int, code: str, title: Text, reasons: Iterable[Reason], *, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a problem as JSON, in French unless the request prefers English; each reason in both."""
    language = request.accept_languages.best_match(("fr", "en")) or "fr"
    told = list(reasons) or [Reason(code, title)]
    body: dict[str, Any] = {
        "type": f"urn:beffroi:problem:{code}",
        "title": say(title, language),
        "status": status,
        "detail": " ".join(say(each.text, language) for each in told),
        "code": code,
        "reasons": [
            {"code": each.code, **both(each.text), **({"at": each.at} if each.at else {})} for each in told
        ],
    }  # fmt: skip
    response = Response(json.dumps(body, ensure_ascii=False), status, mimetype=TYPE)
    response.headers.update(headers or {})
    response.headers["Content-Language"] = language
    return response


def both(text: Text) -> dict[str, str]:
    """Return a text in both languages."""
    return {"fr": say(text, "fr"), "en": say(text, "en")}
