"""Every way in which a fetch can fail, told in a sentence of the catalogue."""

import math
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response

from crawlers.errors import CrawlError, broken
from mentions.guard import ForbiddenAddressError
from mentions.messages import message
from mentions.types import Outcome

LONGEST_WAIT = 7 * 24 * 3600.0
# Marks of the guards' own pages, which an article about captchas does not have.
GUARD_MARKS = (
    b"SmartCaptcha",
    b"/showcaptcha",
    b"cf-challenge",
    b"_cf_chl_opt",
    b"g-recaptcha",
    b"h-captcha",
    b"DDoS-Guard",
    b"__qrator",
    b"/__ddg",
)


def of_response(response: Response) -> CrawlError | None:
    """Why a response is not a page, or None for one (200 and 304)."""
    status = response.status
    wait = retry_after(header(response, "Retry-After"), datetime.now(UTC))
    if status == 410:
        return CrawlError(Outcome.STOPPED, message("crawlers-gone"))
    if status == 429:
        return CrawlError(Outcome.BLOCKED, message("crawlers-too-often"), wait)
    if _is_guard_page(response):
        return CrawlError(Outcome.BLOCKED, message("crawlers-captcha"), wait)
    if status in (200, 304):
        return None
    if status in (401, 403, 407, 451):
        return CrawlError(Outcome.BLOCKED, message("crawlers-refused", status=status), wait)
    if status == 404:
        return broken("crawlers-not-found")
    if 300 <= status < 400:
        return broken("crawlers-bad-redirect")
    key = "crawlers-server-error" if status >= 500 else "crawlers-status"
    return CrawlError(Outcome.BROKEN, message(key, status=status), wait)


def of_kind(asked: str, error: Exception) -> CrawlError:
    """Why a kind's crawl of this far end raised; a library's sockets fail as Scrapy's do."""
    if isinstance(error, CrawlError):
        return error
    if isinstance(error, OSError):
        return of_exception(asked, error)
    return broken("crawlers-own-fault", fault=type(error).__name__)


def of_exception(url: str, error: Exception) -> CrawlError:
    """Why nothing was fetched from `url`."""
    host = urlsplit(url).hostname or url[:200]
    for cause in _causes(error):
        if isinstance(cause, ForbiddenAddressError):
            return broken("network-private-address", host=host, address=cause.address)
        if isinstance(cause, ssl.SSLError | ssl.CertificateError):
            return broken("crawlers-tls", host=host)
        if isinstance(cause, socket.gaierror):
            return broken("crawlers-dns", host=host)
        if isinstance(cause, TimeoutError):
            return broken("crawlers-timeout")
        if isinstance(cause, ConnectionRefusedError):
            return broken("crawlers-no-connection", host=host)
    if isinstance(error, IgnoreRequest):
        return _of_ignored(str(error))
    if isinstance(error, UnsupportedURLSchemeError | NotSupported):
        return broken("crawlers-bad-address")
    if isinstance(error, CannotResolveHostError):
        return broken("crawlers-dns", host=host)
    if isinstance(error, DownloadTimeoutError | TimeoutError):
        return broken("crawlers-timeout")
    if isinstance(error, DownloadCancelledError):
        return broken("crawlers-too-big")
    if isinstance(error, ResponseDataLossError):
        return broken("crawlers-cut-off")
    if isinstance(error, DownloadConnectionRefusedError):
        return broken("crawlers-no-connection", host=host)
    return broken("crawlers-bad-answer")


def _of_ignored(reason: str) -> CrawlError:
    """Scrapy's middlewares tell why they gave a request up in a text only."""
    if "robots.txt" in reason:
        return CrawlError(Outcome.BLOCKED, message("crawlers-robots"))
    if "max redirections" in reason:
        return broken("crawlers-redirect-loop")
    if "DOWNLOAD_MAXSIZE" in reason:
        return broken("crawlers-too-big")
    return broken("crawlers-bad-answer")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        inner = getattr(error, "os_error", None)  # aiohttp's wrapping of what the socket raised
        error = inner or error.__cause__ or error.__context__


def _is_guard_page(response: Response) -> bool:
    if response.status not in (200, 401, 403, 429, 503):
        return False
    start = response.body[:60_000]
    is_html = "html" in header(response, "Content-Type") or b"<html" in start[:2000].lower()
    return is_html and any(mark in start for mark in GUARD_MARKS)


def header(response: Response, name: str) -> str:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else ""


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds to wait by a Retry-After header (RFC 9110, 10.2.3), at most a week."""
    try:
        seconds = float(value)
    except ValueError:
        try:
            until = parsedate_to_datetime(value)
        except ValueError:
            return None
        seconds = (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds()
    return min(max(seconds, 0.0), LONGEST_WAIT) if math.isfinite(seconds) else None
