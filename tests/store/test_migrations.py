"""Migrations make exactly the tables of the code, from any earlier version, keeping its data."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from mentions.messages import say
from mentions.store import tables as t
from mentions.store.database import Database, DatabaseError, sql
from mentions.store.migrations import HERE, migrate


def _revisions() -> list[str]:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    return [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]


BEFORE_ALL = [
    "INSERT INTO brands (name, query, is_active, created_at)"
    " VALUES ('Вектор', 'вектор', true, 1767225600000000)",
    "INSERT INTO sources (kind, address, name, options, every_seconds, cursor, next_run_at,"
    " created_at) VALUES ('feed', 'https://a.ru/rss', 'a', '{}', 14400, '{}', 0, 0)",
    "INSERT INTO inbox (source_id, item_key, payload, fetched_at)"
    " VALUES (1, 'k', '{\"text\": \"вектор\"}', 0)",
]
SURGE = (
    "INSERT INTO surges (brand_id, kind, started_at, found_at, peak_at, peak, observed,"
    " expected, told, reason) VALUES (1, 'negative', 0, 0, 0, 12, 43, 7, 12, '{}')"
)
PERSON = (
    "INSERT INTO users (login, name, password_hash, role, language, time_zone, created_at)"
    " VALUES ('m', 'm', 'h', 'admin', 'ru', 'UTC', 0)"
)
# What else a database of each version holds before it is brought up: what was new in it. A new
# migration adds an entry.
DATA = {
    "0001": [],
    "0002": [SURGE],
    "0003": [
        SURGE,
        "UPDATE sources SET brand_id = 1",
        "UPDATE inbox SET thread = 'k'",
    ],
    "0004": [
        "INSERT INTO alert_channels (name, kind, address, secret, language, time_zone, surges,"
        " is_enabled, failures, created_at)"
        " VALUES ('Чат', 'webhook', 'https://a.ru', '', 'ru', 'UTC', 'escalation', true, 0, 0)",
    ],
    "0005": ["INSERT INTO rematches (brand_id, version, below, started_at) VALUES (1, 1, 43, 0)"],
    "0006": ["INSERT INTO pushes (source_id, event_id, at) VALUES (1, 'e', 0)"],
    "0007": [
        PERSON,
        "INSERT INTO saved_searches (owner_id, name, query, filters, is_shared, created_at)"
        " VALUES (1, 'Сбои', 'сбой', '{}', true, 0)",
    ],
    "0008": [
        PERSON,
        "INSERT INTO digests (user_id, kind, hour, weekday, address, brand_ids, skips_quiet,"
        " has_file, is_enabled, planned_from, created_at)"
        " VALUES (1, 'weekly', 9, 0, 'm@a.ru', '[1]', true, false, true, 0, 0)",
    ],
    "0009": [
        "INSERT INTO rules (name, query, conditions, actions, is_enabled, created_at)"
        " VALUES ('Сбой', 'сбой', '{}', '{\"watch\": true}', true, 0)",
        "INSERT INTO rule_rematches (rule_id, version, below) VALUES (1, 1, 43)",
        "INSERT INTO five_minute_counts (start, brand_id, source_id, tone, question, count)"
        " VALUES (0, 1, 1, 'negative', true, 2)",
    ],
    "0010": [
        "INSERT INTO alert_channels (name, kind, address, secret, language, time_zone, surges,"
        " is_enabled, failures, created_at, wait_until)"
        " VALUES ('Чат', 'webhook', 'https://a.ru', '', 'ru', 'UTC', 'first', true, 0, 0, 9)",
    ],
}


def test_there_is_data_for_every_version() -> None:
    assert sorted(_revisions()) == sorted(DATA)


def test_migrations_make_the_tables_of_the_code(db: Database) -> None:
    with db.read() as tx:
        context = MigrationContext.configure(tx)
        assert compare_metadata(context, t.metadata) == []


@pytest.mark.parametrize("revision", sorted(DATA))
def test_data_of_an_earlier_version_is_kept(database_url: str, revision: str) -> None:
    database = Database(database_url)
    migrate(database, revision)
    with database.write() as tx:
        for statement in [*BEFORE_ALL, *DATA[revision]]:
            tx.execute(text(statement))
    migrate(database)
    with database.read() as tx:
        assert compare_metadata(MigrationContext.configure(tx), t.metadata) == []
        assert sql(tx, "SELECT name FROM brands")[0][0] == "Вектор"
        assert tx.execute(t.inbox.select()).one().state == "pending"
    database.close()


def test_migrating_again_changes_nothing(db: Database) -> None:
    migrate(db)


def test_a_database_of_a_newer_version_is_refused(db: Database) -> None:
    with db.write() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseError) as refused:
        migrate(db)
    assert "9999" in say(refused.value.message, "ru")
    assert "Обновите Молву" in say(refused.value.message, "ru")
