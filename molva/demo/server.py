"""The demo's only server: feeds, posts' pages and the helpdesk, on loopback."""

import hashlib
import json
import logging
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from secrets import token_bytes
from threading import Thread
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from mentions.messages import DEFAULT_LANGUAGE, LANGUAGES
from molva.demo import pages
from molva.demo.helpdesk import LARGEST_BODY, Helpdesk, Temper, moody
from molva.demo.world import Brand, World, brands

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
HOOKS_PATH = "/helpdesk/hooks"
STATIC = Path(__file__).parent / "static"
STATIC_TYPES = {
    "demo.css": "text/css",
    "helpdesk.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
HTML = "text/html; charset=utf-8"
# Whatever a ticket's text holds, the browser runs the desk's own script only.
SAFETY = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


@dataclass(frozen=True, slots=True)
class Page:
    """A body to answer with."""

    body: bytes
    content_type: str = HTML
    status: HTTPStatus = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=dict)


NOT_FOUND = Page(b"Not found\n", "text/plain", HTTPStatus.NOT_FOUND)


class Town:
    """Answers for every address of the demo."""

    def __init__(self, world: World, desk: Helpdesk, clock: Callable[[], datetime], url: str):
        self.world = world
        self.desk = desk
        self._clock = clock
        self._url = url
        self._feeds = {source.feed_path: source for source in world.sources.values()}
        self._fixed: dict[str, Callable[[], Page]] = {
            "/": lambda: Page(pages.front_page(tuple(world.sources.values()))),
            "/robots.txt": lambda: Page(b"User-agent: *\nDisallow:\n", "text/plain"),
        }

    def page(self, path: str, language: str) -> Page:
        if path in self._fixed:
            return self._fixed[path]()
        if path in {"/helpdesk", "/helpdesk/"}:
            return Page(pages.helpdesk_page(self.desk, language))
        if path == "/helpdesk/tickets":
            return Page(pages.helpdesk_tickets(self.desk, language))
        name = path.removeprefix("/static/")
        if name in STATIC_TYPES and name != path:
            return Page((STATIC / name).read_bytes(), f"{STATIC_TYPES[name]}; charset=utf-8")
        return self._published(path)

    def _published(self, path: str) -> Page:
        now = self._clock()
        if source := self._feeds.get(path):
            return Page(*self.world.feed(source, now, self._url))
        if source := self.world.sources.get(path.strip("/")):
            return Page(pages.source_page(source, self.world.posts(source.key, now)))
        if post := self.world.post(path, now):
            return Page(pages.post_page(self.world.sources[post.source], post))
        return NOT_FOUND


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    town: Town

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        wanted = parse_qs(address.query).get("lang", [DEFAULT_LANGUAGE])[0]
        language = wanted if wanted in LANGUAGES else DEFAULT_LANGUAGE
        self._answer(self.town.page(address.path, language))

    do_HEAD = do_GET

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        # A body that is not read would be taken for the next request.
        self.close_connection = True
        if urlsplit(self.path).path != HOOKS_PATH:
            self._answer(NOT_FOUND)
        elif not length.isdecimal():
            self._answer(Page(b"", status=HTTPStatus.LENGTH_REQUIRED))
        elif int(length) > LARGEST_BODY:
            self._answer(Page(b"", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE))
        else:
            self.close_connection = False
            self._hook(self.rfile.read(int(length)))

    def _hook(self, body: bytes) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.town.desk.receive(body, headers)
        time.sleep(answer.delay_seconds)
        told = json.dumps(answer.body).encode()
        self._answer(Page(told, "application/json", answer.status, answer.headers))

    def _answer(self, page: Page) -> None:
        tag = f'"{hashlib.sha256(page.body).hexdigest()[:32]}"'
        known = self.headers.get("If-None-Match", "").split(",")
        unchanged = page.status == HTTPStatus.OK and tag in map(str.strip, known)
        self.send_response(HTTPStatus.NOT_MODIFIED if unchanged else page.status)
        if page.status == HTTPStatus.OK:
            self.send_header("ETag", tag)
            self.send_header("Cache-Control", "no-cache")
        if not unchanged:
            self.send_header("Content-Type", page.content_type)
            self.send_header("Content-Length", str(len(page.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        for name, value in {**SAFETY, **page.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if not unchanged and self.command != "HEAD":
            self.wfile.write(page.body)

    def log_message(self, format: str, *args: object) -> None:
        log.debug("%s " + format, self.address_string(), *args)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # The whole town is crawled at once.
    request_queue_size = 128


class Feed(NamedTuple):
    """A feed of the town and how often it is worth a crawl."""

    name: str
    url: str
    every_seconds: int


@dataclass(frozen=True, slots=True)
class DemoServer:
    """A running town."""

    base_url: str
    brands: tuple[Brand, ...]
    feeds: tuple[Feed, ...]
    webhook_url: str
    webhook_secret: str = field(repr=False)
    town: Town
    _server: _Server

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def utc_now() -> datetime:
    return datetime.now(UTC)


def start_demo(
    port: int = 0,
    clock: Callable[[], datetime] = utc_now,
    temper: Callable[[str], Temper] = moody,
) -> DemoServer:
    """Start the town on loopback, at `port` or at any free one, its outage six hours old."""
    # The handler's class learns of the town when it stands: its address needs the bound port.
    handler = type("_TownHandler", (_Handler,), {})
    server = _Server((HOST, port), handler)
    base_url = f"http://{HOST}:{server.server_address[1]}"
    secret = "whsec_" + b64encode(token_bytes(24)).decode()
    world = World(clock())
    town = Town(world, Helpdesk(secret, clock, base_url, temper), clock, base_url)
    handler.town = town  # type: ignore[attr-defined]
    Thread(target=server.serve_forever, args=(0.05,), name="demo", daemon=True).start()
    return DemoServer(
        base_url=base_url,
        brands=brands(),
        feeds=tuple(
            Feed(source.title, base_url + source.feed_path, source.every_seconds)
            for source in world.sources.values()
        ),
        webhook_url=base_url + HOOKS_PATH,
        webhook_secret=secret,
        town=town,
        _server=server,
    )
