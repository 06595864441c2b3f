"""The drawing of a case's workflow, with the states that the case has passed and the one in which it stands."""

from __future__ import annotations

import sqlalchemy as sa
from markupsafe import Markup

from webapp.language import language
from workflows.engine import registry
from workflows.engine.drawing.diagram import draw
from workflows.engine.tables import Case, JournalLine
from workflows.engine.viewer import ViewerSession


def drawing_of(session: ViewerSession, case: Case) -> Markup:
    """Return the drawing as an SVG element; the engine escapes every word in it."""
    workflow = registry.workflow(case.workflow, case.workflow_version)
    passed = session.scalars(sa.select(JournalLine.target).where(JournalLine.case_id == case.id).distinct())
    return Markup(draw(workflow, language(), live=case.state, visited=set(passed)))  # noqa: S704 (escaped by the engine)
