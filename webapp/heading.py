"""Where a person was heading when they had to sign in first, and what they were sending: never a text to redirect to.

Both travel as the name of a page of ours with its parameters, under our signature.
"""

from __future__ import annotations

from typing import Any, Final

from flask import current_app, g, request, session, url_for
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BuildError

from webapp.security import TOKEN_FIELD
from webapp.sessions import owner_of, token_of_request
from webapp.settings import Settings

KEPT_FIELD: Final = "kept"
_HEADING: Final = "heading"
_NOT_KEPT: Final = frozenset({TOKEN_FIELD, KEPT_FIELD, "password"})


def keep_heading() -> None:
    """Remember the page that was asked for, in the visitor's signed cookie."""
    if request.endpoint is not None:
        session[_HEADING] = _page_asked()


def heading() -> str | None:
    """Return the address of the page that the person was heading for at this desk, once; ``None`` if there is none."""
    return _address(session.pop(_HEADING, None))


def kept_form() -> str:
    """Return what this request brought, sealed, for the sign-in form to carry: it comes back to the same person only."""
    settings: Settings = current_app.extensions["beffroi_settings"]
    token = token_of_request(settings)
    owner = owner_of(current_app.extensions["beffroi_engine"], token) if token else None
    fields = {name: values for name, values in request.form.lists() if name not in _NOT_KEPT}
    return str(_serializer().dumps({**_page_asked(), "fields": fields, "owner": owner.hex if owner else None}))


def open_kept(sealed: str, *, user: str) -> dict[str, Any] | None:
    """Return what was kept of a form, or ``None`` if it is not ours or was typed by somebody else."""
    if not sealed:
        return None
    try:
        kept: dict[str, Any] = _serializer().loads(sealed)
    except BadData:
        return None
    return kept if kept.pop("owner", None) in (None, user) else None


def page_of_kept(kept: dict[str, Any]) -> str | None:
    """Return the address of the form that was kept, if it stands at this desk."""
    return _address(kept)


def _page_asked() -> dict[str, Any]:
    arguments = {"desk": g.get("desk_key"), **(request.view_args or {})}
    return {
        "endpoint": request.endpoint or "",
        "arguments": {name: str(value) for name, value in arguments.items() if value is not None},
    }


def _address(page: Any) -> str | None:
    if not isinstance(page, dict) or page.get("arguments", {}).get("desk") != g.get("desk_key"):
        return None
    try:
        address = url_for(page["endpoint"], **page["arguments"])
        # The form of a page and the page itself stand at one address; what can only be sent to is no place to go.
        current_app.url_map.bind("").match(address, method="GET")
    except (BuildError, ValueError, HTTPException):
        return None
    return address


def _serializer() -> URLSafeSerializer:
    settings: Settings = current_app.extensions["beffroi_settings"]
    return URLSafeSerializer(settings.secret_key, salt="kept-form")
