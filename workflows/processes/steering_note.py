"""The steering note: a strategy on two pages as it stood when the note was issued, printed and sealed.

Each note is a case of its own below its strategy: it is never printed anew with other values.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine import registry
from workflows.engine.cases import Actor, PartyTo, Situation, Taken, open_case
from workflows.engine.definition import Field, State, Step, Workflow
from workflows.engine.numbers import reserve_number
from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.processes.committee import undone
from workflows.processes.document import press
from workflows.processes.frozen_paper import freeze
from workflows.processes.house import house_look
from workflows.processes.opening import SHARED, STEER
from workflows.processes.snapshot_parts import Head, Letterhead
from workflows.processes.snapshots_steering import NoteLine, SkyLine, SteeringNoteSnapshot, TallyLine, UndoneLine
from workflows.processes.steering import Lines, Sky, Tally, late, look_first, skies_of, tallies_of, troubles_of
from workflows.processes.strategy import Strategy
from workflows.register.agencies import agencies, agency
from workflows.store.database import Base, Recorded
from workflows.store.text import PARIS, Text

KIND: Final = "steering_note"
_ORDER: Final = ("storm", "cloud", "sun", "unknown")
_SKIES: Final = 10
_LINES: Final = 5


class SteeringNote(Recorded, Base):
    """One note: its strategy and when it was issued; what it says is its frozen paper."""

    __tablename__ = "steering_note"

    strategy_id: Mapped[UUID] = mapped_column(sa.ForeignKey("strategy.id"), index=True)
    number: Mapped[str] = mapped_column(sa.String(40), unique=True)
    issued_at: Mapped[datetime]
    withdrawn_because: Mapped[str] = mapped_column(sa.Text, default="")


def issue_note(
    session: ViewerSession, strategy: Strategy, *, actor: Actor, moment: datetime, command: str | None = None
) -> Taken:
    """Issue a note of a strategy as it stands at ``moment`` (aware): frozen, then printed and sealed by the press."""
    case_id = uuid4()

    def rows() -> list[Recorded]:
        number = reserve_number(session, "NP", moment.astimezone(PARIS).year, case_id)
        with house_look(session) as house:
            drawn = draw_note(house, strategy, number=number, moment=moment)
        return [
            SteeringNote(
                id=case_id, case_id=case_id, agency=actor.agency, secrecy=SHARED, strategy_id=strategy.id, number=number,
                issued_at=moment,
            ),
            freeze(drawn, case_id=case_id, agency=actor.agency, moment=moment),
        ]  # fmt: skip

    return open_case(
        session,
        WORKFLOW.name,
        actor=actor,
        moment=moment,
        title=strategy.title,
        case_id=case_id,
        agency=actor.agency,
        secrecy=SHARED,
        parties=[PartyTo(STEER, actor.agency, SHARED)],
        records=rows,
        fields={"strategy": strategy.id},
        effects=[press(KIND)],
        command=command,
    )


def draw_note(session: ViewerSession, strategy: Strategy, *, number: str, moment: datetime) -> SteeringNoteSnapshot:
    """Return the note of a strategy at ``moment`` (aware); the session is the house's, and nothing above K1 enters it."""
    keeper, today = agency(strategy.agency or ""), paris_day(moment)
    skies = skies_of(session, strategy, moment)
    troubles = troubles_of(session, strategy, moment=moment, most=_LINES, highest=SHARED)
    looks, behind = look_first(troubles, skies, today=today, most=_LINES), late(troubles, most=_LINES)
    decisions, decisions_total = undone(session, strategy.id, moment=moment, most=_LINES, highest=SHARED)
    counts = [sum(sky.weather == name for sky in skies) for name in _ORDER]
    shown = sorted(skies, key=lambda sky: _ORDER.index(sky.weather))[:_SKIES]
    return SteeringNoteSnapshot(
        head=Head(
            number=number, version=1, issued_at=moment, secrecy=SHARED, demonstration=strategy.demonstration,
            letterhead=Letterhead(keeper.key, keeper.name.fr, keeper.letterhead, keeper.city),
        ),
        strategy=strategy.title,
        strategy_number=strategy.number,
        on_day=today,
        shown=_shown(len(shown), len(skies)),
        weathers=(counts[0], counts[1], counts[2], counts[3]),
        skies=tuple(_sky(sky) for sky in shown),
        looks=tuple(_lines(looks)),
        looks_total=looks.total,
        late=tuple(_lines(behind)),
        late_total=behind.total,
        undone=tuple(
            UndoneLine(each.number, each.held_on, each.words, agency(each.who).short.fr, each.due_on) for each in decisions
        ),
        undone_total=decisions_total,
        partners=tuple(_partners(tallies_of(session, strategy.id, moment))),
    )  # fmt: skip


def _shown(shown: int, total: int) -> str:
    if shown == total:
        return "Tous les objectifs de la stratégie"
    return f"Les {shown} objectifs les plus loin de leur cible, sur {total}"


def _sky(sky: Sky) -> SkyLine:
    state = registry.workflow("objective").state(sky.state).label.fr
    return SkyLine(sky.code, sky.title, sky.weather, state, sky.due_on)


def _lines(lines: Lines) -> Iterable[NoteLine]:
    return (NoteLine(each.what, each.why.render("fr"), agency(each.who).short.fr, each.since) for each in lines.entries)


def _partners(tallies: list[Tally]) -> Iterable[TallyLine]:
    """Each partner in the order of the house."""
    by_agency = {each.agency: each for each in tallies}
    for key in (each.key for each in agencies() if each.key in by_agency):
        found = by_agency[key]
        holds = found.states.get("accepted", 0) + found.states.get("kept", 0)
        refused = found.states.get("declined", 0) + found.states.get("not_kept", 0)
        yield TallyLine(agency(key).short.fr, found.states.get("asked", 0), holds, refused, found.late)


def _withdraw(situation: Situation) -> None:
    row = situation.session.get_one(SteeringNote, situation.case.id)
    row.withdrawn_because = situation.fields["reason"]


WORKFLOW: Final = Workflow(
    name="steering_note",
    version=1,
    label=Text("Note de pilotage", "Steering note"),
    states=(
        State("issued", Text("Établie", "Issued")),
        State("withdrawn", Text("Retirée", "Withdrawn"), final=True),
    ),
    steps=(
        Step("withdraw", ("issued",), "withdrawn", Text("Retirer la note", "Withdraw the note"), STEER, asks=(Field("reason", Text("Motif", "Reason"), "text", maximum=1000),), writes=_withdraw, done=Text("Note retirée\u00a0; le papier reste", "Note withdrawn; the paper stays")),
    ),
)  # fmt: skip
