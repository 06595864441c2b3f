"""Words of the private calendar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.store.text import Text

WORDS: Final[Mapping[str, Text]] = {
    "calendar": Text("Mon agenda", "My calendar"),
    "calendar_lead": Text(
        "Vos échéances dans votre agenda habituel, tenues à jour par une adresse privée.",
        "Your due dates in the calendar that you already use, kept up to date by a private address.",
    ),
    "calendar_name": Text("Beffroi – {agency}", "Beffroi – {agency}"),
    "calendar_reserved": Text(
        "Une échéance réservée, à lire dans Beffroi", "A reserved due date, to be read in Beffroi"
    ),
    "calendar_none": Text("Vous n’avez pas d’adresse d’agenda.", "You have no calendar address."),
    "calendar_since": Text("Adresse en service depuis le {day}.", "Address in use since {day}."),
    "calendar_once": Text(
        "Copiez-la maintenant\u00a0: elle ne sera plus affichée.", "Copy it now: it will not be shown again."
    ),
    "calendar_address": Text("Adresse de votre agenda", "Address of your calendar"),
    "calendar_how": Text(
        "Dans votre agenda, choisissez «\u00a0s’abonner à un calendrier par adresse\u00a0» et collez-la.",
        "In your calendar, choose “subscribe to a calendar by address” and paste it.",
    ),
    "calendar_keep_it": Text(
        "Qui la connaît lit vos échéances. Les dossiers protégés n’y sont jamais nommés.",
        "Whoever knows it reads your due dates. Protected cases are never named there.",
    ),
    "calendar_make": Text("Créer une adresse", "Make an address"),
    "calendar_renew": Text("Remplacer l’adresse", "Replace the address"),
    "calendar_end": Text("Couper l’adresse", "End the address"),
}
