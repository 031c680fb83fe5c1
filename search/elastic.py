"""Elasticsearch 8 and 9 as a search engine: derived from the database, never the truth."""

import json
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from elastic_transport.client_utils import DEFAULT
from elasticsearch import Elasticsearch, helpers

from mentions.errors import MolvaError
from mentions.messages import message
from mentions.query import Query
from mentions.store import documents
from mentions.store.database import Database, Transaction
from mentions.store.times import utc_now
from mentions.text import FORMS_VERSION
from search import elastic_reader as reader
from search import state
from search.elastic_errors import in_words
from search.elastic_index import (
    MAPPINGS,
    REFRESHED,
    Generation,
    actions,
    next_month,
    number_of,
    send,
    settings,
)
from search.elastic_query import ABILITIES, dsl
from search.engine import (
    EVERYTHING,
    Health,
    Hit,
    Order,
    Progress,
    SearchError,
    SearchPage,
    SearchRequest,
)
from search.lexicon import Lexicon
from search.pieces import Made, Pieces
from search.plan import filters_plan, plan
from search.settings import ElasticSettings
from search.similar import similar_query
from search.snippets import snippets
from search.vocabulary import knowledge

AT_ONCE = 1_000
COUNTED_AT_ONCE = 8
SEARCH_SECONDS = 5
WRITE_SECONDS = 60
LOOK_SECONDS = 30.0
LARGE = 5_000_000
"""Mentions of an index from which on the next month gets one of its own."""
VERSION = f"{state.LAYOUT}-{FORMS_VERSION}"


