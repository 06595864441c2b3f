"""Add what follows from findings: referrals, measures, formal notices, exhibits, videos, legal limits, sharings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
drops_triggers: tuple[str, ...] = ()


def upgrade() -> None:
    op.create_table(
        "bundle",
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("manifest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_bundle_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bundle")),
        sa.UniqueConstraint("case_id", name=op.f("uq_bundle_case_id")),
    )
    with op.batch_alter_table("bundle", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bundle_case_id"), ["case_id"], unique=False)

    op.create_table(
        "referral",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("addressee", sa.String(length=20), nullable=False),
        sa.Column("addressee_reason", sa.Text(), nullable=False),
        sa.Column("learnt_on", sa.Date(), nullable=True),
        sa.Column("learnt_how", sa.Text(), nullable=False),
        sa.Column("classification", sa.Text(), nullable=False),
        sa.Column("harm", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=True),
        sa.Column("minors", sa.Boolean(), nullable=True),
        sa.Column("public_order", sa.Boolean(), nullable=True),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("reply_asked", sa.Boolean(), nullable=True),
        sa.Column("signed_as", sa.String(length=20), nullable=False),
        sa.Column("signatory", sa.String(length=160), nullable=False),
        sa.Column("quality", sa.String(length=160), nullable=False),
        sa.Column("contact", sa.String(length=300), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("case_number", sa.String(length=60), nullable=False),
        sa.Column("section", sa.String(length=120), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("challenge", sa.String(length=200), nullable=False),
        sa.Column("grouped_with", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_referral_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["grouped_with"], ["referral.id"], name=op.f("fk_referral_grouped_with")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("number", name=op.f("uq_referral_number")),
    )
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_grouped_with"), ["grouped_with"], unique=False)

    op.create_table(
        "sharing",
        sa.Column("about_case", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=20), nullable=False),
        sa.Column("recipient", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("gate", sa.String(length=40), nullable=False),
        sa.Column("met", sa.JSON(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("prepared_by", sa.String(length=80), nullable=False),
        sa.Column("given_by", sa.String(length=80), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("ended_because", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(given_at is null) = (given_by = '')", name=op.f("ck_sharing_given_by_somebody")),
        sa.CheckConstraint("secrecy < 4 or given_by <> prepared_by", name=op.f("ck_sharing_four_eyes")),
        sa.ForeignKeyConstraint(["about_case"], ["case_.id"], name=op.f("fk_sharing_about_case")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_sharing_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing")),
    )
    with op.batch_alter_table("sharing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sharing_about_case"), ["about_case"], unique=False)
        batch_op.create_index(batch_op.f("ix_sharing_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sharing_recipient"), ["recipient"], unique=False)

    op.create_table(
        "signing_delegation",
        sa.Column("signatory", sa.String(length=200), nullable=False),
        sa.Column("quality", sa.String(length=200), nullable=False),
        sa.Column("subjects", sa.JSON(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("order_reference", sa.String(length=200), nullable=False),
        sa.Column("bulletin", sa.String(length=120), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_because", sa.String(length=300), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_signing_delegation_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_delegation")),
    )
    with op.batch_alter_table("signing_delegation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signing_delegation_case_id"), ["case_id"], unique=False)

    op.create_table(
        "measure",
        sa.Column("establishment_id", sa.Uuid(), nullable=False),
        sa.Column("basis", sa.String(length=4), nullable=False),
        sa.Column("second_basis", sa.String(length=4), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("repetition", sa.Boolean(), nullable=True),
        sa.Column("repetition_of", sa.Uuid(), nullable=True),
        sa.Column("warning_on", sa.Date(), nullable=True),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("softer", sa.String(length=20), nullable=False),
        sa.Column("ended_because", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_measure_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["establishment_id"], ["establishment.id"], name=op.f("fk_measure_establishment_id")),
        sa.ForeignKeyConstraint(["repetition_of"], ["measure.id"], name=op.f("fk_measure_repetition_of")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
    )
    with op.batch_alter_table("measure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_measure_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_measure_establishment_id"), ["establishment_id"], unique=False)

    op.create_table(
        "pv_transmission",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        sa.Column("author", sa.String(length=160), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=True),
        sa.Column("addressee", sa.String(length=20), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("receipt", sa.String(length=200), nullable=False),
        sa.Column("earlier", sa.JSON(), nullable=False),
        sa.Column("ended_because", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_pv_transmission_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_pv_transmission_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pv_transmission")),
    )
    with op.batch_alter_table("pv_transmission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pv_transmission_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pv_transmission_referral_id"), ["referral_id"], unique=False)

    op.create_table(
        "referral_annex",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("shown_class", sa.SmallInteger(), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_referral_annex_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_referral_annex_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_annex")),
    )
    with op.batch_alter_table("referral_annex", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_annex_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_annex_referral_id"), ["referral_id"], unique=False)

    op.create_table(
        "referral_answer",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=30), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("author_told", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_referral_answer_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_referral_answer_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_answer")),
    )
    with op.batch_alter_table("referral_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_answer_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_answer_referral_id"), ["referral_id"], unique=False)

    op.create_table(
        "referral_fact",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("told_by", sa.String(length=200), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_referral_fact_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_referral_fact_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_fact")),
    )
    with op.batch_alter_table("referral_fact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_fact_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_fact_referral_id"), ["referral_id"], unique=False)

    op.create_table(
        "referral_notice",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("told_as", sa.String(length=30), nullable=False),
        sa.Column("answer", sa.String(length=30), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withheld_because", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_referral_notice_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_referral_notice_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_notice")),
    )
    with op.batch_alter_table("referral_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_notice_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_notice_referral_id"), ["referral_id"], unique=False)

    op.create_table(
        "referral_offence",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("natinf_code", sa.String(length=6), nullable=False),
        sa.Column("nature_code", sa.String(length=30), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_referral_offence_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_referral_offence_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_offence")),
    )
    with op.batch_alter_table("referral_offence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_offence_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_offence_referral_id"), ["referral_id"], unique=False)

    op.create_table(
        "referral_person",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("siret", sa.String(length=14), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_referral_person_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_referral_person_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_person")),
    )
    with op.batch_alter_table("referral_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_person_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_person_referral_id"), ["referral_id"], unique=False)

    op.create_table(
        "referral_piece",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=True),
        sa.Column("erase_on", sa.Date(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_referral_piece_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_referral_piece_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_piece")),
    )
    with op.batch_alter_table("referral_piece", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_piece_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_piece_referral_id"), ["referral_id"], unique=False)

    op.create_table(
        "exhibit",
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("part_of", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("item", sa.String(length=20), nullable=False),
        sa.Column("nature", sa.String(length=300), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("parted", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("seal", sa.String(length=60), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("basis", sa.String(length=60), nullable=False),
        sa.Column("present", sa.String(length=20), nullable=False),
        sa.Column("kept_at", sa.String(length=200), nullable=False),
        sa.Column("holder", sa.String(length=40), nullable=False),
        sa.Column("moving", sa.Uuid(), nullable=True),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("parted >= 0 and parted < quantity", name=op.f("ck_exhibit_something_left")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_exhibit_something_seized")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_exhibit_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["operation_id"], ["operation.id"], name=op.f("fk_exhibit_operation_id")),
        sa.ForeignKeyConstraint(["part_of"], ["exhibit.id"], name=op.f("fk_exhibit_part_of")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_exhibit_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibit")),
    )
    with op.batch_alter_table("exhibit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exhibit_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exhibit_operation_id"), ["operation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exhibit_part_of"), ["part_of"], unique=False)
        batch_op.create_index(batch_op.f("ix_exhibit_visit_id"), ["visit_id"], unique=False)
        batch_op.create_index(
            "uq_exhibit_seal",
            ["seal"],
            unique=True,
            postgresql_where=sa.text("holder <> ''"),
            sqlite_where=sa.text("holder <> ''"),
        )

    op.create_table(
        "legal_limit",
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("clock", sa.String(length=60), nullable=False),
        sa.Column("paper", sa.String(length=120), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_by", sa.String(length=120), nullable=False),
        sa.Column("end_reason", sa.String(length=500), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_legal_limit_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["operation_id"], ["operation.id"], name=op.f("fk_legal_limit_operation_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_legal_limit_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_limit")),
    )
    with op.batch_alter_table("legal_limit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_legal_limit_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_legal_limit_operation_id"), ["operation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_legal_limit_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "measure_letter",
        sa.Column("measure_id", sa.Uuid(), nullable=False),
        sa.Column("basis", sa.String(length=4), nullable=False),
        sa.Column("proposed", sa.String(length=300), nullable=False),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("signatory", sa.String(length=200), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("receipt", sa.String(length=20), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("proof", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_measure_letter_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_measure_letter_measure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_letter")),
    )
    with op.batch_alter_table("measure_letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_measure_letter_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_measure_letter_measure_id"), ["measure_id"], unique=False)

    op.create_table(
        "measure_note",
        sa.Column("measure_id", sa.Uuid(), nullable=False),
        sa.Column("gravity", sa.Text(), nullable=False),
        sa.Column("repeated", sa.Text(), nullable=False),
        sa.Column("cured", sa.Text(), nullable=False),
        sa.Column("jobs", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_measure_note_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_measure_note_measure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_note")),
    )
    with op.batch_alter_table("measure_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_measure_note_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_measure_note_measure_id"), ["measure_id"], unique=False)

    op.create_table(
        "measure_observation",
        sa.Column("measure_id", sa.Uuid(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("oral", sa.Boolean(), nullable=False),
        sa.Column("heard_by", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["case_.id"],
            name=op.f("fk_measure_observation_case_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_measure_observation_measure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_observation")),
    )
    with op.batch_alter_table("measure_observation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_measure_observation_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_measure_observation_measure_id"), ["measure_id"], unique=False)

    op.create_table(
        "measure_order",
        sa.Column("measure_id", sa.Uuid(), nullable=False),
        sa.Column("establishment_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("basis", sa.String(length=4), nullable=False),
        sa.Column("second_basis", sa.String(length=4), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("facts_on", sa.JSON(), nullable=False),
        sa.Column("repetition", sa.Boolean(), nullable=True),
        sa.Column("signatory", sa.String(length=200), nullable=False),
        sa.Column("quality", sa.String(length=200), nullable=False),
        sa.Column("delegation_id", sa.Uuid(), nullable=True),
        sa.Column("anonymised", sa.Boolean(), nullable=False),
        sa.Column("remedies", sa.Boolean(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("executed_by", sa.JSON(), nullable=False),
        sa.Column("binds_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.Column("lifted_because", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("kind in ('order', 'warning')", name=op.f("ck_measure_order_known_kind")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_measure_order_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["signing_delegation.id"], name=op.f("fk_measure_order_delegation_id")
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_measure_order_establishment_id")
        ),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_measure_order_measure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_order")),
        sa.UniqueConstraint("measure_id", name=op.f("uq_measure_order_measure_id")),
    )
    with op.batch_alter_table("measure_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_measure_order_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_measure_order_establishment_id"), ["establishment_id"], unique=False)

    op.create_table(
        "measure_posting",
        sa.Column("measure_id", sa.Uuid(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_measure_posting_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_measure_posting_measure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_posting")),
    )
    with op.batch_alter_table("measure_posting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_measure_posting_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_measure_posting_measure_id"), ["measure_id"], unique=False)

    op.create_table(
        "measure_prior",
        sa.Column("measure_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_measure_prior_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_measure_prior_measure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_prior")),
    )
    with op.batch_alter_table("measure_prior", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_measure_prior_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_measure_prior_measure_id"), ["measure_id"], unique=False)

    op.create_table(
        "measure_remedy",
        sa.Column("measure_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_measure_remedy_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_measure_remedy_measure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_remedy")),
    )
    with op.batch_alter_table("measure_remedy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_measure_remedy_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_measure_remedy_measure_id"), ["measure_id"], unique=False)

    op.create_table(
        "measure_service",
        sa.Column("measure_id", sa.Uuid(), nullable=False),
        sa.Column("served_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("receipt", sa.String(length=20), nullable=False),
        sa.Column("served_to", sa.String(length=200), nullable=False),
        sa.Column("proof", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_measure_service_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_measure_service_measure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_service")),
        sa.UniqueConstraint("measure_id", name=op.f("uq_measure_service_measure_id")),
    )
    with op.batch_alter_table("measure_service", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_measure_service_case_id"), ["case_id"], unique=False)

    op.create_table(
        "measure_watch",
        sa.Column("measure_id", sa.Uuid(), nullable=False),
        sa.Column("watched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.String(length=10), nullable=False),
        sa.Column("posted", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_measure_watch_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_measure_watch_measure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_watch")),
    )
    with op.batch_alter_table("measure_watch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_measure_watch_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_measure_watch_measure_id"), ["measure_id"], unique=False)

    op.create_table(
        "video",
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("camera_owner", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retention", sa.Integer(), nullable=True),
        sa.Column("erased_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requisition", sa.String(length=120), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_words", sa.String(length=500), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("ends_at >= starts_at", name=op.f("ck_video_period_in_order")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_video_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["operation_id"], ["operation.id"], name=op.f("fk_video_operation_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_video_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_video")),
    )
    with op.batch_alter_table("video", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_video_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_video_operation_id"), ["operation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_video_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "custody_line",
        sa.Column("exhibit_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("giver", sa.String(length=40), nullable=False),
        sa.Column("receiver", sa.String(length=160), nullable=False),
        sa.Column("seal", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_custody_line_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["exhibit_id"],
            ["exhibit.id"],
            name=op.f("fk_custody_line_exhibit_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody_line")),
    )
    with op.batch_alter_table("custody_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_custody_line_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_custody_line_exhibit_id"), ["exhibit_id"], unique=False)

    op.create_table(
        "hand_over",
        sa.Column("exhibit_id", sa.Uuid(), nullable=False),
        sa.Column("receiver", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("nature", sa.String(length=300), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("seal", sa.String(length=60), nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("kept_at", sa.String(length=200), nullable=False),
        sa.Column("received_by", sa.String(length=80), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_hand_over_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["exhibit_id"], ["exhibit.id"], name=op.f("fk_hand_over_exhibit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over")),
    )
    with op.batch_alter_table("hand_over", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hand_over_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hand_over_exhibit_id"), ["exhibit_id"], unique=False)

    op.create_table(
        "measure_fact",
        sa.Column("measure_id", sa.Uuid(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("proof", sa.String(length=200), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=True),
        sa.Column("judicial", sa.Boolean(), nullable=False),
        sa.Column("dropped_because", sa.String(length=300), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_measure_fact_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_measure_fact_finding_id")),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_measure_fact_measure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_fact")),
    )
    with op.batch_alter_table("measure_fact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_measure_fact_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_measure_fact_measure_id"), ["measure_id"], unique=False)

    op.create_table(
        "formal_notice",
        sa.Column("consequence_id", sa.Uuid(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("handed_as", sa.String(length=20), nullable=False),
        sa.Column("handed_to", sa.String(length=160), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("respond_by", sa.Date(), nullable=False),
        sa.Column("earlier", sa.JSON(), nullable=False),
        sa.Column("last_date", sa.Boolean(), nullable=False),
        sa.Column("passed_to", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_formal_notice_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["consequence_id"], ["consequence.id"], name=op.f("fk_formal_notice_consequence_id")),
        sa.ForeignKeyConstraint(["passed_to"], ["consequence.id"], name=op.f("fk_formal_notice_passed_to")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_formal_notice")),
    )
    with op.batch_alter_table("formal_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_formal_notice_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_formal_notice_consequence_id"), ["consequence_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_formal_notice_passed_to"), ["passed_to"], unique=False)

    op.create_table(
        "operator_proof",
        sa.Column("consequence_id", sa.Uuid(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_operator_proof_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["consequence_id"], ["consequence.id"], name=op.f("fk_operator_proof_consequence_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator_proof")),
    )
    with op.batch_alter_table("operator_proof", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_operator_proof_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_operator_proof_consequence_id"), ["consequence_id"], unique=False)

    op.create_table(
        "point_answer",
        sa.Column("consequence_id", sa.Uuid(), nullable=False),
        sa.Column("point_id", sa.Uuid(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("by_proof", sa.Boolean(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_point_answer_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["consequence_id"], ["consequence.id"], name=op.f("fk_point_answer_consequence_id")),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_point_answer_finding_id")),
        sa.ForeignKeyConstraint(["point_id"], ["consequence.id"], name=op.f("fk_point_answer_point_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_answer")),
    )
    with op.batch_alter_table("point_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_point_answer_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_point_answer_consequence_id"), ["consequence_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_point_answer_finding_id"), ["finding_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_point_answer_point_id"), ["point_id"], unique=False)

    op.create_table(
        "point_note",
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["answer_id"], ["point_answer.id"], name=op.f("fk_point_note_answer_id")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_point_note_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_note")),
    )
    with op.batch_alter_table("point_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_point_note_answer_id"), ["answer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_point_note_case_id"), ["case_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("point_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_point_note_case_id"))
        batch_op.drop_index(batch_op.f("ix_point_note_answer_id"))

    op.drop_table("point_note")
    with op.batch_alter_table("point_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_point_answer_point_id"))
        batch_op.drop_index(batch_op.f("ix_point_answer_finding_id"))
        batch_op.drop_index(batch_op.f("ix_point_answer_consequence_id"))
        batch_op.drop_index(batch_op.f("ix_point_answer_case_id"))

    op.drop_table("point_answer")
    with op.batch_alter_table("operator_proof", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_operator_proof_consequence_id"))
        batch_op.drop_index(batch_op.f("ix_operator_proof_case_id"))

    op.drop_table("operator_proof")
    with op.batch_alter_table("formal_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_formal_notice_passed_to"))
        batch_op.drop_index(batch_op.f("ix_formal_notice_consequence_id"))
        batch_op.drop_index(batch_op.f("ix_formal_notice_case_id"))

    op.drop_table("formal_notice")
    with op.batch_alter_table("measure_fact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_measure_fact_measure_id"))
        batch_op.drop_index(batch_op.f("ix_measure_fact_case_id"))

    op.drop_table("measure_fact")
    with op.batch_alter_table("hand_over", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hand_over_exhibit_id"))
        batch_op.drop_index(batch_op.f("ix_hand_over_case_id"))

    op.drop_table("hand_over")
    with op.batch_alter_table("custody_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_custody_line_exhibit_id"))
        batch_op.drop_index(batch_op.f("ix_custody_line_case_id"))

    op.drop_table("custody_line")
    with op.batch_alter_table("video", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_video_visit_id"))
        batch_op.drop_index(batch_op.f("ix_video_operation_id"))
        batch_op.drop_index(batch_op.f("ix_video_case_id"))

    op.drop_table("video")
    with op.batch_alter_table("measure_watch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_measure_watch_measure_id"))
        batch_op.drop_index(batch_op.f("ix_measure_watch_case_id"))

    op.drop_table("measure_watch")
    with op.batch_alter_table("measure_service", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_measure_service_case_id"))

    op.drop_table("measure_service")
    with op.batch_alter_table("measure_remedy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_measure_remedy_measure_id"))
        batch_op.drop_index(batch_op.f("ix_measure_remedy_case_id"))

    op.drop_table("measure_remedy")
    with op.batch_alter_table("measure_prior", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_measure_prior_measure_id"))
        batch_op.drop_index(batch_op.f("ix_measure_prior_case_id"))

    op.drop_table("measure_prior")
    with op.batch_alter_table("measure_posting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_measure_posting_measure_id"))
        batch_op.drop_index(batch_op.f("ix_measure_posting_case_id"))

    op.drop_table("measure_posting")
    with op.batch_alter_table("measure_order", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_measure_order_establishment_id"))
        batch_op.drop_index(batch_op.f("ix_measure_order_case_id"))

    op.drop_table("measure_order")
    with op.batch_alter_table("measure_observation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_measure_observation_measure_id"))
        batch_op.drop_index(batch_op.f("ix_measure_observation_case_id"))

    op.drop_table("measure_observation")
    with op.batch_alter_table("measure_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_measure_note_measure_id"))
        batch_op.drop_index(batch_op.f("ix_measure_note_case_id"))

    op.drop_table("measure_note")
    with op.batch_alter_table("measure_letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_measure_letter_measure_id"))
        batch_op.drop_index(batch_op.f("ix_measure_letter_case_id"))

    op.drop_table("measure_letter")
    with op.batch_alter_table("legal_limit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_legal_limit_visit_id"))
        batch_op.drop_index(batch_op.f("ix_legal_limit_operation_id"))
        batch_op.drop_index(batch_op.f("ix_legal_limit_case_id"))

    op.drop_table("legal_limit")
    with op.batch_alter_table("exhibit", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_exhibit_seal", postgresql_where=sa.text("holder <> ''"), sqlite_where=sa.text("holder <> ''")
        )
        batch_op.drop_index(batch_op.f("ix_exhibit_visit_id"))
        batch_op.drop_index(batch_op.f("ix_exhibit_part_of"))
        batch_op.drop_index(batch_op.f("ix_exhibit_operation_id"))
        batch_op.drop_index(batch_op.f("ix_exhibit_case_id"))

    op.drop_table("exhibit")
    with op.batch_alter_table("referral_piece", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_piece_referral_id"))
        batch_op.drop_index(batch_op.f("ix_referral_piece_case_id"))

    op.drop_table("referral_piece")
    with op.batch_alter_table("referral_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_person_referral_id"))
        batch_op.drop_index(batch_op.f("ix_referral_person_case_id"))

    op.drop_table("referral_person")
    with op.batch_alter_table("referral_offence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_offence_referral_id"))
        batch_op.drop_index(batch_op.f("ix_referral_offence_case_id"))

    op.drop_table("referral_offence")
    with op.batch_alter_table("referral_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_notice_referral_id"))
        batch_op.drop_index(batch_op.f("ix_referral_notice_case_id"))

    op.drop_table("referral_notice")
    with op.batch_alter_table("referral_fact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_fact_referral_id"))
        batch_op.drop_index(batch_op.f("ix_referral_fact_case_id"))

    op.drop_table("referral_fact")
    with op.batch_alter_table("referral_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_answer_referral_id"))
        batch_op.drop_index(batch_op.f("ix_referral_answer_case_id"))

    op.drop_table("referral_answer")
    with op.batch_alter_table("referral_annex", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_annex_referral_id"))
        batch_op.drop_index(batch_op.f("ix_referral_annex_case_id"))

    op.drop_table("referral_annex")
    with op.batch_alter_table("pv_transmission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pv_transmission_referral_id"))
        batch_op.drop_index(batch_op.f("ix_pv_transmission_case_id"))

    op.drop_table("pv_transmission")
    with op.batch_alter_table("measure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_measure_establishment_id"))
        batch_op.drop_index(batch_op.f("ix_measure_case_id"))

    op.drop_table("measure")
    with op.batch_alter_table("signing_delegation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signing_delegation_case_id"))

    op.drop_table("signing_delegation")
    with op.batch_alter_table("sharing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sharing_recipient"))
        batch_op.drop_index(batch_op.f("ix_sharing_case_id"))
        batch_op.drop_index(batch_op.f("ix_sharing_about_case"))

    op.drop_table("sharing")
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_grouped_with"))
        batch_op.drop_index(batch_op.f("ix_referral_case_id"))

    op.drop_table("referral")
    with op.batch_alter_table("bundle", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bundle_case_id"))

    op.drop_table("bundle")
