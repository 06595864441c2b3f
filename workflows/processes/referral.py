"""The judicial branch: what an agency sends to the public prosecution about what it found, and every answer (class K4).

Its owner chooses on the branch that is due: write a report under article 40, or record that its own PV was sent. Where
nothing but minor offences is at stake, the PV goes to the officer of the police court instead, with the reason. The
draft lies in the branch itself, so that its time limit runs on while it is written.
"""

from __future__ import annotations

from typing import Final

from workflows.engine.definition import Field, State, Step, Workflow
from workflows.processes import referral_steps as steps
from workflows.processes.consequence import (
    DUE,
    act_by,
    first_states,
    follow_up,
    last_states,
    shared_steps,
)
from workflows.processes.paper_referral import letter_prints, letter_to_press
from workflows.processes.pv_transmission import PV_FIELDS, days_in_order
from workflows.processes.referral_annex import annex_choices, files_are_annexes, no_file_is_left, something_to_annex
from workflows.processes.referral_answers import FROM_PROSECUTOR, NOTICE, OWNER, answer_states, answer_steps
from workflows.processes.referral_authors import capacities, may_sign, may_transmit_pv
from workflows.processes.referral_complete import letter_is_complete
from workflows.processes.referral_facts import PIECES, RECEIVE, ROLES, SAID, SIDES
from workflows.store.text import Text

EARLIER: Final = (
    follow_up(
        "referral",
        Text("Suite judiciaire", "Judicial follow-up"),
        send=Text("Transmettre au ministère public", "Send to the public prosecution"),
        sent=Text("Transmise au ministère public", "Sent to the public prosecution"),
        answer=Text("Enregistrer la réponse du ministère public", "Record the public prosecution’s answer"),
        receiver=RECEIVE,
    ),
)
"""The first version; cases that began with it keep it."""
CLOSABLE: Final = ("no_action", "alternative", "penal_settlement", "transaction", "prosecution", "judgment", "sent_to_police_court")  # fmt: skip
"""Whence the author may end the follow-up."""


def _public_order(*, required: bool) -> Field:
    """Ask what decides whether the mayor is told: of a report and of a PV alike."""
    return Field("public_order", Text("L’infraction trouble-t-elle l’ordre public dans la commune\u00a0?", "Does the offence disturb public order in the town?"), "yes_no", required=required, help=Text("Alors le maire est informé des suites par le parquet.", "Then the prosecutor’s office tells the mayor what followed."))  # fmt: skip


def _said(what: str, label: Text) -> Field:
    """Ask whether there is something to say or nothing at all, so that an empty line never passes for nothing."""
    return Field(f"{what}_said", label, "choice", required=False, choices=tuple(SAID[what].items()))


