"""Which tokens a term can be: the one thing that an index must be asked before it is searched.

Kept in the database beside the mentions, also for Elasticsearch. Entries are facts about tokens
(`search.terms`) and never become wrong, so rebuilds share them and nothing is ever deleted.
"""

from collections.abc import Collection, Iterable
from functools import lru_cache
from threading import Lock

from mentions.query import Query, tree
from mentions.query.filters import keyword
from mentions.store.database import Database, Transaction, sql, sql_many
from search.plan import Knowledge, terms_of
from search.state import create_table

_MOST_PARAMETERS = 5_000
_REMEMBERED = 500_000


class Vocabulary:
    """The table of (term, token), and what this process knows to be in it."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: set[tuple[str, str]] = set()
        self._lock = Lock()
        with db.write() as tx:
            create_table(
                tx,
                "search_vocabulary "
                "(term TEXT NOT NULL, token TEXT NOT NULL, PRIMARY KEY (term, token))"
                + (" WITHOUT ROWID" if db.is_sqlite else ""),
            )

    def add(self, tx: Transaction, pairs: Collection[tuple[str, str]]) -> list[tuple[str, str]]:
        """Enter those that are missing; `remember` what it returns once they are committed."""
        with self._lock:
            new = sorted(pair for pair in pairs if pair not in self._known)
        sql_many(
            tx,
            "INSERT INTO search_vocabulary (term, token) VALUES (:term, :token) "
            "ON CONFLICT DO NOTHING",
            [{"term": term, "token": token} for term, token in new],
        )
        return new

    def remember(self, pairs: Iterable[tuple[str, str]]) -> None:
        with self._lock:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            self._known.update(pairs)

    def knowledge(self, tx: Transaction, query: Query) -> Knowledge:
        """The tokens and the ids that the words and the names in a query can be."""
        fields = _fields(query.tree)
        return Knowledge(
            tokens=self._tokens(tx, sorted(terms_of(query))),
            brands=_named(tx, "brands") if "brand" in fields else {},
            sources=_named(tx, "sources") if "source" in fields else {},
        )

    def _tokens(self, tx: Transaction, terms: list[str]) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for start in range(0, len(terms), _MOST_PARAMETERS):
            some = {f"t{i}": term for i, term in enumerate(terms[start : start + _MOST_PARAMETERS])}
            names = ", ".join(f":{name}" for name in some)
            query = f"SELECT term, token FROM search_vocabulary WHERE term IN ({names})"  # noqa: S608
            for term, token in sql(tx, query, **some):
                found[term] = (*found.get(term, ()), token)
        return found


def _fields(node: tree.Node) -> set[str]:
    match node:
        case tree.And() | tree.Or():
            return set().union(*map(_fields, node.parts))
        case tree.Not():
            return _fields(node.part)
        case tree.Filter():
            return {node.field}
    return set()


def _named(tx: Transaction, table: str) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for key, name in sql(tx, f"SELECT id, name FROM {table}"):  # noqa: S608 - a name of ours
        word = _keyword(name)
        found[word] = (*found.get(word, ()), key)
    return found


_keyword = lru_cache(maxsize=10_000)(keyword)
