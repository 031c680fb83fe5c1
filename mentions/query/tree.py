"""The tree of a query: what it says, where it holds, and how it is written.

    Everything │ And │ Or │ Not │ Scope(title, text) │ Filter(site, reach, …)
        └─ Near ─ Phrase ─ the leaves: Word, Exact, Prefix, Tag

`str(node)` is written so that it parses back to the same node. `holds` says whether a document
matches; `places` where, and is asked only of a document that matches. `cover` is a set of terms
of which a matching document has at least one, None where there is no such set; queries are
indexed by it.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from mentions.query.document import AnalysedDocument
from mentions.query.filters import FILTERS, Test
from mentions.text import AnalysedText, fold, forms
from mentions.text.words import HEAD
from mentions.types import Place

Cover = frozenset[str] | None


class Node:
    """Any part of a query."""

    def holds(self, document: AnalysedDocument, scope: str = "") -> bool:
        raise NotImplementedError

    def places(self, document: AnalysedDocument, scope: str = "") -> Iterator[Place]:
        return iter(())

    @property
    def cover(self) -> Cover:
        return None


class Positional(Node):
    """What stands at places of a text and can be near something: a leaf or a phrase."""

    length: int
    """How many positions it takes."""

    def starts(self, text: AnalysedText) -> Sequence[int]:
        """The positions where it begins, ascending, each once."""
        raise NotImplementedError

    def holds(self, document: AnalysedDocument, scope: str = "") -> bool:
        return any(self.starts(text) for _, text in document.within(scope))

    def places(self, document: AnalysedDocument, scope: str = "") -> Iterator[Place]:
        for name, text in document.within(scope):
            for start in self.starts(text):
                yield Place(name, text.span(start, start + self.length - 1))


class Leaf(Positional):
    """One word. `terms` are the keys (`mentions.text.Word.terms`) of which the word has one."""

    length = 1

    @property
    def terms(self) -> frozenset[str]:
        raise NotImplementedError

    def starts(self, text: AnalysedText) -> Sequence[int]:
        found = [text.positions[term] for term in self.terms if term in text.positions]
        return found[0] if len(found) == 1 else sorted(set().union(*found))

    @property
    def cover(self) -> Cover:
        return self.terms


@dataclass(frozen=True)
class Word(Leaf):
    """A word in all its forms; outside phrases also a whole that is written in parts: вай-фай."""

    text: str

    @cached_property
    def terms(self) -> frozenset[str]:
        return forms(self.text)

    @cached_property
    def marks(self) -> frozenset[str]:
        return frozenset(f"+{lemma}" for lemma in self.terms)

    @cached_property
    def found_by(self) -> frozenset[str]:
        return self.terms | self.marks

    @property
    def cover(self) -> Cover:
        return self.found_by

    def holds(self, document: AnalysedDocument, scope: str = "") -> bool:
        return any(
            term in text.positions for _, text in document.within(scope) for term in self.found_by
        )

    def places(self, document: AnalysedDocument, scope: str = "") -> Iterator[Place]:
        yield from super().places(document, scope)
        for name, text in document.within(scope):
            for mark in self.marks.intersection(text.positions):
                for position in text.positions[mark]:
                    yield Place(name, text.whole_span(position))

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
        """The first letters, which all the words share that it may match."""
        return frozenset((f"{self.text[:HEAD]}*",))

    def starts(self, text: AnalysedText) -> Sequence[int]:
        words = text.words
        return [at for at in super().starts(text) if words[at].exact.startswith(self.text)]

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
        for name, text in document.within(scope):
            for position in self.starts(text):
                yield Place(name, text.whole_span(position))

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Phrase(Positional):
    """Leaves that stand next to one another in this order."""

    parts: tuple[Leaf, ...]

    @property
    def length(self) -> int:  # type: ignore[override]
        return len(self.parts)

    def starts(self, text: AnalysedText) -> Sequence[int]:
        found: set[int] | None = None
        for offset, part in enumerate(self.parts):
            here = {start - offset for start in part.starts(text)}
            found = here if found is None else found & here
            if not found:
                return ()
        return sorted(found or ())

    @cached_property
    def cover(self) -> Cover:
        return rarest(part.cover for part in self.parts)

    def __str__(self) -> str:
        return f'"{" ".join(map(str, self.parts))}"'


@dataclass(frozen=True)
class Near(Node):
    """One of `left` and one of `right` with fewer than `distance` words between, in any order."""

    left: tuple[Positional, ...]
    right: tuple[Positional, ...]
    distance: int

    def holds(self, document: AnalysedDocument, scope: str = "") -> bool:
        return any(
            any(True for _ in self._partnered(text, self.left, self.right))
            for _, text in document.within(scope)
        )

    def places(self, document: AnalysedDocument, scope: str = "") -> Iterator[Place]:
        for name, text in document.within(scope):
            for ones, others in ((self.left, self.right), (self.right, self.left)):
                for first, last in self._partnered(text, ones, others):
                    yield Place(name, text.span(first, last))

    def _partnered(
        self, text: AnalysedText, ones: tuple[Positional, ...], others: tuple[Positional, ...]
    ) -> Iterator[tuple[int, int]]:
        """First and last positions of those of `ones` that have one of `others` near."""
        partners = [(found, other.length) for other in others if (found := other.starts(text))]
        for one in ones if partners else ():
            for start in one.starts(text):
                last = start + one.length - 1
                if any(self._has_near(found, length, start, last) for found, length in partners):
                    yield start, last

    def _has_near(self, found: Sequence[int], length: int, start: int, last: int) -> bool:
        """Whether something of `length` that begins at one of `found` is near start…last."""
        at = bisect_left(found, start - self.distance - length + 1)
        return at < len(found) and found[at] <= last + self.distance

    @cached_property
    def cover(self) -> Cover:
        return rarest((union(node.cover for node in side)) for side in (self.left, self.right))

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
    def cover(self) -> Cover:
        return rarest(part.cover for part in self.parts)

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
    def cover(self) -> Cover:
        return union(part.cover for part in self.parts)

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
    def cover(self) -> Cover:
        return self.part.cover

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


def union(covers: Iterable[Cover]) -> Cover:
    found: set[str] = set()
    for cover in covers:
        if cover is None:
            return None
        found |= cover
    return frozenset(found)


def rarest(covers: Iterable[Cover]) -> Cover:
    """The cover that the fewest texts have a word of, judged by the lengths of its words."""
    return min((cover for cover in covers if cover is not None), key=_commonness, default=None)


def _commonness(cover: frozenset[str]) -> float:
    return sum(4.0 ** -min(len(term), 8) for term in cover)
