"""A server on loopback that shows reviews as the App Store, Google Play, banki.ru and 2GIS do.

The forms are those of `docs/sources.md`; all four show the same `reviews`, newest first.
"""

import json
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlsplit

MOSCOW = timezone(timedelta(hours=3))
BEGAN = datetime.now(UTC).replace(microsecond=0) - timedelta(days=5)


@dataclass
class Review:
    number: int
    text: str
    rating: int = 3
    answer: str = ""

    @property
    def at(self) -> datetime:
        return BEGAN + timedelta(minutes=self.number)


class Stores:
    """`moods` are the lies that are told; "endless" is a list that always has a next page."""

    def __init__(self) -> None:
        self.reviews: list[Review] = []
        self.moods: set[str] = set()
        self.asked: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.131", 0), _handler(self))
        self.url = f"http://127.0.0.131:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def newest(self, start: int, count: int) -> list[Review]:
        return sorted(self.reviews, key=lambda one: -one.number)[start : start + count]

    def answer(self, method: str, target: str, body: str) -> tuple[int, Any]:
        parts = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.asked.append(target)
        if "down" in self.moods:
            return 503, {}
        if "other" in self.moods:
            return 200, {"new": "form"}
        if "customerreviews" in parts.path:
            return self._app_store(int(parts.path.split("page=")[1].split("/")[0]))
        if method == "POST":
            return self._google_play(unquote_plus(body))
        if parts.path.startswith("/services/"):
            return self._banki(int(query["page"]))
        return self._two_gis(query)

    def _app_store(self, page: int) -> tuple[int, Any]:
        shown = self.newest((page - 1) * 50, 50)
        if "empty" in self.moods or f"empty {page}" in self.moods:
            shown = []
        entries: list[Any] = [{"id": {"label": "app"}, "im:name": {"label": "Вектор"}}]
        entries += [
            {
                "id": {"label": str(one.number)},
                "title": {"label": f"Отзыв {one.number}"},
                "content": {"label": one.text, "attributes": {"type": "text"}},
                "im:rating": {"label": str(one.rating)},
                "author": {"name": {"label": "Инна"}, "uri": {"label": "https://apple.com/i"}},
                "updated": {"label": one.at.isoformat()},
            }
            for one in shown
        ]
        if len(entries) == 2:
            return 200, {"feed": {"entry": entries[1]}}  # one review is no array
        return 200, {"feed": {"entry": entries} if shown else {"author": {}}}

    def _google_play(self, body: str) -> tuple[int, Any]:
        if "refuse" in self.moods:
            return 200, "com.google.play.gateway.proto.PlayGatewayError"
        asked = json.loads(json.loads(body.partition("f.req=")[2])[0][0][1])
        count, *rest = asked[1][2]
        start = int(rest[1].partition("-")[2]) if rest else 0
        shown = [] if "empty" in self.moods else self.newest(start, count)
        rows = [
            [
                f"gp{one.number}", ["Пётр", [None, 2, None, [None, None, "x"]]], one.rating, None,
                one.text, [int(one.at.timestamp()), 0], 4,
                [None, one.answer, [int(one.at.timestamp()), 0]] if one.answer else None,
                None, None, "1.0",
            ]
            for one in shown
        ]  # fmt: skip
        more = len(shown) == count
        inner = [rows, [None, f"token-{start + count}"]] if more else [rows, None]
        return 200, ")]}'\n\n" + json.dumps([["wrb.fr", "oCPfdb", json.dumps([*inner, None])]])

    def _banki(self, page: int) -> tuple[int, Any]:
        shown = self.newest((page - 1) * 25, 25)
        data = [
            {
                "id": one.number, "title": "Отзыв", "text": f"<p>{one.text}</p>",
                "grade": one.rating, "dateCreate": f"{one.at.astimezone(MOSCOW):%Y-%m-%d %H:%M:%S}",
                "userName": "ivan", "commentCount": 2, "agentAnswerText": one.answer or None,
            }
            for one in shown
        ]  # fmt: skip
        has_more = len(self.reviews) > page * 25 or "endless" in self.moods
        return 200, {"data": data, "hasMorePages": has_more}

    def _two_gis(self, query: dict[str, str]) -> tuple[int, Any]:
        if query.get("key") != "s3cret":
            return 200, {"meta": {"code": 403, "error": {"message": "key"}}}
        start = int(query.get("offset", 0))
        shown = self.newest(start, 50)
        meta: dict[str, Any] = {"code": 200, "total_count": len(self.reviews)}
        if len(shown) == 50 or "endless" in self.moods:
            on = start + len(shown)
            more = f"limit=50&key=s3cret&sort_by=date_edited&offset={on}"
            meta["next_link"] = f"https://elsewhere.example/2.0/branches/1/reviews?{more}"
        reviews = [
            {
                "id": str(one.number), "text": one.text, "rating": one.rating, "is_hidden": False,
                "date_created": one.at.isoformat(), "user": {"name": "Олег"}, "likes_count": 1,
                "official_answer": {"text": one.answer} if one.answer else None,
            }
            for one in shown
        ]  # fmt: skip
        return 200, {"meta": meta, "reviews": reviews}


def _handler(stores: Stores) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            status, told = (
                (404, {})
                if self.path == "/robots.txt"
                else stores.answer(self.command, self.path, sent)
            )
            body = (told if isinstance(told, str) else json.dumps(told)).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = _serve

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
