"""A text as its words, with the places of each in the original characters."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain

from mentions.text.words import PIECE, Word, words
from mentions.types import Span


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text as written, at characters `start` to `end` of it."""

    text: str
    start: int
    end: int
    word: Word


class AnalysedText:
    """The words of one text, analysed once and asked many times.

    `words[p]` is the word at position p.
    """

    def __init__(self, text: str, words_of: Callable[[str], tuple[Word, ...]] = words) -> None:
        """`words_of` gives the words of a piece; it may be one that knows some of them only."""
        self.text = text
        self._written: list[str] = PIECE.findall(text)
        self._pieces = list(map(words_of, self._written))
        self.words: list[Word] = list(chain.from_iterable(self._pieces))

    def span(self, first: int, last: int) -> Span:
        """The characters from the word at position `first` to the end of that at `last`."""
        start, _ = self._characters_of_piece(first)
        start_of_last = start if last == first else self._characters_of_piece(last)[0]
        return Span(start + self.words[first].start, start_of_last + self.words[last].end)

    def whole_span(self, position: int) -> Span:
        """The characters of the whole that the word is a part of: all of «вай-фай», of «#тег»."""
        return Span(*self._characters_of_piece(position))

    def _characters_of_piece(self, position: int) -> tuple[int, int]:
        piece = bisect_right(self._piece_ends, position)
        start = self._piece_starts[piece]
        return start, start + len(self._written[piece])

    @cached_property
    def _piece_starts(self) -> list[int]:
        starts = []
        end = 0
        for piece in self._written:  # between pieces nothing stands that a piece could begin with
            start = self.text.index(piece, end)
            starts.append(start)
            end = start + len(piece)
        return starts

    @cached_property
    def _piece_ends(self) -> list[int]:
        """How many words there are up to the end of each piece."""
        return list(accumulate(map(len, self._pieces)))


def tokens(text: str) -> list[Token]:
    """The words of `text` in order; a token's place in the list is its position."""
    analysed = AnalysedText(text)
    return [
        Token(text[span.start : span.end], span.start, span.end, word)
        for position, word in enumerate(analysed.words)
        for span in (analysed.span(position, position),)
    ]


def index_terms(token: Token) -> tuple[str, ...]:
    """What an engine stores at the token's position: `Word.terms`.

    Plain: a lemma. "=": the exact folded form (and what a prefix is compared with). "!": the form
    with its capitals. "+": a lemma of the glued whole. "#", "@": the tag or the name.
    """
    return token.word.terms
