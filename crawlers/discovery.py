"""Finding the feeds that an HTML page links to."""

from urllib.parse import urljoin, urlsplit

import lxml.html

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
    document = lxml.html.document_fromstring(text.encode("utf-8", "replace"))
    base = urljoin(url, next(iter(document.xpath("//base/@href")), ""))
    found = [
        urljoin(base, link.get("href"))
        for link in document.iter("link")
        if link.get("href")
        and "alternate" in (link.get("rel") or "").lower().split()
        and (link.get("type") or "").lower().partition(";")[0].strip() in TYPES
    ]
    return [address for address in found if urlsplit(address).scheme in ("http", "https")]
