"""Which mentions a document must carry: each function gives the ones that are missing, as people name them."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.processes.snapshot_parts import (
    Annex,
    AttendanceLine,
    FindingLine,
    Head,
    OperationLine,
    Participant,
    PhotoLine,
    RequestedOffence,
    RequestedPlace,
    RequisitionReference,
    Validation,
    VisitPart,
)
from workflows.store.text import Text


def unless(value: object, fr: str, en: str, **parameters: object) -> Iterator[Text]:
    """Give the named mention when ``value`` is absent: ``None``, no word, an empty list."""
    if value is None or value in ("", ()):
        yield Text(fr, en, **parameters)


def missing_in_head(head: Head) -> Iterator[Text]:
    """What a document's own head lacks."""
    yield from unless(head.number, "le numéro du document", "the number of the document")
    yield from unless(head.letterhead.name, "l’en-tête du service émetteur", "the letterhead of the issuing agency")
    yield from unless(head.letterhead.place, "le lieu d’établissement", "the place of issue")


def missing_in_operation(line: OperationLine) -> Iterator[Text]:
    """What the identification of the operation lacks."""
    yield from unless(line.number, "le numéro de l’opération", "the number of the operation")
    yield from unless(line.zone, "le périmètre de l’opération", "the zone of the operation")
    yield from unless(line.pilot, "le service pilote", "the pilot")


def missing_in_requisition(line: RequisitionReference | None, reason_for_none: str) -> Iterator[Text]:
    """What the reference of the requisition lacks; without a requisition, the reason why there is none."""
    if line is None:
        yield from unless(
            reason_for_none,
            "la référence de la réquisition, ou la raison de son absence",
            "the reference of the requisition, or the reason why there is none",
        )
        return
    yield from unless(line.number, "le numéro de la réquisition", "the number of the requisition")
    yield from unless(line.magistrate, "le magistrat signataire de la réquisition", "who signed the requisition")
    yield from unless(line.article.words, "l’article de la réquisition", "the article of the requisition")
    yield from unless(line.offences, "les infractions visées par la réquisition", "the offences of the requisition")
    yield from unless(line.places, "les lieux visés par la réquisition", "the places of the requisition")


def missing_in_participant(line: Participant) -> Iterator[Text]:
    """What an agency's line lacks: its role if it came, its reason if it did not."""
    if line.answer in ("declined", "absent", "reserved"):
        yield from unless(line.reason, "{name}\u00a0: la raison", "{name}: the reason", name=line.name)
    if line.answer == "present":
        yield from unless(line.role, "{name}\u00a0: le rôle", "{name}: the role", name=line.name)


def missing_in_visit(visit: VisitPart, imported: bool) -> Iterator[Text]:
    """What an establishment's chapter lacks; an imported record is only asked for what it can have held."""
    name = visit.establishment.trade_name or str(visit.order)
    for value, fr, en in _visit_mentions(visit, imported):
        yield from unless(value, "{name}\u00a0: " + fr, "{name}: " + en, name=name)
    shown = {photo.number for photo in visit.photos}
    for line in visit.findings:
        yield from _missing_in_finding(line, name, imported)
        for number in line.photos:
            if number not in shown:
                yield Text("{name}\u00a0: la photo {number}", "{name}: photo {number}", name=name, number=str(number))
    for photo in visit.photos:
        yield from missing_in_photo(photo)


def _visit_mentions(visit: VisitPart, imported: bool) -> Iterator[tuple[object, str, str]]:
    card = visit.establishment
    yield card.trade_name, "l’enseigne", "the trade name"
    if imported:
        return
    yield card.address, "l’adresse", "the address"
    identity = card.siret or ("demonstration" if card.demonstration else "")
    yield (
        identity,
        "le SIRET, ou la mention d’établissement de démonstration",
        "the SIRET, or that it is a demonstration",
    )
    if visit.state != "done":
        yield visit.outcome_reason, "la raison de l’issue de la visite", "the reason of the outcome of the visit"
        return
    yield card.operator, "l’exploitant, ou la mention de son absence", "the operator, or that there was none"
    yield visit.arrived_at, "l’heure d’arrivée", "the time of arrival"
    yield visit.left_at, "l’heure de départ", "the time of departure"
    yield visit.persons_present, "le nombre de personnes présentes", "the number of persons present"
    yield visit.entries, "les conditions d’entrée", "the conditions of entry"


