"""Hosts that are to be left alone for a while."""

import pytest

from crawlers.errors import CrawlError, broken
from crawlers.hosts import PAUSE_SECONDS, Hosts
from mentions.messages import message
from mentions.types import Outcome

HERE = "https://a.example/1"
THERE = "https://b.example/1"


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_host_that_hangs_is_left_alone_after_three_times() -> None:
    clock = Clock()
    hosts = Hosts(2, clock)
    for _ in range(2):
        hosts.note(HERE, broken("crawlers-timeout"))
        hosts.check(HERE)
    hosts.note(HERE, broken("crawlers-timeout"))
    with pytest.raises(CrawlError) as told:
        hosts.check("https://a.example/other")
    assert told.value.message.key == "crawlers-timeout"
    hosts.check(THERE)
    clock.now += PAUSE_SECONDS
    hosts.check(HERE)


def test_one_slow_address_does_not_condemn_its_host() -> None:
    hosts = Hosts(2)
    for _ in range(5):
        hosts.note(HERE, broken("crawlers-timeout"))
        hosts.note("https://a.example/2", None)
        hosts.check(HERE)


def test_a_host_that_asks_for_fewer_requests_gets_none() -> None:
    hosts = Hosts(2)
    hosts.note(HERE, CrawlError(Outcome.BLOCKED, message("crawlers-too-often"), 30.0))
    with pytest.raises(CrawlError) as told:
        hosts.check("https://a.example/2")
    assert told.value.retry_after == 30.0
