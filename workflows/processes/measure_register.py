"""The register of measures, as the house reasons on it: warnings served, what repeats what, who may sign, what is in force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final
from uuid import UUID

from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.law.calendar import paris_day
from workflows.law.clocks import clock
from workflows.law.days import start_of_day
from workflows.processes.house import look
from workflows.processes.measure_facts import (
    MeasureOrder,
    MeasurePrior,
    MeasureRemedy,
    MeasureService,
    SigningDelegation,
    covers,
)

REPETITION: Final = "repetition_window"
"""The time limit (``law/clocks``) within which an earlier measure counts: to be verified, as it says itself."""
_ANNULS: Final = ("contentieux", "appel")


def warning_on(session: ViewerSession, establishment_id: UUID, measure_id: UUID, *, before: date) -> date | None:
    """Return the day of the last warning about a place before a day: as the register served it, or as this measure's
    own file says of an older one; ``None`` where there is none.
    """
    days = [paris_day(served.served_at) for _order, served in _served(session, establishment_id, kind="warning")]
    prior = MeasurePrior.__table__.c
    days += [
        each.on_day for each in look(session, MeasurePrior, prior.measure_id == measure_id, prior.kind == "warning")
    ]
    return max((day for day in days if day < before), default=None)


def repeated_by(
    session: ViewerSession, establishment_id: UUID, basis: str, *, latest: date | None, on: date, besides: UUID
) -> Any | None:
    """Return the latest earlier order on the same basis about a place that facts, the last of them on the day ``latest``,
    repeat on a day; ``None`` without one, or without a fact.

    Only what was done after an order was served repeats it. A second basis of the order counts like the first; an order
    that was annulled does not count. How long one counts is the time limit ``REPETITION``.
    """
    window, found = clock(REPETITION), []
    for order, served in _served(session, establishment_id, kind="order"):
        if order.measure_id == besides or basis not in (order.basis, order.second_basis):
            continue
        if latest is None or latest <= paris_day(served.served_at) or _is_annulled(session, order.measure_id):
            continue
        if paris_day(served.served_at) <= on and start_of_day(on) <= window.due(served.served_at):
            found.append((served.served_at, order))
    return max(found, key=lambda each: each[0])[1] if found else None


def delegations(session: ViewerSession, *, of: str | None = None, power: bool = False) -> list[Any]:
    """Return the signing delegations of the register (``of`` an agency, else all), or with ``power`` those of the power to
    close, by quality; for the house's reasoning.
    """
    rows = [
        each
        for each in look(session, SigningDelegation)
        if (each.power_to is not None) is power and of in (None, each.agency)
    ]
    return sorted(rows, key=lambda each: (each.quality, each.valid_from, each.id.hex))


def may_sign(session: ViewerSession, subjects: Iterable[str], *, on: date, of: str | None = None) -> list[Any]:
    """Return the delegations, ``of`` an agency or of any, by which somebody may sign for all these subjects on a day."""
    asked = list(subjects)
    return [each for each in delegations(session, of=of) if all(covers(each, subject, on) for subject in asked)]


def _served(session: ViewerSession, establishment_id: UUID, *, kind: str) -> list[tuple[Any, Any]]:
    order = MeasureOrder.__table__.c
    orders = look(session, MeasureOrder, order.establishment_id == establishment_id, order.kind == kind)
    service = MeasureService.__table__.c
    served = look(session, MeasureService, service.measure_id.in_([each.measure_id for each in orders]))
    by_measure = {each.measure_id: each for each in served}
    return [(each, by_measure[each.measure_id]) for each in orders if each.measure_id in by_measure]


def _is_annulled(session: ViewerSession, measure_id: UUID) -> bool:
    remedy, case = MeasureRemedy.__table__.c, Case.__table__.c
    return bool(
        look(session, Case, case.id == measure_id, case.state == "annulled")
        or look(
            session, MeasureRemedy, remedy.measure_id == measure_id, remedy.outcome == "granted",
            remedy.kind.in_(_ANNULS),
        )
    )  # fmt: skip
