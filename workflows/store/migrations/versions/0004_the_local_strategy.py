"""The local strategy."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
drops_triggers: tuple[str, ...] = ()


def upgrade() -> None:
    op.create_table(
        "calendar_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checksum", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_calendar_key_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_key")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_key_token_hash")),
    )
    with op.batch_alter_table("calendar_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_key_user_id"), ["user_id"], unique=False)

    op.create_table(
        "strategy",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("quarter", sa.String(length=60), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("founded_on", sa.Text(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_strategy_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strategy")),
        sa.UniqueConstraint("number", name=op.f("uq_strategy_number")),
    )
    with op.batch_alter_table("strategy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_strategy_case_id"), ["case_id"], unique=False)

    op.create_table(
        "axis",
        sa.Column("strategy_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_axis_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["strategy_id"], ["strategy.id"], name=op.f("fk_axis_strategy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_axis")),
        sa.UniqueConstraint("strategy_id", "position", name=op.f("uq_axis_strategy_id_position")),
    )
    with op.batch_alter_table("axis", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_axis_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_axis_strategy_id"), ["strategy_id"], unique=False)

    op.create_table(
        "meeting",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("strategy_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chair", sa.String(length=160), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=True),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("previous_id", sa.Uuid(), nullable=True),
        sa.Column("sitting", sa.Integer(), nullable=False),
        sa.Column("earlier", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.String(length=160), nullable=False),
        sa.Column("ended_because", sa.Text(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(approved_at is null) = (approved_by = '')", name=op.f("ck_meeting_approved_by_somebody")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_meeting_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["previous_id"], ["meeting.id"], name=op.f("fk_meeting_previous_id")),
        sa.ForeignKeyConstraint(["strategy_id"], ["strategy.id"], name=op.f("fk_meeting_strategy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("number", name=op.f("uq_meeting_number")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_strategy_id"), ["strategy_id"], unique=False)

    op.create_table(
        "agenda_item",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("noted", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_because", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_agenda_item_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_item_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint("meeting_id", "position", name=op.f("uq_agenda_item_meeting_id_position")),
    )
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agenda_item_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agenda_item_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agenda_item_source_id"), ["source_id"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("sitting", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=160), nullable=False),
        sa.Column("presence", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("said_by", sa.String(length=40), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_attendance_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_attendance_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendance_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "decision_log",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("issue", sa.String(length=20), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("about", sa.String(length=400), nullable=False),
        sa.Column("about_class", sa.Integer(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_decision_log_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_decision_log_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_log")),
        sa.UniqueConstraint("meeting_id", "version", name=op.f("uq_decision_log_meeting_id_version")),
    )
    with op.batch_alter_table("decision_log", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_log_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decision_log_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "objective",
        sa.Column("strategy_id", sa.Uuid(), nullable=False),
        sa.Column("axis_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("aim", sa.Text(), nullable=False),
        sa.Column("target", sa.String(length=300), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("earlier", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["axis_id"], ["axis.id"], name=op.f("fk_objective_axis_id")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_objective_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["strategy_id"], ["strategy.id"], name=op.f("fk_objective_strategy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objective")),
        sa.UniqueConstraint("strategy_id", "code", name=op.f("uq_objective_strategy_id_code")),
    )
    with op.batch_alter_table("objective", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_objective_axis_id"), ["axis_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_objective_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_objective_strategy_id"), ["strategy_id"], unique=False)

    op.create_table(
        "partner_task",
        sa.Column("minutes_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(answered_at is null) = (answer = '')", name=op.f("ck_partner_task_answered_in_words")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_partner_task_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_partner_task_minutes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_task")),
    )
    with op.batch_alter_table("partner_task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_partner_task_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_partner_task_minutes_id"), ["minutes_id"], unique=False)

    op.create_table(
        "commitment",
        sa.Column("strategy_id", sa.Uuid(), nullable=False),
        sa.Column("objective_id", sa.Uuid(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_commitment_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["objective_id"], ["objective.id"], name=op.f("fk_commitment_objective_id")),
        sa.ForeignKeyConstraint(["strategy_id"], ["strategy.id"], name=op.f("fk_commitment_strategy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
    )
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commitment_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_commitment_objective_id"), ["objective_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_commitment_strategy_id"), ["strategy_id"], unique=False)

    op.create_table(
        "indicator",
        sa.Column("strategy_id", sa.Uuid(), nullable=False),
        sa.Column("objective_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("baseline", sa.BigInteger(), nullable=True),
        sa.Column("target", sa.BigInteger(), nullable=False),
        sa.Column("direction", sa.String(length=10), nullable=False),
        sa.Column("frequency", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("feed", sa.String(length=60), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_indicator_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["objective_id"], ["objective.id"], name=op.f("fk_indicator_objective_id")),
        sa.ForeignKeyConstraint(["strategy_id"], ["strategy.id"], name=op.f("fk_indicator_strategy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
    )
    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_indicator_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_indicator_objective_id"), ["objective_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_indicator_strategy_id"), ["strategy_id"], unique=False)

    op.create_table(
        "opinion",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_opinion_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_opinion_item_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_opinion_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion")),
    )
    with op.batch_alter_table("opinion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opinion_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_opinion_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "action",
        sa.Column("strategy_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=True),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("earlier", sa.JSON(), nullable=False),
        sa.Column("blocked_by", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("ended_because", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("commitment_id is not null or decision_id is not null", name=op.f("ck_action_has_a_reason")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_action_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_action_commitment_id")),
        sa.ForeignKeyConstraint(["strategy_id"], ["strategy.id"], name=op.f("fk_action_strategy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_commitment_id"), ["commitment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_decision_id"), ["decision_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_strategy_id"), ["strategy_id"], unique=False)

    op.create_table(
        "reading",
        sa.Column("indicator_id", sa.Uuid(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaces", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_reading_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_reading_indicator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
    )
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reading_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_reading_indicator_day", ["indicator_id", "on_day"], unique=False)
        batch_op.create_index(batch_op.f("ix_reading_replaces"), ["replaces"], unique=False)

    op.create_table(
        "contest",
        sa.Column("indicator_id", sa.Uuid(), nullable=False),
        sa.Column("reading_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("contested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("settled_because", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_contest_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_contest_indicator_id")),
        sa.ForeignKeyConstraint(["reading_id"], ["reading.id"], name=op.f("fk_contest_reading_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest")),
    )
    with op.batch_alter_table("contest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contest_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contest_indicator_id"), ["indicator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contest_reading_id"), ["reading_id"], unique=False)

    op.create_table(
        "decision",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("action_id", sa.Uuid(), nullable=True),
        sa.Column("objective_id", sa.Uuid(), nullable=True),
        sa.Column("change", sa.JSON(), nullable=True),
        sa.Column("replaces", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("secrecy", sa.SmallInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "action_id is not null or objective_id is not null", name=op.f("ck_decision_leads_somewhere")
        ),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_decision_action_id")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_decision_case_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_decision_item_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_decision_meeting_id")),
        sa.ForeignKeyConstraint(["objective_id"], ["objective.id"], name=op.f("fk_decision_objective_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decision_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decision_meeting_id"), ["meeting_id"], unique=False)

    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.drop_constraint(batch_op.f("uq_document_case_id_kind"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_document_case_id_kind_version"), ["case_id", "kind", "version"]
        )

    with op.batch_alter_table("press_job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.drop_constraint(batch_op.f("uq_press_job_case_id_kind"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_press_job_case_id_kind_version"), ["case_id", "kind", "version"]
        )
    # The papers that were pressed before are first versions; those to come say which they are.
    for table in ("document", "press_job"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column("version", server_default=None)


def downgrade() -> None:
    # The earlier schema knows one paper of each kind: the first version stays, the file of each stays in the store.
    op.execute("delete from document where version > 1")
    op.execute("delete from press_job where version > 1")
    with op.batch_alter_table("press_job", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_press_job_case_id_kind_version"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_press_job_case_id_kind"), ["case_id", "kind"])
        batch_op.drop_column("version")

    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_document_case_id_kind_version"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_document_case_id_kind"), ["case_id", "kind"])
        batch_op.drop_column("version")

    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_decision_case_id"))
        batch_op.drop_index(batch_op.f("ix_decision_action_id"))

    op.drop_table("decision")
    with op.batch_alter_table("contest", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contest_reading_id"))
        batch_op.drop_index(batch_op.f("ix_contest_indicator_id"))
        batch_op.drop_index(batch_op.f("ix_contest_case_id"))

    op.drop_table("contest")
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reading_replaces"))
        batch_op.drop_index("ix_reading_indicator_day")
        batch_op.drop_index(batch_op.f("ix_reading_case_id"))

    op.drop_table("reading")
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_strategy_id"))
        batch_op.drop_index(batch_op.f("ix_action_decision_id"))
        batch_op.drop_index(batch_op.f("ix_action_commitment_id"))
        batch_op.drop_index(batch_op.f("ix_action_case_id"))

    op.drop_table("action")
    with op.batch_alter_table("opinion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_opinion_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_opinion_case_id"))

    op.drop_table("opinion")
    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_indicator_strategy_id"))
        batch_op.drop_index(batch_op.f("ix_indicator_objective_id"))
        batch_op.drop_index(batch_op.f("ix_indicator_case_id"))

    op.drop_table("indicator")
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commitment_strategy_id"))
        batch_op.drop_index(batch_op.f("ix_commitment_objective_id"))
        batch_op.drop_index(batch_op.f("ix_commitment_case_id"))

    op.drop_table("commitment")
    with op.batch_alter_table("partner_task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_partner_task_minutes_id"))
        batch_op.drop_index(batch_op.f("ix_partner_task_case_id"))

    op.drop_table("partner_task")
    with op.batch_alter_table("objective", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_objective_strategy_id"))
        batch_op.drop_index(batch_op.f("ix_objective_case_id"))
        batch_op.drop_index(batch_op.f("ix_objective_axis_id"))

    op.drop_table("objective")
    with op.batch_alter_table("decision_log", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_log_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_decision_log_case_id"))

    op.drop_table("decision_log")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_attendance_case_id"))

    op.drop_table("attendance")
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agenda_item_source_id"))
        batch_op.drop_index(batch_op.f("ix_agenda_item_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_agenda_item_case_id"))

    op.drop_table("agenda_item")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_strategy_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_case_id"))

    op.drop_table("meeting")
    with op.batch_alter_table("axis", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_axis_strategy_id"))
        batch_op.drop_index(batch_op.f("ix_axis_case_id"))

    op.drop_table("axis")
    with op.batch_alter_table("strategy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_strategy_case_id"))

    op.drop_table("strategy")
    with op.batch_alter_table("calendar_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_key_user_id"))

    op.drop_table("calendar_key")
