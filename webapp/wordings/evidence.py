"""Words of the files that show that something was done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.store.text import Text

WORDS: Final[Mapping[str, Text]] = {
    "evidence": Text("Pièces justificatives", "Supporting files"),
    "evidence_none": Text("Aucune pièce n’est jointe.", "No file is attached."),
    "evidence_by": Text("{agency}, {at}", "{agency}, {at}"),
    "evidence_add": Text("Joindre des pièces", "Attach files"),
    "evidence_files": Text("Fichiers", "Files"),
    "evidence_hint": Text(
        "PDF, photo, tableur ou texte, 12\u00a0Mo au plus chacun. D’une photo, le lieu et l’appareil ne sont pas transmis.",
        "PDF, photo, spreadsheet or text, 12\u00a0MB each at most. Of a photo, place and device are not passed on.",
    ),
    "evidence_only": Text("Joindre sans déclarer encore", "Attach without reporting yet"),
    "evidence_not_done": Text("Pas encore déclaré", "Not reported yet"),
    "evidence_refused": Text("«\u00a0{name}\u00a0»\u00a0: {sentence}", "“{name}”: {sentence}"),
    "evidence_kept_one": Text("Une pièce est jointe.", "One file is attached."),
    "evidence_kept_many": Text("{count} pièces sont jointes.", "{count} files are attached."),
    "evidence_known": Text("Ces pièces étaient déjà jointes.", "These files were attached already."),
    "evidence_choose": Text("Choisissez d’abord un fichier.", "Choose a file first."),
    "evidence_closed": Text(
        "Ce dossier ne reçoit pas, ou plus, de pièce de votre service.",
        "This case takes no file of your agency, or no longer.",
    ),
    "evidence_withdraw": Text("Retirer", "Withdraw"),
    "evidence_withdraw_title": Text("Retirer la pièce", "Withdraw the file"),
    "evidence_withdraw_lead": Text(
        "La pièce ne sera plus remise à personne et son contenu sera effacé. Qui la retire, quand et pourquoi restent écrits.",
        "The file will be handed to nobody any more and its content will be erased. Who withdraws it, when and why stay written.",
    ),
    "evidence_withdrawn": Text("Pièce retirée", "File withdrawn"),
    "erased_evidence_withdrawn": Text("pièce retirée", "file withdrawn"),
    "noted_evidence_gone": Text("Pièce jointe, retirée depuis", "File attached, withdrawn since"),
    "noted_evidence_withdrawn": Text("Pièce retirée\u00a0: {reason}", "File withdrawn: {reason}"),
    "noted_evidence_file": Text("Pièce jointe\u00a0: {name}", "File attached: {name}"),
    "megabytes": Text("{count}\u00a0Mo", "{count}\u00a0MB"),
    "kilobytes": Text("{count}\u00a0ko", "{count}\u00a0kB"),
}
