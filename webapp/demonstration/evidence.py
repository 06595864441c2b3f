"""The evidence of the night: chargers seized by the police and handed over to the fraud control, a video, a report in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.script import NAMES
from webapp.demonstration.telling import Telling
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.exhibit import seize
from workflows.processes.legal_limit import start_limit
from workflows.processes.video import note_video
from workflows.processes.visit_facts import Visit
from workflows.store.text import Text

SEAL: Final = "DEMO-0417"
CHARGERS: Final = "Chargeurs de téléphone à expertiser (démonstration)"
CAMERA: Final = "Pharmacie voisine (démonstration)"
REPORT: Final = "PV de démonstration n° 12"


@dataclass(kw_only=True)
class EvidenceTelling(Telling):
    """What the night left behind, after an operation that was told before."""

    operation: UUID

    def play(self) -> None:
        """Tell everything, or what is missing of it."""
        self.seize_and_hand_over()
        self.note_a_video()
        self.keep_a_limit()
        self.tell(
            Text(
                "Preuves\u00a0: un scellé remis de la police à la répression des fraudes, une vidéo notée, un délai tenu.",
                "Evidence: an exhibit handed by the police to the fraud control, a video noted, a limit kept.",
            )
        )

    def seize_and_hand_over(self) -> None:
        """The police seal chargers in the grocery; two days later the fraud control confirms that it has them."""
        visit, entered, _left = self._visit("night_grocery")
        police, fraud = PLAYERS["police_nationale"], PLAYERS["ddpp_ccrf"]
        facts = {
            "nature": CHARGERS, "quantity": Decimal(24), "unit": "piece", "seal": SEAL, "basis": "flagrancy",
            "found_at": entered + timedelta(minutes=5), "place": "Présentoir près de la caisse", "present": "employee",
            "kept_at": "Salle des scellés du commissariat", "item": "",
        }  # fmt: skip
        with unit_of_work(self.engine, police.viewer) as session:
            exhibit = seize(
                session, visit, actor=police.actor, moment=self.at(1, 9), facts=facts, command=self.command_id("exhibit")
            ).case_id  # fmt: skip
        self.take(police, exhibit, "hand_over", 2, 10, receiver=fraud.agency, reason="Expertise de conformité.")
        [moving] = self.children(exhibit, "hand_over")
        self.take(fraud, moving, "receive", 3, 9, seal=SEAL, kept_at="Armoire des prélèvements")
        self.let_the_house_work(3, 10)

    def note_a_video(self) -> None:
        """The police note what a neighbour's camera filmed."""
        visit, entered, left = self._visit("bar_1")
        facts: dict[str, Any] = {
            "camera_owner": CAMERA, "place": "Trottoir devant le bar", "starts_at": entered, "ends_at": left, "retention": 30,
        }  # fmt: skip
        police = PLAYERS["police_nationale"]
        with unit_of_work(self.engine, police.viewer) as session:
            note_video(
                session, visit, actor=police.actor, moment=self.at(1, 10), facts=facts, command=self.command_id("video")
            )  # fmt: skip

    def keep_a_limit(self) -> None:
        """The hygiene report, closed the day after, reaches the prosecutor four days later."""
        visit, _entered, _left = self._visit("night_grocery")
        hygiene = PLAYERS["ddpp_ssa"]
        with unit_of_work(self.engine, hygiene.viewer) as session:
            limit = start_limit(
                session, visit, actor=hygiene.actor, moment=self.at(1, 12), clock_key="crpm_l205_3", paper=REPORT,
                starts_at=self.at(1, 11), command=self.command_id("limit"),
            ).case_id  # fmt: skip
        self.take(
            hygiene, limit, "keep", 5, 9, at=self.at(5, 8), shown_by="Bordereau de démonstration"
        )  # fmt: skip

    def _visit(self, place: str) -> tuple[UUID, datetime, datetime]:
        visits = self.children(self.operation, "visit")
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            row = next(
                each for each in (session.get_one(Visit, known) for known in visits) if each.trade_name == NAMES[place]
            )
        assert row.entered_at is not None
        assert row.left_at is not None
        return row.id, row.entered_at, row.left_at
