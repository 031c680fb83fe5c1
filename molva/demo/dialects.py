"""Posts written as RSS 2.0, RSS 1.0 (RDF), Atom (RFC 4287) or JSON Feed 1.1."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RSS_1 = "http://purl.org/rss/1.0/"

for _prefix, _uri in {"content": CONTENT, "dc": DUBLIN_CORE, "rdf": RDF}.items():
    ET.register_namespace(_prefix, _uri)


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed; `url` is absolute, `published` aware."""

    url: str
    author: str
    published: datetime
    title: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed says of itself. `teaser`: entries hold their first paragraph only."""

    url: str
    title: str
    encoding: str = "utf-8"
    teaser: bool = False


def as_html(text: str) -> str:
    """Paragraphs of plain text as HTML."""
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in text.split("\n\n"))


def _body(channel: Channel, entry: Entry) -> str:
    return entry.text.split("\n\n")[0] if channel.teaser else entry.text


def _add(parent: ET.Element, tag: str, text: str | None, **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, tag, attributes)
    child.text = text
    return child


def _bytes(root: ET.Element, encoding: str) -> bytes:
    # A character that the encoding lacks becomes a reference: ElementTree does so by itself.
    written: bytes = ET.tostring(root, encoding=encoding, xml_declaration=True)
    return written


def rss(channel: Channel, entries: Sequence[Entry]) -> bytes:
    root = ET.Element("rss", version="2.0")
    head = ET.SubElement(root, "channel")
    _add(head, "title", channel.title)
    _add(head, "link", channel.url)
    _add(head, "description", channel.title)
    for entry in entries:
        item = ET.SubElement(head, "item")
        if entry.title:
            _add(item, "title", entry.title)
        _add(item, "link", entry.url)
        _add(item, "guid", entry.url, isPermaLink="true")
        _add(item, "pubDate", format_datetime(entry.published))
        _add(item, f"{{{DUBLIN_CORE}}}creator", entry.author)
        _add(item, "description", as_html(_body(channel, entry)))
    return _bytes(root, channel.encoding)


def rdf(channel: Channel, entries: Sequence[Entry]) -> bytes:
    root = ET.Element(f"{{{RDF}}}RDF")
    head = ET.SubElement(root, f"{{{RSS_1}}}channel", {f"{{{RDF}}}about": channel.url})
    _add(head, f"{{{RSS_1}}}title", channel.title)
    _add(head, f"{{{RSS_1}}}link", channel.url)
    _add(head, f"{{{RSS_1}}}description", channel.title)
    order = ET.SubElement(ET.SubElement(head, f"{{{RSS_1}}}items"), f"{{{RDF}}}Seq")
    for entry in entries:
        ET.SubElement(order, f"{{{RDF}}}li", {f"{{{RDF}}}resource": entry.url})
        item = ET.SubElement(root, f"{{{RSS_1}}}item", {f"{{{RDF}}}about": entry.url})
        _add(item, f"{{{RSS_1}}}title", entry.title)
        _add(item, f"{{{RSS_1}}}link", entry.url)
        _add(item, f"{{{RSS_1}}}description", _body(channel, entry))
        _add(item, f"{{{DUBLIN_CORE}}}date", entry.published.isoformat())
        _add(item, f"{{{DUBLIN_CORE}}}creator", entry.author)
    return _bytes(root, channel.encoding)


def atom(channel: Channel, entries: Sequence[Entry]) -> bytes:
    root = ET.Element(f"{{{ATOM}}}feed")
    _add(root, f"{{{ATOM}}}id", channel.url)
    _add(root, f"{{{ATOM}}}title", channel.title)
    _add(root, f"{{{ATOM}}}link", None, href=channel.url)
    if entries:
        _add(root, f"{{{ATOM}}}updated", entries[0].published.isoformat())
    for entry in entries:
        item = ET.SubElement(root, f"{{{ATOM}}}entry")
        _add(item, f"{{{ATOM}}}id", entry.url)
        _add(item, f"{{{ATOM}}}title", entry.title)
        _add(item, f"{{{ATOM}}}link", None, rel="alternate", href=entry.url)
        _add(item, f"{{{ATOM}}}published", entry.published.isoformat())
        _add(item, f"{{{ATOM}}}updated", entry.published.isoformat())
        _add(ET.SubElement(item, f"{{{ATOM}}}author"), f"{{{ATOM}}}name", entry.author)
        _add(item, f"{{{ATOM}}}content", as_html(_body(channel, entry)), type="html")
    return _bytes(root, channel.encoding)


def json_feed(channel: Channel, entries: Sequence[Entry]) -> bytes:
    items = [
        {
            "id": entry.url,
            "url": entry.url,
            **({"title": entry.title} if entry.title else {}),
            "content_text": _body(channel, entry),
            "date_published": entry.published.isoformat(),
            "authors": [{"name": entry.author}],
        }
        for entry in entries
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.url,
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False).encode()


DIALECTS: dict[str, tuple[Callable[[Channel, Sequence[Entry]], bytes], str]] = {
    "rss": (rss, "application/rss+xml"),
    "rdf": (rdf, "application/rdf+xml"),
    "atom": (atom, "application/atom+xml"),
    "json": (json_feed, "application/feed+json"),
}
