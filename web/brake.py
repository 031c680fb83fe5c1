"""The brake on guessing tokens and signatures: an address that shows wrong ones waits, and nobody
else does.

Kept in the memory of the process: a row for each guess would make the guessing dearer for us than
for whoever guesses. A token that was right from an address stays welcome from there, so that a
sender goes on working while its neighbour behind the same proxy tries others.
"""

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from threading import Lock
from time import monotonic

WINDOW = 15 * 60.0  # seconds
ATTEMPTS = 30
MOST_ADDRESSES = 10_000
MOST_TOKENS = 100


@dataclass(slots=True)
class _Seen:
    attempts: deque[float] = field(default_factory=deque)
    right: deque[bytes] = field(default_factory=lambda: deque(maxlen=MOST_TOKENS))


class Brake:
    """Counts attempts by address; `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._seen: OrderedDict[str, _Seen] = OrderedDict()

    def begin(self, address: str, token: str) -> int:
        """Count an attempt before it is looked at; seconds to wait instead, if it is not to be.

        Counting first leaves no gap through which parallel guesses would slip.
        """
        now = self._clock()
        with self._lock:
            seen = self._of(address)
            if _digest(token) in seen.right:
                return 0
            while seen.attempts and seen.attempts[0] <= now - WINDOW:
                seen.attempts.popleft()
            if len(seen.attempts) >= ATTEMPTS:
                return int(seen.attempts[0] + WINDOW - now) + 1
            seen.attempts.append(now)
            return 0

    def passed(self, address: str, token: str) -> None:
        """The token was right: the attempt does not count."""
        with self._lock:
            seen = self._of(address)
            if _digest(token) not in seen.right:
                seen.right.append(_digest(token))
                if seen.attempts:
                    seen.attempts.pop()

    def failed(self, address: str, token: str) -> None:
        """The token was wrong, whatever it was before."""
        with self._lock:
            seen = self._of(address)
            if _digest(token) in seen.right:
                seen.right.remove(_digest(token))

    def _of(self, address: str) -> _Seen:
        where = network_of(address)
        seen = self._seen.setdefault(where, _Seen())
        self._seen.move_to_end(where)
        if len(self._seen) > MOST_ADDRESSES:
            self._seen.popitem(last=False)
        return seen


def network_of(address: str) -> str:
    """What one client has: an address of IPv4, or the 64 bits of IPv6 that it can choose within.

    >>> network_of("203.0.113.7"), network_of("2001:db8:0:1::7"), network_of("")
    ('203.0.113.7', '2001:db8:0:1::', '')
    """
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    return str(IPv6Address(int(ip) >> 64 << 64)) if isinstance(ip, IPv6Address) else address


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "surrogatepass")).digest()
