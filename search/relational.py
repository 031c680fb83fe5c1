"""The engines that live in the database itself: one index, kept as SQLite or PostgreSQL can.

Tables of a generation N, made here and not by migrations, since all of it is derived:

    search_documents_N   one narrow row a mention, what facets and folding read
    search_words_N       its tokens at the same position, as the dialect keeps them

A position is the second of publishing and a number within it, so that the newest come first by
walking the primary key backwards, a period is a range of positions, and a page goes on below the
last one. A search looks at the newest hits only, up to those that are counted.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple, Protocol

from mentions.store import documents
from mentions.store.database import Transaction, sql, sql_many
from mentions.store.documents import StoredDocument
from mentions.store.times import to_micros
from search.facets import packed
from search.pieces import Made
from search.plan import Abilities, Plan
from search.state import among
from search.terms import DocumentTokens

SECOND = 1_000_000
WITHIN_SECOND = 1 << 20


@dataclass(frozen=True, slots=True)
class Row:
    """A mention's tokens and the position that they go to."""

    position: int
    tokens: DocumentTokens


@dataclass(frozen=True, slots=True)
class Condition:
    """A plan in a dialect's SQL.

    `tables` to select from, with `{documents} d` among them; `test` for WHERE; `position` the
    column to order by; `score` how well the words of a hit fit, larger is better.
    """

    tables: str
    test: str
    parameters: dict[str, Any]
    position: str
    score: str


class Dialect(Protocol):
    """How one kind of database keeps tokens and finds them."""

    name: str
    serial: str
    """The type of a 64-bit integer that is a primary key."""
    join: str
    """The aggregate that joins texts by a separator."""
    abilities: Abilities

    def create(self, tx: Transaction, words: str) -> None:
        """Make the table `words`."""

    def drop(self, tx: Transaction, words: str) -> None: ...

    def clear(self, tx: Transaction, documents: str, words: str) -> bool:
        """Delete as much as can be without keeping other writers long; whether they can be dropped.

        Nobody searches them any more.
        """

    def insert(self, tx: Transaction, words: str, rows: list[Row]) -> None: ...

    def delete(self, tx: Transaction, words: str, positions: list[int]) -> None: ...

    def last_taken(self, tx: Transaction, words: str, ranges: list[int]) -> dict[int, int]:
        """The last position that was ever used, of each range of `WITHIN_SECOND` with any.

        Ranges are told by their first position.
        """

    def lock(self, tx: Transaction) -> None:
        """Let one transaction at a time give out positions."""

    def condition(self, plan: Plan, words: str) -> Condition: ...


class Found(NamedTuple):
    """A row of documents that a search has found; `published` in microseconds."""

    position: int
    mention_id: int
    story_id: int
    published: int
    facets: str
    score: float


COLUMNS = "d.position, d.mention_id, d.story_id, d.published, d.facets"


