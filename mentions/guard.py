"""No connection by a library to an address that the policy forbids.

Libraries open sockets of their own, after looking names up of their own, and follow redirects. So
the policy is asked where all of them pass: Python's audit event of a socket that connects
(https://docs.python.org/3/library/audit_events.html). What it does not see are connections by
other processes and by libraries that open sockets in C; apprise's services use neither.
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from mentions.network import AddressPolicy


class ForbiddenAddressError(OSError):
    """Raised inside the library that tried to connect; `address` is a literal one."""

    def __init__(self, address: str) -> None:
        super().__init__(f"not a permitted address: {address}")
        self.address = address


class _Thread(threading.local):
    policy: AddressPolicy | None = None
    refused: str | None = None


_thread = _Thread()


class Refused:
    """The address that was refused while the guard was up, or None."""

    address: str | None = None


@contextmanager
def guarded(policy: AddressPolicy) -> Iterator[Refused]:
    """In this thread, sockets connect only where `policy` permits."""
    _install()
    refused = Refused()
    _thread.policy, _thread.refused = policy, None
    try:
        yield refused
    finally:
        refused.address = _thread.refused
        _thread.policy = None


@cache
def _install() -> None:
    """Once a process: an audit hook cannot be taken away."""
    sys.addaudithook(_hook)


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "socket.connect" or _thread.policy is None:
        return
    address = arguments[1]
    # Not a network's address: a socket in the file system, such as a local mail daemon's.
    host = address[0] if isinstance(address, tuple) else ""
    try:
        is_permitted = _thread.policy.permits(host)
    except ValueError:
        is_permitted = False
    if not is_permitted:
        _thread.refused = str(host or address)
        raise ForbiddenAddressError(_thread.refused)
