"""Reading pages that have one article, question or topic each, with what was said under it."""

from collections.abc import Iterable

from crawlers.errors import CrawlError
from crawlers.site.lists import read_list
from crawlers.site.visit import Visit

# Reasons that concern the whole site: it is left alone until the next crawl.
STOPPING = ("crawlers-captcha", "crawlers-too-often")
# Reasons that may be gone tomorrow.
PASSING = (
    "crawlers-timeout", "crawlers-server-error", "crawlers-no-connection", "crawlers-cut-off",
    "crawlers-dns", "crawlers-bad-answer", "crawlers-parser-died", "crawlers-refused",
    "crawlers-site-login",
)  # fmt: skip
CLOSED = ("crawlers-refused", "crawlers-site-login")
FAILURES_IN_A_ROW = 3
# New pages without an article from which it is odd that none has one.
ENOUGH_PAGES = 5


async def read_articles(visit: Visit, pages: Iterable[tuple[str, str]]) -> list[str]:
    """Read pages given as (address, state of its entry in a list) and remember them as known.

    Returns the addresses under which people answer. What is over the crawl's limits is left, and
    `visit.has_more` says so. Raises CrawlError where the site refuses, or page after page fails;
    what was read by then is in `visit.items`.
    """
    read, unread, talking = 0, [], []
    refused: CrawlError | None = None
    in_a_row = 0
    for address, state in pages:
        if visit.is_spent:
            visit.has_more = True
            break
        try:
            has_items, has_answers = await _read(visit, address)
        except CrawlError as error:
            refused, in_a_row = error, in_a_row + 1
            if _is_final(visit, address, state, error, in_a_row):
                raise
            continue
        in_a_row = 0
        if has_answers:
            talking.append(address)
        if has_items:
            read += 1
            visit.addresses.put(address, state)
        else:
            unread.append((address, state))
    if refused is not None and visit.counts["closed"] and not read and not unread:
        raise refused
    if read + len(unread) >= ENOUGH_PAGES:
        share = 10 * read / (read + len(unread))
        visit.check_usual("articles of ten", share, "crawlers-site-changed-articles", 5)
    for address, state in unread:
        visit.addresses.put(address, state)
    return talking


async def _read(visit: Visit, address: str) -> tuple[bool, bool]:
    """Whether a page had items, and whether there are answers among them."""
    if address in visit.cursor.get("lists", {}):
        await read_list(visit, address, wants_article=True)
        return True, True
    reading = await visit.read(address, address, wants_article=True)
    has_answers = any(item["parent"] for item in reading.items)
    if has_answers and reading.next:
        await read_list(visit, address, reading, wants_article=True)
    else:
        visit.take(reading)
    return bool(reading.items), has_answers


def _is_final(visit: Visit, address: str, state: str, error: CrawlError, in_a_row: int) -> bool:
    """Note why a page could not be read; whether it ends the crawl."""
    key = error.message.key
    if key in STOPPING:
        return True
    visit.counts["closed"] += key in CLOSED
    if key not in PASSING or visit.has_failed(address):
        visit.addresses.put(address, state)
    return key in PASSING and key not in CLOSED and in_a_row >= FAILURES_IN_A_ROW
