"""The routes of the interface, put together: importing a file of operations declares them."""

from __future__ import annotations

from flask import Blueprint

from webapp.api import description, objectives, readings, tasks, webhooks
from webapp.api.operation import blueprint

DECLARED = (description, tasks, objectives, readings, webhooks)
"""The files whose operations the interface has, in the order in which its description tells them."""


def api_blueprint() -> Blueprint:
    """Return the interface with every operation declared."""
    return blueprint
