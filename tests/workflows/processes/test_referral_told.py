"""Who is told what of a referral: its author what article 40-2 says, the mayor, the prefect, and nobody else."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from tests.fixtures.tellings import codes_refused, rows_of
from tests.workflows.processes.referral_house import referral_telling
from tests.workflows.processes.test_referral import (
    JUSTICE,
    MAYOR,
    ON_ONE,
    POLICE,
    PREFECT,
    SECOND,
    act,
    answer,
    opened_by,
    order,
    reported,
    sends_pv,
    signature,
    the,
)
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.referral import AUTHOR, REPORTED, ReferralTelling
from webapp.demonstration.story import Story
from workflows.engine.tables import Case, JournalLine
from workflows.engine.viewer import Viewer
from workflows.law.clocks import clock
from workflows.processes.consequence import clock_of
from workflows.processes.legal_limit import limits_of
from workflows.processes.referral_facts import Referral, ReferralAnswer, ReferralNotice


@pytest.fixture
def sent(told: Story) -> ReferralTelling:
    """The report is written and sent."""
    night = referral_telling(told)
    night.write(night.branch(REPORTED))
    night.send(night.branch(REPORTED))
    return night


def test_the_author_is_told_of_what_the_law_says_and_why_a_case_was_closed(sent: ReferralTelling) -> None:
    for day, step in enumerate(("register", "close_without_action", "choose_alternative", "prosecute"), 6):
        answer(sent, step, day)
    told = {row.answer: row.author_told for row in the(sent, ReferralAnswer, PLAYERS[AUTHOR].viewer)}
    assert told == {
        "registered": [], "no_action": ["cpp_40_2", "cpp_40_3"], "alternative": ["cpp_40_2"],
        "prosecution": ["cpp_40_2"],
    }  # fmt: skip


def test_of_an_enquiry_and_an_investigation_no_author_and_nobody_else_learns_anything(sent: ReferralTelling) -> None:
    second, author = sent.branch(SECOND), PLAYERS[AUTHOR].viewer
    sends_pv(sent, POLICE, second, 6)
    answer(sent, "register", 6)
    lead = rows_of(sent, sa.select(Referral.number).where(Referral.id == reported(sent)))[0]
    act(sent, JUSTICE, second, "group", 7, lead=lead)
    before = _read_by(sent, author)
    apart = order(sent, "order_enquiry", 8, service="Service chargé")
    order(sent, "open_investigation", 9, judge="Cabinet 2")
    assert sent.stands(sent.child(second, "enquiry")) == "judicial_investigation", "so does what is handled under it"
    assert _read_by(sent, author) == before
    for key in set(PLAYERS) - {JUSTICE}:
        assert rows_of(sent, sa.select(Case.id).where(Case.workflow == "enquiry"), PLAYERS[key].viewer) == [], key
        assert {row.answer for row in the(sent, ReferralAnswer, PLAYERS[key].viewer)} <= {"registered"}, key
    assert codes_refused(sent, JUSTICE, reported(sent), "tell_prefect", 9) == {"investigation_freezes"}
    answer(sent, "prosecute", 10)
    sent.let_the_house_work(10, 13)
    assert sent.stands(apart) == "resting", "what was decided ends it"
    assert codes_refused(sent, JUSTICE, apart, "close", 11) == {"referral_open"}
    again = {"answered_on": sent.at(11, 9).date(), "enquiry": "preliminary"}
    assert codes_refused(sent, JUSTICE, apart, "order_enquiry", 11, **again) == {"decided_already"}
    act(sent, AUTHOR, reported(sent), "close", 13, reason="Poursuites connues.")
    sent.let_the_house_work(13, 14)
    assert sent.stands(apart) == "ended"


def _read_by(telling: ReferralTelling, viewer: Viewer) -> list[Any]:
    """Return where every case that somebody reads stands, since when, and every line of its journal."""
    asked = (Case.id, Case.state, Case.version, Case.moved_at, JournalLine.line)
    return [sorted(rows_of(telling, sa.select(each), viewer), key=str) for each in asked]


@ON_ONE
def test_an_author_who_was_told_on_paper_of_an_investigation_enters_it_and_it_freezes_too(
    sent: ReferralTelling,
) -> None:
    act(
        sent, AUTHOR, reported(sent), "note_open_investigation", 8, source="Lettre du 3", answered_on=sent.at(8, 9).date()
    )  # fmt: skip
    assert sent.stands(reported(sent)) == "judicial_investigation"
    assert codes_refused(sent, JUSTICE, reported(sent), "tell_prefect", 9) == {"nothing_to_tell"}


def test_the_mayor_is_told_within_the_month_of_what_disturbs_public_order_and_of_nothing_else(sent: ReferralTelling) -> None:  # fmt: skip
    answer(sent, "register", 7)
    assert the(sent, ReferralNotice) == []
    answer(sent, "close_without_action", 8)
    notice = the(sent, ReferralNotice)[0]
    assert notice.due_at == clock("csi_l132_3").due(sent.at(8, 12))
    assert the(sent, ReferralNotice, PLAYERS[MAYOR].viewer) == []
    act(sent, JUSTICE, notice.id, "tell", 9)
    said = the(sent, ReferralNotice, PLAYERS[MAYOR].viewer)[0].words
    assert "classé sans suite" in said
    assert "Rien ne l’établit" not in said, "why is for the author"
    for key in set(PLAYERS) - {MAYOR, JUSTICE}:
        assert the(sent, ReferralNotice, PLAYERS[key].viewer) == [], key
    assert the(sent, Referral, PLAYERS[MAYOR].viewer) == []


@ON_ONE
def test_the_mayors_month_runs_from_the_decision_whenever_it_was_entered(sent: ReferralTelling) -> None:
    decided = sent.at(6, 9)
    answer(sent, "close_without_action", 9, answered_on=decided.date())
    assert the(sent, ReferralNotice)[0].due_at == clock("csi_l132_3").due(decided)


@pytest.mark.parametrize("agency", ["ddpp_ssa", "douanes", "dgfip", "police_nationale"])
def test_the_reminder_of_a_branch_never_passes_for_the_legal_limit_of_a_pv(agency: str) -> None:
    reminder = clock_of("referral", agency)
    assert (reminder.consequence, reminder.reference) == ("internal", None)
    for limit in (each for each in limits_of(agency) if each.key in ("crpm_l205_3", "cd_63_ter")):
        assert reminder.term.count <= limit.term.count


@ON_ONE
def test_nobody_is_told_of_what_does_not_disturb_public_order(sent: ReferralTelling) -> None:
    sends_pv(sent, POLICE, sent.branch(SECOND), 6)
    answer(sent, "close_without_action", 8, sent.branch(SECOND))
    assert the(sent, ReferralNotice) == []


@ON_ONE
def test_the_mayor_is_told_of_a_pv_that_disturbs_public_order_as_of_a_report(sent: ReferralTelling) -> None:
    sends_pv(sent, POLICE, sent.branch(SECOND), 6, public_order=True)
    answer(sent, "prosecute", 8, sent.branch(SECOND))
    [notice] = the(sent, ReferralNotice)
    assert (notice.told_as, notice.due_at) == ("mayor", clock("csi_l132_3").due(sent.at(8, 12)))
    assert the(sent, ReferralAnswer)[0].author_told == [], "the author of a PV made no report"


@ON_ONE
def test_the_mayors_own_report_is_answered_to_the_mayor_and_not_told_twice(sent: ReferralTelling) -> None:
    case = opened_by(sent, MAYOR)
    act(
        sent,
        MAYOR,
        case,
        "add_fact",
        5,
        side="observed",
        at=sent.at(0, 9),
        place="Guichet",
        words="Un faux titre présenté.",
    )
    act(sent, MAYOR, case, "add_offence", 5, natinf="149")
    act(
        sent, MAYOR, case, "write_letter", 5, learnt_on=sent.at(0, 9).date(), learnt_how="Au guichet.", is_urgent=False, minors=False,
        public_order=True, reply_asked=True, persons_said="none", evidence_said="none", harm_said="none", told_said="none",
    )  # fmt: skip
    act(sent, MAYOR, case, "send", 6, **signature() | {"signed_as": "mayor"})
    answer(sent, "close_without_action", 8, case)
    assert the(sent, ReferralNotice) == []
    assert the(sent, ReferralAnswer, PLAYERS[MAYOR].viewer)[0].author_told == [
        "cpp_40_2", "cpp_40_3", "csi_l132_3", "cpp_11",
    ], "at once, which is within the month"  # fmt: skip


@ON_ONE
def test_the_prefect_is_told_who_has_it_and_no_more_when_the_prosecutor_allows_it(sent: ReferralTelling) -> None:
    answer(sent, "close_without_action", 7)
    act(sent, JUSTICE, reported(sent), "tell_prefect", 8)
    [said] = the(sent, ReferralNotice, PLAYERS[PREFECT].viewer)
    assert (said.told_as, said.answer) == ("prefect", ""), "the row itself names no answer either"
    assert said.words.endswith("\u00a0: au parquet.")
    assert the(sent, Referral, PLAYERS[PREFECT].viewer) == []


@ON_ONE
def test_a_judicial_investigation_freezes_what_was_about_to_be_told(sent: ReferralTelling) -> None:
    answer(sent, "close_without_action", 8)
    notice = the(sent, ReferralNotice)[0]
    apart = order(sent, "open_investigation", 9)
    assert codes_refused(sent, JUSTICE, notice.id, "tell", 10) == {"investigation_freezes"}
    act(sent, JUSTICE, apart, "note_end", 10)
    assert codes_refused(sent, JUSTICE, notice.id, "withhold", 10) == {"field_reason"}, (
        "it is over, and the notice is still due"
    )
    order(sent, "open_investigation", 10)
    act(sent, JUSTICE, notice.id, "withhold", 11, reason="Secret de l’instruction.")
    assert sent.stands(notice.id) == "withheld"
