"""Fetching through Scrapy and parsing in a process of its own, for one crawl of one source."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from crawlers import failures
from crawlers.calls import ServiceCaller
from crawlers.errors import broken
from crawlers.kind import Page, Service
from crawlers.wire import Job, Settings

PERMANENT = (301, 308)

Download = Callable[[Request], Awaitable[Response]]
Parse = Callable[..., Awaitable[Any]]


class ScrapySession(ServiceCaller):
    """`source_timeout` bounds all the fetching of the crawl together, whatever the servers do.

    The source's own address is fetched without the delay that is kept between pages of a host.
    """

    def __init__(
        self, job: Job, service: Service | None, settings: Settings, download: Download,
        parse: Parse, calls: asyncio.Semaphore,
    ) -> None:  # fmt: skip
        super().__init__(service, settings, calls)
        self._address = job.address
        self._download = download
        self._parse = parse

    async def fetch(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        also: Collection[int] = (),
        obeys_robots: bool = True,
    ) -> Page:
        if urlsplit(url).scheme not in ("http", "https"):
            raise broken("crawlers-scheme")
        request = Request(url, headers=dict(headers or {}))
        if not obeys_robots:
            request.meta["dont_obey_robotstxt"] = True
        if self._service and self._service.secret:
            # The secret stands in the request, and a redirect would carry it to another host.
            request.meta["dont_redirect"] = True
        if url == self._address:
            request.meta["download_slot"] = source_slot(url)
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._seconds):
                response = await self._download(request)
        except Exception as error:
            raise failures.of_exception(url, error) from error
        finally:
            self._seconds -= time.monotonic() - began
        refusal = failures.of_response(response)
        if refusal is not None and response.status not in also:
            raise refusal
        return Page(
            url=response.url,
            status=response.status,
            headers=_plain_headers(response),
            body=response.body,
            moved_to=_moved_to(response),
        )

    async def parse(self, function: str, body: bytes, **arguments: Any) -> Any:
        return await self._parse(function, body, **arguments)


def source_slot(address: str) -> str:
    """The downloader's slot for the sources of a host; its other pages have the host's own."""
    return f"sources of {urlsplit(address).hostname}"


def _plain_headers(response: Response) -> dict[str, str]:
    return {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
    }


def _moved_to(response: Response) -> str | None:
    """Where the leading permanent redirects lead; the first temporary one ends the move."""
    meta = response.request.meta if response.request else {}
    reasons: list[int] = meta.get("redirect_reasons", [])
    stops = [*meta.get("redirect_urls", []), response.url]
    hops = 0
    while hops < len(reasons) and reasons[hops] in PERMANENT:
        hops += 1
    return str(stops[hops]) if hops else None
