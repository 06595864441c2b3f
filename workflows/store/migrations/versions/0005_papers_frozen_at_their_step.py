"""papers frozen at their step."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
drops_triggers: tuple[str, ...] = ()


def upgrade() -> None:
    op.create_table(
        "frozen_paper",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_frozen_paper_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_paper")),
        sa.UniqueConstraint("case_id", "kind", "version", name=op.f("uq_frozen_paper_case_id_kind_version")),
    )
    with op.batch_alter_table("frozen_paper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_frozen_paper_case_id"), ["case_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("frozen_paper", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_frozen_paper_case_id"))

    op.drop_table("frozen_paper")
