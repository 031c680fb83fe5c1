"""A service on loopback that a test plays, and a session that asks it without a crew."""

import contextlib
import importlib
import json
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import requests
from scrapy.http import HtmlResponse

from crawlers import failures
from crawlers.errors import CrawlError
from crawlers.kind import Page
from mentions.messages import message
from mentions.types import Outcome

T = TypeVar("T")


@dataclass(frozen=True)
class Asked:
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def as_json(value: Any, status: int = 200) -> Answer:
    body = json.dumps(value, ensure_ascii=False).encode()
    return Answer(body, status, {"Content-Type": "application/json; charset=UTF-8"})


class FarEnd:
    """Answers each request by `play`, at `base`; robots.txt is not there."""

    def __init__(self, play: Callable[[Asked], Answer]) -> None:
        self.play = play
        self.asked: list[Asked] = []
        handler = type("Handler", (_Handler,), {"far_end": self})
        self._server = ThreadingHTTPServer(("127.0.0.130", 0), handler)
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.130:{self._server.server_port}"

    def __enter__(self) -> "FarEnd":
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, headers: Mapping[str, str]) -> Answer:
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/robots.txt":
            return Answer(status=404)
        asked = Asked(parts.path, query, headers)
        self.asked.append(asked)
        return self.play(asked)


class _Handler(BaseHTTPRequestHandler):
    far_end: FarEnd
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        answer = self.far_end.answer(self.path, self.headers)
        self.send_response(answer.status)
        for name, value in (answer.headers | {"Content-Length": str(len(answer.body))}).items():
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(OSError):  # nobody reads on what is too big
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


class PlainSession:
    """Fetches as a crew does, but here and at once; parses in this process, through JSON."""

    def __init__(self, base: str, secret: str = "") -> None:
        self._base = base
        self._secret = secret
        self._http = requests.Session()

    async def fetch(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        also: Collection[int] = (),
        obeys_robots: bool = True,
    ) -> Page:
        got = self._http.get(url, headers=dict(headers or {}), timeout=5)
        plain = {name.lower(): value for name, value in got.headers.items()}
        response = HtmlResponse(got.url, got.status_code, dict(got.headers), got.content)
        refusal = failures.of_response(response)
        if refusal is not None and got.status_code not in also:
            raise refusal
        return Page(got.url, got.status_code, plain, got.content)

    async def parse(self, function: str, body: bytes, **arguments: Any) -> Any:
        module, _, name = function.partition(":")
        found = getattr(importlib.import_module(module), name)
        return json.loads(json.dumps(found(body, **json.loads(json.dumps(arguments)))))

    async def call(self, function: Callable[..., T], *arguments: Any) -> T:
        return function(*arguments)

    def base(self, service: str) -> str:
        return self._base

    def secret(self, service: str) -> str:
        if not self._secret:
            raise CrawlError(Outcome.BLOCKED, message("crawlers-no-secret"))
        return self._secret
