"""Following the conversations under items that are mentions.

The cursor's `asked` says when each was last read.
"""

import time
from dataclasses import replace
from urllib.parse import urldefrag

from crawlers import following
from crawlers.errors import CrawlError
from crawlers.site.articles import STOPPING
from crawlers.site.lists import read_list
from crawlers.site.visit import Visit
from crawlers.wire import Thread

# Of these the source's own list has the conversations, which is read at every crawl.
WHOLE = ("list", "page", "rules")


async def follow(visit: Visit) -> None:
    """Read the answers that have come to `job.threads`, as far as the crawl's limits go."""
    # One with a fragment is a part of its page, and is read with that.
    threads = [one for one in visit.job.threads if not urldefrag(one.url).fragment]
    if visit.cursor["way"] in WHOLE or not threads:
        return
    now = time.time()
    asked = visit.cursor.get("asked", {})
    done: list[str] = []
    for thread in following.due(threads, asked, now):
        if visit.is_spent:
            visit.has_more = bool(done)
            break
        done.append(thread.key)
        try:
            await _follow(visit, thread)
        except CrawlError as error:
            if error.message.key in STOPPING:
                raise
    visit.cursor["asked"] = following.noted(threads, asked, done, now)


async def _follow(visit: Visit, thread: Thread) -> None:
    """Read the thread's page. Where its first item came from a feed it is known by the feed's id,
    which the answers then keep to."""
    try:
        await read_list(visit, thread.url, wants_article=True)
    finally:
        if thread.url != thread.key and thread.key not in visit.items:
            visit.items.pop(thread.url, None)
            for key, item in visit.items.items():
                if item.thread == thread.url:
                    parent = thread.key if item.parent == thread.url else item.parent
                    visit.items[key] = replace(item, thread=thread.key, parent=parent)
