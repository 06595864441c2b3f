"""Who asks: the key of a request, what it opens, and how many requests it has left this minute."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from flask import Response, g, request
from sqlalchemy.orm import Session

from webapp.api.counting import COUNTER
from webapp.api.problems import Problem
from webapp.unit import engine, moment
from workflows.engine.cases import Actor
from workflows.engine.viewer import PARTNERSHIP_CLASS, Viewer
from workflows.processes.opening import SHARE
from workflows.register.agencies import UnknownAgency, agency
from workflows.register.api_keys import A_MINUTE, Pace, key_behind
from workflows.store.database import read_only

CEILING: Final = PARTNERSHIP_CLASS
"""The highest class that any key sees."""
_BEARER: Final = re.compile(r"Bearer ([!-~]{1,200})", re.IGNORECASE)
_COMPETENCES: Final = {"readings:write": frozenset({SHARE})}
"""What a scope lets a key do in a case, if its agency may."""


@dataclass(frozen=True, slots=True)
class Software:
    """The software that asks: its key, its agency, its scopes."""

    key_id: UUID
    name: str
    agency: str
    scopes: frozenset[str]

    @property
    def actor(self) -> Actor:
        """Who acts in a case: the agency, by the name of the key, with what its scopes let it do."""
        may = frozenset[str]().union(*(_COMPETENCES.get(each, frozenset()) for each in self.scopes))
        return Actor(self.agency, f"{self.name} (API)", may & agency(self.agency).competences)


def admit(scope: str | None) -> None:
    """Let a request through whose key has this scope; refuses with 401, 403 or 429 as a problem."""
    given = _BEARER.fullmatch(request.headers.get("Authorization", ""))
    if given is None:
        raise Problem(401, "key_needed", headers={"WWW-Authenticate": 'Bearer realm="beffroi"'})
    with Session(read_only(engine())) as session:
        key = key_behind(session, given[1], moment=moment())
    if key is None or not _is_known(key.agency):
        raise Problem(401, "key_unknown", headers={"WWW-Authenticate": 'Bearer realm="beffroi", error="invalid_token"'})
    _count(key.id)
    if scope is not None and scope not in key.scopes:
        raise Problem(
            403, "scope_missing", headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'}
        )
    g.software = Software(key.id, key.name, key.agency, frozenset(key.scopes))
    g.viewer = Viewer(key.agency, g.software.actor.user, ceiling=CEILING)


def software() -> Software:
    """Return who asks in this request; only addresses that need a key ask."""
    found: Software = g.software
    return found


def say_pace(response: Response) -> Response:
    """Say on every answer how many requests the key has left."""
    pace: Pace | None = g.get("pace")
    if pace is not None:
        response.headers["RateLimit-Policy"] = f'"key";q={A_MINUTE};w=60'
        response.headers["RateLimit"] = f'"key";r={pace.left};t={pace.seconds}'
    return response


def _count(key_id: UUID) -> None:
    pace = COUNTER.count(engine(), key_id, moment=moment())
    if pace is None:
        raise Problem(401, "key_unknown")
    g.pace = pace
    if pace.is_over:
        raise Problem(429, "too_many", headers={"Retry-After": str(pace.seconds)})


def _is_known(key: str) -> bool:
    try:
        agency(key)
    except UnknownAgency:
        return False
    return True
