"""A site's feeds, crawled as sources of the kind `feed` are.

The cursor's `feeds` has a cursor of each feed by its address.
"""

from dataclasses import replace
from hashlib import blake2b
from typing import Any

from crawlers import feed
from crawlers.errors import CrawlError, broken
from crawlers.site.visit import Visit
from mentions.types import Outcome, RawItem

MOST = 3


async def read_feeds(visit: Visit) -> None:
    """Take the entries of the cursor's feeds; raises where none of them can be read."""
    failure: CrawlError | None = None
    cursors: dict[str, Any] = visit.cursor["feeds"]
    read = 0
    for address, cursor in list(cursors.items()):
        job = replace(
            visit.job,
            address=address,
            cursor=cursor,
            options={"full_text": not visit.job.wanted},
        )
        try:
            result = await feed.crawl(job, visit.session)
        except CrawlError as error:
            is_gone = error.outcome is Outcome.STOPPED  # the feed, not the site
            failure = broken("crawlers-site-lost", address=address[:200]) if is_gone else error
            continue
        read += 1
        cursors[address] = result.cursor
        visit.has_more |= result.has_more
        for item in result.items:
            key = _key(address, item)
            visit.items[key] = replace(item, key=key, thread=key, extra={"read_by": "feed"})
    if failure is not None and not read:
        raise failure


def _key(feed_address: str, item: RawItem) -> str:
    """The entry's own; with the feed's address where other feeds may have the same number."""
    if ":" in item.key:
        return item.key
    return blake2b(f"{feed_address}\0{item.key}".encode(), digest_size=16).hexdigest()
