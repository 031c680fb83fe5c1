"""The tables of warnings: five-minute counts, surges, other alerts, channels, and what is told."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sql_text

from mentions.store.tables import Id, metadata
from mentions.store.times import UtcTime

_HELD = sql_text("lease_owner IS NOT NULL")
_UNTOLD = sql_text("told_at IS NULL")
_UNANSWERED = sql_text("answered_at IS NULL")

# As hourly_counts, by five minutes and apart for questions; only as long as surges are learnt from.
five_minute_counts = Table(
    "five_minute_counts",
    metadata,
    Column("start", UtcTime, primary_key=True),
    Column("brand_id", Id, ForeignKey("brands.id", ondelete="CASCADE"), primary_key=True),
    Column("source_id", Id, ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    Column("tone", String(10), primary_key=True),
    Column("question", Boolean, primary_key=True),
    Column("count", Integer, nullable=False),
)

# What rules that are watched for surges match. Not counts: what is hidden, corrected or deleted
# later would have to be taken out of them rule by rule.
rule_matches = Table(
    "rule_matches",
    metadata,
    Column("rule_id", Id, ForeignKey("rules.id", ondelete="CASCADE"), primary_key=True),
    Column("mention_id", Id, ForeignKey("mentions.id", ondelete="CASCADE"), primary_key=True),
    Index(None, "mention_id"),
)

# Watched rules still to be looked for in the mentions that were stored before they were watched:
# in those with an id under `below`, the newest first. `version` grows when it begins anew.
rule_rematches = Table(
    "rule_rematches",
    metadata,
    Column(
        "rule_id",
        Id,
        ForeignKey("rules.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("version", Integer, nullable=False),
    Column("below", BigInteger, nullable=False),
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
    # What is counted: all | negative | question | source | rule | story
    Column("kind", String(20), nullable=False),
    Column("source_id", Id, ForeignKey("sources.id", ondelete="CASCADE")),
    # No foreign keys: SQLite adds none to a table that there is. Whoever deletes a rule or a story
    # deletes its surges.
    Column("rule_id", Id),
    Column("story_id", Id),
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
    # The first message: when it went out, or until when another about the brand holds it back.
    Column("told_at", UtcTime),
    Column("held_until", UtcTime),
    Column("escalated_at", UtcTime),
    Column("seen_at", UtcTime),
    Column("seen_by", Id, ForeignKey("users.id", ondelete="SET NULL")),
    Index(None, "brand_id", "started_at"),
    Index(None, "started_at"),
    Index(None, "source_id"),
    Index(None, "rule_id"),
    Index(None, "story_id"),
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
    # What it is told of a surge: first | escalation (when nobody is on it) | none
    Column("surges", String(12), nullable=False, server_default="first"),
    # Minutes of the day in which nothing is sent; both or none.
    Column("quiet_from", Integer),
    Column("quiet_until", Integer),
    Column("is_enabled", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("last_success_at", UtcTime),
    Column("last_error", JSON),
    # Before this, the far end asked not to be written to (Retry-After).
    Column("wait_until", UtcTime),
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
    # started | doubled | ended | escalated | matched | deadline | trouble | test
    Column("kind", String(20), nullable=False),
    Column("content", JSON, nullable=False),
    # pending | sent | refused | expired | withdrawn
    Column("state", String(12), nullable=False),
    # The key under which it was sent with others, where the far end knows a message by its key:
    # what came later must not go under it.
    Column("batch", String(100)),
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

# Mentions that a rule wants told, one of a story: written with the mention, told in batches.
alert_matches = Table(
    "alert_matches",
    metadata,
    Column("id", Id, primary_key=True),
    Column("rule_id", Id, ForeignKey("rules.id", ondelete="CASCADE"), nullable=False),
    Column("story_id", Id, ForeignKey("stories.id", ondelete="CASCADE"), nullable=False),
    Column("mention_id", Id, ForeignKey("mentions.id", ondelete="CASCADE"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("told_at", UtcTime),
    UniqueConstraint("rule_id", "story_id"),
    Index("ix_alert_matches_untold", "rule_id", sqlite_where=_UNTOLD, postgresql_where=_UNTOLD),
    Index(None, "story_id"),
    Index(None, "mention_id"),
)

# By when a mention is to be answered; only those that want an answer have one.
deadlines = Table(
    "deadlines",
    metadata,
    Column(
        "mention_id",
        Id,
        ForeignKey("mentions.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("due_at", UtcTime, nullable=False),
    Column("answered_at", UtcTime),
    Column("told_at", UtcTime),
    Index(None, "due_at"),
    Index("ix_deadlines_open", "due_at", sqlite_where=_UNANSWERED, postgresql_where=_UNANSWERED),
)

# What is wrong with the service as people are told of it: kept until nothing of it need be known.
alert_troubles = Table(
    "alert_troubles",
    metadata,
    Column("name", String(250), primary_key=True),
    Column("kind", String(20), nullable=False),  # source | queue | desk | tickets | service
    Column("message", JSON, nullable=False),
    Column("since", UtcTime, nullable=False),
    Column("told_at", UtcTime),
    Column("ended_at", UtcTime),
    # Told of before this, it would be told of too often.
    Column("quiet_until", UtcTime),
)

# A person's digests: when, of which brands, where to.
digests = Table(
    "digests",
    metadata,
    Column("id", Id, primary_key=True),
    Column("user_id", Id, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(10), nullable=False),  # daily | weekly
    Column("hour", Integer, nullable=False),
    Column("weekday", Integer, nullable=False),  # 0 is Monday; daily ones ignore it
    Column("address", String(254), nullable=False),
    Column("brand_ids", JSON, nullable=False),  # none: all brands
    Column("skips_quiet", Boolean, nullable=False),
    Column("has_file", Boolean, nullable=False),
    Column("is_enabled", Boolean, nullable=False),
    # What was due before is not sent: it was not asked for then.
    Column("planned_from", UtcTime, nullable=False),
    # When the link in a mail was last followed to the end.
    Column("unsubscribed_at", UtcTime),
    Column("created_at", UtcTime, nullable=False),
    Index(None, "user_id"),
)

# One row for each mail, with the period that makes it the same however often it is due: an outbox
# and its history in one. What the mail says is gathered when it is sent, and not kept.
digest_mails = Table(
    "digest_mails",
    metadata,
    Column("id", Id, primary_key=True),
    Column("digest_id", Id, ForeignKey("digests.id", ondelete="CASCADE"), nullable=False),
    Column("key", String(60), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("since", UtcTime, nullable=False),
    Column("until", UtcTime, nullable=False),
    # pending | sent | refused | expired | quiet (nothing was written, and none wanted then)
    # | withdrawn (unsubscribed or switched off before it went)
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("next_at", UtcTime, nullable=False),
    Column("sent_at", UtcTime),
    Column("error", JSON(none_as_null=True)),
    Column("lease_owner", String(200)),
    Column("lease_until", UtcTime),
    UniqueConstraint("digest_id", "key"),
    Index(None, "state", "next_at"),
    Index(None, "lease_owner", sqlite_where=_HELD, postgresql_where=_HELD),
)

# What the links to unsubscribe in mails carry, as hashes: one of each attempt to send.
digest_links = Table(
    "digest_links",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("digest_id", Id, ForeignKey("digests.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Index(None, "digest_id"),
)
