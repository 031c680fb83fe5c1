"""Feeds: RSS, Atom, RDF and JSON Feed.

The cursor of a feed: `etag` and `modified` for the conditional request; `body`, a hash of the
last body, so that an unchanged one is not even parsed; `keyed_by`, how its entries are told apart
(see `feed_parsing`); `articles` and `failed`, of which entries the whole article
was fetched and could not be.
"""

from hashlib import blake2b
from typing import Any

from crawlers import articles
from crawlers.addresses import feed_address
from crawlers.errors import CrawlError, broken
from crawlers.kind import Field, Kind, Page, Session
from crawlers.wire import Job, item_from_json
from mentions.messages import Message, message
from mentions.types import CrawlResult, Outcome

# Raised when the parser learns to read more, so that unchanged feeds are read again.
PARSER_VERSION = b"1"
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)


async def crawl(job: Job, session: Session) -> CrawlResult:
    page = await session.fetch(job.address, _conditions(job.cursor))
    moved = page.moved_to if page.moved_to != job.address else None
    told = message("crawlers-moved", address=moved) if moved else None
    body = blake2b(page.body, digest_size=16, person=PARSER_VERSION).hexdigest()
    if page.status == 304 or body == job.cursor.get("body"):
        cursor = job.cursor if page.status == 304 else job.cursor | _validators(page)
        return CrawlResult(
            job.source_id, Outcome.NOTHING, cursor=cursor, message=told, address=moved
        )
    parsed = await _parse(job, session, page)
    items = tuple(item_from_json(item) for item in parsed["items"])
    cursor = {"body": body, "keyed_by": parsed["keyed_by"], **_validators(page)}
    if job.options.get("full_text"):
        items, cursor = await articles.complete(items, cursor, job.cursor, session)
    return CrawlResult(
        job.source_id,
        Outcome.NEW if items else Outcome.NOTHING,
        items=items,
        cursor=cursor,
        message=told,
        address=moved,
        has_more="body" not in cursor,
        name=parsed["name"],
    )


async def _parse(job: Job, session: Session, page: Page) -> dict[str, Any]:
    if not page.body.strip():
        raise broken("crawlers-empty")
    parsed: dict[str, Any] = await session.parse(
        "crawlers.feed_parsing:parse",
        page.body,
        url=page.url,
        content_type=page.headers.get("content-type", ""),
        keyed_by=job.cursor.get("keyed_by", 0),
    )
    if "failure" in parsed:
        raise CrawlError(Outcome.BROKEN, Message.from_json(parsed["failure"]))
    return parsed


def _conditions(cursor: dict[str, Any]) -> dict[str, str]:
    conditions = {
        "If-None-Match": cursor.get("etag"),
        "If-Modified-Since": cursor.get("modified"),
    }
    return {"Accept": ACCEPT} | {name: value for name, value in conditions.items() if value}


def _validators(page: Page) -> dict[str, str]:
    validators = {
        "etag": page.headers.get("etag"),
        "modified": page.headers.get("last-modified"),
    }
    return {name: value for name, value in validators.items() if value and len(value) < 1000}


KIND = Kind(
    name="feed",
    fields=(Field("full_text", "flag", default=False),),
    read_address=feed_address,
    crawl=crawl,
)
