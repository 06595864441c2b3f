"""Words of the evidence register: exhibits, videos, legal limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.store.text import Text

WORDS: Final[Mapping[str, Text]] = {
    "evidence_register": Text("Registre des preuves", "Evidence register"),
    "evidence_register_short": Text("Preuves", "Evidence"),
    "evidence_register_lead": Text(
        "Scellés et leur garde, vidéos avant leur effacement, échéances légales des actes de votre service.",
        "Exhibits and their custody, videos before they are erased, legal limits of your agency’s own acts.",
    ),
    "exhibits": Text("Scellés", "Exhibits"),
    "exhibits_held": Text("En garde", "Held"),
    "exhibits_ended": Text("Sortis", "Ended"),
    "exhibits_all": Text("Tous", "All"),
    "exhibits_none": Text("Aucun scellé ici.", "No exhibit here."),
    "exhibits_none_more": Text(
        "Une saisie s’inscrit depuis la page de la visite.", "A seizure is entered from the page of the visit."
    ),
    "exhibits_about": Text("À propos", "About"),
    "exhibits_of": Text("Opération {number}", "Operation {number}"),
    "exhibits_everywhere": Text("Toutes les opérations", "All operations"),
    "take_register": Text("Emporter le registre", "Take the register away"),
    "exhibit_number": Text("Numéro", "Number"),
    "exhibit_nature": Text("Nature", "Nature"),
    "exhibit_seized": Text("Quantité saisie", "Quantity seized"),
    "exhibit_parted": Text("Séparé depuis", "Parted since"),
    "exhibit_left": Text("Quantité restante", "Quantity left"),
    "exhibit_unit": Text("Unité", "Unit"),
    "exhibit_part_of": Text("Séparé du scellé", "Parted from exhibit"),
    "exhibit_seal": Text("Numéro du scellé", "Seal number"),
    "exhibit_found_on": Text("Saisi le", "Seized on"),
    "exhibit_place": Text("Où, dans les lieux", "Where, in the premises"),
    "exhibit_item": Text("Point de la grille", "Point of the grid"),
    "exhibit_basis": Text("Fondement", "Legal basis"),
    "exhibit_present": Text("Personne présente", "Person present"),
    "exhibit_holder": Text("Détenu par", "Held by"),
    "exhibit_kept_at": Text("Où il est gardé", "Where it is kept"),
    "exhibit_last_paper": Text("Dernière pièce de garde", "Last paper of custody"),
    "basis_to_verify": Text("{basis} (à vérifier)", "{basis} (to be verified)"),
    "quantity_said": Text("{amount} {unit}", "{amount} {unit}"),
    "custody_at": Text("{at}, scellé {seal}", "{at}, seal {seal}"),
    "custody_passed": Text("De\u00a0: {giver}. À\u00a0: {receiver}.", "From: {giver}. To: {receiver}."),
    "custody_paper": Text("Pièce\u00a0: {reference}", "Paper: {reference}"),
    "handed_by": Text("Remis par", "Handed over by"),
    "handed_to": Text("À recevoir par", "To be received by"),
    "handed_why": Text("Pourquoi", "Why"),
    "new_exhibit": Text("Inscrire une saisie", "Enter a seizure"),
    "new_exhibit_lead": Text(
        "Le numéro du registre est donné à l’inscription, sans trou\u00a0; celui du scellé se recopie.",
        "The number of the register is given on entry, without a gap; that of the seal is copied.",
    ),
    "enter_exhibit": Text("Inscrire au registre", "Enter in the register"),
    "exhibit_not_possible": Text("Saisie impossible", "No seizure possible"),
    "back_to_visit": Text("Revenir à la visite", "Back to the visit"),
    "videos": Text("Vidéos à préserver", "Videos to be preserved"),
    "videos_none": Text("Aucune vidéo n’est notée.", "No video is noted."),
    "new_video": Text("Noter une vidéo", "Note a video"),
    "new_video_lead": Text(
        "La note seule, jamais les images. La date d’effacement est calculée sur les premières images.",
        "The note alone, never the images. The erase date is worked out from the first images.",
    ),
    "note_it": Text("Noter la vidéo", "Note the video"),
    "camera_owner": Text("Détenteur de la caméra", "Owner of the camera"),
    "place_filmed": Text("Lieu filmé", "Place filmed"),
    "filmed_from": Text("Images depuis", "Images from"),
    "filmed_until": Text("Images jusqu’à", "Images until"),
    "retention_stated": Text("Conservation annoncée", "Keeping that was stated"),
    "retention_said": Text("{days} jours", "{days} days"),
    "retention_too_long": Text(
        "{days} jours, plus que la durée légale la plus longue\u00a0: elle ne compte pas",
        "{days} days, more than the longest time of the law: it does not count",
    ),
    "retention_unknown": Text("inconnue\u00a0: un mois au plus", "unknown: a month at most"),
    "erased_from": Text("Effacement à partir du", "Erased from"),
    "longest_kept": Text("Ce que dit le texte", "What the text says"),
    "requisition_asked": Text("Réquisition demandée", "Requisition asked for"),
    "asked_for_on": Text("Demandée le", "Asked for on"),
    "erased_on": Text("effacée à partir du {due}", "erased from {due}"),
    "limits": Text("Échéances légales", "Legal limits"),
    "limits_none": Text("Aucune échéance n’est suivie.", "No limit is followed."),
    "new_limit": Text("Suivre une échéance légale", "Follow a legal limit"),
    "new_limit_lead": Text(
        "Le procès-verbal reste chez son auteur\u00a0: seule sa référence est écrite ici.",
        "The report stays with its author: its reference alone is written here.",
    ),
    "follow_it": Text("Suivre cette échéance", "Follow this limit"),
    "limit_of_it": Text("Échéance", "Limit"),
    "limit_paper": Text("Pièce", "Paper"),
    "limit_length": Text("Délai", "Length"),
    "limit_from": Text("Court depuis", "Runs from"),
    "limit_starts": Text("Départ du délai", "What starts it"),
    "limit_until": Text("Jusqu’au", "Until"),
    "limit_says": Text("Ce qui suit", "What follows"),
    "limit_shown_by": Text("Montré par", "Shown by"),
    "no_limit_here": Text(
        "Aucune échéance légale n’est connue ici pour les actes de votre service.",
        "No legal limit is known here for your agency’s own acts.",
    ),
    "seizures_counted_one": Text("Une saisie est inscrite au registre.", "One seizure is entered in the register."),
    "seizures_counted_many": Text(
        "{count} saisies sont inscrites au registre.", "{count} seizures are entered in the register."
    ),
}
