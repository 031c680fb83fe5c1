"""Searches that people keep: their own, and those that they share with the team."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from mentions.errors import MolvaError
from mentions.messages import message
from mentions.store.database import Transaction
from mentions.store.service_tables import saved_searches
from mentions.store.tables import users

_s = saved_searches.c


class SavedSearchError(MolvaError):
    """The search cannot be kept as it was given."""


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """`filters` are those of the list of mentions, by their names in its address.

    `owner` is that person's name, for those with whom the search is shared.
    """

    id: int
    name: str
    query: str
    owner_id: int
    owner: str
    is_shared: bool
    created_at: datetime
    filters: dict[str, str]


def seen_by(tx: Transaction, user_id: int) -> list[SavedSearch]:
    """A person's own by name, then what others share."""
    seen = _all().where(or_(_s.owner_id == user_id, _s.is_shared))
    return [_search(row) for row in tx.execute(seen.order_by(_s.owner_id != user_id, _s.name))]


def get(tx: Transaction, search_id: int) -> SavedSearch | None:
    row = tx.execute(_all().where(_s.id == search_id)).first()
    return _search(row) if row else None


def named(tx: Transaction, name: str) -> list[SavedSearch]:
    """All of this name: two people may have given the same."""
    return [_search(row) for row in tx.execute(_all().where(_s.name == name).order_by(_s.id))]


def add(
    tx: Transaction, owner_id: int, name: str, query: str, filters: dict[str, str],
    now: datetime, *, is_shared: bool = False,
) -> int:  # fmt: skip
    """The new search's id; SavedSearchError where its owner has one of this name."""
    values = {"owner_id": owner_id, "name": name, "query": query, "filters": filters,
              "is_shared": is_shared, "created_at": now}  # fmt: skip
    return _unique(tx, insert(saved_searches).values(values).returning(_s.id), name)


def change(tx: Transaction, search_id: int, name: str, *, is_shared: bool) -> None:
    changed = update(saved_searches).where(_s.id == search_id)
    _unique(tx, changed.values(name=name, is_shared=is_shared).returning(_s.id), name)


def remove(tx: Transaction, search_id: int) -> None:
    tx.execute(delete(saved_searches).where(_s.id == search_id))


def _unique(tx: Transaction, statement: Any, name: str) -> int:
    try:
        with tx.begin_nested():
            return int(tx.execute(statement).scalar_one())
    except IntegrityError as error:
        raise SavedSearchError(message("searches-name-taken", name=name)) from error


def _all() -> Any:
    joined = saved_searches.join(users, users.c.id == _s.owner_id)
    return select(saved_searches, users.c.name.label("owner")).select_from(joined)


def _search(row: Row[Any]) -> SavedSearch:
    return SavedSearch(
        row.id, row.name, row.query, row.owner_id, row.owner, row.is_shared, row.created_at,
        row.filters,
    )  # fmt: skip
