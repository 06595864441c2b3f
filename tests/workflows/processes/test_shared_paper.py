"""The PDF that a recipient gets: what the gate lets through, a bar over the rest, and no byte of what lies under it."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from pdf.documents import document_for
from pdf.press import render
from tests.pdf.printed import everything_in, text_of
from tests.workflows.processes.referral_house import referral_telling
from webapp.demonstration.cast import PLAYERS, Player
from webapp.demonstration.referral import AUTHOR, REPORTED, ReferralTelling
from webapp.demonstration.story import Story
from workflows.engine.cases import take
from workflows.engine.tables import Outbox
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.consequence import Consequence
from workflows.processes.frozen_paper import frozen
from workflows.processes.referral_facts import (
    Referral,
    ReferralAnswer,
    ReferralFact,
    ReferralOffence,
    ReferralPerson,
    ReferralPiece,
)
from workflows.processes.shared_fields import REFERRAL
from workflows.processes.sharing import share
from workflows.processes.snapshots import read_snapshot
from workflows.processes.snapshots_sharing import SharedCopySnapshot
from workflows.store.database import table_of

CCRF, JUSTICE = PLAYERS[AUTHOR], PLAYERS["parquet"]
SECOND = replace(JUSTICE, user_name="second.demo")
CONTENT = {"kind": "referral", "to": "dgfip", "purpose": "tax_fraud"}
STATUS = {
    "kind": "referral_status", "to": "prefecture", "purpose": "prefect_status", "met": ["prosecutor_allows"],
}  # fmt: skip
WRITTEN = {
    Referral: ("addressee_reason", "learnt_how", "classification", "harm", "urgency", "told", "signatory", "quality", "contact", "case_number", "section", "challenge"),
    ReferralFact: ("place", "words", "told_by"),
    ReferralPerson: ("name",),
    ReferralOffence: ("label",),
    ReferralPiece: ("label", "reference"),
    Consequence: ("label", "reference", "answer", "end_reason"),
}  # fmt: skip
"""What people wrote of a referral, table by table."""
LET_THROUGH = {
    "learnt_how", "classification", "harm", "urgency", "told", "case_number", "place", "words", "name", "label", "reference", "answer",
}  # fmt: skip
STAYS = {"signatory", "quality", "contact", "addressee_reason", "section", "challenge", "end_reason"}
pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])


@pytest.fixture
def night(told: Story) -> ReferralTelling:
    """The judicial branches are due."""
    return referral_telling(told)


@pytest.fixture
def marked(night: ReferralTelling) -> tuple[UUID, dict[str, set[str]]]:
    """A report that was sent and answered, with a word of its own in every text of it, and these words by their column."""
    case = night.branch(REPORTED)
    night.write(case)
    night.send(case)
    night.answer(case)
    numbers = itertools.count(1)
    markers: dict[str, set[str]] = {}
    with night.engine.begin() as connection:
        for model, names in WRITTEN.items():
            table = table_of(model)
            for name in names:
                marker = f"Marque{next(numbers):04d}z"
                markers.setdefault(name, set()).add(marker)
                its = table.c.id if "referral_id" not in table.c else table.c.referral_id
                connection.execute(sa.update(table).where(its == case).values({name: marker}))
        answers = table_of(ReferralAnswer)
        markers["reason"] = {"MarqueMotifz"}
        connection.execute(
            sa.update(answers)
            .where(answers.c.referral_id == case)
            .values(facts={"code": "61", "reason": "MarqueMotifz"})
        )
    return case, markers


def given(night: ReferralTelling, player: Player, case: UUID, **asked: Any) -> SharedCopySnapshot:
    """Share it, confirm it by a second person where that is asked, and return the paper that was ordered."""
    with unit_of_work(night.engine, player.viewer) as session:
        taken = share(session, case, actor=player.actor, moment=night.at(12, 9), why="Besoin.", **asked)
    if taken.state == "to_confirm":
        with unit_of_work(night.engine, SECOND.viewer) as session:
            take(session, taken.case_id, "give", actor=SECOND.actor, moment=night.at(12, 10))
    with unit_of_work(night.engine, HOUSE_VIEWER) as session:
        kept = frozen(session, "shared_copy", taken.case_id, 1)
        ordered = session.scalars(sa.select(Outbox.topic).where(Outbox.case_id == taken.case_id)).all()
    assert kept is not None
    assert "press" in ordered
    paper = read_snapshot(kept.content)
    assert isinstance(paper, SharedCopySnapshot)
    return paper


def found_in(paper: SharedCopySnapshot, words: set[str]) -> set[str]:
    """Return which of these words stand anywhere in the file: text, metadata, attachment, any spelling."""
    pdf = render(document_for(paper), paper, {})
    carried = b"\n".join(everything_in(pdf)) + text_of(pdf).encode()
    return {
        word
        for word in words
        if any(form in carried for form in (word.encode(), word.encode("utf-16-be"), word.encode().hex().encode()))
    }


def test_where_it_stands_is_printed_and_everything_else_is_struck_out(
    night: ReferralTelling, marked: tuple[UUID, dict[str, set[str]]]
) -> None:
    case, markers = marked
    paper = given(night, JUSTICE, case, **STATUS)
    assert found_in(paper, set().union(*markers.values())) == set()
    [record] = paper.records
    assert [line.name for line in record.lines if not line.is_struck] == ["referral_number", "case_state"]
    assert {line.name for line in record.lines} == set(REFERRAL)
    pdf = text_of(render(document_for(paper), paper, {}))
    assert pdf.count("occulté – article 11 du code de procédure pénale") == len(REFERRAL) - 2
    assert "Classement sans suite" in pdf


def test_the_bars_say_nothing_of_what_lies_under_them(
    night: ReferralTelling, marked: tuple[UUID, dict[str, set[str]]]
) -> None:
    case, _markers = marked
    full = given(night, JUSTICE, case, **STATUS)
    with night.engine.begin() as connection:
        table = table_of(ReferralFact)
        connection.execute(sa.delete(table).where(table.c.referral_id == case))
    assert given(night, JUSTICE, case, **STATUS).records == full.records


def test_the_content_is_printed_as_it_was_copied_but_for_who_signs(
    night: ReferralTelling, marked: tuple[UUID, dict[str, set[str]]]
) -> None:
    case, markers = marked
    paper = given(night, JUSTICE, case, **CONTENT)
    passes = set().union(*(markers[name] for name in LET_THROUGH), markers["reason"])
    stays = set().union(*(markers[name] for name in STAYS))
    assert found_in(paper, passes | stays) >= passes - markers["reference"]
    assert found_in(paper, stays) == set()
    assert [line.name for line in paper.records[0].lines if line.is_struck] == ["contact", "annexes"]


def test_each_finding_has_its_own_bars(told: Story) -> None:
    paper = given(told, CCRF, told.section(AUTHOR), kind="finding", to="urssaf", purpose="illegal_work")  # type: ignore[arg-type]
    assert len(paper.records) > 1
    for record in paper.records:
        struck = [line for line in record.lines if line.is_struck]
        assert {line.kept_under.words for line in struck if line.kept_under} == {"article\u00a0226-13 du code pénal"}
        assert {"photos", "severity_found", "found_by_whom"} <= {line.name for line in struck}
        assert record.lines[0].name == "place_of_it"
    assert "occulté – article 226-13 du code pénal" in text_of(render(document_for(paper), paper, {}))
