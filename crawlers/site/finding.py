"""Finding out in which way a site tells of what is new, and reading it in that way.

The cursor's `way` is the name of one in `WAYS`.
"""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from crawlers.errors import CrawlError, broken
from crawlers.site import feeds, sitemaps
from crawlers.site.articles import CLOSED, STOPPING
from crawlers.site.lists import read_list
from crawlers.site.sections import read_section
from crawlers.site.visit import Reading, Visit

# Reasons for which another way is looked for.
LOST = (
    "crawlers-not-found", "crawlers-gone", "crawlers-not-a-feed", "crawlers-page-with-feed",
    "crawlers-page-without-feed", "crawlers-empty", "crawlers-site-lost",
    "crawlers-site-no-sitemap", "crawlers-site-no-page",
)  # fmt: skip


async def read_site(visit: Visit) -> None:
    """Read what is new in the way that was found before, or in one that is found now."""
    way = visit.cursor.get("way")
    if way is None:
        await _find(visit)
        return
    try:
        await WAYS[way](visit, None)
    except CrawlError as error:
        if error.message.key not in LOST or visit.options.way != "auto":
            raise
        try:
            await _find(visit)
        except CrawlError as nothing:
            raise (error if nothing.message.key == "crawlers-site-nothing" else nothing) from error


async def _find(visit: Visit) -> None:
    """Try the ways that the start page offers, the likeliest first; the first that reads stays."""
    failure = broken(
        "crawlers-site-no-match" if visit.options.way == "rules" else "crawlers-site-nothing"
    )
    start: Reading | None = None
    try:
        start = await _start(visit) if visit.options.way != "sitemap" else None
    except CrawlError as error:
        if error.message.key != "crawlers-site-no-page" or visit.options.way not in (
            "auto",
            "feed",
        ):
            raise
        visit.cursor["feeds"] = {visit.job.address: {}}
    for way in _likely(visit, start):
        try:
            await WAYS[way](visit, start)
        except CrawlError as error:
            if visit.items:
                visit.cursor["way"] = way
            if visit.items or error.message.key in STOPPING:
                raise
            if error.message.key in CLOSED or way == visit.options.way:
                failure = error
        # A feed may have entries whose articles are still to be fetched.
        if visit.items or (way == "feed" and visit.has_more):
            visit.cursor["way"] = way
            return
        visit.forget()
    raise failure


def _likely(visit: Visit, start: Reading | None) -> list[str]:
    if start is None:
        return ["sitemap" if visit.options.way == "sitemap" else "feed"]
    if visit.options.way in ("feed", "rules"):
        return [visit.options.way]
    # A front page may have some reviews beside its news; elsewhere they are what a page is for.
    is_front = urlsplit(visit.job.address).path in ("", "/")
    ways = ["list", "section"] if start.is_list else ["section", "page"]
    if visit.options.way == "pages":
        return ways
    fed = ["feed", "sitemap"] if start.feeds else ["sitemap"]
    return [*ways[:1], *fed, *ways[1:]] if start.is_list and not is_front else [*fed, *ways]


async def _start(visit: Visit) -> Reading:
    """The source's own page."""
    page = await visit.session.fetch(visit.job.address)
    visit.moved_to = page.moved_to
    reading = await visit.parse(page, visit.job.address)
    visit.counts["promised"] = reading.promised
    return reading


async def _feed(visit: Visit, start: Reading | None) -> None:
    if start is not None:
        visit.cursor["feeds"] = {address: {} for address in start.feeds[: feeds.MOST]}
    if not visit.cursor["feeds"]:
        raise broken("crawlers-page-without-feed")
    await feeds.read_feeds(visit)


async def _sitemap(visit: Visit, start: Reading | None) -> None:
    if "maps" not in visit.cursor or start is not None:
        visit.cursor["maps"] = await sitemaps.find_sitemaps(visit)
    await sitemaps.read_sitemaps(visit)


async def _list(visit: Visit, start: Reading | None) -> None:
    """The page itself has reviews, messages or what the rules find."""
    count = await read_list(visit, visit.job.address, start)
    if count is not None:
        visit.check_usual("items", count, "crawlers-site-changed", 3)


async def _section(visit: Visit, start: Reading | None) -> None:
    await read_section(visit, start or await _start(visit))


async def _page(visit: Visit, _start: Reading | None) -> None:
    """The page is one article, or a topic that has no answers yet."""
    count = await read_list(visit, visit.job.address, wants_article=True)
    if count is not None:
        visit.check_usual("items", count, "crawlers-site-changed", 1)


WAYS: dict[str, Callable[[Visit, Reading | None], Awaitable[None]]] = {
    "feed": _feed,
    "sitemap": _sitemap,
    "list": _list,
    "rules": _list,
    "section": _section,
    "page": _page,
}
