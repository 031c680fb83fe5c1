"""Calls of blocking libraries, each in a thread of its own.

A library may hang for as long as its far end likes, and a thread cannot be ended. So a call whose
time is over is abandoned: its thread is a daemon's, which holds up neither the child's end nor
the next call. They stay few, since a far end that hangs is left alone (`crawlers.hosts`) and
children are replaced every hour.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from crawlers.errors import CrawlError, broken
from crawlers.kind import Service
from crawlers.wire import Settings
from mentions.guard import guarded
from mentions.messages import message
from mentions.network import AddressPolicy
from mentions.types import Outcome

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


class ServiceCaller:
    """The calls that are made for one purpose, and the settings of the service that they ask.

    `source_timeout` bounds all of them together.
    """

    def __init__(
        self, service: Service | None, settings: Settings, calls: asyncio.Semaphore
    ) -> None:
        self._service = service
        self._settings = settings
        self._calls = calls
        self._seconds = settings.source_timeout

    @property
    def proxy(self) -> str:
        return self._settings.proxy

    async def call(self, function: Callable[..., T], *arguments: Any) -> T:
        policy = AddressPolicy.parse(self._settings.allowed_networks)

        def run() -> T:
            with guarded(policy):
                return function(*arguments)

        async with self._calls:
            began = time.monotonic()
            limit = asyncio.timeout(self._seconds)
            try:
                async with limit:
                    return await in_thread(run)
            except TimeoutError as error:
                if limit.expired():
                    raise broken("crawlers-timeout") from error
                raise
            finally:
                self._seconds -= time.monotonic() - began

    def base(self, service: str) -> str:
        own = self._service.base if self._service and self._service.name == service else ""
        return self._settings.bases.get(service, own).rstrip("/")

    def secret(self, service: str) -> str:
        secret = self._settings.secrets.get(service, "")
        if not secret:
            own = self._service.secret_setting if self._service else service
            told = message("crawlers-no-secret", setting=f"MOLVA_{own.upper()}")
            raise CrawlError(Outcome.BLOCKED, told)
        return secret
