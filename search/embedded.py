"""The engine in the database: SQLite's FTS5 or PostgreSQL's text search, by its dialect."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from mentions.messages import message
from mentions.query import Query
from mentions.store import documents
from mentions.store.database import Database, Transaction
from mentions.text import FORMS_VERSION
from search import reader, state
from search.engine import (
    COUNTED,
    EVERYTHING,
    Health,
    Hit,
    Order,
    Progress,
    SearchError,
    SearchPage,
    SearchRequest,
    Total,
)
from search.facets import facets
from search.lexicon import Lexicon
from search.pieces import Made, Pieces
from search.relational import Dialect, Found, Tables
from search.similar import similar_query

AT_ONCE = 1_000
"""Mentions that are written in one transaction: for a tenth of a second nobody else can write."""

LET_OTHERS_SECONDS = 0.05
"""Between two parts of a clearing: who waits for SQLite's lock only looks at it now and then."""

VERSION = f"{state.LAYOUT}-{FORMS_VERSION}"


class DatabaseEngine:
    """See `search.engine.Engine`.

    Its state: `generation` in use and the `version` that it was made with; `building`, the
    generation that a rebuild makes, its `building_version`, and the mention it has `walked` to;
    `leaving`, generations that are used no more and are taken away by and by.
    """

    def __init__(self, db: Database, dialect: Dialect) -> None:
        self._db = db
        self._dialect = dialect
        self.name = dialect.name
        with self._writing() as tx:
            state.create(tx)
        self._pieces = Pieces(db)
        self._lexicon = Lexicon(db)

    # --- searching

    def search(self, request: SearchRequest) -> SearchPage:
        kind, place = _read_cursor(request.cursor)
        with self._db.read() as tx:
            tables = self._in_use(tx)
            if tables is None:
                raise SearchError(message("search-index-being-made"), is_passing=True)
            asked = reader.question(tx, request, tables, self._dialect, self._pieces)
            if kind == "ranked":
                return self._ranked(tx, asked, request, *place)
            if request.cursor is None and request.order is Order.RELEVANCE:
                return self._ranked(tx, asked, request, 0, reader.PAST_END, None)
            return self._newest(tx, asked, request, *place)

    def _newest(
        self, tx: Transaction, asked: reader.Question, request: SearchRequest, below: int
    ) -> SearchPage:
        want = 2 * request.size if request.fold_stories else request.size + 1
        is_counted_here = asked.planned.is_loose and request.cursor is None
        taken = reader.take(tx, asked, below, COUNTED + 1 if is_counted_here else want)
        if request.fold_stories:
            folded = reader.fold(tx, asked, taken, request.size)
            rows, next_below = folded.rows, folded.next_below
        else:
            rows = [(row, 0) for row in taken.rows[: request.size]]
            is_last = len(taken.rows) <= request.size
            reached = taken.reached if is_last else rows[-1][0].position
            next_below = None if is_last and taken.is_end else reached
        cursor = None if next_below is None else f"newest:{next_below}"
        return self._page(tx, asked, request, taken, rows, cursor)

    def _ranked(
        self, tx: Transaction, asked: reader.Question, request: SearchRequest,
        offset: int, top: int, end: int | None,
    ) -> SearchPage:  # fmt: skip
        """The newest hits by merit, `RANKED` of them; past them the newest first.

        They stand below `top` down to `end`, 0 where none are past it; the first page sets both,
        by what it had time to look at.
        """
        taken = reader.take(tx, asked, top, reader.RANKED + 1, is_scored=True, down_to=end)
        pool = taken.rows[: reader.RANKED]
        if end is None:
            is_last = taken.is_end and len(taken.rows) == len(pool)
            end = 0 if is_last else pool[-1].position if pool else taken.reached
        ranked = reader.ranked(pool, request.fold_stories)
        rows = ranked[offset : offset + request.size]
        offset += len(rows)
        cursor = f"newest:{end}" if end else None
        if offset < len(ranked):
            cursor = f"ranked:{offset}:{min(top, pool[0].position + 1)}:{end}"
        return self._page(tx, asked, request, taken, rows, cursor)

    def _page(
        self, tx: Transaction, asked: reader.Question, request: SearchRequest,
        taken: reader.Taken, rows: Sequence[tuple[Found, int]], cursor: str | None,
    ) -> SearchPage:  # fmt: skip
        page = SearchPage(reader.hits(tx, asked, rows), cursor, state.behind(tx))
        if request.cursor is not None or not (request.with_total or request.facets):
            return page
        is_faceted = bool(request.facets) or request.fold_stories
        counted = reader.counted(tx, asked, taken, is_faceted)
        count = len(set(counted.columns["story"])) if request.fold_stories else counted.count
        return replace(
            page,
            total=Total(count, counted.is_whole) if request.with_total else None,
            facets=facets(counted, request.facets) if request.facets else None,
        )

    def similar(self, mention_id: int, size: int = 10) -> tuple[Hit, ...]:
        with self._db.read() as tx:
            query = similar_query(tx, self._lexicon, mention_id)
        if query is None:
            return ()
        request = SearchRequest(query=query, order=Order.RELEVANCE, size=size + 1, with_total=False)
        found = self.search(request).hits
        return tuple(hit for hit in found if hit.mention_id != mention_id)[:size]

    def explain(self, query: Query) -> dict[str, Any]:
        with self._db.read() as tx:
            tables = self._in_use(tx) or Tables(self._dialect, 0)
            request = SearchRequest(query=query, filters=EVERYTHING)
            asked = reader.question(tx, request, tables, self._dialect, self._pieces)
        text, parameters = reader.statement(asked, reader.PAST_END, request.size)
        is_loose = asked.planned.is_loose
        return {"engine": self.name, "sql": text, "parameters": parameters, "checked": is_loose}

    # --- writing

    def index(self, mention_ids: Sequence[int]) -> None:
        for start in range(0, len(mention_ids), AT_ONCE):
            self._index(mention_ids[start : start + AT_ONCE])

    def _index(self, mention_ids: Sequence[int]) -> None:
        with self._db.read() as tx:
            stored = documents.by_ids(tx, mention_ids)
        made = self._pieces.made(stored.values())
        with self._writing() as tx:
            known = state.read(tx)
            self._lexicon.add(
                tx, [(one, tokens) for one, tokens in made.values() if one.version == 1]
            )
            for name, version in (("generation", "version"), ("building", "building_version")):
                if name in known and state.has_layout(known[version]):
                    Tables(self._dialect, int(known[name])).write(tx, mention_ids, made)

    # --- rebuilding

    def needs_rebuild(self) -> bool:
        with self._db.read() as tx:
            known = state.read(tx)
        is_whole = "building" not in known and known.get("version") == VERSION
        return not is_whole or "leaving" in known

    def restart_rebuild(self) -> None:
        with self._writing() as tx:
            self._begin(tx, state.read(tx))

    def rebuild_step(self) -> Progress | None:
        with self._db.read() as tx:
            known = state.read(tx)
        if "leaving" in known:
            return self._clear(known)
        if known.get("building_version") != VERSION:
            if known.get("version") == VERSION and "building" not in known:
                return None
            with self._writing() as tx:
                now = state.read(tx)
                if now == known:  # else another worker has begun meanwhile
                    self._begin(tx, now)
            return self.rebuild_step()
        with self._db.read() as tx:
            ids = documents.ids_after(tx, int(known["walked"]), AT_ONCE)
            stored = documents.by_ids(tx, ids)
        made = self._pieces.made(stored.values())
        with self._writing() as tx:
            now = state.read(tx)
            if all(now.get(name) == known[name] for name in ("building", "walked")):
                self._add_to_new(tx, known, ids, made)
        total = int(known["total"])
        is_end = not ids and "generation" not in known
        return None if is_end else Progress(min(int(known["done"]) + len(ids), total), total)

    def _add_to_new(
        self, tx: Transaction, known: dict[str, str], ids: list[int], made: Made
    ) -> None:
        """The next mentions of the walk; at its end the new generation is put to use."""
        if "generation" not in known:
            self._lexicon.add(tx, list(made.values()))
        Tables(self._dialect, int(known["building"])).write(tx, ids, made)
        if ids:
            state.put(tx, "walked", ids[-1])
            state.put(tx, "done", int(known["done"]) + len(ids))
        else:
            self._swap(tx, known)

    def _begin(self, tx: Transaction, known: dict[str, str]) -> None:
        """Make the tables of the next generation; a rebuild under way is given up."""
        if "building" in known:
            self._leave(tx, known, known["building"])
        building = max(int(known.get("building", 0)), int(known.get("generation", 0))) + 1
        Tables(self._dialect, building).create(tx)
        begun = {"building": building, "building_version": VERSION, "walked": 0, "done": 0,
                 "total": documents.count(tx)}  # fmt: skip
        for name, value in begun.items():
            state.put(tx, name, value)

    def _swap(self, tx: Transaction, known: dict[str, str]) -> None:
        state.put(tx, "generation", known["building"])
        state.put(tx, "version", known["building_version"])
        for name in ("building", "building_version", "walked", "done", "total"):
            state.remove(tx, name)
        if "generation" in known:
            self._leave(tx, known, known["generation"])

    def _leave(self, tx: Transaction, known: dict[str, str], generation: str) -> None:
        state.put(tx, "leaving", " ".join([*known.get("leaving", "").split(), generation]))

    def _clear(self, known: dict[str, str]) -> Progress:
        """Take away a part of what is used no more: all at once, it would keep writers long."""
        first, *rest = known["leaving"].split()
        with self._db.read() as tx:
            total = int(known["total"]) if "total" in known else documents.count(tx)
        with self._writing() as tx:
            is_gone = Tables(self._dialect, int(first)).clear(tx)
            if is_gone and state.read(tx).get("leaving") == known["leaving"]:
                state.put(tx, "leaving", " ".join(rest)) if rest else state.remove(tx, "leaving")
        if not is_gone:
            time.sleep(LET_OTHERS_SECONDS)
        return Progress(int(known.get("done", total)), total)

    @contextmanager
    def _writing(self) -> Iterator[Transaction]:
        """One worker at a time makes, fills and drops tables, so none misses its table."""
        with self._db.write(erases=False) as tx:
            self._dialect.lock(tx)
            yield tx

    # --- looking after it

    def differences(self) -> list[int]:
        with self._db.read() as tx:
            tables = self._in_use(tx)
            return [] if tables is None else tables.differences(tx)

    def health(self) -> Health:
        with self._db.read() as tx:
            known = state.read(tx)
            tables = self._in_use(tx)
            return Health(
                engine=self.name,
                documents=tables.count(tx) if tables else 0,
                behind=state.behind(tx),
                is_rebuilding="building" in known,
            )

    def _in_use(self, tx: Transaction) -> Tables | None:
        """None where there are none, or only such as an earlier version of Молва made."""
        known = state.read(tx)
        if "generation" not in known or not state.has_layout(known["version"]):
            return None
        return Tables(self._dialect, int(known["generation"]))


def _read_cursor(cursor: str | None) -> tuple[str, tuple[int, ...]]:
    """("newest", (position below which to look,)) or ("ranked", (offset, top, end)).

    Raises SearchError for what is neither.
    """
    if cursor is None:
        return "newest", (reader.PAST_END,)
    kind, *numbers = cursor.split(":")
    is_whole = len(numbers) == {"newest": 1, "ranked": 3}.get(kind)
    if is_whole and all(number.isdecimal() and len(number) < 20 for number in numbers):
        place = tuple(map(int, numbers))
        if max(place) <= reader.PAST_END:  # what is larger no database takes
            return kind, place
    raise SearchError(message("search-cursor-unknown"))