_WRITE: Final = Text("Écrire le signalement, ou inscrire la transmission du procès-verbal", "Write the report to the prosecutor, or record that the official report was sent")  # fmt: skip
_LETTER: Final = (
    Field("learnt_on", Text("Faits connus le", "Facts learnt on"), "day", required=False),
    Field("learnt_how", Text("Comment", "How"), "text", required=False, maximum=2000, help=Text("Opération, réquisition, contrôle, plainte reçue, avec le numéro.", "Operation, requisition, inspection, complaint received, with its number.")),
    Field("classification", Text("Qualification proposée, en clair", "Classification proposed, in words"), "text", required=False, maximum=2000, help=Text("Seulement si aucun numéro de la liste ne convient.", "Only where no number of the list fits.")),
    _said("persons", Text("Personnes", "Persons")),
    _said("evidence", Text("Éléments de preuve", "Evidence")),
    _said("harm", Text("Préjudice et victimes", "Loss and victims")),
    Field("harm", Text("Le préjudice, les victimes", "The loss, the victims"), "text", required=False, maximum=2000, help=Text("Aucun nom de victime.", "No name of a victim.")),
    Field("is_urgent", Text("Y a-t-il urgence\u00a0?", "Is it urgent?"), "yes_no", required=False),
    Field("urgency", Text("En quoi", "Why"), "text", required=False, maximum=2000),
    Field("minors", Text("Des mineurs sont-ils concernés\u00a0?", "Are minors concerned?"), "yes_no", required=False, help=Text("Aucun nom de mineur dans le signalement.", "No name of a minor in the report.")),
    _public_order(required=False),
    _said("told", Text("Démarches faites, autorités déjà informées", "Steps already taken, authorities already told")),
    Field("told", Text("Les démarches, les autorités", "The steps, the authorities"), "text", required=False, maximum=2000),
    Field("reply_asked", Text("Demander à connaître la suite donnée\u00a0?", "Ask to be told what followed?"), "yes_no", required=False),
)  # fmt: skip
_FACT: Final = (
    Field("side", Text("Comment ce fait est connu", "How this fact is known"), "choice", choices=tuple(SIDES.items())),
    Field("at", Text("Quand", "When"), "moment"),
    Field("place", Text("Où", "Where"), "line", maximum=200),
    Field("words", Text("Le fait", "The fact"), "text", maximum=3000, help=Text("Ce qui a été vu, lu ou entendu\u00a0; aucune appréciation.", "What was seen, read or heard; no opinion.")),
    Field("told_by", Text("Rapporté par", "Reported by"), "line", required=False, maximum=200, help=Text("Une qualité ou un service, pour un fait rapporté.", "A quality or an agency, for a reported fact.")),
)  # fmt: skip
_PERSON: Final = (
    Field("name", Text("Identité connue", "Identity as known"), "line", maximum=200, help=Text("Nom, ou dénomination\u00a0; jamais de date ni de lieu de naissance.", "Name, or company name; never a date or place of birth.")),
    Field("role", Text("Rôle", "Role"), "choice", choices=tuple(ROLES.items())),
    Field("siret", Text("SIREN ou SIRET", "SIREN or SIRET"), "line", required=False, maximum=20),
)  # fmt: skip
_OFFENCE: Final = (Field("natinf", Text("Numéro NATINF", "NATINF number"), "line", maximum=12),)
_PIECE: Final = (
    Field("kind", Text("Nature", "Kind"), "choice", choices=tuple(PIECES.items())),
    Field("label", Text("Pièce", "Piece"), "line", maximum=200),
    Field("reference", Text("Référence, numéro de scellé", "Reference, seal number"), "line", required=False, maximum=120),
    Field("sheets", Text("Nombre de feuillets", "Number of sheets"), "number", required=False, maximum=9999),
    Field("erase_on", Text("Vidéo\u00a0: effacée le", "Video: erased on"), "day", required=False),
)  # fmt: skip
_ANNEX: Final = (
    Field("file", Text("Fichier de votre service", "File of your agency"), "choice", choices=annex_choices),
    Field("title", Text("Titre au bordereau", "Title on the slip"), "line", required=False, maximum=200),
)
_SIGN: Final = (
    Field("signed_as", Text("Qui signe", "Who signs"), "choice", choices=capacities, help=Text("L’autorisation du supérieur n’est pas exigée\u00a0; l’usage est de lui en donner copie.", "A superior’s authorisation is not required; a copy is usage.")),
    Field("signatory", Text("Nom du signataire", "Name of the signatory"), "line", maximum=160),
    Field("quality", Text("Qualité", "Quality"), "line", maximum=160),
    Field("contact", Text("Service et contact", "Service and contact"), "line", maximum=300),
)  # fmt: skip
_REASON: Final = Field("reason", Text("Motif", "Reason"), "text", maximum=1000)
_SENT_PV: Final = Text("Procès-verbal transmis", "Official report sent")
_DRAFT: Final = Text("Brouillon du signalement complété", "Draft of the report written on")

