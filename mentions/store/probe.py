"""Whether the database takes a write now: one row, written over each time."""

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite

from mentions.store import service_tables as t
from mentions.store.database import Database

NAME = "probe"


def write(db: Database, now: datetime) -> None:
    """Write and commit one row; raises what writing raises."""
    insert = (sqlite if db.is_sqlite else postgresql).insert
    value = {"value": now.isoformat()}
    statement = insert(t.settings).values(name=NAME, **value)
    with db.write() as tx:
        tx.execute(statement.on_conflict_do_update(index_elements=["name"], set_=value))
