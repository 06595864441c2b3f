"""What the steps of a referral refuse and write: the letter of its author line by line, its sending, its grouping."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID, uuid4

from workflows.engine.cases import Situation, take
from workflows.engine.definition import Effect, Refusal
from workflows.engine.numbers import reserve_number
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.law.referrals import told_of
from workflows.processes.consequence import Consequence, ends_joined
from workflows.processes.enquiry import ends_enquiry, open_enquiry
from workflows.processes.finding import Finding
from workflows.processes.house import look, look_up
from workflows.processes.paper_referral import issue_letter
from workflows.processes.pv_transmission import open_transmission
from workflows.processes.referral_annex import ReferralAnnex, chosen
from workflows.processes.referral_answers import (
    FROM_PROSECUTOR,
    add_answer,
    followers_of,
    last_answer,
    open_notice,
    record_of,
)
from workflows.processes.referral_facts import (
    JUDICIAL,
    PIECES,
    RECEIVE,
    ROLES,
    SERIES,
    SIDES,
    Referral,
    ReferralFact,
    ReferralOffence,
    ReferralPerson,
    ReferralPiece,
)
from workflows.register.agencies import holders
from workflows.register.offences import find_offence
from workflows.register.siret import is_siret
from workflows.store.text import PARIS, Text

LINES: Final[dict[str, Any]] = {
    "fact": ReferralFact, "person": ReferralPerson, "offence": ReferralOffence, "piece": ReferralPiece,
    "annex": ReferralAnnex,
}  # fmt: skip
"""The lists of a letter, by the word that names a line of each."""
LETTER: Final = (
    "learnt_on", "learnt_how", "classification", "persons_said", "evidence_said", "harm_said", "harm", "is_urgent", "urgency",
    "minors", "public_order", "told_said", "told", "reply_asked",
)  # fmt: skip
"""What a letter says once, as columns of its row."""
_BIRTH: Final = re.compile(
    r"\bn[ée]e?s?\s+(?:le|en)\b|\bborn\b|\b\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d{2}\b", re.IGNORECASE
)


# ------------------------------------------------------------------ the letter, as a draft


def row_of(situation: Situation) -> Referral:
    """Return the referral's row; made, with its number, when something is written for the first time."""
    row = situation.session.get(Referral, situation.case.id)
    if row is None:
        number = reserve_number(
            situation.session, SERIES, situation.moment.astimezone(PARIS).year, situation.case.id, secrecy=JUDICIAL
        )
        row = Referral(
            id=situation.case.id, case_id=situation.case.id, agency=situation.actor.agency, secrecy=JUDICIAL, number=number
        )  # fmt: skip
        situation.session.add(row)
        situation.session.flush()
    return row


def write_letter(situation: Situation) -> None:
    """Keep what the letter says once; what is left empty is missing until it is written."""
    row = row_of(situation)
    for name in LETTER:
        value = situation.fields.get(name)
        text = name not in ("learnt_on", "is_urgent", "minors", "public_order", "reply_asked")
        setattr(row, name, (value or "") if text else value)


def add_fact(situation: Situation) -> None:
    """Add one fact to the letter."""
    fields = situation.fields
    _add(
        situation, "fact", side=fields["side"], at=fields["at"], place=fields["place"], words=fields["words"],
        told_by=fields.get("told_by") or "",
    )  # fmt: skip


def add_person(situation: Situation) -> None:
    """Add one person or company to the letter."""
    fields = situation.fields
    _add(situation, "person", name=fields["name"], role=fields["role"], siret="".join((fields.get("siret") or "").split()))  # fmt: skip


def add_offence(situation: Situation) -> None:
    """Propose one offence of the list, as the list names it today."""
    found = find_offence(situation.session, situation.fields["natinf"])
    assert found is not None, "The list was asked before."
    _add(
        situation, "offence", natinf_code=found.natinf_code, nature_code=found.nature_code or "", label=found.shown_label
    )  # fmt: skip


def add_piece(situation: Situation) -> None:
    """Add one piece to the list of evidence."""
    fields = situation.fields
    _add(
        situation, "piece", kind=fields["kind"], label=fields["label"], reference=fields.get("reference") or "",
        sheets=fields.get("sheets"), erase_on=fields.get("erase_on"),
    )  # fmt: skip


