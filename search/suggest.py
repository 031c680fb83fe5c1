"""The search box: completing what is being typed, and a better query where one found nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, tzinfo

from rapidfuzz import process
from rapidfuzz.distance import OSA

from mentions.query import QueryError, parse, tree
from mentions.store.database import Database, Transaction
from mentions.text import fold, forms
from mentions.text.lexemes import lexeme
from search.engine import Engine, Filters, SearchRequest
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

    def forget_authors(self, names: Collection[str]) -> None:
        """No longer offer these, whose mentions are being deleted."""
        with self._db.write() as tx:
            self._lexicon.forget_authors(tx, names)

    def correct(
        self, typed: str, engine: Engine, zone: tzinfo = UTC, filters: Filters | None = None
    ) -> str | None:
        """For a query that found nothing: the one that was likely meant and finds something."""
        narrowed = filters or Filters()
        for table in (_TO_CYRILLIC, _TO_LATIN):
            other = typed.lower().translate(table)
            is_other = other != typed.lower()
            if is_other and self._is_known(other, zone) and _finds(engine, other, zone, narrowed):
                return other
        query = parse(typed, zone)
        with self._db.read() as tx:
            meant = self._meant(tx, query.tree)
        return (
            str(meant)
            if meant != query.tree and _finds(engine, str(meant), zone, narrowed)
            else None
        )

    def _is_known(self, typed: str, zone: tzinfo) -> bool:
        """Whether this is a query, of one word or more, all of which have been seen."""
        try:
            words = [word.text for word in _words(parse(typed, zone).tree)]
        except QueryError:
            return False
        with self._db.read() as tx:
            return bool(words) and all(self._has_seen(tx, word) for word in words)

    def _has_seen(self, tx: Transaction, word: str) -> bool:
        forms_of = {form for lemma in forms(word) for form in lexeme(lemma)}
        return bool(self._lexicon.counts(tx, sorted({word, *forms_of})))

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
        """The word itself if it is known, else the nearest that is."""
        if len(word) <= SHORTEST or self._has_seen(tx, word):
            return word
        return self._nearest(tx, word) or word

    def _nearest(self, tx: Transaction, word: str) -> str | None:
        """Few are mistaken in the first letter, so the many other words come second."""
        most = 1 if len(word) < 6 else 2
        for start, cutoff in ((word[0], 1), ("", most)):
            known = self._lexicon.as_long_as(tx, len(word) - cutoff, len(word) + cutoff, start)
            found = process.extract(word, known, scorer=OSA.distance, score_cutoff=cutoff, limit=20)
            if found:
                counts = self._lexicon.counts(tx, [other for other, _, _ in found])
                return min(found, key=lambda one: (one[1], -counts[one[0]], one[0]))[0]
        return None


def _words(node: tree.Node) -> list[tree.Word]:
    if isinstance(node, tree.Word):
        return [node]
    if isinstance(node, tree.Phrase | tree.And | tree.Or):
        return [word for part in node.parts for word in _words(part)]
    return []


def _finds(engine: Engine, typed: str, zone: tzinfo, filters: Filters) -> bool:
    request = SearchRequest(query=parse(typed, zone), filters=filters, size=1, with_total=False)
    return bool(engine.search(request).hits)


def _split(typed: str) -> tuple[str, str]:
    """What is typed before its last word, and that word."""
    last = typed.rsplit(maxsplit=1)[-1] if typed and not typed[-1].isspace() else ""
    return typed[: len(typed) - len(last)], last


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value
