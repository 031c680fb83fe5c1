"""JSON Feed, versions 1 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import json
from typing import Any

from crawlers import dates
from crawlers.entry import Entry, Feed


def read(text: str) -> Feed | None:
    """The feed, or None where the text is no JSON Feed."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        return None
    if "jsonfeed.org" not in str(feed.get("version", "")):
        return None
    entries = [_entry(item, feed) for item in feed["items"] if isinstance(item, dict)]
    return Feed(_text(feed.get("title")), entries)


def _entry(item: dict[str, Any], feed: dict[str, Any]) -> Entry:
    html = _text(item.get("content_html"))
    published = _text(item.get("date_published")) or _text(item.get("date_modified"))
    author = _author(item) or _author(feed)
    return Entry(
        id=_text(item.get("id")),
        url=_text(item.get("url")) or _text(item.get("external_url")),
        title=_text(item.get("title")),
        text=html or _text(item.get("content_text")) or _text(item.get("summary")),
        is_html=bool(html),
        author=_text(author.get("name")),
        author_url=_text(author.get("url")),
        published=published,
        published_at=dates.from_text(published),
    )


def _author(holder: dict[str, Any]) -> dict[str, Any]:
    """Version 1.1 has `authors`, version 1 `author`."""
    authors = holder.get("authors")
    author = authors[0] if isinstance(authors, list) and authors else holder.get("author")
    return author if isinstance(author, dict) else {}


def _text(value: Any) -> str:
    """An id may be a number, and anything may be anything."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)
