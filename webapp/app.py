"""The web application, put together: the only place where pages, engine, register and settings meet."""

from __future__ import annotations

import pkgutil
from datetime import timedelta
from importlib import import_module
from types import ModuleType
from typing import Final

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

import webapp.views
import workflows.processes
from webapp import assets, errors, language, policies, security, seeing_as, sessions, shell, unit
from webapp.settings import Settings
from webapp.wiring import assemble_house

LARGEST_REQUEST: Final = 2 * 1024 * 1024
"""What a request may bring; the views that receive photos say more for themselves."""

_MOST_PARTS: Final = 2_000


def make_app(settings: Settings, processes: ModuleType = workflows.processes) -> Flask:
    """Return the application for these settings, with the workflows of the package ``processes``.

    Refuses to start with a route that declares no policy, a workflow given twice, or data files that cannot be right.
    """
    app = Flask("webapp", static_folder=None)
    # The router itself never answers with a redirect made of what was asked for.
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    _configure(app, settings)
    app.extensions["beffroi_settings"] = settings
    app.extensions["beffroi_house"] = house = assemble_house(settings, processes)
    app.extensions["beffroi_engine"] = house.engine
    app.url_value_preprocessor(policies.take_desk_out)
    app.url_defaults(policies.put_desk_in)
    app.before_request(unit.begin)
    app.before_request(policies.limit_body)
    # What is installed last touches the answer first: settle, then the headers.
    security.install(app)
    unit.install(app)
    language.install(app)
    app.before_request(sessions.load_person)
    app.before_request(security.refuse_foreign_requests)
    app.before_request(policies.enforce)
    seeing_as.install(app)
    errors.install(app)
    assets.install(app)
    shell.install(app)
    _register_views(app, webapp.views)
    # Like the views, it is read only here: it brings the processes with it.
    app.register_blueprint(import_module("webapp.api.routes").api_blueprint())
    policies.check_policies(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.secret_key = settings.secret_key
    app.config.update(
        TRUSTED_HOSTS=[*settings.hosts],
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        MAX_FORM_PARTS=_MOST_PARTS,
        PREFERRED_URL_SCHEME="https" if settings.https else "http",
        SESSION_COOKIE_NAME="__Host-beffroi-visitor" if settings.https else "beffroi-visitor",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=timedelta(days=180),
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def _register_views(app: Flask, package: ModuleType) -> None:
    for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        module = import_module(f"{package.__name__}.{found.name}")
        if hasattr(module, "blueprint"):
            app.register_blueprint(module.blueprint)