class Tables:
    """The tables of one generation: made, written and dropped."""

    def __init__(self, dialect: Dialect, generation: int) -> None:
        self.dialect = dialect
        self.documents = f"search_documents_{generation}"
        self.words = f"search_words_{generation}"

    def create(self, tx: Transaction) -> None:
        self.drop(tx)
        sql(
            tx,
            f"CREATE TABLE {self.documents} (position {self.dialect.serial} PRIMARY KEY, "
            "mention_id BIGINT NOT NULL UNIQUE, version INTEGER NOT NULL, "
            "story_id BIGINT NOT NULL, reach BIGINT, published BIGINT NOT NULL, "
            "is_hidden SMALLINT NOT NULL, is_irrelevant SMALLINT NOT NULL, facets TEXT NOT NULL)",
        )
        sql(tx, f"CREATE INDEX ix_{self.documents}_story ON {self.documents} (story_id)")
        self.dialect.create(tx, self.words)

    def drop(self, tx: Transaction) -> None:
        sql(tx, f"DROP TABLE IF EXISTS {self.documents}")
        self.dialect.drop(tx, self.words)

    def clear(self, tx: Transaction) -> bool:
        """Take a part of them away, which nobody searches any more; whether that was all."""
        if not self.dialect.clear(tx, self.documents, self.words):
            return False
        self.drop(tx)
        return True

    def write(self, tx: Transaction, mention_ids: Collection[int], made: Made) -> None:
        """Have these mentions as the database has them now.

        Those `made` that have changed since they were read are left as they are: another
        row of the outbox says so. The rest of `mention_ids` are gone for good.
        """
        self.dialect.lock(tx)
        now = documents.locked_versions(tx, mention_ids)
        known = self._known(tx, mention_ids)
        fresh = [
            (stored, tokens)
            for key, (stored, tokens) in made.items()
            if now.get(key) == stored.version > known.get(key, (0, 0))[1]
        ]
        gone = [known[key][0] for key in mention_ids if key in known and key not in now]
        replaced = [known[s.mention_id][0] for s, _ in fresh if s.mention_id in known]
        self._delete(tx, gone + replaced)
        self._insert(tx, fresh)

    def count(self, tx: Transaction) -> int:
        return int(sql(tx, f"SELECT count(*) FROM {self.documents}")[0][0])  # noqa: S608

    def differences(self, tx: Transaction) -> list[int]:
        """Mentions that only one of index and database has, or in another version."""
        query = (
            f"SELECT m.id FROM mentions m LEFT JOIN {self.documents} d ON d.mention_id = m.id "  # noqa: S608
            "WHERE d.version IS NULL OR d.version <> m.version UNION ALL "
            f"SELECT d.mention_id FROM {self.documents} d LEFT JOIN mentions m "
            "ON m.id = d.mention_id WHERE m.id IS NULL"
        )
        return [row[0] for row in sql(tx, query)]

    def _known(self, tx: Transaction, mention_ids: Collection[int]) -> dict[int, tuple[int, int]]:
        chosen, values = among(tx, mention_ids)
        query = (
            f"SELECT mention_id, position, version FROM {self.documents} "  # noqa: S608
            f"WHERE mention_id {chosen}"
        )
        return {row[0]: (row[1], row[2]) for row in sql(tx, query, values=values)}

    def _delete(self, tx: Transaction, positions: list[int]) -> None:
        if positions:
            chosen, values = among(tx, positions)
            sql(tx, f"DELETE FROM {self.documents} WHERE position {chosen}", values=values)  # noqa: S608
            self.dialect.delete(tx, self.words, positions)

    def _insert(
        self, tx: Transaction, fresh: Sequence[tuple[StoredDocument, DocumentTokens]]
    ) -> None:
        fresh = sorted(fresh, key=lambda one: (_start(one[0]), one[0].mention_id))
        taken = self.dialect.last_taken(tx, self.words, [_start(stored) for stored, _ in fresh])
        rows, written = [], []
        for start, group in groupby(fresh, key=lambda one: _start(one[0])):
            for position, (stored, tokens) in enumerate(group, taken.get(start, start - 1) + 1):
                rows.append(_document_row(position, stored))
                written.append(Row(position, tokens))
        if rows:
            columns = ", ".join(rows[0])
            values = ", ".join(f":{name}" for name in rows[0])
            sql_many(tx, f"INSERT INTO {self.documents} ({columns}) VALUES ({values})", rows)  # noqa: S608
            self.dialect.insert(tx, self.words, written)


def position_at(micros: int) -> int:
    """The first position of what was published at this microsecond's second."""
    return max(micros // SECOND, 0) * WITHIN_SECOND


def _start(stored: StoredDocument) -> int:
    return position_at(to_micros(stored.published_at))


def _document_row(position: int, stored: StoredDocument) -> dict[str, Any]:
    return {
        "position": position,
        "mention_id": stored.mention_id,
        "version": stored.version,
        "story_id": stored.story_id,
        "reach": stored.document.reach,
        "published": to_micros(stored.published_at),
        "is_hidden": int(stored.is_hidden),
        "is_irrelevant": int(stored.state == "irrelevant"),
        "facets": packed(stored),
    }
