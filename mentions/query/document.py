"""What a query is matched against: a mention's fields, its texts analysed once."""

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import chain

from mentions.text import AnalysedText, Word
from mentions.text.words import words
from mentions.types import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The fields of a mention that a query can ask for.

    `site`: a host name. `source`: the kind and the name of the source. `brands`: names, and
    whatever else a brand is called by. `published_at` is aware. `question`: it asks something;
    `reply`: it wants an answer.
    """

    title: str = ""
    text: str = ""
    author: str = ""
    site: str = ""
    source: tuple[str, ...] = ()
    lang: str = ""
    tone: str = ""
    brands: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    story: str = ""
    question: bool = False
    reply: bool = False
    published_at: datetime | None = None
    reach: int | None = None


TEXT_START = 1_000_000_000
"""The position of the text's first word. The title's first is 0: nothing is near across them."""


class AnalysedDocument:
    """A document ready to be asked by many queries: the words of title and text at positions."""

    def __init__(
        self, document: Document, words_of: Callable[[str], tuple[Word, ...]] = words
    ) -> None:
        self.fields = document
        self.title = AnalysedText(document.title, words_of)
        self.text = AnalysedText(document.text, words_of)

    def with_fields(self, fields: Document) -> "AnalysedDocument":
        """The same texts, analysed once, in a document whose other fields are these."""
        other = AnalysedDocument.__new__(AnalysedDocument)
        other.__dict__.update(self.__dict__, fields=fields)
        return other

    @property
    def terms(self) -> Set[str]:
        """Every term (`mentions.text.Word.terms`) of its words."""
        return self._positions.keys()

    def at(self, terms: Iterable[str]) -> list[int]:
        """The positions where one of the terms is, ascending."""
        positions = self._positions
        found = [positions[term] for term in terms if term in positions]
        if not found:
            return []
        if len(found) > 1:
            lists = [[at] if isinstance(at, int) else at for at in found]
            return sorted(set(chain.from_iterable(lists)))
        return [found[0]] if isinstance(found[0], int) else found[0]

    @cached_property
    def _positions(self) -> dict[str, int | list[int]]:
        """The positions of each term: of one that stands once, as most do, without a list.

        The lists would be most of what there is of a document, and work for the garbage collector.
        """
        found: dict[str, int | list[int]] = {}
        for start, text in ((0, self.title), (TEXT_START, self.text)):
            for position, word in enumerate(text.words, start):
                for term in word.terms:
                    known = found.setdefault(term, position)
                    if known == position:
                        continue
                    if isinstance(known, int):
                        found[term] = [known, position]
                    else:
                        known.append(position)
        return found

    @property
    def words(self) -> Iterator[tuple[int, Word]]:
        """Every word with its position."""
        return chain(enumerate(self.title.words), enumerate(self.text.words, TEXT_START))

    def place(self, first: int, last: int) -> Place:
        """Where the words from position `first` to `last` are written."""
        if first < TEXT_START:
            return Place("title", self.title.span(first, last))
        return Place("text", self.text.span(first - TEXT_START, last - TEXT_START))

    def whole_place(self, position: int) -> Place:
        """Where the whole is written that the word is a part of: all of «вай-фай», of «#тег»."""
        if position < TEXT_START:
            return Place("title", self.title.whole_span(position))
        return Place("text", self.text.whole_span(position - TEXT_START))


def analyse(document: Document) -> AnalysedDocument:
    return AnalysedDocument(document)
