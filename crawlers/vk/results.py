"""How a crawl of VK ends, also one that a fault has cut short: what was read is kept."""

from collections.abc import Iterable
from typing import Any, Protocol

from crawlers.errors import CrawlError
from crawlers.wire import Job
from mentions.messages import Message, message
from mentions.types import CrawlResult, Outcome, RawItem


class Reading(Protocol):
    """One crawl of one source: `result` tells what `run` has brought, also where that failed."""

    async def run(self) -> None: ...

    def result(self, failure: CrawlError | None) -> CrawlResult: ...


async def read(reading: Reading) -> CrawlResult:
    try:
        await reading.run()
    except CrawlError as error:
        return reading.result(error)
    return reading.result(None)


def result(
    job: Job,
    items: Iterable[RawItem],
    cursor: dict[str, Any],
    failure: CrawlError | None,
    closed: int,
    has_more: bool,
) -> CrawlResult:
    """`closed` counts the posts or topics that VK does not show us."""
    found = tuple(items)
    told: Message | None = message("crawlers-vk-closed-objects", count=closed) if closed else None
    outcome = Outcome.NEW if found else Outcome.NOTHING
    return CrawlResult(
        job.source_id,
        failure.outcome if failure else outcome,
        items=found,
        cursor=cursor,
        message=failure.message if failure else told,
        retry_after=failure.retry_after if failure else None,
        has_more=has_more and failure is None,
    )
