"""The tables of what a far end pushes to us, and of what people answer there."""

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, Text
from sqlalchemy import text as sql_text

from mentions.store.tables import Id, metadata
from mentions.store.times import UtcTime

_HELD = sql_text("lease_owner IS NOT NULL")

# Events that were taken, so that a repetition is known; kept for a few days.
pushes = Table(
    "pushes",
    metadata,
    Column("source_id", Id, ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    Column("event_id", String(100), primary_key=True),
    Column("at", UtcTime, nullable=False),
    Index(None, "at"),
)

replies = Table(
    "replies",
    metadata,
    Column("id", Id, primary_key=True),
    # The idempotency key, the same over all attempts; it comes with the form.
    Column("key", String(64), nullable=False, unique=True),
    Column("mention_id", Id, ForeignKey("mentions.id", ondelete="CASCADE"), nullable=False),
    Column("user_id", Id, ForeignKey("users.id", ondelete="SET NULL")),
    Column("text", Text, nullable=False),
    # pending | sent | refused (a person must look)
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("next_at", UtcTime, nullable=False),
    Column("sent_at", UtcTime),
    Column("url", String(2000), nullable=False),
    Column("error", JSON(none_as_null=True)),
    Column("lease_owner", String(200)),
    Column("lease_until", UtcTime),
    Index(None, "mention_id"),
    Index(None, "state", "next_at"),
    Index(None, "lease_owner", sqlite_where=_HELD, postgresql_where=_HELD),
)
