"""Every feed of the town, read over HTTP by a parser that knows nothing of it."""

import json
import urllib.error
import urllib.request
from datetime import timedelta
from http.client import HTTPResponse
from typing import Any

import feedparser
import pytest

from molva.demo import DemoServer
from molva.demo.world import LONGEST_FEED, sources
from tests.demo.clock import Clock

DIALECTS = {"rss": "rss20", "rdf": "rss10", "atom": "atom10"}


def get(url: str, **headers: str) -> HTTPResponse:
    response: HTTPResponse = urllib.request.urlopen(urllib.request.Request(url, headers=headers))
    return response


def titles_and_links(body: bytes, dialect: str) -> list[tuple[str | None, str]]:
    if dialect == "json":
        items: list[dict[str, Any]] = json.loads(body)["items"]
        return [(item.get("title"), item["url"]) for item in items]
    feed = feedparser.parse(body)
    assert not feed.bozo
    assert feed.version == DIALECTS[dialect]
    return [(entry.get("title"), entry.link) for entry in feed.entries]


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.key)
def test_a_feed_holds_what_its_source_published(
    town: DemoServer, clock: Clock, source: Any
) -> None:
    response = get(town.base_url + source.feed_path)
    assert f"charset={source.encoding}" in response.headers["Content-Type"]
    posts = town.town.world.posts(source.key, clock.now)
    assert posts
    expected = [(post.title, town.base_url + post.path) for post in posts]
    assert titles_and_links(response.read(), source.dialect) == expected


def test_the_dialects_and_encodings_are_all_there() -> None:
    assert {source.dialect for source in sources()} == {"rss", "rdf", "atom", "json"}
    assert {source.encoding for source in sources()} == {"utf-8", "windows-1251"}


def test_windows_1251_is_windows_1251(town: DemoServer) -> None:
    body = get(f"{town.base_url}/news_evening/feed.xml").read()
    assert "«Вектор Банк»".encode("windows-1251") in body
    assert feedparser.parse(body).encoding == "windows-1251"


def test_a_teaser_is_followed_by_the_whole_text_on_the_page(town: DemoServer, clock: Clock) -> None:
    long = next(
        post
        for post in town.town.world.posts("news_region", clock.now)
        if post.text.count("\n\n") > 1
    )
    last = long.text.split("\n\n")[-1]
    feed = get(f"{town.base_url}/news_region/feed.xml").read().decode()
    assert last not in feed
    assert last in get(town.base_url + long.path).read().decode()


def test_an_unchanged_feed_is_304_and_a_new_post_changes_it(town: DemoServer, clock: Clock) -> None:
    url = f"{town.base_url}/micro/feed.json"
    tag = get(url).headers["ETag"]
    with pytest.raises(urllib.error.HTTPError) as unchanged:
        get(url, **{"If-None-Match": tag})
    assert unchanged.value.code == 304
    clock.now += timedelta(minutes=5)
    assert get(url, **{"If-None-Match": tag}).status == 200


def test_a_feed_stops_growing(town: DemoServer, clock: Clock) -> None:
    clock.now += timedelta(hours=8)
    items = json.loads(get(f"{town.base_url}/micro/feed.json").read())["items"]
    assert len(items) == LONGEST_FEED


def test_every_post_opens(town: DemoServer, clock: Clock) -> None:
    for key in town.town.world.sources:
        post = town.town.world.posts(key, clock.now)[0]
        assert post.author in get(town.base_url + post.path).read().decode()
        assert get(f"{town.base_url}/{key}/").status == 200
    assert get(town.base_url).status == 200


@pytest.mark.parametrize("path", ["/nowhere", "/static/../server.py", "/static/", "/micro/status"])
def test_an_unknown_address_is_404(town: DemoServer, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as missing:
        get(town.base_url + path)
    assert missing.value.code == 404


def test_what_the_application_is_told(town: DemoServer) -> None:
    assert [brand for brand, _ in town.brands] == ["Вектор Банк", "Кофе на углу", "Тон Мобайл"]
    assert len(town.feeds) >= 12
    for _, url, every_seconds in town.feeds:
        assert url.startswith(town.base_url)
        assert every_seconds >= 10
