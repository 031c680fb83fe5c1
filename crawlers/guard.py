"""The event loop of a crawl child: the one place where its sockets open, and so where the
address policy is asked. What is asked is the address of the connection itself, which neither a
redirect nor a changed DNS answer gets around."""

import asyncio
import socket
from typing import Any, ClassVar

from mentions.guard import ForbiddenAddressError
from mentions.network import AddressPolicy


class GuardedLoop(asyncio.SelectorEventLoop):
    """`policy` is set once, before the loop is made: Scrapy makes it from the class's name."""

    policy: ClassVar[AddressPolicy] = AddressPolicy()

    async def sock_connect(self, sock: socket.socket, address: Any) -> None:
        host = str(address[0])
        if not self.policy.permits(host):
            raise ForbiddenAddressError(host)
        await super().sock_connect(sock, address)
