"""The layouts in which public registers are published, as tables of column names: ours on the left, theirs on the right.

A published name is matched without accents, case or punctuation. Where several columns answer to one of our names
(renamed, or the same name twice), the first that is not empty is taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from workflows.store.text import Text


@dataclass(frozen=True, slots=True)
class Layout:
    """How one publisher writes one file.

    ``label`` says what the file is, with its article. ``columns`` gives, for each of our names, the published names, the preferred one first; ``required`` are those of
    our names without which the file cannot be this one; ``null`` is the publisher's word for an empty cell;
    ``command`` is the word that imports it on the command line.
    """

    name: str
    command: str
    label: Text
    columns: Mapping[str, tuple[str, ...]]
    required: frozenset[str]
    null: str = ""

    def published_name(self, column: str) -> str:
        """Return the name under which the publisher writes one of our columns."""
        return self.columns[column][0]


@cache
def fold_name(name: str) -> str:
    """Return a column name without accents, case or punctuation, so that names are compared and not their spelling."""
    plain = unicodedata.normalize("NFKD", name.replace("\ufeff", "")).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]", "", plain.lower())


SIRENE_DAILY: Final = Layout(
    name="sirene_daily",
    command="establishments",
    label=Text("un fichier SIRENE de 2017 (dessin L2)", "a SIRENE file of 2017 (L2 layout)"),
    columns={
        "siren": ("SIREN",),
        "nic": ("NIC",),
        "name": ("NOMEN_LONG",),
        "trade_name": ("ENSEIGNE",),
        "legal_form_code": ("NJ",),
        "legal_form": ("LIBNJ",),
        "complement": ("L3_NORMALISEE",),
        "address": ("L4_NORMALISEE",),
        "declared_address": ("L4_DECLAREE",),
        "place": ("L5_NORMALISEE",),
        "postcode": ("CODPOS",),
        "department": ("DEPET",),
        "commune_in_department": ("COMET",),
        "commune": ("LIBCOM",),
        "head_office": ("SIEGE",),
        "shown": ("DIFFCOM",),
        "activity_code": ("APET700",),
        "activity_label": ("LIBAPET",),
        "staff_band": ("TEFET",),
        "opened_on": ("DCRET",),
        "update": ("VMAJ",),
        "processed_at": ("DATEMAJ",),
        "event_code": ("EVE",),
        "happened_on": ("DATEVE",),
        "linked_siret": ("SIRETPS",),
    },
    required=frozenset({"siren", "nic", "department", "commune_in_department", "activity_code", "processed_at"}),
)

SIRENE_STOCK: Final = Layout(
    name="sirene_stock",
    command="establishments",
    label=Text("un fichier SIRENE StockEtablissement", "a SIRENE StockEtablissement file"),
    columns={
        "siret": ("siret",),
        "siren": ("siren",),
        "nic": ("nic",),
        "shown": ("statutDiffusionEtablissement",),
        "opened_on": ("dateCreationEtablissement",),
        "staff_band": ("trancheEffectifsEtablissement",),
        "processed_at": ("dateDernierTraitementEtablissement",),
        "head_office": ("etablissementSiege",),
        "complement": ("complementAdresseEtablissement",),
        "street_number": ("numeroVoieEtablissement",),
        "street_repeat": ("indiceRepetitionEtablissement",),
        "street_kind": ("typeVoieEtablissement",),
        "street": ("libelleVoieEtablissement",),
        "place": ("distributionSpecialeEtablissement",),
        "postcode": ("codePostalEtablissement",),
        "commune": ("libelleCommuneEtablissement",),
        "commune_code": ("codeCommuneEtablissement",),
        "since": ("dateDebut",),
        "state": ("etatAdministratifEtablissement",),
        "sign_1": ("enseigne1Etablissement",),
        "sign_2": ("enseigne2Etablissement",),
        "sign_3": ("enseigne3Etablissement",),
        "usual_name": ("denominationUsuelleEtablissement",),
        "name": ("denominationUniteLegale",),
        "legal_form_code": ("categorieJuridiqueUniteLegale",),
        "activity_code": ("activitePrincipaleEtablissement",),
        "activity_nomenclature": ("nomenclatureActivitePrincipaleEtablissement",),
        "longitude": ("longitude",),
        "latitude": ("latitude",),
    },
    required=frozenset({"siret", "shown", "state", "commune_code", "activity_code"}),
)

HYGIENE: Final = Layout(
    name="alim_confiance",
    command="inspections",
    label=Text("un fichier Alim’confiance", "an Alim’confiance file"),
    columns={
        "number": ("Numero_inspection",),
        "identifier": ("SIRET",),
        "name": ("APP_Libelle_etablissement",),
        "activities": ("APP_Libelle_activite_etablissement",),
        "categories": ("filtre",),
        "address": ("Adresse_activite", "Adresse_2_UA"),
        "short_address": ("ods_adresse",),
        "postcode": ("Code_postal",),
        "locality": ("Localite",),
        "commune": ("Libelle_commune",),
        "inspected_on": ("Date_inspection",),
        "result": ("Synthese_eval_sanit",),
        "approval": ("Agrement",),
        "coordinates": ("geores",),
    },
    required=frozenset({"number", "identifier", "name", "inspected_on", "result"}),
)

NATINF: Final = Layout(
    name="natinf",
    command="offences",
    label=Text("une liste NATINF du ministère de la Justice", "a NATINF list of the Ministry of Justice"),
    columns={
        "code": ("Numéro NATINF",),
        "nature": ("Nature de l'infraction",),
        "label": ("Qualification de l'infraction",),
        "defined_by": ("Définie par",),
        "punished_by": ("Réprimée par",),
    },
    required=frozenset({"code", "nature", "label"}),
)

NATINF_OF_INSPECTORS: Final = Layout(
    name="natinf_of_inspectors",
    command="offences",
    label=Text("une table NATINF d’un système de contrôle", "a NATINF table of an inspection system"),
    columns={
        "code": ("natinf_code",),
        "defined_by": ("regulation",),
        "category": ("infraction_category",),
        "label": ("infraction",),
    },
    required=frozenset({"code", "label"}),
    null="\\N",
)

ESTABLISHMENT_LAYOUTS: Final = (SIRENE_DAILY, SIRENE_STOCK)
HYGIENE_LAYOUTS: Final = (HYGIENE,)
OFFENCE_LAYOUTS: Final = (NATINF, NATINF_OF_INSPECTORS)
LAYOUTS: Final = ESTABLISHMENT_LAYOUTS + HYGIENE_LAYOUTS + OFFENCE_LAYOUTS
