"""One request, one unit of work: a session bound to the person who looks, committed once at the edge or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from flask import Flask, Response, current_app, g, request
from sqlalchemy.engine import Engine

from webapp.sessions import Person, person
from workflows.engine.evidence.access import record_read
from workflows.engine.viewer import Viewer, ViewerSession, open_session, unit_of_work

PUBLIC: Viewer = Viewer(agency=None)


@dataclass(slots=True)
class Reading:
    """One protected case that this request shows: its id and class."""

    case_id: UUID
    secrecy: int


@dataclass(slots=True)
class Unit:
    """The unit of work of one request."""

    viewer: Viewer
    """Who looks, under whose name a reading is written down."""
    session: ViewerSession
    readings: list[Reading] = field(default_factory=list)


def begin() -> None:
    """Note the moment of a request, at its beginning."""
    g.moment = datetime.now(UTC)


def engine() -> Engine:
    """Return the database of this application."""
    found: Engine = current_app.extensions["beffroi_engine"]
    return found


def moment() -> datetime:
    """Return the moment of this request (aware UTC), the same wherever it is asked."""
    at: datetime = g.moment
    return at


def db() -> ViewerSession:
    """Return the session of this request, which sees what the person may see; a page that is only shown cannot write."""
    return _unit().session


def will_read(case_id: UUID, secrecy: int) -> None:
    """Announce that this request shows a protected case; the reading is written down before a byte leaves."""
    readings = _unit().readings
    if all(reading.case_id != case_id for reading in readings):
        readings.append(Reading(case_id, secrecy))


def begin_to_see_as(viewer: Viewer) -> None:
    """Let the session of this request see as ``viewer``, within the sight of the person who looks; it only reads."""
    g.unit = Unit(viewer.within or PUBLIC, open_session(engine(), viewer, only_reads=True))


def start_over() -> None:
    """Drop everything that this request wrote, so that a page can still be drawn from what is true."""
    unit: Unit | None = g.pop("unit", None)
    if unit is not None:
        unit.session.rollback()
        unit.session.close()


def _unit() -> Unit:
    if "unit" not in g:
        someone = person()
        nobody: Viewer = g.get("viewer", PUBLIC)
        viewer = nobody if someone is None else Viewer(agency=someone.agency.key, user=someone.user_name)
        only_reads = request.method in ("GET", "HEAD", "OPTIONS") or g.get("only_shows", False)
        g.unit = Unit(viewer, open_session(engine(), viewer, only_reads=only_reads))
    unit: Unit = g.unit
    return unit


def _settle(response: Response) -> Response:
    unit: Unit | None = g.get("unit")
    if unit is None:
        return response
    try:
        if response.status_code < 400:
            unit.session.commit()
        unit.session.close()
        _write_down(unit, person())
    except Exception as error:  # noqa: BLE001 (whatever the commit says becomes a page, in the one place for it)
        start_over()
        return current_app.make_response(current_app.handle_user_exception(error))
    g.pop("unit", None)
    return response


def _write_down(unit: Unit, someone: Person | None) -> None:
    if not unit.readings or someone is None:
        return
    with unit_of_work(engine(), unit.viewer) as session:
        for reading in unit.readings:
            record_read(
                session,
                unit.viewer,
                case_id=reading.case_id,
                secrecy=reading.secrecy,
                reason=someone.reason or "unstated",
                moment=moment(),
            )


def install(app: Flask) -> None:
    """Settle every request at its end; must be installed after whatever else touches the response."""
    app.after_request(_settle)

    @app.teardown_request
    def close(_error: BaseException | None) -> None:
        start_over()
