"""Conversations, the brand that a source is about, and sources that have become quiet"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IN_A_THREAD = sa.text("thread <> ''")


def upgrade() -> None:
    op.add_column("sources", sa.Column("brand_id", ID, nullable=True))
    op.add_column("sources", sa.Column("quiet", sa.JSON(none_as_null=True), nullable=True))
    _add_text("inbox", "thread")
    _add_text("mentions", "thread")
    _add_text("mentions", "parent")
    for table in ("inbox", "mentions"):
        op.create_index(
            op.f(f"ix_{table}_source_id_thread"),
            table,
            ["source_id", "thread"],
            sqlite_where=IN_A_THREAD,
            postgresql_where=IN_A_THREAD,
        )


def _add_text(table: str, name: str) -> None:
    op.add_column(table, sa.Column(name, sa.String(255), nullable=False, server_default=""))
