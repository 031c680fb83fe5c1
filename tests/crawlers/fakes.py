"""A crawl child that has kinds of its own: `python -m tests.crawlers.fakes`, as `worker.CHILD`.

Nothing but the children has them, until a test enters them with `register`.
"""

import sys
import threading
import urllib.request
from dataclasses import replace

import pytest

from crawlers.kind import Kind, Service, Session
from crawlers.kinds import KINDS
from crawlers.wire import Job
from mentions.types import CrawlResult, Outcome, RawItem

SERVICE = Service("board", "http://board.invalid", secret="token")


def fetch(url: str) -> str:
    with urllib.request.urlopen(url) as answer:
        text: str = answer.read().decode()
    return text


async def call(job: Job, session: Session) -> CrawlResult:
    """What a blocking library brings from the service: one item, which repeats what it was told."""
    base, token = session.base("board"), session.secret("board")
    match job.address:
        case "hang":
            await session.call(threading.Event().wait)
        case "exit":
            await session.call(sys.exit)
    text = await session.call(fetch, f"{base}/{job.address}")
    told = " ".join((text, token[::-1], *job.queries))
    items = (RawItem(key="1", url=base, text=told, is_html=False),)
    return CrawlResult(job.source_id, Outcome.NEW, items=items, has_more=True)


BOARD = Kind("board", (), str.strip, call, SERVICE, searches_brands=True, follows_threads=True)


def register(monkeypatch: pytest.MonkeyPatch, kind: Kind = BOARD) -> None:
    """Enter the kind here and in the children that are started from now on."""
    monkeypatch.setitem(KINDS, kind.name, replace(kind))
    monkeypatch.setattr("crawlers.worker.CHILD", __name__)


if __name__ == "__main__":
    from crawlers.child import main

    KINDS[BOARD.name] = BOARD
    main()
