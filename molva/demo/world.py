"""Who wrote what and when in the invented town: pure, given when it starts and what time it is.

`world/*.jsonl` hold the texts, a JSON object a line: `source`, `author`, `title`?, `text`, `path`
of its page, `reprint_of`? (the path of the first publication), and when it appears:

- `age`: minutes before the start (the outage, always the last six hours);
- `day` and `time`: days before the start and the time of day in the town, so that nights stay quiet
  whenever the demo is started; a moment of today that has not come yet moves three weeks back;
- neither: a text kept for later, one of which arrives every 10 to 20 seconds.

When these run out, texts are put together from `frames.json`, so that a demo left running lives on.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache
from math import prod
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from molva.demo.dialects import DIALECTS, Channel, Entry

FOLDER = Path(__file__).parent / "world"
TOWN_TIME = timezone(timedelta(hours=3))
HISTORY = timedelta(days=21)
OUTAGE_AGE = timedelta(minutes=345)
ARRIVAL_SECONDS = 15
ARRIVAL_JITTER = 2.5
LONGEST_FEED = 400
# A prime that divides no number of a frame's texts: stepping by it visits each of them.
FRAME_STRIDE = 101


@dataclass(frozen=True, slots=True)
class Source:
    """A site of the town and the dialect that its feed speaks."""

    key: str
    title: str
    dialect: str
    every_seconds: int
    encoding: str = "utf-8"
    teaser: bool = False

    @property
    def feed_path(self) -> str:
        return f"/{self.key}/feed.{'json' if self.dialect == 'json' else 'xml'}"


class Brand(NamedTuple):
    """A brand of the town and the query that finds it."""

    name: str
    query: str


@dataclass(frozen=True, slots=True)
class Post:
    """A published text. Paragraphs stand apart by an empty line; `published` is aware."""

    source: str
    author: str
    published: datetime
    title: str | None
    text: str
    path: str
    reprint_of: str | None = None


def _read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def _lines(name: str) -> list[dict[str, Any]]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def brands() -> tuple[Brand, ...]:
    return tuple(Brand(**row) for row in _read("brands.json"))


def sources() -> tuple[Source, ...]:
    return tuple(Source(**row) for row in _read("sources.json"))


def _published(written: Mapping[str, Any], start: datetime) -> datetime:
    if "age" in written:
        return start - timedelta(minutes=written["age"])
    hour, minute = map(int, written["time"].split(":"))
    today = start.astimezone(TOWN_TIME).replace(hour=hour, minute=minute, second=0, microsecond=0)
    moment = today - timedelta(days=written["day"])
    return moment if moment < start else moment - HISTORY


def _post(written: Mapping[str, Any], published: datetime, start: datetime) -> Post:
    since = (start - OUTAGE_AGE).astimezone(TOWN_TIME)
    return Post(
        source=written["source"],
        author=written["author"],
        published=published,
        title=written.get("title"),
        text=written["text"].replace("{outage_start}", f"{since:%H:%M}"),
        path=written["path"],
        reprint_of=written.get("reprint_of"),
    )


class World:
    """The town since three weeks before `start`. Questions about `now` change nothing."""

    def __init__(self, start: datetime) -> None:
        self.start = start
        self.sources = {source.key: source for source in sources()}
        self.history = tuple(
            _post(written, _published(written, start), start)
            for name in ("everyday.jsonl", "stories.jsonl", "outage.jsonl")
            for written in _lines(name)
        )
        self._arrivals = tuple(_lines("live.jsonl"))
        self._frames = tuple(_read("frames.json"))
        self._authors = {
            key: sorted({post.author for post in self.history if post.source == key})
            for key in self.sources
        }
        self._arrived = cache(self._arrive)

    def _arrival_time(self, number: int) -> datetime:
        jitter = Random(number).uniform(-ARRIVAL_JITTER, ARRIVAL_JITTER)  # noqa: S311
        return self.start + timedelta(seconds=(number + 1) * ARRIVAL_SECONDS + jitter)

    def _arrive(self, number: int) -> Post:
        written = self._arrivals[number] if number < len(self._arrivals) else self._compose(number)
        return _post(written, self._arrival_time(number), self.start)

    def _compose(self, number: int) -> dict[str, str]:
        """A text out of a frame, the same for the same number; a frame repeats none of its texts
        before it has used them all up."""
        turn, chosen = divmod(number, len(self._frames))
        frame = self._frames[chosen]
        source = frame["sources"][turn % len(frame["sources"])]
        parts, rest = [], turn * FRAME_STRIDE % prod(map(len, frame["slots"]))
        for slot in frame["slots"]:
            rest, part = divmod(rest, len(slot))
            parts.append(slot[part])
        return {
            "source": source,
            "author": self._authors[source][number * FRAME_STRIDE % len(self._authors[source])],
            "text": " ".join(parts),
            "path": f"/{source}/new-{number}",
        }

    def _until(self, now: datetime) -> Iterator[Post]:
        yield from (post for post in self.history if post.published <= now)
        number = 0
        while self._arrival_time(number) <= now:
            yield self._arrived(number)
            number += 1

    def posts(self, source: str, now: datetime) -> list[Post]:
        """What the source has published by `now`, the newest first."""
        written = [post for post in self._until(now) if post.source == source]
        return sorted(written, key=lambda post: post.published, reverse=True)

    def post(self, path: str, now: datetime) -> Post | None:
        """The post whose page is at `path`, once it has been published."""
        return next((post for post in self._until(now) if post.path == path), None)

    def feed(self, source: Source, now: datetime, base_url: str) -> tuple[bytes, str]:
        """The body of the source's feed at `now`, and its content type."""
        write, content_type = DIALECTS[source.dialect]
        channel = Channel(f"{base_url}/{source.key}/", source.title, source.encoding, source.teaser)
        entries = [
            Entry(base_url + post.path, post.author, post.published, post.title, post.text)
            for post in self.posts(source.key, now)[:LONGEST_FEED]
        ]
        return write(channel, entries), f"{content_type}; charset={source.encoding}"
