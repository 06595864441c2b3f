"""What one agency alone knows goes to another through a gate: the police open a finding of illegal work to URSSAF."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import sqlalchemy as sa

from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.telling import Telling
from workflows.engine.tables import Case
from workflows.engine.viewer import unit_of_work
from workflows.processes.section import Section
from workflows.processes.sharing import share
from workflows.store.text import Text

GIVER: Final = "police_nationale"
TAKER: Final = "urssaf"
ITEM: Final = "PN-07"
"""Whose finding goes to whom; both are agencies of article L8271-1-2 of the Labour Code."""


class SharingTelling(Telling):
    """One sharing, after the agencies validated their parts of the minutes; URSSAF has yet to read it."""

    def play(self) -> UUID:
        """Tell it, or find it told; return the sharing."""
        player = PLAYERS[GIVER]
        with unit_of_work(self.engine, player.viewer) as session:
            part = session.scalars(
                sa.select(Section.id)
                .join(Case, Case.id == Section.id)
                .where(Section.agency == GIVER, Case.state == "validated")
                .order_by(Case.opened_at)
            ).first()
            assert part is not None
            sharing = share(
                session, part, kind="finding", item=ITEM, to=TAKER, purpose="illegal_work",
                why="Vérifier la déclaration préalable à l’embauche de la seconde personne vue au service.",
                actor=player.actor, moment=self.at(5, 10), command=self.command_id("sharing"),
            ).case_id  # fmt: skip
        self.tell(
            Text(
                "La police ouvre à l’URSSAF un seul constat, au titre du travail illégal.",
                "The police open one single finding to URSSAF, about illegal work.",
            )
        )
        return sharing
