"""Pieces of a text and the words in them: the tokenizer, and its cache.

Words repeat by Zipf's law, so nearly every piece of a text is looked up, not analysed.
"""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from mentions.text.letters import ACCENTS, APOSTROPHES, INVISIBLE, LONGEST_WORD, cased, fold
from mentions.text.lexemes import SIGNS, lemmas

_MARKS = ACCENTS + INVISIBLE
_RUN = rf"\w[\w{_MARKS}]*"
_EMOJI_ONE = (
    "[\u231a\u231b\u23e9-\u23f3\u23f8-\u23fa\u2600-\u27bf\u2b1b\u2b1c\u2b50\u2b55"
    "\U0001f000-\U0001faff]"
)
_EMOJI_LOOK = "[\ufe0f\U0001f3fb-\U0001f3ff]"
_EMOJI = (
    f"[\U0001f1e6-\U0001f1ff]{{2}}|{_EMOJI_ONE}{_EMOJI_LOOK}*(?:\u200d{_EMOJI_ONE}{_EMOJI_LOOK}*)*"
)
_HYPHENS = "-\u2010\u2011"
PIECE = re.compile(
    r"[Hh][Tt][Tt][Pp][Ss]?://[^\s<>\"«»]+"
    rf"|(?<![\w&])[#@]{_RUN}"
    rf"|{_RUN}(?:[{_HYPHENS}.&{APOSTROPHES}]{_RUN})*(?:\+\+?(?![\w+])|(?<=\b\w)#(?!\w))?"
    rf"|[%₽$€£]|{_EMOJI}"
)
_PLAIN = re.compile(rf"[А-Яа-я]{{1,{LONGEST_WORD}}}|[A-Za-z]{{1,{LONGEST_WORD}}}").fullmatch
_PART = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}]|[{APOSTROPHES}](?=[^\W_]))*(?:[+#]+$)?")
_LETTERS_OR_DIGITS = re.compile(r"\d+|\D+")
_ADDRESS_END = re.compile("[%?#]")
_ADDRESS_START = re.compile(r"\w+://(?:www\.)?", re.IGNORECASE)
_LOOKS = re.compile(_EMOJI_LOOK)
_GLUE = re.compile(rf"[{_HYPHENS}&_{APOSTROPHES}]")
_LONGEST_GLUED = 32


@dataclass(frozen=True, slots=True)
class Word:
    """One position of a text.

    `exact`: the folded form; `cased`: with its capitals ("" where it has none); `lemmas`: sorted;
    `marks`: what it is a part of: "+" with each lemma of the glued whole, "#tag", "@name";
    `start`, `end`: its characters within the piece. `terms` are all the keys by which a query
    finds it: lemmas, "=" with `exact`, "!" with `cased`, and marks.
    """

    exact: str
    cased: str
    lemmas: tuple[str, ...]
    marks: tuple[str, ...]
    start: int
    end: int
    terms: tuple[str, ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        kept = (f"!{self.cased}",) if self.cased else ()
        terms = (*self.lemmas, f"={self.exact}", *kept, *self.marks)
        object.__setattr__(self, "terms", terms)


class _Words(dict[str, tuple[Word, ...]]):
    """The words of each piece seen lately; the half that was not asked for again is dropped."""

    CAPACITY = 40_000  # twice so many are held, of about 800 bytes each
    LONGEST = 2 * LONGEST_WORD

    def __init__(self) -> None:
        super().__init__()
        self._older: dict[str, tuple[Word, ...]] = {}

    def __missing__(self, piece: str) -> tuple[Word, ...]:
        found = self._older.get(piece)
        if found is None:
            found = _analyse(piece)
        if len(piece) <= self.LONGEST:
            if len(self) >= self.CAPACITY:
                self._older = dict(self)
                self.clear()
            self[piece] = found
        return found


words = _Words().__getitem__
"""The words of one piece of text (what `PIECE` matches); usually one, none for mere signs."""


def _analyse(piece: str) -> tuple[Word, ...]:
    if _PLAIN(piece):  # as nearly all are: nothing to fold but the case
        exact = piece.lower()
        capitals = piece if piece != exact else ""
        return (Word(exact, capitals, tuple(sorted(lemmas(exact))), (), 0, len(piece)),)
    if "://" in piece:
        return _of_address(piece)
    if piece[0] in "#@":
        return _of_tag(piece)
    if not piece[0].isalnum() and piece[0] != "_":
        sign = _LOOKS.sub("", piece) or piece
        return (Word(sign, "", (sign,), (), 0, len(piece)),)
    parts = _parts(piece)
    return _with_marks(parts, _marks_of_whole(piece, parts))


def _of_address(piece: str) -> tuple[Word, ...]:
    """Host and path of a web address; never its parameters or escaped characters."""
    start = _ADDRESS_START.match(piece)
    end = _ADDRESS_END.search(piece)
    return tuple(_parts(piece, start.end() if start else 0, end.start() if end else len(piece)))


def _of_tag(piece: str) -> tuple[Word, ...]:
    """#tag or @name: the words in it, each marked with the whole."""
    parts = _parts(piece)
    if not parts:
        return ()
    name = "_".join(filter(None, (fold(part) for part in piece[1:].split("_"))))
    return _with_marks(parts, (piece[0] + name, *_marks_of_whole(piece, parts)))


def _with_marks(parts: list[Word], marks: tuple[str, ...]) -> tuple[Word, ...]:
    if not marks:
        return tuple(parts)
    return tuple(
        Word(part.exact, part.cased, part.lemmas, marks, part.start, part.end) for part in parts
    )


def _marks_of_whole(piece: str, parts: list[Word]) -> tuple[str, ...]:
    whole = glued(piece, parts)
    return tuple(f"+{lemma}" for lemma in sorted(lemmas(whole))) if whole else ()


def glued(piece: str, parts: list[Word]) -> str | None:
    """The parts of «вай-фай» or «М.Видео» as the one word that others write: вайфай, мвидео.

    None for a single part, for «1.5» or «Ту-154» (which are cut the same however written), and
    for two sentences with no space between them.
    """
    if not 1 < len(parts) <= _LONGEST_GLUED:
        return None
    for left, right in pairwise(parts):
        seam = piece[left.end : right.start]
        is_glue = _GLUE.fullmatch(seam) or (seam == "." and len(left.exact) == 1)
        if not is_glue or (left.exact[-1].isdigit() and right.exact[0].isdigit()):
            return None
    whole = fold("".join(part.exact for part in parts))
    if len(whole) > _LONGEST_GLUED or len(_runs(whole)) > 1 or fold(whole) != whole:
        return None
    return whole


def _parts(piece: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words of a piece between two of its characters, without marks."""
    found = []
    for part in _PART.finditer(piece, start, len(piece) if end is None else end):
        at = part.start()
        for run in _runs(part[0]):
            if word := _word(run, at):
                found.append(word)
            at += len(run)
    return found


def _runs(part: str) -> list[str]:
    """«5кг» and iPhone15 are cut where digits meet letters; 5G, 1С and B2B are not."""
    if part.isalpha() or part.isdigit():
        return [part]
    runs = _LETTERS_OR_DIGITS.findall(part)
    if all(run[0].isdigit() or sum(map(str.isalpha, run)) > 1 for run in runs):
        return list(runs)
    return [part]


def _word(written: str, start: int) -> Word | None:
    bare = written.rstrip(SIGNS)
    sign = written[len(bare) :]
    if not fold(bare):
        return None
    # What folding has made of a fraction or a ligature may itself be cut: its beginning counts.
    exact, capitals = _runs(fold(bare))[0], _runs(cased(bare))[0]
    found = set(lemmas(exact))
    if sign:
        found |= lemmas(exact + sign)
    return Word(
        exact + sign,
        capitals + sign if capitals != exact else "",
        tuple(sorted(found)),
        (),
        start,
        start + len(written),
    )
