"""Many queries against one document, at little more than the cost of those that match."""

from collections.abc import Hashable, Iterable, Mapping
from itertools import chain
from typing import Generic, TypeVar

from mentions.query.document import AnalysedDocument
from mentions.query.needs import Needs, rarest
from mentions.query.query import Match, Query

Id = TypeVar("Id", bound=Hashable)


class QueryIndex(Generic[Id]):
    """An index over the words that each query cannot match without (`Node.needs`).

    A query is looked at only if the document has a word of the query's rarest need, and tested
    only if it has one of each. Queries that need no word (`site:banki.ru`, `-слово`) are always
    tested.
    """

    def __init__(self, queries: Mapping[Id, Query]) -> None:
        self._queries = list(queries.items())
        self._needs: list[Needs] = [query.tree.needs for query in queries.values()]
        self._terms = {term for needs in self._needs for need in needs for term in need}
        self._always = [number for number, needs in enumerate(self._needs) if not needs]
        self._by_term: dict[str, list[int]] = {}
        for number, needs in enumerate(self._needs):
            for term in rarest(needs) if needs else ():
                self._by_term.setdefault(term, []).append(number)
        self._prefixes = _Prefixes(self._terms)

    def keys(self) -> set[Id]:
        return {key for key, _ in self._queries}

    def match(self, document: AnalysedDocument) -> dict[Id, Match]:
        """The match of each query that matches the document, in the order of the queries."""
        present = self._terms_in(document)
        candidates = set(self._always)
        for term in present:
            candidates.update(self._by_term.get(term, ()))
        found = {}
        for number in sorted(candidates):
            if any(map(present.isdisjoint, self._needs[number])):
                continue
            key, query = self._queries[number]
            if (match := query.match(document)) is not None:
                found[key] = match
        return found

    def _terms_in(self, document: AnalysedDocument) -> set[str]:
        """The terms that some query needs and the document has."""
        present = self._terms & document.terms
        if self._prefixes.known:
            words = [word.exact for _, word in document.words]
            present.update(chain.from_iterable(map(self._prefixes.__getitem__, words)))
        return present

    def __len__(self) -> int:
        return len(self._queries)


class _Prefixes(dict[str, tuple[str, ...]]):
    """Which of the prefixes among the terms a word begins with; words repeat, so it remembers."""

    CAPACITY = 50_000

    def __init__(self, terms: Iterable[str]) -> None:
        super().__init__()
        self.known = {term for term in terms if term.endswith("*")}
        self._lengths = sorted({len(term) - 1 for term in self.known})

    def __missing__(self, exact: str) -> tuple[str, ...]:
        heads = [f"{exact[:length]}*" for length in self._lengths if length <= len(exact)]
        found = tuple(head for head in heads if head in self.known)
        if len(self) >= self.CAPACITY:
            self.clear()
        self[exact] = found
        return found
