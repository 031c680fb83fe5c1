"""Where a page leads: articles, the next page, feeds. Runs in the parser process."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urldefrag, urlsplit

from courlan.filters import is_not_crawlable, type_filter

from crawlers.discovery import absolute
from mentions.normalise import clean_url, site_of

MOST = 500
# Parts of paths that lead to lists, accounts and the site's own affairs.
ELSEWHERE = re.compile(
    r"/(?:login|signin|sign-in|signup|register|auth|account|profile|users?|members?|cart|basket"
    r"|search|tags?|about|contacts?|privacy|policy|terms|rules|help|faq|rss|feed|subscribe|adv"
    r"|advert\w*|vacanc\w*|categor\w+|rubric\w*|archive|sitemap|print)(?:[/.?]|$)",
    re.IGNORECASE,
)
# A date, a number, a file or a phrase: `/2025/10/06/`, `/news/12345`, `a.html`, `three-words-long`.
ARTICLE = re.compile(r"\d{4}/\d\d?|\d{3,}|\.s?html?$|(?:[a-zа-яё0-9]+[-_]){2,}", re.IGNORECASE)
HEADLINE_WORDS = 4


def base_of(document: Any, url: str) -> str:
    return absolute(url, next(iter(document.xpath("//base/@href")), "")) or url


def articles(document: Any, url: str) -> list[str]:
    """Addresses of what look like articles and topics of the same site, in the page's order."""
    base, own = base_of(document, url), clean_url(url)
    found: dict[str, str] = {}
    for link in document.xpath("//a[@href]"):
        written = link.get("href")
        if written in found or len(found) >= MOST:
            continue
        address = same_site(absolute(base, written), url)
        if address and address != own and _is_article(address, link):
            found[written] = address
    return list(dict.fromkeys(found.values()))


def _is_article(address: str, link: Any) -> bool:
    parts = urlsplit(address)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if parts.path in ("", "/") and not parts.query:
        return False
    if ELSEWHERE.search(path) or is_not_crawlable(address) or not type_filter(address, strict=True):
        return False
    if "next" in (link.get("rel") or "") or "page=" in parts.query:
        return False
    words = len((link.text_content() or "").split())
    return bool(ARTICLE.search(path)) or words >= HEADLINE_WORDS


def same_site(address: str, url: str) -> str:
    """A clean, whole address on the page's site, or ""."""
    whole = clean_url(urldefrag(absolute(url, address)).url)
    return whole if whole and site_of(whole) == site_of(url) else ""


def next_page(document: Any, url: str) -> str:
    """The page after this one in a list, of the same site, or ""."""
    base = base_of(document, url)
    for address in _marked(document, "next"):
        whole = same_site(absolute(base, address), url)
        if whole and whole != clean_url(url):
            return whole
    return ""


def _marked(document: Any, rel: str) -> Iterator[str]:
    for link in document.xpath("//link[@rel and @href] | //a[@rel and @href]"):
        if rel in link.get("rel").lower().split():
            yield link.get("href")
