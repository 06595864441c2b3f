"""What pages load: styles, fonts, icons and scripts of the project itself, under an address that changes with them."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Final

from flask import Blueprint, Flask, Response, make_response, request, send_from_directory, url_for

from webapp.policies import policy
from workflows.register.agencies import Agency, agencies

FOLDER: Final = Path(__file__).parent / "static"
_FOR_A_YEAR: Final = "public, max-age=31536000, immutable"
_ASK_EACH_TIME: Final = "public, no-cache"
blueprint = Blueprint("assets", __name__)


@blueprint.get("/static/<path:name>")
@policy("public")
def file(name: str) -> Response:
    """A file of the project; kept for a year where its address names its content."""
    response = send_from_directory(FOLDER, name)
    response.headers["Cache-Control"] = _FOR_A_YEAR if request.args.get("v") == mark(name) else _ASK_EACH_TIME
    return response


@blueprint.get("/theme/agencies.css")
@policy("public")
def agency_style() -> Response:
    """The colours of the agencies, as properties that the style sheets use."""
    style = colours()
    response = make_response(style)
    response.mimetype = "text/css"
    kept = request.args.get("v") == _digest(style.encode())
    response.headers["Cache-Control"] = _FOR_A_YEAR if kept else _ASK_EACH_TIME
    return response


def asset(name: str) -> str:
    """Return the address of a file of the project."""
    return _below(request.script_root, name)


@lru_cache(maxsize=1024)
def _below(_root: str, name: str) -> str:
    # A page names some thirty files: drawing their addresses again took a fifteenth of its time.
    return url_for("assets.file", name=name, v=mark(name))


def agency_asset() -> str:
    """Return the address of the agencies' colours."""
    return url_for("assets.agency_style", v=_digest(colours().encode()))


@lru_cache(maxsize=512)
def mark(name: str) -> str:
    """Return the beginning of the digest of a file, which changes with it; refuses one that is not there."""
    return _digest((FOLDER / name).read_bytes())


def colours() -> str:
    """Return a style that gives each agency's class its colour, and a lighter one of that hue for dark pages."""
    return "".join(_colour_of(each) for each in agencies())


def lighter(colour: str) -> str:
    """Return a ``#rrggbb`` colour moved two fifths of the way to white, readable on a dark ground."""
    shares = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{share + (255 - share) * 2 // 5:02x}" for share in shares)


def _colour_of(each: Agency) -> str:
    return f".agency-{each.key} {{ --agency: {each.colour}; --agency-on-dark: {lighter(each.colour)}; }}\n"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def install(app: Flask) -> None:
    """Serve the files and give templates their addresses."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(asset=asset, agency_asset=agency_asset)
