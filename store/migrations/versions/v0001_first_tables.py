"""Make the first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table, those that others name first."""
    _application()
    _digest_run()
    _event()
    _mailbox_progress()
    _inbound_message()
    _message_attachment()
    _outgoing_mail()
    _sighting()
    _submission()
    _answer()
    _application_body()
    _finding()
    _outgoing_body()


def downgrade() -> None:
    """Drop every table."""
    for name in reversed(
        (
            "application",
            "digest_run",
            "event",
            "mailbox_progress",
            "inbound_message",
            "message_attachment",
            "outgoing_mail",
            "sighting",
            "submission",
            "answer",
            "application_body",
            "finding",
            "outgoing_body",
        )
    ):
        op.drop_table(name)


def _application() -> None:
    op.create_table(
        "application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "incomplete",
                "complete",
                "ineligible",
                "shortlisted",
                "not_shortlisted",
                "invited",
                "interviewed",
                "selected",
                "reserve",
                "not_selected",
                "withdrawn",
                name="applicationstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("authority_code", sa.String(), nullable=False),
        sa.Column("authority_name", sa.String(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_address", sa.String(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("late_ruling", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("late_ruling IN ('', 'admitted', 'refused')", name=op.f("ck_application_late_ruling")),
        sa.CheckConstraint("number > 0", name=op.f("ck_application_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("number", name="uq_application_number"),
        sa.UniqueConstraint("reference", name=op.f("uq_application_reference")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_application_authority_code"), "application", ["authority_code"])
    op.create_index("ix_application_contact", "application", [sa.text("lower(contact_address)")])


def _digest_run() -> None:
    op.create_table(
        "digest_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("covers_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("covers_to", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_run")),
        sa.UniqueConstraint("day", name=op.f("uq_digest_run_day")),
    )


def _event() -> None:
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index(op.f("ix_event_at"), "event", ["at"])
    op.create_index("ix_event_subject", "event", ["subject", "subject_id"])


def _mailbox_progress() -> None:
    op.create_table(
        "mailbox_progress",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailbox", sa.String(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("last_uid", sa.BigInteger(), nullable=False),
        sa.Column("read_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reconciled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("fault_since", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailbox_progress")),
        sa.UniqueConstraint("mailbox", name="uq_progress_mailbox"),
    )


def _inbound_message() -> None:
    op.create_table(
        "inbound_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content_sha256", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hop_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "processing",
                "processed",
                "held",
                "failed",
                name="messagestatus",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disposition", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("duplicate_of", sa.Integer(), nullable=True),
        sa.Column("answerable", sa.Boolean(), nullable=False),
        sa.Column("released_by", sa.String(), nullable=False),
        sa.Column("from_name", sa.String(), nullable=False),
        sa.Column("from_address", sa.String(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("in_reply_to", sa.String(), nullable=False),
        sa.Column("references", sa.Text(), nullable=False),
        sa.Column("claimed_date", sa.DateTime(timezone=True), nullable=True),
        sa.Column("defects", sa.String(), nullable=False),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_inbound_message_attempts")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_inbound_message_application_id")),
        sa.ForeignKeyConstraint(["duplicate_of"], ["inbound_message.id"], name=op.f("fk_inbound_message_duplicate_of")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_message")),
        sa.UniqueConstraint("sha256", "message_id", name="uq_inbound_identity"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_inbound_message_application_id"), "inbound_message", ["application_id"])
    op.create_index(op.f("ix_inbound_message_content_sha256"), "inbound_message", ["content_sha256"])
    op.create_index(op.f("ix_inbound_message_message_id"), "inbound_message", ["message_id"])
    op.create_index(op.f("ix_inbound_message_received_at"), "inbound_message", ["received_at"])
    op.create_index("ix_inbound_queue", "inbound_message", ["status", "id"])


def _message_attachment() -> None:
    op.create_table(
        "message_attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("declared_type", sa.String(), nullable=False),
        sa.Column("found_in", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["inbound_message.id"], name=op.f("fk_message_attachment_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_attachment")),
        sa.UniqueConstraint("message_id", "position", name="uq_attachment_position"),
    )


def _outgoing_mail() -> None:
    op.create_table(
        "outgoing_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "queued",
                "sending",
                "sent",
                "bounced",
                "failed",
                "unknown",
                "cancelled",
                name="letterstatus",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("inbound_id", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("seen_by", sa.String(), nullable=False),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_outgoing_mail_attempts")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_outgoing_mail_application_id")),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbound_message.id"], name=op.f("fk_outgoing_mail_inbound_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_mail")),
        sa.UniqueConstraint("cause", "kind", "recipient", name="uq_letter_cause"),
        sa.UniqueConstraint("message_id", name=op.f("uq_outgoing_mail_message_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_letter_due", "outgoing_mail", ["status", "not_before"])
    op.create_index(op.f("ix_outgoing_mail_application_id"), "outgoing_mail", ["application_id"])
    op.create_index(op.f("ix_outgoing_mail_created_at"), "outgoing_mail", ["created_at"])
    op.create_index(op.f("ix_outgoing_mail_inbound_id"), "outgoing_mail", ["inbound_id"])
    op.create_index("ix_letter_recipient", "outgoing_mail", [sa.text("lower(recipient)"), "created_at"])


def _sighting() -> None:
    op.create_table(
        "sighting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("mailbox", sa.String(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["inbound_message.id"], name=op.f("fk_sighting_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sighting")),
        sa.UniqueConstraint("mailbox", "uidvalidity", "uid", name="uq_sighting_uid"),
    )
    op.create_index(op.f("ix_sighting_message_id"), "sighting", ["message_id"])
    op.create_index(
        "ix_sighting_unsettled",
        "sighting",
        ["mailbox", "uidvalidity", "uid"],
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )


def _submission() -> None:
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("form_name", sa.String(), nullable=False),
        sa.Column("form_sha256", sa.String(), nullable=False),
        sa.Column("form_type", sa.String(), nullable=False),
        sa.Column("likeness", sa.Float(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_submission_number")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_submission_application_id")),
        sa.ForeignKeyConstraint(["message_id"], ["inbound_message.id"], name=op.f("fk_submission_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("application_id", "number", name="uq_submission_number"),
        sa.UniqueConstraint("message_id", name="uq_submission_message"),
    )
    op.create_index(op.f("ix_submission_received_at"), "submission", ["received_at"])


def _answer() -> None:
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("box", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("alternatives", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("source IN ('machine', 'person')", name=op.f("ck_answer_source")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_answer_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
    )
    op.create_index("ix_answer_submission_key", "answer", ["submission_id", "key"])


def _application_body() -> None:
    op.create_table(
        "application_body",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("authority_code", sa.String(), nullable=False),
        sa.CheckConstraint("role IN ('lead', 'partner')", name=op.f("ck_application_body_role")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_application_body_application_id")
        ),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_application_body_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_body")),
    )
    op.create_index(op.f("ix_application_body_application_id"), "application_body", ["application_id"])
    op.create_index(op.f("ix_application_body_authority_code"), "application_body", ["authority_code"])
    op.create_index(op.f("ix_application_body_submission_id"), "application_body", ["submission_id"])


def _finding() -> None:
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("check", sa.String(), nullable=False),
        sa.Column("weight", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.CheckConstraint("weight IN ('blocks', 'person', 'notice')", name=op.f("ck_finding_weight")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_finding_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    op.create_index(op.f("ix_finding_submission_id"), "finding", ["submission_id"])


def _outgoing_body() -> None:
    op.create_table(
        "outgoing_body",
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["outgoing_mail.id"], name=op.f("fk_outgoing_body_letter_id")),
        sa.PrimaryKeyConstraint("letter_id", name=op.f("pk_outgoing_body")),
    )
