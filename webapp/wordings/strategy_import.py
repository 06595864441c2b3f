"""Words of lines brought from a spreadsheet: where they are brought, what becomes of each, what was pasted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.store.text import Text

WORDS: Final[Mapping[str, Text]] = {
    "required": Text("obligatoire", "required"),
    "import_title": Text("Importer un tableau", "Import a table"),
    "import_lead": Text(
        "Chaque ligne est d’abord vérifiée et montrée\u00a0; rien n’est écrit avant votre confirmation, et une seule ligne refusée"
        " arrête tout le tableau.",
        "Each line is checked and shown first; nothing is written before you confirm, and a single refused line stops the"
        " whole table.",
    ),
    "import_file": Text("Tableau", "Table"),
    "import_file_hint": Text(
        "OpenDocument (.ods), Excel (.xlsx) ou CSV, 5\u00a0Mo et 500 lignes au plus.",
        "OpenDocument (.ods), Excel (.xlsx) or CSV, 5\u00a0MB and 500 lines at most.",
    ),
    "import_check": Text("Vérifier les lignes", "Check the lines"),
    "import_templates": Text("Modèles à remplir", "Templates to fill in"),
    "import_templates_more": Text(
        "L’ordre des colonnes est libre, leurs noms comptent. Ce que votre service peut écrire y est déjà nommé\u00a0; une ligne"
        " laissée vide n’est pas importée.",
        "The order of the columns is free, their names count. What your agency may write is already named there; a line"
        " left empty is not imported.",
    ),
    "import_columns": Text("Colonnes\u00a0: {columns}.", "Columns: {columns}."),
    "import_dates": Text("Dates et nombres", "Dates and numbers"),
    "import_dates_more": Text(
        "27/11/2026 ou 2026-11-27\u00a0; virgule ou point, deux décimales au plus",
        "27/11/2026 or 2026-11-27; comma or point, two decimals at most",
    ),
    "import_no_file": Text("Choisissez d’abord un fichier.", "Choose a file first."),
    "import_refused": Text("Rien n’a pu être lu", "Nothing could be read"),
    "import_over": Text(
        "Ces lignes n’attendent plus\u00a0: elles sont gardées un jour, et un nouveau tableau les remplace. Apportez-les de nouveau.",
        "These lines wait no more: they are kept for a day, and a new table takes their place. Bring them again.",
    ),
    "import_check_title": Text("Vérification de «\u00a0{title}\u00a0»", "Check of “{title}”"),
    "import_waits": Text(
        "En attente de votre confirmation jusqu’au {until}.", "Waiting for you to confirm until {until}."
    ),
    "import_line": Text("Ligne", "Line"),
    "import_fate": Text("Ce qu’elle devient", "What becomes of it"),
    "import_new_none": Text("Aucune ligne à écrire.", "No line to write."),
    "import_new_one": Text("Une ligne à écrire.", "One line to write."),
    "import_new_many": Text("{count} lignes à écrire.", "{count} lines to write."),
    "import_same_one": Text("Une ligne est déjà là.", "One line is already there."),
    "import_same_many": Text("{count} lignes sont déjà là.", "{count} lines are already there."),
    "import_empty_one": Text("Une ligne vide est laissée de côté.", "One empty line is left aside."),
    "import_empty_many": Text("{count} lignes vides sont laissées de côté.", "{count} empty lines are left aside."),
    "import_refused_one": Text("Une ligne est refusée", "One line is refused"),
    "import_refused_many": Text("{count} lignes sont refusées", "{count} lines are refused"),
    "import_refused_more": Text(
        "Rien ne sera écrit. Corrigez le tableau, puis apportez-le de nouveau.",
        "Nothing will be written. Correct the table, then bring it again.",
    ),
    "import_paste_more": Text(
        "Rien ne sera écrit. Corrigez les lignes ci-dessous, puis vérifiez-les de nouveau.",
        "Nothing will be written. Correct the lines below, then check them again.",
    ),
    "import_unused": Text("Colonnes laissées de côté\u00a0: {columns}.", "Columns left aside: {columns}."),
    "import_write": Text("Tout écrire", "Write them all"),
    "import_other": Text("Apporter un autre tableau", "Bring another table"),
    "import_done_none": Text(
        "Rien à écrire\u00a0: tout était déjà là.", "Nothing to write: everything was already there."
    ),
    "import_done_one": Text("Une ligne écrite.", "One line written."),
    "import_done_many": Text("{count} lignes écrites.", "{count} lines written."),
    "paste_title": Text("Coller des relevés", "Paste readings"),
    "paste_hint": Text(
        "Depuis un tableur\u00a0: le jour et la valeur de chaque ligne, ou une colonne de valeurs dont les jours seront proposés.",
        "From a spreadsheet: the day and value of each line, or a column of values whose days will be proposed.",
    ),
    "paste_label": Text("Lignes copiées", "Copied lines"),
    "paste_correct": Text("Corriger les lignes", "Correct the lines"),
}
