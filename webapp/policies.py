"""Who may ask for which page: every route declares it, and one that does not keeps the application from starting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from flask import Flask, Response, abort, current_app, g, request

from webapp.api.access import admit
from webapp.sessions import Person, person
from workflows.register.agencies import COMPETENCES, Agency, UnknownAgency, agency

PUBLIC: Final = "public"
SIGNED_IN: Final = "signed_in"
KEY: Final = "key"
_POLICY: Final = "beffroi_policy"
_Called = TypeVar("_Called", bound=Callable[..., Any])


class UndeclaredPolicy(RuntimeError):
    """A route says nothing about who may ask for it."""


class SignInNeeded(Exception):
    """The page is for people who are signed in, and nobody is."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may ask for a route: the public, the people of the desk in its address, or those of them who hold a
    competence; or software with a key of that ``scope``. ``largest`` is the most bytes that a request to it may bring,
    ``None`` for the usual limit.
    """

    who: str
    largest: int | None = None
    scope: str | None = None

    def allows(self, someone: Person | None, desk: str | None) -> bool:
        """Tell whether a person may ask for the route at the desk that the address names."""
        if self.who == PUBLIC:
            return True
        if someone is None or (desk is not None and desk != someone.agency.key):
            return False
        return self.who == SIGNED_IN or self.who in someone.competences


def policy(who: str, *, largest: int | None = None, scope: str | None = None) -> Callable[[_Called], _Called]:
    """Declare who may ask for a view: ``"public"``, ``"signed_in"``, the name of a competence, or ``"key"`` with the
    scope that software needs.
    """
    if who not in (PUBLIC, SIGNED_IN, KEY) and who not in COMPETENCES:
        raise UndeclaredPolicy(f"{who!r} is neither public, signed_in, key nor a competence.")
    if (who == KEY) != (scope is not None):
        raise UndeclaredPolicy("A key has a scope, and nobody else has.")

    def declare(view: _Called) -> _Called:
        setattr(view, _POLICY, Policy(who, largest, scope))
        return view

    return declare


def check_policies(app: Flask) -> None:
    """Refuse to start while a route has no policy, naming every such route and what to add."""
    bare = sorted(
        f"{rule.rule} ({rule.endpoint})" for rule in app.url_map.iter_rules() if _declared(app, rule.endpoint) is None
    )
    if bare:
        raise UndeclaredPolicy(f"Add @policy(...) to the views of these routes: {', '.join(bare)}.")


def enforce() -> Response | None:
    """Let the request through, or answer as if the page did not exist; asks people who are signed out to sign in.

    Software is told plainly what its key lacks.
    """
    if request.endpoint is None:
        return None
    declared = _declared(current_app, request.endpoint)
    if declared is None:
        raise UndeclaredPolicy(f"Add @policy(...) to the view of {request.endpoint}.")
    if declared.who == KEY:
        admit(declared.scope)
        return None
    desk: str | None = g.get("desk_key")
    if desk is not None:
        _find_desk(desk)
    someone = person()
    if declared.allows(someone, desk):
        return None
    if someone is None:
        raise SignInNeeded
    abort(404)


def take_desk_out(_endpoint: str | None, arguments: dict[str, Any] | None) -> None:
    """Take the desk out of the address once for all views."""
    if arguments and "desk" in arguments:
        g.desk_key = arguments.pop("desk")


def put_desk_in(endpoint: str, arguments: dict[str, Any]) -> None:
    """Put the desk of this request into the addresses that need one and are given none."""
    if "desk" not in arguments and "desk_key" in g and current_app.url_map.is_endpoint_expecting(endpoint, "desk"):
        arguments["desk"] = g.desk_key


def here() -> Agency:
    """Return the agency for which the page is made: that of the desk which the address names, or the one with whose eyes it
    is seen. Only views under a desk ask.
    """
    found: Agency = g.get("seen_as") or g.desk
    return found


def limit_body() -> None:
    """Bound what a request may bring, before anything reads it."""
    declared = _declared(current_app, request.endpoint) if request.endpoint else None
    if declared is not None and declared.largest is not None:
        request.max_content_length = declared.largest
        request.max_form_memory_size = declared.largest


def _find_desk(key: str) -> None:
    try:
        g.desk = agency(key)
    except UnknownAgency:
        abort(404)


def _declared(app: Flask, endpoint: str) -> Policy | None:
    found = getattr(app.view_functions.get(endpoint), _POLICY, None)
    return found if isinstance(found, Policy) else None
