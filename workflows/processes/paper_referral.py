"""What the papers of a referral say: its rows drawn by the house into frozen snapshots, kept with the step that sends it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from workflows.engine.cases import Situation
from workflows.engine.definition import Effect, Field, Refusal
from workflows.engine.numbers import reserve_number
from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.processes.citations import cite_in_full
from workflows.processes.consequence import Consequence
from workflows.processes.document import press
from workflows.processes.finding import Finding
from workflows.processes.frozen_paper import FrozenPaper, freeze, last_version
from workflows.processes.house import house_look, look
from workflows.processes.operation_facts import Operation
from workflows.processes.paper_parts import row_of, rows_of
from workflows.processes.referral_annex import ReferralAnnex
from workflows.processes.referral_facts import (
    JUDICIAL,
    RECEIVE,
    ROLES,
    SAID,
    PvTransmission,
    Referral,
    ReferralAnswer,
    ReferralFact,
    ReferralOffence,
    ReferralPerson,
    ReferralPiece,
)
from workflows.processes.requisition_facts import Requisition
from workflows.processes.sheet import Sheet
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
from workflows.processes.visit_facts import Visit
from workflows.register.agencies import agency, holders
from workflows.register.establishments import Establishment
from workflows.store.text import PARIS, Text, say_day

LETTER, SLIP, REPLY = "referral", "transmittal", "reply_40_2"
"""The documents of a referral; a PV on its way has a slip alone."""
_SLIPS, _REPLIES = "BE", "AV"
_DUTY, _TOLD, _APPEAL = "cpp_40", "cpp_40_2", "cpp_40_3"
_PROSECUTOR: Final = "Le procureur de la République"
_POLICE_COURT: Final = ("L’officier du ministère public", "près le tribunal de police")
_OF_ANNEX: Final = {"photo": "photo", "file": "copy", "paper": "report"}
"""What a letter calls an annex in its list of evidence."""
_BY: Final = {"article_40": "par la plateforme"}
_PLACE = tuple[str, bool]
"""Where, and whether it is a demonstration."""


# ------------------------------------------------------------------ the letter and its slip


def letter_prints(situation: Situation) -> Refusal | None:
    """Refuse to send a letter that the press would stop, with what it lacks or has too much of."""
    with house_look(situation.session) as house:
        row = row_of(house, Referral, situation.case.id)
        missing = draw_letter(house, row, situation.fields, situation.moment).missing()
    if not missing:
        return None
    what = Text(
        "\u00a0; ".join(each.render("fr") for each in missing), "; ".join(each.render("en") for each in missing)
    )
    return Refusal(
        "letter_unprintable",
        Text(
            "Pour être imprimée, la lettre demande\u00a0: {what}.",
            "To be printed, the letter needs: {what}.",
            what=what,
        ),
    )


def issue_letter(situation: Situation) -> None:
    """Keep the letter and its slip as they leave, frozen with the step that sends them."""
    session, case_id = situation.session, situation.case.id
    number = _reserve(situation, _SLIPS, case_id)
    session.flush()
    with house_look(session) as house:
        row = house.get_one(Referral, case_id)
        letter = draw_letter(house, row, situation.fields, situation.moment)
        slip = draw_slip(house, row, letter, number)
    for paper in (letter, slip):
        session.add(freeze(paper, case_id=case_id, agency=row.agency, moment=situation.moment))


def letter_to_press(_situation: Situation) -> Iterable[Effect]:
    """Press the letter and the slip that this step has issued."""
    return [press(LETTER), press(SLIP)]


def draw_letter(session: ViewerSession, row: Referral, signed: Mapping[str, Any], moment: datetime) -> ReferralSnapshot:
    """Return the letter as it stands at ``moment`` (aware); ``signed`` says who signs: signatory, quality, contact.

    The session is the house's.
    """
    branch, on = session.get_one(Consequence, row.id), paris_day(moment)
    place, demonstration = _place(session, branch)
    annexes = _annexes(session, row)
    operation = session.get(Operation, branch.operation_id) if branch.operation_id else None
    court = _court()
    return ReferralSnapshot(
        head=_head(row.number, row.agency, moment, demonstration, _capital(signed["quality"])),
        state="sent",
        author=ReferralAuthor(signed["signatory"], signed["quality"], agency(row.agency or "").name.fr, signed["contact"]),
        addressee=_PROSECUTOR,
        addressee_of=f"près le {court[:1].lower()}{court[1:]}",
        basis=cite_in_full(_DUTY, on),
        establishment=place,
        learnt=row.learnt_how,
        learnt_on=row.learnt_on or on,
        observed=tuple(_facts(session, row, "observed")),
        reported=tuple(_facts(session, row, "reported")),
        classification=row.classification,
        offences=tuple(
            ProposedOffence(each.label, _article(session, branch, each.natinf_code, on))
            for each in _lines(session, ReferralOffence, row)
        ),
        operation_number=operation.number if operation is not None else "",
        requisition_number=_requisition(session, branch.operation_id),
        persons=tuple(
            PersonLine(_capital(ROLES[each.role].fr), each.name, each.siret)
            for each in _lines(session, ReferralPerson, row)
        ),
        loss=row.harm,
        evidence=tuple(_evidence(session, row)),
        urgency=row.urgency if row.is_urgent else "",
        minors=bool(row.minors),
        told=row.told,
        reply=cite_in_full(_TOLD, on) if row.reply_asked else None,
        annexes=annexes,
        none_of=tuple(name for name in SAID if getattr(row, f"{name}_said") == "none"),
    )  # fmt: skip


def draw_slip(session: ViewerSession, row: Referral, letter: ReferralSnapshot, number: str) -> TransmittalSnapshot:
    """Return the slip that goes with a letter, where the NATINF numbers stand; the session is the house's."""
    moment = letter.head.issued_at
    branch = session.get_one(Consequence, row.id)
    return TransmittalSnapshot(
        head=_head(number, row.agency, moment, letter.head.demonstration, letter.head.signatory),
        kind="article_40",
        state=letter.state,
        reference=row.number,
        establishment=letter.establishment,
        sender=letter.author.agency_name,
        addressee=letter.addressee,
        addressee_of=letter.addressee_of,
        sent_on=paris_day(moment),
        means=_BY["article_40"],
        pieces=(
            PieceLine(0, f"Signalement n° {row.number}", letter.head.secrecy, letter.fingerprint(), of_data=True),
            *(PieceLine(each.number, each.title, each.secrecy, each.sha256, each.sheets) for each in letter.annexes),
        ),
        offences=tuple(
            SlipOffence(each.label, each.natinf_code, _article(session, branch, each.natinf_code, paris_day(moment)))
            for each in _lines(session, ReferralOffence, row)
        ),
    )