def _missing_in_finding(line: FindingLine, name: str, imported: bool) -> Iterator[Text]:
    where = {"name": name, "item": line.item}
    before_fr, before_en = "{name}, {item}\u00a0: ", "{name}, {item}: "
    yield from unless(line.label, before_fr + "le libellé", before_en + "the label", **where)
    if imported:
        return
    yield from unless(line.citations, before_fr + "la référence légale", before_en + "the legal reference", **where)
    yield from unless(line.consequences, before_fr + "la suite", before_en + "the follow-up", **where)
    for follow_up in line.consequences:
        yield from unless(follow_up.owner_name, before_fr + "qui suit", before_en + "who follows it up", **where)
        if follow_up.state not in ("closed", "not_applicable"):
            yield from unless(follow_up.due, before_fr + "l’échéance", before_en + "the due date", **where)


def missing_in_validation(line: Validation) -> Iterator[Text]:
    """What a validated section lacks; a silent one lacks nothing, its silence is the mention."""
    if line.state != "validated":
        return
    name = line.agency_name
    yield from unless(line.validated_by, "{name}\u00a0: qui a validé", "{name}: who validated", name=name)
    yield from unless(
        line.validated_at, "{name}\u00a0: la date de validation", "{name}: when it was validated", name=name
    )


def missing_in_annex(line: Annex) -> Iterator[Text]:
    """What an annex's line lacks."""
    number = str(line.number)
    yield from unless(line.title, "annexe {number}\u00a0: le titre", "annex {number}: the title", number=number)
    yield from unless(line.sha256, "annexe {number}\u00a0: l’empreinte", "annex {number}: the hash", number=number)


def missing_in_photo(line: PhotoLine) -> Iterator[Text]:
    """What a photo's caption lacks."""
    number = str(line.number)
    for value, fr, en in (
        (line.shown, "l’image", "the picture"),
        (line.original, "l’empreinte du fichier original", "the hash of the original file"),
        (line.caption, "la légende", "the caption"),
        (line.author, "l’auteur", "the author"),
        (line.place, "le lieu", "the place"),
    ):
        yield from unless(value, "photo {number}\u00a0: " + fr, "photo {number}: " + en, number=number)


def missing_in_attendance(line: AttendanceLine) -> Iterator[Text]:
    """What a person's line lacks: agency, name, and the reason of who declined."""
    name = line.name or "?"
    yield from unless(line.name, "{agency}\u00a0: le nom", "{agency}: the name", agency=line.agency_name)
    yield from unless(line.agency_name, "{name}\u00a0: le service", "{name}: the agency", name=name)
    if line.answer == "declined":
        yield from unless(line.reason, "{name}\u00a0: la raison", "{name}: the reason", name=name)


def missing_in_offence(line: RequestedOffence) -> Iterator[Text]:
    """What a requested offence lacks."""
    yield from unless(line.words, "l’infraction recherchée", "the offence looked for")
    yield from unless(line.citation.words, "{words}\u00a0: l’article", "{words}: the article", words=line.words)


def missing_in_place(line: RequestedPlace) -> Iterator[Text]:
    """What a requested place lacks: name, address, reason."""
    name = line.trade_name or str(line.order)
    yield from unless(line.trade_name, "lieu {name}\u00a0: l’enseigne", "place {name}: the trade name", name=name)
    yield from unless(line.address, "{name}\u00a0: l’adresse", "{name}: the address", name=name)
    yield from unless(line.reason, "{name}\u00a0: le motif", "{name}: the reason", name=name)
