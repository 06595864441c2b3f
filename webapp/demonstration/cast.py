"""Who plays: one account an agency, invented, with the password that the home drew for its demonstration. They exist in no real house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from workflows.engine.cases import Actor
from workflows.engine.viewer import Viewer
from workflows.register.agencies import agency


@dataclass(frozen=True, slots=True)
class Player:
    """One invented person of one agency."""

    agency: str
    user_name: str
    name: str
    function: str

    @property
    def actor(self) -> Actor:
        """This person as the engine knows them, with all that the agency holds."""
        return Actor(self.agency, self.user_name, agency(self.agency).competences)

    @property
    def viewer(self) -> Viewer:
        """What this person sees."""
        return Viewer(self.agency, self.user_name)


PLAYERS: Final = {
    player.agency: player
    for player in (
        Player("prefecture", "camille.demo", "Camille Démo", "cheffe du bureau des sécurités"),
        Player("parquet", "sacha.demo", "Sacha Démo", "substitut de permanence"),
        Player("police_nationale", "alix.demo", "Alix Démo", "capitaine de police"),
        Player("police_municipale", "charlie.demo", "Charlie Démo", "chef de service"),
        Player("ddpp_ccrf", "maxime.demo", "Maxime Démo", "inspecteur de la concurrence"),
        Player("ddpp_ssa", "dominique.demo", "Dominique Démo", "technicienne des services vétérinaires"),
        Player("urssaf", "claude.demo", "Claude Démo", "inspectrice du recouvrement"),
        Player("inspection_travail", "morgan.demo", "Morgan Démo", "inspecteur du travail"),
        Player("mairie", "andrea.demo", "Andréa Démo", "coordonnatrice du conseil local de sécurité"),
        Player("transport", "dany.demo", "Dany Démo", "responsable de la sûreté du réseau"),
        Player("education_nationale", "eden.demo", "Eden Démo", "principale adjointe de collège"),
        Player("bailleur", "lou.demo", "Lou Démo", "responsable de secteur"),
    )
}
INVITED: Final = (
    "police_nationale",
    "police_municipale",
    "ddpp_ccrf",
    "ddpp_ssa",
    "urssaf",
    "inspection_travail",
)
COMES: Final = INVITED[:5]
"""Those that accept: the sixth declines with a reason."""
SILENT: Final = "urssaf"
"""The one that does not validate its part in time."""
