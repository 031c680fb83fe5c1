"""How often words, authors and sites occur: for completion, correction and what is rare.

Engines share it. It is an estimate: of a large store every eighth mention is counted, and what
is deleted stays counted.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from mentions.store.database import Database, Transaction, sql, sql_many
from mentions.store.documents import StoredDocument
from search.state import among, create_table
from search.terms import DocumentTokens

WORD, AUTHOR, SITE = "word", "author", "site"
COUNTED_WHOLE = 20_000
"""Mentions of which each is counted; of later ones every `SAMPLED`th."""
SAMPLED = 8
SHORTEST_WORD = 3
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Entry:
    kind: str
    word: str
    count: int


class Lexicon:
    def __init__(self, db: Database) -> None:
        self._join = "group_concat" if db.is_sqlite else "string_agg"
        text = "TEXT" if db.is_sqlite else 'TEXT COLLATE "C"'
        with db.write() as tx:
            create_table(
                tx,
                "search_lexicon (kind TEXT NOT NULL, "
                f"word {text} NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (kind, word))"
                + (" WITHOUT ROWID" if db.is_sqlite else ""),
            )

    def add(self, tx: Transaction, new: Sequence[tuple[StoredDocument, DocumentTokens]]) -> None:
        """Count mentions that have not been counted before."""
        counts: Counter[tuple[str, str]] = Counter()
        for stored, tokens in new:
            if stored.mention_id > COUNTED_WHOLE and stored.mention_id % SAMPLED:
                continue
            words = {*tokens.title.exact.split(), *tokens.text.exact.split()}
            counts.update((WORD, word.partition("_")[0]) for word in words if _is_word(word))
            author = " ".join(stored.document.author.split())
            counts.update([(AUTHOR, author)] * bool(author))
            counts.update([(SITE, stored.document.site)] * bool(stored.document.site))
        sql_many(
            tx,
            "INSERT INTO search_lexicon (kind, word, count) VALUES (:kind, :word, :count) "
            "ON CONFLICT (kind, word) DO UPDATE "
            "SET count = search_lexicon.count + excluded.count",
            [
                {"kind": kind, "word": word, "count": count}
                for (kind, word), count in sorted(counts.items())
            ],
        )

    def forget_authors(self, tx: Transaction, names: Collection[str]) -> None:
        """These are completed no more."""
        chosen, values = among(tx, [" ".join(name.split()) for name in names])
        query = f"DELETE FROM search_lexicon WHERE kind = 'author' AND word {chosen}"  # noqa: S608
        sql(tx, query, values=values)

    def counts(self, tx: Transaction, words: Collection[str]) -> dict[str, int]:
        """How often each of these words, as folded, was counted; those never seen are left out."""
        chosen, values = among(tx, words)
        query = f"SELECT word, count FROM search_lexicon WHERE kind = 'word' AND word {chosen}"  # noqa: S608
        return dict(sql(tx, query, values=values))

    def beginning(self, tx: Transaction, kind: str, start: str, limit: int) -> list[Entry]:
        """The most frequent entries that begin so, letter for letter."""
        query = (
            "SELECT kind, word, count FROM search_lexicon WHERE kind = :kind "
            "AND word >= :start AND word < :past ORDER BY count DESC, word LIMIT :limit"
        )
        past = f"{start}{_LAST}"
        rows = sql(tx, query, kind=kind, start=start, past=past, limit=limit)
        return [Entry(*row) for row in rows]

    def as_long_as(self, tx: Transaction, shortest: int, longest: int, start: str) -> list[str]:
        """All words of these lengths that begin so."""
        query = (
            f"SELECT {self._join}(word, ' ') FROM search_lexicon WHERE kind = 'word' "  # noqa: S608
            "AND word >= :start AND word < :past AND length(word) BETWEEN :shortest AND :longest"
        )
        past = f"{start}{_LAST}"
        # As one text: fetching a hundred thousand rows takes three times as long.
        ((words,),) = sql(tx, query, start=start, past=past, shortest=shortest, longest=longest)
        return words.split() if words else []


def _is_word(token: str) -> bool:
    bare = token.partition("_21_")[0]
    return len(bare) >= SHORTEST_WORD and bare.isalpha()
