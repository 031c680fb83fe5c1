"""Deadlines of answers; when a far end asked to be left alone; what was sent to it together"""

import sqlalchemy as sa
from alembic import op

from mentions.store.times import UtcTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("alert_channels", sa.Column("wait_until", UtcTime()))
    op.add_column("notices", sa.Column("batch", sa.String(length=100)))
    op.create_table(
        "deadlines",
        sa.Column("mention_id", ID, autoincrement=False, nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("answered_at", UtcTime()),
        sa.Column("told_at", UtcTime()),
        sa.ForeignKeyConstraint(
            ["mention_id"],
            ["mentions.id"],
            name=op.f("fk_deadlines_mention_id_mentions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("mention_id", name=op.f("pk_deadlines")),
    )
    op.create_index(op.f("ix_deadlines_due_at"), "deadlines", ["due_at"])
    open_ones = sa.text("answered_at IS NULL")
    op.create_index(
        "ix_deadlines_open", "deadlines", ["due_at"],
        sqlite_where=open_ones, postgresql_where=open_ones,
    )  # fmt: skip
