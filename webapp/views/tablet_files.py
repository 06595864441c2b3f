"""What a tablet loads and may keep: the shell of the application, its scripts and styles. Nothing of anybody's is in it."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, abort, jsonify, make_response, render_template, send_from_directory, url_for
from flask.typing import ResponseReturnValue

from webapp.assets import asset
from webapp.policies import here, policy
from webapp.tablet import files
from webapp.tablet.scripting import script_words
from webapp.words import WORDS

blueprint = Blueprint("tablet_files", __name__)
blueprint.record_once(lambda state: state.app.jinja_env.globals.update(tablet_file=files.address))
_FOR_A_YEAR: Final = "public, max-age=31536000, immutable"
_ASK_EACH_TIME: Final = "no-cache"


@blueprint.get("/tablet/<mark>/<name>")
@policy("public")
def file(mark: str, name: str) -> ResponseReturnValue:
    """A script or style of the tablet, of the present version only: those of two versions never mix."""
    if mark != files.mark() or name not in files.names():
        abort(404)
    response = send_from_directory(files.SCRIPTS, name)
    response.headers["Cache-Control"] = _FOR_A_YEAR
    return response


@blueprint.get("/tablet-worker.js")
@policy("public")
def worker() -> ResponseReturnValue:
    """The service worker. It stands at the root so that it sees people sign in and out at any desk."""
    response = make_response(files.worker())
    response.mimetype = "text/javascript"
    response.headers["Cache-Control"] = _ASK_EACH_TIME
    return response


@blueprint.get("/tablet/shell")
@policy("public")
def shell() -> ResponseReturnValue:
    """The empty page that a tablet shows when there is no network, before it opens what it keeps itself."""
    return render_template("tablet/shell.html", words=script_words())


@blueprint.get("/<desk>/tablet/app.webmanifest")
@policy("public")
def manifest() -> ResponseReturnValue:
    """What a tablet needs to put this desk's visits on its first screen."""
    icon = {"src": asset("beffroi.svg"), "sizes": "any", "type": "image/svg+xml"}
    response = jsonify(
        name=f"{WORDS['beffroi'].fr} – {here().short.fr}",
        short_name=WORDS["beffroi"].fr,
        start_url=url_for("tablet.night_page"),
        scope=url_for("tablet.night_page"),
        display="standalone",
        background_color="#12181d",
        theme_color=here().colour,
        icons=[icon],
    )
    response.mimetype = "application/manifest+json"
    response.headers["Cache-Control"] = _ASK_EACH_TIME
    return response
