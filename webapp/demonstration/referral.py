"""What goes to the public prosecution after the night: one report that it closes with a reason, two PVs on their way."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.telling import Telling
from workflows.engine.tables import Case
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.photo import Photo
from workflows.store.text import Text

AUTHOR: Final = "ddpp_ccrf"
REPORTED: Final = "CC-05"
"""Whose report is told through, and about which finding."""
CASE_NUMBER: Final = "26327000123"
"""The usual form of a number of a prosecutor's office (domain §3.2); it is no real one."""


class ReferralTelling(Telling):
    """The judicial branches of the night, from the day on which each agency validated its part of the minutes."""

    def play(self) -> UUID:
        """Tell everything, or what is missing of it; return the report that is told through."""
        reported = self.branch(REPORTED)
        self.write(reported)
        self.send(reported)
        self.answer(reported)
        self.transmit()
        self.tell(
            Text(
                "Un signalement reçoit la réponse du parquet\u00a0; deux procès-verbaux sont en route.",
                "One report has the prosecutor’s answer; two official reports are on their way.",
            )
        )
        return reported

    def write(self, reported: UUID) -> None:
        """The author keeps a draft, line by line, for an afternoon."""
        if self.stands(reported) != "due":
            return
        author, seen = PLAYERS[AUTHOR], self.at(0, 23, 40)
        self.take(
            author, reported, "add_fact", 4, 14, key="seen", side="observed", at=seen, place="Rayon frais de l’épicerie",
            words="Sept produits à date limite dépassée de trois à neuf jours, proposés à la vente, relevés un à un.",
        )  # fmt: skip
        self.take(
            author, reported, "add_fact", 4, 14, 5, key="told", side="reported", at=seen + timedelta(minutes=15),
            place="Caisse", told_by="la personne responsable sur place",
            words="Les produits seraient remis en rayon le soir, après avoir été retirés le jour.",
        )  # fmt: skip
        self.take(author, reported, "add_person", 4, 14, 10, name="Exploitant de démonstration", role="operator")
        self.take(author, reported, "add_offence", 4, 14, 15, natinf="149")
        self.take(
            author, reported, "add_piece", 4, 14, 20, key="photo", kind="photo", label="Rayon frais, vue d’ensemble"
        )
        self.take(
            author,
            reported,
            "add_piece",
            4,
            14,
            25,
            key="list",
            kind="report",
            label="Relevé des sept produits",
            sheets=2,
        )
        self.take(
            author, reported, "write_letter", 4, 15, learnt_on=self.at(0, 23).date(),
            learnt_how="Contrôle conjoint du quartier, grille de la concurrence et de la consommation, point CC-05.",
            classification="La remise en rayon, si elle est établie, dépasse la contravention usuelle.",
            harm_said="some", harm="Aucune victime connue\u00a0; denrées retirées de la vente sur place.", is_urgent=False, minors=False,
            public_order=True, told="Mairie présente à l’opération.", reply_asked=True,
        )  # fmt: skip

        self.take(
            author, reported, "attach", 4, 15, 10, file=f"photo-{self.own_photo().hex}", title="Vue du rayon frais"
        )

    def own_photo(self) -> UUID:
        """Return the first photo that the author took that night."""
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            own = sa.select(Photo.id).where(Photo.agency == AUTHOR, Photo.item == REPORTED).order_by(Photo.taken_at)
            return session.scalars(own).one()

    def send(self, reported: UUID) -> None:
        """Signed by the agent who learnt the facts; the prosecutor's office reads it from here on."""
        player = PLAYERS[AUTHOR]
        self.take(
            player, reported, "send", 5, 9, signed_as="agent", signatory=player.name, quality=player.function,
            contact="Service de démonstration, concurrence et consommation, Calais",
        )  # fmt: skip

    def answer(self, reported: UUID) -> None:
        """Registered, then closed without action, with the reason that its author is told."""
        office = PLAYERS["parquet"]
        self.take(
            office, reported, "register", 6, 10, case_number=CASE_NUMBER, section="Section de démonstration",
            answered_on=self.at(6, 10).date(),
        )  # fmt: skip
        self.take(
            office, reported, "close_without_action", 7, 11, answered_on=self.at(7, 11).date(), code="61",
            reason="Une amende administrative est engagée par le service\u00a0: la réponse pénale n’ajouterait rien.",
        )  # fmt: skip

    def transmit(self) -> None:
        """The police send their PV to the prosecutor, the municipal police theirs to the officer of the police court."""
        for key, item, step, number, asked in (
            ("police_nationale", "PN-07", "transmit_pv", "2026/114 (démonstration)", {"public_order": True}),
            ("police_municipale", "PM-03", "transmit_to_police_court", "31 (démonstration)", {"reason": "Contravention seule\u00a0: encombrement du passage."}),
        ):  # fmt: skip
            self.take(
                PLAYERS[key], self.branch(item), step, 6, 9, reference=number, drawn_on=self.at(4, 9).date(),
                author=PLAYERS[key].function, sheets=3, sent_on=self.at(6, 9).date(), **asked,
            )  # fmt: skip

    def branch(self, item: str) -> UUID:
        """Return the judicial branch of the finding at that point of a grid."""
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            return session.scalars(
                sa.select(Case.id).where(Case.workflow == "referral", Case.title.contains(f" {item} "))
            ).one()
