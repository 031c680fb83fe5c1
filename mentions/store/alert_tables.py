"""The tables of warnings: five-minute counts, surges, where to tell of them, and what is told."""

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text
from sqlalchemy import text as sql_text

from mentions.store.tables import Id, metadata
from mentions.store.times import UtcTime

_HELD = sql_text("lease_owner IS NOT NULL")

# As hourly_counts, by five minutes, and only for as long as surges are learnt from.
five_minute_counts = Table(
    "five_minute_counts",
    metadata,
    Column("start", UtcTime, primary_key=True),
    Column("brand_id", Id, ForeignKey("brands.id", ondelete="CASCADE"), primary_key=True),
    Column("source_id", Id, ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    Column("tone", String(10), primary_key=True),
    Column("count", Integer, nullable=False),
)

# Brands whose counts have changed since surges were last looked for, and from when on.
count_changes = Table(
    "count_changes",
    metadata,
    Column("brand_id", Id, ForeignKey("brands.id", ondelete="CASCADE"), primary_key=True),
    Column("since", UtcTime, nullable=False),
    Column("version", Integer, nullable=False),
)

surges = Table(
    "surges",
    metadata,
    Column("id", Id, primary_key=True),
    Column("brand_id", Id, ForeignKey("brands.id", ondelete="CASCADE"), nullable=False),
    # What is counted: all | negative | source
    Column("kind", String(20), nullable=False),
    Column("source_id", Id, ForeignKey("sources.id", ondelete="CASCADE")),
    Column("started_at", UtcTime, nullable=False),
    Column("found_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    Column("peak_at", UtcTime, nullable=False),
    Column("peak", Float, nullable=False),
    Column("observed", Integer, nullable=False),
    Column("expected", Float, nullable=False),
    # Mentions an hour when people were last told; an update is due when it has doubled.
    Column("told", Float, nullable=False),
    Column("reason", JSON, nullable=False),
    Column("seen_at", UtcTime),
    Column("seen_by", Id, ForeignKey("users.id", ondelete="SET NULL")),
    Index(None, "brand_id", "started_at"),
    Index(None, "started_at"),
    Index(None, "source_id"),
)

# Where people are told: one person's (user_id) or a team's.
alert_channels = Table(
    "alert_channels",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),  # apprise | webhook
    Column("address", Text, nullable=False),  # may hold a password or a token
    Column("secret", Text, nullable=False),
    Column("user_id", Id, ForeignKey("users.id", ondelete="CASCADE")),
    Column("language", String(5), nullable=False),
    Column("time_zone", String(64), nullable=False),
    # Minutes of the day in which nothing is sent; both or none.
    Column("quiet_from", Integer),
    Column("quiet_until", Integer),
    Column("is_enabled", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("last_success_at", UtcTime),
    Column("last_error", JSON),
    Column("created_at", UtcTime, nullable=False),
)

# One row for each thing told to a channel: an outbox and its history in one.
notices = Table(
    "notices",
    metadata,
    Column("id", Id, primary_key=True),
    # What makes it the same notice however often it is found; sent as `webhook-id`.
    Column("key", String(100), nullable=False, unique=True),
    Column("channel_id", Id, ForeignKey("alert_channels.id", ondelete="CASCADE"), nullable=False),
    Column("surge_id", Id, ForeignKey("surges.id", ondelete="CASCADE")),
    Column("kind", String(20), nullable=False),  # started | doubled | ended | test
    Column("content", JSON, nullable=False),
    Column("state", String(12), nullable=False),  # pending | sent | refused | expired
    Column("attempts", Integer, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("next_at", UtcTime, nullable=False),
    Column("sent_at", UtcTime),
    Column("error", JSON),
    Column("lease_owner", String(200)),
    Column("lease_until", UtcTime),
    Index(None, "state", "channel_id", "next_at"),
    Index(None, "surge_id"),
    Index(None, "channel_id"),
    Index(None, "lease_owner", sqlite_where=_HELD, postgresql_where=_HELD),
)
