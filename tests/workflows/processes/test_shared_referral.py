"""What a gate lets through of a referral: the letter as it left, its PVs and answers; or where it stands, as the law has it told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.workflows.processes.referral_house import referral_telling
from webapp.demonstration.cast import PLAYERS, Player
from webapp.demonstration.referral import AUTHOR, CASE_NUMBER, REPORTED, ReferralTelling
from webapp.demonstration.story import Story
from workflows.engine.cases import take
from workflows.engine.refusals import Refused, UnknownCase
from workflows.engine.tables import Case
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.sharing import Sharing, share
from workflows.store.text import PARIS

FRAUD, JUSTICE, POLICE, PILOT = (PLAYERS[key] for key in (AUTHOR, "parquet", "police_nationale", "prefecture"))
SECOND = replace(JUSTICE, user_name="second.demo")
TAX = {"kind": "referral", "to": "dgfip", "purpose": "tax_fraud"}
HAS_IT, CLOSED = "Au parquet", "Classé sans suite"
pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])


@pytest.fixture
def night(told: Story) -> ReferralTelling:
    """The judicial branches are due."""
    return referral_telling(told)


@pytest.fixture
def sent(night: ReferralTelling) -> UUID:
    """A report under article 40, signed and sent."""
    reported = night.branch(REPORTED)
    night.write(reported)
    night.send(reported)
    return reported


def prepared(night: ReferralTelling, player: Player, case: UUID, **asked: Any) -> UUID:
    with unit_of_work(night.engine, player.viewer) as session:
        return share(session, case, actor=player.actor, moment=night.at(12, 9), why="Besoin.", **asked).case_id


def copied(night: ReferralTelling, case: UUID, **asked: Any) -> list[Sequence[str]]:
    """Return what the prosecutor's office gives once a second person has confirmed."""
    sharing = prepared(night, JUSTICE, case, **asked)
    with unit_of_work(night.engine, SECOND.viewer) as session:
        take(session, sharing, "give", actor=SECOND.actor, moment=night.at(12, 10))
    with unit_of_work(night.engine, HOUSE_VIEWER) as session:
        return [tuple(line) for line in session.get_one(Sharing, sharing).content]


def words_of(lines: Sequence[Sequence[str]], name: str) -> list[str]:
    return [value for each, value in lines if each == name]


def test_the_letter_is_copied_as_it_left_observed_apart_from_reported(night: ReferralTelling, sent: UUID) -> None:
    lines = copied(night, sent, **TAX)
    [seen], [told] = words_of(lines, "facts_observed"), words_of(lines, "facts_reported")
    assert "Sept produits" in seen and "Sept produits" not in told
    assert told.endswith("(la personne responsable sur place)")
    assert words_of(lines, "classification_proposed") == ["NATINF 149 – TROMPERIE SUR UNE MARCHANDISE"]
    assert words_of(lines, "persons_named") == ["Exploitant de démonstration, exploitant de droit"]
    assert words_of(lines, "reply_asked") == ["oui"], "what its author asked"
    assert words_of(lines, "pv_reference") == []


def test_a_line_that_was_struck_never_left_and_is_not_copied(night: ReferralTelling) -> None:
    reported = night.branch(REPORTED)
    night.write(reported)
    night.take(FRAUD, reported, "add_person", 4, 16, name="Mal Nommé", role="manager")
    night.take(FRAUD, reported, "strike", 4, 17, line="person-2")
    night.send(reported)
    assert not any("Mal Nommé" in value for _, value in copied(night, reported, **TAX))


def test_of_a_pv_goes_its_reference_and_nothing_that_was_drafted_beside_it(night: ReferralTelling) -> None:
    case = night.branch("PN-07")
    night.take(
        POLICE, case, "add_fact", 5, 9, side="observed", at=night.at(0, 22), place="Comptoir", words="Brouillon gardé.",
    )  # fmt: skip
    night.transmit()
    lines = copied(night, case, **TAX)
    [pv] = words_of(lines, "pv_reference")
    assert pv.startswith("2026/114 (démonstration), capitaine de police, ")
    assert not any("Brouillon" in value for _, value in lines)


def test_a_draft_is_not_shared(night: ReferralTelling) -> None:
    reported = night.branch(REPORTED)
    night.write(reported)
    asked = {"kind": "referral", "to": "parquet", "purpose": "referral", "met": ["felony_or_misdemeanour"]}
    with pytest.raises(Refused) as refused:
        prepared(night, FRAUD, reported, **asked)
    assert [each.code for each in refused.value.refusals] == ["not_sent"]


@pytest.mark.parametrize(
    ("to", "purpose", "met", "says", "names"),
    [
        pytest.param("prefecture", "prefect_status", "prosecutor_allows", HAS_IT, [], id="to the prefect, who has it and no more"),
        pytest.param("mairie", "mayor_offences", "disturbs_public_order", CLOSED, ["decided_on"], id="to the mayor, its day too"),
        pytest.param(AUTHOR, "reply_to_author", "recipient_reported", CLOSED, ["decided_on", "decided_why", "decided_why"], id="to its author, why"),
        pytest.param("dgfip", "tax_fraud", "", CLOSED, ["moved_at"], id="where no rule says how much, that it moved"),
    ],
)  # fmt: skip
def test_where_it_stands_is_said_as_the_law_has_each_of_them_told(
    night: ReferralTelling, sent: UUID, to: str, purpose: str, met: str, says: str, names: list[str]
) -> None:
    night.answer(sent)
    lines = copied(night, sent, kind="referral_status", to=to, purpose=purpose, met=[met] if met else [])
    assert [name for name, _ in lines] == ["referral_number", "case_state", *names]
    assert words_of(lines, "case_state") == [says]
    if "decided_on" in names:
        assert words_of(lines, "decided_on") == [f"{night.at(7, 11).astimezone(PARIS):%d/%m/%Y}"]
    if "decided_why" in names:
        assert words_of(lines, "decided_why")[0].startswith("61 – ")


def test_before_anything_is_decided_the_mayor_hears_no_more_than_the_prefect(
    night: ReferralTelling, sent: UUID
) -> None:
    asked = {"kind": "referral_status", "to": "mairie", "purpose": "mayor_offences", "met": ["disturbs_public_order"]}
    lines = copied(night, sent, **asked)
    assert [name for name, _ in lines] == ["referral_number", "case_state"]
    assert words_of(lines, "case_state") == [HAS_IT]


def test_answers_go_with_the_letter(night: ReferralTelling, sent: UUID) -> None:
    night.answer(sent)
    lines = copied(night, sent, **TAX)
    assert words_of(lines, "case_number") == [CASE_NUMBER]
    assert [each.split(",")[0] for each in words_of(lines, "answers_of_prosecutor")] == [
        "Enregistré au parquet",
        "Classé sans suite",
    ]


def test_no_gate_is_about_the_instruction_of_a_measure(night: ReferralTelling) -> None:
    with unit_of_work(night.engine, HOUSE_VIEWER) as session:
        measure = session.scalars(sa.select(Case.id).where(Case.workflow == "measure")).first()
    assert measure is not None
    for kind in ("finding", "closure", "referral"):
        with pytest.raises(UnknownCase):
            prepared(night, PILOT, measure, kind=kind, to="mairie", purpose="mayor_closures")
