"""VK's API by the library vk_api: calls within the token's limits, packed, their errors told.

The library signs, sends and packs; what it would do on its own account (wait, repeat, ask for a
captcha to be typed in, keep a file) is turned off, since crawls have rules of their own.
"""

import asyncio
import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import jconfig
import requests
from vk_api import VkApi
from vk_api.exceptions import ApiError, ApiHttpError, VkApiError
from vk_api.requests_pool import VkRequestsPool

from crawlers.errors import CrawlError, broken
from crawlers.kind import Caller, Service
from crawlers.vk import errors
from crawlers.vk.errors import Refused
from crawlers.vk.gate import Gate
from mentions.guard import ForbiddenAddressError
from mentions.messages import message
from mentions.types import Outcome

SERVICE = Service("vk", "https://api.vk.com", "token")
VERSION = "5.199"
PACK = 25
# Seconds before each repetition of what failed for the moment.
PAUSES = (1.0, 3.0)
PASSING_FAULTS = ("crawlers-server-error", "crawlers-cut-off", "crawlers-vk-bad-answer")
CONNECT_TIMEOUT, READ_TIMEOUT, WHOLE_TIMEOUT = 10.0, 30.0, 60.0
LARGEST = 16 * 1024 * 1024

Answer = Any
Call = tuple[str, dict[str, Any]]


class Api:
    """One token, the setting's unless another is given, at one base address.

    Use it as `async with`: it keeps a connection open.
    """

    def __init__(self, caller: Caller, rate: float, token: str = "") -> None:
        self._caller = caller
        token = token or caller.secret(SERVICE.name)
        self._gate = Gate(token, rate)
        self._http = _Http(caller.base(SERVICE.name), self._gate, caller.proxy)
        self._vk = VkApi(
            token=token, api_version=VERSION, session=self._http, config=jconfig.MemoryConfig
        )
        self._vk.error_handlers = {}
        self._vk.RPS_DELAY = 0
        # Not every kind of token may use `execute`.
        self._can_pack = True

    async def __aenter__(self) -> "Api":
        return self

    async def __aexit__(self, *_: object) -> None:
        self._http.close()

    async def call(self, method: str, **values: Any) -> Answer:
        """The answer to one call; Refused is that call's own fault, CrawlError any other."""
        (answer,) = await self.pack([(method, values)])
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def pack(self, calls: Sequence[Call]) -> list[Answer | Refused | CrawlError]:
        """What each call brought, or why it brought nothing; in their order."""
        answers = await self._ask(calls)
        for pause in PAUSES:
            again = [n for n, one in enumerate(answers) if isinstance(one, _Failed) and one.passes]
            if not again:
                break
            await asyncio.sleep(pause)
            for n, answer in zip(again, await self._ask([calls[n] for n in again]), strict=True):
                answers[n] = answer
        return [_told(answer) for answer in answers]

    async def _ask(self, calls: Sequence[Call]) -> list[Any]:
        answers: list[Any] = []
        for start in range(0, len(calls), PACK):
            few = calls[start : start + PACK]
            if self._can_pack and len(few) > 1:
                answers += await self._execute(few)
            else:
                answers += [await self._caller.call(self._one, *call) for call in few]
        return answers

    async def _execute(self, calls: Sequence[Call]) -> list[Any]:
        answers = await self._caller.call(self._many, calls)
        if not isinstance(answers, _Failed):
            return list(answers)
        if answers.code == errors.TOO_BIG:
            half = len(calls) // 2
            return await self._ask(calls[:half]) + await self._ask(calls[half:])
        if answers.code in (15, *errors.WRONG_TOKEN):
            self._can_pack = False
            return await self._ask(calls)
        return [answers] * len(calls)

    def _one(self, method: str, values: dict[str, Any]) -> Any:
        return self._safely(lambda: self._vk.method(method, values))

    def _many(self, calls: Sequence[Call]) -> Any:
        def run() -> list[Any]:
            pool = VkRequestsPool(self._vk)
            results = [pool.method(*call) for call in calls]
            pool.execute()
            return [
                self._failed(result.error["error_code"]) if result.error else result.result
                for result in results
            ]

        return self._safely(run)

    def _safely(self, ask: Callable[[], Any]) -> Any:
        """What was answered, or _Failed: the library's exceptions hold the token, and end here."""
        try:
            return ask()
        except ApiError as error:
            return self._failed(error.code)
        except ApiHttpError as error:
            return _Failed(error=_of_status(error.response.status_code))
        except CrawlError as error:
            return _Failed(error=error)
        except (VkApiError, LookupError, TypeError, ValueError, RuntimeError, StopIteration):
            return _Failed(error=broken("crawlers-vk-bad-answer"))

    def _failed(self, code: int) -> "_Failed":
        if code == errors.TOO_MANY:
            self._gate.slow_down(1.0)
        return _Failed(code)


