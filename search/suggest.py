"""The search box: completing what is being typed, and a better query where one found nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from mentions.query import Query, tree
from mentions.store.database import Database, Transaction
from mentions.text import fold, forms
from search.engine import Engine, SearchRequest
from search.lexicon import AUTHOR, SITE, WORD, Lexicon

SHORTEST = 2
"""Letters from which on a word is completed."""
_LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_CYRILLIC_KEYS = "йцукенгшщзхъфывапролджэячсмитьбюё"
_TO_CYRILLIC = str.maketrans(_LATIN_KEYS, _CYRILLIC_KEYS)
_TO_LATIN = str.maketrans(_CYRILLIC_KEYS, _LATIN_KEYS)


@dataclass(frozen=True, slots=True)
class Completion:
    """`query` is the whole text of the box with its last word made `value`."""

    kind: str
    value: str
    query: str


class Suggestions:
    """`db` is where the lexicon stands, for whichever engine."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._lexicon = Lexicon(db)

    def complete(self, typed: str, limit: int = 8) -> list[Completion]:
        """Words, or after «author:» and «site:» their values, the most frequent first."""
        before, last = _split(typed)
        field, colon, start = last.rpartition(":")
        kind = {"author": AUTHOR, "автор": AUTHOR, "site": SITE, "сайт": SITE}.get(field, WORD)
        prefix = f"{field}{colon}" if kind != WORD or field in ("title", "text") else ""
        start = start if prefix else last
        if kind == WORD:
            sign = start[: len(start) - len(start.lstrip('-(!"«'))]
            prefix, start = prefix + sign, fold(start[len(sign) :])
        if len(start) < SHORTEST:
            return []
        with self._db.read() as tx:
            found = self._lexicon.beginning(tx, kind, start, limit)
        return [
            Completion(kind, entry.word, f"{before}{prefix}{_quoted(entry.word)}")
            for entry in found
            if entry.word != start
        ]

    def correct(self, query: Query, engine: Engine) -> Query | None:
        """For a query that found nothing: the one that was likely meant and finds something."""
        with self._db.read() as tx:
            tree_meant = self._meant(tx, query.tree)
        if tree_meant == query.tree:
            return None
        meant = Query(tree_meant)
        page = engine.search(SearchRequest(query=meant, size=1, with_total=False))
        return meant if page.hits else None

    def _meant(self, tx: Transaction, node: tree.Node) -> tree.Node:
        match node:
            case tree.Word():
                return tree.Word(self._word_meant(tx, node.text))
            case tree.Phrase():
                parts = [self._meant(tx, part) for part in node.parts]
                return tree.Phrase(tuple(p for p in parts if isinstance(p, tree.Leaf)))
            case tree.And():
                return tree.And(tuple(self._meant(tx, part) for part in node.parts))
            case tree.Or():
                return tree.Or(tuple(self._meant(tx, part) for part in node.parts))
            case tree.Scope():
                return tree.Scope(node.field, self._meant(tx, node.part))
        return node

    def _word_meant(self, tx: Transaction, word: str) -> str:
        """The word itself if it is known; else typed with the keys' other letters, or misspelt."""
        if len(word) < SHORTEST + 1 or self._lexicon.counts(tx, [word, *forms(word)]):
            return word
        for table in (_TO_CYRILLIC, _TO_LATIN):
            other = fold(word.translate(table))
            if other != word and self._lexicon.counts(tx, [other]):
                return other
        return self._nearest(tx, word) or word

    def _nearest(self, tx: Transaction, word: str) -> str | None:
        most = 1 if len(word) < 6 else 2
        known = self._lexicon.as_long_as(tx, len(word) - most, len(word) + most)
        found = process.extract(
            word, known.keys(), scorer=OSA.distance, score_cutoff=most, limit=20
        )
        return min(_by_likelihood(found, known), default=(0, 0, None))[2]


def _by_likelihood(
    found: Iterable[tuple[str, float, object]], known: dict[str, int]
) -> Iterable[tuple[float, int, str]]:
    return ((distance, -known[word], word) for word, distance, _ in found)


def _split(typed: str) -> tuple[str, str]:
    """What is typed before its last word, and that word."""
    last = typed.rsplit(maxsplit=1)[-1] if typed and not typed[-1].isspace() else ""
    return typed[: len(typed) - len(last)], last


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value
