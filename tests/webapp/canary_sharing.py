"""What is shared in the canary house: one finding with an agency, and the state of a referral after a second pair of eyes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.story import Story
from workflows.engine.cases import take
from workflows.engine.viewer import unit_of_work
from workflows.processes.sharing import share

GIVER, TAKER, ITEM = "ddpp_ccrf", "urssaf", "CC-01"
"""Who shares which finding with whom."""
SHARED_WITH: Final = {GIVER: frozenset({GIVER, TAKER}), "parquet": frozenset({"parquet", "prefecture"})}
"""Who opens the sharing of each agency that shares."""


def tell_sharing(told: Story, canary: Callable[..., str], referral: UUID, moment: datetime) -> None:
    """Share the finding, and the state of the referral with the prefecture."""
    giver, justice = PLAYERS[GIVER], PLAYERS["parquet"]
    with unit_of_work(told.engine, giver.viewer) as session:
        share(
            session, told.section(GIVER), kind="finding", item=ITEM, to=TAKER, purpose="illegal_work",
            why=f"Deux salariés. {canary('sharing', 'finding', 'why')}", actor=giver.actor, moment=moment,
        )  # fmt: skip
    with unit_of_work(told.engine, justice.viewer) as session:
        prepared = share(
            session, referral, kind="referral_status", to="prefecture", purpose="prefect_status", met=["prosecutor_allows"],
            why=f"Comité. {canary('sharing', 'status', 'why')}", actor=justice.actor, moment=moment,
        )  # fmt: skip
    second = replace(justice, user_name="second.demo")
    with unit_of_work(told.engine, second.viewer) as session:
        take(session, prepared.case_id, "give", actor=second.actor, moment=moment)
