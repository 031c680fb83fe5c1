"""What the far end said to a library that tells us only whether all went well.

Apprise's services send by `requests`, where every answer passes `requests.Session.send`. That is
wrapped once a process; it hands on what it gets, and notes it only for a thread that listens.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, wraps
from typing import Any

import requests


class Overheard:
    """The last answer that came while somebody listened, or None."""

    answer: requests.Response | None = None


class _Thread(threading.local):
    overheard: Overheard | None = None


_thread = _Thread()


@contextmanager
def overhearing() -> Iterator[Overheard]:
    """Note the answers to this thread's requests."""
    _install()
    _thread.overheard = overheard = Overheard()
    try:
        yield overheard
    finally:
        _thread.overheard = None


@cache
def _install() -> None:
    send = requests.Session.send

    @wraps(send)
    def noted(*args: Any, **kwargs: Any) -> requests.Response:
        answer = send(*args, **kwargs)
        if _thread.overheard is not None:
            _thread.overheard.answer = answer
        return answer

    requests.Session.send = noted  # type: ignore[method-assign]
