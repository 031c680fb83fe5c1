"""Digests by mail: schedules, mails, links to unsubscribe"""

import sqlalchemy as sa
from alembic import op

from mentions.store.times import UtcTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
HELD = sa.text("lease_owner IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "digests",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("brand_ids", sa.JSON(), nullable=False),
        sa.Column("skips_quiet", sa.Boolean(), nullable=False),
        sa.Column("has_file", sa.Boolean(), nullable=False),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.Column("planned_from", UtcTime(), nullable=False),
        sa.Column("unsubscribed_at", UtcTime(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_digests_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
    )
    op.create_index(op.f("ix_digests_user_id"), "digests", ["user_id"])
    _mails()
    op.create_table(
        "digest_links",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("digest_id", ID, nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["digests.id"], name=op.f("fk_digest_links_digest_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_digest_links")),
    )  # fmt: skip
    op.create_index(op.f("ix_digest_links_digest_id"), "digest_links", ["digest_id"])


def _mails() -> None:
    op.create_table(
        "digest_mails",
        sa.Column("id", ID, nullable=False),
        sa.Column("digest_id", ID, nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.Column("until", UtcTime(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("next_at", UtcTime(), nullable=False),
        sa.Column("sent_at", UtcTime(), nullable=True),
        sa.Column("error", sa.JSON(), nullable=True),
        sa.Column("lease_owner", sa.String(length=200), nullable=True),
        sa.Column("lease_until", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["digests.id"], name=op.f("fk_digest_mails_digest_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_mails")),
        sa.UniqueConstraint("digest_id", "key", name=op.f("uq_digest_mails_digest_id_key")),
    )  # fmt: skip
    op.create_index(op.f("ix_digest_mails_state_next_at"), "digest_mails", ["state", "next_at"])
    op.create_index(
        op.f("ix_digest_mails_lease_owner"),
        "digest_mails",
        ["lease_owner"],
        sqlite_where=HELD,
        postgresql_where=HELD,
    )
