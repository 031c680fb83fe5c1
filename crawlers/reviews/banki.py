"""Reviews of a bank on banki.ru, by the list that its own pages load."""

import re

from crawlers.errors import broken
from crawlers.kind import Field, Kind, Service, Session
from crawlers.reviews.reading import DAYS, ReviewPage, read
from crawlers.wire import Job
from mentions.errors import MolvaError
from mentions.messages import message
from mentions.types import CrawlResult

SERVICE = Service("banki", "https://www.banki.ru")
STORED = "https://www.banki.ru/services/responses/bank/"
ADDRESS = re.compile(
    r"(?:(?:https?://)?(?:www\.)?banki\.ru/services/responses/bank/)?([a-z0-9][\w.-]{0,80})/?(?:[?#].*)?",
    re.IGNORECASE | re.ASCII,
)
HEADERS = {"X-Requested-With": "XMLHttpRequest", "Accept": "application/json"}


def read_address(typed: str) -> str:
    """The page of the bank's reviews, for that page or the bank's name in addresses."""
    found = ADDRESS.fullmatch(typed.strip())
    if not found:
        raise MolvaError(message("crawlers-banki-address", address=typed[:200]))
    return f"{STORED}{found[1].lower()}/"


async def crawl(job: Job, session: Session) -> CrawlResult:
    bank = job.address.removeprefix(STORED).strip("/")
    countable = "&is_countable=on" if job.options.get("countable", True) else ""

    async def read_page(number: int) -> ReviewPage:
        url = (
            f"{session.base(SERVICE.name)}/services/responses/list/ajax/"
            f"?page={number}&bank={bank}{countable}"
        )
        page = await session.fetch(url, HEADERS)
        parsed = await session.parse("crawlers.reviews.parsing:banki", page.body, site=SERVICE.base)
        if parsed is None:
            raise broken("crawlers-banki-changed")
        # Past the end a list may go on with empty pages for ever.
        has_more = parsed["has_more"] and parsed["items"]
        return ReviewPage.from_json(parsed | {"next": number + 1 if has_more else None})

    return await read(job, read_page, 1)


KIND = Kind(
    "banki",
    (Field("countable", "flag", True), Field("since_days", "number", DAYS)),
    read_address,
    crawl,
    SERVICE,
)
