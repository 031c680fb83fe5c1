"""Many queries against one document, at little more than the cost of those that match."""

from collections.abc import Hashable, Mapping
from typing import Generic, TypeVar

from mentions.query.document import AnalysedDocument
from mentions.query.query import Match, Query

Id = TypeVar("Id", bound=Hashable)


class QueryIndex(Generic[Id]):
    """An index over the words that each query cannot match without.

    A query is tested on a document only if the document has one of the words of the query's
    cover (`mentions.query.tree`); those that have no cover (`site:banki.ru`, `-слово`) always.
    """

    def __init__(self, queries: Mapping[Id, Query]) -> None:
        self._queries = dict(queries)
        self._uncovered: list[Id] = []
        self._by_term: dict[str, list[Id]] = {}
        for key, query in self._queries.items():
            cover = query.tree.cover
            if cover is None:
                self._uncovered.append(key)
            for term in cover or ():
                self._by_term.setdefault(term, []).append(key)

    def match(self, document: AnalysedDocument) -> dict[Id, Match]:
        """The match of each query that matches the document."""
        candidates = dict.fromkeys(self._uncovered)
        for term in document.terms & self._by_term.keys():
            candidates.update(dict.fromkeys(self._by_term[term]))
        queries = self._queries
        return {
            key: found for key in candidates if (found := queries[key].match(document)) is not None
        }

    def __len__(self) -> int:
        return len(self._queries)
