"""Small facts about the installation itself, by name."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from mentions.store import service_tables as t
from mentions.store.database import Transaction


def get(tx: Transaction, name: str) -> Any:
    """The stored value, or None."""
    return tx.execute(select(t.settings.c.value).where(t.settings.c.name == name)).scalar()


def beginning_with(tx: Transaction, prefix: str) -> dict[str, Any]:
    """All values whose names begin so, by name."""
    chosen = t.settings.c.name.startswith(prefix, autoescape=True)
    rows = tx.execute(select(t.settings.c.name, t.settings.c.value).where(chosen))
    return {row.name: row.value for row in rows}


def put(tx: Transaction, name: str, value: Any) -> None:
    insert = (sqlite if tx.dialect.name == "sqlite" else postgresql).insert
    statement = insert(t.settings).values(name=name, value=value)
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=["name"], set_={"value": statement.excluded.value}
        )
    )


def remove(tx: Transaction, name: str) -> None:
    tx.execute(delete(t.settings).where(t.settings.c.name == name))


def claim_once(tx: Transaction, name: str) -> bool:
    """True for the first who asks with this name, ever."""
    insert = (sqlite if tx.dialect.name == "sqlite" else postgresql).insert
    statement = insert(t.settings).values(name=name, value=True)
    statement = statement.on_conflict_do_nothing(index_elements=["name"])
    return tx.execute(statement.returning(t.settings.c.name)).first() is not None
