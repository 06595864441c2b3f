"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
drops_triggers: tuple[str, ...] = ()
GUARDS_SQLITE = (
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
GUARDS_POSTGRESQL = (
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


def upgrade() -> None:
    op.create_table(
        "access_journal",
        sa.Column("line", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("user", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("line", name=op.f("pk_access_journal")),
    )
    op.create_table(
        "case_",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workflow", sa.String(length=60), nullable=False),
        sa.Column("workflow_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(length=32), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("parent_kind", sa.String(length=70), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("secrecy between 0 and 4", name=op.f("ck_case__secrecy_class")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_case__version_positive")),
        sa.ForeignKeyConstraint(["parent_id"], ["case_.id"], name=op.f("fk_case__parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_")),
    )
    op.create_index(op.f("ix_case__parent_id"), "case_", ["parent_id"], unique=False)
    op.create_table(
        "sign_in_throttle",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checksum", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_throttle")),
    )
    op.create_table(
        "signed_head",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("up_to_line", sa.BigInteger(), nullable=False),
        sa.Column("heads", sa.Text(), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_signed_head")),
    )
    op.create_table(
        "user_account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=False),
        sa.Column("user_name", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("function", sa.String(length=160), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("competences", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checksum", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("agency", "user_name", name=op.f("uq_user_account_agency_user_name")),
    )
    op.create_table(
        "command",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_command_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_command")),
    )
    op.create_table(
        "deadline",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised", sa.SmallInteger(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_deadline_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("case_id", "name", name=op.f("pk_deadline")),
    )
    op.create_index("ix_deadline_next_at", "deadline", ["next_at"], unique=False)
    op.create_table(
        "document",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("snapshot", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("pressed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_document_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("case_id", "kind", name=op.f("uq_document_case_id_kind")),
    )
    op.create_index(op.f("ix_document_case_id"), "document", ["case_id"], unique=False)
    op.create_table(
        "establishment",
        sa.Column("siret", sa.String(length=14), nullable=True),
        sa.Column("siren", sa.String(length=9), nullable=True),
        sa.Column("nic", sa.String(length=5), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("trade_name", sa.Text(), nullable=True),
        sa.Column("operator", sa.Text(), nullable=True),
        sa.Column("legal_form_code", sa.Text(), nullable=True),
        sa.Column("legal_form", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("complement", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("declared_address", sa.Text(), nullable=True),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column("commune_code", sa.String(length=5), nullable=True),
        sa.Column("commune", sa.Text(), nullable=True),
        sa.Column("activity_code", sa.Text(), nullable=True),
        sa.Column("activity_nomenclature", sa.Text(), nullable=True),
        sa.Column("activity_label", sa.Text(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=True),
        sa.Column("staff_band", sa.Text(), nullable=True),
        sa.Column("head_office", sa.Boolean(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("state in ('open', 'closed')", name=op.f("ck_establishment_known_state")),
        sa.CheckConstraint("siret is not null or demonstration", name=op.f("ck_establishment_siret_or_demonstration")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_establishment_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_establishment")),
        sa.UniqueConstraint("siret", name=op.f("uq_establishment_siret")),
    )
    op.create_index(op.f("ix_establishment_case_id"), "establishment", ["case_id"], unique=False)
    op.create_index("ix_establishment_shown", "establishment", ["hidden", "commune_code"], unique=False)
    op.create_index(op.f("ix_establishment_siren"), "establishment", ["siren"], unique=False)
    op.create_table(
        "hygiene_inspection",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("identifier", sa.String(length=40), nullable=False),
        sa.Column("identifier_kind", sa.String(length=12), nullable=False),
        sa.Column("siret", sa.String(length=14), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("short_address", sa.Text(), nullable=True),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column("locality", sa.Text(), nullable=True),
        sa.Column("commune", sa.Text(), nullable=True),
        sa.Column("inspected_on", sa.Date(), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("activities", sa.JSON(), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("approval", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("first_seen_on", sa.Date(), nullable=False),
        sa.Column("first_seen_in", sa.Text(), nullable=False),
        sa.Column("last_seen_on", sa.Date(), nullable=False),
        sa.Column("last_seen_in", sa.Text(), nullable=False),
        sa.Column("account", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "result in ('very_satisfactory', 'satisfactory', 'to_improve', 'urgent_correction')",
            name=op.f("ck_hygiene_inspection_known_result"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_hygiene_inspection_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hygiene_inspection")),
        sa.UniqueConstraint("number", name=op.f("uq_hygiene_inspection_number")),
    )
    op.create_index(op.f("ix_hygiene_inspection_case_id"), "hygiene_inspection", ["case_id"], unique=False)
    op.create_index("ix_hygiene_inspection_siret_day", "hygiene_inspection", ["siret", "inspected_on"], unique=False)
    op.create_table(
        "import_run",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_digest", sa.String(length=64), nullable=False),
        sa.Column("layout", sa.String(length=40), nullable=False),
        sa.Column("encoding", sa.String(length=20), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("abandoned", sa.Boolean(), nullable=False),
        sa.Column("lines_read", sa.Integer(), nullable=False),
        sa.Column("lines_added", sa.Integer(), nullable=False),
        sa.Column("lines_changed", sa.Integer(), nullable=False),
        sa.Column("lines_unchanged", sa.Integer(), nullable=False),
        sa.Column("lines_closed", sa.Integer(), nullable=False),
        sa.Column("lines_hidden", sa.Integer(), nullable=False),
        sa.Column("lines_refused", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_import_run_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_index(op.f("ix_import_run_case_id"), "import_run", ["case_id"], unique=False)
    op.create_index(op.f("ix_import_run_file_digest"), "import_run", ["file_digest"], unique=False)
    op.create_table(
        "join_",
        sa.Column("parent_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("need", sa.String(length=10), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("settled", sa.Integer(), nullable=False),
        sa.Column("looked", sa.Integer(), nullable=False),
        sa.CheckConstraint("settled between 0 and total", name=op.f("ck_join__settled_within_total")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["case_.id"], name=op.f("fk_join__parent_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("parent_id", "name", name=op.f("pk_join_")),
    )
    op.create_table(
        "journal",
        sa.Column(
            "line", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("workflow", sa.String(length=60), nullable=False),
        sa.Column("step", sa.String(length=60), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("target", sa.String(length=60), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=False),
        sa.Column("user", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("command", sa.String(length=80), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_agency", sa.String(length=40), nullable=True),
        sa.Column("body_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_reason", sa.String(length=300), nullable=True),
        sa.CheckConstraint("(body is null) = (erased_at is not null)", name=op.f("ck_journal_erased_with_its_moment")),
        sa.CheckConstraint("(body is null) = (salt is null)", name=op.f("ck_journal_erased_with_its_salt")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_journal_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("line", name=op.f("pk_journal")),
        sa.UniqueConstraint("case_id", "seq", name=op.f("uq_journal_case_id_seq")),
    )
    op.create_table(
        "number_",
        sa.Column("series", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cancelled_reason", sa.String(length=300), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_number__case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_")),
        sa.UniqueConstraint("series", "year", "number", name=op.f("uq_number__series_year_number")),
    )
    op.create_index(op.f("ix_number__case_id"), "number_", ["case_id"], unique=False)
    op.create_table(
        "offence",
        sa.Column("natinf_code", sa.String(length=6), nullable=False),
        sa.Column("nature", sa.Text(), nullable=True),
        sa.Column("nature_code", sa.String(length=30), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("defined_by", sa.Text(), nullable=True),
        sa.Column("punished_by", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("first_seen_on", sa.Date(), nullable=False),
        sa.Column("first_seen_in", sa.Text(), nullable=False),
        sa.Column("last_seen_on", sa.Date(), nullable=False),
        sa.Column("last_seen_in", sa.Text(), nullable=False),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.Column("account", sa.JSON(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_offence_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offence")),
        sa.UniqueConstraint("natinf_code", name=op.f("uq_offence_natinf_code")),
    )
    op.create_index(op.f("ix_offence_case_id"), "offence", ["case_id"], unique=False)
    op.create_table(
        "operation",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("zone", sa.String(length=200), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("briefing_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("without_requisition", sa.Text(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_operation_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operation")),
        sa.UniqueConstraint("number", name=op.f("uq_operation_number")),
    )
    op.create_index(op.f("ix_operation_case_id"), "operation", ["case_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dead", sa.Boolean(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_outbox_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(op.f("ix_outbox_case_id"), "outbox", ["case_id"], unique=False)
    op.create_index(
        "ix_outbox_open",
        "outbox",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("done_at is null and not dead"),
        sqlite_where=sa.text("done_at is null and not dead"),
    )
    op.create_table(
        "party",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("competence", sa.String(length=60), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=False),
        sa.Column("clearance", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_party_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("case_id", "competence", "agency", name=op.f("pk_party")),
    )
    op.create_index("ix_party_agency_clearance", "party", ["agency", "clearance", "case_id"], unique=False)
    op.create_table(
        "press_job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("checksum", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_.id"], name=op.f("fk_press_job_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_press_job")),
        sa.UniqueConstraint("case_id", "kind", name=op.f("uq_press_job_case_id_kind")),
    )
    op.create_index(op.f("ix_press_job_case_id"), "press_job", ["case_id"], unique=False)
    op.create_table(
        "turn",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("competence", sa.String(length=60), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_turn_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("case_id", "seq", "competence", "agency", name=op.f("pk_turn")),
    )
    op.create_index("ix_turn_inbox", "turn", ["agency", "due", "case_id"], unique=False)
    op.create_table(
        "web_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kept", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("checksum", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_web_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_web_session_token_hash")),
    )
    op.create_index(op.f("ix_web_session_expires_at"), "web_session", ["expires_at"], unique=False)
    op.create_index(op.f("ix_web_session_user_id"), "web_session", ["user_id"], unique=False)
    op.create_table(
        "establishment_event",
        sa.Column("establishment_id", sa.Uuid(), nullable=False),
        sa.Column("siret", sa.String(length=14), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("event_code", sa.String(length=10), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("processed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("linked_siret", sa.Text(), nullable=True),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["case_.id"],
            name=op.f("fk_establishment_event_case_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_establishment_event_establishment_id")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["import_run.id"],
            name=op.f("fk_establishment_event_import_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_establishment_event")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_establishment_event_fingerprint")),
    )
    op.create_index(op.f("ix_establishment_event_case_id"), "establishment_event", ["case_id"], unique=False)
    op.create_index(
        op.f("ix_establishment_event_establishment_id"), "establishment_event", ["establishment_id"], unique=False
    )
    op.create_index(op.f("ix_establishment_event_linked_siret"), "establishment_event", ["linked_siret"], unique=False)
    op.create_table(
        "import_refusal",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("reason_fr", sa.Text(), nullable=False),
        sa.Column("reason_en", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_import_refusal_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["import_run.id"],
            name=op.f("fk_import_refusal_import_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_refusal")),
    )
    op.create_index(op.f("ix_import_refusal_case_id"), "import_refusal", ["case_id"], unique=False)
    op.create_index(op.f("ix_import_refusal_import_id"), "import_refusal", ["import_id"], unique=False)
    op.create_table(
        "minutes",
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("board_number", sa.String(length=40), nullable=False),
        sa.Column("attendance_number", sa.String(length=40), nullable=False),
        sa.Column("incidents", sa.JSON(), nullable=False),
        sa.Column("decisions", sa.JSON(), nullable=False),
        sa.Column("partner_tasks", sa.JSON(), nullable=False),
        sa.Column("signatory", sa.String(length=160), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_minutes_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["operation_id"], ["operation.id"], name=op.f("fk_minutes_operation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes")),
        sa.UniqueConstraint("number", name=op.f("uq_minutes_number")),
    )
    op.create_index(op.f("ix_minutes_case_id"), "minutes", ["case_id"], unique=False)
    op.create_index(op.f("ix_minutes_operation_id"), "minutes", ["operation_id"], unique=False)
    op.create_table(
        "participation",
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("leader", sa.String(length=120), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_participation_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["operation_id"], ["operation.id"], name=op.f("fk_participation_operation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participation")),
        sa.UniqueConstraint("operation_id", "agency", name=op.f("uq_participation_operation_id_agency")),
    )
    op.create_index(op.f("ix_participation_case_id"), "participation", ["case_id"], unique=False)
    op.create_index(op.f("ix_participation_operation_id"), "participation", ["operation_id"], unique=False)
    op.create_table(
        "requisition",
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=60), nullable=False),
        sa.Column("offences", sa.JSON(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("magistrate", sa.String(length=160), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("answer_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_requisition_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["operation_id"], ["operation.id"], name=op.f("fk_requisition_operation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requisition")),
        sa.UniqueConstraint("number", name=op.f("uq_requisition_number")),
    )
    op.create_index(op.f("ix_requisition_case_id"), "requisition", ["case_id"], unique=False)
    op.create_index(op.f("ix_requisition_operation_id"), "requisition", ["operation_id"], unique=False)
    op.create_table(
        "visit",
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("establishment_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trade_name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("siret", sa.String(length=14), nullable=False),
        sa.Column("activity", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("operator", sa.String(length=160), nullable=False),
        sa.Column("operator_quality", sa.String(length=60), nullable=False),
        sa.Column("licence", sa.String(length=120), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entry_note", sa.Text(), nullable=False),
        sa.Column("activity_in_progress", sa.Boolean(), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome_reason", sa.Text(), nullable=False),
        sa.Column("persons_present", sa.Integer(), nullable=True),
        sa.Column("persons_working", sa.Integer(), nullable=True),
        sa.Column("documents_handed", sa.Text(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("left_at is null or entered_at is not null", name=op.f("ck_visit_left_after_entering")),
        sa.CheckConstraint("persons_present is null or persons_present >= 0", name=op.f("ck_visit_persons_counted")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_visit_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["establishment_id"], ["establishment.id"], name=op.f("fk_visit_establishment_id")),
        sa.ForeignKeyConstraint(["operation_id"], ["operation.id"], name=op.f("fk_visit_operation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    op.create_index(op.f("ix_visit_case_id"), "visit", ["case_id"], unique=False)
    op.create_index(op.f("ix_visit_establishment_id"), "visit", ["establishment_id"], unique=False)
    op.create_index(op.f("ix_visit_operation_id"), "visit", ["operation_id"], unique=False)
    op.create_table(
        "section",
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("minutes_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("validated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("validated_by", sa.String(length=160), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("section_hash", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(validated_at is null) = (section_hash = '')", name=op.f("ck_section_validated_with_its_hash")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_section_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_section_minutes_id")),
        sa.ForeignKeyConstraint(["operation_id"], ["operation.id"], name=op.f("fk_section_operation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section")),
        sa.UniqueConstraint("minutes_id", "agency", name=op.f("uq_section_minutes_id_agency")),
    )
    op.create_index(op.f("ix_section_case_id"), "section", ["case_id"], unique=False)
    op.create_index(op.f("ix_section_minutes_id"), "section", ["minutes_id"], unique=False)
    op.create_index(op.f("ix_section_operation_id"), "section", ["operation_id"], unique=False)
    op.create_table(
        "sheet",
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stamp", sa.String(length=200), nullable=False),
        sa.Column("basis", sa.String(length=60), nullable=False),
        sa.Column("prosecutor_informed_on", sa.Date(), nullable=True),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ready_colour", sa.String(length=10), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_carried_out_reason", sa.Text(), nullable=False),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.Column("items_total", sa.Integer(), nullable=False),
        sa.Column("compliant", sa.Integer(), nullable=False),
        sa.Column("not_compliant", sa.Integer(), nullable=False),
        sa.Column("not_checked", sa.Integer(), nullable=False),
        sa.Column("not_applicable", sa.Integer(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_sheet_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["operation_id"], ["operation.id"], name=op.f("fk_sheet_operation_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_sheet_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet")),
        sa.UniqueConstraint("visit_id", "agency", name=op.f("uq_sheet_visit_id_agency")),
    )
    op.create_index(op.f("ix_sheet_case_id"), "sheet", ["case_id"], unique=False)
    op.create_index(op.f("ix_sheet_operation_id"), "sheet", ["operation_id"], unique=False)
    op.create_index(op.f("ix_sheet_visit_id"), "sheet", ["visit_id"], unique=False)
    op.create_table(
        "answer",
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("replaces", sa.JSON(), nullable=False),
        sa.Column("device", sa.String(length=80), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("device_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_answer_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_answer_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
    )
    op.create_index(op.f("ix_answer_case_id"), "answer", ["case_id"], unique=False)
    op.create_index(op.f("ix_answer_sheet_id"), "answer", ["sheet_id"], unique=False)
    op.create_table(
        "finding",
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=500), nullable=False),
        sa.Column("severity", sa.SmallInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("route", sa.String(length=20), nullable=False),
        sa.Column("route_reason", sa.Text(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("severity between 1 and 4", name=op.f("ck_finding_severity_known")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_finding_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["operation_id"], ["operation.id"], name=op.f("fk_finding_operation_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_finding_sheet_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_finding_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("sheet_id", "item", name=op.f("uq_finding_sheet_id_item")),
    )
    op.create_index(op.f("ix_finding_case_id"), "finding", ["case_id"], unique=False)
    op.create_index(op.f("ix_finding_operation_id"), "finding", ["operation_id"], unique=False)
    op.create_index(op.f("ix_finding_sheet_id"), "finding", ["sheet_id"], unique=False)
    op.create_index(op.f("ix_finding_visit_id"), "finding", ["visit_id"], unique=False)
    op.create_table(
        "photo",
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(length=20), nullable=False),
        sa.Column("original", sa.String(length=64), nullable=False),
        sa.Column("view", sa.String(length=64), nullable=False),
        sa.Column("caption", sa.String(length=300), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("device", sa.String(length=80), nullable=False),
        sa.Column("direction", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_photo_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_photo_sheet_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_photo_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
    )
    op.create_index(op.f("ix_photo_case_id"), "photo", ["case_id"], unique=False)
    op.create_index(op.f("ix_photo_sheet_id"), "photo", ["sheet_id"], unique=False)
    op.create_index(op.f("ix_photo_visit_id"), "photo", ["visit_id"], unique=False)
    op.create_table(
        "consequence",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=500), nullable=False),
        sa.Column("clock", sa.String(length=60), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_consequence_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_consequence_finding_id")),
        sa.ForeignKeyConstraint(["operation_id"], ["operation.id"], name=op.f("fk_consequence_operation_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_consequence_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consequence")),
    )
    op.create_index(op.f("ix_consequence_case_id"), "consequence", ["case_id"], unique=False)
    op.create_index(op.f("ix_consequence_finding_id"), "consequence", ["finding_id"], unique=False)
    op.create_index(op.f("ix_consequence_operation_id"), "consequence", ["operation_id"], unique=False)
    op.create_index(op.f("ix_consequence_visit_id"), "consequence", ["visit_id"], unique=False)
    for guard in GUARDS_SQLITE if op.get_bind().dialect.name == "sqlite" else GUARDS_POSTGRESQL:
        op.get_bind().exec_driver_sql(guard)


def downgrade() -> None:
    op.drop_index(op.f("ix_consequence_visit_id"), table_name="consequence")
    op.drop_index(op.f("ix_consequence_operation_id"), table_name="consequence")
    op.drop_index(op.f("ix_consequence_finding_id"), table_name="consequence")
    op.drop_index(op.f("ix_consequence_case_id"), table_name="consequence")
    op.drop_table("consequence")
    op.drop_index(op.f("ix_photo_visit_id"), table_name="photo")
    op.drop_index(op.f("ix_photo_sheet_id"), table_name="photo")
    op.drop_index(op.f("ix_photo_case_id"), table_name="photo")
    op.drop_table("photo")
    op.drop_index(op.f("ix_finding_visit_id"), table_name="finding")
    op.drop_index(op.f("ix_finding_sheet_id"), table_name="finding")
    op.drop_index(op.f("ix_finding_operation_id"), table_name="finding")
    op.drop_index(op.f("ix_finding_case_id"), table_name="finding")
    op.drop_table("finding")
    op.drop_index(op.f("ix_answer_sheet_id"), table_name="answer")
    op.drop_index(op.f("ix_answer_case_id"), table_name="answer")
    op.drop_table("answer")
    op.drop_index(op.f("ix_sheet_visit_id"), table_name="sheet")
    op.drop_index(op.f("ix_sheet_operation_id"), table_name="sheet")
    op.drop_index(op.f("ix_sheet_case_id"), table_name="sheet")
    op.drop_table("sheet")
    op.drop_index(op.f("ix_section_operation_id"), table_name="section")
    op.drop_index(op.f("ix_section_minutes_id"), table_name="section")
    op.drop_index(op.f("ix_section_case_id"), table_name="section")
    op.drop_table("section")
    op.drop_index(op.f("ix_visit_operation_id"), table_name="visit")
    op.drop_index(op.f("ix_visit_establishment_id"), table_name="visit")
    op.drop_index(op.f("ix_visit_case_id"), table_name="visit")
    op.drop_table("visit")
    op.drop_index(op.f("ix_requisition_operation_id"), table_name="requisition")
    op.drop_index(op.f("ix_requisition_case_id"), table_name="requisition")
    op.drop_table("requisition")
    op.drop_index(op.f("ix_participation_operation_id"), table_name="participation")
    op.drop_index(op.f("ix_participation_case_id"), table_name="participation")
    op.drop_table("participation")
    op.drop_index(op.f("ix_minutes_operation_id"), table_name="minutes")
    op.drop_index(op.f("ix_minutes_case_id"), table_name="minutes")
    op.drop_table("minutes")
    op.drop_index(op.f("ix_import_refusal_import_id"), table_name="import_refusal")
    op.drop_index(op.f("ix_import_refusal_case_id"), table_name="import_refusal")
    op.drop_table("import_refusal")
    op.drop_index(op.f("ix_establishment_event_linked_siret"), table_name="establishment_event")
    op.drop_index(op.f("ix_establishment_event_establishment_id"), table_name="establishment_event")
    op.drop_index(op.f("ix_establishment_event_case_id"), table_name="establishment_event")
    op.drop_table("establishment_event")
    op.drop_index(op.f("ix_web_session_user_id"), table_name="web_session")
    op.drop_index(op.f("ix_web_session_expires_at"), table_name="web_session")
    op.drop_table("web_session")
    op.drop_index("ix_turn_inbox", table_name="turn")
    op.drop_table("turn")
    op.drop_index(op.f("ix_press_job_case_id"), table_name="press_job")
    op.drop_table("press_job")
    op.drop_index("ix_party_agency_clearance", table_name="party")
    op.drop_table("party")
    op.drop_index(
        "ix_outbox_open",
        table_name="outbox",
        postgresql_where=sa.text("done_at is null and not dead"),
        sqlite_where=sa.text("done_at is null and not dead"),
    )
    op.drop_index(op.f("ix_outbox_case_id"), table_name="outbox")
    op.drop_table("outbox")
    op.drop_index(op.f("ix_operation_case_id"), table_name="operation")
    op.drop_table("operation")
    op.drop_index(op.f("ix_offence_case_id"), table_name="offence")
    op.drop_table("offence")
    op.drop_index(op.f("ix_number__case_id"), table_name="number_")
    op.drop_table("number_")
    op.drop_table("journal")
    op.drop_table("join_")
    op.drop_index(op.f("ix_import_run_file_digest"), table_name="import_run")
    op.drop_index(op.f("ix_import_run_case_id"), table_name="import_run")
    op.drop_table("import_run")
    op.drop_index("ix_hygiene_inspection_siret_day", table_name="hygiene_inspection")
    op.drop_index(op.f("ix_hygiene_inspection_case_id"), table_name="hygiene_inspection")
    op.drop_table("hygiene_inspection")
    op.drop_index(op.f("ix_establishment_siren"), table_name="establishment")
    op.drop_index("ix_establishment_shown", table_name="establishment")
    op.drop_index(op.f("ix_establishment_case_id"), table_name="establishment")
    op.drop_table("establishment")
    op.drop_index(op.f("ix_document_case_id"), table_name="document")
    op.drop_table("document")
    op.drop_index("ix_deadline_next_at", table_name="deadline")
    op.drop_table("deadline")
    op.drop_table("command")
    op.drop_table("user_account")
    op.drop_table("signed_head")
    op.drop_table("sign_in_throttle")
    op.drop_index(op.f("ix_case__parent_id"), table_name="case_")
    op.drop_table("case_")
    op.drop_table("access_journal")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("drop function beffroi_append_only()")
