"""Words of tables to take away, and of what they state beside their lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.store.text import Text

WORDS: Final[Mapping[str, Text]] = {
    "objectives_file": Text("Télécharger les objectifs", "Download the objectives"),
    "actions_file": Text("Télécharger les actions", "Download the actions"),
    "readings_file": Text("Télécharger les relevés", "Download the readings"),
    "table_as_ods": Text("OpenDocument (.ods)", "OpenDocument (.ods)"),
    "table_as_xlsx": Text("Excel (.xlsx)", "Excel (.xlsx)"),
    "table_as_csv": Text("Texte (.csv)", "Text (.csv)"),
    "table_about": Text("À propos", "About"),
    "table_strategy": Text("Stratégie", "Strategy"),
    "table_made_at": Text("Extrait le", "Taken on"),
    "table_made_for": Text("Pour", "For"),
    "table_filters": Text("Filtres", "Filters"),
    "table_unfiltered": Text("aucun\u00a0: toute la stratégie", "none: the whole strategy"),
}
