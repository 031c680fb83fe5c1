"""The address policy is asked where the socket opens."""

import asyncio
import socket
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from crawlers.guard import GuardedLoop
from mentions.guard import ForbiddenAddressError
from mentions.network import AddressPolicy
from tests.crawlers.server import Reply, Server


class ChangingResolver(AbstractResolver):
    """A name server in the wrong hands: another address each time it is asked."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers = list(answers)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host, host=address, port=port, family=socket.AF_INET, proto=0, flags=0
            )
            for address in self._answers.pop(0)
        ]

    async def close(self) -> None:
        pass


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Iterator[GuardedLoop]:
    monkeypatch.setattr(GuardedLoop, "policy", AddressPolicy.parse(["127.0.0.128/25"]))
    loop = GuardedLoop()
    yield loop
    loop.close()


def test_a_dns_answer_that_changes_is_refused_at_the_socket(
    loop: GuardedLoop, server: Server
) -> None:
    server.replies["/x"] = Reply(b"in", headers={"Connection": "close"})

    async def run() -> list[Any]:
        resolver = ChangingResolver(["127.0.0.140"], ["127.0.0.1"], ["127.0.0.1", "127.0.0.141"])
        connector = aiohttp.TCPConnector(resolver=resolver, use_dns_cache=False, force_close=True)
        async with aiohttp.ClientSession(connector=connector) as session:
            outcomes: list[Any] = []
            for _ in range(3):
                try:
                    async with session.get(f"http://news.example:{server.port}/x") as response:
                        outcomes.append(await response.read())
                except aiohttp.ClientConnectorError as error:
                    outcomes.append(type(error.os_error))
            return outcomes

    assert loop.run_until_complete(run()) == [b"in", ForbiddenAddressError, b"in"]


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1"])
def test_no_socket_of_the_loop_reaches_a_private_address(loop: GuardedLoop, address: str) -> None:
    with pytest.raises(ForbiddenAddressError):
        loop.run_until_complete(
            asyncio.wait_for(loop.create_connection(asyncio.Protocol, address, 80), 5)
        )