# ------------------------------------------------------------------ the slip of a PV


def slip_of_pv(situation: Situation, pv: PvTransmission) -> FrozenPaper:
    """Return the slip with which a PV of an agency leaves, frozen; its text is not here, and no file of it.

    The caller adds it with the case of the transmission.
    """
    number = _reserve(situation, _SLIPS, pv.id)
    situation.session.flush()
    with house_look(situation.session) as house:
        branch = house.get_one(Consequence, pv.referral_id)
        place, demonstration = _place(house, branch)
        offences = tuple(
            SlipOffence(each.label, each.natinf_code, _article(house, branch, each.natinf_code, paris_day(situation.moment)))
            for each in _lines(house, ReferralOffence, pv)
        )  # fmt: skip
    sender = agency(pv.agency or "").name.fr
    court = _court()
    addressee = (
        (_PROSECUTOR, f"près le {court[:1].lower()}{court[1:]}") if pv.addressee == "prosecutor" else _POLICE_COURT
    )
    title = f"Procès-verbal n° {pv.reference}, clos le {pv.drawn_on:%d/%m/%Y}, établi par\u00a0: {pv.author}"
    slip = TransmittalSnapshot(
        head=_head(number, pv.agency, situation.moment, demonstration, f"Pour le service, {pv.author}"),
        kind="pv" if pv.addressee == "prosecutor" else "contravention",
        state="sent",
        reference=pv.reference,
        establishment=place,
        sender=sender,
        addressee=addressee[0],
        addressee_of=addressee[1],
        sent_on=pv.sent_on,
        means="",
        pieces=(PieceLine(1, title, JUDICIAL, sheets=pv.sheets),),
        offences=offences,
    )
    return freeze(slip, case_id=pv.id, agency=pv.agency, moment=situation.moment)


# ------------------------------------------------------------------ what the author is told


def issue_reply(situation: Situation, answer: ReferralAnswer, asked: Iterable[Field]) -> None:
    """Keep the draft by which the prosecutor's office tells the author of a report what it has answered.

    ``asked`` are the fields of that answer. Nothing is drawn for an answer of which the law tells the author nothing, nor
    for one that the author entered from paper.
    """
    if answer.way == "paper" or not answer.author_told:
        return
    session, case_id = situation.session, situation.case.id
    number, version = _reserve(situation, _REPLIES, case_id), last_version(session, REPLY, case_id) + 1
    written = list(_written(asked, answer.facts, situation))
    session.flush()
    with house_look(session) as house:
        row = house.get_one(Referral, case_id)
        reply = draw_reply(house, row, answer, written, number=number, version=version, moment=situation.moment)
    session.add(freeze(reply, case_id=case_id, agency=situation.case.agency, moment=situation.moment))


def reply_to_press(situation: Situation) -> Iterable[Effect]:
    """Press the draft that this step has issued, if it has issued one."""
    table = FrozenPaper.__table__.c
    kept = look(situation.session, FrozenPaper, table.case_id == situation.case.id, table.kind == REPLY)
    return [press(REPLY, each.version) for each in kept if each.drawn_at == situation.moment]


