"""A realistic evening to print: four establishments, six agencies, one that declined, one that stayed silent."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from pdf.fonts import FOLDER
from workflows.processes.snapshot_parts import (
    Annex,
    AttendanceLine,
    Citation,
    ConsequenceLine,
    DecisionLine,
    Entry,
    EstablishmentCard,
    FindingLine,
    HandedDocument,
    Head,
    IncidentLine,
    Letterhead,
    MeasureLine,
    OperationLine,
    Participant,
    PartnerTask,
    PhotoLine,
    Recipient,
    RequestedOffence,
    RequestedPlace,
    RequisitionReference,
    SheetCount,
    Validation,
    VisitPart,
)
from workflows.processes.snapshots import (
    AttendanceSnapshot,
    MinutesSnapshot,
    PhotoBoardSnapshot,
    RequisitionSnapshot,
)

PN = "Police nationale"
PM = "Police municipale"
SS = "DDPP – hygiène (SSA)"
CC = "DDPP – consommation (CCRF)"
UR = "URSSAF"
IT = "Inspection du travail"
FULL = {
    PN: "Direction interdépartementale de la police nationale du Pas-de-Calais – circonscription de Calais",
    PM: "Police municipale de Calais",
    SS: "Direction départementale de la protection des populations du Pas-de-Calais – sécurité sanitaire des aliments",
    CC: "Direction départementale de la protection des populations du Pas-de-Calais – concurrence, consommation et "
    "répression des fraudes",
    UR: "URSSAF Nord-Pas-de-Calais",
    IT: "Direction départementale de l’emploi, du travail et des solidarités du Pas-de-Calais – inspection du travail",
}

ARTICLE = Citation("cpp_78_2_1", "code de procédure pénale, art. 78-2-1")
DPAE = Citation("ct_l1221_10", "code du travail, art. L1221-10 et L8221-5")
REGISTER = Citation("ct_l1221_13", "code du travail, art. L1221-13")


def at(hour: int, minute: int = 0, day: int = 27) -> datetime:
    """A moment of that night, given in Paris winter time."""
    return datetime(2026, 11, day, 0, 0, tzinfo=UTC) + timedelta(hours=hour - 1, minutes=minute)


def head(number: str, secrecy: int, signatory: str = "Le sous-préfet de Calais") -> Head:
    """The head of a document that the sous-préfecture issues."""
    return Head(
        number=number,
        version=1,
        issued_at=datetime(2026, 12, 7, 16, 20, tzinfo=UTC),
        secrecy=secrecy,
        letterhead=Letterhead(
            "prefecture",
            "Sous-préfecture de Calais",
            ("Préfecture du Pas-de-Calais", "Sous-préfecture de Calais", "Bureau des sécurités"),
            "Calais",
        ),
        demonstration=True,
        signatory=signatory,
    )


def operation() -> OperationLine:
    """The operation of that night."""
    return OperationLine(
        number="OP-2026-0007",
        title="Débits de boissons et commerces de nuit",
        day=date(2026, 11, 27),
        zone="Calais, quartier Beau-Marais / Centre-ville",
        pilot="Sous-préfecture de Calais, bureau des sécurités",
        starts_at=at(20, 45),
        ends_at=at(24, 40),
    )


def requisition_reference() -> RequisitionReference:
    """The requisition under which police entered."""
    return RequisitionReference(
        number="2026/1147",
        magistrate="procureur de la République près le tribunal judiciaire de Boulogne-sur-Mer",
        granted_at=at(10, 15, day=18),
        article=ARTICLE,
        valid_from=at(18, 0),
        valid_to=at(2, 0, day=28),
        offences=(
            "travail dissimulé par dissimulation d’emploi salarié",
            "travail dissimulé par dissimulation d’activité",
            "emploi d’étranger non muni d’une autorisation de travail",
        ),
        places=("Le Phare du Beau-Marais", "L’Ancre et la Chope", "Le Comptoir des Dentellières", "Épicerie du Minck"),
    )


@cache
def pictures() -> dict[str, bytes]:
    """Four drawn photos by SHA-256: a shutter, a cold room, a register, a cellar door."""
    drawn = {}
    for name, size, colour in (
        ("Rideau baissé", (1200, 900), "#5d6d7e"),
        ("Chambre froide", (1200, 900), "#a3bccb"),
        ("Registre", (900, 1200), "#c9b18b"),
        ("Issue de secours", (1200, 900), "#7b6a5a"),
    ):
        picture = Image.new("RGB", size, colour)
        pen = ImageDraw.Draw(picture)
        for step in range(0, size[1], 60):
            pen.line((0, step, size[0], step + 40), fill="#ffffff" if step % 120 else "#2b3547", width=5)
        pen.rectangle((80, 80, 560, 190), fill="#ffffff")
        pen.text((100, 100), name, fill="#1a2130", font=ImageFont.truetype(FOLDER / "SourceSans3-Bold.ttf", 60))
        out = BytesIO()
        picture.save(out, "JPEG", quality=80)
        drawn[hashlib.sha256(out.getvalue()).hexdigest()] = out.getvalue()
    return drawn


def photo(number: int, picture: int, caption: str, item: str, place: str) -> PhotoLine:
    """One photo of that night."""
    digest = list(pictures())[picture]
    return PhotoLine(
        number=number,
        shown=digest,
        original=hashlib.sha256(f"original {number}".encode()).hexdigest(),
        caption=caption,
        taken_at=at(21, 40 + number),
        author="agent de la DDPP" if item.startswith("SS") else "agent de la police nationale",
        place=place,
        device="Tablette de service n° 12",
        direction="vers le nord, depuis l’entrée",
        item=item,
        marker="réglette de 20 cm" if number == 2 else "",
    )


def due(kind: str, label: str, owner: str, day: date, state: str = "due") -> ConsequenceLine:
    """A follow-up with its owner and date."""
    return ConsequenceLine(kind, label, state, owner, day)


def first_visit() -> VisitPart:
    """A bar with findings of four agencies."""
    return VisitPart(
        order=1,
        establishment=EstablishmentCard(
            trade_name="Le Phare du Beau-Marais",
            address="12, rue de la Démonstration, 62100 Calais",
            demonstration=True,
            activity="débit de boissons à consommer sur place",
            operator="exploitant de démonstration A",
            operator_quality="gérant de droit, présent",
            licence="licence IV, récépissé présenté",
        ),
        state="done",
        arrived_at=at(21, 5),
        left_at=at(22, 0),
        persons_present=23,
        persons_working=4,
        entries=(
            Entry(PN, ARTICLE, at(21, 5), "Réquisition présentée au gérant à 21 h 06 ; activité en cours."),
            Entry(
                SS,
                Citation("crpm_l205_5", "code rural et de la pêche maritime, art. L205-5"),
                at(21, 12),
                "Procureur informé le 25 novembre.",
            ),
            Entry(UR, Citation("ct_l8271_1_2", "code du travail, art. L8271-1-2"), at(21, 10)),
            Entry(IT, Citation("ct_l8113_1", "code du travail, art. L8113-1"), at(21, 10)),
            Entry(
                PM,
                Citation("csi_l511_1", "code de la sécurité intérieure, art. L511-1"),
                at(21, 5),
                "Abords et terrasse seulement.",
            ),
        ),
        sheets=(
            SheetCount(PN, "handed_in", 17, 3, 2, 3),
            SheetCount(PM, "handed_in", 9, 1, 0, 4),
            SheetCount(SS, "handed_in", 15, 2, 1, 3),
            SheetCount(UR, "handed_in", 6, 1, 3, 2),
            SheetCount(IT, "answering", reason="Grille commencée sur place, non remise à ce jour."),
        ),
        findings=(
            FindingLine(
                "police_nationale",
                PN,
                "PN-07",
                "Preuve de déclaration préalable à l’embauche pour chaque personne occupée",
                4,
                "Deux personnes servent en salle ; aucune preuve de déclaration n’est présentée pour l’une d’elles. Le gérant indique qu’elle « dépanne depuis mardi ».",
                (DPAE,),
                (
                    due("judicial", "transmission au procureur de la République", PN, date(2026, 12, 11), "sent"),
                    due(
                        "administrative",
                        "instruction d’un avertissement",
                        "Sous-préfecture de Calais",
                        date(2026, 12, 18),
                    ),
                ),
                (3,),
            ),
            FindingLine(
                "police_nationale",
                PN,
                "PN-06",
                "Registre unique du personnel",
                2,
                "Registre présenté, dernière inscription en mars 2025.",
                (REGISTER,),
                (due("compliance", "registre à jour à présenter", PN, date(2026, 12, 14)),),
                (3,),
            ),
            FindingLine(
                "police_nationale",
                PN,
                "PN-15",
                "Affiche relative à la protection des mineurs",
                1,
                "Affiche absente de la salle.",
                (Citation("csp_l3342_4", "code de la santé publique, art. L3342-4"),),
                (due("compliance", "affiche à apposer", PN, date(2026, 12, 4), "answered"),),
            ),
            FindingLine(
                "police_municipale",
                PM,
                "PM-02",
                "Occupation du domaine public : titre, limites, horaires",
                2,
                "Terrasse de 14 m² environ ; titre présenté pour 9 m².",
                (Citation("cg3p_l2122_1", "code général de la propriété des personnes publiques, art. L2122-1", True),),
                (due("administrative", "mise en demeure du maire", "Mairie de Calais", date(2026, 12, 21)),),
            ),
            FindingLine(
                "ddpp_ssa",
                SS,
                "SS-04",
                "Température des enceintes froides",
                3,
                "Enceinte de la réserve mesurée à 9,5 °C à 21 h 31 (thermomètre n° T-044).",
                (Citation("arr_2009_12_21", "arrêté du 21 décembre 2009", True),),
                (due("administrative", "mise en demeure de remise en conformité", SS, date(2026, 12, 4), "overdue"),),
                (2,),
            ),
            FindingLine(
                "ddpp_ssa",
                SS,
                "SS-08",
                "Traçabilité des denrées",
                3,
                "Aucun document d’origine pour trois lots de viande.",
                (Citation("reg_178_2002_18", "règlement (CE) n° 178/2002, art. 18"),),
                (due("administrative", "destruction des lots consignés", SS, date(2026, 11, 30), "closed"),),
            ),
            FindingLine(
                "urssaf",
                UR,
                "UR-02",
                "Rapprochement des déclarations et du tableau des personnes occupées",
                4,
                "Rapprochement en cours dans les fichiers du service ; aucune conclusion à ce jour.",
                (Citation("ct_l8221_5", "code du travail, art. L8221-5"),),
                (due("judicial", "procès-verbal éventuel au procureur de la République", UR, date(2027, 1, 15)),),
            ),
        ),
        photos=(
            photo(1, 3, "Issue de la salle vers la cour", "PN-02", "Le Phare du Beau-Marais, salle"),
            photo(2, 1, "Afficheur de l’enceinte froide de la réserve", "SS-04", "Le Phare du Beau-Marais, réserve"),
            photo(3, 2, "Registre, dernière page remplie", "PN-06", "Le Phare du Beau-Marais, comptoir"),
        ),
        measures=(
            MeasureLine(SS, "Consigne de trois lots de viande sans origine, 18 kg", at(21, 44)),
            MeasureLine(PM, "Passage rétabli devant l’issue donnant sur la cour", at(21, 50)),
        ),
        documents=(
            HandedDocument(PN, "Procès-verbal de contrôle remis", "au gérant"),
            HandedDocument(UR, "Contrats et relevés d’heures demandés pour le 4 décembre 2026", "au gérant"),
        ),
        remarks="Le gérant indique que le registre « est tenu par le comptable » et qu’il présentera les pièces sous huitaine.",
    )


def visits() -> tuple[VisitPart, ...]:
    """The four visits: findings, closed on arrival, nothing found, findings."""
    card = EstablishmentCard(
        trade_name="L’Ancre et la Chope",
        address="3, quai de la Démonstration, 62100 Calais",
        demonstration=True,
        activity="débit de boissons à consommer sur place",
    )
    quiet = EstablishmentCard(
        trade_name="Le Comptoir des Dentellières",
        address="41, boulevard de la Démonstration, 62100 Calais",
        demonstration=True,
        activity="restaurant, débit de boissons",
        operator="exploitante de démonstration C",
        operator_quality="gérante, présente",
        licence="licence restaurant, récépissé présenté",
    )
    grocery = EstablishmentCard(
        trade_name="Épicerie du Minck, alimentation générale et dépannage de nuit du Beau-Marais",
        address="8, place de la Démonstration, 62100 Calais",
        demonstration=True,
        activity="commerce d’alimentation, vente la nuit",
        operator="exploitant de démonstration D",
        operator_quality="absent ; un préposé répond du lieu",
        licence="petite licence à emporter, récépissé non présenté",
    )
    return (
        first_visit(),
        VisitPart(2, card, "closed_on_arrival", at(22, 10), at(22, 15), "Rideau baissé, aucune lumière ; visite à reprendre dans la période de la réquisition.",
                  photos=(photo(4, 0, "Rideau baissé à l’arrivée", "PN-02", "L’Ancre et la Chope, façade"),)),
        VisitPart(3, quiet, "done", at(22, 25), at(23, 5), "", 41, 6,
                  entries=(Entry(PN, ARTICLE, at(22, 25), "Réquisition présentée à la gérante ; activité en cours."),
                           Entry(SS, Citation("crpm_l205_5", "code rural et de la pêche maritime, art. L205-5"), at(22, 28))),
                  sheets=(SheetCount(PN, "handed_in", 21, 0, 1, 3), SheetCount(SS, "handed_in", 19, 0, 0, 2),
                          SheetCount(UR, "not_carried_out", reason="Équipe retenue sur la visite précédente."))),
        VisitPart(4, grocery, "done", at(23, 20), at(24, 20), "", 5, 1,
                  entries=(Entry(PN, ARTICLE, at(23, 20), "Réquisition présentée au préposé ; vente en cours."),
                           Entry(SS, Citation("crpm_l205_5", "code rural et de la pêche maritime, art. L205-5"), at(23, 26)),
                           Entry(PM, Citation("csi_l511_1", "code de la sécurité intérieure, art. L511-1"), at(23, 20), "Voie publique.")),
                  sheets=(SheetCount(PN, "handed_in", 14, 2, 4, 5), SheetCount(PM, "handed_in", 11, 1, 0, 2), SheetCount(SS, "handed_in", 12, 2, 2, 5)),
                  findings=(
                      FindingLine("police_nationale", PN, "PN-10", "Permis de vente de boissons alcooliques la nuit", 3,
                                  "Vente de bière constatée à 23 h 24 ; aucun permis présenté.",
                                  (Citation("csp_l3331_4", "code de la santé publique, art. L3331-4"),),
                                  (due("judicial", "transmission au procureur de la République", PN, date(2026, 12, 11)),
                                   due("administrative", "instruction d’une mesure de police administrative", "Sous-préfecture de Calais", date(2026, 12, 31)))),
                      FindingLine("police_nationale", PN, "PN-09", "Récépissé de déclaration de licence", 3,
                                  "Le préposé déclare ne pas savoir où se trouve le récépissé.",
                                  (Citation("csp_l3332_4_1", "code de la santé publique, art. L3332-4-1"),),
                                  (due("compliance", "récépissé à présenter en mairie", PM, date(2026, 12, 8)),)),
                      FindingLine("police_municipale", PM, "PM-04", "Déchets et cartons déposés sur la voie", 2, "Une vingtaine de cartons contre la façade.",
                                  (Citation("cp_r634_2", "code pénal, art. R634-2"),),
                                  (due("judicial", "rapport à l’officier du ministère public", PM, date(2026, 12, 4), "sent"),)),
                      FindingLine("ddpp_ssa", SS, "SS-07", "Denrées à date limite dépassée", 4, "Onze articles retirés de la vente.",
                                  (Citation("reg_178_2002_14", "règlement (CE) n° 178/2002, art. 14"),),
                                  (due("administrative", "mise en demeure", SS, date(2026, 12, 10)),)),
                      FindingLine("ddpp_ssa", SS, "SS-15", "Déchets, huiles, conteneurs", 2, "",
                                  (Citation("reg_852_2004_6", "règlement (CE) n° 852/2004, annexe II, chap. VI"),),
                                  (ConsequenceLine("none", "rappel oral fait sur place", "not_applicable", SS),)),
                  ),
                  documents=(HandedDocument(PN, "Convocation remise pour l’exploitant", "au préposé"),)),
    )  # fmt: skip


def minutes() -> MinutesSnapshot:
    """The full minutes of that night."""
    return MinutesSnapshot(
        head=head("CR-2026-0007", 3),
        operation=operation(),
        participants=(
            Participant("police_nationale", FULL[PN], "Entrée, sécurité, contrôle d’identité, travail dissimulé", "present", headcount=9, leaders=("Cdt A. Vasseur",)),
            Participant("police_municipale", FULL[PM], "Abords, domaine public, circulation", "present", headcount=4, leaders=("Chef de service B. Lheureux",)),
            Participant("ddpp_ssa", FULL[SS], "Hygiène des denrées", "present", headcount=2),
            Participant("ddpp_ccrf", FULL[CC], "", "declined", "Équipe engagée le même soir sur un autre arrondissement."),
            Participant("urssaf", FULL[UR], "Emploi salarié, cotisations", "present", headcount=2),
            Participant("inspection_travail", FULL[IT], "Emploi, durée et sécurité du travail", "present", headcount=1),
        ),
        visits=visits(),
        validations=(
            Validation("police_nationale", PN, "validated", at(11, 5, day=30), "Cdt A. Vasseur", section_hash="3f" * 32),
            Validation("police_municipale", PM, "validated", at(9, 40, day=30), "Chef de service B. Lheureux", section_hash="a7" * 32),
            Validation("ddpp_ssa", SS, "validated", at(14, 12, day=30) + timedelta(days=2), "Inspectrice D. Carpentier", section_hash="5c" * 32),
            Validation("urssaf", UR, "validated", at(16, 30, day=30) + timedelta(days=3), "Inspecteur E. Delattre", section_hash="e1" * 32),
            Validation("inspection_travail", IT, "silent", due=at(18, 0, day=30) + timedelta(days=4)),
        ),
        distribution=(
            Recipient("Procureur de la République, Boulogne-sur-Mer", "full", 3, "Autorité judiciaire, signataire de la réquisition"),
            Recipient("Préfet du Pas-de-Calais, cabinet", "full", 3, "Autorité de police administrative"),
            Recipient(FULL[PN], "full", 3, "Service participant"),
            Recipient("URSSAF, inspection du travail", "full", 3, "code du travail, art. L8271-2"),
            Recipient("Terre d’Opale Habitat", "partner", 1),
            Recipient("Réseau de transport Calais Opale", "partner", 1),
        ),
        requisition=requisition_reference(),
        incidents=(IncidentLine("complaint", at(22, 58), "Le Comptoir des Dentellières", "Un client demande au chef du dispositif le motif du contrôle ; réponse donnée, sans suite."),),
        decisions=(
            DecisionLine("Reprendre la visite de L’Ancre et la Chope pendant la période de la réquisition, ou demander son renouvellement.", "Sous-préfecture de Calais", date(2026, 12, 15)),
            DecisionLine("Examiner en comité restreint l’opportunité d’une mesure de police administrative pour l’Épicerie du Minck.", "Sous-préfecture de Calais", date(2026, 12, 31)),
        ),
        partner_tasks=(
            PartnerTask("bailleur", "Terre d’Opale Habitat", "Vérifier l’éclairage du passage entre la place et l’arrêt de bus, et rendre compte.", date(2026, 12, 18)),
            PartnerTask("transport", "Réseau de transport Calais Opale", "Transmettre les signalements du dernier trimestre par arrêt et par heure.", date(2026, 12, 18)),
        ),
        annexes=(
            Annex(1, "Réquisition n° 2026/1147", 4, hashlib.sha256(b"1").hexdigest(), 2),
            Annex(2, "Feuille d’émargement", 2, hashlib.sha256(b"2").hexdigest(), 1),
            Annex(3, "Planche photographique", 3, hashlib.sha256(b"3").hexdigest(), 3),
            Annex(4, "Relevé de températures, thermomètre n° T-044", 3, hashlib.sha256(b"4").hexdigest()),
        ),
    )  # fmt: skip


def photo_board() -> PhotoBoardSnapshot:
    """The photo board of that night."""
    return PhotoBoardSnapshot(
        head("PP-2026-0004", 3),
        operation(),
        minutes().photos(),
        "Pour le service pilote, l’agent qui a réuni la planche",
    )


def attendance() -> AttendanceSnapshot:
    """The attendance sheet of the briefing, filled."""
    return AttendanceSnapshot(
        head=head("FE-2026-0007", 2, "Pour le service pilote"),
        operation=operation(),
        briefing_place="commissariat de Calais, salle de réunion",
        briefing_at=at(20, 0),
        lines=(
            AttendanceLine(PN, "A. Vasseur", "commandant, chef du dispositif", "present", at(19, 50)),
            AttendanceLine(PN, "J. Quénivet", "brigadier-chef", "present", at(19, 55)),
            AttendanceLine(PM, "B. Lheureux", "chef de service", "present", at(19, 58), at(24, 0)),
            AttendanceLine(SS, "D. Carpentier", "inspectrice", "present", at(19, 52)),
            AttendanceLine(CC, "C. Fourmaux", "inspecteur", "declined", reason="Équipe engagée sur un autre arrondissement."),
            AttendanceLine(UR, "E. Delattre", "inspecteur du recouvrement", "present", at(20, 2)),
            AttendanceLine(IT, "F. Bécuwe", "inspectrice du travail", "expected"),
        ),
        instructions=(
            "La police nationale entre la première ; les autres services entrent au signal.",
            "Chaque service agit sur ses seuls pouvoirs et remplit sa seule grille.",
            "Aucun contact avec la presse ; toute question est renvoyée au service pilote.",
        ),
    )  # fmt: skip


def requisition() -> RequisitionSnapshot:
    """The draft requisition for that night."""
    return RequisitionSnapshot(
        head=Head(
            number="RQ-2026-0009", version=1, issued_at=at(9, 30, day=16), secrecy=2, demonstration=True,
            letterhead=Letterhead("parquet", "Parquet de Boulogne-sur-Mer", ("Tribunal judiciaire de Boulogne-sur-Mer", "Parquet du procureur de la République"), "Boulogne-sur-Mer"),
        ),
        operation_number="OP-2026-0007",
        court="Tribunal judiciaire de Boulogne-sur-Mer",
        magistrate="Le procureur de la République",
        article=ARTICLE,
        offences=(
            RequestedOffence("Travail dissimulé", Citation("ct_l8221_1", "code du travail, art. L8221-1"), "1508"),
            RequestedOffence("Publicité ou recours relatifs au travail dissimulé", Citation("ct_l8221_2", "code du travail, art. L8221-2")),
            RequestedOffence("Emploi d’étranger non muni d’une autorisation de travail", Citation("ct_l8251_1", "code du travail, art. L8251-1")),
        ),
        places=tuple(
            RequestedPlace(visit.order, visit.establishment.trade_name, visit.establishment.address, "Signalements datés des 3, 11 et 24 octobre 2026 ; dernier contrôle il y a plus de deux ans.", demonstration=True)
            for visit in visits()
        ),
        valid_from=at(18, 0),
        valid_to=at(2, 0, day=28),
        service=FULL[PN],
        requested_by="Sous-préfecture de Calais",
        reasons=(
            "Signalements concordants d’emploi non déclaré reçus de trois services depuis septembre 2026",
            "Activité de nuit de ces établissements, seule à permettre la constatation recherchée",
        ),
    )  # fmt: skip
