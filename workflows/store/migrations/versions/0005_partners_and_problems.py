"""Add what partners promise and settle: frozen papers, problems, mail, links, keys, means, training."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
drops_triggers: tuple[str, ...] = ()


def upgrade() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("window_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("checksum", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_key_token_hash")),
    )
    with op.batch_alter_table("api_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_key_agency"), ["agency"], unique=False)

    op.create_table(
        "webhook",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_event", sa.String(length=40), nullable=True),
        sa.Column("answer", sa.String(length=20), nullable=True),
        sa.Column("trial_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checksum", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
    )
    with op.batch_alter_table("webhook", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_webhook_agency"), ["agency"], unique=False)

    op.create_table(
        "address_request",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checksum", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_address_request_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_address_request")),
    )
    op.create_table(
        "correspondent",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("rank", sa.String(length=20), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("quiet_weekdays", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("away_from", sa.Date(), nullable=True),
        sa.Column("away_to", sa.Date(), nullable=True),
        sa.Column("substitute_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checksum", sa.LargeBinary(length=32), nullable=False),
        sa.CheckConstraint("(away_from is null) = (away_to is null)", name=op.f("ck_correspondent_leave_has_two_ends")),
        sa.ForeignKeyConstraint(["substitute_id"], ["user_account.id"], name=op.f("fk_correspondent_substitute_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_correspondent_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_correspondent")),
    )
    op.create_table(
        "evidence_file",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("original", sa.String(length=64), nullable=False),
        sa.Column("handed_out", sa.String(length=64), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=80), nullable=True),
        sa.Column("withdrawn_for", sa.String(length=40), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_evidence_file_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_file")),
    )
    with op.batch_alter_table("evidence_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_file_case_id"), ["case_id"], unique=False)

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

    op.create_table(
        "message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("occasion", sa.String(length=160), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checksum", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_message_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("user_id", "occasion", name=op.f("uq_message_user_id_occasion")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_made_at"), ["made_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_message_occasion"), ["occasion"], unique=False)

    op.create_table(
        "outside_answer",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("point", sa.String(length=20), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("person", sa.String(length=160), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_as", sa.String(length=40), nullable=False),
        sa.Column("said", sa.JSON(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(answered_at is null) = (sent_as = '')", name=op.f("ck_outside_answer_answered_by_a_command")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_outside_answer_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_answer")),
        sa.UniqueConstraint("number", name=op.f("uq_outside_answer_number")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_outside_answer_token_hash")),
    )
    with op.batch_alter_table("outside_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outside_answer_about_id"), ["about_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outside_answer_case_id"), ["case_id"], unique=False)

    op.create_table(
        "outside_contact",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("checksum", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_outside_contact_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_outside_contact")),
    )
    op.create_table(
        "outside_letter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("occasion", sa.String(length=20), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checksum", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_outside_letter_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_letter")),
        sa.UniqueConstraint("case_id", "occasion", name=op.f("uq_outside_letter_case_id_occasion")),
    )
    with op.batch_alter_table("outside_letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outside_letter_case_id"), ["case_id"], unique=False)

    op.create_table(
        "reminder",
        sa.Column("turn_seq", sa.Integer(), nullable=False),
        sa.Column("competence", sa.String(length=60), nullable=False),
        sa.Column("rung", sa.String(length=20), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_reminder_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "case_id",
            "turn_seq",
            "competence",
            "agency",
            "rung",
            name=op.f("uq_reminder_case_id_turn_seq_competence_agency_rung"),
        ),
    )
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reminder_case_id"), ["case_id"], unique=False)

    op.create_table(
        "waiting_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("unused", sa.JSON(), nullable=False),
        sa.Column("fates", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("checksum", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_waiting_lines_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_lines")),
    )
    with op.batch_alter_table("waiting_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_waiting_lines_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_waiting_lines_user_id"), ["user_id"], unique=False)

    op.create_table(
        "webhook_delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checksum", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhook.id"], name=op.f("fk_webhook_delivery_webhook_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_delivery")),
    )
    with op.batch_alter_table("webhook_delivery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_webhook_delivery_webhook_id"), ["webhook_id"], unique=False)

    op.create_table(
        "means",
        sa.Column("strategy_id", sa.Uuid(), nullable=False),
        sa.Column("unit", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("profile", sa.String(length=80), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_means_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["strategy_id"], ["strategy.id"], name=op.f("fk_means_strategy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_means")),
    )
    with op.batch_alter_table("means", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_means_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_means_strategy_id"), ["strategy_id"], unique=False)

    op.create_table(
        "mention",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("competence", sa.String(length=60), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("checksum", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_.id"], name=op.f("fk_mention_case_id")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_mention_message_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_mention_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mention")),
        sa.UniqueConstraint(
            "user_id",
            "case_id",
            "seq",
            "competence",
            "agency",
            "how",
            name=op.f("uq_mention_user_id_case_id_seq_competence_agency_how"),
        ),
    )
    with op.batch_alter_table("mention", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mention_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mention_message_id"), ["message_id"], unique=False)

    op.create_table(
        "problem",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("strategy_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("observed", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("sufferers", sa.String(length=300), nullable=False),
        sa.Column("times", sa.String(length=200), nullable=False),
        sa.Column("sources", sa.String(length=300), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("previous_id", sa.Uuid(), nullable=True),
        sa.Column("assess_on", sa.Date(), nullable=True),
        sa.Column("earlier", sa.JSON(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("handed_to", sa.String(length=200), nullable=False),
        sa.Column("ended_because", sa.Text(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(turn = 1) = (previous_id is null)", name=op.f("ck_problem_later_turns_follow")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_problem_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["previous_id"], ["problem.id"], name=op.f("fk_problem_previous_id")),
        sa.ForeignKeyConstraint(["strategy_id"], ["strategy.id"], name=op.f("fk_problem_strategy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem")),
        sa.UniqueConstraint("number", name=op.f("uq_problem_number")),
        sa.UniqueConstraint("previous_id", name=op.f("uq_problem_previous_id")),
    )
    with op.batch_alter_table("problem", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_problem_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_problem_strategy_id"), ["strategy_id"], unique=False)

    op.create_table(
        "steering_note",
        sa.Column("strategy_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_because", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_steering_note_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["strategy_id"], ["strategy.id"], name=op.f("fk_steering_note_strategy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_steering_note")),
        sa.UniqueConstraint("number", name=op.f("uq_steering_note_number")),
    )
    with op.batch_alter_table("steering_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_steering_note_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_steering_note_strategy_id"), ["strategy_id"], unique=False)

    op.create_table(
        "training",
        sa.Column("strategy_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("provider", sa.String(length=160), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("earlier", sa.JSON(), nullable=False),
        sa.Column("cancelled_because", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_training_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["strategy_id"], ["strategy.id"], name=op.f("fk_training_strategy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training")),
    )
    with op.batch_alter_table("training", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_training_strategy_id"), ["strategy_id"], unique=False)

    op.create_table(
        "means_movement",
        sa.Column("means_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaces", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_means_movement_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["means_id"], ["means.id"], name=op.f("fk_means_movement_means_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_means_movement")),
    )
    with op.batch_alter_table("means_movement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_means_movement_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_means_movement_means_id"), ["means_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_means_movement_replaces"), ["replaces"], unique=False)

    op.create_table(
        "problem_analysis",
        sa.Column("problem_id", sa.Uuid(), nullable=False),
        sa.Column("offenders", sa.Text(), nullable=False),
        sa.Column("targets", sa.Text(), nullable=False),
        sa.Column("setting", sa.Text(), nullable=False),
        sa.Column("tried", sa.Text(), nullable=False),
        sa.Column("supposed", sa.Text(), nullable=False),
        sa.Column("sources", sa.String(length=300), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_problem_analysis_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["problem_id"], ["problem.id"], name=op.f("fk_problem_analysis_problem_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_analysis")),
    )
    with op.batch_alter_table("problem_analysis", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_problem_analysis_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_problem_analysis_problem_id"), ["problem_id"], unique=False)

    op.create_table(
        "problem_assessment",
        sa.Column("problem_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("moved", sa.Text(), nullable=False),
        sa.Column("residents", sa.Text(), nullable=False),
        sa.Column("shown_by", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_problem_assessment_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["problem_id"], ["problem.id"], name=op.f("fk_problem_assessment_problem_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_assessment")),
    )
    with op.batch_alter_table("problem_assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_problem_assessment_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_problem_assessment_problem_id"), ["problem_id"], unique=False)

    op.create_table(
        "problem_measure",
        sa.Column("problem_id", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_problem_measure_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["problem_id"], ["problem.id"], name=op.f("fk_problem_measure_problem_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_measure")),
        sa.UniqueConstraint("problem_id", "rank", name=op.f("uq_problem_measure_problem_id_rank")),
    )
    with op.batch_alter_table("problem_measure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_problem_measure_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_problem_measure_problem_id"), ["problem_id"], unique=False)

    op.create_table(
        "training_count",
        sa.Column("training_id", sa.Uuid(), nullable=False),
        sa.Column("attending", sa.String(length=40), nullable=False),
        sa.Column("profile", sa.String(length=80), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaces", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_training_count_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["training_id"],
            ["training.id"],
            name=op.f("fk_training_count_training_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_count")),
    )
    with op.batch_alter_table("training_count", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_count_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_training_count_replaces"), ["replaces"], unique=False)
        batch_op.create_index(batch_op.f("ix_training_count_training_id"), ["training_id"], unique=False)

    op.create_table(
        "problem_count",
        sa.Column("measure_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_problem_count_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["measure_id"], ["problem_measure.id"], name=op.f("fk_problem_count_measure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_count")),
    )
    with op.batch_alter_table("problem_count", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_problem_count_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_problem_count_measure_id"), ["measure_id"], unique=False)

    op.create_table(
        "quoted_figure",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("indicator_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("contested", sa.Boolean(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_quoted_figure_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_quoted_figure_indicator_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_quoted_figure_item_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_quoted_figure_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quoted_figure")),
        sa.UniqueConstraint("item_id", "indicator_id", name=op.f("uq_quoted_figure_item_id_indicator_id")),
    )
    with op.batch_alter_table("quoted_figure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quoted_figure_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quoted_figure_meeting_id"), ["meeting_id"], unique=False)

    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.add_column(sa.Column("problem_id", sa.Uuid(), nullable=True))
        # Actions that are there have none; afterwards only the journal fills the column in.
        batch_op.add_column(sa.Column("milestones", sa.JSON(), server_default="[]", nullable=False))
        batch_op.create_index(batch_op.f("ix_action_problem_id"), ["problem_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_action_problem_id"), "problem", ["problem_id"], ["id"])
        batch_op.drop_constraint(batch_op.f("ck_action_has_a_reason"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_action_has_a_reason"),
            "commitment_id is not null or decision_id is not null or problem_id is not null",
        )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.alter_column("milestones", server_default=None)


def downgrade() -> None:
    op.execute("delete from action where problem_id is not null and commitment_id is null and decision_id is null")
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_action_has_a_reason"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_action_has_a_reason"), "commitment_id is not null or decision_id is not null"
        )
        batch_op.drop_constraint(batch_op.f("fk_action_problem_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_action_problem_id"))
        batch_op.drop_column("milestones")
        batch_op.drop_column("problem_id")

    with op.batch_alter_table("quoted_figure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quoted_figure_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_quoted_figure_case_id"))

    op.drop_table("quoted_figure")
    with op.batch_alter_table("problem_count", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_problem_count_measure_id"))
        batch_op.drop_index(batch_op.f("ix_problem_count_case_id"))

    op.drop_table("problem_count")
    with op.batch_alter_table("training_count", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_count_training_id"))
        batch_op.drop_index(batch_op.f("ix_training_count_replaces"))
        batch_op.drop_index(batch_op.f("ix_training_count_case_id"))

    op.drop_table("training_count")
    with op.batch_alter_table("problem_measure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_problem_measure_problem_id"))
        batch_op.drop_index(batch_op.f("ix_problem_measure_case_id"))

    op.drop_table("problem_measure")
    with op.batch_alter_table("problem_assessment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_problem_assessment_problem_id"))
        batch_op.drop_index(batch_op.f("ix_problem_assessment_case_id"))

    op.drop_table("problem_assessment")
    with op.batch_alter_table("problem_analysis", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_problem_analysis_problem_id"))
        batch_op.drop_index(batch_op.f("ix_problem_analysis_case_id"))

    op.drop_table("problem_analysis")
    with op.batch_alter_table("means_movement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_means_movement_replaces"))
        batch_op.drop_index(batch_op.f("ix_means_movement_means_id"))
        batch_op.drop_index(batch_op.f("ix_means_movement_case_id"))

    op.drop_table("means_movement")
    with op.batch_alter_table("training", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_strategy_id"))
        batch_op.drop_index(batch_op.f("ix_training_case_id"))

    op.drop_table("training")
    with op.batch_alter_table("steering_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_steering_note_strategy_id"))
        batch_op.drop_index(batch_op.f("ix_steering_note_case_id"))

    op.drop_table("steering_note")
    with op.batch_alter_table("problem", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_problem_strategy_id"))
        batch_op.drop_index(batch_op.f("ix_problem_case_id"))

    op.drop_table("problem")
    with op.batch_alter_table("mention", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mention_message_id"))
        batch_op.drop_index(batch_op.f("ix_mention_case_id"))

    op.drop_table("mention")
    with op.batch_alter_table("means", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_means_strategy_id"))
        batch_op.drop_index(batch_op.f("ix_means_case_id"))

    op.drop_table("means")
    with op.batch_alter_table("webhook_delivery", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_webhook_delivery_webhook_id"))

    op.drop_table("webhook_delivery")
    with op.batch_alter_table("waiting_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_waiting_lines_user_id"))
        batch_op.drop_index(batch_op.f("ix_waiting_lines_expires_at"))

    op.drop_table("waiting_lines")
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reminder_case_id"))

    op.drop_table("reminder")
    with op.batch_alter_table("outside_letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outside_letter_case_id"))

    op.drop_table("outside_letter")
    op.drop_table("outside_contact")
    with op.batch_alter_table("outside_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outside_answer_case_id"))
        batch_op.drop_index(batch_op.f("ix_outside_answer_about_id"))

    op.drop_table("outside_answer")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_occasion"))
        batch_op.drop_index(batch_op.f("ix_message_made_at"))

    op.drop_table("message")
    with op.batch_alter_table("frozen_paper", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_frozen_paper_case_id"))

    op.drop_table("frozen_paper")
    with op.batch_alter_table("evidence_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_file_case_id"))

    op.drop_table("evidence_file")
    op.drop_table("correspondent")
    op.drop_table("address_request")
    with op.batch_alter_table("webhook", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_webhook_agency"))

    op.drop_table("webhook")
    with op.batch_alter_table("api_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_key_agency"))

    op.drop_table("api_key")
