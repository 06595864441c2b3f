"""The papers of one closure to print: report, warning, letter, hearing, order, service, sheet on the door, watch."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from tests.pdf.samples import FULL, PN, head
from workflows.law.measures import measure
from workflows.law.order_texts import order_texts, penalties_of
from workflows.processes.citations import cite_in_full, cite_in_short, visas
from workflows.processes.snapshot_parts import EstablishmentCard, Letterhead
from workflows.processes.snapshot_parts_measure import (
    Addressee,
    Argument,
    Basis,
    DatedFact,
    Delegation,
    HearingPart,
    LengthReason,
    OrderReference,
    Piece,
    PriorAct,
    Proposed,
    RemedyLine,
    Signatory,
    Subject,
)
from workflows.processes.snapshots_execution import (
    AdminReportSnapshot,
    InspectionReportSnapshot,
    OpinionLine,
    PostingSheetSnapshot,
    ServiceRecordSnapshot,
    WatchLine,
    WatchReportSnapshot,
)
from workflows.processes.snapshots_measure import (
    ContradictoryLetterSnapshot,
    HearingMinutesSnapshot,
    OrderSnapshot,
    WarningSnapshot,
)

DAY = date(2026, 12, 7)
"""The day of every paper here."""
AUTHORITY = "Le préfet du Pas-de-Calais"
CARD = EstablishmentCard(
    trade_name="L’Ancre et la Chope", address="12 rue des Exemples, 62100 Calais", demonstration=True,
    activity="débit de boissons", operator="SARL Démo Chope", operator_quality="exploitante", licence="IV",
)  # fmt: skip
OPERATOR = Addressee("SARL Démo Chope", "à l’attention de sa gérante", "12 rue des Exemples\n62100 Calais")
SUBJECTS = (Subject("A1", "fermeture, manquement aux lois et règlements"), Subject("A2", "fermeture, ordre public"))
DELEGATION = Delegation(
    "l’arrêté n° DÉMO-2026-11 du 1er septembre 2026", "n° DÉMO-2026-45", SUBJECTS, date(2026, 9, 1), date(2027, 8, 31)
)
SIGNATORY = Signatory("Camille Démo", "Le sous-préfet de Calais", DELEGATION)
FACTS = (
    DatedFact(
        date(2026, 10, 3), "à 2 h 15, une rixe entre clients sortant de l’établissement a fait deux blessés",
        "les personnes en cause venaient d’y consommer, la porte étant encore ouverte", "rapport administratif de la police nationale n° 2026/418",
        "main courante du 3 octobre 2026",
    ),
    DatedFact(
        date(2026, 10, 10), "de 0 h 30 à 2 h 40, musique perçue portes ouvertes à plus de cinquante mètres, trois riverains se plaignent",
        "la musique vient de la salle, portes calées en position ouverte", "rapport de la police municipale n° PM-2026-207", "fiches d’appel",
    ),
    DatedFact(
        date(2026, 10, 17), "à 1 h 50, vingt personnes sur la chaussée, verres de l’établissement à la main, circulation coupée",
        "ces personnes sont servies par la porte de l’établissement", "rapport administratif de la police nationale n° 2026/431", "photographies jointes au rapport",
    ),
)  # fmt: skip


def basis(key: str = "A2", on: date = DAY) -> Basis:
    """A ground as it stood on a day."""
    law = measure(key, on)
    return Basis(key, law.label.fr, law.ground.fr, cite_in_full(law.reference or "", on))


def remedies() -> tuple[RemedyLine, ...]:
    """The ways to contest of this département."""
    return tuple(
        RemedyLine(each.key, each.before.fr, 2 if each.within else None, tuple(cite_in_short(key, DAY) for key in each.references))
        for each in order_texts().remedies
    )  # fmt: skip


def admin_report() -> AdminReportSnapshot:
    """The report that opens the instruction; one fact is not tied to the place yet."""
    loose = DatedFact(
        date(2026, 10, 24), "un deux-roues brûlé rue des Exemples", "", "rapport de la police municipale n° PM-2026-219"
    )
    return AdminReportSnapshot(
        head=replace(head("RA-2026-0004", 3, "Le chef de la circonscription"), letterhead=Letterhead("police_nationale", FULL[PN], (), "Calais")),
        addressed_to=AUTHORITY,
        establishment=CARD,
        facts=(*FACTS, loose),
        grounds=("atteinte à l’ordre public, à la santé, à la tranquillité ou à la moralité publiques",),
        earlier=(PriorAct("warning", date(2026, 6, 2), "affichage des tarifs et de la licence"),),
        judicial=(PriorAct("prosecutor", date(2026, 11, 2), "accord n° 2026/77 pour le procès-verbal de la rixe"),),
        opinions=(OpinionLine("Mairie", "Favorable : les plaintes des riverains se répètent depuis l’été.", date(2026, 11, 4)),),
    )  # fmt: skip


def inspection_report() -> InspectionReportSnapshot:
    """What the police found, reported to the prefect by the police."""
    full = admin_report()
    return InspectionReportSnapshot(
        replace(full.head, number="RA-2026-0005"), full.addressed_to, full.establishment, FACTS[:1]
    )


def warning() -> WarningSnapshot:
    """The warning of the same place, for breaches of its rules."""
    law = measure("A1", DAY)
    return WarningSnapshot(
        head=head("AV-2026-0002", 2),
        addressee=OPERATOR,
        establishment=CARD,
        basis=basis("A1"),
        facts=(
            DatedFact(date(2026, 11, 27), "l’affiche sur l’ivresse et les mineurs est absente", "constat dans la salle, au comptoir", "compte rendu de contrôle CR-2026-0007"),
            DatedFact(date(2026, 11, 27), "aucun éthylotest n’est à disposition du public", "constat dans la salle, près de la sortie", "compte rendu de contrôle CR-2026-0007"),
        ),
        asked=("poser l’affiche réglementaire de façon visible", "mettre des éthylotests à disposition du public"),
        months=law.cap or 0,
        months_repeated=law.cap_repeated,
        not_appealable=(cite_in_full("ta_cergy_2107561", DAY),),
        signatory=SIGNATORY,
        authority=AUTHORITY,
        signed_on=DAY,
    )  # fmt: skip


def contradictory_letter() -> ContradictoryLetterSnapshot:
    """The letter of the closure, sent by registered post."""
    return ContradictoryLetterSnapshot(
        head=head("LC-2026-0003", 3),
        addressee=OPERATOR,
        establishment=CARD,
        basis=basis(),
        facts=FACTS,
        texts=tuple(cite_in_full(key, DAY) for key in ("crpa_l121_1", "crpa_l211_2")),
        rights=(cite_in_full("crpa_l122_1", DAY),),
        prior=(PriorAct("warning", date(2026, 6, 2), "affichage des tarifs et de la licence"),),
        proposed=(Proposed("fermeture administrative temporaire de l’établissement", 2),),
        repetition=False,
        days=15,
        days_by=(),
        counted_from=date(2026, 12, 9),
        answer_by=date(2026, 12, 24),
        handed=False,
        file=(
            Piece("rapport administratif de la police nationale", "2026/418", date(2026, 10, 5)),
            Piece("rapport de la police municipale", "PM-2026-207", date(2026, 10, 12)),
            Piece("rapport administratif de la police nationale", "2026/431", date(2026, 10, 19)),
        ),
        answer_to="la sous-préfecture de Calais, bureau des sécurités",
        kind="registered",
        reference="BS/2026/118",
        signatory=SIGNATORY,
        authority=AUTHORITY,
        sent_on=DAY,
    )  # fmt: skip


def hearing_minutes() -> HearingMinutesSnapshot:
    """What the manager said, to be signed."""
    return HearingMinutesSnapshot(
        head=head("OO-2026-0003", 3, ""),
        establishment=CARD,
        letter=Piece("lettre de procédure contradictoire", "LC-2026-0002", date(2026, 11, 12)),
        proposed=Proposed("fermeture administrative temporaire de l’établissement", 2),
        held_on=date(2026, 11, 25),
        place="sous-préfecture de Calais, bureau des sécurités",
        heard=Addressee("Mme Démo Chope", "gérante, assistée de son conseil"),
        heard_by="la cheffe du bureau des sécurités",
        statements=(
            "Je ne conteste pas le bruit du 10 octobre. Les portes sont désormais fermées à minuit et un limiteur est commandé.",
            "La rixe du 3 octobre a commencé après la fermeture : les personnes étaient déjà dehors.",
        ),
        handed_in=(Piece("bon de commande d’un limiteur de son", "", date(2026, 11, 20)),),
        right=cite_in_short("crpa_l122_1", DAY),
        state="to_sign",
    )  # fmt: skip


def order() -> OrderSnapshot:
    """The closure for public order; its facts are all older than forty-five days, so that it waits two days."""
    said = "Mme Démo Chope, gérante"
    return OrderSnapshot(
        head=head("AR-2026-0002", 2),
        authority=AUTHORITY,
        establishment=CARD,
        operator=Addressee("la SARL Démo Chope", "représentée par sa gérante"),
        bases=(basis(),),
        visas=visas(
            ("csp_l3332_15_2", *penalties_of(("A2",)), "crpa_l121_1", "crpa_l122_1", "crpa_l211_2", "crpa_l211_5", "crpa_l212_1", "crpa_l221_8", "cja_r421_5"),
            DAY,
        ),
        reports=tuple(Piece(f"le {each.source}") for each in FACTS),
        prior=(),
        earlier=(),
        hearing=HearingPart(
            "LC-2026-0002", date(2026, 11, 12), (Proposed("fermeture administrative temporaire de l’établissement", 2),), 15,
            date(2026, 11, 14), "registered", "avis de réception signé",
            (
                Argument("La rixe du 3 octobre a commencé après la fermeture, les personnes étant déjà dehors", said, date(2026, 11, 25), True,
                         "le rapport n° 2026/418 relève que la porte était ouverte et que ces personnes venaient de consommer"),
                Argument("Les portes sont désormais fermées à minuit et un limiteur est commandé", said, date(2026, 11, 25), True,
                         "ces démarches, postérieures aux faits, sont prises en compte dans la durée"),
            ),
        ),
        urgency=None,
        facts=FACTS,
        because="en deux semaines, trois troubles sont nés de la clientèle de l’établissement, la nuit, sur la voie publique, et ont touché les riverains et la circulation",
        length_because=(
            LengthReason("gravity", "Deux personnes ont été blessées."),
            LengthReason("repetition", "Aucune mesure antérieure de même nature."),
            LengthReason("cured", "limiteur commandé, portes fermées à minuit"),
            LengthReason("jobs", "Trois salariés."),
        ),
        months=2,
        repetition=False,
        effects=(),
        penalties=tuple(cite_in_full(key, DAY) for key in penalties_of(("A2",))),
        remedies=remedies(),
        executed_by=("le sous-préfet de Calais", "le directeur interdépartemental de la police nationale du Pas-de-Calais", "le maire de Calais"),
        copies=("Le procureur de la République près le tribunal judiciaire de Boulogne-sur-Mer", "La directrice départementale de la protection des populations"),
        signatory=SIGNATORY,
        signed_on=DAY,
    )  # fmt: skip


ORDER = OrderReference("AR-2026-0001", date(2026, 12, 1), 2)
BINDS = datetime(2026, 12, 5, 9, 40, tzinfo=UTC)
ENDS = date(2027, 2, 5)


def service_record() -> ServiceRecordSnapshot:
    """The order handed over by the police, who were refused a signature."""
    return ServiceRecordSnapshot(
        head=head("NO-2026-0001", 2, ""),
        order=ORDER,
        establishment=CARD,
        served_at=datetime(2026, 12, 3, 9, 40, tzinfo=UTC),
        served_to="Mme Démo Chope, gérante",
        kind="by_hand",
        state="refused",
        proof="procès-verbal de notification n° 2026/502 de la police nationale",
        agency_name="Police nationale",
        binds_from=BINDS,
        ends_on=ENDS,
        waits=48,
        effect=cite_in_short("csp_l3332_15", DAY),
        remedies=remedies(),
    )


def posting_sheet() -> PostingSheetSnapshot:
    """The sheet on the door of the same place."""
    return PostingSheetSnapshot(
        head=head("AF-2026-0001", 0, ""), trade_name=CARD.trade_name, address=CARD.address, order=ORDER, authority=AUTHORITY,
        binds_from=BINDS, ends_on=ENDS,
    )  # fmt: skip


def watch_report() -> WatchReportSnapshot:
    """Three patrols, one of which saw light and customers."""
    return WatchReportSnapshot(
        head=head("SU-2026-0001", 2),
        order=ORDER,
        establishment=CARD,
        binds_from=BINDS,
        ends_on=ENDS,
        passages=(
            WatchLine(datetime(2026, 12, 5, 21, 10, tzinfo=UTC), "Police municipale", "shut", True, "Rideau baissé, aucune lumière."),
            WatchLine(datetime(2026, 12, 6, 22, 35, tzinfo=UTC), "Police nationale", "open", False, "Lumière, une dizaine de personnes au comptoir, affiche absente."),
            WatchLine(datetime(2026, 12, 7, 12, 0, tzinfo=UTC), "Police municipale", "shut", True),
        ),
    )  # fmt: skip


def anonymous_order() -> OrderSnapshot:
    """The order whose signatory is not named: the one measure for which the law allows it."""
    full = order()
    assert full.hearing is not None
    delegation = replace(DELEGATION, subjects=(Subject("A8", "fermeture, criminalité organisée"),))
    return replace(
        full,
        bases=(basis("A8"),),
        visas=visas(("csi_l333_2", "csi_l333_3", "crpa_l121_1", "crpa_l122_1", "crpa_l212_1"), DAY),
        penalties=(cite_in_full("csi_l333_3", DAY),),
        signatory=Signatory("", "Le sous-préfet de Calais", delegation, True, "Le bureau des sécurités", "la cheffe du bureau des sécurités"),
    )  # fmt: skip
