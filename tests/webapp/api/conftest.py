"""A quarter of the strategy, and software of its partners that asks for it with keys of theirs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.webapp.application import engine_of
from tests.webapp.conftest import ToldApp
from tests.webapp.operations.house import JointHouse, strategy_in, tell_strategy
from webapp.demonstration.strategy import StrategyTelling
from webapp.settings import Settings
from workflows.engine.tables import Case
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.register.api_keys import SCOPES, make_api_key

REPORTS = "Signalements du bailleur, chaque mois"
LANDLORD, POLICE, TOWN = "bailleur", "police_nationale", "mairie"


@dataclass
class Software:
    """Software of an agency: it asks with its key, and sends JSON with an id of its own."""

    app: Flask
    token: str

    def get(self, path: str, **headers: str) -> TestResponse:
        """Ask for an address of the interface."""
        return self.app.test_client().get(self._at(path), headers={**self._key, **headers})

    def read(self, path: str) -> Any:
        """Ask for an address and return what it tells."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return json_of(answer)

    def every(self, path: str) -> list[Any]:
        """Follow a list to its last page."""
        found: list[Any] = []
        following: str | None = path
        while following:
            page = self.read(following)
            found += page["data"]
            following = page["next"]
        return found

    def send(self, path: str, body: Any = None, *, key: str | None = None) -> TestResponse:
        """Send JSON, with a new id unless one is given."""
        headers = {**self._key, "Idempotency-Key": key or uuid4().hex}
        given = {} if body is None else {"json": body}
        return self.app.test_client().post(self._at(path), headers=headers, **given)

    @property
    def _key(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    @staticmethod
    def _at(path: str) -> str:
        return path if path.startswith("/api/") else f"/api/v1{path}"


@dataclass
class ApiHouse(JointHouse):
    """The application on a quarter of the strategy."""

    story: StrategyTelling  # type: ignore[assignment]

    @property
    def settings(self) -> Settings:
        """The settings of the application."""
        found: Settings = self.app.extensions["beffroi_settings"]
        return found

    def software(self, agency: str, scopes: Sequence[str] = tuple(SCOPES), *, at: datetime | None = None) -> Software:
        """Software of an agency with a new key of these scopes, made now or at a moment."""
        with Session(self.story.engine) as session, session.begin():
            token = make_api_key(
                session, agency=agency, name="SI du service", scopes=scopes, days=30, made_by="test",
                moment=at or datetime.now(UTC),
            )  # fmt: skip
        return Software(self.app, token)

    def nobody(self) -> Software:
        """Software without a key."""
        return Software(self.app, "")

    def indicator(self, label: str = REPORTS) -> UUID:
        """The case of an indicator by its label."""
        return self.case("indicator", label)

    def case(self, workflow: str, title: str) -> UUID:
        """The first case of a workflow with these words in its title."""
        with unit_of_work(self.story.engine, HOUSE_VIEWER) as session:
            return session.scalars(
                sa.select(Case.id).where(Case.workflow == workflow, Case.title.contains(title)).order_by(Case.opened_at)
            ).first()  # type: ignore[return-value]


def json_of(answer: TestResponse) -> Any:
    """Return the JSON of an answer."""
    return json.loads(answer.data)


@pytest.fixture
def database_kind() -> str:
    """SQLite, unless a module of tests asks for both kinds."""
    return "sqlite"


@pytest.fixture
def house_of_partners(home: Path, told_app: ToldApp) -> ApiHouse:
    """The house after a quarter of the strategy."""
    app = told_app("pages-strategy", lambda engine: tell_strategy(engine, home), BEFFROI_PRIVATE_WEBHOOKS="yes")
    return ApiHouse(app, strategy_in(engine_of(app)))
