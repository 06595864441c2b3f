"""Opening a case to read: absent and forbidden alike are nothing, and protected ones are read with a reason."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import sqlalchemy as sa
from flask import abort

from webapp.errors import ReasonNeeded
from webapp.sessions import Person, person
from webapp.unit import db, will_read
from workflows.engine.cases import Actor
from workflows.engine.tables import Case

PROTECTED_FROM: Final = 2
"""From class K2 on, each reading leaves a line with its reason."""


def read_case(case_id: UUID) -> Case:
    """Return a case that the person may see, and note that it is read.

    Answers 404 for what is absent or not theirs, and asks first for a reason if they have not given one yet.
    """
    case = db().scalar(sa.select(Case).where(Case.id == case_id))
    if case is None:
        abort(404)
    if case.secrecy >= PROTECTED_FROM:
        if signed_in().reason is None:
            raise ReasonNeeded
        will_read(case.id, case.secrecy)
    return case


def signed_in() -> Person:
    """Return the person of a page that only people who are signed in reach."""
    someone = person()
    if someone is None:
        abort(404)
    return someone


def actor() -> Actor:
    """Return who acts in this request."""
    someone = signed_in()
    return Actor(agency=someone.agency.key, user=someone.user_name, competences=someone.competences)
