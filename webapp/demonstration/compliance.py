"""The compliance branch of the demonstration: a formal notice about prices, a first look, and the operator’s photo that ends it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from webapp.demonstration import pictures
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.story import closing_day
from webapp.demonstration.telling import Telling
from workflows.engine.tables import Case
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.evidence_file import EvidenceFile, add_evidence, evidence_of
from workflows.store.files import FileStore
from workflows.store.text import PARIS, Text

AGENCY: Final = "ddpp_ccrf"
ITEM: Final = "CC-01"
"""The prices that the bar did not show outside."""
PHOTO: Final = "Prix affichés à l’extérieur"


@dataclass(kw_only=True)
class ComplianceTelling(Telling):
    """What follows from one finding of a joint inspection that was told before, on the day on which its minutes were closed;
    ``files`` is where its photo is kept.
    """

    files: FileStore

    def play(self) -> UUID:
        """Tell everything, or what is missing of it; return the case of the branch."""
        case, player = self._branch(), PLAYERS[AGENCY]
        closed = closing_day(self.night)
        day = (closed - self.night).days
        self.take(
            player, case, "serve", day, 10, 30, asked="Afficher les prix des boissons à l’extérieur, lisibles de la rue.",
            handed_as="hand", handed_to="gérant", served_on=closed, respond_by=closed + timedelta(days=10),
            reference="CCRF, mise en demeure n° 1 (démonstration)",
        )  # fmt: skip
        self.take(
            player, case, "check_point", day, 14, point=ITEM, outcome="not_cured", seen_on=closed,
            note="Prix affichés au comptoir seulement.",
        )  # fmt: skip
        self._attach(case, day)
        self.take(
            player, case, "receive_proof", day, 16, received_on=closed,
            words="Une photo de la façade, remise par le gérant.",
        )  # fmt: skip
        self.take(player, case, "accept_proof", day, 17, words="La photo montre les prix, lisibles de la rue.")
        self.tell(
            Text(
                "Une mise en demeure régularisée par une photo de l’exploitant.",
                "One formal notice put right, as a photo of the operator shows.",
            )
        )
        return case

    def _branch(self) -> UUID:
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            statement = sa.select(Case.id).where(Case.workflow == "compliance", Case.title.contains(f" {ITEM} "))
            return session.scalars(statement.order_by(Case.opened_at).limit(1)).one()

    def _attach(self, case: UUID, day: int) -> None:
        player, moment = PLAYERS[AGENCY], self.at(day, 15)
        original, view = pictures.draw(PHOTO, moment.astimezone(PARIS))
        with unit_of_work(self.engine, player.viewer) as session:
            if evidence_of(session, case):
                return
            file = EvidenceFile(
                name="facade.jpg", kind="jpg", original=self.files.put(original), handed_out=self.files.put(view),
                length=len(view),
            )  # fmt: skip
            add_evidence(session, case, [file], actor=player.actor, moment=moment)
