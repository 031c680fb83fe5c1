"""Reviews in the App Store, by the feed of customer reviews: ten pages of fifty for a country.

Apple empties pages at random, and every app's when it is asked too often. An empty first page where
there were reviews is told as that; another is passed over, since the next one may be there.
"""

import re

from crawlers.errors import CrawlError, broken
from crawlers.kind import Field, Kind, Service, Session
from crawlers.reviews.reading import DAYS, ReviewPage, read
from crawlers.wire import Job
from mentions.errors import MolvaError
from mentions.messages import message
from mentions.types import CrawlResult, Outcome

SERVICE = Service("app_store", "https://itunes.apple.com")
ADDRESS = re.compile(
    r"(?:(?:https?://)?(?:apps|itunes)\.apple\.com/(?:([a-z]{2})/)?app/(?:[^/?#]+/)?)?(?:id)?(\d{5,15})"
    r"(?:[?#].*)?",
    re.IGNORECASE,
)
STORED = re.compile(r"https://apps\.apple\.com/([a-z]{2})/app/id(\d+)")
LAST_PAGE = 10


def read_address(typed: str) -> str:
    """`https://apps.apple.com/ru/app/id123` for an app's address or number."""
    found = ADDRESS.fullmatch(typed.strip())
    if not found:
        raise MolvaError(message("crawlers-app-store-address", address=typed[:200]))
    country = (found[1] or "ru").lower()
    return f"https://apps.apple.com/{country}/app/id{found[2]}"


async def crawl(job: Job, session: Session) -> CrawlResult:
    found = STORED.fullmatch(job.address)
    if found is None:
        raise CrawlError(Outcome.BROKEN, message("crawlers-app-store-address", address=job.address))
    country, app = found.groups()

    async def read_page(number: int) -> ReviewPage:
        url = (
            f"{session.base(SERVICE.name)}/{country}/rss/customerreviews/page={number}/id={app}"
            "/sortBy=mostRecent/json"
        )
        page = await session.fetch(url, obeys_robots=False)
        parsed = await session.parse(
            "crawlers.reviews.parsing:app_store", page.body, address=job.address
        )
        if parsed is None:
            raise broken("crawlers-app-store-changed")
        if number == 1 and not parsed["count"] and job.cursor.get("seen"):
            raise CrawlError(Outcome.BLOCKED, message("crawlers-app-store-empty"))
        # A page that is short is the last; an empty one may have been emptied.
        is_last = number == LAST_PAGE or 0 < parsed["count"] < 50
        return ReviewPage.from_json(parsed | {"next": None if is_last else number + 1})

    return await read(job, read_page, 1)


KIND = Kind("app-store", (Field("since_days", "number", DAYS),), read_address, crawl, SERVICE)
