"""RSS, Atom and RDF, read by feedparser."""

import io
import re
from html import unescape
from typing import Any

import feedparser

from crawlers import dates
from crawlers.entry import Entry

TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)
ENTITY = re.compile(r"&(?:#\d+|#x[\da-f]+|[a-z]\w+);", re.IGNORECASE)


def read(text: str, url: str) -> list[Entry] | None:
    """The entries, or None where the text is no feed."""
    # What is stored is text, not HTML, so there is nothing in it to sanitise or to link; both
    # take two thirds of feedparser's time.
    parsed = feedparser.parse(
        io.BytesIO(text.encode("utf-8", "replace")),
        response_headers={
            "content-type": "application/xml; charset=utf-8",
            "content-location": url,
        },
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed.version and not parsed.entries:
        return None
    feed_author = _text(parsed.feed.get("author_detail", {}).get("name"))
    return [_entry(entry, feed_author) for entry in parsed.entries]


def _entry(entry: Any, feed_author: str) -> Entry:
    text, is_html = _body(entry)
    author = entry.get("author_detail") or {}
    published = _text(entry.get("published") or entry.get("updated") or entry.get("created"))
    parsed_time = (
        entry.get("published_parsed") or entry.get("updated_parsed") or entry.get("created_parsed")
    )
    return Entry(
        id=_text(entry.get("id")),
        url=_text(entry.get("link")),
        title=_title(_text(entry.get("title"))),
        text=text,
        is_html=is_html,
        author=_text(author.get("name")) or _text(entry.get("author")) or feed_author,
        author_url=_text(author.get("href")),
        published=published,
        published_at=dates.from_struct(parsed_time) if parsed_time else dates.from_text(published),
    )


def _body(entry: Any) -> tuple[str, bool]:
    """The longest of the entry's texts, and whether it is HTML."""
    bodies = [*entry.get("content", ()), entry.get("summary_detail") or {}]
    longest = max(bodies, key=lambda body: len(_text(body.get("value"))))
    return _text(longest.get("value")), longest.get("type") != "text/plain"


def _title(title: str) -> str:
    """A title is text, but feeds put HTML into it: `<b>Bank&amp;nbsp;X</b>` is `Bank X`."""
    return unescape(TAG.sub("", title)) if TAG.search(title) or ENTITY.search(title) else title


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
