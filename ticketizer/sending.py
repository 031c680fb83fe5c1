"""Outgoing requests: to permitted addresses only, bounded in time and in what is read of answers.

libcurl does the work, many requests at once in one thread; it asks `_open_socket` with the very
address that a socket is about to connect to. Nothing here decides: an answer comes back, or the
reason in words why there is none.
"""

import select
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from socket import socket
from time import monotonic
from typing import Any

import certifi
import pycurl

from mentions.messages import Message, message
from mentions.network import AddressPolicy
from ticketizer.answers import Answer
from ticketizer.requests import Request

LARGEST_REPLY = 64 * 1024
USER_AGENT = "Molva"
WANTED = {
    pycurl.POLL_NONE: 0,
    pycurl.POLL_IN: select.POLLIN,
    pycurl.POLL_OUT: select.POLLOUT,
    pycurl.POLL_INOUT: select.POLLIN | select.POLLOUT,
}
WEIRD_SERVER_REPLY = 8  # CURLE_WEIRD_SERVER_REPLY, which pycurl has no name for
# The distribution's own list of authorities where there is one: companies add theirs to it.
AUTHORITIES = ssl.get_default_verify_paths().cafile or certifi.where()


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Why nothing came back.

    `is_final`: nothing would the next time either, until a person mends something. `is_outage`:
    the destination, not the ticket, is to blame.
    """

    reason: Message
    is_final: bool = False
    is_outage: bool = True


Done = Callable[[Answer | NoAnswer], None]


class _Transfer:
    """One reusable curl handle with the request that is under way on it."""

    def __init__(self, policy: AddressPolicy, timeout: float) -> None:
        self._policy = policy
        self._timeout = timeout
        self._url, self._forbidden = "", ""
        self._head = BytesIO()
        self.done: Done | None = None
        self.curl = curl = pycurl.Curl()
        for option, value in (
            (pycurl.POST, 1),
            (pycurl.FOLLOWLOCATION, 0),
            (pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS),
            (pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1),
            (pycurl.NOPROXY, "*"),
            (pycurl.NOSIGNAL, 1),
            (pycurl.TIMEOUT_MS, round(1000 * timeout)),
            (pycurl.USERAGENT, USER_AGENT),
            (pycurl.CAINFO, AUTHORITIES),
            (pycurl.OPENSOCKETFUNCTION, self._open_socket),
            (pycurl.WRITEHEADER, self._head),
            (pycurl.WRITEFUNCTION, self._take),
        ):
            curl.setopt(option, value)

    def prepare(self, request: Request, done: Done) -> None:
        self.done = done
        self._forbidden, self._is_reached = "", False
        self._body = b""
        self._head.seek(0)
        self._head.truncate()
        curl = self.curl
        if request.url != self._url:
            self._url = request.url
            curl.setopt(pycurl.URL, request.url)
        curl.setopt(pycurl.POSTFIELDS, request.body)
        # Not to wait for a "100 Continue" that many receivers never send.
        headers = [f"{name}: {value}" for name, value in request.headers.items()]
        curl.setopt(pycurl.HTTPHEADER, [*headers, "Expect:"])

    def outcome(self, error: int | None) -> Answer | NoAnswer:
        """What came of it; a body that broke off changes nothing once the status was read."""
        status = self.curl.getinfo(pycurl.RESPONSE_CODE)
        head = self._head.getvalue()
        if status >= 200 and _is_whole(head):
            return Answer(status, head, self._body, self._url)
        if self._forbidden and not self._is_reached:
            reason = message("network-private-address", host=self._host(), address=self._forbidden)
            return NoAnswer(reason, is_final=True, is_outage=False)
        return NoAnswer(_reason(error, self._host(), self._timeout))

    def _host(self) -> str:
        return self._url.partition("://")[2].partition("/")[0]

    def _open_socket(self, _purpose: int, address: Any) -> socket | int:
        if not self._policy.permits(address.addr[0]):
            self._forbidden = address.addr[0]
            return int(pycurl.SOCKET_BAD)
        self._is_reached = True
        return socket(address.family, address.socktype, address.protocol)

    def _take(self, chunk: bytes) -> int | None:
        """Another piece of the body; -1 ends the transfer when there is enough of it."""
        self._body += chunk[: LARGEST_REPLY - len(self._body)]
        return None if len(self._body) < LARGEST_REPLY else -1


class Sender:
    """An HTTP client for the one thread that calls it."""

    def __init__(self, policy: AddressPolicy, concurrency: int, timeout: float) -> None:
        """`timeout` in seconds: for a request from connecting to the answer's last byte."""
        self._idle = [_Transfer(policy, timeout) for _ in range(concurrency)]
        self._busy: dict[Any, _Transfer] = {}
        self._due: float | None = None
        self._poll = select.poll()
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, self._watch)
        self._multi.setopt(pycurl.M_TIMERFUNCTION, self._set_timer)
        self._multi.setopt(pycurl.M_MAXCONNECTS, concurrency)

    @property
    def has_room(self) -> bool:
        return bool(self._idle)

    @property
    def is_busy(self) -> bool:
        return bool(self._busy)

    def start(self, request: Request, done: Done) -> None:
        """Begin to POST the request; `turn` calls `done` with what comes back."""
        transfer = self._idle.pop()
        transfer.prepare(request, done)
        self._busy[transfer.curl] = transfer
        self._multi.add_handle(transfer.curl)

    def turn(self, longest: float) -> None:
        """Move all requests on, waiting `longest` seconds at most for something to happen."""
        if self._due is not None:
            longest = max(0.0, min(longest, self._due - monotonic()))
        for descriptor, events in self._poll.poll(1000 * longest):
            self._multi.socket_action(descriptor, _for_curl(events))
        if self._due is not None and monotonic() >= self._due:
            self._due = None
            self._multi.socket_action(pycurl.SOCKET_TIMEOUT, 0)
        self._finish()

    def close(self) -> None:
        """Cut off what is under way; its `done` is never called."""
        for curl in self._busy:
            self._multi.remove_handle(curl)
            curl.close()
        self._busy.clear()
        for transfer in self._idle:
            transfer.curl.close()
        self._multi.close()

    def _finish(self) -> None:
        while True:
            more, good, bad = self._multi.info_read()
            for curl in good:
                self._end(curl, None)
            for curl, error, _ in bad:
                self._end(curl, error)
            if not more:
                return

    def _end(self, curl: Any, error: int | None) -> None:
        transfer = self._busy.pop(curl)
        outcome, done = transfer.outcome(error), transfer.done
        self._multi.remove_handle(curl)
        self._idle.append(transfer)
        if done is not None:
            done(outcome)

    def _watch(self, events: int, descriptor: int, _multi: Any, _data: Any) -> None:
        """libcurl says which of its sockets to wait for, and for what."""
        if events == pycurl.POLL_REMOVE:
            with suppress(KeyError):
                self._poll.unregister(descriptor)
        else:
            self._poll.register(descriptor, WANTED[events])

    def _set_timer(self, milliseconds: int) -> None:
        self._due = None if milliseconds < 0 else monotonic() + milliseconds / 1000


