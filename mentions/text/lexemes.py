"""The lemmas of a word: all that it may be a form of, on the side of finding.

Russian by pymorphy3 with all its parses; a word that the dictionary lacks has the guesses and
its Snowball stem (marked `~`), so that the forms of slang and of new names meet. Latin words by
the English Snowball stemmer. A word of a query matches a word of a text if they share a lemma.
"""

import re
from copy import copy
from functools import cache, lru_cache
from importlib.metadata import version
from threading import Lock

from pymorphy3 import MorphAnalyzer
from snowballstemmer.english_stemmer import EnglishStemmer
from snowballstemmer.russian_stemmer import RussianStemmer

from mentions.text.letters import cyrillic_twin, declined_latin, fold, latin_twin

RULES = 1
"""Raised whenever this package would give any word other terms than before."""

FORMS_VERSION = "-".join(
    [str(RULES), *map(version, ("pymorphy3", "pymorphy3-dicts-ru", "snowballstemmer"))]
)
"""What a stored index was made with; an index of another version must be made anew."""

SIGNS = "+#"
STEM_MARK = "~"

_RUSSIAN = re.compile(r"[а-я]+").fullmatch
_LATIN = re.compile(r"[a-z]+").fullmatch
_ONE_ALPHABET_AND_DIGITS = re.compile(r"[a-z0-9]+|[а-я0-9]+").fullmatch
_stemming = Lock()  # Snowball's stemmers keep the word in hand in themselves
_english = EnglishStemmer()
_russian = RussianStemmer()


@cache
def dictionary() -> MorphAnalyzer:
    """The Russian dictionary, loaded when it is first asked."""
    return MorphAnalyzer(lang="ru")


@cache
def _unranked() -> MorphAnalyzer:
    """The same dictionary, which does not ask itself how likely each parse is."""
    analyser = copy(dictionary())
    analyser.prob_estimator = None
    return analyser


def forms(word: str) -> frozenset[str]:
    """The lemmas that a written word may be a form of; of C++ or 18+ the signed word alone.

    >>> sorted(forms("стали")), sorted(forms("люди")), sorted(forms("Zoomом"))
    (['сталь', 'стать'], ['человек'], ['zoom'])
    """
    bare = word.rstrip(SIGNS)
    folded = fold(bare)
    return lemmas(folded + word[len(bare) :]) if folded else frozenset((word,))


@lru_cache(maxsize=20_000)  # for queries and wholes; texts have `mentions.text.words`
def lemmas(exact: str) -> frozenset[str]:
    """`forms` of a word that is already folded (`letters.fold`)."""
    if _RUSSIAN(exact):
        return _of_russian(exact)
    if _LATIN(exact):
        return _of_latin(exact)
    if exact[-1:] in SIGNS or _ONE_ALPHABET_AND_DIGITS(exact):
        return _of_code(exact)
    return _of_mixed(exact)


def lexeme(lemma: str) -> tuple[str, ...]:
    """The forms that the dictionary gives a Russian lemma, for showing to people."""
    if not _RUSSIAN(lemma):
        return (lemma,)
    same = [parse for parse in dictionary().parse(lemma) if fold(parse.normal_form) == lemma]
    return tuple(dict.fromkeys(fold(form.word) for form in (same[0].lexeme if same else ())))


def _of_russian(exact: str) -> frozenset[str]:
    found = _known(exact)
    if len(exact) > 1 and found:  # one letter may be an initial besides
        return frozenset(found)
    guesses = {fold(parse.normal_form) for parse in _unranked().parse(exact)}
    if not found:
        guesses.add(_stem(_russian, exact) + STEM_MARK)
    return frozenset(guesses)


def _known(exact: str) -> set[str]:
    """The normal forms of a word that the dictionary has: a parse without all that is not asked."""
    known = dictionary().dictionary
    spelt = known.words.similar_items(exact, dictionary().char_substitutes)
    return {
        fold(known.build_normal_form(paradigm, number, word))
        for word, parses in spelt
        for paradigm, number in parses
    }


def _of_latin(exact: str) -> frozenset[str]:
    """The stem, and the Cyrillic word it looks like, unless that is a common one: hot, сом."""
    twin = cyrillic_twin(exact)
    if twin is None or _is_common(twin):
        return frozenset((_stem(_english, exact),))
    return frozenset((_stem(_english, exact), twin))


def _of_code(exact: str) -> frozenset[str]:
    """Letters with digits or a sign (5G, 1С, C++): as written, and in the other alphabet."""
    twins = (cyrillic_twin(exact), latin_twin(exact))
    return frozenset((exact, *(twin for twin in twins if twin)))


def _of_mixed(exact: str) -> frozenset[str]:
    found = {exact}
    if name := declined_latin(exact):
        found = set(lemmas(name))
        is_one_letter = len(exact) == len(name) + 1  # «iPhonе» may have no ending at all
        for twin in (cyrillic_twin(exact), latin_twin(exact)) if is_one_letter else ():
            if twin:
                found |= lemmas(twin)
    return frozenset(found)


def _is_common(word: str) -> bool:
    """Whether the dictionary has the word, and not as an abbreviation."""
    return any(parse.is_known and "Abbr" not in parse.tag for parse in _unranked().parse(word))


def _stem(stemmer: EnglishStemmer | RussianStemmer, word: str) -> str:
    with _stemming:
        return str(stemmer.stemWord(word)) or word
