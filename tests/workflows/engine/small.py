"""Small workflows and a business table of their own, with which the engine is tested; no process of the house."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine import registry
from workflows.engine.cases import Actor, PartyTo, Situation, Taken, open_case, take
from workflows.engine.definition import (
    HOUSE,
    Deadline,
    Effect,
    Field,
    Join,
    Refusal,
    Settled,
    State,
    Step,
    Workflow,
)
from workflows.engine.statements import load_case
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.store.database import Base, Recorded, make_engine
from workflows.store.text import Text

T0 = datetime(2026, 4, 3, 8, 0, tzinfo=UTC)
TOWN, POLICE, COURT = "town", "police", "court"
CLERK = Actor(TOWN, "a.clerk", frozenset({"apply", "take_notes"}))
OFFICER = Actor(POLICE, "b.officer", frozenset({"give_opinion", "take_notes"}))
JUDGE = Actor(COURT, "c.judge", frozenset({"give_opinion", "judge"}))


def says(words: str) -> Text:
    return Text(words, words)


@dataclass(frozen=True)
class Hours:
    """A term of so many real hours."""

    count: int

    def due(self, start: datetime) -> datetime:
        return start + timedelta(hours=self.count)

    def describe(self) -> Text:
        return says(f"{self.count} h")


class Sticker(Recorded, Base):
    """A business row with a column of each kind."""

    __tablename__ = "sticker"
    __table_args__ = {"info": {"only_in_tests": True}}  # noqa: RUF012

    words: Mapped[str] = mapped_column(sa.String(200))
    count: Mapped[int] = mapped_column(default=0)
    price: Mapped[Decimal | None] = mapped_column(sa.Numeric(10, 2), default=None)
    day: Mapped[date | None] = mapped_column(default=None)
    at: Mapped[datetime | None] = mapped_column(default=None)
    seen: Mapped[bool] = mapped_column(default=False)
    tags: Mapped[list[str] | None] = mapped_column(sa.JSON(none_as_null=True), default=None)
    photo: Mapped[bytes | None] = mapped_column(sa.LargeBinary, default=None)
    pin: Mapped[str | None] = mapped_column(sa.String(40), default=None, info={"secret": True})


def _stick(situation: Situation) -> None:
    words = str(situation.fields["words"])
    situation.session.add(Sticker(id=uuid4(), case_id=situation.case.id, agency=TOWN, words=words, count=len(words)))


def _raining(situation: Situation) -> Refusal | None:
    if situation.fields.get("words") == "rain":
        return Refusal("rain", says("It rains."))
    return None


def _announce(situation: Situation) -> Sequence[Effect]:
    return [Effect("announce", {"from": situation.case.state})]


def permit(need: Any = "all", *, name: str = "permit", awaits: bool = False) -> Workflow:
    """A parent that waits for opinions, by a join of that need, and expires after ten hours of waiting."""
    given = Settled("opinion", frozenset({"given", "silent"}), need)
    patience = (given, Refusal("opinions", says("Opinions are missing.")))
    return Workflow(
        name=name,
        version=1,
        label=says("Permit"),
        states=(
            State("draft", says("Draft"), turn="apply"),
            State("waiting", says("Waiting")),
            State("decided", says("Decided"), turn="apply"),
            State("closed", says("Closed"), final=True),
            State("expired", says("Expired"), final=True),
        ),
        steps=(
            Step("submit", ("draft",), "waiting", says("Submit"), "apply", opens=("opinion",), effects=_announce),
            Step("decide", ("waiting",), "decided", says("Decide"), HOUSE, awaits=(patience,) if awaits else ()),
            Step("expire", ("waiting",), "expired", says("Expire"), HOUSE),
            Step("close", ("decided", "draft"), "closed", says("Close"), "apply", effects=_announce),
            Step("reopen", ("decided",), "waiting", says("Reopen"), "apply"),
        ),
        joins=(Join("opinions_in", given, "decide"),),
        deadlines=(Deadline("patience", says("Patience"), ("waiting",), Hours(10), step="expire"),),
    )


OPINION = Workflow(
    name="opinion",
    version=1,
    label=says("Opinion"),
    states=(
        State("asked", says("Asked"), turn="give_opinion"),
        State("given", says("Given"), final=True),
        State("silent", says("Silent"), final=True),
        State("doubtful", says("Doubtful"), turn="give_opinion"),
    ),
    steps=(
        Step(
            "give",
            ("asked", "doubtful"),
            "given",
            says("Give"),
            "give_opinion",
            asks=(Field("words", says("Words"), "text", required=False),),
        ),
        Step("doubt", ("asked",), "doubtful", says("Doubt"), "give_opinion"),
        Step("fall_silent", ("asked", "doubtful"), "silent", says("Silence"), HOUSE),
    ),
    deadlines=(
        Deadline("answer", says("Answer"), ("asked", "doubtful"), Hours(4), step="fall_silent", alerts=(0.5, 0.75, 1)),
    ),
)

BOARD = Workflow(
    name="board",
    version=1,
    label=says("Board"),
    states=(State("up", says("Up"), turn="take_notes"), State("down", says("Down"), final=True)),
    steps=(
        Step(
            "stick",
            ("up",),
            None,
            says("Stick"),
            "take_notes",
            asks=(Field("words", says("Words"), "line", maximum=20),),
            checks=(_raining,),
            writes=_stick,
        ),
        Step(
            "fill_in",
            ("up",),
            None,
            says("Fill in"),
            "take_notes",
            asks=(
                Field("line", says("Line"), "line", required=False, maximum=10),
                Field("text", says("Text"), "text", required=False),
                Field("day", says("Day"), "day", required=False),
                Field("moment", says("Moment"), "moment", required=False),
                Field("number", says("Number"), "number", required=False),
                Field("sure", says("Sure"), "yes_no", required=False),
                Field("colour", says("Colour"), "choice", required=False, choices=(("red", says("Red")),)),
                Field("sizes", says("Sizes"), "choices", required=False, choices=(("s", says("S")), ("m", says("M")))),
                Field("wanted", says("Wanted"), "line"),
            ),
        ),
        Step("take_down", ("up",), "down", says("Take down"), "take_notes"),
    ),
)

PERMIT = permit()
ALL = (PERMIT, OPINION, BOARD)


def register_all() -> None:
    """Make the small workflows known, in a process of their own as well."""
    for workflow in ALL:
        registry.register(workflow)


def make_tables(address: str) -> None:
    """Make every table of the engine and of these tests in an empty database."""
    engine = make_engine(address)
    Base.metadata.create_all(engine)
    engine.dispose()


def open_permit(engine: Engine, *, workflow: str = "permit", moment: datetime = T0, **rest: Any) -> UUID:
    """Open a permit of the town, with the police as another party, and return its id."""
    rest.setdefault("parties", (PartyTo("apply", TOWN, 3), PartyTo("give_opinion", POLICE, 2)))
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        return open_case(session, workflow, actor=CLERK, moment=moment, title="A fair", agency=TOWN, **rest).case_id


def open_opinion(engine: Engine, parent: UUID, *, agency: str = POLICE, moment: datetime = T0) -> UUID:
    """Open an opinion of an agency below a permit, and return its id."""
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        return open_case(
            session,
            "opinion",
            actor=CLERK,
            moment=moment,
            title="An opinion",
            agency=agency,
            parent=load_case(session, parent),
            parties=(PartyTo("give_opinion", agency),),
        ).case_id


def open_board(engine: Engine, **rest: Any) -> UUID:
    """Open a board of the town and return its id."""
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        return open_case(session, "board", actor=CLERK, moment=T0, title="A board", agency=TOWN, **rest).case_id


def do(engine: Engine, case_id: UUID, step: str, actor: Actor, *, moment: datetime = T0, **rest: Any) -> Taken:
    """Take a step in a transaction of its own, looking as the house."""
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        return take(session, case_id, step, actor=actor, moment=moment, **rest)
