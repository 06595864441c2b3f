"""What each team answers in each place of the demonstration: everything in order, but for these points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Point:
    """One answer that is not « conforme »; ``photo`` is the caption of a drawn picture, if one is taken."""

    item: str
    value: str
    note: str = ""
    photo: str = ""


_NOT_CHECKED: Final = "not_checked"
_BREACH: Final = "not_compliant"
_POINTLESS: Final = "not_applicable"

POINTS: Final[dict[tuple[str, str], tuple[Point, ...]]] = {
    ("bar_1", "police_nationale"): (
        Point("PN-07", _BREACH, "Deux personnes au service. Déclaration préalable présentée pour une seule des deux."),
        Point(
            "PN-10", _BREACH, "Permis d’exploitation non présenté. L’exploitant déclare l’avoir laissé à son domicile."
        ),
        Point("PN-15", _BREACH, "Affiche sur la protection des mineurs absente du comptoir.", "Comptoir sans affiche"),
        Point("PN-12", _NOT_CHECKED, "Arrêté sur les horaires à vérifier."),
        Point("PN-18", _POINTLESS),
    ),
    ("bar_1", "police_municipale"): (
        Point("PM-02", _BREACH, "Quatre tables hors de l’emprise autorisée, sur 1,40 m.", "Tables hors de l’emprise"),
    ),
    ("bar_1", "ddpp_ccrf"): (
        Point("CC-01", _BREACH, "Prix des boissons non affichés à l’extérieur."),
        Point("CC-14", _POINTLESS),
    ),
    ("bar_1", "urssaf"): (Point("UR-02", _BREACH, "Une personne absente de la base au moment du contrôle."),),
    ("night_grocery", "police_municipale"): (
        Point(
            "PM-03", _BREACH, "Cartons et casiers sur le trottoir\u00a0: passage réduit à 0,80 m.", "Passage encombré"
        ),
    ),
    ("night_grocery", "ddpp_ccrf"): (
        Point("CC-05", _BREACH, "Sept produits à date limite dépassée de trois à neuf jours, en rayon.", "Rayon frais"),
        Point("CC-02", _BREACH, "Prix à l’unité absent sur les boissons."),
    ),
    ("night_grocery", "ddpp_ssa"): (
        Point("SS-04", _BREACH, "Vitrine réfrigérée à 9,6 °C relevés à cœur (sonde n° 14).", "Sonde de température"),
        Point("SS-14", _NOT_CHECKED, "Réserve fermée à clé, clé non disponible."),
    ),
}
"""By (place, agency). The bar « La Girouette » has nothing against it; « Le Quinquet » was closed on arrival."""
