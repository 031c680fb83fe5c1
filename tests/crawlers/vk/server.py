"""A VK API on loopback over a world: `execute`, its limits, and every fault on order."""

import json
import re
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from tests.crawlers.vk.world import VkError, World

TOKEN = "vk1.a.secret-token"
MESSAGES = {5: "User authorization failed", 6: "Too many requests per second", 14: "Captcha needed"}

Answer = dict[str, Any]


class Server:
    """`faults` are met once each, by method: a VK error's code, or "500", "cut", "html", "429".

    `before` sees each call, also those inside `execute`, and may change the world. With `rate`,
    requests beyond so many a second get error 6.
    """

    def __init__(self) -> None:
        self.world = World()
        self.faults: dict[str, deque[int | str]] = {}
        self.before: Callable[[str, Answer], None] = lambda method, values: None
        self.rate = 0
        self.packs = True
        self.requests: list[str] = []
        self.calls: list[tuple[str, Answer]] = []
        self.arrivals: deque[float] = deque()
        self.refused: Counter[int] = Counter()
        self.seen_values: list[Answer] = []
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True

    def __enter__(self) -> "Server":
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def fail(self, method: str, *faults: int | str) -> None:
        self.faults.setdefault(method, deque()).extend(faults)

    def fault(self, method: str) -> int | str | None:
        waiting = self.faults.get(method)
        return waiting.popleft() if waiting else None

    def answer(self, method: str, values: Answer) -> Answer:
        with self._lock:
            self.requests.append(method)
            self.seen_values.append(values)
            if self._is_too_fast():
                return self._error(6, values)
            if values.get("access_token") != TOKEN:
                return self._error(5, values)
            try:
                if method != "execute":
                    return {"response": self._call(method, values)}
                if not self.packs:
                    raise VkError(15)
                return self._execute(values["code"])
            except VkError as error:
                return self._error(error.code, values)

    def _is_too_fast(self) -> bool:
        now = time.monotonic()
        while self.arrivals and self.arrivals[0] <= now - 1:
            self.arrivals.popleft()
        self.arrivals.append(now)
        return bool(self.rate) and len(self.arrivals) > self.rate

    def _call(self, method: str, values: Answer) -> Any:
        self.before(method, values)
        self.calls.append((method, values))
        fault = self.fault(method)
        if isinstance(fault, int):
            raise VkError(fault)
        return self.world.call(method, values)

    def _execute(self, code: str) -> Answer:
        """Understands the two scripts that vk_api writes."""
        responses: list[Any] = []
        failed = []
        calls = _calls(code)
        if len(calls) > 25:
            raise VkError(13)
        for method, values in calls:
            try:
                responses.append(self._call(method, values))
            except VkError as error:
                responses.append(False)
                failed.append({"method": method, "error_code": error.code, "error_msg": "Refused"})
                self.refused[error.code] += 1
        return {"response": responses} | ({"execute_errors": failed} if failed else {})

    def _error(self, code: int, values: Answer) -> Answer:
        """With the request's values, as VK echoes them, all but the token."""
        self.refused[code] += 1
        params = [
            {"key": key, "value": str(value)}
            for key, value in values.items()
            if key != "access_token"
        ]
        error = {"error_code": code, "error_msg": MESSAGES.get(code, "Refused")}
        captcha = {"captcha_sid": "239633676097", "captcha_img": "https://vk.com/c?s=1"}
        more = captcha if code == 14 else {}
        return {"error": {**error, "request_params": params, **more}}


def _calls(code: str) -> list[tuple[str, Answer]]:
    decoder = json.JSONDecoder()
    if code.startswith("var values = "):
        values, _ = decoder.raw_decode(code, len("var values = "))
        method = re.search(r"API\.([\w.]+)\(values\[i\]\)", code)
        assert method, code
        return [(method[1], one) for one in values]
    found, at = [], 0
    while (call := re.compile(r"API\.([\w.]+)\(").search(code, at)) is not None:
        value, at = decoder.raw_decode(code, call.end())
        found.append((call[1], value))
    return found


def _handler(vk: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            method = self.path.removeprefix("/method/")
            fault = vk.fault(f"http {method}")
            answer = json.dumps(vk.answer(method, dict(parse_qsl(body)))).encode()
            if fault in ("500", "429", "403"):
                self._send(b"<html>Bad Gateway</html>", int(fault))
            elif fault == "html":
                self._send(b"<html>Maintenance</html>", 200)
            elif fault == "cut":
                self._send(answer, 200, cut=True)
                self.close_connection = True
            elif isinstance(fault, int):
                self._send(json.dumps(vk._error(fault, {})).encode(), 200)
            else:
                self._send(answer, 200)

        def _send(self, body: bytes, status: int, cut: bool = False) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if cut else body)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