def attach(situation: Situation) -> None:
    """Join one file of the author's agency to the letter."""
    _add(situation, "annex", **chosen(situation))


def strike(situation: Situation) -> None:
    """Strike one line of a list: it stays, and is no longer part of the letter."""
    word, _, rank = situation.fields["line"].partition("-")
    table = LINES[word].__table__.c
    found = look(
        situation.session, LINES[word], table.referral_id == situation.case.id, table.rank == int(rank),
    )[0]  # fmt: skip
    row = situation.session.get(LINES[word], found.id)
    assert row is not None
    row.struck_at = situation.moment


def _add(situation: Situation, word: str, **values: Any) -> None:
    row = row_of(situation)
    table = LINES[word].__table__.c
    rank = len(look(situation.session, LINES[word], table.referral_id == row.id)) + 1
    situation.session.add(
        LINES[word](
            id=uuid4(), case_id=row.id, agency=row.agency, secrecy=JUDICIAL, referral_id=row.id, rank=rank, **values
        )
    )


def lines_of(session: ViewerSession, referral_id: UUID, word: str) -> list[Any]:
    """Return the lines of one list that stand, in their order; for the house's own reasoning."""
    table = LINES[word].__table__.c
    rows = look(session, LINES[word], table.referral_id == referral_id, table.struck_at.is_(None))
    return sorted(rows, key=lambda row: int(row.rank))


def line_choices(situation: Situation) -> Iterable[tuple[str, Text]]:
    """Offer the lines that stand, each by its list and rank."""
    for word in LINES:
        for row in lines_of(situation.session, situation.case.id, word):
            yield f"{word}-{row.rank}", _line_said(word, row)


def something_to_strike(situation: Situation) -> Refusal | None:
    """Refuse while the draft has no line."""
    return None if any(line_choices(situation)) else _NO_LINE


def _line_said(word: str, row: Any) -> Text:
    match word:
        case "fact":
            return Text("{side}\u00a0: {words}", "{side}: {words}", side=SIDES[row.side], words=row.words[:80])
        case "person":
            return Text("{name}, {role}", "{name}, {role}", name=row.name, role=ROLES[row.role])
        case "offence":
            return Text("NATINF {code}", "NATINF {code}", code=row.natinf_code)
        case "annex":
            return Text("Annexe\u00a0: {title}", "Annex: {title}", title=row.title)
    return Text("{kind}\u00a0: {label}", "{kind}: {label}", kind=PIECES[row.kind], label=row.label)


def says_who_told(situation: Situation) -> Refusal | None:
    """Refuse a reported fact without its source, and a fact that is still to come."""
    if situation.fields["at"] > situation.moment:
        return _FACT_TO_COME
    return _BY_WHOM if situation.fields["side"] == "reported" and not situation.fields.get("told_by") else None


def no_birth(situation: Situation) -> Refusal | None:
    """Refuse a date of birth where a name is asked."""
    return _NO_BIRTH if _BIRTH.search(situation.fields["name"]) else None


def is_company_number(situation: Situation) -> Refusal | None:
    """Refuse a number that is neither a SIREN nor a SIRET."""
    number = "".join((situation.fields.get("siret") or "").split())
    if not number or is_siret(number) or (len(number) == 9 and number.isascii() and number.isdigit()):
        return None
    return _NO_COMPANY_NUMBER


def is_listed(situation: Situation) -> Refusal | None:
    """Refuse a NATINF number that the list of this house does not hold, and one that is proposed already."""
    found = find_offence(situation.session, situation.fields["natinf"])
    if found is None:
        return _NOT_LISTED
    known = lines_of(situation.session, situation.case.id, "offence")
    return _PROPOSED if any(row.natinf_code == found.natinf_code for row in known) else None


# ------------------------------------------------------------------ which way it may go


def minor_offence_only(session: ViewerSession, referral_id: UUID) -> bool:
    """Tell whether nothing but minor offences is said: by the classifications proposed, else by the finding's route."""
    natures = [row.nature_code for row in lines_of(session, referral_id, "offence")]
    if natures:
        return all("minor_offence" in nature for nature in natures)
    finding_id = look_up(session, Consequence, referral_id).finding_id
    return finding_id is not None and look_up(session, Finding, finding_id).route == "contravention"


def not_minor_only(situation: Situation) -> Refusal | None:
    """Refuse article 40, and the prosecutor as addressee, for minor offences alone."""
    return _MINOR_ONLY if minor_offence_only(situation.session, situation.case.id) else None


