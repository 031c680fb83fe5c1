"""A running town whose clock stands where the test puts it."""

from collections.abc import Iterator

import pytest

from molva.demo import DemoServer, start_demo
from molva.demo.helpdesk import calm
from tests.demo.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def town(clock: Clock) -> Iterator[DemoServer]:
    server = start_demo(clock=clock, temper=calm)
    yield server
    server.stop()
