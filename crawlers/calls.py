"""Calls of blocking libraries, each in a thread of its own.

A library may hang for as long as its far end likes, and a thread cannot be ended. So a call whose
time is over is abandoned: its thread is a daemon's, which holds up neither the child's end nor
the next call. They stay few, since a far end that hangs is left alone (`crawlers.hosts`) and
children are replaced every hour.
"""

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def in_thread(function: Callable[[], T]) -> T:
    """What the function returns or raises. Whoever stops waiting for it abandons it."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: Exception | None) -> None:
        if done.cancelled():
            return
        if error is None:
            done.set_result(result)  # type: ignore[arg-type]
        else:
            done.set_exception(error)

    def work() -> None:
        try:
            result, error = function(), None
        except Exception as raised:
            result, error = None, raised
        except BaseException as raised:  # a library's sys.exit() must end nobody else's crawl
            result, error = None, RuntimeError(type(raised).__name__)
        loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=work, name="call", daemon=True).start()
    return await done
