"""RSS, Atom and RDF, read by feedparser."""

import io
import re
from html import unescape
from typing import Any

import feedparser

from crawlers import dates
from crawlers.entry import Entry, Feed

TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)
ENTITY = re.compile(r"&(?:#\d+|#x[\da-f]+|[a-z]\w+);", re.IGNORECASE)


def read(text: str) -> Feed | None:
    """The feed, or None where the text is no feed."""
    # What is stored is text, not HTML, so there is nothing in it to sanitise or to link; both
    # take two thirds of feedparser's time.
    parsed = feedparser.parse(
        io.BytesIO(text.encode("utf-8", "replace")),
        # No address of the feed: ids would be resolved against it, and change when it moves.
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed.get("version") and not parsed.entries:
        return None
    feed_author = parsed.feed.get("author_detail") or {}
    entries = [_entry(entry, feed_author) for entry in parsed.entries]
    return Feed(_title(_text(parsed.feed.get("title"))), entries)


def _entry(entry: Any, feed_author: Any) -> Entry:
    text, is_html = _body(entry)
    author = entry.get("author_detail") or feed_author
    published = _first(entry, "published", "updated", "created")
    parsed_time = _first(entry, "published_parsed", "updated_parsed", "created_parsed")
    return Entry(
        id=_text(entry.get("id")),
        url=_text(entry.get("link")),
        title=_title(_text(entry.get("title"))),
        text=text,
        is_html=is_html,
        author=_text(author.get("name")) or _text(entry.get("author")),
        author_url=_text(author.get("href")),
        published=_text(published),
        published_at=dates.from_struct(parsed_time)
        if parsed_time
        else dates.from_text(_text(published)),
    )


def _body(entry: Any) -> tuple[str, bool]:
    """The longest of the entry's texts, and whether it is HTML."""
    bodies = [*entry.get("content", ()), entry.get("summary_detail") or {}]
    longest = max(bodies, key=lambda body: len(_text(body.get("value"))))
    return _text(longest.get("value")), longest.get("type") != "text/plain"


def _first(entry: Any, *names: str) -> Any:
    """The first of these values that there is; dict's own `get`, since feedparser's guesses."""
    return next((value for name in names if (value := dict.get(entry, name))), None)


def _title(title: str) -> str:
    """A title is text, but feeds put HTML into it: `<b>Bank&amp;nbsp;X</b>` is `Bank X`."""
    return unescape(TAG.sub("", title)) if TAG.search(title) or ENTITY.search(title) else title


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
