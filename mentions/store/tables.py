"""The tables: columns and invariants, nothing else. Migrations make them; a test compares both."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
    text,
    true,
)

from mentions.store.times import UtcTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")


def _held() -> Index:
    """Finds the few rows under a lease among a million that are not."""
    where = text("lease_owner IS NOT NULL")
    return Index(None, "lease_owner", sqlite_where=where, postgresql_where=where)


# In the words of the index below, without which SQLite does not use it.
NO_THREAD: ColumnElement[str] = literal_column("''")


def _in_threads() -> Index:
    """Finds what belongs to a conversation, which most of what is stored does not."""
    where = text("thread <> ''")
    return Index(None, "source_id", "thread", sqlite_where=where, postgresql_where=where)


def _reference(target: str, *, nullable: bool = False, cascade: bool = False) -> Column[int]:
    table = target.partition(".")[0]
    names = {"brands": "brand_id", "sources": "source_id", "mentions": "mention_id",
             "stories": "story_id", "destinations": "destination_id", "tickets": "ticket_id",
             "users": "user_id"}  # fmt: skip
    key = ForeignKey(target, ondelete="CASCADE") if cascade else ForeignKey(target)
    return Column(names[table], Id, key, nullable=nullable)


# --- what is watched ---------------------------------------------------------------------------

brands = Table(
    "brands",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("query", Text, nullable=False),
    Column("is_active", Boolean, nullable=False, server_default=true()),
    Column("created_at", UtcTime, nullable=False),
)

# Brands still to be looked for in the mentions that were stored before they were added or changed:
# in those with an id under `below`, the newest first. `version` grows when it begins anew.
rematches = Table(
    "rematches",
    metadata,
    Column(
        "brand_id",
        Id,
        ForeignKey("brands.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("version", Integer, nullable=False),
    Column("below", BigInteger, nullable=False),
    Column("started_at", UtcTime, nullable=False),
)

sources = Table(
    "sources",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("address", String(2000), nullable=False),
    Column("name", String(200), nullable=False),
    Column("options", JSON, nullable=False),
    # Whom all that it shows is about, also where that does not name them. No key: SQLite adds none
    # to a table but by making it anew, and dropping the old one would cascade.
    Column("brand_id", Id),
    Column("every_seconds", Integer, nullable=False),
    Column("is_enabled", Boolean, nullable=False, server_default=true()),
    Column("cursor", JSON, nullable=False),
    Column("next_run_at", UtcTime, nullable=False),
    Column("last_run_at", UtcTime),
    Column("last_outcome", String(20)),
    Column("last_message", JSON),
    # What to tell of a source that answers, but has brought nothing for unusually long.
    Column("quiet", JSON(none_as_null=True)),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("lease_owner", String(200)),
    Column("lease_until", UtcTime),
    Column("created_at", UtcTime, nullable=False),
    UniqueConstraint("kind", "address"),
    Index(None, "next_run_at"),
    _held(),
)

crawls = Table(
    "crawls",
    metadata,
    Column("id", Id, primary_key=True),
    _reference("sources.id", cascade=True),
    Column("started_at", UtcTime, nullable=False),
    Column("finished_at", UtcTime, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("found", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("message", JSON),
    Index(None, "source_id", "finished_at"),
)

# --- what came in ------------------------------------------------------------------------------

# Every item that a source has shown: what tells new from edited from known. An item with a
# mention is one place where that mention was found.
items = Table(
    "items",
    metadata,
    Column("source_id", Id, ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    Column("item_key", String(255), primary_key=True),
    Column("content_hash", String(32), nullable=False),
    Column("mention_id", Id, ForeignKey("mentions.id", ondelete="SET NULL")),
    Column("url", String(2000), nullable=False, server_default=""),
    Column("seen_at", UtcTime, nullable=False),
    Index(None, "mention_id"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", Id, primary_key=True),
    _reference("sources.id", cascade=True),
    Column("item_key", String(255), nullable=False),
    # The key of the conversation's first item; empty outside of conversations.
    Column("thread", String(255), nullable=False, server_default=""),
    Column("payload", JSON, nullable=False),
    Column("fetched_at", UtcTime, nullable=False),
    # pending | unmatched (kept a while, for brands that are added later) | broken
    Column("state", String(20), nullable=False, server_default="pending"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("error", JSON),
    Column("lease_owner", String(200)),
    Column("lease_until", UtcTime),
    Index(None, "state", "id"),
    _in_threads(),
    _held(),
)

# --- mentions ----------------------------------------------------------------------------------

stories = Table(
    "stories",
    metadata,
    Column("id", Id, primary_key=True),
    Column("title", String(300), nullable=False),
    Column("size", Integer, nullable=False),
    # The first text's MinHash signature and how many shingles it was made from.
    Column("signature", LargeBinary, nullable=False),
    Column("shingles", Integer, nullable=False),
    Column("first_at", UtcTime, nullable=False),
    Column("last_at", UtcTime, nullable=False),
)

# Locality-sensitive bands of each story's first text: how a reprint finds its story.
story_bands = Table(
    "story_bands",
    metadata,
    Column("band", BigInteger, primary_key=True),
    Column("story_id", Id, ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True),
    Index(None, "story_id"),
    sqlite_with_rowid=False,
)

mentions = Table(
    "mentions",
    metadata,
    Column("id", Id, primary_key=True),
    _reference("sources.id"),
    Column("item_key", String(255), nullable=False),
    _reference("stories.id"),
    Column("url", String(2000), nullable=False),
    Column("address_hash", String(32), nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("text_hash", String(32), nullable=False),
    Column("author", String(300), nullable=False),
    Column("author_url", String(2000), nullable=False),
    Column("site", String(255), nullable=False),
    Column("lang", String(8), nullable=False),
    Column("reach", BigInteger),
    Column("published_at", UtcTime, nullable=False),
    Column("collected_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    # The tone toward the brand it is worst for; each brand's own stands in mention_brands.
    Column("tone", String(10), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("question", Boolean, nullable=False),
    Column("needs_reply", Boolean, nullable=False),
    Column("model", String(100), nullable=False),
    Column("state", String(12), nullable=False, server_default="new"),
    Column("is_hidden", Boolean, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    # In a conversation: the keys of its first item, and of the one that this answers.
    Column("thread", String(255), nullable=False, server_default=""),
    Column("parent", String(255), nullable=False, server_default=""),
    Column("extra", JSON, nullable=False),
    UniqueConstraint("source_id", "item_key"),
    _in_threads(),
    Index(None, "address_hash"),
    Index(None, "text_hash"),
    Index(None, "published_at"),
    Index(None, "story_id"),
    sqlite_autoincrement=True,  # an id is never given twice, also when its mention is deleted
)

mention_brands = Table(
    "mention_brands",
    metadata,
    Column("mention_id", Id, ForeignKey("mentions.id", ondelete="CASCADE"), primary_key=True),
    Column("brand_id", Id, ForeignKey("brands.id", ondelete="CASCADE"), primary_key=True),
    Column("tone", String(10), nullable=False),
    Column("negative", Float, nullable=False),
    Column("neutral", Float, nullable=False),
    Column("positive", Float, nullable=False),
    Column("question", Float, nullable=False),
    Column("needs_reply", Float, nullable=False),
    # [["title"|"text", start, end], …]
    Column("places", JSON, nullable=False),
    # Corrected by a person: the model's later readings leave it alone.
    Column("is_corrected", Boolean, nullable=False),
    Index(None, "brand_id", "mention_id"),
)

mention_tags = Table(
    "mention_tags",
    metadata,
    Column("mention_id", Id, ForeignKey("mentions.id", ondelete="CASCADE"), primary_key=True),
    Column("tag", String(100), primary_key=True),
    Index(None, "tag"),
)

# What happened to a mention, by whom, and what stood there before.
mention_events = Table(
    "mention_events",
    metadata,
    Column("id", Id, primary_key=True),
    _reference("mentions.id", cascade=True),
    Column("at", UtcTime, nullable=False),
    # edited | rated | answered | withdrawn | restored | tone-corrected | state-changed
    Column("kind", String(30), nullable=False),
    Column("user_id", Id, ForeignKey("users.id", ondelete="SET NULL")),
    Column("details", JSON, nullable=False),
    Index(None, "mention_id"),
)

# Mentions by the hour in which they were published; irrelevant ones are not counted.
hourly_counts = Table(
    "hourly_counts",
    metadata,
    Column("hour", UtcTime, primary_key=True),
    Column("brand_id", Id, ForeignKey("brands.id", ondelete="CASCADE"), primary_key=True),
    Column("source_id", Id, ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    Column("tone", String(10), primary_key=True),
    Column("count", Integer, nullable=False),
)

# --- what goes out -----------------------------------------------------------------------------

rules = Table(
    "rules",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("query", Text, nullable=False),
    Column("conditions", JSON, nullable=False),
    Column("actions", JSON, nullable=False),
    Column("is_enabled", Boolean, nullable=False),
    Column("created_at", UtcTime, nullable=False),
)

destinations = Table(
    "destinations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("name", String(200), nullable=False, unique=True),
    Column("options", JSON, nullable=False),
    Column("secret", Text, nullable=False),
    Column("is_enabled", Boolean, nullable=False),
    # The circuit: how many failures in a row, and until when nothing is sent there.
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("closed_until", UtcTime),
    Column("last_success_at", UtcTime),
    Column("last_error", JSON),
    Column("created_at", UtcTime, nullable=False),
)

# One ticket for a story and destination: reprints join their story's ticket.
tickets = Table(
    "tickets",
    metadata,
    Column("id", Id, primary_key=True),
    # The idempotency key, sent as `webhook-id`: the same over all attempts.
    Column("key", String(64), nullable=False, unique=True),
    _reference("destinations.id", cascade=True),
    _reference("mentions.id", cascade=True),
    _reference("stories.id"),
    Column("rule_id", Id, ForeignKey("rules.id", ondelete="SET NULL")),
    Column("priority", Integer, nullable=False),
    Column("reasons", JSON, nullable=False),
    # pending | sent | refused (a person must look) | expired (retries ran out)
    Column("state", String(12), nullable=False),
    Column("external_id", String(300)),
    Column("external_url", String(2000)),
    Column("created_at", UtcTime, nullable=False),
    Column("sent_at", UtcTime),
    UniqueConstraint("destination_id", "story_id"),
    Index(None, "mention_id"),
    Index(None, "story_id"),
    Index(None, "state"),
)

# One row for each effect that is still to be delivered; a delivered row is deleted.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", String(20), nullable=False),  # search | ticket
    Column("mention_id", Id, nullable=False),  # no key: a deleted mention must leave the index
    _reference("tickets.id", nullable=True, cascade=True),
    Column("destination_id", Id, ForeignKey("destinations.id", ondelete="CASCADE")),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("created_at", UtcTime, nullable=False),
    Column("next_at", UtcTime, nullable=False),
    Column("lease_owner", String(200)),
    Column("lease_until", UtcTime),
    # Each destination is a queue of its own, so that a full one hides no other's rows.
    Index(None, "channel", "destination_id", "next_at"),
    _held(),
    Index(None, "ticket_id"),
)

delivery_attempts = Table(
    "delivery_attempts",
    metadata,
    Column("id", Id, primary_key=True),
    _reference("tickets.id", cascade=True),
    Column("at", UtcTime, nullable=False),
    Column("milliseconds", Integer, nullable=False),
    Column("status", Integer),
    Column("is_success", Boolean, nullable=False),
    Column("error", JSON(none_as_null=True)),
    Column("reply", Text, nullable=False),
    Index(None, "ticket_id"),
)

# --- people ------------------------------------------------------------------------------------

users = Table(
    "users",
    metadata,
    Column("id", Id, primary_key=True),
    Column("login", String(100), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("password_hash", String(300), nullable=False),
    Column("role", String(20), nullable=False),  # admin | member
    Column("language", String(5), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("is_active", Boolean, nullable=False, server_default=true()),
    Column("created_at", UtcTime, nullable=False),
)
