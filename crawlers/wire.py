"""What the application and its crawl children say to each other: one JSON object a line.

To a child: first a line of `Settings`, then a line for each `Job`, until its input is closed.
From a child: a line for each job as soon as it is done, in any order: its `CrawlResult`, or that it
was given back uncrawled.
"""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from mentions import quick_json
from mentions.messages import Message
from mentions.types import CrawlResult, Outcome, RawItem

USER_AGENT = "Molva/0.1 (+https://github.com/molva-monitor/molva)"


@dataclass(frozen=True, slots=True)
class Settings:
    """How a child behaves towards the network; times are in seconds, sizes in bytes."""

    user_agent: str = USER_AGENT
    allowed_networks: tuple[str, ...] = ()
    proxy: str = ""
    obeys_robots: bool = True
    connections: int = 64
    connections_per_host: int = 2
    # Between two requests to one host for anything but the sources' own addresses.
    page_delay: float = 1.0
    page_timeout: float = 30.0
    source_timeout: float = 120.0
    parse_timeout: float = 15.0
    # Sources whose turn has not come by then are given back: others may take them.
    crawl_timeout: float = 300.0
    max_bytes: int = 8 * 1024 * 1024
    # Of the services that kinds name (`crawlers.kind.Service`): base addresses other than their
    # own, and the administrator's tokens and keys.
    bases: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation to follow: one under an item of this source that is a mention.

    `key` is its first item's key; `began_at` when that was published, as seconds since 1970.
    """

    key: str
    url: str
    began_at: float


@dataclass(frozen=True, slots=True)
class Job:
    """One source to crawl. `cursor` is what its last crawl returned, `{}` the first time.

    `queries` are those of the active brands, for kinds that search by them; `threads` the
    conversations to follow, newest first, for kinds that can. `wanted` is set for a preview, which
    shows no more items than that: a kind that fetches a page for each need not fetch more.
    """

    source_id: int
    kind: str
    address: str
    options: dict[str, Any] = field(default_factory=dict)
    cursor: dict[str, Any] = field(default_factory=dict)
    queries: tuple[str, ...] = ()
    threads: tuple[Thread, ...] = ()
    wanted: int = 0


@dataclass(frozen=True, slots=True)
class GivenBack:
    """A source whose turn has not come in time; it is to be crawled again."""

    source_id: int


def settings_line(settings: Settings) -> bytes:
    return _line(asdict(settings))


def read_settings(line: bytes) -> Settings:
    stored = quick_json.loads(line)
    stored["allowed_networks"] = tuple(stored["allowed_networks"])
    return Settings(**stored)


def job_line(job: Job) -> bytes:
    return _line(asdict(job))


def read_job(line: bytes) -> Job:
    stored = quick_json.loads(line)
    stored["queries"] = tuple(stored["queries"])
    stored["threads"] = tuple(Thread(**thread) for thread in stored["threads"])
    return Job(**stored)


def result_line(result: CrawlResult) -> bytes:
    return _line(
        {
            "source_id": result.source_id,
            "outcome": result.outcome,
            "items": [item_to_json(item) for item in result.items],
            "cursor": result.cursor,
            "message": result.message and result.message.to_json(),
            "address": result.address,
            "retry_after": result.retry_after,
            "has_more": result.has_more,
            "name": result.name,
        }
    )


def given_back_line(job: Job) -> bytes:
    return _line({"source_id": job.source_id, "given_back": True})


def read_answer(line: bytes) -> CrawlResult | GivenBack:
    stored = quick_json.loads(line)
    if stored.get("given_back"):
        return GivenBack(stored["source_id"])
    return CrawlResult(
        source_id=stored["source_id"],
        outcome=Outcome(stored["outcome"]),
        items=tuple(item_from_json(item) for item in stored["items"]),
        cursor=stored["cursor"],
        message=stored["message"] and Message.from_json(stored["message"]),
        address=stored["address"],
        retry_after=stored["retry_after"],
        has_more=stored["has_more"],
        name=stored["name"],
    )


def item_to_json(item: RawItem) -> dict[str, Any]:
    stored = {
        "key": item.key,
        "url": item.url,
        "title": item.title,
        "text": item.text,
        "is_html": item.is_html,
        "author": item.author,
        "author_url": item.author_url,
        "published_at": item.published_at and item.published_at.isoformat(),
        "reach": item.reach,
        "thread": item.thread,
        "parent": item.parent,
        "extra": item.extra,
    }
    # PostgreSQL keeps no NUL, which JSON can bring.
    return {
        name: value.replace("\0", "") if isinstance(value, str) else value
        for name, value in stored.items()
    }


def item_from_json(stored: dict[str, Any]) -> RawItem:
    published = stored["published_at"]
    return RawItem(
        **{**stored, "published_at": datetime.fromisoformat(published) if published else None}
    )


def _line(value: Any) -> bytes:
    return quick_json.dumps(value) + b"\n"