class ElasticEngine:
    """See `search.engine.Engine`.

    Its state in the database: `elastic_generation`, in use, its `elastic_months` and
    `elastic_version`; of a rebuild `elastic_building`, `elastic_building_version`,
    `elastic_building_months`, `elastic_walked`, `elastic_done`.
    """

    name = "elasticsearch"

    def __init__(self, db: Database, options: ElasticSettings) -> None:
        self._db = db
        self._options = options
        self._client = Elasticsearch(
            options.url,
            api_key=options.api_key or None,
            ca_certs=options.ca_certs or DEFAULT,
            max_retries=0,
            request_timeout=SEARCH_SECONDS,
        )
        self._writer = self._client.options(request_timeout=WRITE_SECONDS)
        with db.write() as tx:
            state.create(tx)
        self._pieces = Pieces(db)
        self._lexicon = Lexicon(db)
        self._looked_at = -LOOK_SECONDS
        self._unused: set[str] = set()
        # The cluster counts while it looks for the hits and this process marks their words.
        self._beside = ThreadPoolExecutor(COUNTED_AT_ONCE, "search-count")

    # --- searching

    def search(self, request: SearchRequest) -> SearchPage:
        is_first = request.cursor is None
        cursor = reader.first() if is_first else reader.Cursor.read(request.cursor or "")
        with self._db.read() as tx, in_words():
            if "elastic_generation" not in state.read(tx):
                raise SearchError(message("search-index-being-made"), is_passing=True)
            asked = self._question(tx, request, cursor)
            counting = None
            if is_first and (request.facets or request.fold_stories):
                counting = self._beside.submit(reader.counted, asked, request)
            is_counted = is_first and request.with_total and counting is None
            rows, next_cursor, taken = self._rows(tx, asked, cursor, request, is_counted)
            hits = _hits(tx, asked, rows)
            total, facets = counting.result() if counting else (taken.total, None)
            if is_first and asked.is_loose:
                total = taken.total
            return SearchPage(
                hits=hits,
                next_cursor=next_cursor.write() if next_cursor else None,
                behind=state.behind(tx),
                total=total if request.with_total else None,
                facets=facets,
            )

    def _question(
        self, tx: Transaction, request: SearchRequest, cursor: reader.Cursor
    ) -> reader.Question:
        planned = plan(request.query, knowledge(tx, request.query), ABILITIES)
        filters = [dsl(filters_plan(request.filters)), *reader.shown(request)]
        return reader.Question(
            self._client, self._options.alias, request.query, planned.plan, planned.is_loose,
            filters, request.order, cursor.origin, self._pieces,
        )  # fmt: skip

    def _rows(
        self, tx: Transaction, asked: reader.Question, cursor: reader.Cursor,
        request: SearchRequest, is_counted: bool,
    ) -> tuple[list[tuple[int, int]], reader.Cursor | None, reader.Taken]:  # fmt: skip
        """(mention id, folded others) of a page, where the next begins, and what came with it."""
        size = request.size
        want = 2 * size if request.fold_stories else size
        first = taken = reader.take(tx, asked, cursor, want, is_counted)
        rows: list[tuple[int, int]] = []
        while True:
            members = reader.members(tx, asked, taken.rows) if request.fold_stories else {}
            for row in taken.rows:
                best, count = members.get(row.story_id, (row.mention_id, 1))
                if best == row.mention_id:
                    rows.append((row.mention_id, count - 1))
                if len(rows) == size:
                    is_last = taken.is_end and row == taken.rows[-1]
                    ending = None if is_last else replace(cursor, after=row.sort, point=taken.point)
                    return rows, ending, first
            cursor = replace(cursor, after=taken.after, point=taken.point)
            if taken.is_end:
                return rows, None, first
            if asked.is_loose:
                return rows, cursor, first
            taken = reader.take(tx, asked, cursor, want, False)

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
            request = SearchRequest(query=query, filters=EVERYTHING)
            asked = self._question(tx, request, reader.first())
        return {"engine": self.name, "query": asked.body(), "checked": asked.is_loose}

    # --- writing

    def index(self, mention_ids: Sequence[int]) -> None:
        for start in range(0, len(mention_ids), AT_ONCE):
            self._index(mention_ids[start : start + AT_ONCE])

    def _index(self, mention_ids: Sequence[int]) -> None:
        made = self._made(mention_ids, lambda stored: stored.version == 1)
        with self._db.read() as tx:
            known = state.read(tx)
        with in_words():
            for name in ("generation", "building"):
                generation = self._generation(known, name)
                if generation:
                    generation = self._grown(generation, name)
                    send(self._writer, actions(generation, mention_ids, made))

    def _made(self, mention_ids: Sequence[int], is_new: Any) -> Made:
        """The tokens of the mentions that there are; their words are known from here on."""
        with self._db.read() as tx:
            stored = documents.by_ids(tx, mention_ids)
        made = self._pieces.made(stored.values())
        if new := [pair for pair in made.values() if is_new(pair[0])]:
            with self._db.write() as tx:
                self._lexicon.add(tx, new)
        return made

    def _grown(self, generation: Generation, name: str) -> Generation:
        """With an index for the next month, where the last one has grown large.

        Never for a month that has begun: some of its mentions would stand in two indices.
        """
        coming = next_month(utc_now())
        if coming in generation.months:
            return generation
        if self._client.count(index=generation.indices[-1])["count"] < LARGE:
            return generation
        grown = replace(generation, months=(*generation.months, coming))
        self._create(grown.indices[-1], is_aliased=name == "generation")
        with self._db.write() as tx:
            state.put(tx, _MONTHS[name], json.dumps(grown.months))
        return grown

    def _create(self, index: str, is_aliased: bool) -> None:
        if self._client.indices.exists(index=index):
            return
        aliases: dict[str, Any] = {self._options.alias: {}} if is_aliased else {}
        # One that nobody searches yet is written in a few large pieces, not in one a second.
        own = {} if is_aliased else {"refresh_interval": "-1"}
        self._writer.indices.create(index=index, aliases=aliases, settings=own)

    def _put_template(self) -> None:
        """What every index of ours is made like, also one that a lost cluster makes by itself."""
        alias = self._options.alias
        options = settings(self._options.shards, self._options.replicas)
        self._writer.indices.put_index_template(
            name=alias,
            index_patterns=[f"{alias}-*"],
            template={"settings": options, "mappings": MAPPINGS},
            priority=500,
        )

    # --- rebuilding

    def needs_rebuild(self) -> bool:
        with self._db.read() as tx:
            known = state.read(tx)
        is_lost = self._look(known)
        is_whole = "elastic_building" not in known and known.get("elastic_version") == VERSION
        return is_lost or not is_whole

    def _look(self, known: dict[str, str]) -> bool:
        """Whether the cluster has our index no more; looked at now and then.

        What was of no generation at the look before either is deleted: an index that another took
        the place of when no search is in it any more, and whatever a process left that was killed.
        """
        if time.monotonic() < self._looked_at + LOOK_SECONDS:
            return False
        alias, generation = self._options.alias, self._generation(known, "generation")
        numbers = {int(known.get(f"elastic_{name}", 0)) for name in ("generation", "building")}
        try:
            with in_words():
                there = self._client.indices.get_alias(index=f"{alias}-*").body
                unused = {name for name in there if number_of(alias, name) not in {None, *numbers}}
                if leaving := sorted(unused & self._unused):
                    self._writer.indices.delete(index=leaving, ignore_unavailable=True)
        except SearchError:
            return False
        self._looked_at, self._unused = time.monotonic(), unused
        if generation is None:
            return False
        if all(alias in there.get(name, {}).get("aliases", {}) for name in generation.indices):
            return False
        with self._db.write() as tx:
            for name in ("generation", "months", "version"):
                state.remove(tx, f"elastic_{name}")
        return True

    def restart_rebuild(self) -> None:
        with self._db.read() as tx:
            known = state.read(tx)
        numbers = [int(known.get(f"elastic_{name}", 0)) for name in ("generation", "building")]
        building = Generation(self._options.alias, max(*numbers, self._highest()) + 1)
        with in_words():
            self._put_template()
            self._create(building.indices[0], is_aliased=False)
        begun = {"building": building.number, "building_version": VERSION,
                 "building_months": "[]", "walked": 0, "done": 0}  # fmt: skip
        with self._db.write() as tx:
            for name, value in begun.items():
                state.put(tx, f"elastic_{name}", value)

    def _highest(self) -> int:
        """The highest generation that the cluster has, also of a database that is no more."""
        alias = self._options.alias
        with in_words():
            names = self._client.indices.get_alias(index=f"{alias}-*").keys()
        return max((number_of(alias, name) or 0 for name in names), default=0)

    def rebuild_step(self) -> Progress | None:
        with self._db.read() as tx:
            known = state.read(tx)
        if known.get("elastic_building_version") != VERSION:
            if known.get("elastic_version") == VERSION and "elastic_building" not in known:
                return None
            self.restart_rebuild()
            return self.rebuild_step()
        with self._db.read() as tx:
            ids = documents.ids_after(tx, int(known["elastic_walked"]), AT_ONCE)
            total = documents.count(tx)
        building = self._generation(known, "building")
        assert building is not None  # noqa: S101 - its version is there, so is it
        if not ids:
            self._swap(known, building)
            return None
        made = self._made(ids, lambda _: "elastic_generation" not in known)
        with in_words():
            building = self._grown(building, "building")
            # Not those that are gone: `index` has deleted them, and nothing puts them back.
            send(self._writer, actions(building, [key for key in ids if key in made], made))
        done = int(known["elastic_done"]) + len(ids)
        with self._db.write() as tx:
            if state.read(tx).get("elastic_walked") == known["elastic_walked"]:
                state.put(tx, "elastic_walked", ids[-1])
                state.put(tx, "elastic_done", done)
        return Progress(min(done, total), total)

    def _swap(self, known: dict[str, str], building: Generation) -> None:
        alias = self._options.alias
        with in_words():
            self._writer.indices.put_settings(
                index=building.indices, settings={"refresh_interval": REFRESHED}
            )
            self._writer.indices.refresh(index=building.indices)
            # What was written in a thousand pieces is searched faster as one. Nothing waits for it.
            self._writer.indices.forcemerge(
                index=building.indices, max_num_segments=1, wait_for_completion=False
            )
            # Those before stay until no search is in them any more, see `_look`.
            there = self._client.indices.get_alias(index=f"{alias}-*").body
            before = [name for name, index in there.items() if alias in index["aliases"]]
            drop = [{"remove": {"index": n, "alias": alias}} for n in before]
            add = [{"add": {"index": n, "alias": alias}} for n in building.indices]
            self._writer.indices.update_aliases(actions=[*drop, *add])
        with self._db.write() as tx:
            state.put(tx, "elastic_generation", building.number)
            state.put(tx, "elastic_months", json.dumps(building.months))
            state.put(tx, "elastic_version", known["elastic_building_version"])
            for name in ("building", "building_version", "building_months", "walked", "done"):
                state.remove(tx, f"elastic_{name}")

    # --- looking after it

    def differences(self) -> list[int]:
        indexed: dict[int, int] = {}
        with in_words():
            self._writer.indices.refresh(index=self._options.alias)
            for hit in helpers.scan(
                self._writer, index=self._options.alias, size=5_000,
                query={"query": {"match_all": {}}, "docvalue_fields": ["mention_id", "revision"]},
            ):  # fmt: skip
                indexed[hit["fields"]["mention_id"][0]] = hit["fields"]["revision"][0]
        with self._db.read() as tx:
            stored = documents.versions(tx, 0, documents.last_id(tx))
        either = indexed.keys() | stored.keys()
        return sorted(key for key in either if indexed.get(key) != stored.get(key))

    def health(self) -> Health:
        with self._db.read() as tx:
            known, behind = state.read(tx), state.behind(tx)
        found: int | None = None
        error: MolvaError | None = None
        try:
            with in_words():
                if "elastic_generation" in known:
                    found = self._client.count(index=self._options.alias)["count"]
                else:
                    self._client.cluster.health()
                    found = 0
        except SearchError as failure:
            error = failure
        return Health(self.name, found, behind, "elastic_building" in known, error)

    def _generation(self, known: dict[str, str], name: str) -> Generation | None:
        number = known.get(f"elastic_{name}")
        if number is None:
            return None
        months = tuple(json.loads(known.get(_MONTHS[name], "[]")))
        return Generation(self._options.alias, int(number), months)


_MONTHS = {"generation": "elastic_months", "building": "elastic_building_months"}


def _hits(
    tx: Transaction, asked: reader.Question, rows: Sequence[tuple[int, int]]
) -> tuple[Hit, ...]:
    read = reader.texts(tx, asked, [mention_id for mention_id, _ in rows])
    return tuple(
        Hit(mention_id, snippets(asked.query, read[mention_id]), others)
        for mention_id, others in rows
        if mention_id in read
    )
