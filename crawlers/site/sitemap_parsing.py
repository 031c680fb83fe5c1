"""Reading a sitemap (https://www.sitemaps.org/protocol.html). Runs in the parser process."""

import io
import re
import zlib
from datetime import datetime
from typing import Any

from lxml import etree

from crawlers.site.times import moment
from mentions.normalise import clean_url, site_of

# The protocol's own limits, and ours on what is taken from one file.
MOST_BYTES = 50 * 1024 * 1024
MOST_ENTRIES = 50_000
DATED = 2000
# Of a list without dates only its ends are watched: new addresses are put at one of them.
AT_EACH_END = 500
GZIP = b"\x1f\x8b"
ADDRESS_LINE = re.compile(rb"^https?://\S+$", re.MULTILINE)


def read(body: bytes, url: str, under: str, since: float) -> dict[str, Any]:
    """`maps` of an index and `pages` of a sitemap, as [address, date] with the newest first.

    Dates are seconds since 1970, 0 where there is none. Only pages of `url`'s site whose path
    begins with `under` are given, and of dated ones only those since `since`; `count` is how many
    pages the file lists. `{"is_sitemap": False}` for what is no sitemap.
    """
    data = _unpacked(body)
    found = _entries(data) if data.lstrip().startswith(b"<") else _lines(data)
    if found is None:
        return {"is_sitemap": False}
    maps, pages = found
    site = site_of(url)
    own = {
        address: date
        for place, date in pages
        if (address := clean_url(place)) and site_of(address) == site and _path(address, under)
    }
    dated = sorted(((a, d) for a, d in own.items() if d >= since), key=lambda one: -one[1])
    undated = [(address, 0.0) for address, date in own.items() if not date]
    if len(undated) > 2 * AT_EACH_END:
        undated = undated[:AT_EACH_END] + undated[-AT_EACH_END:]
    return {
        "is_sitemap": True,
        "maps": sorted(((a, d) for a, d in maps if clean_url(a)), key=lambda one: -one[1]),
        "pages": [one for one in dated if one[1]][:DATED] + undated,
        "count": len(own),
    }


def _unpacked(body: bytes) -> bytes:
    """The body, unpacked where it is gzip; a bomb is cut off at what the protocol allows."""
    if not body.startswith(GZIP):
        return body
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, MOST_BYTES)
    except zlib.error:
        return b""


Entries = list[tuple[str, float]]


def _entries(data: bytes) -> tuple[Entries, Entries] | None:
    """(sitemaps, pages) of an XML file, as far as it can be read; None for other XML."""
    maps: Entries = []
    pages: Entries = []
    is_sitemap = False
    walk = etree.iterparse(
        io.BytesIO(data), events=("start", "end"), recover=True, resolve_entities=False,
        no_network=True, load_dtd=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        for event, element in walk:
            name = etree.QName(element).localname.lower()
            if event == "start":
                is_sitemap = is_sitemap or name in ("urlset", "sitemapindex")
                if not is_sitemap:
                    return None
            elif name in ("url", "sitemap"):
                (pages if name == "url" else maps).append(_entry(element))
                _forget(element)
                if len(maps) + len(pages) >= MOST_ENTRIES:
                    break
    except (etree.XMLSyntaxError, ValueError):
        pass  # what was read before it broke is as good as ever
    return (maps, pages) if is_sitemap else None


def _entry(element: Any) -> tuple[str, float]:
    """The address and its date; a news sitemap's date of publication is one too."""
    address, dates = "", [0.0]
    for inner in element.iter(tag=etree.Element):
        name, text = etree.QName(inner).localname.lower(), (inner.text or "").strip()
        if name == "loc" and not address:
            address = text
        elif name in ("lastmod", "publication_date"):
            dates.append(_seconds(text))
    return address, max(dates)


def _seconds(text: str) -> float:
    try:
        found: datetime | None = moment(text) if text[:4].isdecimal() else None
    except ValueError:
        return 0.0
    return found.timestamp() if found else 0.0


def _forget(element: Any) -> None:
    """Free what has been read: a file of 50 MB would be a tree of a gigabyte."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _lines(data: bytes) -> tuple[Entries, Entries] | None:
    """A text sitemap: an address on each line."""
    found = ADDRESS_LINE.findall(data.replace(b"\r", b""))[:MOST_ENTRIES]
    return ([], [(line.decode("utf-8", "replace"), 0.0) for line in found]) if found else None


def _path(address: str, under: str) -> bool:
    return re.sub(r"^https?://[^/]+", "", address).startswith(under)
