"""The French words of the papers of a measure: ways, proofs, what came before. What is envisaged is never worded as decided."""

from __future__ import annotations

from typing import Final

WAYS: Final = {
    "by_hand": "remise en main propre",
    "registered": "lettre recommandée avec avis de réception",
    "bailiff": "signification par commissaire de justice",
}
RECEIPTS: Final = {
    "received": "remis à la personne",
    "refused": "remise refusée par la personne, refus mentionné",
    "unclaimed": "avisé et non réclamé, tenu pour notifié au jour de la présentation",
}
PRIORS: Final = {
    "warning": "Avertissement",
    "formal_notice": "Mise en demeure",
    "opinion": "Avis de la commission de sécurité",
    "proposal": "Proposition des douanes",
    "prosecutor": "Accord du procureur de la République pour l’emploi d’une pièce judiciaire",
    "closure": "Fermeture administrative",
    "acquittal": "Relaxe ou non-lieu",
}
PRIORS_SEEN: Final = {
    "warning": "l’avertissement",
    "formal_notice": "la mise en demeure",
    "opinion": "l’avis de la commission de sécurité",
    "proposal": "la proposition des douanes",
    "prosecutor": "l’accord du procureur de la République pour l’emploi d’une pièce judiciaire",
    "closure": "la fermeture administrative",
    "acquittal": "la relaxe ou le non-lieu",
}
"""The same after « Vu »."""
REMEDIES: Final = {
    "gracious": "d’un recours gracieux devant",
    "hierarchical": "d’un recours hiérarchique devant",
    "court": "d’un recours en annulation devant",
    "suspension": "d’un référé-suspension devant",
    "liberty": "d’un référé-liberté, jugé en quarante-huit heures, devant",
}
WEIGHED: Final = {
    "gravity": "sur la gravité des faits",
    "repetition": "sur la réitération",
    "cured": "sur les corrections apportées",
    "jobs": "sur les emplois en cause",
}
"""What is weighed for the length of a measure."""
SEEN: Final = {"shut": "Fermé", "open": "Ouvert"}
SIGNED: Final = {"to_sign": "à signer", "signed": "signé", "refused": "refus de signer"}
