"""The words of a query, and phrases of them: what stands at positions of a document."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from mentions.query.document import TEXT_START, AnalysedDocument
from mentions.query.needs import Needs
from mentions.text import fold, forms
from mentions.types import Place


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


def _positions(document: AnalysedDocument, terms: frozenset[str], scope: str) -> Sequence[int]:
    """Where a word with one of the terms stands."""
    return _within(document.at(terms), scope)


def _within(positions: list[int], scope: str) -> list[int]:
    """Those of the title, of the text, or all for ""."""
    if not scope:
        return positions
    middle = bisect_left(positions, TEXT_START)
    return positions[:middle] if scope == "title" else positions[middle:]
