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

from mentions.query.document import TEXT_START, AnalysedDocument
from mentions.query.filters import FILTERS, Test
from mentions.text import fold, forms
from mentions.types import Place

Needs = tuple[frozenset[str], ...]


class Node:
    """Any part of a query."""

    def holds(self, document: AnalysedDocument, scope: str = "") -> bool:
        raise NotImplementedError

    def places(self, document: AnalysedDocument, scope: str = "") -> Iterator[Place]:
        return iter(())

    @property
    def needs(self) -> Needs:
        return ()


class Positional(Node):
    """What stands at positions and can be near something: a leaf or a phrase."""

    length: int
    """How many positions it takes."""

    def starts(self, document: AnalysedDocument, scope: str) -> Sequence[int]:
        """The positions where it begins, ascending, each once."""
        raise NotImplementedError

    def holds(self, document: AnalysedDocument, scope: str = "") -> bool:
        return bool(self.starts(document, scope))

    def places(self, document: AnalysedDocument, scope: str = "") -> Iterator[Place]:
        for start in self.starts(document, scope):
            yield document.place(start, start + self.length - 1)


class Leaf(Positional):
    """One word. `terms` are the keys (`mentions.text.Word.terms`) of which the word has one."""

    length = 1

    @property
    def terms(self) -> frozenset[str]:
        raise NotImplementedError

    def starts(self, document: AnalysedDocument, scope: str) -> Sequence[int]:
        return _positions(document, self.terms, scope)

    @property
    def needs(self) -> Needs:
        return (self.terms,)


@dataclass(frozen=True)
class Word(Leaf):
    """A word in all its forms; outside phrases also a whole that is written in parts: вай-фай."""

    text: str

    @cached_property
    def terms(self) -> frozenset[str]:
        return forms(self.text)

    @cached_property
    def marks(self) -> frozenset[str]:
        """The terms of the wholes."""
        return frozenset(f"+{lemma}" for lemma in self.terms)

    @cached_property
    def found_by(self) -> frozenset[str]:
        return self.terms | self.marks

    @property
    def needs(self) -> Needs:
        return (self.found_by,)

    def holds(self, document: AnalysedDocument, scope: str = "") -> bool:
        return bool(_positions(document, self.found_by, scope))

    def places(self, document: AnalysedDocument, scope: str = "") -> Iterator[Place]:
        yield from super().places(document, scope)
        for position in _positions(document, self.marks, scope):
            yield document.whole_place(position)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Exact(Leaf):
    """A word in this form only; in this case too, if it is written with a capital."""

    text: str

    @cached_property
    def terms(self) -> frozenset[str]:
        folded = fold(self.text.rstrip("+#"))
        is_folded = self.text.startswith(folded)
        return frozenset((f"={self.text}" if is_folded else f"!{self.text}",))

    def __str__(self) -> str:
        return f"!{self.text}"


@dataclass(frozen=True)
class Prefix(Leaf):
    """All words that begin so."""

    text: str

    @cached_property
    def terms(self) -> frozenset[str]:
        """One term, which no text is given: an index of queries gives it to the words it fits."""
        return frozenset((f"{self.text}*",))

    def starts(self, document: AnalysedDocument, scope: str) -> Sequence[int]:
        found = [at for at, word in document.words if word.exact.startswith(self.text)]
        return _within(found, scope)

    def __str__(self) -> str:
        return f"{self.text}*"


@dataclass(frozen=True)
class Tag(Leaf):
    """#tag or @name, with its sign."""

    text: str

    @cached_property
    def terms(self) -> frozenset[str]:
        return frozenset((self.text,))

    def places(self, document: AnalysedDocument, scope: str = "") -> Iterator[Place]:
        for position in self.starts(document, scope):
            yield document.whole_place(position)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Phrase(Positional):
    """Leaves that stand next to one another in this order."""

    parts: tuple[Leaf, ...]

    @property
    def length(self) -> int:  # type: ignore[override]
        return len(self.parts)

    def starts(self, document: AnalysedDocument, scope: str) -> Sequence[int]:
        found = set(self.parts[0].starts(document, scope))
        for offset, part in enumerate(self.parts[1:], 1):
            if not found:
                return ()
            found &= {start - offset for start in part.starts(document, scope)}
        return sorted(found)

    @cached_property
    def needs(self) -> Needs:
        return tuple(part.terms for part in self.parts)

    def __str__(self) -> str:
        return f'"{" ".join(map(str, self.parts))}"'


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
        return _one_of(self.left) + _one_of(self.right)

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
            if part.holds(document, scope):
                yield from part.places(document, scope)

    @cached_property
    def needs(self) -> Needs:
        return _one_of(self.parts)

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


def _positions(document: AnalysedDocument, terms: frozenset[str], scope: str) -> Sequence[int]:
    """Where a word with one of the terms stands."""
    positions = document.positions
    found = [positions[term] for term in terms if term in positions]
    if not found:
        return ()
    return _within(found[0] if len(found) == 1 else sorted(set().union(*found)), scope)


def _within(positions: list[int], scope: str) -> list[int]:
    """Those of the title, of the text, or all for ""."""
    if not scope:
        return positions
    middle = bisect_left(positions, TEXT_START)
    return positions[:middle] if scope == "title" else positions[middle:]


def rarest(needs: Needs) -> frozenset[str]:
    """The need that the fewest texts meet, judged by the lengths of its words."""
    return min(needs, key=lambda terms: sum(4.0 ** -min(len(term), 8) for term in terms))


def _one_of(nodes: Sequence[Node]) -> Needs:
    """The one need of a choice: the words of which each of the nodes needs one."""
    if not all(node.needs for node in nodes):
        return ()
    return (frozenset().union(*(rarest(node.needs) for node in nodes)),)
