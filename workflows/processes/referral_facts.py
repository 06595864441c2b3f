"""The records of a referral: what its author writes (domain §3.1), the PVs that it goes with, what was answered, who is told.

Everything is of class K4: its author and the prosecutor's office read it, nobody else. Of a PV the platform keeps its
reference, its dates, its author and where it stands; never a word of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.database import Base, Recorded
from workflows.store.text import Text

JUDICIAL: Final = 4
"""The class of everything here."""
SERIES: Final = "SJ"
RECEIVE: Final = "receive_referral"
"""The competence of whoever receives what is sent to the prosecutor."""

KINDS: Final[Mapping[str, Text]] = {
    "signalement": Text("Signalement (article 40)", "Report to the prosecutor (article 40)"),
    "pv": Text("Transmission d’un procès-verbal", "Transmission of an official report"),
}
ADDRESSEES: Final[Mapping[str, Text]] = {
    "prosecutor": Text("Procureur de la République", "Public prosecutor"),
    "police_court": Text("Officier du ministère public", "Officer of the police court"),
}
CAPACITIES: Final[Mapping[str, Text]] = {
    "agent": Text("l’agent qui a eu connaissance des faits", "the agent who learnt the facts"),
    "head": Text("le chef du service", "the head of the service"),
    "prefect": Text("le préfet, ou par délégation", "the prefect, or by delegation"),
    "mayor": Text("le maire, ou par délégation", "the mayor, or by delegation"),
}
CAPACITY_OF: Final[Mapping[str, str]] = {"prefect": "told_as_prefect", "mayor": "told_as_mayor"}
"""The competence of the one agency that signs in the name of such an authority."""
SIDES: Final[Mapping[str, Text]] = {
    "observed": Text("Constaté personnellement", "Personally observed"),
    "reported": Text("Rapporté par d’autres", "Reported by others"),
}
ROLES: Final[Mapping[str, Text]] = {
    "operator": Text("exploitant de droit", "operator by right"),
    "de_facto_operator": Text("exploitant de fait", "operator in fact"),
    "manager": Text("gérant", "manager"),
    "person_in_charge": Text("personne responsable sur place", "person in charge on site"),
    "employee": Text("salarié, ou personne au travail", "employee, or person at work"),
    "company": Text("société", "company"),
    "other": Text("autre", "other"),
}
PIECES: Final[Mapping[str, Text]] = {
    "pv": Text("Procès-verbal", "Official report"),
    "report": Text("Rapport", "Report"),
    "photo": Text("Photographie", "Photograph"),
    "copy": Text("Copie de document", "Copy of a document"),
    "seizure": Text("Saisie, scellé", "Seizure, seal"),
    "video": Text("Vidéo", "Video"),
    "other": Text("Autre pièce", "Other piece"),
}

SAID: Final[Mapping[str, Mapping[str, Text]]] = {
    "harm": {
        "some": Text("Dits ci-dessous", "Said below"),
        "none": Text("Aucun préjudice ni victime connus", "No loss or victim known"),
    },
    "told": {
        "some": Text("Dites ci-dessous", "Said below"),
        "none": Text("Aucune démarche faite, aucune autre autorité informée", "No step taken, no other authority told"),
    },
    "evidence": {
        "some": Text("Listées, ou jointes en annexe", "Listed, or joined as an annex"),
        "none": Text("Aucune pièce", "None"),
    },
    "persons": {
        "some": Text("Nommées ici", "Named here"),
        "none": Text("Aucune personne connue à ce jour", "Nobody known so far"),
    },
}
"""What a letter holds, or says in so many words that there is none; what is left empty is neither."""


class Referral(Recorded, Base):
    """What goes to the public prosecution about a consequence, whose id it bears: the letter, or the PVs that are sent.

    ``kind`` is empty while nothing has left. Before that the columns of the letter are a draft, in which anything may be
    missing; the columns ``…_said`` are of :data:`SAID`. ``case_number`` is the number of the prosecutor's office as it was told, of whatever form. ``challenge`` is
    the letter by which its author challenged a closing. ``grouped_with`` is the referral of another author under which the prosecutor's office handles this one.
    """

    __tablename__ = "referral"

    number: Mapped[str] = mapped_column(sa.String(40), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(20), default="")
    addressee: Mapped[str] = mapped_column(sa.String(20), default="")
    addressee_reason: Mapped[str] = mapped_column(sa.Text, default="")

    learnt_on: Mapped[date | None] = mapped_column(default=None)
    learnt_how: Mapped[str] = mapped_column(sa.Text, default="")
    classification: Mapped[str] = mapped_column(sa.Text, default="")
    harm: Mapped[str] = mapped_column(sa.Text, default="")
    urgency: Mapped[str] = mapped_column(sa.Text, default="")
    is_urgent: Mapped[bool | None] = mapped_column(default=None)
    minors: Mapped[bool | None] = mapped_column(default=None)
    public_order: Mapped[bool | None] = mapped_column(default=None)
    told: Mapped[str] = mapped_column(sa.Text, default="")
    reply_asked: Mapped[bool | None] = mapped_column(default=None)
    harm_said: Mapped[str | None] = mapped_column(sa.String(10), default=None)
    told_said: Mapped[str | None] = mapped_column(sa.String(10), default=None)
    evidence_said: Mapped[str | None] = mapped_column(sa.String(10), default=None)
    persons_said: Mapped[str | None] = mapped_column(sa.String(10), default=None)

    signed_as: Mapped[str] = mapped_column(sa.String(20), default="")
    signatory: Mapped[str] = mapped_column(sa.String(160), default="")
    quality: Mapped[str] = mapped_column(sa.String(160), default="")
    contact: Mapped[str] = mapped_column(sa.String(300), default="")
    sent_at: Mapped[datetime | None] = mapped_column(default=None)

    case_number: Mapped[str] = mapped_column(sa.String(60), default="")
    section: Mapped[str] = mapped_column(sa.String(120), default="")
    registered_on: Mapped[date | None] = mapped_column(default=None)
    challenge: Mapped[str] = mapped_column(sa.String(200), default="")
    grouped_with: Mapped[UUID | None] = mapped_column(sa.ForeignKey("referral.id"), index=True, default=None)


class Line(Recorded):
    """One line of a letter. ``rank`` counts from 1 in its own list; a line that was struck stays, with when."""

    rank: Mapped[int]
    struck_at: Mapped[datetime | None] = mapped_column(default=None)


class ReferralFact(Line, Base):
    """One fact, dated and placed. ``side`` tells what the author observed from what was reported, then ``told_by`` whom."""

    __tablename__ = "referral_fact"

    referral_id: Mapped[UUID] = mapped_column(sa.ForeignKey("referral.id"), index=True)
    side: Mapped[str] = mapped_column(sa.String(20))
    at: Mapped[datetime]
    place: Mapped[str] = mapped_column(sa.String(200))
    words: Mapped[str] = mapped_column(sa.Text)
    told_by: Mapped[str] = mapped_column(sa.String(200), default="")


class ReferralPerson(Line, Base):
    """One person or company as far as known: identity and role, SIREN or SIRET; never anything of a birth."""

    __tablename__ = "referral_person"

    referral_id: Mapped[UUID] = mapped_column(sa.ForeignKey("referral.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    role: Mapped[str] = mapped_column(sa.String(30))
    siret: Mapped[str] = mapped_column(sa.String(14), default="")


class ReferralOffence(Line, Base):
    """One classification that is proposed: a number of the NATINF list, as the list names it on that day."""

    __tablename__ = "referral_offence"

    referral_id: Mapped[UUID] = mapped_column(sa.ForeignKey("referral.id"), index=True)
    natinf_code: Mapped[str] = mapped_column(sa.String(6))
    nature_code: Mapped[str] = mapped_column(sa.String(30), default="")
    label: Mapped[str] = mapped_column(sa.Text)


class ReferralPiece(Line, Base):
    """One piece of evidence, by its name: ``erase_on`` is the day on which a video is erased where it was recorded."""

    __tablename__ = "referral_piece"

    referral_id: Mapped[UUID] = mapped_column(sa.ForeignKey("referral.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    label: Mapped[str] = mapped_column(sa.String(200))
    reference: Mapped[str] = mapped_column(sa.String(120), default="")
    sheets: Mapped[int | None] = mapped_column(default=None)
    erase_on: Mapped[date | None] = mapped_column(default=None)


class ReferralAnswer(Recorded, Base):
    """One answer of the public prosecution: the state that it led to, on which day, its data, and by which way it came.

    ``way`` is ``desk``, ``link`` or ``paper`` (then ``source`` names the paper). ``facts`` is what was asked for that
    answer, plain. ``author_told`` are the keys of the references by which the author is told of it, none if the law asks
    for no notice.
    """

    __tablename__ = "referral_answer"

    referral_id: Mapped[UUID] = mapped_column(sa.ForeignKey("referral.id"), index=True)
    rank: Mapped[int]
    answer: Mapped[str] = mapped_column(sa.String(30))
    answered_on: Mapped[date]
    entered_at: Mapped[datetime]
    way: Mapped[str] = mapped_column(sa.String(10))
    source: Mapped[str] = mapped_column(sa.String(200), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    author_told: Mapped[list[str]] = mapped_column(sa.JSON, default=list)


class PvTransmission(Recorded, Base):
    """One PV of one agency on its way: reference, dates, sheets, author, addressee, receipt; never its text.

    ``author`` is a grade and quality. ``earlier`` are the times that it came back: ``{at, reason}``.
    """

    __tablename__ = "pv_transmission"

    referral_id: Mapped[UUID] = mapped_column(sa.ForeignKey("referral.id"), index=True)
    reference: Mapped[str] = mapped_column(sa.String(120))
    drawn_on: Mapped[date]
    author: Mapped[str] = mapped_column(sa.String(160))
    sheets: Mapped[int | None] = mapped_column(default=None)
    addressee: Mapped[str] = mapped_column(sa.String(20))
    sent_on: Mapped[date]
    received_on: Mapped[date | None] = mapped_column(default=None)
    receipt: Mapped[str] = mapped_column(sa.String(200), default="")
    earlier: Mapped[list[dict[str, str]]] = mapped_column(sa.JSON, default=list)
    ended_because: Mapped[str] = mapped_column(sa.Text, default="")


class ReferralNotice(Recorded, Base):
    """What the prosecutor's office tells somebody beside the author: ``told_as`` the mayor or the prefect, and what of it.

    ``words`` is the sentence that is told, frozen; ``answer`` the state that it is about, empty for who hears a status alone.
    """

    __tablename__ = "referral_notice"

    referral_id: Mapped[UUID] = mapped_column(sa.ForeignKey("referral.id"), index=True)
    told_as: Mapped[str] = mapped_column(sa.String(30))
    answer: Mapped[str] = mapped_column(sa.String(30))
    words: Mapped[str] = mapped_column(sa.Text, default="")
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    told_at: Mapped[datetime | None] = mapped_column(default=None)
    withheld_because: Mapped[str] = mapped_column(sa.Text, default="")
