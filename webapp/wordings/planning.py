"""Words of the plan of the night."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.store.text import Text

WORDS: Final[Mapping[str, Text]] = {
    "plan_lead": Text(
        "Ce que la loi dit à chaque service pour l’heure prévue. Ce qui ne se sait qu’à l’entrée est dit «\u00a0sous condition\u00a0».",
        "What the law says to each agency for the planned time. What is only known on entry is called conditional.",
    ),
    "plan_table": Text("Tableau des visites et des services", "Table of visits and agencies"),
    "plan_assigned": Text("Services affectés", "Agencies assigned"),
    "plan_key": Text("Légende", "Key"),
    "plan_lead_agency": Text("Service qui ouvre la visite", "Agency that opens the visit"),
    "plan_lead_first": Text("Le premier coché", "The first one ticked"),
    "plan_assign": Text("Affecter les services cochés", "Assign the agencies ticked"),
    "plan_declared": Text("Déclaré prêt le {at}", "Declared ready on {at}"),
    "plan_printed": Text("État du {at}.", "As of {at}."),
}
