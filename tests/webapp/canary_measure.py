"""Measures of the canary house: a word of its own in whatever is written in them; who instructs reads all, who serves the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.telling import Telling
from workflows.engine.cases import take
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.consequence import open_elsewhere
from workflows.processes.measure_facts import MeasureFact, MeasureObservation, MeasureRemedy
from workflows.processes.signing_delegation import open_delegation
from workflows.register.establishments import Establishment

OWNER, SERVES, TOLD = "prefecture", "police_nationale", "parquet"
"""Who instructs; who serves and watches; who gets a copy."""
DECIDED: Final = frozenset({OWNER, SERVES, TOLD})
INSIDE: Final = {
    "drop_fact": ("reason",),
    "choose_basis": ("ground",),
    "send_letter": ("signatory", "reference"),
    "observe": ("heard_by", "place", "handed_in"),
}
"""What is weighed before a decision and stays inside, step by step: for who instructs alone."""
GROUNDS: Final = {
    "add_fact": ("words", "source", "proof", "link"),
    "record_prior": ("words",),
    "send_letter": ("proposed",),
    "prove_receipt": ("proof",),
    "observe": ("by", "words"),
    "answer_observation": ("answer",),
    "note_decision": ("gravity", "repeated", "cured", "jobs", "reasons"),
}
"""What the order gives as its reasons: for who instructs, and in the order itself for who serves it or gets a copy."""
QUICK: Final = {"argue_urgency": ("urgency",), "abandon": ("reason",)}
"""The same, in a measure that is given up."""
AFTER: Final = {
    "sign": ("name",),
    "serve": ("served_to", "proof"),
    "post": ("words",),
    "watch": ("words",),
    "contest": ("reference",),
    "decide_remedy": ("words",),
    "suspend": ("words",),
    "resume": ("words",),
    "lift": ("reason",),
}
"""What was decided and what became of it: for everybody named in the case."""
POSTED: Final = {"sign": ("number",)}
"""What the sheet on the door says to whoever passes."""
PUBLISHED: Final = ("signatory", "quality", "order_reference", "bulletin")
CLOSURE, GIVEN_UP = "measure closure prefecture", "measure quick prefecture"


def tell_measures(told: Telling, places: dict[str, UUID], word: Callable[..., str]) -> None:
    """Take one closure to its lifting, give up another, and enter two delegations, one of them ended."""
    _Marked(told, word).tell(places)


class _Marked:
    def __init__(self, told: Telling, word: Callable[..., str]) -> None:
        self.told, self.word, self.case = told, word, UUID(int=0)

    def tell(self, places: dict[str, UUID]) -> None:
        self._delegate()
        self.case = self._open(places["bar_2"], "closure")
        self._instruct()
        self._decide()
        self._follow()
        self.case = self._open(places["bar_3"], "quick")
        self._fact(-110)
        self._basis()
        self._act(OWNER, "argue_urgency", -98)
        self._act(OWNER, "abandon", -97)

    def _delegate(self) -> None:
        said: dict[str, Any] = {name: self._mot("delegation", name) for name in PUBLISHED}
        for _number in range(2):
            with unit_of_work(self.told.engine, PLAYERS[OWNER].viewer) as session:
                case = open_delegation(
                    session, actor=PLAYERS[OWNER].actor, moment=self.told.at(-150, 9), subjects=["A2"],
                    valid_from=self.told.at(-150, 9).date(), valid_to=None, **said,
                ).case_id  # fmt: skip
        self.case = case
        self._act(
            OWNER,
            "end",
            -140,
            of="delegation",
            ended_on=self.told.at(-140, 9).date(),
            reason=self._mot("delegation", "end", "reason"),
        )

    def _instruct(self) -> None:
        self._fact(-112)
        self._fact(-110)
        self._act(OWNER, "drop_fact", -100, fact=self._first(MeasureFact))
        self._act(OWNER, "record_prior", -100, kind="prosecutor", on_day=self._day(-101))
        self._basis()
        self._act(OWNER, "send_letter", -98, days=15, sent_on=self._day(-98), way="registered")
        self._act(OWNER, "prove_receipt", -96, receipt="received", received_on=self._day(-97))
        self._act(OWNER, "observe", -95, on_day=self._day(-95), oral=True)
        self.told.let_the_house_work(-80, 1)

    def _decide(self) -> None:
        self._act(OWNER, "answer_observation", -80, observation=self._first(MeasureObservation))
        tells = f"Le {self.told.at(-110, 9):%d/%m/%Y}, {self._mot('measure', 'note_decision', 'reasons')}"
        self._act(OWNER, "note_decision", -79, months=1, reasons=tells)
        self._act(
            OWNER, "sign", -78, signatory="prefect", signed_on=self._day(-78), remedies=True, executed_by=[SERVES]
        )
        self._act(SERVES, "serve", -77, served_at=self.told.at(-77, 8), receipt="received")
        self.told.let_the_house_work(-77, 10)

    def _follow(self) -> None:
        self._act(SERVES, "post", -76, posted_at=self.told.at(-76, 8))
        self._act(SERVES, "watch", -75, watched_at=self.told.at(-75, 8), seen="open", posted=True)
        self._act(OWNER, "contest", -74, kind="gracieux", filed_on=self._day(-74))
        self._act(
            OWNER,
            "decide_remedy",
            -73,
            remedy=self._first(MeasureRemedy),
            outcome="rejected",
            decided_on=self._day(-73),
        )
        self._act(OWNER, "contest", -72, kind="suspension", filed_on=self._day(-72))
        pending = sa.and_(MeasureRemedy.outcome == "pending")
        self._act(OWNER, "suspend", -71, remedy=self._first(MeasureRemedy, pending), decided_on=self._day(-71))
        self._act(OWNER, "resume", -70, decided_on=self._day(-70))
        self._act(OWNER, "lift", -69, lifted_on=self._day(-69))

    def _fact(self, day: int) -> None:
        self._act(OWNER, "add_fact", -100, on_day=self._day(day))

    def _basis(self) -> None:
        self._act(OWNER, "choose_basis", -99, basis="A2", months=1, repeated="no")

    def _open(self, place: UUID, name: str) -> UUID:
        with unit_of_work(self.told.engine, PLAYERS[OWNER].viewer) as session:
            return open_elsewhere(
                session, "measure", establishment=session.get_one(Establishment, place), label="Trouble",
                actor=PLAYERS[OWNER].actor, moment=self.told.at(-105, 9), due_at=self.told.at(-60, 9), clock_key="",
                title=f"Lieu – {name} – mesure",
            ).case_id  # fmt: skip

    def _act(self, key: str, step: str, day: int, of: str = "measure", **fields: Any) -> None:
        written = (INSIDE, GROUNDS, QUICK, AFTER, POSTED) if of == "measure" else ()
        names = [name for group in written for name in group.get(step, ())]
        said = {name: self._mot(of, step, name) for name in names}
        with unit_of_work(self.told.engine, PLAYERS[key].viewer) as session:
            moment = self.told.at(day, 9)
            take(session, self.case, step, actor=PLAYERS[key].actor, moment=moment, fields={**said, **fields})

    def _mot(self, *where: str) -> str:
        return f"Mot {self.word(*where)}"

    def _day(self, day: int) -> Any:
        return self.told.at(day, 9).date()

    def _first(self, row: Any, *conditions: Any) -> str:
        with unit_of_work(self.told.engine, HOUSE_VIEWER) as session:
            found = session.scalars(sa.select(row.id).where(row.measure_id == self.case, *conditions)).first()
            assert found is not None
            return str(found.hex)


def words_of_measures(word: Callable[..., str], everybody: frozenset[str]) -> Iterator[tuple[str, int, frozenset[str]]]:
    """Give each word of the measures with its class and its readers."""
    for steps, secrecy, readers in (
        (INSIDE, 3, frozenset({OWNER})),
        (GROUNDS, 2, DECIDED),
        (QUICK, 3, frozenset({OWNER})),
        (AFTER, 2, DECIDED),
        (POSTED, 1, everybody),
    ):
        for step, names in steps.items():
            for name in names:
                yield word("measure", step, name), secrecy, readers
    for name in PUBLISHED:
        yield word("delegation", name), 1, everybody
    yield word("delegation", "end", "reason"), 1, everybody
