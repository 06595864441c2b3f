"""The engine's own tables: cases, journal, parties, turns, deadlines, joins, commands, outbox, signed heads."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.database import Base, table_of

_NAME: Final = sa.String(60)
_AGENCY: Final = sa.String(40)
_SERIAL: Final = sa.BigInteger().with_variant(sa.Integer, "sqlite")


class Case(Base):
    """A case as it stands now. Only the engine's ``open_case`` and ``take`` write it."""

    __tablename__ = "case_"
    __table_args__ = (
        sa.CheckConstraint("secrecy between 0 and 4", name="secrecy_class"),
        sa.CheckConstraint("version >= 1", name="version_positive"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workflow: Mapped[str] = mapped_column(_NAME)
    workflow_version: Mapped[int]
    state: Mapped[str] = mapped_column(_NAME)
    version: Mapped[int]
    head: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    title: Mapped[str] = mapped_column(sa.String(300))
    agency: Mapped[str | None] = mapped_column(_AGENCY)
    secrecy: Mapped[int] = mapped_column(sa.SmallInteger)
    parent_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("case_.id"), index=True)
    parent_kind: Mapped[str | None] = mapped_column(sa.String(70))
    is_open: Mapped[bool]
    opened_at: Mapped[datetime]
    moved_at: Mapped[datetime]

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse a state written by hand: only the engine moves a case."""
        if name == "state":
            raise AttributeError("Only take() moves a case: the state of a case is not written by hand.")
        super().__setattr__(name, value)


class JournalLine(Base):
    """One line of a case's journal: a chained header, and a body that the law may have erased.

    ``line`` orders the whole journal, ``seq`` the lines of one case without gaps.
    """

    __tablename__ = "journal"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "seq"),
        sa.CheckConstraint("(body is null) = (erased_at is not null)", name="erased_with_its_moment"),
        sa.CheckConstraint("(body is null) = (salt is null)", name="erased_with_its_salt"),
    )

    line: Mapped[int] = mapped_column(_SERIAL, sa.Identity(), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(sa.ForeignKey("case_.id", deferrable=True, initially="DEFERRED"))
    seq: Mapped[int]
    workflow: Mapped[str] = mapped_column(_NAME)
    step: Mapped[str] = mapped_column(_NAME)
    source: Mapped[str] = mapped_column(_NAME)
    target: Mapped[str] = mapped_column(_NAME)
    agency: Mapped[str] = mapped_column(_AGENCY)
    user: Mapped[str] = mapped_column(sa.String(80))
    at: Mapped[datetime]
    command: Mapped[str | None] = mapped_column(sa.String(80))
    secrecy: Mapped[int] = mapped_column(sa.SmallInteger)
    case_agency: Mapped[str | None] = mapped_column(_AGENCY)
    body_digest: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    previous: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    salt: Mapped[bytes | None] = mapped_column(sa.LargeBinary(16))
    body: Mapped[str | None] = mapped_column(sa.Text)
    erased_at: Mapped[datetime | None]
    erased_reason: Mapped[str | None] = mapped_column(sa.String(300))


class Party(Base):
    """Which agency holds a competence in this case, and up to which class it sees the case and its records."""

    __tablename__ = "party"
    # Whether an agency sees a case is asked of one case at a time: this order answers without reading its other cases.
    __table_args__ = (sa.Index("ix_party_agency_case", "agency", "case_id", "clearance"),)

    case_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("case_.id", deferrable=True, initially="DEFERRED"), primary_key=True
    )
    competence: Mapped[str] = mapped_column(_NAME, primary_key=True)
    agency: Mapped[str] = mapped_column(_AGENCY, primary_key=True)
    clearance: Mapped[int] = mapped_column(sa.SmallInteger)


class Turn(Base):
    """Something is expected of an agency in a case, by ``due`` if a clock runs. The inbox is these rows."""

    __tablename__ = "turn"
    __table_args__ = (sa.Index("ix_turn_inbox", "agency", "due", "case_id"),)

    case_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("case_.id", deferrable=True, initially="DEFERRED"), primary_key=True
    )
    seq: Mapped[int] = mapped_column(primary_key=True)
    competence: Mapped[str] = mapped_column(_NAME, primary_key=True)
    agency: Mapped[str] = mapped_column(_AGENCY, primary_key=True)
    due: Mapped[datetime]
    """The moment expected, or ``NO_DUE`` (year 9999) when no clock runs, so that the inbox sorts by one index."""


class RunningDeadline(Base):
    """A clock that runs in a case: when it started, when it passes, and when the sweeper must look at it next."""

    __tablename__ = "deadline"
    __table_args__ = (sa.Index("ix_deadline_next_at", "next_at"),)

    case_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("case_.id", deferrable=True, initially="DEFERRED"), primary_key=True
    )
    name: Mapped[str] = mapped_column(_NAME, primary_key=True)
    started_at: Mapped[datetime]
    due: Mapped[datetime]
    raised: Mapped[int] = mapped_column(sa.SmallInteger)
    """How many of its alerts were raised."""
    next_at: Mapped[datetime | None]


class JoinCounter(Base):
    """How many children a join of a parent has, and how many of them are settled. Each child changes only this row."""

    __tablename__ = "join_"
    __table_args__ = (sa.CheckConstraint("settled between 0 and total", name="settled_within_total"),)

    parent_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("case_.id", deferrable=True, initially="DEFERRED"), primary_key=True
    )
    name: Mapped[str] = mapped_column(_NAME, primary_key=True)
    need: Mapped[str] = mapped_column(sa.String(10))
    total: Mapped[int]
    settled: Mapped[int]
    looked: Mapped[int]
    """How often the parent itself looked: writing here makes parent and children wait for each other."""


class Command(Base):
    """A command id made by its author: the same id with the same body gets the same answer again."""

    __tablename__ = "command"

    id: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    digest: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    case_id: Mapped[UUID] = mapped_column(sa.ForeignKey("case_.id", deferrable=True, initially="DEFERRED"))
    seq: Mapped[int]


class Outbox(Base):
    """An effect to deliver after its commit: at least once, to a handler that is idempotent by ``id``."""

    __tablename__ = "outbox"
    __table_args__ = (
        sa.Index(
            "ix_outbox_open",
            "due_at",
            postgresql_where=sa.text("done_at is null and not dead"),
            sqlite_where=sa.text("done_at is null and not dead"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("case_.id", deferrable=True, initially="DEFERRED"), index=True
    )
    topic: Mapped[str] = mapped_column(_NAME)
    body: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    dead: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str | None] = mapped_column(sa.Text)


class SignedHead(Base):
    """A signature over the heads of every case that moved since the signature before."""

    __tablename__ = "signed_head"

    number: Mapped[int] = mapped_column(_SERIAL, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    up_to_line: Mapped[int] = mapped_column(sa.BigInteger)
    heads: Mapped[str] = mapped_column(sa.Text)
    previous: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    digest: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    signature: Mapped[bytes] = mapped_column(sa.LargeBinary)
    key_id: Mapped[str] = mapped_column(sa.String(64))


class Read(Base):
    """Somebody read records of class K2 or above: who, what, why. Chained on its own, apart from the journal."""

    __tablename__ = "access_journal"
    # Who read a record is asked by what was read, latest first, page by page.
    __table_args__ = (sa.Index("ix_access_journal_reference", "reference", "line"),)

    line: Mapped[int] = mapped_column(_SERIAL, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    agency: Mapped[str | None] = mapped_column(_AGENCY)
    user: Mapped[str] = mapped_column(sa.String(80))
    reason: Mapped[str] = mapped_column(_NAME)
    kind: Mapped[str] = mapped_column(_NAME)
    reference: Mapped[str] = mapped_column(sa.String(80))
    secrecy: Mapped[int] = mapped_column(sa.SmallInteger)
    previous: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))


JOURNAL_GUARDS_SQLITE: Final = (
    """create trigger journal_keeps_lines before delete on journal
       begin select raise(abort, 'The journal is append-only.'); end""",
    """create trigger journal_keeps_headers before update on journal
       when not (new.body is null and old.body is not null and new.erased_at is not null
                 and new.line = old.line and new.case_id = old.case_id and new.seq = old.seq
                 and new.workflow = old.workflow and new.step = old.step and new.source = old.source
                 and new.target = old.target and new.agency = old.agency and new.user = old.user and new.at = old.at
                 and new.command is old.command and new.secrecy = old.secrecy
                 and new.case_agency is old.case_agency and new.body_digest = old.body_digest
                 and new.previous = old.previous and new.hash = old.hash)
       begin select raise(abort, 'A line of the journal may lose its body by law, nothing else.'); end""",
    """create trigger access_journal_keeps_lines before update on access_journal
       begin select raise(abort, 'The access journal is append-only.'); end""",
)
JOURNAL_GUARDS_POSTGRESQL: Final = (
    """create or replace function beffroi_append_only() returns trigger language plpgsql as $$
       begin raise exception 'The journal is append-only.'; end $$""",
    """create trigger journal_keeps_lines before delete on journal
       for each row execute function beffroi_append_only()""",
    """create trigger journal_keeps_headers before update on journal for each row
       when (not (new.body is null and old.body is not null and new.erased_at is not null
                  and (new.line, new.case_id, new.seq, new.workflow, new.step, new.source, new.target, new.agency,
                       new."user", new.at, new.command, new.secrecy, new.case_agency, new.body_digest, new.previous,
                       new.hash)
                  is not distinct from
                      (old.line, old.case_id, old.seq, old.workflow, old.step, old.source, old.target, old.agency,
                       old."user", old.at, old.command, old.secrecy, old.case_agency, old.body_digest, old.previous,
                       old.hash)))
       execute function beffroi_append_only()""",
    """create trigger access_journal_keeps_lines before update on access_journal
       for each row execute function beffroi_append_only()""",
)


def _guard(table: sa.Table) -> None:
    """Have the triggers of a table made with it, and with no other."""
    for dialect, statements in (("sqlite", JOURNAL_GUARDS_SQLITE), ("postgresql", JOURNAL_GUARDS_POSTGRESQL)):
        for statement in statements:
            if f" on {table.name}" in statement or statement.startswith("create or replace function"):
                made = sa.DDL(statement.replace("%", "%%")).execute_if(dialect=dialect)
                sa.event.listen(table, "after_create", made)


_guard(table_of(JournalLine))
_guard(table_of(Read))