def is_minor_only(situation: Situation) -> Refusal | None:
    """Refuse the officer of the police court for anything more than minor offences."""
    return None if minor_offence_only(situation.session, situation.case.id) else _NOT_MINOR


# ------------------------------------------------------------------ sending


def send(situation: Situation) -> None:
    """Sign the letter and send it: from here on the prosecutor's office reads it."""
    row, fields = row_of(situation), situation.fields
    row.kind, row.addressee, row.sent_at = "signalement", "prosecutor", situation.moment
    row.signed_as, row.signatory, row.quality = fields["signed_as"], fields["signatory"], fields["quality"]
    row.contact = fields["contact"]
    _name_receivers(situation)
    _keep_reference(situation, row.number)
    issue_letter(situation)
    open_enquiry(situation)


def transmit_pv(situation: Situation) -> None:
    """Record that the agency's own PV went to the prosecutor, and whether the mayor is to be told what follows."""
    row = row_of(situation)
    row.kind, row.addressee, row.sent_at = "pv", "prosecutor", situation.moment
    row.public_order = situation.fields["public_order"]
    _name_receivers(situation)
    _keep_reference(situation, situation.fields["reference"])
    situation.session.flush()
    open_transmission(situation, "prosecutor")
    open_enquiry(situation)


def transmit_to_police_court(situation: Situation) -> None:
    """Record that the agency's own PV went to the officer of the police court, with the reason."""
    row = row_of(situation)
    row.kind, row.addressee, row.sent_at = "pv", "police_court", situation.moment
    row.addressee_reason = situation.fields["reason"]
    _keep_reference(situation, situation.fields["reference"])
    situation.session.flush()
    open_transmission(situation, "police_court")


def add_pv(situation: Situation) -> None:
    """Record one more PV of the same agency on the same facts."""
    open_transmission(situation, record_of(situation).addressee)


def _name_receivers(situation: Situation) -> None:
    for key in holders(RECEIVE):
        situation.name_party(RECEIVE, key, JUDICIAL)


def _keep_reference(situation: Situation, reference: str) -> None:
    _consequence(situation).reference = reference


def _consequence(situation: Situation) -> Consequence:
    """Return the row that every branch has."""
    row = situation.session.get(Consequence, situation.case.id)
    assert row is not None
    return row


# ------------------------------------------------------------------ what the prosecutor's office does beside answering


def is_another_referral(situation: Situation) -> Refusal | None:
    """Refuse a number that is no registered referral but this one, or one that is itself handled under another."""
    lead = _lead(situation)
    if lead is None or lead.id == situation.case.id or lead.grouped_with is not None:
        return _NO_LEAD
    case = look_up(situation.session, Case, lead.id)
    return None if case.is_open and case.state in FROM_PROSECUTOR and lead.case_number else _NO_LEAD


def leads_nobody(situation: Situation) -> Refusal | None:
    """Refuse to put under another a referral under which others are handled."""
    return _LEADS if followers_of(situation) else None


def is_grouped(situation: Situation) -> Refusal | None:
    """Refuse to part what stands alone."""
    row = look_up(situation.session, Referral, situation.case.id)
    return None if row is not None and row.grouped_with is not None else _ALONE


def group(situation: Situation) -> None:
    """Handle this referral under another: same case number, and from here on the same answers."""
    lead, row = _lead(situation), record_of(situation)
    row.grouped_with = lead.id
    answered_on = last_answer(situation.session, lead.id, "registered").answered_on
    add_answer(
        situation, "registered",
        {"case_number": lead.case_number, "section": lead.section, "answered_on": answered_on},
    )  # fmt: skip


def ungroup(situation: Situation) -> None:
    """Handle this referral by itself again; what was answered stays."""
    record_of(situation).grouped_with = None


def _lead(situation: Situation) -> Any:
    number = situation.fields["lead"].strip().upper()
    return next(iter(look(situation.session, Referral, Referral.__table__.c.number == number)), None)


def may_tell_prefect(situation: Situation) -> Refusal | None:
    """Refuse where nothing of this state may be told to the prefect."""
    return None if told_of(situation.case.state, to="prefect") is not None else _NOTHING_TO_TELL


