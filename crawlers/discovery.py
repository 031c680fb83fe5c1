"""Addresses in pages and feeds, and the feeds that an HTML page links to."""

from urllib.parse import urljoin

import lxml.html
from lxml import etree

URL_LENGTH = 2000
TYPES = {
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
}


def is_html(text: str) -> bool:
    start = text[:2000].lower()
    return "<html" in start or "<!doctype html" in start or "<head" in start or "<body" in start


def feeds_of(text: str, url: str) -> list[str]:
    """Addresses of the page's feeds by `<link rel="alternate">`, in the page's order."""
    try:
        document = lxml.html.document_fromstring(text.encode("utf-8", "replace"))
    except etree.LxmlError:
        return []
    base = absolute(url, next(iter(document.xpath("//base/@href")), "")) or url
    found = [
        absolute(base, link.get("href"))
        for link in document.iter("link")
        if link.get("href")
        and "alternate" in (link.get("rel") or "").lower().split()
        and (link.get("type") or "").lower().partition(";")[0].strip() in TYPES
    ]
    return [address for address in found if address]


def absolute(base: str, address: str) -> str:
    """A whole http(s) address, or "" for none and for one that leads elsewhere."""
    if not address:
        return ""
    try:
        whole = urljoin(base, address.strip())
    except ValueError:
        return ""
    is_web = whole.lower().startswith(("http://", "https://"))
    return whole if is_web and len(whole) <= URL_LENGTH else ""
