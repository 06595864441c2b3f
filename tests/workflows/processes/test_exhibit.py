"""An exhibit from the counter of a bar to its end: who may seize, what it weighs, who has it, and that nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workflows.processes.conftest import Told
from tests.workflows.processes.evidence_house import FRAUD, POLICE, Night, actor_of
from workflows.engine.evidence.journal import verify
from workflows.engine.evidence.rebuild import rebuild
from workflows.engine.numbers import Number
from workflows.engine.refusals import Refused, UnknownCase
from workflows.engine.viewer import HOUSE_VIEWER, Viewer, unit_of_work
from workflows.law.gates import NOT_NOW
from workflows.law.seizures import bases_of, seizure_bases
from workflows.processes.custody import KEEP, RECEIVE, HandOver
from workflows.processes.exhibit import Exhibit, balances, seize
from workflows.register.agencies import agencies, holders
from workflows.store.database import table_of

TOWN, HYGIENE, CUSTOMS = "police_municipale", "ddpp_ssa", "douanes"


@pytest.fixture
def night(tell_until: Told) -> Night:
    """The night after its doors have closed."""
    return Night(tell_until("propose", "allow", "prepare", "carry_out"))


def refusal(action: Callable[[], Any]) -> str:
    """Return the code of the first refusal of what is tried."""
    with pytest.raises(Refused) as refused:
        action()
    return refused.value.refusals[0].code


def test_whoever_may_seize_keeps_and_receives_exhibits_and_nobody_else() -> None:
    may = {key for basis in seizure_bases().values() for key in basis.agencies}
    assert set(holders(KEEP)) == set(holders(RECEIVE)) == may
    assert {each.key for each in agencies() if bases_of(each.key)} == may


def test_the_police_seize_cartons_and_the_number_is_theirs_and_gapless(night: Night) -> None:
    first, second = night.seize(POLICE, seal="D-1"), night.seize(POLICE, seal="D-2")
    other = night.seize(FRAUD, seal="P-1", basis="consumer_code")
    assert [night.exhibit(each).number for each in (first, second, other)] == [
        "SC-POLICE-NATIONALE-2026-0001", "SC-POLICE-NATIONALE-2026-0002", "SC-DDPP-CCRF-2026-0001",
    ]  # fmt: skip
    row = night.exhibit(first)
    assert (row.quantity, row.unit, row.holder, row.secrecy) == (1250, "carton", POLICE, 3)


@pytest.mark.parametrize(
    ("agency", "changed", "code"),
    [
        pytest.param(TOWN, {}, "may_not_seize", id="no text lets the town’s police seize"),
        pytest.param(POLICE, {"on": "bar_3"}, "was_not_there", id="nobody entered the bar that was closed"),
        pytest.param(POLICE, {"basis": "customs_code"}, "not_their_basis", id="the text of another agency"),
        pytest.param(POLICE, {"quantity": Decimal(0)}, "nothing_seized", id="nothing"),
        pytest.param(
            POLICE, {"found_at": datetime(2026, 11, 1, tzinfo=UTC)}, "not_during_visit", id="before the entry"
        ),
        pytest.param(POLICE, {"found_at": datetime(2026, 12, 24, tzinfo=UTC)}, "not_during_visit", id="after the exit"),
    ],
)
def test_a_seizure_is_refused_with_its_reason(night: Night, agency: str, changed: dict[str, Any], code: str) -> None:
    assert refusal(lambda: night.seize(agency, **changed)) == code


def test_a_seal_is_used_once_even_after_it_was_broken(night: Night) -> None:
    known = night.seize(POLICE, seal="D-1")
    assert refusal(lambda: night.seize(FRAUD, seal="D-1", basis="consumer_code")) == "seal_taken"
    night.take(POLICE, known, "reseal", seal="D-9", reason="Sac déchiré.")
    assert refusal(lambda: night.seize(FRAUD, seal="D-1", basis="consumer_code")) == "seal_taken"


def test_who_does_not_see_the_visit_seizes_nothing_there(night: Night) -> None:
    facts = night.facts(basis="customs_code")
    with unit_of_work(night.engine, Viewer("douanes", "x")) as session, pytest.raises(UnknownCase):
        seize(session, night.visit, actor=actor_of("douanes"), moment=night.after, facts=facts)


def test_a_double_click_seizes_once(night: Night) -> None:
    command = uuid4().hex
    first = night.seize(POLICE, command=command)
    assert night.seize(POLICE, command=command) == first
    with unit_of_work(night.engine, HOUSE_VIEWER) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Exhibit)) == 1
        assert (
            session.scalar(sa.select(sa.func.count()).select_from(Number).where(Number.series == "SC-POLICE-NATIONALE"))
            == 1
        )


def test_a_hand_over_takes_both_and_the_giver_holds_it_until_then(night: Night) -> None:
    exhibit = night.seize(POLICE, seal="D-1")
    moving = night.hand_over(exhibit)
    assert night.exhibit(exhibit).holder == POLICE
    assert refusal(lambda: night.take(POLICE, exhibit, "destroy", reference="x", reason="y")) == "on_its_way"
    assert refusal(lambda: night.take(POLICE, moving, "receive", seal="D-1", kept_at="x")) == "competence"
    assert refusal(lambda: night.take(FRAUD, moving, "receive", seal="D-7", kept_at="x")) == "another_seal"
    night.take(FRAUD, moving, "receive", seal="D-1", kept_at="Coffre du commissariat")
    row = night.exhibit(exhibit)
    assert (row.holder, row.kept_at, row.moving) == (FRAUD, "Coffre du commissariat", None)
    assert refusal(lambda: night.take(POLICE, exhibit, "destroy", reference="x", reason="y")) == "held_by_another"
    assert night.chain(exhibit) == [("seized", "", ""), ("received", POLICE, FRAUD)]
    night.take(FRAUD, exhibit, "forfeit", reference="TJ, démonstration", receiver="Greffe")
    assert night.stands(exhibit) == "forfeited"


def test_a_hand_over_goes_only_where_a_gate_leads_from_who_seized_it_and_from_who_holds_it(night: Night) -> None:
    exhibit = night.seize(POLICE, seal="D-1")
    assert refusal(lambda: night.hand_over(exhibit, to=HYGIENE)) == "field_receiver"
    night.take(FRAUD, night.hand_over(exhibit), "receive", seal="D-1", kept_at="Coffre")
    assert refusal(lambda: night.hand_over(exhibit, who=FRAUD, to=HYGIENE)) == "field_receiver"
    night.take(CUSTOMS, night.hand_over(exhibit, who=FRAUD, to=CUSTOMS), "receive", seal="D-1", kept_at="Coffre")
    assert night.exhibit(exhibit).holder == CUSTOMS
    night.take(POLICE, night.hand_over(exhibit, who=CUSTOMS, to=POLICE), "receive", seal="D-1", kept_at="Salle")
    assert night.exhibit(exhibit).holder == POLICE


def test_what_leads_nowhere_is_said_before_anybody_asks_and_leaves_by_a_receipt(night: Night) -> None:
    exhibit = night.seize(HYGIENE, basis="food_safety")
    assert refusal(lambda: night.hand_over(exhibit, who=HYGIENE, to=POLICE)) == "to_nobody"
    night.take(HYGIENE, exhibit, "entrust", receiver="Laboratoire", receipt="Reçu 4", reason="Analyse.")
    assert night.stands(exhibit) == "entrusted"


def test_no_hand_over_while_a_judge_investigates_about_the_place_and_no_word_of_why(night: Night) -> None:
    entered = night.of_visit("bar_2").entered_at
    assert entered is not None
    exhibit, elsewhere = night.seize(POLICE, seal="D-1"), night.seize(POLICE, seal="D-2", on="bar_2", found_at=entered)
    establishment = night.of_visit().establishment_id
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workflows.processes.exhibit.is_frozen", lambda _session, places: establishment in places)
        assert refusal(lambda: night.hand_over(exhibit)) == "not_now"
        night.hand_over(elsewhere)
    assert NOT_NOW.references == ()


def test_a_hand_over_that_is_refused_or_withdrawn_leaves_it_where_it_was(night: Night) -> None:
    exhibit = night.seize(POLICE)
    for who, step in ((FRAUD, "refuse"), (POLICE, "withdraw")):
        night.take(who, night.hand_over(exhibit), step, reason="Le sac est ouvert.")
        row = night.exhibit(exhibit)
        assert (row.holder, row.moving) == (POLICE, None)
    assert night.chain(exhibit) == [("seized", "", "")]


def test_the_receiver_sees_what_it_must_find_and_the_exhibit_only_once_received(night: Night) -> None:
    exhibit = night.seize(POLICE, seal="D-1")
    moving = night.hand_over(exhibit)
    assert night.sees(FRAUD, HandOver, moving) and not night.sees(FRAUD, Exhibit, exhibit)
    night.take(FRAUD, moving, "receive", seal="D-1", kept_at="Coffre")
    assert night.sees(FRAUD, Exhibit, exhibit)


def test_its_owner_alone_sees_it_and_the_prosecutor_once_told(night: Night) -> None:
    exhibit = night.seize(POLICE)
    others = ("prefecture", "parquet", FRAUD, TOWN, "mairie")
    assert [key for key in others if night.sees(key, Exhibit, exhibit)] == []
    night.take(POLICE, exhibit, "tell_prosecutor", reference="PV de démonstration")
    assert [key for key in others if night.sees(key, Exhibit, exhibit)] == ["parquet"]


def test_an_exhibit_lent_to_a_laboratory_comes_back_with_its_receipt(night: Night) -> None:
    exhibit = night.seize(POLICE)
    assert (
        refusal(lambda: night.take(POLICE, exhibit, "entrust", receiver="Laboratoire", reason="Analyse."))
        == "field_receipt"
    )
    night.take(POLICE, exhibit, "entrust", receiver="Laboratoire", receipt="R-12", reason="Analyse.")
    assert night.exhibit(exhibit).kept_at == "Laboratoire"
    night.take(POLICE, exhibit, "come_back", kept_at="Magasin")
    assert night.chain(exhibit) == [("seized", "", ""), ("entrusted", POLICE, "Laboratoire"), ("came_back", "", POLICE)]


def test_a_sample_is_parted_and_used_up_and_the_rest_is_still_there(night: Night) -> None:
    exhibit = night.seize(POLICE, seal="D-1")
    assert refusal(lambda: night.take(POLICE, exhibit, "use_up", reference="x")) == "no_sample"
    for quantity in (Decimal(0), Decimal("12.50"), Decimal(13)):
        assert refusal(lambda q=quantity: night.part(exhibit, q, "D-2")) == "too_much"  # type: ignore[misc]
    assert refusal(lambda: night.part(exhibit, Decimal(1), "D-2", rest_seal="D-2")) == "seal_taken"
    sample = night.part(exhibit, Decimal("0.50"), "D-2", rest_seal="D-3")
    night.take(POLICE, sample, "use_up", reference="Rapport de démonstration")
    row = night.exhibit(exhibit)
    assert (row.quantity, row.parted, row.seal) == (1250, 50, "D-3")
    assert night.stands(sample) == "used_up"
    assert balances(night.exhibits())


def test_an_entry_by_mistake_is_cancelled_and_its_number_stays_with_the_reason(night: Night) -> None:
    exhibit, parted = night.seize(POLICE, seal="D-1"), night.seize(POLICE, seal="D-2")
    night.take(POLICE, exhibit, "cancel", reason="Inscrit deux fois.")
    with unit_of_work(night.engine, HOUSE_VIEWER) as session:
        kept = session.scalars(sa.select(Number).where(Number.case_id == exhibit)).one()
        assert (kept.number, kept.cancelled_reason) == (1, "Inscrit deux fois.")
    assert night.exhibit(night.seize(POLICE, seal="D-1")).number.endswith("0003"), "its seal is free again"
    part = night.part(parted, Decimal(1), "D-8")
    for each in (parted, part):
        assert refusal(lambda case=each: night.take(POLICE, case, "cancel", reason="x")) == "has_a_life"  # type: ignore[misc]


def test_the_database_itself_refuses_an_account_that_does_not_balance(night: Night) -> None:
    exhibit = night.seize(POLICE)
    for parted in (-1, 1250, 1251):
        with pytest.raises(sa.exc.IntegrityError), night.engine.begin() as connection:
            connection.execute(
                sa.update(table_of(Exhibit)).where(table_of(Exhibit).c.id == exhibit).values(parted=parted)
            )


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_is_parted_handed_over_and_ended_the_account_balances(night: Night, data: st.DataObject) -> None:
    root = night.seize(POLICE, seal=uuid4().hex)
    tree = [root]
    for _ in range(data.draw(st.integers(1, 6))):
        exhibit = data.draw(st.sampled_from(tree))
        what = data.draw(st.sampled_from(("part", "hand_over", "destroy")))
        holder = night.exhibit(exhibit).holder
        other = FRAUD if holder == POLICE else POLICE
        try:
            if what == "part":
                amount = Decimal(data.draw(st.integers(1, 1300))) / 100
                tree.append(night.part(exhibit, amount, uuid4().hex, who=holder))
            elif what == "hand_over":
                moving = night.hand_over(exhibit, who=holder, to=other)
                night.take(other, moving, "receive", seal=night.exhibit(exhibit).seal, kept_at="Coffre")
            else:
                night.take(holder, exhibit, what, reference="Décision", reason="Fin.")
        except Refused:
            pass
        rows = [night.exhibit(each) for each in tree]
        assert balances(rows)
        assert sum(row.quantity - row.parted for row in rows) == 1250, "nothing is lost, nothing is doubled"
    assert {row.id for row in night.exhibits()} >= set(tree)


def test_an_account_that_lost_or_doubled_something_does_not_balance() -> None:
    def row(known: int, quantity: int, parted: int = 0, part_of: int | None = None) -> Exhibit:
        return Exhibit(
            id=UUID(int=known), quantity=quantity, parted=parted, part_of=UUID(int=part_of) if part_of else None
        )

    assert balances([row(1, 10, 4), row(2, 4, part_of=1)])
    assert not balances([row(1, 10, 4)]), "a part is lost"
    assert not balances([row(1, 10, 4), row(2, 4, part_of=1), row(3, 4, part_of=1)]), "a part is doubled"
    assert not balances([row(1, 10), row(2, 4, part_of=1)]), "what was taken out is still counted"


def test_all_of_it_stands_in_the_journal(night: Night) -> None:
    exhibit = night.seize(POLICE, seal="D-1")
    night.part(exhibit, Decimal(2), "D-2")
    night.take(FRAUD, night.hand_over(exhibit), "receive", seal="D-1", kept_at="Coffre")
    assert verify(night.engine).ok
    assert rebuild(night.engine).differences == []
