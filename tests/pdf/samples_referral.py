"""A referral to print: the letter with observed and reported facts, its slip, and each answer that its author may get."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime

from tests.pdf.samples import at, head
from workflows.processes.snapshot_parts import Annex, Citation, Head, Letterhead
from workflows.processes.snapshots_referral import (
    EvidenceLine,
    FactLine,
    PersonLine,
    PieceLine,
    ProposedOffence,
    ReferralAuthor,
    ReferralSnapshot,
    ReplySnapshot,
    SlipOffence,
    TransmittalSnapshot,
)

ARTICLE_40 = Citation("cpp_40", "article\u00a040 du code de procédure pénale")
UNDECLARED = "Travail dissimulé par dissimulation d’emploi salarié"
LABELS = "Étiquetage non conforme de boissons"
LABOUR = Citation("ct_l8221_5", "article\u00a0L8221-5 du code du travail")
PROSECUTOR, COURT = "Le procureur de la République", "près le tribunal judiciaire de Boulogne-sur-Mer"
AUTHOR = ReferralAuthor(
    "C. Fourmaux", "inspecteur",
    "Direction départementale de la protection des populations du Pas-de-Calais – concurrence, consommation et "
    "répression des fraudes", "Par la messagerie du service",
)  # fmt: skip


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def letter_head(number: str) -> Head:
    """The head of a paper that the fraud control issues."""
    lines = ("Préfecture du Pas-de-Calais", "Direction départementale de la protection des populations")
    return replace(
        head(number, 4, "L’inspecteur de la concurrence, de la consommation et de la répression des fraudes"),
        letterhead=Letterhead("ddpp_ccrf", AUTHOR.agency_name, lines, "Arras"),
    )


def referral() -> ReferralSnapshot:
    """A letter under article 40 with two annexes and a video that will be erased."""
    return ReferralSnapshot(
        head=letter_head("SIG-2026-0003"),
        state="sent",
        author=AUTHOR,
        addressee=PROSECUTOR,
        addressee_of=COURT,
        basis=ARTICLE_40,
        establishment="Épicerie du Minck, 14 rue de la Démonstration, Calais",
        learnt="Lors d’un contrôle inter-services, à l’ouverture de la réserve puis à la lecture des étiquettes.",
        learnt_on=date(2026, 11, 27),
        operation_number="OP-2026-0007",
        requisition_number="2026/1147",
        observed=(
            FactLine(at(22, 10), "Réserve", "Deux personnes remplissent des rayons\u00a0; aucune ne figure au registre présenté."),
            FactLine(at(22, 35), "Salle de vente", "Douze bouteilles affichées «\u00a0produit local\u00a0» portent une étiquette d’une autre origine."),
        ),
        reported=(
            FactLine(at(2, 0, day=20), "Devant le magasin", "Des livraisons auraient lieu chaque nuit.", "Un agent de la police municipale, oralement"),
        ),
        persons=(
            PersonLine("Exploitant, d’après l’affichage légal", "Société Démonstration du Minck"),
            PersonLine("Personne qui a ouvert la réserve", "Identité déclarée\u00a0: non recueillie"),
        ),
        classification="Les faits pourraient relever du travail dissimulé et de l’étiquetage des boissons.",
        offences=(ProposedOffence(UNDECLARED, LABOUR), ProposedOffence(LABELS)),
        loss="Non chiffré. Cotisations non versées, le cas échéant.",
        evidence=(
            EvidenceLine("photo", "Étiquettes des douze bouteilles", "Original au coffre du service", annex=1),
            EvidenceLine("copy", "Registre unique du personnel, trois feuillets", "Copie remise contre reçu", annex=2),
            EvidenceLine("video", "Caméra de la réserve, 27 novembre 2026 de 20 h à 23 h", "Chez l’exploitant", date(2026, 12, 27)),
        ),
        urgency="L’enregistrement vidéo disparaîtra s’il n’est pas requis avant la date indiquée.",
        told="Mise en garde écrite de l’exploitant le 28 novembre 2026. URSSAF informée le 30 novembre 2026.",
        reply=Citation("cpp_40_2", "article\u00a040-2 du code de procédure pénale"),
        annexes=(
            Annex(1, "Photographie des étiquettes", 3, _digest("photo"), 1),
            Annex(2, "Copie du registre unique du personnel", 3, _digest("register"), 3),
        ),
    )  # fmt: skip


def transmittal() -> TransmittalSnapshot:
    """The slip that goes with that letter."""
    letter = referral()
    return TransmittalSnapshot(
        head=letter_head("BE-2026-0005"),
        kind="article_40",
        state="sent",
        reference=letter.head.number,
        establishment=letter.establishment,
        sender=AUTHOR.agency_name,
        addressee=PROSECUTOR,
        addressee_of=COURT,
        sent_on=date(2026, 12, 7),
        means="par la plateforme",
        pieces=(
            PieceLine(0, "Lettre de signalement n° SIG-2026-0003", 4, letter.fingerprint(), of_data=True),
            PieceLine(1, "Photographie des étiquettes", 3, _digest("photo"), 1),
            PieceLine(2, "Copie du registre unique du personnel", 3, _digest("register"), 3),
        ),
        offences=(
            SlipOffence(UNDECLARED, "1508", LABOUR),
            SlipOffence(LABELS, "2347"),
        ),
    )  # fmt: skip


def reply(answer: str = "no_action") -> ReplySnapshot:
    """The draft by which the author is told what became of the letter."""
    lines = (
        "Cour d’appel de Douai", "Tribunal judiciaire de Boulogne-sur-Mer", "Parquet du procureur de la République",
    )  # fmt: skip
    closed = answer == "no_action"
    return ReplySnapshot(
        head=replace(
            head("AV-2026-0007", 4, "Le procureur de la République"),
            issued_at=datetime(2026, 12, 7, 9, tzinfo=UTC),
            letterhead=Letterhead(
                "parquet", "Parquet du tribunal judiciaire de Boulogne-sur-Mer", lines, "Boulogne-sur-Mer"
            ),
        ),
        referral_number="SIG-2026-0003",
        referral_on=date(2026, 12, 7),
        establishment="Épicerie du Minck, 14 rue de la Démonstration, Calais",
        author=AUTHOR,
        case_no="26327000123",
        answer=answer,
        answered_on=date(2026, 12, 7),
        basis=Citation("cpp_40_2", "article\u00a040-2 du code de procédure pénale"),
        measure="" if closed else "Convocation devant le tribunal" if answer == "prosecution" else "Régularisation",
        reason="21 – infraction insuffisamment caractérisée" if closed else "",
        appeal=Citation("cpp_40_3", "article\u00a040-3 du code de procédure pénale") if closed else None,
    )
