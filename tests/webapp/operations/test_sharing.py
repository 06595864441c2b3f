"""Sharing at the desks: a finding goes through its gate, a wrong one is refused; others’ eyes; who read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests.pdf.printed import text_of
from tests.webapp.application import engine_of
from tests.webapp.operations.house import WRITTEN, JointHouse
from webapp.effects.press import press_document
from workflows.engine.outbox import Delivery
from workflows.engine.tables import Case, Outbox
from workflows.processes.document import PRESS
from workflows.processes.sharing import Sharing

CCRF, URSSAF = "ddpp_ccrf", "urssaf"
ASKED = {
    "what": "finding/CC-01", "to": URSSAF, "purpose": "illegal_work", "why": "Deux salariés sans déclaration.", "until": "",
}  # fmt: skip


@pytest.fixture
def told(house_at: Callable[..., JointHouse]) -> JointHouse:
    """The whole story, told on the last night that lies behind."""
    return house_at(*WRITTEN)


def newest_sharing(house: JointHouse) -> UUID:
    with Session(engine_of(house.app)) as session:
        return session.scalars(
            sa.select(Sharing.id).join(Case, Case.id == Sharing.id).order_by(Case.opened_at.desc())
        ).first()  # type: ignore[return-value]


def test_a_finding_is_shared_and_read_with_a_reason_that_its_owner_sees(told: JointHouse) -> None:
    section = told.story.section(CCRF)
    page = told.read(CCRF, f"/sections/{section}")
    assert "Partager avec un autre service" in page
    form = told.read(CCRF, f"/cases/{section}/share")
    assert "Le constat CC-01\u00a0:" in form
    answer = told.send(CCRF, f"/cases/{section}/share", **ASKED)
    assert answer.status_code == 303
    sharing = newest_sharing(told)
    read = told.read(URSSAF, f"/cases/{sharing}")
    assert "CC-01 – " in read
    assert "L8271-2" in read
    assert "Deux salariés sans déclaration." in read
    assert f"/cases/{sharing}/steps/withdraw" not in read
    assert "avec vous, par" in told.read(URSSAF, "/sharings")
    assert "par vous, avec" in told.read(CCRF, "/sharings")
    told.read("police_nationale", f"/cases/{sharing}", 404)
    told.read(URSSAF, f"/sections/{section}", 404)
    assert (URSSAF, "preparation", 3) in told.readings(sharing)
    who = told.read(CCRF, f"/cases/{sharing}/reads")
    assert "inspectrice du recouvrement" in who
    assert "Préparation d’une opération" in who
    assert "Claude" not in who, "the function, never the name"
    told.read(URSSAF, f"/cases/{sharing}/reads", 404)


def test_what_passes_no_gate_is_refused_on_the_form_with_what_was_typed(told: JointHouse) -> None:
    section = told.story.section(CCRF)
    answer = told.send(CCRF, f"/cases/{section}/share", **{**ASKED, "to": "bailleur"})
    said = told.words_of(answer)
    assert "il apprend qu’une action a eu lieu" in said
    assert "Deux salariés sans déclaration." in said
    answer = told.send(CCRF, f"/cases/{section}/share", **{**ASKED, "what": ""})
    assert answer.status_code == 422
    assert told.read(CCRF, "/sharings").count("line-link") == 0


def test_nobody_shares_what_another_agency_found(told: JointHouse) -> None:
    section = told.story.section(CCRF)
    for desk in ("prefecture", "parquet", URSSAF):
        told.read(desk, f"/cases/{section}/share", 404)
        told.read(desk, f"/cases/{section}/reads", 404)
    assert "Partager avec" not in told.read("prefecture", f"/sections/{section}")


def test_the_pilot_sees_the_minutes_as_a_partner_and_as_the_prosecutor_would(told: JointHouse) -> None:
    minutes = told.story.child(told.operation, "minutes")
    own = told.read("prefecture", f"/minutes/{minutes}")
    partner = told.read("prefecture", f"/minutes/{minutes}?as=police_municipale")
    assert "Vu comme\u00a0: Police municipale" in partner
    assert "Lecture seule" in partner
    assert "Vu comme" not in own
    assert "<form" not in partner.partition("<main")[2].partition("</main>")[0]


def test_seen_as_the_agency_that_gets_nothing_the_page_says_so(told: JointHouse) -> None:
    section = told.story.section(CCRF)
    for other in ("bailleur", URSSAF, "police_nationale"):
        page = told.read(CCRF, f"/cases/{section}?as={other}")
        assert "Ce service n’obtient rien" in page
        assert "CC-01" not in page
    assert "CC-01" in told.read(CCRF, f"/cases/{section}?as=prefecture"), "the pilot reads a validated part"


def test_the_owner_sees_the_very_pdf_that_the_recipient_gets(told: JointHouse) -> None:
    section = told.story.section(CCRF)
    assert told.send(CCRF, f"/cases/{section}/share", **ASKED).status_code == 303
    sharing = newest_sharing(told)
    waiting = told.read(CCRF, f"/cases/{section}?as={URSSAF}")
    assert "Ce service n’obtient que des copies" in waiting
    assert "n’est pas encore imprimé" in waiting
    press_papers_of(told, sharing)
    [address] = re.findall(rf'/{CCRF}(/documents/[^"]+)', told.read(CCRF, f"/cases/{section}?as={URSSAF}"))
    assert address.endswith(f"?as={URSSAF}")
    seen = told.desk(CCRF).get(f"/{CCRF}{address}")
    assert f"{address}" in told.read(CCRF, f"/cases/{sharing}?as={URSSAF}"), "the page of the sharing offers it too"
    [its] = re.findall(rf'/{URSSAF}(/documents/[^"]+)', told.read(URSSAF, f"/cases/{sharing}"))
    assert seen.get_data() == told.desk(URSSAF).get(f"/{URSSAF}{its}").get_data() != b""
    said = text_of(seen.get_data())
    assert "CC-01 – " in said
    assert "occulté – article 226-13 du code pénal" in said
    assert "Ce service n’obtient rien" in told.read(CCRF, f"/cases/{section}?as=bailleur")
    assert not told.desk(CCRF).get(f"/{CCRF}{its}?as=bailleur").get_data().startswith(b"%PDF")
    told.read("police_nationale", its, 404)
    assert told.send(CCRF, f"/cases/{sharing}/steps/withdraw", f_reason="Erreur.").status_code == 303
    told.read(URSSAF, its, 404)


def press_papers_of(house: JointHouse, case_id: UUID) -> None:
    """Let the press do what was ordered for a case, and nothing else."""
    engine, settings = engine_of(house.app), house.app.extensions["beffroi_settings"]
    with Session(engine) as session:
        ordered = session.scalars(sa.select(Outbox).where(Outbox.case_id == case_id, Outbox.topic == PRESS)).all()
    for effect in ordered:
        press_document(
            Delivery(engine, effect.id, case_id, PRESS, json.loads(effect.body), datetime.now(UTC)), settings
        )


def test_nobody_borrows_eyes_for_what_is_not_theirs(told: JointHouse) -> None:
    section, minutes = told.story.section(CCRF), told.story.child(told.operation, "minutes")
    told.read("prefecture", f"/sections/{section}?as=parquet", 404)
    told.read("police_municipale", f"/minutes/{minutes}?as=prefecture", 404)
    told.read(CCRF, f"/sections/{section}?as={CCRF}", 404)
    told.read(CCRF, f"/sections/{section}?as=nobody", 404)
    last = told.readings(section)
    told.read(CCRF, f"/sections/{section}?as=prefecture")
    assert told.readings(section)[len(last) :] == [(CCRF, "preparation", 3)], "written down under the name of who looks"
    sent = told.desk(CCRF).post(f"/{CCRF}/sections/{section}?as=prefecture")
    assert sent.status_code >= 400


def test_two_readings_of_a_case_stand_on_pages(told: JointHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.views.sharing._PAGE", 2)
    section = told.story.section(CCRF)
    for _ in range(3):
        told.read("prefecture", f"/sections/{section}")
    first = told.read(CCRF, f"/cases/{section}/reads")
    following = re.search(r"reads\?before=\d+", first)
    assert following
    assert "cheffe du bureau des sécurités" in told.read(CCRF, f"/cases/{section}/{following[0]}")


def test_who_read_is_asked_by_what_was_read_and_no_whole_journal_is_read_for_it(told: JointHouse) -> None:
    plans: list[str] = []

    def explain(connection: sa.Connection, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if (
            statement.startswith("SELECT")
            and "ORDER BY access_journal.line DESC" in statement
            and "reference" in statement
        ):
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(row.detail for row in plan if "access_journal" in row.detail or "B-TREE" in row.detail)

    section = told.story.section(CCRF)
    sa.event.listen(Engine, "before_cursor_execute", explain)
    try:
        told.read(CCRF, f"/cases/{section}/reads")
    finally:
        sa.event.remove(Engine, "before_cursor_execute", explain)
    [plan] = plans
    assert plan.startswith("SEARCH access_journal USING INDEX ix_access_journal_reference (reference=?")
