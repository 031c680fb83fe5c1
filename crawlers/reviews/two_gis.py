"""Reviews of a place on 2GIS, by its API of reviews and a key of the administrator's."""

import re
from urllib.parse import urlencode

from crawlers.errors import CrawlError, broken
from crawlers.kind import Field, Kind, Service, Session
from crawlers.reviews.reading import DAYS, ReviewPage, read
from crawlers.wire import Job
from mentions.errors import MolvaError
from mentions.messages import message
from mentions.types import CrawlResult, Outcome

SERVICE = Service("2gis", "https://public-api.reviews.2gis.com", "key")
STORED = "https://2gis.ru/firm/"
ADDRESS = re.compile(
    r"(?:(?:https?://)?(?:www\.)?2gis\.\w+/(?:[\w-]+/)?firm/)?(\d{6,20})(?:[/?#].*)?", re.IGNORECASE
)
REFUSALS = (400, 401, 403, 404)


def read_address(typed: str) -> str:
    """The place's page, for that page or the place's number."""
    found = ADDRESS.fullmatch(typed.strip())
    if not found:
        raise MolvaError(message("crawlers-2gis-address", address=typed[:200]))
    return STORED + found[1]


async def crawl(job: Job, session: Session) -> CrawlResult:
    base = session.base(SERVICE.name)
    path = f"/2.0/branches/{job.address.removeprefix(STORED)}/reviews"
    asked = {"limit": 50, "locale": "ru_RU", "sort_by": "date_edited"}

    async def read_page(query: str) -> ReviewPage:
        key = urlencode({"key": session.secret(SERVICE.name)})
        page = await session.fetch(f"{base}{path}?{query}&{key}", also=REFUSALS, obeys_robots=False)
        parsed = await session.parse(
            "crawlers.reviews.parsing:two_gis", page.body, address=job.address
        )
        if not parsed or "items" not in parsed:
            raise _refusal(page.status, parsed)
        if parsed["next"] == query:
            parsed["next"] = None
        return ReviewPage.from_json(parsed)

    return await read(job, read_page, urlencode(asked))


def _refusal(status: int, parsed: dict[str, object] | None) -> CrawlError:
    code = parsed.get("code") if parsed else status
    if code in (401, 403) or status in (401, 403):
        return CrawlError(Outcome.BLOCKED, message("crawlers-2gis-key"))
    if code == 404 or status == 404:
        return broken("crawlers-2gis-no-place")
    return broken("crawlers-2gis-changed")


KIND = Kind("2gis", (Field("since_days", "number", DAYS),), read_address, crawl, SERVICE)
