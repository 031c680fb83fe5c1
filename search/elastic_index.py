"""The indices of Elasticsearch: their mapping, their names by period, and what goes into them.

    molva-mentions (alias) ─► molva-mentions-3, molva-mentions-3-2027.01, …

One generation (3) is a set of indices: the first, and one from each month in which the one before
had grown large. A mention belongs where the month of its collecting says, which never changes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from elasticsearch import Elasticsearch, helpers

from mentions.store.documents import StoredDocument
from mentions.store.times import to_micros
from search.terms import DocumentTokens

GONE = 1 << 60
"""The version of a deletion: ids are never given again, so nothing may come after it."""

REFRESHED = "1s"
"""How soon what is written is found."""

_WORDS = {"type": "text", "analyzer": "whitespace"}
_EXACT = {**_WORDS, "index_prefixes": {"min_chars": 3, "max_chars": 5}}
_NUMBER = {"type": "long"}
_NAME = {"type": "keyword", "ignore_above": 1_000}

MAPPINGS = {
    "dynamic": "strict",
    "_source": {"enabled": False},  # texts are in the database
    "properties": {
        "mention_id": _NUMBER,
        "title_forms": _WORDS,
        "text_forms": _WORDS,
        "title_exact": _EXACT,
        "text_exact": _EXACT,
        "author_words": _WORDS,
        "labels": {"type": "keyword", "doc_values": False},
        "brand": _NAME,
        "tone": _NAME,
        "source": _NAME,
        "author": _NAME,
        "site": _NAME,
        "story": _NUMBER,
        "reach": _NUMBER,
        "published": _NUMBER,
        "day": {"type": "date", "format": "epoch_millis"},
        "is_hidden": {"type": "boolean"},
        "is_irrelevant": {"type": "boolean"},
        "revision": _NUMBER,
    },
}


def settings(shards: int, replicas: int | None) -> dict[str, Any]:
    """Without `replicas` as many as there are nodes for, so that a lone node is healthy too."""
    copies = {"number_of_replicas": replicas, "auto_expand_replicas": False}
    return {
        "number_of_shards": shards,
        **({"auto_expand_replicas": "0-1"} if replicas is None else copies),
        "refresh_interval": REFRESHED,
        # As pages are ordered: the newest hits are found without looking at the rest.
        "sort": {"field": ["published", "mention_id"], "order": ["desc", "desc"]},
        "gc_deletes": "24h",  # how long a deletion keeps a late write out
        "mapping.total_fields.limit": 100,
    }


@dataclass(frozen=True, slots=True)
class Generation:
    """The indices of one generation; `months` (2027.01) are where new ones begin, ascending."""

    alias: str
    number: int
    months: tuple[str, ...] = ()

    @property
    def indices(self) -> list[str]:
        return [self._name(month) for month in ("", *self.months)]

    def index_of(self, stored: StoredDocument) -> str:
        month = f"{stored.collected_at:%Y.%m}"
        return self._name(max((m for m in self.months if m <= month), default=""))

    def _name(self, month: str) -> str:
        return f"{self.alias}-{self.number}{f'-{month}' if month else ''}"


def number_of(alias: str, index: str) -> int | None:
    """The generation that an index is of; None for one that is not of this alias.

    >>> number_of("molva", "molva-3-2027.01")
    3
    >>> number_of("molva", "molva-test-3")
    """
    found = re.fullmatch(rf"{re.escape(alias)}-([0-9]{{1,18}})(-[0-9]{{4}}\.[0-9]{{2}})?", index)
    return int(found[1]) if found else None


def next_month(now: datetime) -> str:
    """
    >>> next_month(datetime(2026, 12, 31))
    '2027.01'
    """
    return f"{now.year + now.month // 12}.{now.month % 12 + 1:02}"


def actions(
    generation: Generation, mention_ids: Sequence[int],
    made: dict[int, tuple[StoredDocument, DocumentTokens]],
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """What brings these mentions to where the database has them; the rest of them are gone."""
    for mention_id in mention_ids:
        if mention_id in made:
            stored, tokens = made[mention_id]
            yield {
                "_op_type": "index",
                "_index": generation.index_of(stored),
                "_id": str(mention_id),
                "version": stored.version,
                "version_type": "external_gte",
                "_source": _fields(stored, tokens),
            }
            continue
        for index in generation.indices:
            yield {
                "_op_type": "delete",
                "_index": index,
                "_id": str(mention_id),
                "version": GONE,
                "version_type": "external_gte",
            }


def send(client: Elasticsearch, batch: Iterator[dict[str, Any]]) -> None:
    """Raises ApiError or TransportError. A later version that is there already is no failure."""
    for is_done, result in helpers.streaming_bulk(
        client, batch, chunk_size=1_000, raise_on_error=False, max_retries=0
    ):
        (outcome,) = result.values()
        if not is_done and outcome["status"] not in (404, 409):
            raise helpers.BulkIndexError("refused", [result])


def _fields(stored: StoredDocument, tokens: DocumentTokens) -> dict[str, Any]:
    document = stored.document
    published = to_micros(stored.published_at)
    return {
        "mention_id": stored.mention_id,
        "title_forms": tokens.title.forms,
        "text_forms": tokens.text.forms,
        "title_exact": tokens.title.exact,
        "text_exact": tokens.text.exact,
        "author_words": " ".join(tokens.author),
        "labels": tokens.labels,
        "brand": [str(brand_id) for brand_id, _, _ in stored.brands],
        "tone": document.tone,
        "source": str(stored.source_id),
        "author": document.author or None,
        "site": document.site or None,
        "story": stored.story_id,
        "reach": document.reach,
        "published": published,
        "day": published // 1_000,
        "is_hidden": stored.is_hidden,
        "is_irrelevant": stored.state == "irrelevant",
        "revision": stored.version,
    }