WORKFLOW: Final = Workflow(
    name="referral",
    version=2,
    label=Text("Suite judiciaire", "Judicial follow-up"),
    states=(
        *first_states("referral", _WRITE),
        State("sent", Text("Transmise au procureur", "Sent to the prosecutor"), RECEIVE, expects=Text("Lire ce signalement et l’enregistrer", "Read this referral and register it"), once_named=True),
        State("sent_to_police_court", Text("Transmise à l’officier du ministère public", "Sent to the officer of the police court"), OWNER, expects=Text("Noter la suite quand elle arrive, ou clore", "Enter what followed when it comes, or close")),
        *answer_states(),
        State("challenged", Text("Classement contesté devant le procureur général", "Closing challenged before the general prosecutor"), RECEIVE, expects=Text("Dire ce qui est décidé après le recours", "Say what is decided after the challenge"), once_named=True),
        *last_states(),
    ),
    steps=(
        Step("write_letter", DUE, None, Text("Écrire le signalement", "Write the report"), OWNER, asks=_LETTER, writes=steps.write_letter, done=_DRAFT),
        Step("add_fact", DUE, None, Text("Ajouter un fait", "Add a fact"), OWNER, asks=_FACT, checks=(steps.says_who_told,), writes=steps.add_fact, done=_DRAFT),
        Step("add_person", DUE, None, Text("Ajouter une personne", "Add a person"), OWNER, asks=_PERSON, checks=(steps.no_birth, steps.is_company_number), writes=steps.add_person, done=_DRAFT),
        Step("add_offence", DUE, None, Text("Proposer une infraction", "Propose an offence"), OWNER, asks=_OFFENCE, checks=(steps.is_listed,), writes=steps.add_offence, done=_DRAFT),
        Step("add_piece", DUE, None, Text("Ajouter une pièce", "Add a piece"), OWNER, asks=_PIECE, writes=steps.add_piece, done=_DRAFT),
        Step("attach", DUE, None, Text("Joindre un fichier en annexe", "Join a file as an annex"), OWNER, asks=_ANNEX, guards=(something_to_annex,), writes=steps.attach, done=Text("Annexe jointe", "Annex joined")),
        Step("strike", DUE, None, Text("Rayer une ligne", "Strike a line"), OWNER, asks=(Field("line", Text("Ligne", "Line"), "choice", choices=steps.line_choices),), guards=(steps.something_to_strike,), writes=steps.strike, done=Text("Ligne rayée du brouillon", "Line struck from the draft")),
        Step("send", DUE, "sent", Text("Signer et transmettre le signalement", "Sign and send the report"), OWNER, asks=_SIGN, guards=(may_sign, steps.not_minor_only, letter_is_complete, files_are_annexes), checks=(letter_prints,), writes=steps.send, effects=letter_to_press, opens=("enquiry",), grave=True, done=Text("Signalement transmis au procureur", "Report sent to the prosecutor")),
        Step("transmit_pv", DUE, "sent", Text("Inscrire la transmission du procès-verbal", "Record that the official report was sent"), OWNER, asks=(*PV_FIELDS, _public_order(required=True)), guards=(may_transmit_pv, steps.not_minor_only, no_file_is_left), checks=(days_in_order,), writes=steps.transmit_pv, opens=("pv_transmission", "enquiry"), done=_SENT_PV),
        Step("transmit_to_police_court", DUE, "sent_to_police_court", Text("Transmettre à l’officier du ministère public", "Send to the officer of the police court"), OWNER, asks=(*PV_FIELDS, _REASON), guards=(may_transmit_pv, steps.is_minor_only, no_file_is_left), checks=(days_in_order,), writes=steps.transmit_to_police_court, opens=("pv_transmission",), done=Text("Procès-verbal transmis à l’officier du ministère public", "Official report sent to the officer of the police court")),
        Step("add_pv", (*FROM_PROSECUTOR, "sent_to_police_court"), None, Text("Inscrire un autre procès-verbal", "Record another official report"), OWNER, asks=PV_FIELDS, guards=(may_transmit_pv,), checks=(days_in_order,), writes=steps.add_pv, opens=("pv_transmission",), done=_SENT_PV, aside=True),
        *answer_steps(),
        Step("group", ("sent",), "registered", Text("Traiter avec un autre signalement", "Handle under another referral"), RECEIVE, asks=(Field("lead", Text("Numéro du signalement de tête", "Number of the leading referral"), "line", maximum=40, help=Text("Son auteur et celui-ci recevront les mêmes réponses\u00a0; ni l’un ni l’autre ne lit le signalement de l’autre.", "Its author and this one will get the same answers; neither reads the other’s referral.")),), guards=(steps.leads_nobody,), checks=(steps.is_another_referral,), writes=steps.group, done=Text("Traité avec un autre signalement", "Handled under another referral")),
        Step("ungroup", FROM_PROSECUTOR, None, Text("Traiter à part", "Handle apart"), RECEIVE, guards=(steps.is_grouped,), writes=steps.ungroup, done=Text("Traité à part", "Handled apart")),
        Step("tell_prefect", FROM_PROSECUTOR, None, Text("Faire connaître l’état au préfet", "Let the prefect know where it stands"), RECEIVE, guards=(steps.may_tell_prefect,), writes=steps.tell_prefect, opens=(NOTICE,), done=Text("État communiqué au préfet", "Prefect told where it stands")),
        Step("challenge", ("no_action",), "challenged", Text("Contester devant le procureur général", "Challenge before the general prosecutor"), OWNER, asks=(Field("words", Text("Lettre de recours\u00a0: date et référence", "Letter of challenge: date and reference"), "line", maximum=200),), guards=(steps.is_signalement,), writes=steps.challenge, done=Text("Classement contesté devant le procureur général", "Closing challenged before the general prosecutor")),
        Step("close", CLOSABLE, "closed", Text("Clore la suite", "Close the follow-up"), OWNER, asks=(_REASON,), writes=steps.close, effects=steps.ends_with_it, done=Text("Suite close", "Follow-up closed")),
        *shared_steps("referral"),
    ),
    deadlines=(act_by(),),
)  # fmt: skip
