"""The mayor’s own closure: by a delegation of the power to close, in his own name, sent to the prefect within three days."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.fixtures.tellings import codes_refused, refusals, rows_of
from tests.workflows.processes.measure_house import ON_ONE, POLICE, PREFECTURE, TOWN, Tell, noted, order_of
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.measure import MeasureTelling
from workflows.engine.refusals import Refused
from workflows.engine.tables import RunningDeadline
from workflows.engine.viewer import unit_of_work
from workflows.law.days import paris_day
from workflows.processes.consequence import open_elsewhere
from workflows.processes.frozen_paper import FrozenPaper
from workflows.processes.measure_authority import bases_for
from workflows.processes.measure_facts import MeasureOrder
from workflows.processes.signing_delegation import open_delegation
from workflows.processes.snapshots_measure import OrderSnapshot
from workflows.register.establishments import Establishment

CHOSEN: dict[str, Any] = {"basis": "A6", "ground": "Désordres nocturnes.", "months": 1, "repeated": "no"}


def _mayor(telling: MeasureTelling, step: str, day: int, **fields: Any) -> None:
    telling.take(PLAYERS[TOWN], telling.closure, step, day, 9, **fields)


def _opened(telling: MeasureTelling) -> UUID:
    """A measure that the town hall instructs about the night grocery, with one fact."""
    player = PLAYERS[TOWN]
    with unit_of_work(telling.engine, player.viewer) as session:
        place = session.get_one(Establishment, telling.establishments["night_grocery"])
        telling.closure = open_elsewhere(
            session, "measure", establishment=place, label="Attroupements", actor=player.actor, moment=telling.at(-30, 9),
            due_at=telling.at(-5, 9), clock_key="", title="Épicerie – mesure",
        ).case_id  # fmt: skip
    _mayor(
        telling, "add_fact", -30, on_day=telling.at(-31, 9).date(), words="Attroupement à 1 h.", source="Police municipale",
        proof="Rapport", link="Clients de la vente à emporter.",
    )  # fmt: skip
    return telling.closure


def _delegate(telling: MeasureTelling, *subjects: str, by: str = PREFECTURE, until: date | None = None) -> None:
    player = PLAYERS[by]
    with unit_of_work(telling.engine, player.viewer) as session:
        open_delegation(
            session, actor=player.actor, moment=telling.at(-40, 9), signatory="Camille Démo", quality="Maire de Calais (démonstration)",
            subjects=subjects, valid_from=telling.at(-40, 9).date(), valid_to=until, power_to=TOWN,
            order_reference="arrêté de délégation de démonstration", bulletin="recueil de démonstration",
        )  # fmt: skip


def _decided(telling: MeasureTelling) -> None:
    _mayor(telling, "choose_basis", -29, **CHOSEN)
    _mayor(telling, "argue_urgency", -29, urgency="Attroupements chaque nuit, riverains menacés.")
    reasons = f"Le {telling.at(-31, 9):%d/%m/%Y}, un attroupement."
    _mayor(telling, "note_decision", -28, **noted(telling) | {"months": 1, "reasons": reasons})


def _signing(telling: MeasureTelling, **changed: Any) -> dict[str, Any]:
    return {
        "number": "n° 2026-M1", "signatory": "mayor", "name": "Camille Démo", "signed_on": telling.at(-27, 9).date(),
        "remedies": True, "executed_by": [POLICE],
    } | changed  # fmt: skip


@ON_ONE
def test_the_mayor_closes_in_his_own_name_what_the_prefect_delegated_and_tells_him_within_three_days(
    closure_until: Tell,
) -> None:
    telling = closure_until("delegate")
    _opened(telling)
    said = refusals(telling, TOWN, telling.closure, "choose_basis", -29, **CHOSEN)
    assert set(said) == {"no_power"}, "a signing delegation of the prefect is no power of the mayor"
    _delegate(telling, "A6")
    _decided(telling)
    _mayor(telling, "sign", -27, **_signing(telling))
    order = order_of(telling)
    assert (order.agency, order.signatory, order.quality, order.delegation_id) == (
        TOWN,
        "Camille Démo",
        "Maire de Calais",
        None,
    )
    due = sa.select(RunningDeadline.due).where(RunningDeadline.name == "to_prefect")
    assert paris_day(rows_of(telling, due)[0]) == telling.at(-24, 9).date()
    assert rows_of(telling, sa.select(MeasureOrder), PLAYERS[PREFECTURE].viewer), "the prefecture has its copy"
    asked = sa.select(FrozenPaper).where(FrozenPaper.kind == "order")
    paper = OrderSnapshot.from_json(rows_of(telling, asked)[0].content)
    assert (paper.authority, paper.head.letterhead.agency) == ("Le maire de Calais", TOWN)
    assert paper.power is not None and paper.power.covers("A6", order.signed_on)
    assert [each.kind for each in paper.remedies] == ["gracious", "court", "suspension", "liberty"]
    assert paper.remedies[0].before == "le maire de Calais"
    assert paper.missing() == []
    assert codes_refused(telling, TOWN, telling.closure, "send_to_prefect", -26, sent_on=telling.at(-28, 9).date()) == {
        "sent_before_signature"
    }
    _mayor(telling, "send_to_prefect", -26, sent_on=telling.at(-26, 9).date())
    assert rows_of(telling, due) == []
    again = {"sent_on": telling.at(-26, 9).date()}
    assert codes_refused(telling, TOWN, telling.closure, "send_to_prefect", -25, **again) == {"sent_already"}


@ON_ONE
def test_a_power_that_has_ended_signs_nothing(closure_until: Tell) -> None:
    telling = closure_until("delegate")
    _delegate(telling, "A6", until=telling.at(-28, 9).date())
    _opened(telling)
    _decided(telling)
    assert codes_refused(telling, TOWN, telling.closure, "sign", -27, **_signing(telling)) == {"no_power"}
    assert "A2" in {each.key for each in bases_for(TOWN, telling.at(-27, 9).date())}
    assert not {"A1", "A3", "A8", "A9"} & {each.key for each in bases_for(TOWN, telling.at(-27, 9).date())}


@ON_ONE
@pytest.mark.parametrize(
    ("subjects", "by", "code"), [(("A6", "A1"), PREFECTURE, "not_delegable"), (("A6",), TOWN, "power_not_to_give")]
)
def test_the_prefect_alone_delegates_and_only_what_may_be_delegated(
    closure_until: Tell, subjects: tuple[str, ...], by: str, code: str
) -> None:
    telling = closure_until("delegate")
    with pytest.raises(Refused) as refused:
        _delegate(telling, *subjects, by=by)
    assert [each.code for each in refused.value.refusals] == [code]


@ON_ONE
def test_the_prefects_own_closure_is_sent_to_nobody(decided: MeasureTelling) -> None:
    decided.decide()
    sent = {"sent_on": decided.at(-73, 9).date()}
    assert codes_refused(decided, PREFECTURE, decided.closure, "send_to_prefect", -73, **sent) == {"not_by_delegation"}
