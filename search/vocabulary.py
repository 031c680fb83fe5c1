"""Which tokens a term can be: the one thing that an index must be asked before it is searched.

Kept in the database beside the mentions, also for Elasticsearch, and filled by `search.pieces`.
Entries are facts about tokens (`search.terms`) and never become wrong, so rebuilds share them and
nothing is ever deleted.
"""

from functools import lru_cache

from mentions.query import Query, tree
from mentions.query.filters import keyword
from mentions.store.database import Transaction, sql
from search.plan import Knowledge, terms_of
from search.state import among


def knowledge(tx: Transaction, query: Query) -> Knowledge:
    """The tokens and the ids that the words and the names in a query can be."""
    fields = _fields(query.tree)
    return Knowledge(
        tokens=_tokens(tx, sorted(terms_of(query))),
        brands=_named(tx, "brands") if "brand" in fields else {},
        sources=_named(tx, "sources") if "source" in fields else {},
    )


def _tokens(tx: Transaction, terms: list[str]) -> dict[str, tuple[str, ...]]:
    chosen, values = among(tx, terms)
    query = f"SELECT term, token FROM search_vocabulary WHERE term {chosen}"  # noqa: S608
    found: dict[str, tuple[str, ...]] = {}
    for term, token in sql(tx, query, values=values):
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
