"""Notices, corrected texts and sketches."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_notice_created_by")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_notice_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("project_id", "version", name=op.f("uq_notice_project_id_version")),
    )
    op.create_table(
        "sketch_hash",
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hash", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_sketch_hash_article_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_sketch_hash_project_id")),
        sa.PrimaryKeyConstraint("project_id", "hash", "article_id", name=op.f("pk_sketch_hash")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.add_column(sa.Column("needed_by_hand", sa.Boolean(), server_default="0", nullable=False))

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("notice_version", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("pace", sa.Integer(), server_default="0", nullable=False))

    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.add_column(sa.Column("notice_version", sa.Integer(), server_default="0", nullable=False))

    with op.batch_alter_table("sentence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("came_from", sa.JSON(none_as_null=True), nullable=True))

    with op.batch_alter_table("text_version", schema=None) as batch_op:
        batch_op.create_index(
            "ix_text_version_corrected",
            ["sha256"],
            unique=False,
            sqlite_where=sa.text("number > 1"),
            postgresql_where=sa.text("number > 1"),
        )


def downgrade() -> None:
    with op.batch_alter_table("text_version", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_text_version_corrected", sqlite_where=sa.text("number > 1"), postgresql_where=sa.text("number > 1")
        )

    with op.batch_alter_table("sentence", schema=None) as batch_op:
        batch_op.drop_column("came_from")

    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.drop_column("notice_version")

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_column("pace")
        batch_op.drop_column("notice_version")

    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.drop_column("needed_by_hand")

    op.drop_table("sketch_hash")
    op.drop_table("notice")
