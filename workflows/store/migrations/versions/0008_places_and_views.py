"""Kinds of place and deadlines of a measure, derived views of photos, what a letter says of nothing, an index on what was read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
drops_triggers: tuple[str, ...] = ()


def upgrade() -> None:
    op.create_table(
        "derived_view",
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("original", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("crop", sa.JSON(), nullable=False),
        sa.Column("blurred", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_derived_view_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name=op.f("fk_derived_view_photo_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_derived_view")),
        sa.UniqueConstraint("photo_id", "number", name=op.f("uq_derived_view_photo_id_number")),
    )
    with op.batch_alter_table("derived_view", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_derived_view_case_id"), ["case_id"], unique=False)

    with op.batch_alter_table("access_journal", schema=None) as batch_op:
        batch_op.create_index("ix_access_journal_reference", ["reference", "line"], unique=False)

    with op.batch_alter_table("measure", schema=None) as batch_op:
        batch_op.add_column(sa.Column("place_kinds", sa.JSON(none_as_null=True), nullable=True))

    with op.batch_alter_table("measure_order", schema=None) as batch_op:
        batch_op.add_column(sa.Column("to_prefect_on", sa.Date(), nullable=True))

    with op.batch_alter_table("measure_prior", schema=None) as batch_op:
        batch_op.add_column(sa.Column("until", sa.Date(), nullable=True))

    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.add_column(sa.Column("harm_said", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("told_said", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("evidence_said", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("persons_said", sa.String(length=10), nullable=True))

    with op.batch_alter_table("signing_delegation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("power_to", sa.String(length=40), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("signing_delegation", schema=None) as batch_op:
        batch_op.drop_column("power_to")

    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.drop_column("persons_said")
        batch_op.drop_column("evidence_said")
        batch_op.drop_column("told_said")
        batch_op.drop_column("harm_said")

    with op.batch_alter_table("measure_prior", schema=None) as batch_op:
        batch_op.drop_column("until")

    with op.batch_alter_table("measure_order", schema=None) as batch_op:
        batch_op.drop_column("to_prefect_on")

    with op.batch_alter_table("measure", schema=None) as batch_op:
        batch_op.drop_column("place_kinds")

    with op.batch_alter_table("access_journal", schema=None) as batch_op:
        batch_op.drop_index("ix_access_journal_reference")

    with op.batch_alter_table("derived_view", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_derived_view_case_id"))

    op.drop_table("derived_view")
