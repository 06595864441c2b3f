"""The records of an administrative measure: its facts, the letter, what was answered, the order, its service, the watch.

The instruction (facts, ground, letter, observations, note) is of class 3 and stays with who instructs; what was decided
and what became of it (order, service, posting, watch, remedies, end) is of class 2, for everybody named in the case.
Nothing that was written is changed: a letter that was sent again and a second watch are rows beside the earlier ones.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.database import Base, Recorded
from workflows.store.text import Text

INSTRUCTION: Final = 3
"""The class of what is weighed before a decision."""
DECISION: Final = 2
"""The class of what was decided and of what became of it."""
INSPECTS: Final = "inspect"
"""The competence of whoever found what a measure comes from."""
WATCHERS: Final = "watch_measure"
"""The competence of whoever serves orders and sees that they are kept."""
INFORMED: Final = "hear_of_measure"
"""The competence of whoever gets a copy of each order: the mayor, the prosecutor."""
WAYS: Final = {
    "by_hand": Text("Remise en main propre contre procès-verbal", "Handed over against a report"),
    "registered": Text("Lettre recommandée avec avis de réception", "Registered letter with receipt"),
    "bailiff": Text("Commissaire de justice", "Court officer (commissaire de justice)"),
}
"""How a letter or an order reaches the person."""
RECEIPTS: Final = {
    "received": Text("Reçue", "Received"),
    "refused": Text("Refusée", "Refused"),
    "unclaimed": Text("Avisé, non réclamé", "Notified of, not collected"),
}
"""What the proof says. Not collected: it counts as received on the day when it was presented."""
PRIORS: Final = {
    "warning": Text("Avertissement antérieur à la tenue de ce registre", "Warning from before this register was kept"),
    "formal_notice": Text("Mise en demeure", "Formal notice"),
    "opinion": Text("Avis de la commission de sécurité", "Opinion of the safety commission"),
    "proposal": Text("Proposition des douanes", "Proposal of customs"),
    "prosecutor": Text("Accord du parquet pour l’emploi d’une pièce judiciaire", "The prosecutor’s agreement to use a judicial document"),
    "acquittal": Text("Relaxe ou non-lieu pour ces faits", "Acquittal or dismissal for these facts"),
}  # fmt: skip
"""What may have come before, beside the letter and the warnings that the register holds."""
REMEDIES: Final = {
    "gracieux": Text("Recours gracieux", "Appeal to the author"),
    "hierarchique": Text("Recours hiérarchique", "Appeal to the minister"),
    "suspension": Text("Référé-suspension", "Interim suspension"),
    "liberte": Text("Référé-liberté", "Interim liberty"),
    "contentieux": Text("Recours en annulation devant le tribunal administratif", "Action for annulment before the administrative court"),
    "appel": Text("Appel devant la cour administrative d’appel", "Appeal before the administrative court of appeal"),
}  # fmt: skip
OUTCOMES: Final = {
    "rejected": Text("Rejeté", "Rejected"),
    "silent": Text("Rejeté par silence", "Rejected by silence"),
    "granted": Text("Accueilli", "Granted"),
    "withdrawn": Text("Désistement", "Withdrawn"),
}
PENDING: Final = "pending"
SOFTER: Final = {
    "reminder": Text("Rappel à la règle", "Reminder of the rule"),
    "summons": Text("Convocation", "Summons"),
    "charter": Text("Charte", "Charter"),
    "licence": Text("Proposition de retrait de licence", "Proposal to withdraw the licence"),
}
"""The softer measures (A16)."""
SEEN: Final = {"shut": Text("Fermé", "Shut"), "open": Text("Ouvert", "Open")}
"""What a patrol saw."""


class AdministrativeMeasure(Recorded, Base):
    """One measure under instruction: its one ground, its length, what it rests on. The id is that of the consequence.

    ``basis`` and ``second_basis`` are keys of ``law/measures`` (A1 to A16), empty while none is chosen; ``months`` is the
    length proposed, ``None`` where none is set. ``repetition`` is what the register of measures said when the ground was
    chosen, with the measure (``repetition_of``) that it repeats; ``warning_on`` the day of service of the warning that
    the register held then. ``urgency`` is why no letter was sent, empty where nobody argues it. ``ended_because`` says why
    it was lifted, given up, or what was done instead. ``place_kinds`` is what who instructs said that the place is (keys of
    ``law/place_kinds``), beside what the register takes it for; ``None`` where nobody said anything.
    """

    __tablename__ = "measure"

    establishment_id: Mapped[UUID] = mapped_column(sa.ForeignKey("establishment.id"), index=True)
    basis: Mapped[str] = mapped_column(sa.String(4), default="")
    second_basis: Mapped[str] = mapped_column(sa.String(4), default="")
    ground: Mapped[str] = mapped_column(sa.Text, default="")
    months: Mapped[int | None] = mapped_column(default=None)
    repetition: Mapped[bool | None] = mapped_column(default=None)
    repetition_of: Mapped[UUID | None] = mapped_column(sa.ForeignKey("measure.id"), default=None)
    warning_on: Mapped[date | None] = mapped_column(default=None)
    urgency: Mapped[str] = mapped_column(sa.Text, default="")
    softer: Mapped[str] = mapped_column(sa.String(20), default="")
    ended_because: Mapped[str] = mapped_column(sa.Text, default="")
    place_kinds: Mapped[list[str] | None] = mapped_column(sa.JSON(none_as_null=True), default=None)


class MeasureFact(Recorded, Base):
    """One fact on which a measure may rest: its day, in words, from which source, proved by what.

    ``link`` says how it is tied to who comes there or how the place is run, empty where nobody can say; ``finding_id`` is
    the finding that it comes from, if it does. ``judicial`` is whether its proof is a document of a criminal file, which
    takes the prosecutor's agreement. ``dropped_because`` is why it is no longer relied on.
    """

    __tablename__ = "measure_fact"

    measure_id: Mapped[UUID] = mapped_column(sa.ForeignKey("measure.id"), index=True)
    on_day: Mapped[date]
    words: Mapped[str] = mapped_column(sa.Text)
    source: Mapped[str] = mapped_column(sa.String(200))
    proof: Mapped[str] = mapped_column(sa.String(200))
    link: Mapped[str] = mapped_column(sa.Text, default="")
    finding_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("finding.id"), default=None)
    judicial: Mapped[bool] = mapped_column(default=False)
    dropped_because: Mapped[str] = mapped_column(sa.String(300), default="")
    entered_at: Mapped[datetime]


class MeasurePrior(Recorded, Base):
    """What came before the order (``PRIORS``): on which day, under which reference.

    ``until`` is the last day that a formal notice left to comply, ``None`` for everything else.
    """

    __tablename__ = "measure_prior"

    measure_id: Mapped[UUID] = mapped_column(sa.ForeignKey("measure.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    on_day: Mapped[date]
    words: Mapped[str] = mapped_column(sa.String(300))
    until: Mapped[date | None] = mapped_column(default=None)


class MeasureLetter(Recorded, Base):
    """The contradictory letter: the one measure announced with its length, the days to answer; then the proof of receipt.

    ``receipt`` (``RECEIPTS``) is empty until proven; ``received_on`` is the day that counts: the presentation where the
    letter was not collected. A letter that came back is sent again, as another row: the latest counts.
    """

    __tablename__ = "measure_letter"

    measure_id: Mapped[UUID] = mapped_column(sa.ForeignKey("measure.id"), index=True)
    basis: Mapped[str] = mapped_column(sa.String(4))
    proposed: Mapped[str] = mapped_column(sa.String(300))
    months: Mapped[int | None]
    days: Mapped[int]
    reference: Mapped[str] = mapped_column(sa.String(120))
    signatory: Mapped[str] = mapped_column(sa.String(200))
    sent_on: Mapped[date]
    way: Mapped[str] = mapped_column(sa.String(20))
    sent_at: Mapped[datetime]
    receipt: Mapped[str] = mapped_column(sa.String(20), default="")
    received_on: Mapped[date | None] = mapped_column(default=None)
    proof: Mapped[str] = mapped_column(sa.String(200), default="")


class MeasureObservation(Recorded, Base):
    """What the person answered: when, by whom, in writing or heard, and how the order answers it (empty: not yet)."""

    __tablename__ = "measure_observation"

    measure_id: Mapped[UUID] = mapped_column(sa.ForeignKey("measure.id"), index=True)
    on_day: Mapped[date]
    by: Mapped[str] = mapped_column(sa.String(200))
    oral: Mapped[bool]
    heard_by: Mapped[str] = mapped_column(sa.String(200), default="")
    words: Mapped[str] = mapped_column(sa.Text)
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    entered_at: Mapped[datetime]


class MeasureNote(Recorded, Base):
    """The decision note: why this measure, this long (gravity, repetition, what was cured, jobs), and the reasons of fact
    that the order will give. A later note stands in the place of the earlier ones.
    """

    __tablename__ = "measure_note"

    measure_id: Mapped[UUID] = mapped_column(sa.ForeignKey("measure.id"), index=True)
    gravity: Mapped[str] = mapped_column(sa.Text)
    repeated: Mapped[str] = mapped_column(sa.Text)
    cured: Mapped[str] = mapped_column(sa.Text)
    jobs: Mapped[str] = mapped_column(sa.Text)
    reasons: Mapped[str] = mapped_column(sa.Text)
    months: Mapped[int | None]
    written_at: Mapped[datetime]


class MeasureOrder(Recorded, Base):
    """What was signed: an order, or the warning of L3332-15 §1 (``kind``), with its place, its length, who signed and why
    they could. Kept whole, so that who serves and watches reads it without the instruction.

    ``delegation_id`` is the signing delegation, ``None`` where the prefect signed. ``executed_by`` are the agencies that
    serve and watch; ``binds_from`` (UTC) and ``ends_on`` are counted at service, empty before or where no end is set;
    ``lifted_on`` is the day from which it was lifted; ``to_prefect_on`` that on which the mayor’s was sent to the prefect.
    """

    __tablename__ = "measure_order"
    __table_args__ = (sa.CheckConstraint("kind in ('order', 'warning')", name="known_kind"),)

    measure_id: Mapped[UUID] = mapped_column(sa.ForeignKey("measure.id"), unique=True)
    establishment_id: Mapped[UUID] = mapped_column(sa.ForeignKey("establishment.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(10))
    number: Mapped[str] = mapped_column(sa.String(60))
    basis: Mapped[str] = mapped_column(sa.String(4))
    second_basis: Mapped[str] = mapped_column(sa.String(4), default="")
    place: Mapped[str] = mapped_column(sa.String(300))
    address: Mapped[str] = mapped_column(sa.Text)
    months: Mapped[int | None]
    facts_on: Mapped[list[str]] = mapped_column(sa.JSON)
    repetition: Mapped[bool | None] = mapped_column(default=None)
    signatory: Mapped[str] = mapped_column(sa.String(200))
    quality: Mapped[str] = mapped_column(sa.String(200))
    delegation_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("signing_delegation.id"), default=None)
    anonymised: Mapped[bool] = mapped_column(default=False)
    remedies: Mapped[bool]
    signed_on: Mapped[date]
    executed_by: Mapped[list[str]] = mapped_column(sa.JSON)
    binds_from: Mapped[datetime | None] = mapped_column(default=None)
    ends_on: Mapped[date | None] = mapped_column(default=None)
    lifted_on: Mapped[date | None] = mapped_column(default=None)
    lifted_because: Mapped[str] = mapped_column(sa.Text, default="")
    to_prefect_on: Mapped[date | None] = mapped_column(default=None)


class MeasureService(Recorded, Base):
    """The service of an order or of a warning: when, how, by which agency, to whom, proved by what."""

    __tablename__ = "measure_service"

    measure_id: Mapped[UUID] = mapped_column(sa.ForeignKey("measure.id"), unique=True)
    served_at: Mapped[datetime]
    way: Mapped[str] = mapped_column(sa.String(20))
    receipt: Mapped[str] = mapped_column(sa.String(20))
    served_to: Mapped[str] = mapped_column(sa.String(200))
    proof: Mapped[str] = mapped_column(sa.String(200))


class MeasurePosting(Recorded, Base):
    """That the order was posted on the door: when, by which agency, in words."""

    __tablename__ = "measure_posting"

    measure_id: Mapped[UUID] = mapped_column(sa.ForeignKey("measure.id"), index=True)
    posted_at: Mapped[datetime]
    words: Mapped[str] = mapped_column(sa.String(300))


class MeasureWatch(Recorded, Base):
    """What a patrol saw of a place under a measure: when, shut or open (``SEEN``), whether the sheet is still on the door."""

    __tablename__ = "measure_watch"

    measure_id: Mapped[UUID] = mapped_column(sa.ForeignKey("measure.id"), index=True)
    watched_at: Mapped[datetime]
    seen: Mapped[str] = mapped_column(sa.String(10))
    posted: Mapped[bool]
    words: Mapped[str] = mapped_column(sa.Text)


class MeasureRemedy(Recorded, Base):
    """A way of contesting that was taken (``REMEDIES``): when, under which reference, and what came of it (``OUTCOMES``)."""

    __tablename__ = "measure_remedy"

    measure_id: Mapped[UUID] = mapped_column(sa.ForeignKey("measure.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    filed_on: Mapped[date]
    reference: Mapped[str] = mapped_column(sa.String(120), default="")
    outcome: Mapped[str] = mapped_column(sa.String(20), default=PENDING)
    decided_on: Mapped[date | None] = mapped_column(default=None)
    words: Mapped[str] = mapped_column(sa.Text, default="")


class SigningDelegation(Recorded, Base):
    """Who may sign in the prefect’s place, for which subjects (keys of ``law/measures``), from when to when (included).

    With ``power_to`` it is the power to close itself, delegated to the mayor, whose agency that is and who signs in his own
    name. ``signatory`` is the name as the order of delegation gives it, ``quality`` what they are; ``order_reference`` and
    ``bulletin`` are typed as printed. ``ended_on`` is the first day without it, where it was ended before ``valid_to``.
    """

    __tablename__ = "signing_delegation"

    signatory: Mapped[str] = mapped_column(sa.String(200))
    quality: Mapped[str] = mapped_column(sa.String(200))
    subjects: Mapped[list[str]] = mapped_column(sa.JSON)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None] = mapped_column(default=None)
    order_reference: Mapped[str] = mapped_column(sa.String(200))
    bulletin: Mapped[str] = mapped_column(sa.String(120))
    ended_on: Mapped[date | None] = mapped_column(default=None)
    ended_because: Mapped[str] = mapped_column(sa.String(300), default="")
    demonstration: Mapped[bool] = mapped_column(default=False)
    power_to: Mapped[str | None] = mapped_column(sa.String(40), default=None)


def covers(delegation: Any, subject: str, on: date) -> bool:
    """Tell whether a delegation lets its holder sign for a subject (a key of ``law/measures``) on a day."""
    return (
        subject in delegation.subjects
        and delegation.valid_from <= on
        and (delegation.valid_to is None or on <= delegation.valid_to)
        and (delegation.ended_on is None or on < delegation.ended_on)
    )
