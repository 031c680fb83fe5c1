"""The pause between requests that a host's robots.txt asks for (Crawl-delay).

Scrapy reads it and does not keep it. This stands behind Scrapy's robots.txt middleware, so that
a request finds here what its host asks for.
"""

from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, signals

ROBOT_NAME = "Molva"
# Seconds, however long a pause is asked for: the host would hardly be crawled at all.
LONGEST_DELAY = 30.0


class CrawlDelay:
    """A Scrapy middleware: hosts that ask for a pause get all their requests through one slot."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._unhurried: set[str] = set()
        crawler.signals.connect(self._heed, signal=signals.robots_parsed)

    @classmethod
    def from_crawler(cls, crawler: Any) -> "CrawlDelay":
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        if urlsplit(request.url).hostname in self._unhurried:
            request.meta.pop("download_slot", None)

    def _heed(self, robotparser: Any, request: Request) -> None:
        delay = robotparser.crawl_delay(ROBOT_NAME)
        if delay is None or delay <= 0:
            return
        host = urlsplit(request.url).hostname or ""
        downloader = self._crawler.engine.downloader
        delay = max(min(delay, LONGEST_DELAY), self._crawler.settings.getfloat("DOWNLOAD_DELAY"))
        downloader.per_slot_settings[host] = {"delay": delay, "jitter": 0, "concurrency": 1}
        downloader.slots.pop(host, None)  # made before this was known
        self._unhurried.add(host)
