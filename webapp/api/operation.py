"""Declaring what the interface does: one declaration gives the route, who may ask, the checks and the description."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Final, TypeVar

from flask import Blueprint, Response, request

from webapp.api.access import say_pace
from webapp.api.problems import Problem, Reason
from webapp.api.schemas import NotJson, Schema, faults_in, read_json
from webapp.policies import KEY, PUBLIC, policy
from workflows.store.text import Text

PREFIX: Final = "/api/v1"
LARGEST_BODY: Final = 16 * 1024
IDEMPOTENCY: Final[Schema] = {
    "type": "string",
    "pattern": "^[A-Za-z0-9._:-]{1,100}$",
    "description": "An id made by the caller: sent again with the same content, it gets the same answer.",
}
OPERATIONS: Final[list[Operation]] = []
"""Every operation of the interface, in the order of their declaration."""
blueprint = Blueprint("api", __name__, url_prefix=PREFIX)
blueprint.after_request(say_pace)
_Called = TypeVar("_Called", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: its method and path, the scope that opens it (``None``: anybody), what it takes and answers.

    ``body`` and ``query`` are the very schemas by which a request is checked; ``answer`` is the schema of the answer.
    """

    method: str
    path: str
    name: str
    scope: str | None
    summary: Text
    answer: Schema
    status: int = 200
    body: Schema | None = None
    query: Mapping[str, Schema] = field(default_factory=dict)

    @property
    def ids(self) -> list[str]:
        """The ids in its path."""
        return re.findall(r"{([a-z_]+)}", self.path)

    @property
    def needs_idempotency(self) -> bool:
        """Whether it changes something and must say by which id of its own."""
        return self.method == "POST"


def operation(
    method: str,
    path: str,
    *,
    scope: str | None,
    summary: Text,
    answer: Schema,
    status: int = 200,
    body: Schema | None = None,
    query: Mapping[str, Schema] | None = None,
) -> Callable[[_Called], _Called]:
    """Declare a view as an operation. It is given the ids of its path, and ``given`` where there is a body, ``asked``
    where there is a query; it returns a dictionary, or one with headers.
    """

    def declare(view: _Called) -> _Called:
        declared = Operation(method, path, view.__name__, scope, summary, answer, status, body, query or {})
        OPERATIONS.append(declared)

        @policy(KEY if scope else PUBLIC, scope=scope, largest=LARGEST_BODY)
        @wraps(view)
        def answered(**arguments: Any) -> Response:
            answer_of = view(**arguments, **_read(declared))
            found, headers = answer_of if isinstance(answer_of, tuple) else (answer_of, {})
            return Response(
                json.dumps(found, ensure_ascii=False), declared.status, headers, mimetype="application/json"
            )

        rule = re.sub(r"{([a-z_]+)}", r"<uuid:\1>", path)
        blueprint.add_url_rule(rule, view.__name__, answered, methods=[method])
        return view

    return declare


def idempotency_key() -> str:
    """Return the id that the caller gave this request; already checked."""
    return request.headers["Idempotency-Key"]


def _read(declared: Operation) -> dict[str, Any]:
    found: dict[str, Any] = {}
    asked = _read_query(declared.query)
    if declared.query:
        found["asked"] = asked
    if declared.needs_idempotency:
        _check_idempotency()
    if declared.body is not None:
        found["given"] = _read_body(declared.body)
    return found


def _read_query(known: Mapping[str, Schema]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    reasons = []
    for name, values in request.args.lists():
        schema = known.get(name)
        if schema is None or len(values) > 1:
            reasons.append(Reason("parameter", _ODD_PARAMETER.with_parameters(name=name[:60]), f"?{name[:60]}"))
            continue
        value = int(values[0]) if schema["type"] == "integer" and re.fullmatch(r"[0-9]{1,9}", values[0]) else values[0]
        reasons += [Reason("parameter", fault.text, f"?{name}") for fault in faults_in(value, schema)]
        found[name] = value
    if reasons:
        raise Problem(422, "invalid", reasons)
    return found


def _check_idempotency() -> None:
    given = request.headers.get("Idempotency-Key")
    if given is None:
        raise Problem(400, "idempotency_needed")
    reasons = [Reason("header", fault.text, "Idempotency-Key") for fault in faults_in(given, IDEMPOTENCY)]
    if reasons:
        raise Problem(400, "idempotency_needed", reasons)


def _read_body(schema: Schema) -> Any:
    if request.mimetype != "application/json":
        raise Problem(415, "json_only")
    try:
        given = read_json(request.get_data())
    except NotJson as fault:
        raise Problem(400, "not_json") from fault
    reasons = [Reason("value", fault.text, fault.at) for fault in faults_in(given, schema)]
    if reasons:
        raise Problem(422, "invalid", reasons)
    return given


_ODD_PARAMETER: Final = Text(
    "Le paramètre «\u00a0{name}\u00a0» n’est pas connu ici, ou est donné deux fois.",
    "The parameter “{name}” is not known here, or is given twice.",
)
