"""Whether an agency sees a case is asked of one case at a time."""

from __future__ import annotations

from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
drops_triggers: tuple[str, ...] = ()


def upgrade() -> None:
    op.drop_index("ix_party_agency_clearance", table_name="party")
    op.create_index("ix_party_agency_case", "party", ["agency", "case_id", "clearance"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_party_agency_case", table_name="party")
    op.create_index("ix_party_agency_clearance", "party", ["agency", "clearance", "case_id"], unique=False)
