"""One outgoing request: to a permitted address only, bounded in time and in what it reads.

Nothing here decides: an answer comes back, or the reason in words why there is none.
"""

import asyncio
import errno
import ssl
from dataclasses import dataclass
from socket import socket
from typing import Any

import aiohttp
from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, TCPConnector

from mentions.messages import Message, message
from mentions.network import AddressPolicy
from ticketizer.answers import Answer
from ticketizer.requests import Request

LARGEST_REPLY = 64 * 1024
LONGEST_EXCERPT = 2000
USER_AGENT = "Molva"


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Why nothing came back.

    `is_final`: nothing would the next time either, until a person mends something. `is_outage`:
    the destination, not the ticket, is to blame.
    """

    reason: Message
    is_final: bool = False
    is_outage: bool = True


class _ForbiddenAddress(OSError):
    """Raised while a socket opens. All have one text, so that asyncio joins none of them."""

    def __init__(self, address: str) -> None:
        super().__init__(errno.EACCES, "not a permitted address")
        self.address = address


class Sender:
    """An HTTP client for one event loop; leave it with `close`."""

    def __init__(self, policy: AddressPolicy, concurrency: int, timeout: float) -> None:
        """`timeout` in seconds: for a request from connecting to the answer's last byte."""
        self._policy = policy
        self._timeout = timeout
        self._session = ClientSession(
            connector=TCPConnector(limit=concurrency, socket_factory=self._open_socket),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=ClientTimeout(total=timeout),
            auto_decompress=False,
            trust_env=False,
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
        )

    async def close(self) -> None:
        await self._session.close()

    async def send(self, request: Request) -> Answer | NoAnswer:
        """POST the request; never raises for anything that the far end or the network does."""
        host = request.url.host or ""
        try:
            async with self._session.post(
                request.url, data=request.body, headers=request.headers, allow_redirects=False
            ) as response:
                body = await _start_of_body(response)
                return Answer(response.status, response.headers, body, str(request.url))
        except (TimeoutError, ClientError, OSError, ValueError) as error:
            return self._no_answer(error, host)

    def _open_socket(self, address_info: Any) -> socket:
        """Called by aiohttp with the very address that the socket is about to connect to."""
        family, kind, protocol, _, address = address_info
        if not self._policy.permits(address[0]):
            raise _ForbiddenAddress(address[0])
        return socket(family=family, type=kind, proto=protocol)

    def _no_answer(self, error: BaseException, host: str) -> NoAnswer:
        cause = getattr(error, "os_error", error)
        if isinstance(cause, _ForbiddenAddress):
            reason = message("network-private-address", host=host, address=cause.address)
            return NoAnswer(reason, is_final=True, is_outage=False)
        return NoAnswer(_reason(error, cause, host, self._timeout))


def _reason(error: BaseException, cause: BaseException, host: str, timeout: float) -> Message:
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return message("ticketizer-no-name", host=host)
    if isinstance(error, asyncio.TimeoutError):
        return message("ticketizer-slow", seconds=round(timeout, 1))
    if isinstance(error, aiohttp.ClientSSLError) or isinstance(cause, ssl.SSLError):
        return message("ticketizer-no-trust", host=host)
    if isinstance(error, aiohttp.ClientConnectorError):
        return message("ticketizer-no-connection", host=host)
    if isinstance(error, aiohttp.ClientResponseError):
        return message("ticketizer-not-http")
    if isinstance(error, ValueError):
        return message("ticketizer-url")
    return message("ticketizer-dropped")


async def _start_of_body(response: ClientResponse) -> bytes:
    """The first 64 KiB. The status has been read: what breaks off after it changes nothing."""
    length = response.content_length
    try:
        if length is not None and length <= LARGEST_REPLY:
            return await response.read()
        body = bytearray()
        async for chunk in response.content.iter_any():
            body += chunk
            if len(body) >= LARGEST_REPLY:
                response.close()
                break
        return bytes(body[:LARGEST_REPLY])
    except (TimeoutError, ClientError, OSError):
        response.close()
        return b""


def excerpt(body: bytes, secrets: tuple[str, ...]) -> str:
    """The start of a reply as text to be kept, with our own secrets blotted out of an echo.

    NUL is dropped, since PostgreSQL keeps none.
    """
    text = body[: 4 * LONGEST_EXCERPT].decode("utf-8", errors="replace").replace("\0", "")
    for secret in secrets:
        if len(secret) >= 4:
            text = text.replace(secret, "•••")
    return text.encode()[:LONGEST_EXCERPT].decode(errors="ignore")
