"""Five-minute counts, surges, channels and notices"""

import sqlalchemy as sa
from alembic import op

from mentions.store.times import UtcTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
HELD = sa.text("lease_owner IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "five_minute_counts",
        sa.Column("start", UtcTime(), nullable=False),
        sa.Column("brand_id", ID, nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("tone", sa.String(length=10), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        _key("five_minute_counts", "brand_id", "brands", "CASCADE"),
        _key("five_minute_counts", "source_id", "sources", "CASCADE"),
        sa.PrimaryKeyConstraint(
            "start", "brand_id", "source_id", "tone", name=op.f("pk_five_minute_counts")
        ),
    )
    op.create_table(
        "count_changes",
        sa.Column("brand_id", ID, nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("count_changes", "brand_id", "brands", "CASCADE"),
        sa.PrimaryKeyConstraint("brand_id", name=op.f("pk_count_changes")),
    )
    _surges()
    _channels()
    _notices()
    _count()


def _key(table: str, column: str, target: str, on_delete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=on_delete
    )


def _surges() -> None:
    op.create_table(
        "surges",
        sa.Column("id", ID, nullable=False),
        sa.Column("brand_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("source_id", ID, nullable=True),
        sa.Column("started_at", UtcTime(), nullable=False),
        sa.Column("found_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("peak_at", UtcTime(), nullable=False),
        sa.Column("peak", sa.Float(), nullable=False),
        sa.Column("observed", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Float(), nullable=False),
        sa.Column("told", sa.Float(), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("seen_at", UtcTime(), nullable=True),
        sa.Column("seen_by", ID, nullable=True),
        _key("surges", "brand_id", "brands", "CASCADE"),
        _key("surges", "source_id", "sources", "CASCADE"),
        _key("surges", "seen_by", "users", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surges")),
    )
    op.create_index(op.f("ix_surges_brand_id_started_at"), "surges", ["brand_id", "started_at"])
    op.create_index(op.f("ix_surges_started_at"), "surges", ["started_at"])
    op.create_index(op.f("ix_surges_source_id"), "surges", ["source_id"])


def _channels() -> None:
    op.create_table(
        "alert_channels",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("user_id", ID, nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_until", sa.Integer(), nullable=True),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_success_at", UtcTime(), nullable=True),
        sa.Column("last_error", sa.JSON(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        _key("alert_channels", "user_id", "users", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_channels")),
        sa.UniqueConstraint("name", name=op.f("uq_alert_channels_name")),
    )


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("channel_id", ID, nullable=False),
        sa.Column("surge_id", ID, nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("next_at", UtcTime(), nullable=False),
        sa.Column("sent_at", UtcTime(), nullable=True),
        sa.Column("error", sa.JSON(), nullable=True),
        sa.Column("lease_owner", sa.String(length=200), nullable=True),
        sa.Column("lease_until", UtcTime(), nullable=True),
        _key("notices", "channel_id", "alert_channels", "CASCADE"),
        _key("notices", "surge_id", "surges", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("key", name=op.f("uq_notices_key")),
    )
    op.create_index(
        op.f("ix_notices_state_channel_id_next_at"), "notices", ["state", "channel_id", "next_at"]
    )
    op.create_index(op.f("ix_notices_surge_id"), "notices", ["surge_id"])
    op.create_index(op.f("ix_notices_channel_id"), "notices", ["channel_id"])
    op.create_index(
        op.f("ix_notices_lease_owner"),
        "notices",
        ["lease_owner"],
        sqlite_where=HELD,
        postgresql_where=HELD,
    )


def _count() -> None:
    """Count what is stored: five minutes are 300,000,000 of the microseconds that times are."""
    op.execute(
        sa.text(
            "INSERT INTO five_minute_counts (start, brand_id, source_id, tone, count)"
            " SELECT m.published_at / 300000000 * 300000000, b.brand_id, m.source_id, b.tone,"
            " count(*) FROM mentions m JOIN mention_brands b ON b.mention_id = m.id"
            " WHERE m.state <> 'irrelevant' AND NOT m.is_hidden"
            " GROUP BY 1, 2, 3, 4"
        )
    )
