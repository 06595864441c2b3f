"""The labels of what is shared: of each kind of record its fields, the class of each, and what of them is let through.

One rule for the copy, its page and its paper: a field that is not let through is in no copy, and its paper strikes it out,
whether anything stood there or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Label:
    """One field of a record: its French words on paper, its class, whether sharing the record itself lets it through."""

    words: str
    secrecy: int
    passes: bool = True


def _labels(secrecy: int, passes: Mapping[str, str], stays: Mapping[str, str]) -> Mapping[str, Label]:
    return {name: Label(words, secrecy) for name, words in passes.items()} | {
        name: Label(words, secrecy, passes=False) for name, words in stays.items()
    }


FINDING: Final = _labels(
    3,
    {
        "place_of_it": "Lieu",
        "found_at": "Constaté le",
        "point_found": "Point contrôlé",
        "what_was_found": "Constat",
        "cited_law": "Textes cités",
    },
    {
        "severity_found": "Gravité retenue",
        "follow_up": "Suite envisagée",
        "photos": "Photographies",
        "measures_on_site": "Mesures prises sur place",
        "remarks": "Observations du service",
        "found_by_whom": "Agents et signataire",
    },
)
EXHIBIT: Final = _labels(
    3,
    {
        "place_of_it": "Lieu",
        "exhibit_found_on": "Saisi le",
        "exhibit_nature": "Nature",
        "exhibit_seized": "Quantité saisie",
        "exhibit_basis": "Fondement de la saisie",
    },
    {
        "exhibit_number": "Numéro du registre",
        "exhibit_seal": "Numéro du scellé",
        "exhibit_place": "Emplacement dans les lieux",
        "exhibit_present": "Personne présente",
        "exhibit_kept_at": "Détenteur et lieu de garde",
        "custody": "Chaîne de garde",
    },
)
REFERRAL: Final = _labels(
    4,
    {
        "referral_number": "Signalement",
        "case_state": "État",
        "moved_at": "Depuis le",
        "decided_on": "Décidé le",
        "place_of_it": "Lieu",
        "what_was_found": "Objet",
        "sent_under": "Transmis sous",
        "answer_to_it": "Réponse notée",
        "learnt_on": "Faits connus le",
        "learnt_how": "Comment ils ont été connus",
        "facts_observed": "Faits constatés",
        "facts_reported": "Faits rapportés",
        "persons_named": "Personnes et sociétés en cause",
        "classification_proposed": "Qualification proposée",
        "classification_words": "Qualification en clair",
        "harm": "Préjudice",
        "urgency": "Urgence",
        "already_told": "Déjà informés",
        "reply_asked": "Avis de suite demandé",
        "pieces_listed": "Pièces",
        "pv_reference": "Procès-verbaux",
        "case_number": "Numéro de parquet",
        "answers_of_prosecutor": "Réponses du parquet",
        "decided_why": "Motifs",
    },
    {"contact": "Signataire et coordonnées", "annexes": "Annexes"},
)
RECORDS: Final[Mapping[str, Mapping[str, Label]]] = {"section": FINDING, "exhibit": EXHIBIT, "referral": REFERRAL}
"""The labels of each kind of case of which anything is shared, in the order in which a paper gives them."""


def passing(workflow: str) -> frozenset[str]:
    """Return the fields that sharing a record of a workflow lets through at most."""
    return frozenset(name for name, label in RECORDS[workflow].items() if label.passes)


def let_through(lines: Iterable[list[Any]], names: frozenset[str]) -> list[list[Any]]:
    """Return of what would be copied, as (name, value), the fields of these names."""
    return [line for line in lines if line[0] in names]
