"""The register of measures: what is in force tonight, what was seen open all the same; and the grounds that can be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from webapp.showing.rows import state_of
from workflows.engine.definition import State
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.law.clocks import Clock, clock
from workflows.law.days import paris_day
from workflows.law.measures import Measure
from workflows.processes.measure_authority import bases_for
from workflows.processes.measure_facts import (
    AdministrativeMeasure,
    MeasureOrder,
    MeasurePosting,
    MeasureWatch,
    SigningDelegation,
)
from workflows.processes.measure_law import law_of, repetition_found
from workflows.processes.measure_register import REPETITION, warning_on
from workflows.store.text import Text

GROUPS: Final[Mapping[str, tuple[Text, tuple[str, ...]]]] = {
    "tonight": (Text("En vigueur ce soir", "In force tonight"), ("in_force",)),
    "open": (Text("Vus ouverts malgré l’arrêté", "Seen open despite the order"), ("in_force",)),
    "coming": (Text("À notifier, à venir", "To be served, to come"), ("signed", "served", "warning_signed")),
    "suspended": (Text("Suspendues par le juge", "Suspended by the judge"), ("suspended",)),
    "past": (Text("Passées", "Past"), ("warned", "ended", "lifted", "annulled")),
}
"""The parts of the register: words, and the states of each."""
_FORM: Final = "%Y%m%dT%H%M%S%f"


@dataclass(frozen=True, slots=True)
class Listed:
    """One order of the register with what a patrol needs: ``posted`` as last known, the last watch, if there was one."""

    order: MeasureOrder
    case: Case
    state: State
    law: Measure | None
    posted: bool
    watch: MeasureWatch | None

    @property
    def seen_open(self) -> bool:
        """Whether the last patrol saw it open while it must be shut."""
        return self.case.state == "in_force" and self.watch is not None and self.watch.seen == "open"


@dataclass(frozen=True, slots=True)
class Basis:
    """A ground as the choice shows it: the law of the day, what the register says of this place."""

    law: Measure
    repeats: MeasureOrder | None
    window: Clock
    warned_on: date | None


def list_measures(
    session: ViewerSession, group: str, *, limit: int, after: tuple[datetime, UUID] | None
) -> list[Listed]:
    """Return the first ``limit`` orders of a part of the register after a cursor that the viewer may see, latest first."""
    statement = sa.select(MeasureOrder, Case).join(Case, Case.id == MeasureOrder.measure_id)
    statement = statement.where(Case.state.in_(GROUPS[group][1]))
    if group == "open":
        statement = statement.where(_last_seen() == "open")
    if after is not None:
        opened, last = after
        statement = statement.where(sa.or_(Case.opened_at < opened, sa.and_(Case.opened_at == opened, Case.id < last)))
    rows = session.execute(statement.order_by(Case.opened_at.desc(), Case.id.desc()).limit(limit)).all()
    return _listed(session, [(row[0], row[1]) for row in rows])


def cursor_after(line: Listed) -> str:
    """Return where the page after this line begins, as a word of an address."""
    return f"{line.case.opened_at.astimezone(UTC).strftime(_FORM)}-{line.case.id.hex}"


def count_measures(session: ViewerSession) -> dict[str, int]:
    """Return how many orders of each part of the register the viewer may see."""
    statement = sa.select(Case.state, sa.func.count()).join(MeasureOrder, MeasureOrder.measure_id == Case.id)
    by_state: dict[str, int] = dict(session.execute(statement.group_by(Case.state)).all())
    counted = {name: sum(by_state.get(state, 0) for state in states) for name, (_label, states) in GROUPS.items()}
    opened = sa.select(sa.func.count(MeasureOrder.id)).join(Case, Case.id == MeasureOrder.measure_id)
    opened = opened.where(Case.state.in_(GROUPS["open"][1]), _last_seen() == "open")
    return counted | {"open": session.scalar(opened) or 0}


def basis_of(session: ViewerSession, row: AdministrativeMeasure, key: str, *, moment: datetime) -> Basis | None:
    """Return a ground as it stands for a measure today, ``None`` for one that the prefect cannot choose."""
    today = paris_day(moment)
    law = next((each for each in bases_for(row.agency, today) if each.key == key), None)
    if law is None:
        return None
    return Basis(
        law,
        repetition_found(session, row, key, on=today),
        clock(REPETITION),
        warning_on(session, row.establishment_id, row.id, before=today),
    )


def list_delegations(session: ViewerSession) -> list[tuple[SigningDelegation, Case, State]]:
    """Return every signing delegation, those in force first."""
    statement = sa.select(SigningDelegation, Case).join(Case, Case.id == SigningDelegation.id)
    rows = session.execute(statement.order_by(Case.is_open.desc(), SigningDelegation.valid_from.desc(), Case.id))
    return [(row, case, state_of(case)) for row, case in rows]


def _last_seen() -> Any:
    watch = sa.select(MeasureWatch.seen).where(MeasureWatch.measure_id == MeasureOrder.measure_id)
    return watch.order_by(MeasureWatch.watched_at.desc(), MeasureWatch.id).limit(1).scalar_subquery()


def _listed(session: ViewerSession, rows: list[tuple[MeasureOrder, Case]]) -> list[Listed]:
    ids = [case.id for _order, case in rows]
    watches: dict[UUID, MeasureWatch] = {}
    for each in session.scalars(
        sa.select(MeasureWatch).where(MeasureWatch.measure_id.in_(ids)).order_by(MeasureWatch.watched_at)
    ):
        watches[each.measure_id] = each
    posted: dict[UUID, datetime] = {}
    for posting in session.scalars(
        sa.select(MeasurePosting).where(MeasurePosting.measure_id.in_(ids)).order_by(MeasurePosting.posted_at)
    ):
        posted[posting.measure_id] = posting.posted_at
    return [
        Listed(
            order, case, state_of(case), law_of(order.basis, order.signed_on), is_posted(posted.get(case.id), watches.get(case.id)),
            watches.get(case.id),
        )
        for order, case in rows
    ]  # fmt: skip


def is_posted(posted_at: datetime | None, watch: MeasureWatch | None) -> bool:
    """Tell whether the order hangs on the door, as the later of its posting and the last watch says."""
    if watch is not None and (posted_at is None or watch.watched_at >= posted_at):
        return watch.posted
    return posted_at is not None
