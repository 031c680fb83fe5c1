"""The pace at which a token may be used, kept by all processes of this machine together.

A file in the temporary folder, named by a hash of the token, holds the moment at which the token
may be used next. Who asks takes that moment, moves it on, and waits for it without the lock.
"""

import contextlib
import fcntl
import os
import tempfile
import time
from hashlib import blake2b
from pathlib import Path

# A moment further ahead than this was written under a clock that has since been set back.
LONGEST_QUEUE = 300.0


class Gate:
    """`rate` is in requests a second."""

    def __init__(self, token: str, rate: float) -> None:
        name = blake2b(token.encode(), digest_size=12, person=b"molva vk").hexdigest()
        self._path = Path(tempfile.gettempdir(), f"molva-vk-{os.getuid()}-{name}")
        self._interval = 1 / rate

    def wait(self) -> None:
        """Until this request's turn."""
        time.sleep(max(0.0, self._take(self._interval) - time.time()))

    def slow_down(self, seconds: float) -> None:
        """Let nobody use the token for a while, since the far end asks for fewer requests."""
        self._take(seconds)

    def _take(self, seconds: float) -> float:
        """The next free moment, after which the token rests for `seconds`."""
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            file = os.open(self._path, flags, 0o600)
        except OSError:  # no such folder, a full disk: each process keeps a pace of its own
            return time.time() + seconds
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            turn = max(_stored(file), now := time.time())
            if turn > now + LONGEST_QUEUE:
                turn = now
            with contextlib.suppress(OSError):
                os.pwrite(file, f"{turn + seconds:<40.6f}".encode(), 0)
            return turn
        finally:
            os.close(file)


def _stored(file: int) -> float:
    try:
        return float(os.pread(file, 40, 0))
    except ValueError:
        return 0.0