def tell_prefect(situation: Situation) -> None:
    """Tell the prefect where it stands, and no more."""
    rule = told_of(situation.case.state, to="prefect")
    assert rule is not None
    notice = open_notice(situation, rule, situation.case.state)
    take(situation.session, notice, "tell", actor=situation.actor, moment=situation.moment)


# ------------------------------------------------------------------ what its author does with an answer


def is_signalement(situation: Situation) -> Refusal | None:
    """Refuse an appeal of whoever made no report under article 40."""
    row = look_up(situation.session, Referral, situation.case.id)
    return None if row is not None and row.kind == "signalement" else _NO_APPEAL


def challenge(situation: Situation) -> None:
    """Keep by which letter the closing was challenged before the general prosecutor."""
    record_of(situation).challenge = situation.fields["words"]


def close(situation: Situation) -> None:
    """Keep why the author ends the follow-up."""
    _consequence(situation).end_reason = situation.fields["reason"]


def ends_with_it(situation: Situation) -> Iterable[Effect]:
    """Let what was joined to this referral, and what the prosecutor's office kept about it, end with it."""
    return [*ends_joined(situation), ends_enquiry()]


_FACT_TO_COME: Final = Refusal("fact_to_come", Text("Ce moment n’est pas encore venu.", "That moment has not come yet."))  # fmt: skip
_BY_WHOM: Final = Refusal(
    "by_whom",
    Text(
        "Ce qui est rapporté dit par qui\u00a0: une qualité, un service, jamais le nom d’une victime.",
        "What was reported says by whom: a quality, an agency, never the name of a victim.",
    ),
)
_NO_BIRTH: Final = Refusal(
    "no_birth_data",
    Text(
        "Aucune donnée de naissance ici\u00a0: l’identité connue et le rôle suffisent.",
        "No data of birth here: the identity as known and the role are enough.",
    ),
)
_NO_COMPANY_NUMBER: Final = Refusal(
    "company_number",
    Text("Ce n’est ni un SIREN ni un SIRET.", "This is neither a SIREN nor a SIRET."),
)
_NOT_LISTED: Final = Refusal(
    "not_listed",
    Text(
        "Ce numéro n’est pas dans la liste NATINF de la maison\u00a0: cherchez-le par ses mots, ou proposez une qualification en clair.",
        "This number is not in the house’s NATINF list: look for it by its words, or propose a classification in words.",
    ),
)
_PROPOSED: Final = Refusal(
    "already_proposed", Text("Cette infraction est déjà proposée.", "This offence is already proposed.")
)
_MINOR_ONLY: Final = Refusal(
    "minor_offence_only",
    Text(
        "Il n’y a là que des contraventions\u00a0: l’article 40 vise les crimes et les délits. Le procès-verbal va à l’officier du ministère public.",
        "There are minor offences only: article 40 is about felonies and misdemeanours. The report goes to the officer of the police court.",
    ),
    ("cpp_40",),
)
_NOT_MINOR: Final = Refusal(
    "more_than_minor",
    Text(
        "Un crime ou un délit est en cause\u00a0: cela va au procureur de la République.",
        "A felony or misdemeanour is at stake: this goes to the public prosecutor.",
    ),
    ("cpp_40",),
)
_NO_LEAD: Final = Refusal(
    "no_such_referral",
    Text(
        "Aucun autre signalement enregistré au parquet, et encore ouvert, ne porte ce numéro.",
        "No other referral that is registered and still open bears this number.",
    ),
)
_LEADS: Final = Refusal(
    "leads_others",
    Text("D’autres signalements sont traités avec celui-ci.", "Other referrals are handled under this one."),
)
_NO_LINE: Final = Refusal("no_line", Text("Le brouillon n’a encore aucune ligne.", "The draft has no line yet."))
_ALONE: Final = Refusal("alone", Text("Ce signalement est traité seul.", "This referral is handled by itself."))
_NOTHING_TO_TELL: Final = Refusal(
    "nothing_to_tell",
    Text("Rien de cette étape ne se communique au préfet.", "Nothing of this stage is told to the prefect."),
    ("cpp_11",),
)
_NO_APPEAL: Final = Refusal(
    "no_appeal",
    Text(
        "Ce recours est ouvert à l’auteur d’un signalement au titre de l’article 40.",
        "This challenge is open to the author of a report under article 40.",
    ),
    ("cpp_40_3",),
)
