"""The steering page of a strategy with ten objectives and with a hundred, five years on: it should cost the same.

Each objective has twelve partners, two actions and one indicator that was read every month.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid5

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bench.measure import Cell, Timed, mixed, ratios, spread_of
from bench.place import Place, Size
from bench.report import Line, Part
from webapp.app import make_app
from webapp.sessions import begin_session, cookie_name
from webapp.settings import read_settings
from workflows.engine.tables import Case, Party, RunningDeadline
from workflows.law.clocks import clock
from workflows.processes.action import Action
from workflows.processes.axis import Axis
from workflows.processes.commitment import Commitment
from workflows.processes.committee import STEERING
from workflows.processes.indicator import Indicator, Reading, end_of_period
from workflows.processes.meeting_facts import Meeting
from workflows.processes.objective import Objective
from workflows.processes.opening import SHARE, SHARED, STEER
from workflows.processes.strategy import Strategy
from workflows.register.agencies import holders
from workflows.register.users import User
from workflows.store.database import make_engine, table_of

PARTNERS: Final = 12
MONTHS: Final = 60
ACTIONS: Final = 2
AXES: Final = 5
_NAMES: Final = UUID("5f0c2a5e-8d53-4f0b-9d0a-3f1f5a6f2b11")
_MOMENT: Final = datetime(2026, 11, 23, 9, tzinfo=UTC)
_STATES: Final = ("accepted", "accepted", "kept", "accepted", "asked", "declined", "accepted", "accepted")
Rows = dict[type[Any], list[dict[str, Any]]]


def measure(place: Place, size: Size) -> Part:
    """Time the whole page as the prefecture gets it, with few and with many objectives, on each database, in mixed cells."""
    few, many = (f"{count} objectives" for count in size.objectives)
    addresses = [place.databases(f"steering_{count}") for count in size.objectives]
    timed = {
        name: _time_on({few: addresses[0][name], many: addresses[1][name]}, size, place.folder) for name in addresses[0]
    }
    return Part(
        "Steering page of a strategy",
        f"The whole page through the application, as the prefecture: {PARTNERS} partners and {ACTIONS} actions an "
        f"objective, {MONTHS} monthly readings of its indicator.",
        [
            *(
                Line(what, "ms", {name: spread_of(_walls(each[what]), 1e3) for name, each in timed.items()})
                for what in (few, many)
            ),
            Line(
                "many / few", "",
                {name: ratios(_walls(each[many]), _walls(each[few])) for name, each in timed.items()}, aim="1.2 at most",
            ),
            Line(
                "many / few, our processor", "",
                {name: ratios(_cpus(each[many]), _cpus(each[few])) for name, each in timed.items()},
            ),
        ],
    )  # fmt: skip


def _walls(cells: Iterable[Timed]) -> list[float]:
    return [cell.wall for cell in cells]


def _cpus(cells: Iterable[Timed]) -> list[float]:
    return [cell.cpu for cell in cells]


def _time_on(addresses: Mapping[str, str], size: Size, folder: Path) -> dict[str, list[Timed]]:
    pages = {}
    for (what, address), objectives in zip(addresses.items(), size.objectives, strict=True):
        engine = make_engine(address)
        fill(engine, objectives)
        engine.dispose()
        pages[what] = page_of(address, folder)
    return mixed(pages, rounds=size.rounds, seconds=size.seconds)


def page_of(address: str, folder: Path) -> Cell:
    """Return what asks for the page once, signed in as the prefecture, and refuses any answer but the page."""
    app = make_app(read_settings({"BEFFROI_HOME": str(folder), "BEFFROI_DATABASE_URL": address}))
    engine = app.extensions["beffroi_engine"]
    with Session(engine) as session, session.begin():
        user = session.scalars(sa.select(User).where(User.user_name == "bench")).one()
        token = begin_session(session, user, moment=datetime.now(UTC))
    browser = app.test_client()
    browser.set_cookie(cookie_name(app.extensions["beffroi_settings"]), token, domain="localhost")

    def read() -> None:
        answer = browser.get("/prefecture/objectives")
        assert answer.status_code == 200, answer.status
        assert b'id="matrix"' in answer.data

    return read


def fill(engine: Engine, objectives: int) -> None:
    """Write a strategy of so many objectives as rows, without journal: nothing here reads one."""
    found: Rows = {}
    _write_strategy(found, objectives)
    with engine.begin() as connection:
        for model in (
            Case,
            Party,
            RunningDeadline,
            Strategy,
            Axis,
            Objective,
            Commitment,
            Action,
            Indicator,
            Reading,
            Meeting,
        ):
            if found.get(model):
                connection.execute(sa.insert(table_of(model)), found[model])
    with Session(engine) as session, session.begin():
        session.add(_user())
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("analyze"))


def _user() -> User:
    return User(
        agency="prefecture", user_name="bench", name="Bench", function="Bench", password_hash=secrets.token_hex(8),
        created_at=_MOMENT, changed_at=_MOMENT,
    )  # fmt: skip


def _write_strategy(found: Rows, objectives: int) -> None:
    partners = holders(SHARE)[:PARTNERS]
    begins = date(_MOMENT.year - 5, 12, 1)
    strategy = _case(found, "strategy", "in_force", "Stratégie", None)
    _record(
        found, Strategy, strategy, number="STR-2021-0001", title="Stratégie", quarter="beau_marais_centre_ville",
        starts_on=begins, ends_on=date(2028, 12, 1), founded_on="", demonstration=False,
    )  # fmt: skip
    for quarter in range(MONTHS // 3):
        _write_committee(found, strategy, quarter)
    axes = [_case(found, "axis", "open", f"Axe {number}", strategy) for number in range(AXES)]
    for number, axis in enumerate(axes):
        _record(found, Axis, axis, strategy_id=strategy, position=number + 1, title=f"Axe {number + 1}")
    for number in range(objectives):
        code = f"{number % AXES + 1}.{number // AXES + 1}"
        objective = _case(found, "objective", "settled", f"{code} Objectif", axes[number % AXES])
        _record(
            found, Objective, objective, strategy_id=strategy, axis_id=axes[number % AXES], code=code, aim="", outcome="",
            title=f"Objectif numéro {number}", target="Moitié moins", due_on=date(2027, 12, 1), earlier=[],
        )  # fmt: skip
        for place, partner in enumerate(partners):
            _write_commitment(found, strategy, objective, code, partner, number + place)
        _write_indicator(found, strategy, objective, code, number)


def _write_committee(found: Rows, strategy: UUID, quarter: int) -> None:
    held = _MOMENT - timedelta(days=30 + 91 * quarter)
    meeting = _case(found, "meeting", "approved", "Comité de pilotage", None, at=held)
    _record(
        found, Meeting, meeting, number=f"RD-{quarter}", strategy_id=strategy, body=STEERING, title="Comité de pilotage",
        place="Sous-préfecture", starts_at=held, chair="Le sous-préfet", quorum=None, members=["prefecture"],
        previous_id=None, sitting=1, earlier=[], version=2, next_at=None, closed_at=held, approved_at=held,
        approved_by="Le sous-préfet", ended_because="", demonstration=False,
    )  # fmt: skip


def _write_commitment(found: Rows, strategy: UUID, objective: UUID, code: str, partner: str, turn: int) -> None:
    state, asked_at = _STATES[turn % len(_STATES)], _MOMENT - timedelta(days=20 + turn % 300)
    share = _case(found, "commitment", state, f"{code} Objectif", objective, partner, at=asked_at)
    _record(
        found, Commitment, share, partner, strategy_id=strategy, objective_id=objective, asked="Tenir sa part.",
        due_on=date(2027, 6, 1), asked_at=asked_at, answered_at=None if state == "asked" else asked_at, words="",
        reason="Effectif engagé ailleurs." if state == "declined" else "", ended=state in ("kept", "declined"),
    )  # fmt: skip
    if state == "asked":
        _deadline(found, share, "answer", asked_at, clock("commitment_answer").due(asked_at))
    if state == "accepted":
        _deadline(found, share, "keep", asked_at, datetime(2027, 6, 1, 22, tzinfo=UTC))
    if turn % PARTNERS < ACTIONS:
        late = turn % 5 == 0
        task = _case(found, "action", "going_on", f"Action {code}", share, partner)
        _record(
            found, Action, task, partner, strategy_id=strategy, commitment_id=share, decision_id=None, title=f"Action {code}",
            due_on=date(2026, 11, 1) if late else date(2027, 3, 1), earlier=[], blocked_by="", evidence="", ended_because="",
        )  # fmt: skip


def _write_indicator(found: Rows, strategy: UUID, objective: UUID, code: str, number: int) -> None:
    indicator = _case(found, "indicator", "up_to_date", f"Indicateur {code}", objective)
    _record(
        found, Indicator, indicator, strategy_id=strategy, objective_id=objective, label=f"Signalements {code}",
        kind="result", unit="signalements", baseline=10_000, target=2_000, direction="down", frequency="month",
        source="Registre", feed="",
    )  # fmt: skip
    for month in range(MONTHS):
        day = end_of_period(date(2021 + (11 + month) // 12, (11 + month) % 12 + 1, 1), "month")
        _record(
            found, Reading, uuid5(indicator, str(month)), case_id=indicator, indicator_id=indicator, on_day=day,
            value=10_000 - 70 * month + number * month % 1_500, source="Registre", author="bench",
            received_at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC), replaces=None,
        )  # fmt: skip


def _case(
    found: Rows, workflow: str, state: str, title: str, parent: UUID | None, owner: str = "", at: datetime = _MOMENT
) -> UUID:
    case_id = uuid5(_NAMES, f"{len(found.get(Case, ()))}")
    found.setdefault(Case, []).append(
        {
            "id": case_id, "workflow": workflow, "workflow_version": 1, "state": state, "version": 1, "head": b"\0" * 32,
            "title": title, "agency": owner or "prefecture", "secrecy": SHARED, "parent_id": parent, "parent_kind": None,
            "is_open": True, "opened_at": at, "moved_at": at,
        }
    )  # fmt: skip
    for competence, key in ((STEER, "prefecture"), (SHARE, owner)):
        if key:
            party = {"case_id": case_id, "competence": competence, "agency": key, "clearance": SHARED}
            found.setdefault(Party, []).append(party)
    return case_id


def _record(found: Rows, model: type[Any], row_id: UUID, owner: str = "prefecture", **values: Any) -> None:
    row = {"id": row_id, "case_id": row_id, "agency": owner, "secrecy": SHARED} | values
    found.setdefault(model, []).append(row)


def _deadline(found: Rows, case_id: UUID, name: str, started_at: datetime, due: datetime) -> None:
    found.setdefault(RunningDeadline, []).append(
        {"case_id": case_id, "name": name, "started_at": started_at, "due": due, "raised": 0, "next_at": None}
    )
