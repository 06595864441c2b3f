"""Words of the bundle of a referral, and the names of its papers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.store.text import Text

WORDS: Final[Mapping[str, Text]] = {
    "paper_referral": Text("Signalement", "Referral"),
    "paper_transmittal": Text("Bordereau d’envoi", "Transmittal slip"),
    "paper_shared_copy": Text("Copie partagée", "Shared copy"),
    "paper_reply_40_2": Text("Projet d’avis de suite", "Draft of the answer to the author"),
    "annexes_joined": Text("Annexes", "Annexes"),
    "annexes_lead": Text(
        "Photos, fichiers et papiers de votre service seulement\u00a0: ceux qui sont là, ou un scan que vous apportez. Gardez d’abord ce que vous écrivez.",
        "Photos, files and papers of your own agency only: what is there, or a scan that you bring. Keep what you are writing first.",
    ),
    "bundle_title": Text("Envoi {reference}", "Consignment {reference}"),
    "bundle_lead": Text(
        "La lettre, le bordereau et les annexes dans une archive que le destinataire vérifie lui-même, sans compte ni réseau.",
        "The letter, the slip and the annexes in an archive that the addressee verifies alone, without account or network.",
    ),
    "bundle_zip": Text("Archive", "Archive"),
    "bundle_file": Text("Fichier", "File"),
    "bundle_size": Text("{pieces}, {kilobytes}\u00a0ko", "{pieces}, {kilobytes}\u00a0kB"),
    "bundle_pieces_one": Text("{count} pièce", "{count} piece"),
    "bundle_pieces_many": Text("{count} pièces", "{count} pieces"),
    "bundle_made": Text("Réunie le", "Packed on"),
    "bundle_get": Text("Télécharger l’archive", "Download the archive"),
    "bundle_hash": Text("Empreinte à communiquer", "Hash to tell"),
    "bundle_hash_said": Text(
        "Lisez-la au destinataire par une autre voie que l’archive, au téléphone par exemple\u00a0: il la compare à celle de sa page.",
        "Read it to the addressee by another way than the archive, by telephone for instance: they compare it with their page’s.",
    ),
    "bundle_zip_hash": Text("SHA-256 de l’archive elle-même", "SHA-256 of the archive itself"),
    "bundle_how": Text("Vérifier l’envoi", "Verifying the consignment"),
    "bundle_how_unpack": Text("Décompresser l’archive dans un dossier.", "Unpack the archive into a folder."),
    "bundle_how_open": Text(
        "Ouvrir verifier.html dans un navigateur et y choisir le dossier\u00a0: chaque pièce est dite intacte, modifiée ou manquante.",
        "Open verifier.html in a browser and choose the folder there: each piece is said to be intact, changed or missing.",
    ),
    "bundle_how_compare": Text(
        "Comparer l’empreinte qu’affiche la page avec celle que donne l’expéditeur.",
        "Compare the hash that the page shows with the one that the sender tells.",
    ),
    "bundle_how_tools": Text(
        "Sans navigateur\u00a0: sha256sum -c SHA256SUMS dans le dossier.",
        "Without a browser: sha256sum -c SHA256SUMS in the folder.",
    ),
}
