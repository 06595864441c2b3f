"""What every answer carries, and what every request that changes something must prove."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Final

from flask import Flask, Response, current_app, request, session
from markupsafe import Markup

from webapp.api.problems import asks_api
from webapp.sessions import person
from webapp.settings import Settings

TOKEN_FIELD: Final = "csrf"  # noqa: S105 (the name of an input)
TOKEN_HEADER: Final = "X-Beffroi-Token"  # noqa: S105 (the name of a header)
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
PROVEN_BY_ADDRESS: Final = frozenset({"messages.stop_messages", "outside.stop_letters", "outside.send_answer"})
"""What an address says by itself who asks for, without a session: what a mail program stops (RFC 8058), an answer by a
link, which a code proves besides.
"""
FILE_POLICY: Final = "default-src 'none'; sandbox"
"""The policy of files that people brought: nothing in them may run or load."""

CONTENT_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    # Not no-referrer: browsers would then send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
}
_TWO_YEARS: Final = "max-age=63072000; includeSubDomains"


class ForeignRequest(Exception):
    """A request that changes something did not come from a page of ours."""


def token() -> str:
    """Return the token that forms of this person carry: bound to the session, good as long as it lives."""
    someone = person()
    if someone is not None:
        owner = f"session:{someone.session_id}"
    else:
        if "visitor" not in session:
            session.permanent = True
            session["visitor"] = secrets.token_urlsafe(16)
        owner = f"visitor:{session['visitor']}"
    settings: Settings = current_app.extensions["beffroi_settings"]
    return hmac.new(settings.secret_key, f"csrf:{owner}".encode(), hashlib.sha256).hexdigest()


def token_input() -> Markup:
    """Return the hidden input that every form of ours carries."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(TOKEN_FIELD, token())


def browser_says() -> bool | None:
    """Return whether the browser says that one of our own pages made this request; ``None`` if it says nothing."""
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site is not None:
        return fetch_site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return None if origin is None else origin == request.host_url.rstrip("/")


def has_token() -> bool:
    """Tell whether this request carries the right token, in its form or in a header."""
    given = request.headers.get(TOKEN_HEADER) or request.form.get(TOKEN_FIELD, "")
    return hmac.compare_digest(given.encode(), token().encode())


def refuse_foreign_requests() -> None:
    """Stop a request that changes something unless it comes from a page of ours.

    The form of somebody whose session is over brings a token that opens nothing any more. It is not refused here if the
    browser vouches for it: it is kept until they have signed in again, and changes nothing before that. Software brings
    its key itself, which no other site can make it do.
    """
    proven = request.endpoint in PROVEN_BY_ADDRESS or asks_api()
    if request.method in SAFE_METHODS or request.endpoint is None or proven:
        return
    ours = browser_says()
    if ours is False or ((person() is not None or ours is None) and not has_token()):
        raise ForeignRequest


def add_headers(response: Response) -> Response:
    """Put the whole set of headers on an answer: pages, errors, files and redirects alike."""
    settings: Settings = current_app.extensions["beffroi_settings"]
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    if settings.https:
        response.headers["Strict-Transport-Security"] = _TWO_YEARS
    return response


def install(app: Flask) -> None:
    """Give every answer its headers and every template the token of its forms."""
    app.after_request(add_headers)
    app.jinja_env.globals["token_input"] = token_input
