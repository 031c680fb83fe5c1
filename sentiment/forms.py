"""Finds a brand in a text by its surface forms, in any case and inflection."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from pymorphy3 import MorphAnalyzer

from mentions.types import Span

_WORD = re.compile(r"[^\W_]+")
_CYRILLIC = re.compile(r"[а-яё]")
_ENDINGS = frozenset(
    (
        *("а", "у", "ы", "е", "и", "я", "ю", "ом", "ем", "ой", "ою", "ей", "ею", "ам", "ям"),
        *("ами", "ями", "ах", "ях", "ов", "ев"),
    )
)
"""Case endings that are put on a name no dictionary knows."""
_SHORTEST_STEM = 3


def places(text: str, forms: Sequence[str]) -> tuple[Span, ...]:
    """Where any of `forms` stands in `text`, in order; overlapping finds are joined.

    A form of several words is found when its words stand side by side, each in any inflection.
    """
    words = list(_WORD.finditer(text))
    folded = [_folded(word[0]) for word in words]
    found: list[Span] = []
    for form in forms:
        wanted = [_folded(word) for word in _WORD.findall(form)]
        if not wanted:
            continue
        for at in range(len(words) - len(wanted) + 1):
            if all(_same(want, folded[at + i]) for i, want in enumerate(wanted)):
                found.append(Span(words[at].start(), words[at + len(wanted) - 1].end()))
    return _joined(found)


def _joined(found: list[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for span in sorted(found, key=lambda one: (one.start, one.end)):
        if joined and span.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


def _folded(word: str) -> str:
    return word.lower().replace("ё", "е")


def _same(wanted: str, word: str) -> bool:
    if wanted == word:
        return True
    if wanted[0] != word[0] or abs(len(wanted) - len(word)) > 4:
        return False
    if _is_inflected(wanted, word):
        return True
    cyrillic = _CYRILLIC.search(wanted) and _CYRILLIC.search(word)
    return bool(cyrillic and _normal_forms(wanted) & _normal_forms(word))


def _is_inflected(name: str, word: str) -> bool:
    """«тинькофф» in «тинькоффом», «озон» in «озона», «ozon» in «ozonом»."""
    stem = name[:-1] if name[-1] in "аяоеыийьью" and len(name) > _SHORTEST_STEM else name
    rest = word[len(stem) :]
    return len(stem) >= _SHORTEST_STEM and word.startswith(stem) and (not rest or rest in _ENDINGS)


@lru_cache(maxsize=50_000)
def _normal_forms(word: str) -> frozenset[str]:
    return frozenset(_folded(parse.normal_form) for parse in _analyzer().parse(word))


@cache
def _analyzer() -> MorphAnalyzer:
    return MorphAnalyzer(lang="ru")
