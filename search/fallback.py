"""Searching without an index, lost, unreachable or not made yet: the newest mentions matched."""

import logging
import time
from collections.abc import Iterator, Sequence
from typing import Any

from mentions.messages import message
from mentions.query import Query, analyse
from mentions.query.filters import host, keyword
from mentions.store import documents
from mentions.store.database import Database, Transaction
from mentions.store.documents import StoredDocument
from search import state
from search.engine import (
    Engine,
    Filters,
    Health,
    Hit,
    Progress,
    SearchError,
    SearchPage,
    SearchRequest,
    Total,
)
from search.snippets import snippets

log = logging.getLogger(__name__)

LOOKED_AT = 2_000
_AT_ONCE = 200
_PAUSE_SECONDS = 10.0


class FallbackEngine:
    """An engine that may be away, and what is answered then; see `search.engine.Engine`."""

    def __init__(self, db: Database, engine: Engine) -> None:
        self._db = db
        self._engine = engine
        self._away_until = 0.0
        self.name = engine.name

    def search(self, request: SearchRequest) -> SearchPage:
        """The engine's answer; without one, the first page out of the newest mentions.

        An engine that did not answer is left alone for a while, so that pages need not wait.
        """
        if time.monotonic() >= self._away_until:
            try:
                return self._engine.search(request)
            except SearchError as error:
                if not error.is_passing:
                    raise
                log.warning("Searching without the engine: %s", error)
                self._away_until = time.monotonic() + _PAUSE_SECONDS
        if request.cursor is not None:
            raise SearchError(message("search-away-later-pages"), is_passing=True)
        return newest_matching(self._db, request)

    def similar(self, mention_id: int, size: int = 10) -> tuple[Hit, ...]:
        try:
            return self._engine.similar(mention_id, size)
        except SearchError:
            return ()

    def index(self, mention_ids: Sequence[int]) -> None:
        self._engine.index(mention_ids)
        self._away_until = 0.0

    def needs_rebuild(self) -> bool:
        return self._engine.needs_rebuild()

    def rebuild_step(self) -> Progress | None:
        return self._engine.rebuild_step()

    def restart_rebuild(self) -> None:
        self._engine.restart_rebuild()

    def differences(self) -> list[int]:
        return self._engine.differences()

    def explain(self, query: Query) -> dict[str, Any]:
        return self._engine.explain(query)

    def health(self) -> Health:
        return self._engine.health()


def newest_matching(db: Database, request: SearchRequest) -> SearchPage:
    """Up to a page of the newest mentions that match, of the `LOOKED_AT` newest; not folded."""
    hits: list[Hit] = []
    with db.read() as tx:
        for stored in _newest(tx):
            if not passes(request.filters, stored):
                continue
            read = analyse(stored.document)
            if request.query.match(read) is not None:
                hits.append(Hit(stored.mention_id, snippets(request.query, read)))
            if len(hits) == request.size:
                break
        return SearchPage(
            tuple(hits),
            next_cursor=None,
            behind=state.behind(tx),
            total=Total(len(hits), False) if request.with_total else None,
            notice=message("search-away", looked=LOOKED_AT),
        )


def _newest(tx: Transaction) -> Iterator[StoredDocument]:
    ids = documents.newest_ids(tx, LOOKED_AT)
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        stored = documents.by_ids(tx, some)
        yield from (stored[key] for key in some if key in stored)


def passes(filters: Filters, stored: StoredDocument) -> bool:
    """Whether a mention is among those that the page's filters let through."""
    document = stored.document
    site = f".{host(document.site)}"
    wanted = {
        "source": not filters.source_ids or stored.source_id in filters.source_ids,
        "state": not filters.states or stored.state in filters.states,
        "lang": not filters.langs or document.lang.lower() in map(str.lower, filters.langs),
        "site": not filters.sites or any(site.endswith(f".{one}") for one in filters.sites),
        "author": not filters.authors or document.author in filters.authors,
        "tag": not filters.tags or bool(set(map(keyword, document.tags)) & set(filters.tags)),
        "story": not filters.story_ids or stored.story_id in filters.story_ids,
        "brand and tone": _brand_and_tone(filters, stored),
        "question": filters.question in (None, document.question),
        "reply": filters.needs_reply in (None, document.reply),
        "since": filters.since is None or stored.published_at >= filters.since,
        "until": filters.until is None or stored.published_at < filters.until,
        "hidden": filters.with_hidden or not stored.is_hidden,
        "irrelevant": filters.with_irrelevant or stored.state != "irrelevant",
    }
    return all(wanted.values())


def _brand_and_tone(filters: Filters, stored: StoredDocument) -> bool:
    if not filters.brand_ids:
        return not filters.tones or stored.document.tone in filters.tones
    return any(
        brand_id in filters.brand_ids and (not filters.tones or tone in filters.tones)
        for brand_id, _, tone in stored.brands
    )