@dataclass(frozen=True, slots=True)
class _Failed:
    """A call that VK answered with an error's code, or that did not get through to it."""

    code: int = 0
    error: CrawlError | None = None

    @property
    def passes(self) -> bool:
        """Whether it is worth asking once more at once."""
        key = self.error.message.key if self.error else ""
        return self.code in errors.PASSING or key in PASSING_FAULTS


def _told(answer: Any) -> Any:
    if not isinstance(answer, _Failed):
        return answer
    return answer.error or errors.of_code(answer.code, datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class _Response:
    """As much of a response as vk_api asks for."""

    status_code: int
    body: bytes

    @property
    def ok(self) -> bool:
        return self.status_code < 400

    def json(self) -> Any:
        return json.loads(self.body)


class _Http:
    """What vk_api sends with: to our base address, at the token's pace, with limits."""

    def __init__(self, base: str, gate: Gate, proxy: str) -> None:
        self._base = base
        self._gate = gate
        self._requests = requests.Session()
        self._requests.trust_env = False  # replies are sent by the application, with all of its own
        if proxy:
            self._requests.proxies = {"http": proxy, "https": proxy}
        self._requests.verify = os.environ.get("SSL_CERT_FILE") or True

    def post(self, url: str, data: dict[str, Any], headers: Any = None) -> _Response:
        self._gate.wait()
        address = f"{self._base}/method/{url.rpartition('/')[2]}"
        try:
            return self._post(address, data)
        except requests.Timeout:
            failure = broken("crawlers-timeout")
        except requests.exceptions.SSLError:
            failure = broken("crawlers-tls", host=self._base)
        except requests.RequestException as error:
            failure = _of_connection(error, self._base)
        raise failure from None

    def _post(self, address: str, data: dict[str, Any]) -> _Response:
        ends = time.monotonic() + WHOLE_TIMEOUT
        timeout = (CONNECT_TIMEOUT, READ_TIMEOUT)
        body = bytearray()
        with self._requests.post(
            address, data=data, timeout=timeout, stream=True, allow_redirects=False
        ) as response:
            for part in response.iter_content(65536):
                body += part
                if len(body) > LARGEST:
                    raise broken("crawlers-too-big")
                if time.monotonic() > ends:
                    raise broken("crawlers-timeout")
        return _Response(response.status_code, bytes(body))

    def close(self) -> None:
        self._requests.close()


def _of_connection(error: BaseException, host: str) -> CrawlError:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ForbiddenAddressError):
            return broken("network-private-address", host=host, address=cause.address)
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, requests.ConnectionError):
        return broken("crawlers-no-connection", host=host)
    return broken("crawlers-cut-off")


def _of_status(status: int) -> CrawlError:
    if status == 429:
        return CrawlError(Outcome.BLOCKED, message("crawlers-too-often"))
    if status in (401, 403, 407, 451):
        return CrawlError(Outcome.BLOCKED, message("crawlers-refused", status=status))
    key = "crawlers-server-error" if status >= 500 else "crawlers-status"
    return broken(key, status=status)
