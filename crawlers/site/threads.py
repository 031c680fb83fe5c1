"""Following the conversations under items that are mentions."""

from dataclasses import replace
from urllib.parse import urldefrag

from crawlers.errors import CrawlError
from crawlers.site.articles import STOPPING
from crawlers.site.lists import read_list
from crawlers.site.visit import Visit
from crawlers.wire import Thread


async def follow(visit: Visit) -> None:
    """Read the answers that have come to `job.threads`, as far as the crawl's limits go."""
    for thread in visit.job.threads:
        if visit.is_spent:
            visit.has_more = True
            return
        try:
            await _follow(visit, thread)
        except CrawlError as error:
            if error.message.key in STOPPING:
                raise


async def _follow(visit: Visit, thread: Thread) -> None:
    """Its page's first item may be known by another key, from a feed: answers keep to that."""
    before = set(visit.items)
    try:
        await read_list(visit, urldefrag(thread.url).url, wants_article=True)
    finally:
        for key in [key for key in visit.items if key not in before]:
            item = visit.items[key]
            if item.thread:
                is_first = item.parent == item.thread
                parent = thread.key if is_first else item.parent
                visit.items[key] = replace(item, thread=thread.key, parent=parent)
            elif key != thread.key:
                del visit.items[key]
