"""Finding new pages by the links on a start page: a section of news, a forum's list of topics.

The cursor's `talks` are the pages under which people answer, the longest unread first; `whole`
says that what the source began with has been read.
"""

from crawlers.site.articles import read_articles
from crawlers.site.visit import Reading, Visit

# Pages that a new source begins with, in the start page's order.
FIRST = 100
# Start pages in one crawl, followed as long as they have something new.
START_PAGES = 3
# Known pages that are read again in one crawl, for new answers.
AGAIN = 5
MOST_TALKS = 100


async def read_section(visit: Visit, start: Reading) -> None:
    """Read the pages that `start` links to and that are new, and some of the known for answers."""
    links = list(dict.fromkeys(start.links))
    visit.check_usual("links", len(links), "crawlers-site-changed", 3)
    fresh = [address for address in links if not visit.addresses.knows(address)]
    listed = set(links)
    page, pages = start, 1
    while fresh and page.next and pages < START_PAGES and "whole" in visit.cursor:
        page, pages = await visit.read(page.next, page.next), pages + 1
        further = [one for one in page.links if one not in listed]
        news = [one for one in further if not visit.addresses.knows(one)]
        listed |= set(further)
        fresh += news
        if not news:
            break
    for address in listed:
        visit.addresses.touch(address)
    if visit.is_first:
        for address in fresh[FIRST:]:
            visit.addresses.put(address)
        del fresh[FIRST:]
    await _read(visit, fresh, listed)


async def _read(visit: Visit, fresh: list[str], listed: set[str]) -> None:
    talks = [one for one in visit.cursor.get("talks", ()) if one in listed]
    again = talks[:AGAIN]
    talking = await read_articles(visit, [(one, "") for one in [*again, *fresh]])
    rest = [one for one in talks if one not in talking]
    visit.cursor["talks"] = [*rest, *talking][-MOST_TALKS:]
    if not visit.has_more:
        visit.cursor["whole"] = True
