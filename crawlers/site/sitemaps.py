"""Finding new and changed pages by a site's sitemaps.

The cursor's `maps` are the sitemaps, `since` the date from which pages are looked at, `whole` the
time of the last crawl that left nothing over; `dates_lie` says that dates change for nothing.
"""

import re
import time
from typing import Any
from urllib.parse import urlsplit

from crawlers.errors import CrawlError, broken
from crawlers.site.articles import read_articles
from crawlers.site.memory import CAPACITY
from crawlers.site.visit import Visit, origin

# Files of one crawl, and levels of indexes in indexes.
FILES = 20
DEEPEST = 3
MOST_MAPS = 5
# How far back a page may be dated that appears late, in seconds.
LATE = 7 * 24 * 3600.0
# Pages that a new source begins with, newest first, and those that are looked at in one crawl.
FIRST = 200
MOST_PAGES = CAPACITY * 3 // 4
# Within one line: over line breaks, blank lines without end would take minutes.
LINE = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)


async def find_sitemaps(visit: Visit) -> list[str]:
    """Those that robots.txt names, else the usual address."""
    home = origin(visit.job.address)
    try:
        robots = await visit.session.fetch(f"{home}/robots.txt", obeys_robots=False)
        named = LINE.findall(robots.body[:500_000].decode("utf-8", "replace"))
    except CrawlError:
        named = []
    return [one for one in named if len(one) < 2000][:MOST_MAPS] or [f"{home}/sitemap.xml"]


async def read_sitemaps(visit: Visit) -> None:
    """Read the pages that are new or changed in the sitemaps of the cursor."""
    now = time.time()
    pages, count = await _pages(visit, _since(visit))
    visit.check_usual("pages of sitemaps", count, "crawlers-site-changed", 3)
    if "since" not in visit.cursor:
        pages = _begun(visit, pages)
    dates_lie = bool(visit.cursor.get("dates_lie"))
    fresh, changed = [], []
    for address, date in pages.items():
        state = str(int(date)) if date and not dates_lie else ""
        if not visit.addresses.knows(address):
            fresh.append((address, state))
        elif state and not visit.addresses.is_same(address, state):
            changed.append((address, state))
        else:
            visit.addresses.touch(address)
    known = len(pages) - len(fresh)
    if known >= 10 and len(changed) * 2 > known:
        visit.cursor["dates_lie"] = True
        changed = []
    await read_articles(visit, [*fresh, *changed])
    if not visit.has_more:
        visit.cursor["whole"] = now


def _since(visit: Visit) -> float:
    """From when pages are looked at."""
    cursor: dict[str, float] = visit.cursor
    return max(cursor.get("whole", 0.0) - LATE, cursor.get("since", 0.0))


def _begun(visit: Visit, pages: dict[str, float]) -> dict[str, float]:
    """What a new source begins with; older pages are never looked at, others taken for known."""
    first = dict(list(pages.items())[:FIRST])
    visit.cursor["since"] = min(first.values(), default=0.0) if len(pages) > FIRST else 0.0
    for address, date in list(pages.items())[FIRST:]:
        if not date:
            visit.addresses.put(address)
    return first


async def _pages(visit: Visit, since: float) -> tuple[dict[str, float], int]:
    """Pages with their dates, the newest first, and how many the files list in all.

    There are never more than can be remembered, and in each crawl the same ones, but for new ones.
    """
    waiting = [(address, 0.0, 1) for address in visit.cursor["maps"]]
    pages: dict[str, float] = {}
    asked: set[str] = set()
    count = failures = 0
    failure: CrawlError | None = None
    most = FILES if not visit.job.wanted else 5
    while waiting and len(asked) < most and not visit.is_late:
        address, _, level = waiting.pop(0)
        if address in asked:
            continue
        asked.add(address)
        try:
            parsed = await _sitemap(visit, address, since)
        except CrawlError as error:
            failure, failures = error, failures + 1
            continue
        count += parsed["count"]
        pages |= {page: max(date, pages.get(page, 0.0)) for page, date in parsed["pages"]}
        if level < DEEPEST:
            inner = _ordered(parsed["maps"], since)
            waiting = [*((one, date, level + 1) for one, date in inner), *waiting]
    if failure is not None and failures == len(asked):
        raise failure
    return dict(sorted(pages.items(), key=lambda page: -page[1])[:MOST_PAGES]), count


async def _sitemap(visit: Visit, address: str, since: float) -> dict[str, Any]:
    page = await visit.session.fetch(address)
    parsed: dict[str, Any] = await visit.session.parse(
        "crawlers.site.sitemap_parsing:read",
        page.body,
        url=page.url,
        under=_under(visit.job.address),
        since=since,
    )
    if not parsed["is_sitemap"]:
        raise broken("crawlers-site-no-sitemap", address=address[:200])
    return parsed


def _ordered(maps: list[tuple[str, float]], since: float) -> list[tuple[str, float]]:
    """The index's files worth reading: news first, then by date; of those without, both ends."""
    dated = [one for one in maps if one[1] and one[1] >= since]
    undated = [one for one in maps if not one[1]]
    ends = [undated.pop(-(place % 2)) for place in range(min(FILES, len(undated)))]
    return sorted([*dated, *ends], key=lambda one: "news" not in one[0].lower())


def _under(address: str) -> str:
    """What the paths of a source's pages begin with: `/blog/` for `/blog/` and `/blog/a.html`."""
    path = urlsplit(address).path or "/"
    return path if "." not in path.rpartition("/")[2] else path.rpartition("/")[0] + "/"
