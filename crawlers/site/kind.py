"""Any site, added by its address.

`finding` looks for the way in which the site tells of what is new: `feeds`, `sitemaps`, `lists`
of reviews and messages on the page itself, `sections` of links; the pages are fetched by `visit`
and read in the parser process by `page_parsing`.
"""

from dataclasses import replace

from crawlers.addresses import web_address
from crawlers.errors import CrawlError
from crawlers.kind import Kind, Session
from crawlers.site import threads
from crawlers.site.finding import read_site
from crawlers.site.options import FIELDS
from crawlers.site.visit import LiedError, Visit
from crawlers.wire import Job
from mentions.messages import Message, message
from mentions.normalise import address_key
from mentions.types import CrawlResult, Outcome


async def crawl(job: Job, session: Session) -> CrawlResult:
    try:
        return await _crawl(job, session)
    except LiedError:
        anew = {"keys": "", "lists": {}, "strict": True}
        return await _crawl(replace(job, cursor=job.cursor | anew), session)


async def _crawl(job: Job, session: Session) -> CrawlResult:
    visit = Visit(job, session)
    try:
        await read_site(visit)
        await threads.follow(visit)
    except CrawlError as error:
        if not visit.items or "way" not in visit.cursor:
            raise
        # What was read by then is kept, with the cursor that stands for it.
        outcome = Outcome.BROKEN if error.outcome is Outcome.STOPPED else error.outcome
        return replace(
            _result(visit, outcome, error.message), has_more=False, retry_after=error.retry_after
        )
    return _result(visit, Outcome.NEW if visit.items else Outcome.NOTHING, _told(visit))


def _result(visit: Visit, outcome: Outcome, told: Message) -> CrawlResult:
    return CrawlResult(
        visit.job.source_id,
        outcome,
        items=tuple(visit.items.values()),
        cursor=visit.stored_cursor(),
        message=told,
        address=_moved_to(visit),
        has_more=visit.has_more,
    )


def _moved_to(visit: Visit) -> str | None:
    """The new address; https for http alone would only make new keys of known items."""
    moved = visit.moved_to
    is_other = moved and address_key(moved) != address_key(visit.job.address)
    return moved if is_other else None


def _told(visit: Visit) -> Message:
    """In which way the site is read, and what of it is closed."""
    way = visit.cursor["way"]
    places = {"feed": "feeds", "sitemap": "maps"}.get(way, "")
    reviews = sum("rating" in item.extra for item in visit.items.values())
    return message(
        "crawlers-site-read",
        way=way,
        address=", ".join(visit.cursor.get(places, ()))[:500],
        closed=visit.counts["closed"],
        paid=visit.counts["paid"],
        promised=visit.counts["promised"] if not reviews else 0,
    )


KIND = Kind(
    name="site",
    fields=FIELDS,
    read_address=web_address,
    crawl=crawl,
    follows_threads=True,
)
