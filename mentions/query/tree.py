"""The tree of a query: what it says, where it holds, and how it is written.

    Everything │ And │ Or │ Not │ Scope(title, text) │ Filter(site, reach, …)
        └─ Near ─ Phrase ─ the leaves: Word, Exact, Prefix, Tag

`str(node)` is written so that it parses back to the same node. `holds` says whether a document
matches; `places` where, and is asked only of a document that matches. `needs` are sets of terms:
of each a matching document has at least one. Queries are indexed by them (`mentions.query.index`).
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from mentions.query.document import AnalysedDocument
from mentions.query.filters import FILTERS, Test
from mentions.query.leaves import Exact, Leaf, Node, Phrase, Positional, Prefix, Tag, Word
from mentions.query.needs import Needs, of_choice
from mentions.types import Place

__all__ = [
    "And",
    "Everything",
    "Exact",
    "Filter",
    "Leaf",
    "Near",
    "Node",
    "Not",
    "Or",
    "Phrase",
    "Positional",
    "Prefix",
    "Scope",
    "Tag",
    "Word",
    "conjunction",
    "disjunction",
]


@dataclass(frozen=True)
class Near(Node):
    """One of `left` and one of `right` with fewer than `distance` words between, in any order."""

    left: tuple[Positional, ...]
    right: tuple[Positional, ...]
    distance: int

    def holds(self, document: AnalysedDocument, scope: str = "") -> bool:
        return any(True for _ in self._partnered(document, scope, self.left, self.right))

    def places(self, document: AnalysedDocument, scope: str = "") -> Iterator[Place]:
        for ones, others in ((self.left, self.right), (self.right, self.left)):
            for first, last in self._partnered(document, scope, ones, others):
                yield document.place(first, last)

    def _partnered(
        self,
        document: AnalysedDocument,
        scope: str,
        ones: tuple[Positional, ...],
        others: tuple[Positional, ...],
    ) -> Iterator[tuple[int, int]]:
        """First and last positions of those of `ones` that have one of `others` near."""
        partners = [
            (found, other.length) for other in others if (found := other.starts(document, scope))
        ]
        for one in ones if partners else ():
            for start in one.starts(document, scope):
                last = start + one.length - 1
                if any(self._has_near(found, length, start, last) for found, length in partners):
                    yield start, last

    def _has_near(self, found: Sequence[int], length: int, start: int, last: int) -> bool:
        """Whether something of `length` that begins at one of `found` is near start…last."""
        at = bisect_left(found, start - self.distance - length + 1)
        return at < len(found) and found[at] <= last + self.distance

    @cached_property
    def needs(self) -> Needs:
        return tuple(
            chain.from_iterable(
                of_choice([node.needs for node in side]) for side in (self.left, self.right)
            )
        )

    def __str__(self) -> str:
        return f"{_alternatives(self.left)} NEAR/{self.distance} {_alternatives(self.right)}"


@dataclass(frozen=True)
class And(Node):
    """All of the parts: two or more, none of them an And."""

    parts: tuple[Node, ...]

    def holds(self, document: AnalysedDocument, scope: str = "") -> bool:
        return all(part.holds(document, scope) for part in self.parts)

    def places(self, document: AnalysedDocument, scope: str = "") -> Iterator[Place]:
        for part in self.parts:
            yield from part.places(document, scope)

    @cached_property
    def needs(self) -> Needs:
        return tuple(chain.from_iterable(part.needs for part in self.parts))

    def __str__(self) -> str:
        return " ".join(_bracketed(part, (Or, Near)) for part in self.parts)


@dataclass(frozen=True)
class Or(Node):
    """One of the parts: two or more, none of them an Or."""

    parts: tuple[Node, ...]

    def holds(self, document: AnalysedDocument, scope: str = "") -> bool:
        return any(part.holds(document, scope) for part in self.parts)

    def places(self, document: AnalysedDocument, scope: str = "") -> Iterator[Place]:
        for part in self.parts:
            # What stands at positions and does not hold has no places anyway.
            if isinstance(part, Positional) or part.holds(document, scope):
                yield from part.places(document, scope)

    @cached_property
    def needs(self) -> Needs:
        return of_choice([part.needs for part in self.parts])

    def __str__(self) -> str:
        return " OR ".join(_bracketed(part, (And, Near)) for part in self.parts)


@dataclass(frozen=True)
class Not(Node):
    """What does not match the part."""

    part: Node

    def holds(self, document: AnalysedDocument, scope: str = "") -> bool:
        return not self.part.holds(document, scope)

    def __str__(self) -> str:
        return f"-{_bracketed(self.part, (And, Or, Near, Not))}"


@dataclass(frozen=True)
class Scope(Node):
    """The part, looked for in one text only: title or text."""

    field: str
    part: Node

    def holds(self, document: AnalysedDocument, scope: str = "") -> bool:
        return self.part.holds(document, self.field)

    def places(self, document: AnalysedDocument, scope: str = "") -> Iterator[Place]:
        return self.part.places(document, self.field)

    @property
    def needs(self) -> Needs:
        return self.part.needs

    def __str__(self) -> str:
        return f"{self.field}:{_bracketed(self.part, (And, Or, Near, Not))}"


@dataclass(frozen=True)
class Filter(Node):
    """A field that is no text; `value` is canonical (`mentions.query.filters`)."""

    field: str
    value: str

    @cached_property
    def _test(self) -> Test:
        return FILTERS[self.field].test(self.value)

    def holds(self, document: AnalysedDocument, scope: str = "") -> bool:
        return self._test(document.fields)

    def __str__(self) -> str:
        plain = all(letter.isalnum() or letter in ".-<>=:" for letter in self.value)
        return f"{self.field}:{self.value}" if plain else f'{self.field}:"{self.value}"'


@dataclass(frozen=True)
class Everything(Node):
    """The empty query."""

    def holds(self, document: AnalysedDocument, scope: str = "") -> bool:
        return True

    def __str__(self) -> str:
        return ""


def conjunction(parts: Iterable[Node]) -> Node:
    return _joined(And, parts)


def disjunction(parts: Iterable[Node]) -> Node:
    return _joined(Or, parts)


def _joined(kind: type[And] | type[Or], parts: Iterable[Node]) -> Node:
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, kind) else (part,)
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def _bracketed(node: Node, kinds: tuple[type[Node], ...]) -> str:
    return f"({node})" if isinstance(node, kinds) else str(node)


def _alternatives(side: tuple[Positional, ...]) -> str:
    return str(side[0]) if len(side) == 1 else f"({' OR '.join(map(str, side))})"
