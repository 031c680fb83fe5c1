"""Crawls of a kind against the local VK, and a store that remembers what they brought."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from crawlers.kind import Page
from crawlers.kinds import KINDS
from crawlers.vk.errors import CrawlError
from crawlers.wire import Job, Thread
from mentions.guard import guarded
from mentions.network import AddressPolicy
from mentions.types import CrawlResult, RawItem
from tests.crawlers.vk.server import TOKEN, Server

T = TypeVar("T")
LOOPBACK = AddressPolicy.parse(["127.0.0.0/8"])


@dataclass
class LocalSession:
    """A crawl child's session without the child: libraries run in guarded threads."""

    server: Server
    token: str = TOKEN
    policy: AddressPolicy = LOOPBACK
    proxy: str = ""

    async def fetch(self, url: str, *_: Any, **__: Any) -> Page:
        raise AssertionError(url)

    async def parse(self, function: str, body: bytes, **_: Any) -> Any:
        raise AssertionError(function)

    async def call(self, function: Callable[..., T], *arguments: Any) -> T:
        def run() -> T:
            with guarded(self.policy):
                return function(*arguments)

        return await asyncio.to_thread(run)

    def base(self, service: str) -> str:
        assert service == "vk"
        return self.server.base

    def secret(self, service: str) -> str:
        assert service == "vk"
        return self.token


@dataclass
class Crawler:
    """Crawls one source again and again; `stored` is what deposits have kept of each item."""

    server: Server
    kind: str
    address: str
    options: dict[str, Any] = field(default_factory=dict)
    queries: tuple[str, ...] = ()
    threads: tuple[Thread, ...] = ()
    cursor: dict[str, Any] = field(default_factory=dict)
    stored: dict[str, RawItem] = field(default_factory=dict)
    token: str = TOKEN
    source_id: int = 1

    def crawl(self, is_kept: bool = True) -> CrawlResult:
        """One crawl; one that is not kept was killed before its deposit."""
        options = {"rate": 10_000, **self.options}
        job = Job(
            self.source_id,
            self.kind,
            self.address,
            options,
            self.cursor,
            self.queries,
            self.threads,
        )
        session = LocalSession(self.server, self.token)
        try:
            result = asyncio.run(KINDS[self.kind].crawl(job, session))
        except CrawlError as error:
            result = CrawlResult(
                1, error.outcome, cursor=job.cursor, message=error.message,
                retry_after=error.retry_after,
            )  # fmt: skip
        keys = [item.key for item in result.items]
        assert len(keys) == len(set(keys))
        if is_kept:
            self.cursor = result.cursor
            self.stored |= {item.key: item for item in result.items}
        return result

    def crawl_all(self, most: int = 50) -> CrawlResult:
        """Until there is no more to fetch."""
        for _ in range(most):
            result = self.crawl()
            if not result.has_more:
                return result
        raise AssertionError("it goes on for ever")
