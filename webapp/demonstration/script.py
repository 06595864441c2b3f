"""What the story is made of: who goes where, when, under which power, in which role, and why each place was chosen."""

from __future__ import annotations

from typing import Final

from webapp.demonstration.cast import COMES
from workflows.register.demonstration import demonstration_establishments

PLACES: Final = ("bar_1", "bar_2", "bar_3", "night_grocery")


def assigned_to(place: str) -> tuple[str, ...]:
    """Everybody everywhere, but for the municipal police after 23:00: its hours end there (CSI, art. L512-6)."""
    return tuple(key for key in COMES if (place, key) != ("bar_3", "police_municipale"))


NAMES: Final = {place.key: place.trade_name for place in demonstration_establishments()}
TARGETS: Final = {
    "bar_1": ("Onze appels pour bruit depuis septembre, entre 23 h et 2 h.", 21, 30),
    "bar_2": ("Dernier contrôle il y a plus de deux ans\u00a0; ouverture récente d’une terrasse.", 22, 25),
    "bar_3": ("Deux signalements du bailleur sur l’occupation des parties communes.", 23, 5),
    "night_grocery": ("Vente d’alcool après 22 h signalée par trois riverains, dates à l’appui.", 21, 45),
}
INSPECTED: Final = {"bar_1": (21, 2, 24, 2), "night_grocery": (21, 45, 6, 2), "bar_2": (22, 27, 9, 1)}
"""(hour, minute, persons present, persons at work)."""
LICENCES: Final = {
    "bar_1": "licence IV, récépissé présenté",
    "bar_2": "licence IV, récépissé présenté",
    "night_grocery": "petite licence à emporter, récépissé présenté",
}
BASES: Final = {
    "police_nationale": "cpp_78_2_1",
    "police_municipale": "pm_public_parts",
    "ddpp_ccrf": "conso_l512_5",
    "ddpp_ssa": "crpm_l205_5",
    "urssaf": "css_l243_7",
}
ROLES: Final = {
    "police_nationale": "Ouverture des visites, sécurisation, contrôle sur réquisition",
    "police_municipale": "Abords, domaine public, arrêtés municipaux",
    "ddpp_ccrf": "Prix, loyauté, produits périmés",
    "ddpp_ssa": "Hygiène des denrées et des locaux",
    "urssaf": "Travail dissimulé, déclarations préalables à l’embauche",
    "inspection_travail": "Travail illégal, durée du travail, sécurité",
}
HEADCOUNT: Final = {"police_nationale": 8, "police_municipale": 4, "ddpp_ccrf": 2, "ddpp_ssa": 2, "urssaf": 2}
MEASURES: Final = {
    ("night_grocery", "ddpp_ssa"): "Denrées de la vitrine retirées de la vente et détruites devant l’exploitant.",
    ("night_grocery", "ddpp_ccrf"): "Sept produits retirés du rayon.",
}
