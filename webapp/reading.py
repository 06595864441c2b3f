"""Opening a case to read: absent and forbidden alike are nothing, and protected ones are read with a reason."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import sqlalchemy as sa
from flask import abort, g

from webapp.errors import ReasonNeeded
from webapp.sessions import Person, person
from webapp.unit import db, will_read
from workflows.engine.cases import Actor
from workflows.engine.tables import Case

PROTECTED_FROM: Final = 2
"""From class K2 on, each reading leaves a line with its reason."""


def read_case(case_id: UUID, workflow: str | None = None) -> Case:
    """Return a case that the person may see, and note that it is read.

    Answers 404 for what is absent, not theirs or of another workflow than the one that is named, and asks first for a
    reason if they have not given one yet.
    """
    case = find_case(case_id, workflow)
    announce(case.id, case.secrecy)
    return case


def find_case(case_id: UUID, workflow: str | None = None) -> Case:
    """Return a case that the person may see and of which nothing is shown yet; 404 as in :func:`read_case`."""
    case = db().scalar(sa.select(Case).where(Case.id == case_id))
    if case is None or workflow not in (None, case.workflow):
        abort(404)
    return case


def announce(case_id: UUID, secrecy: int) -> None:
    """Note that this page shows records of this class of a case; asks first for a reason if none is given yet."""
    if secrecy < PROTECTED_FROM:
        return
    if signed_in().reason is None:
        raise ReasonNeeded
    will_read(case_id, secrecy)


def signed_in() -> Person:
    """Return the person of a page that only people who are signed in reach."""
    someone = person()
    if someone is None:
        abort(404)
    return someone


def actor() -> Actor:
    """Return who acts in this request: nobody who may do anything, where a page is seen with the eyes of another agency."""
    someone = signed_in()
    if "seen_as" in g:
        return Actor(agency=g.seen_as.key, user="")
    return Actor(agency=someone.agency.key, user=someone.user_name, competences=someone.competences)