def _for_curl(events: int) -> int:
    """poll(2)'s events as libcurl's; it finds out by itself what an error is."""
    return (
        bool(events & select.POLLIN) * pycurl.CSELECT_IN
        | bool(events & select.POLLOUT) * pycurl.CSELECT_OUT
        | bool(events & (select.POLLERR | select.POLLHUP | select.POLLNVAL)) * pycurl.CSELECT_ERR
    )


def _is_whole(head: bytes) -> bool:
    """Whether the last of the heads (1xx ones can precede it) came to its empty line."""
    last = head.rpartition(b"\nHTTP/")[2]
    return b"\r\n\r\n" in last or b"\n\n" in last


def post(request: Request, policy: AddressPolicy, timeout: float) -> Answer | NoAnswer:
    """Send one request and wait for what comes back."""
    sender = Sender(policy, concurrency=1, timeout=timeout)
    outcomes: list[Answer | NoAnswer] = []
    try:
        sender.start(request, outcomes.append)
        while not outcomes:
            sender.turn(timeout)
    finally:
        sender.close()
    return outcomes[0]


def _reason(error: int | None, host: str, timeout: float) -> Message:
    if error == pycurl.E_COULDNT_RESOLVE_HOST:
        return message("ticketizer-no-name", host=host)
    if error == pycurl.E_COULDNT_CONNECT:
        return message("ticketizer-no-connection", host=host)
    if error == pycurl.E_OPERATION_TIMEDOUT:
        return message("ticketizer-slow", seconds=round(timeout, 1))
    if error in (pycurl.E_PEER_FAILED_VERIFICATION, pycurl.E_SSL_CONNECT_ERROR):
        return message("ticketizer-no-trust", host=host)
    if error in (pycurl.E_UNSUPPORTED_PROTOCOL, WEIRD_SERVER_REPLY):
        return message("ticketizer-not-http")
    if error == pycurl.E_URL_MALFORMAT:
        return message("ticketizer-url")
    return message("ticketizer-dropped")
