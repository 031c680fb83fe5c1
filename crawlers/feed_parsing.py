"""Reading the entries out of a feed's bytes. Runs in the parser process; no I/O."""

from datetime import UTC, datetime
from typing import Any

from crawlers import dates, discovery, json_feed, xml_feed
from crawlers.encodings import decode
from crawlers.entry import Entry, keyed
from crawlers.wire import item_to_json
from mentions.messages import Message, message
from mentions.types import RawItem

NAME_LENGTH = 200
AUTHOR_LENGTH = 300
TITLE_LENGTH = 2000
TEXT_LENGTH = 200_000


def parse(body: bytes, url: str, content_type: str, keyed_by: int) -> dict[str, Any]:
    """`{"name": …, "items": […], "keyed_by": …}` as JSON; of what is no feed `{"failure": …}`."""
    text = decode(body, content_type)
    is_json = text.lstrip()[:1] == "{"
    feed = json_feed.read(text) if is_json else xml_feed.read(text)
    if feed is None or (not feed.entries and discovery.is_html(text)):
        return {"failure": _no_feed(text, url).to_json()}
    pairs, keyed_by = keyed(feed.entries, keyed_by)
    now = datetime.now(UTC)
    items = [_item(key, entry, url, now) for key, entry in pairs if entry.title or entry.text]
    name = " ".join(feed.title.split())[:NAME_LENGTH]
    return {"name": name, "items": [item_to_json(item) for item in items], "keyed_by": keyed_by}


def _item(key: str, entry: Entry, base: str, now: datetime) -> RawItem:
    return RawItem(
        key=key,
        url=discovery.absolute(base, entry.url),
        title=entry.title.strip()[:TITLE_LENGTH],
        text=entry.text[:TEXT_LENGTH],
        is_html=entry.is_html,
        author=entry.author.strip()[:AUTHOR_LENGTH],
        author_url=discovery.absolute(base, entry.author_url),
        published_at=dates.believable(entry.published_at, now),
    )


def _no_feed(text: str, url: str) -> Message:
    if not discovery.is_html(text):
        return message("crawlers-not-a-feed")
    feeds = discovery.feeds_of(text, url)
    if not feeds:
        return message("crawlers-page-without-feed")
    return message("crawlers-page-with-feed", address=feeds[0])
