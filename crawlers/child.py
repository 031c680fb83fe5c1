"""A crawl child: `python -m crawlers` (see `wire` for what it reads and writes).

Scrapy fetches; one spider runs all the jobs, each as a coroutine. A host's sources wait for each
other, so that a slow host holds up nobody else's.
"""

import asyncio
import os
import sys
import traceback
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess

from crawlers import failures, wire
from crawlers.guard import GuardedLoop
from crawlers.hosts import Hosts
from crawlers.kinds import KINDS, asked_address
from crawlers.parsing import ParserProcess
from crawlers.politeness import ROBOT_NAME
from crawlers.session import ScrapySession, source_slot
from crawlers.wire import Job, Settings
from mentions.network import AddressPolicy
from mentions.types import CrawlResult

LONGEST_LINE = 64 * 1024 * 1024
RESOLVER_THREADS = 32
CALL_THREADS = 16


class JobSpider(scrapy.Spider):
    name = "molva"

    def __init__(self, settings_: Settings, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._limits = settings_
        self._parser = ParserProcess(settings_.parse_timeout)
        self._all = asyncio.Semaphore(settings_.connections)
        self._hosts = Hosts(settings_.connections_per_host)
        self._calls = asyncio.Semaphore(CALL_THREADS)

    async def start(self) -> AsyncIterator[Any]:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(RESOLVER_THREADS, "resolver"))
        reader = asyncio.StreamReader(limit=LONGEST_LINE)
        await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(os.dup(0), "rb", 0)
        )
        transport, protocol = await loop.connect_write_pipe(
            asyncio.streams.FlowControlMixin, os.fdopen(os.dup(1), "wb", 0)
        )
        self._writer = asyncio.StreamWriter(transport, protocol, None, loop)
        running = set()
        while line := await reader.readline():
            task = asyncio.create_task(self._run(wire.read_job(line)))
            running.add(task)
            task.add_done_callback(running.discard)
        # Nobody is left to take a result: the application has what it wanted, or is dead.
        await self._parser.close()
        os._exit(0)
        yield

    async def _run(self, job: Job) -> None:
        asked = asked_address(job.kind, job.address, self._limits.bases)
        turn = self._hosts.turn(asked)
        try:
            async with asyncio.timeout(self._limits.crawl_timeout):
                await turn.acquire()
        except TimeoutError:
            line = wire.given_back_line(job)
        else:
            try:
                async with self._all:
                    line = wire.result_line(await self._crawl(job, asked))
            finally:
                turn.release()
        self._writer.write(line)
        await self._writer.drain()

    async def _crawl(self, job: Job, asked: str) -> CrawlResult:
        engine = self.crawler.engine
        engine.downloader.per_slot_settings[source_slot(job.address)] = {"delay": 0}
        kind = KINDS[job.kind]
        session = ScrapySession(
            job, kind.service, self._limits, engine.download_async, self._parser, self._calls
        )
        try:
            self._hosts.check(asked)
            result = await kind.crawl(job, session)
            self._hosts.note(asked, None)
            return result
        except Exception as error:  # one source's fault must not end the others' crawls
            failure = failures.of_kind(asked, error)
            if failure.message.key == "crawlers-own-fault":
                _report(error)
            self._hosts.note(asked, failure)
            return CrawlResult(
                job.source_id,
                failure.outcome,
                cursor=job.cursor,
                message=failure.message,
                retry_after=failure.retry_after,
            )


def _report(error: Exception) -> None:
    """Where it happened, without the error's text, which may come from the web."""
    frames = traceback.format_tb(error.__traceback__)[-3:]
    sys.stderr.write(f"molva crawl: {type(error).__name__}\n{''.join(frames)}")


def scrapy_settings(settings: Settings) -> dict[str, Any]:
    handler = "scrapy.core.downloader.handlers._aiohttp.AiohttpDownloadHandler"
    return {
        "TWISTED_REACTOR_ENABLED": False,
        "ASYNCIO_EVENT_LOOP": "crawlers.guard.GuardedLoop",
        "DOWNLOAD_HANDLERS": {
            "http": handler, "https": handler, "file": None, "ftp": None, "s3": None, "data": None,
        },
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
            "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
            "crawlers.politeness.CrawlDelay": 110,  # behind robots.txt's, which is at 100
        },
        "USER_AGENT": settings.user_agent,
        "DEFAULT_REQUEST_HEADERS": {"Accept": "*/*", "Accept-Language": "ru,en;q=0.5"},
        "ROBOTSTXT_OBEY": settings.obeys_robots,
        "ROBOTSTXT_USER_AGENT": ROBOT_NAME,
        "CONCURRENT_ITEMS": 1,
        "CONCURRENT_REQUESTS": settings.connections,
        "CONCURRENT_REQUESTS_PER_DOMAIN": settings.connections_per_host,
        "DOWNLOAD_DELAY": settings.page_delay,
        "DOWNLOAD_TIMEOUT": settings.page_timeout,
        "DOWNLOAD_MAXSIZE": settings.max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "REDIRECT_MAX_TIMES": 6,
        "RETRY_TIMES": 1,
        # Not 429, 500 or 503: the schedule waits longer than a retry would.
        "RETRY_HTTP_CODES": [502, 504, 522, 524],
        "COOKIES_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "DOWNLOADER_STATS": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "LOGSTATS_INTERVAL": 0,
        "LOG_LEVEL": "CRITICAL",
    }  # fmt: skip


def main() -> None:
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(0, 1)
        if not byte:
            return
        line += byte
    settings = wire.read_settings(line)
    GuardedLoop.policy = AddressPolicy.parse(settings.allowed_networks)
    process = AsyncCrawlerProcess(scrapy_settings(settings))
    process.crawl(JobSpider, settings_=settings)
    process.start()
