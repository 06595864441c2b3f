"""Records made elsewhere: places that no public register holds, findings without a severity.

Going back, such places are marked as demonstration ones and such findings as minor: the earlier schema knows no better.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
drops_triggers: tuple[str, ...] = ()


def upgrade() -> None:
    with op.batch_alter_table("establishment") as batch:
        batch.add_column(sa.Column("origin", sa.String(length=200), nullable=True))
        batch.drop_constraint(op.f("ck_establishment_siret_or_demonstration"), type_="check")
        batch.create_check_constraint(
            op.f("ck_establishment_siret_or_why_not"), "siret is not null or demonstration or origin is not null"
        )
    with op.batch_alter_table("finding") as batch:
        batch.drop_constraint(op.f("ck_finding_severity_known"), type_="check")
        batch.create_check_constraint(op.f("ck_finding_severity_known"), "severity between 0 and 4")


def downgrade() -> None:
    op.execute("update finding set severity = 1 where severity = 0")
    op.execute("update establishment set demonstration = true where origin is not null")
    with op.batch_alter_table("finding") as batch:
        batch.drop_constraint(op.f("ck_finding_severity_known"), type_="check")
        batch.create_check_constraint(op.f("ck_finding_severity_known"), "severity between 1 and 4")
    with op.batch_alter_table("establishment") as batch:
        batch.drop_constraint(op.f("ck_establishment_siret_or_why_not"), type_="check")
        batch.create_check_constraint(
            op.f("ck_establishment_siret_or_demonstration"), "siret is not null or demonstration"
        )
        batch.drop_column("origin")
