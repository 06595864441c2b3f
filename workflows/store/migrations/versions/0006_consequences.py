"""Let a consequence be joined to another, and be about an establishment without a visit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
drops_triggers: tuple[str, ...] = ()
CHECKS = {
    "somewhere": "visit_id is not null or establishment_id is not null",
    "finding_with_its_visit": "(finding_id is null) = (visit_id is null)",
    "operation_with_its_visit": "(operation_id is null) = (visit_id is null)",
}


def upgrade() -> None:
    with op.batch_alter_table("consequence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("establishment_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("joined_to", sa.Uuid(), nullable=True))
        batch_op.alter_column("finding_id", existing_type=sa.Uuid(), nullable=True)
        batch_op.alter_column("visit_id", existing_type=sa.Uuid(), nullable=True)
        batch_op.alter_column("operation_id", existing_type=sa.Uuid(), nullable=True)
        for name, condition in CHECKS.items():
            batch_op.create_check_constraint(batch_op.f(f"ck_consequence_{name}"), condition)
        batch_op.create_index(batch_op.f("ix_consequence_establishment_id"), ["establishment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consequence_joined_to"), ["joined_to"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_consequence_establishment_id"), "establishment", ["establishment_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_consequence_joined_to"), "consequence", ["joined_to"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("consequence", schema=None) as batch_op:
        for name in CHECKS:
            batch_op.drop_constraint(batch_op.f(f"ck_consequence_{name}"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_consequence_joined_to"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_consequence_establishment_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_consequence_joined_to"))
        batch_op.drop_index(batch_op.f("ix_consequence_establishment_id"))
        batch_op.alter_column("operation_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.alter_column("visit_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.alter_column("finding_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.drop_column("joined_to")
        batch_op.drop_column("establishment_id")
