"""Pushed events, and replies to mentions"""

import sqlalchemy as sa
from alembic import op

from mentions.store.times import UtcTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
HELD = sa.text("lease_owner IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "pushes",
        sa.Column("source_id", ID, nullable=False),
        sa.Column("event_id", sa.String(length=100), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        _key("pushes", "source_id", "sources", "CASCADE"),
        sa.PrimaryKeyConstraint("source_id", "event_id", name=op.f("pk_pushes")),
    )
    op.create_index(op.f("ix_pushes_at"), "pushes", ["at"])
    op.create_table(
        "replies",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("mention_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("next_at", UtcTime(), nullable=False),
        sa.Column("sent_at", UtcTime(), nullable=True),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("error", sa.JSON(), nullable=True),
        sa.Column("lease_owner", sa.String(length=200), nullable=True),
        sa.Column("lease_until", UtcTime(), nullable=True),
        _key("replies", "mention_id", "mentions", "CASCADE"),
        _key("replies", "user_id", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replies")),
        sa.UniqueConstraint("key", name=op.f("uq_replies_key")),
    )
    op.create_index(op.f("ix_replies_mention_id"), "replies", ["mention_id"])
    op.create_index(op.f("ix_replies_state_next_at"), "replies", ["state", "next_at"])
    op.create_index(
        op.f("ix_replies_lease_owner"),
        "replies",
        ["lease_owner"],
        sqlite_where=HELD,
        postgresql_where=HELD,
    )


def _key(table: str, column: str, target: str, on_delete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=on_delete
    )
