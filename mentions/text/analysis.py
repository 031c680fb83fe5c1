"""A text as its words, with the places of each in the original characters."""

from dataclasses import dataclass

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

    `words[p]` is the word at position p. `positions` maps each term (`Word.terms`) to the
    positions where it stands, ascending.
    """

    __slots__ = ("_pieces", "_positions", "_spans", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self._pieces = [words(piece) for piece in PIECE.findall(text)]
        self.words: list[Word] = [word for piece in self._pieces for word in piece]
        self._positions: dict[str, list[int]] | None = None
        self._spans: list[tuple[Span, Span]] | None = None

    @property
    def positions(self) -> dict[str, list[int]]:
        if self._positions is None:
            found: dict[str, list[int]] = {}
            for position, word in enumerate(self.words):
                for term in word.terms:
                    if term in found:
                        found[term].append(position)
                    else:
                        found[term] = [position]
            self._positions = found
        return self._positions

    def span(self, first: int, last: int) -> Span:
        """The characters from the word at position `first` to the end of that at `last`."""
        spans = self._all_spans()
        return Span(spans[first][0].start, spans[last][0].end)

    def whole_span(self, position: int) -> Span:
        """The characters of the whole that the word is a part of: all of «вай-фай», of «#тег»."""
        return self._all_spans()[position][1]

    def _all_spans(self) -> list[tuple[Span, Span]]:
        if self._spans is None:
            self._spans = []
            for match, piece in zip(PIECE.finditer(self.text), self._pieces, strict=True):
                start = match.start()
                whole = Span(start, match.end())
                self._spans += [
                    (Span(start + word.start, start + word.end), whole) for word in piece
                ]
        return self._spans


def tokens(text: str) -> list[Token]:
    """The words of `text` in order; a token's place in the list is its position."""
    analysed = AnalysedText(text)
    return [
        Token(text[span.start : span.end], span.start, span.end, word)
        for position, word in enumerate(analysed.words)
        for span in (analysed.span(position, position),)
    ]


def index_terms(token: Token) -> tuple[str, ...]:
    """What an engine stores at the token's position: see `Word.terms`, without the first letters.

    Plain: a lemma. "=": the exact folded form (and what a prefix is compared with). "!": the form
    with its capitals. "+": a lemma of the glued whole. "#", "@": the tag or the name.
    """
    return tuple(term for term in token.word.terms if not term.endswith("*"))
