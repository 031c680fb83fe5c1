"""Reviews in Google Play, by the library google-play-scraper: up to 200 a page.

Its `reviews` swallows every error and returns a short list, so its step that reads one page is
used, which raises them.
"""

import re
import ssl
from datetime import datetime
from functools import cache
from typing import Any

from crawlers.errors import CrawlError, broken
from crawlers.kind import Field, Kind, Service, Session
from crawlers.reviews.reading import DAYS, ReviewPage, read
from crawlers.wire import Job
from mentions.errors import MolvaError
from mentions.messages import message
from mentions.types import CrawlResult, Outcome, RawItem

SERVICE = Service("google_play", "https://play.google.com")
ADDRESS = re.compile(
    r"(?:(?:https?://)?play\.google\.com/store/apps/details\?(?:[^#]*&)?id=)?"
    r"([a-z]\w*(?:\.[a-z]\w*)+)(?:&.*)?(?:#.*)?",
    re.IGNORECASE | re.ASCII,
)
STORED = "https://play.google.com/store/apps/details?id="
PAGE = 199


def read_address(typed: str) -> str:
    """The app's page in the store, for that page or the app's package name."""
    found = ADDRESS.fullmatch(typed.strip())
    if not found:
        raise MolvaError(message("crawlers-google-play-address", address=typed[:200]))
    return STORED + found[1]


async def crawl(job: Job, session: Session) -> CrawlResult:
    options = job.options
    url = (
        f"{session.base(SERVICE.name)}/_/PlayStoreUi/data/batchexecute"
        f"?hl={_code(options.get('language'))}&gl={_code(options.get('country'))}"
    )

    async def read_page(token: str) -> ReviewPage:
        try:
            found, following = await session.call(
                _fetch, url, job.address.removeprefix(STORED), token
            )
        except (CrawlError, OSError):  # how a socket failed is told as for every kind
            raise
        except Exception as error:
            raise _refusal(error) from error
        if not found and not token and job.cursor.get("seen"):
            raise CrawlError(Outcome.BLOCKED, message("crawlers-google-play-empty"))
        items = tuple(_item(review, job.address) for review in found)
        return ReviewPage(items, following if isinstance(following, str) and found else None)

    return await read(job, read_page, "")


def _code(given: Any) -> str:
    code = str(given or "ru").lower()
    return code if re.fullmatch(r"[a-z]{2}", code) else "ru"


@cache
def _library() -> Any:
    """Loaded late, and kept from switching the verification of certificates off for all."""
    verifying = ssl._create_default_https_context
    import google_play_scraper.features.reviews as library

    ssl._create_default_https_context = verifying
    return library


def _fetch(url: str, app: str, token: str) -> tuple[list[dict[str, Any]], Any]:
    library = _library()
    rows, following = library._fetch_review_items(
        url, app, library.Sort.NEWEST.value, PAGE, None, None, token or None
    )
    specs = library.ElementSpecs.Review.items()
    return [{name: spec.extract_content(row) for name, spec in specs} for row in rows], following


def _refusal(error: Exception) -> CrawlError:
    """The library's errors are told apart by their classes' names and texts only."""
    name, text = type(error).__name__, str(error)
    if name == "NotFoundError":
        return broken("crawlers-google-play-no-app")
    if "PlayGatewayError" in text or "429" in text:
        return CrawlError(Outcome.BLOCKED, message("crawlers-too-often"))
    status = re.search(r"Status code (\d{3})", text)
    if status and status[1] >= "500":
        return broken("crawlers-server-error", status=int(status[1]))
    return broken("crawlers-google-play-changed")


def _item(review: dict[str, Any], address: str) -> RawItem:
    key = str(review["reviewId"])
    extra = {
        "rating": review["score"], "likes": review["thumbsUpCount"],
        "answer": review["replyContent"],
    }  # fmt: skip
    at = review["at"]
    return RawItem(
        key=key,
        url=f"{address}&reviewId={key}",
        text=str(review["content"] or ""),
        is_html=False,
        author=str(review["userName"] or ""),
        # The library gives the machine's own time, without its zone.
        published_at=at.astimezone() if isinstance(at, datetime) else None,
        extra={name: value for name, value in extra.items() if value is not None},
    )


KIND = Kind(
    "google-play",
    (
        Field("country", "text", "ru"),
        Field("language", "text", "ru"),
        Field("since_days", "number", DAYS),
    ),
    read_address,
    crawl,
    SERVICE,
)