def draw_reply(
    session: ViewerSession,
    row: Referral,
    answer: ReferralAnswer,
    written: Sequence[str],
    *,
    number: str,
    version: int,
    moment: datetime,
) -> ReplySnapshot:
    """Return the draft for the prosecutor, who alone signs, under the letterhead of that office.

    ``written`` are the lines of the answer in French. The session is the house's.
    """
    place, demonstration = _place(session, session.get_one(Consequence, row.id))
    on, closed, words = paris_day(moment), answer.answer == "no_action", "\n".join(written)
    return ReplySnapshot(
        head=_head(number, holders(RECEIVE)[0], moment, demonstration, _PROSECUTOR, version),
        referral_number=row.number,
        referral_on=paris_day(row.sent_at or moment),
        establishment=place,
        author=ReferralAuthor(row.signatory, row.quality, agency(row.agency or "").name.fr, row.contact),
        case_no=row.case_number,
        answer=answer.answer,
        answered_on=answer.answered_on,
        basis=cite_in_full(_TOLD, on),
        measure="" if closed else words,
        reason=words if closed else "",
        appeal=cite_in_full(_APPEAL, on) if closed else None,
    )


def _written(asked: Iterable[Field], facts: Mapping[str, Any], situation: Situation) -> Iterable[str]:
    """Say each thing that an answer holds as its own line: ``Forme : ordonnance pénale``; a text stands for itself."""
    for field in asked:
        if field.name in facts:
            said = _said(field, facts[field.name], situation)
            yield said if field.kind == "text" else f"{field.label.render('fr')}\u00a0: {said}"


def _said(field: Field, value: Any, situation: Situation) -> str:
    match field.kind:
        case "choice":
            choices = field.choices(situation) if callable(field.choices) else field.choices
            said = next((label.render("fr") for key, label in choices if key == value), str(value))
            return said[:1].lower() + said[1:]
        case "day":
            return say_day(date.fromisoformat(value), "fr")
        case "yes_no":
            return "oui" if value else "non"
    return str(value).strip()


# ------------------------------------------------------------------ parts


def _head(
    number: str, key: str | None, moment: datetime, demonstration: bool, signatory: str, version: int = 1
) -> Head:
    issuer = agency(key or "")
    return Head(
        number=number, version=version, issued_at=moment, secrecy=JUDICIAL,
        letterhead=Letterhead(issuer.key, issuer.name.fr, issuer.letterhead, issuer.city), demonstration=demonstration,
        signatory=signatory,
    )  # fmt: skip


def _reserve(situation: Situation, series: str, case_id: UUID) -> str:
    return reserve_number(situation.session, series, situation.moment.astimezone(PARIS).year, case_id, secrecy=JUDICIAL)


def _court() -> str:
    office = agency(holders(RECEIVE)[0])
    return next((line for line in office.letterhead if "ribunal" in line), office.name.fr)


def _place(session: ViewerSession, branch: Consequence) -> _PLACE:
    if branch.visit_id is not None:
        visit = session.get_one(Visit, branch.visit_id)
        return f"{visit.trade_name}, {visit.address}", visit.demonstration
    place = session.get_one(Establishment, branch.establishment_id)
    where = ", ".join(part for part in (place.address, place.commune) if part)
    return f"{place.trade_name or place.name}, {where}", bool(place.demonstration)


def _lines(session: ViewerSession, table: type[Any], row: Any) -> list[Any]:
    """The lines of one list that stand, of the referral that a row is or belongs to."""
    referral_id = row.id if isinstance(row, Referral) else row.referral_id
    found = rows_of(session, table, table.referral_id == referral_id, table.struck_at.is_(None))
    return sorted(found, key=lambda each: int(each.rank))


def _facts(session: ViewerSession, row: Referral, side: str) -> Iterable[FactLine]:
    found = [each for each in _lines(session, ReferralFact, row) if each.side == side]
    for each in sorted(found, key=lambda fact: (fact.at, fact.rank)):
        yield FactLine(each.at, each.place, each.words, each.told_by)


def _annexes(session: ViewerSession, row: Referral) -> tuple[Annex, ...]:
    return tuple(
        Annex(number, each.title, each.shown_class, each.sha256, each.sheets)
        for number, each in enumerate(_lines(session, ReferralAnnex, row), start=1)
    )


def _evidence(session: ViewerSession, row: Referral) -> Iterable[EvidenceLine]:
    for each in _lines(session, ReferralPiece, row):
        yield EvidenceLine(each.kind, each.label, each.reference, each.erase_on)
    for number, each in enumerate(_lines(session, ReferralAnnex, row), start=1):
        yield EvidenceLine(_OF_ANNEX[each.kind], each.title, annex=number)


def _requisition(session: ViewerSession, operation_id: UUID | None) -> str:
    if operation_id is None:
        return ""
    rows = rows_of(session, Requisition, Requisition.operation_id == operation_id, Requisition.granted.is_(True))
    return max(rows, key=lambda each: each.signed_at or each.starts_at).number if rows else ""


def _article(session: ViewerSession, branch: Consequence, natinf: str, on: date) -> Citation | None:
    """The article of the point of the grid that was found, if it is the one that the grid gives this number to."""
    finding = session.get(Finding, branch.finding_id) if branch.finding_id else None
    if finding is None:
        return None
    item = session.get_one(Sheet, finding.sheet_id).item(finding.item)
    if item is None or not item.references or int(natinf) not in item.natinf:
        return None
    return cite_in_full(item.references[0], on)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
