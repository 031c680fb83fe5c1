"""Letters: what is the same letter for matching, though it was typed otherwise."""

import re
import unicodedata

LONGEST_WORD = 64
"""Characters of a word that count; the rest of a longer one is dropped, in texts and queries."""

APOSTROPHES = "'’ʼ‘`´′"
INVISIBLE = "\u00ad\u200b-\u200d\u2060\ufeff"
"""Soft hyphen and the zero-width characters, as ranges of a regular expression."""
ACCENTS = "\u0300-\u036f"

_PLAIN = re.compile(r"[0-9A-Za-zА-Яа-я]*").fullmatch
_OF_ONE_ALPHABET = re.compile(r"[0-9А-Яа-я]*|[0-9A-Za-z]*").fullmatch
_DROPPED = re.compile(f"[{INVISIBLE}{APOSTROPHES}]")
_CYRILLIC = "авсенкмортху"
_LATIN = "abcehkmoptxy"
_LATIN_ONLY_TWINS = str.maketrans("іѕјІЅЈ", "isjISJ")
TO_CYRILLIC = str.maketrans(_LATIN + _LATIN.upper(), _CYRILLIC + _CYRILLIC.upper())
TO_LATIN = str.maketrans(_CYRILLIC + _CYRILLIC.upper(), _LATIN + _LATIN.upper())

_SAME_IN_CYRILLIC = frozenset(_LATIN)
_SAME_IN_LATIN = frozenset(_CYRILLIC + "іѕј")
_LATIN_LETTER = re.compile(r"[a-z]")
_CYRILLIC_LETTER = re.compile(r"[\u0400-\u04ff]")
_DECLINED_LATIN = re.compile(
    r"([a-z0-9]*[a-z][a-z0-9]+)(?:[аяуюеиыо]|[оеая]м|[ая]х|[ая]ми|[ое][йюв])"
)


def cased(word: str) -> str:
    """`word` with its case kept: compatibility forms, accents, apostrophes and ё made plain.

    >>> cased("за́мок"), cased("L’Oréal"), cased("Ёлка"), cased("Cбер")  # the last: Latin C
    ('замок', 'LOreal', 'Елка', 'Сбер')
    """
    if _OF_ONE_ALPHABET(word):
        return word[:LONGEST_WORD]
    if not _PLAIN(word):
        word = _DROPPED.sub("", unicodedata.normalize("NFKC", word))
        word = "".join(plain for letter in word for plain in _plain(letter))
    word = word[:LONGEST_WORD]
    return word if word.isascii() else _one_alphabet(word)


def fold(word: str) -> str:
    """The exact form of a word, as it is compared: `cased` in lower case.

    >>> fold("Ёлка"), fold("СБEP")  # the last: Latin E and P
    ('елка', 'сбер')
    """
    return cased(cased(word).lower())


def _plain(letter: str) -> str:
    """A letter without its accent; й, 가 and other letters of their own are kept, ё is е."""
    if letter in "ёЁ":
        return "е" if letter == "ё" else "Е"
    apart = unicodedata.normalize("NFKD", letter)
    if apart[0].isascii():
        return "".join(part for part in apart if part.isalnum())
    return letter if letter.isalnum() else ""


def _one_alphabet(word: str) -> str:
    """A word of two alphabets, where all letters of the one look like letters of the other."""
    lower = word.lower()
    latin, cyrillic = set(_LATIN_LETTER.findall(lower)), set(_CYRILLIC_LETTER.findall(lower))
    if not latin or not cyrillic or _DECLINED_LATIN.fullmatch(lower):
        return word
    if latin <= _SAME_IN_CYRILLIC:
        return word.translate(TO_CYRILLIC)
    if cyrillic <= _SAME_IN_LATIN:
        return word.translate(_LATIN_ONLY_TWINS).translate(TO_LATIN)
    return word


def cyrillic_twin(word: str) -> str | None:
    """What a folded Latin word reads as to the eye: mtc is мтс; None where a letter has no twin."""
    letters = set(_LATIN_LETTER.findall(word))
    return word.translate(TO_CYRILLIC) if letters and letters <= _SAME_IN_CYRILLIC else None


def latin_twin(word: str) -> str | None:
    """As `cyrillic_twin`, the other way."""
    letters = set(_CYRILLIC_LETTER.findall(word))
    if not letters or not letters <= _SAME_IN_LATIN:
        return None
    return word.translate(_LATIN_ONLY_TWINS).translate(TO_LATIN)


def declined_latin(word: str) -> str | None:
    """The Latin name before a Cyrillic ending: zoom of «zoomом», iphone of «iphoneом»."""
    found = _DECLINED_LATIN.fullmatch(word)
    return found[1] if found else None
