"""Teams, files and releases."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "guideline_note",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("guideline_version", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_guideline_note_created_by")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_guideline_note_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guideline_note")),
    )
    with op.batch_alter_table("guideline_note", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_guideline_note_project_id_guideline_note_created_at"),
            ["project_id", "created_at"],
            unique=False,
        )

    op.create_table(
        "release",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("records", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("frame", sa.LargeBinary(), nullable=False),
        sa.Column("figures", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("choice", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("card", sa.String(), nullable=False),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_release_created_by")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_release_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_release_project_id_name")),
    )
    op.create_table(
        "review_tally",
        sa.Column("article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("working", sa.Integer(), nullable=False),
        sa.Column("sentences", sa.Integer(), nullable=False),
        sa.Column("differing", sa.Integer(), nullable=False),
        sa.Column("edges", sa.Integer(), nullable=False),
        sa.Column("agreed", sa.Integer(), nullable=False),
        sa.Column("settled", sa.Integer(), nullable=False),
        sa.Column("flagged", sa.Integer(), nullable=False),
        sa.Column("commented", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_review_tally_article_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_review_tally_project_id")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_review_tally")),
    )
    with op.batch_alter_table("review_tally", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_tally_project_id"), ["project_id"], unique=False)

    op.create_table(
        "thread",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sentence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.Column("resolved_at", sa.DateTime(), nullable=True),
        sa.Column("resolved_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_thread_article_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_thread_project_id")),
        sa.ForeignKeyConstraint(["resolved_by"], ["user.id"], name=op.f("fk_thread_resolved_by")),
        sa.ForeignKeyConstraint(["sentence_id"], ["sentence.id"], name=op.f("fk_thread_sentence_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_thread_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread")),
        sa.UniqueConstraint("sentence_id", "kind", "user_id", name=op.f("uq_thread_sentence_id_kind_user_id")),
    )
    with op.batch_alter_table("thread", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_thread_article_id_thread_kind"), ["article_id", "kind"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_thread_project_id_thread_kind_thread_last_at"),
            ["project_id", "kind", "last_at"],
            unique=False,
        )

    op.create_table(
        "thread_seen",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("thread_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_thread_seen_thread_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_thread_seen_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_seen")),
        sa.UniqueConstraint("thread_id", "user_id", name=op.f("uq_thread_seen_thread_id_user_id")),
    )
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.add_column(sa.Column("needed", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("sketch", sa.String(length=200), nullable=True))
        batch_op.create_index(batch_op.f("ix_article_project_id_article_id"), ["project_id", "id"], unique=False)

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("returned_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("returned_reason", sa.String(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_assignment_project_id_assignment_article_id_assignment_state"),
            ["project_id", "article_id", "state"],
            unique=False,
        )

    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("thread_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.add_column(sa.Column("private", sa.Boolean(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("answer", sa.String(length=10), nullable=True))
        batch_op.create_index(batch_op.f("ix_comment_thread_id"), ["thread_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_comment_thread_id"), "thread", ["thread_id"], ["id"])

    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(
            "ix_event_log",
            ["project_id", "id"],
            unique=False,
            sqlite_where=sa.text("article_id IS NULL"),
            postgresql_where=sa.text("article_id IS NULL"),
        )

    with op.batch_alter_table("login_attempt", schema=None) as batch_op:
        batch_op.add_column(sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.create_index(batch_op.f("ix_login_attempt_user_id"), ["user_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_login_attempt_user_id"), "user", ["user_id"], ["id"])

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("notice_at", sa.DateTime(), nullable=True))

    with op.batch_alter_table("phase", schema=None) as batch_op:
        batch_op.add_column(sa.Column("overlap", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("pilot", sa.Boolean(), server_default="0", nullable=False))

    with op.batch_alter_table("sentence_state", schema=None) as batch_op:
        batch_op.add_column(sa.Column("waits", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("labels", sa.String(length=400), server_default="", nullable=False))
        batch_op.add_column(sa.Column("start", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("draw", sa.Integer(), server_default="0", nullable=False))
        batch_op.create_index(
            "ix_sentence_state_comments",
            ["project_id", "article_id", "start"],
            unique=False,
            sqlite_where=sa.text("comments > 0"),
            postgresql_where=sa.text("comments > 0"),
        )
        batch_op.create_index(
            "ix_sentence_state_flagged",
            ["project_id", "article_id", "start"],
            unique=False,
            sqlite_where=sa.text("flagged"),
            postgresql_where=sa.text("flagged"),
        )
        batch_op.create_index("ix_sentence_state_labels", ["project_id", "labels", "article_id", "start"], unique=False)
        batch_op.create_index("ix_sentence_state_order", ["project_id", "article_id", "start"], unique=False)
        batch_op.create_index("ix_sentence_state_waits", ["project_id", "waits", "article_id", "start"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("sentence_state", schema=None) as batch_op:
        batch_op.drop_index("ix_sentence_state_waits")
        batch_op.drop_index("ix_sentence_state_order")
        batch_op.drop_index("ix_sentence_state_labels")
        batch_op.drop_index(
            "ix_sentence_state_flagged", sqlite_where=sa.text("flagged"), postgresql_where=sa.text("flagged")
        )
        batch_op.drop_index(
            "ix_sentence_state_comments", sqlite_where=sa.text("comments > 0"), postgresql_where=sa.text("comments > 0")
        )
        batch_op.drop_column("draw")
        batch_op.drop_column("start")
        batch_op.drop_column("labels")
        batch_op.drop_column("waits")

    with op.batch_alter_table("phase", schema=None) as batch_op:
        batch_op.drop_column("pilot")
        batch_op.drop_column("overlap")

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_column("notice_at")

    with op.batch_alter_table("login_attempt", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_login_attempt_user_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_login_attempt_user_id"))
        batch_op.drop_column("user_id")

    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_event_log", sqlite_where=sa.text("article_id IS NULL"), postgresql_where=sa.text("article_id IS NULL")
        )

    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_comment_thread_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_comment_thread_id"))
        batch_op.drop_column("answer")
        batch_op.drop_column("private")
        batch_op.drop_column("thread_id")

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_project_id_assignment_article_id_assignment_state"))
        batch_op.drop_column("returned_reason")
        batch_op.drop_column("returned_at")

    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_article_project_id_article_id"))
        batch_op.drop_column("sketch")
        batch_op.drop_column("needed")

    op.drop_table("thread_seen")
    with op.batch_alter_table("thread", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_thread_project_id_thread_kind_thread_last_at"))
        batch_op.drop_index(batch_op.f("ix_thread_article_id_thread_kind"))

    op.drop_table("thread")
    with op.batch_alter_table("review_tally", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_tally_project_id"))

    op.drop_table("review_tally")
    op.drop_table("release")
    with op.batch_alter_table("guideline_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guideline_note_project_id_guideline_note_created_at"))

    op.drop_table("guideline_note")
