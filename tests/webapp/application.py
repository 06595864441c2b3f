"""The application as tests ask it: it raises what goes wrong, and its browsers are strict."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from flask import Flask
from sqlalchemy.engine import Engine

import workflows.processes
from tests.webapp.strict_client import StrictClient
from webapp.app import make_app
from webapp.settings import Settings, read_settings


def app_under_test(settings: Settings, processes: ModuleType = workflows.processes) -> Flask:
    """Return the application for these settings, with the workflows of a package."""
    app = make_app(settings, processes)
    app.testing = True
    app.test_client_class = StrictClient
    return app


def app_on(home: Path, url: str, **more: str) -> Flask:
    """Return the application of a home on a database, with more of its environment if given."""
    return app_under_test(read_settings({"BEFFROI_HOME": str(home), "BEFFROI_DATABASE_URL": url, **more}))


def engine_of(app: Flask) -> Engine:
    """Return the database of an application."""
    found: Engine = app.extensions["beffroi_engine"]
    return found
