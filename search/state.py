"""What an engine remembers between runs: a few names and numbers beside the index."""

import json
from collections.abc import Collection
from typing import Any

from mentions.store.database import Transaction, sql

LAYOUT = 3
"""Raised whenever the tables or the tokens of an index change; the index is then made anew."""


def has_layout(version: str) -> bool:
    """Whether an index of this version (`LAYOUT`, then that of the forms) is laid out as now."""
    return version.startswith(f"{LAYOUT}-")


def create(tx: Transaction) -> None:
    create_table(tx, "search_state (name TEXT PRIMARY KEY, value TEXT NOT NULL)")


def create_table(tx: Transaction, definition: str) -> None:
    """Make a table that is not there yet; `definition` is what follows its name, with the name.

    PostgreSQL fails the second of two processes that start at once, in spite of IF NOT EXISTS.
    """
    if tx.dialect.name == "postgresql":
        sql(tx, "SELECT pg_advisory_xact_lock(7233523)")
    sql(tx, f"CREATE TABLE IF NOT EXISTS {definition}")


def read(tx: Transaction) -> dict[str, str]:
    return dict(sql(tx, "SELECT name, value FROM search_state"))


def put(tx: Transaction, name: str, value: object) -> None:
    sql(
        tx,
        "INSERT INTO search_state (name, value) VALUES (:name, :value) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name=name,
        value=str(value),
    )


def remove(tx: Transaction, name: str) -> None:
    sql(tx, "DELETE FROM search_state WHERE name = :name", name=name)


def behind(tx: Transaction) -> int:
    """Changes of mentions that the index does not have yet."""
    return int(sql(tx, "SELECT count(*) FROM outbox WHERE channel = 'search'")[0][0])


def among(tx: Transaction, values: Collection[int] | Collection[str]) -> tuple[str, Any]:
    """What follows a column that is to be one of `:values`, and the parameter of that name.

    One statement for any number of values, so that none has to be made and read anew for each.
    """
    if tx.dialect.name == "sqlite":
        return "IN (SELECT value FROM json_each(:values))", json.dumps(list(values))
    return "= ANY(:values)", list(values)
