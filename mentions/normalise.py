"""From a raw item to the text that people read and the keys that tell duplicates.

Pure: values in, values out. What is shown keeps its letters as they were written; what is only
compared (hashes, shingles) is folded.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lxml import etree

from mentions.language import language_of
from mentions.types import RawItem

LONGEST_TEXT = 200_000  # characters; no post or article is longer, garbage is
LONGEST_TITLE = 1_000
LONGEST_URL = 2_000
CLOCK_TOLERANCE = timedelta(hours=1)

_TRACKING = re.compile(
    r"utm_\w+|yclid|ysclid|gclid|gclsrc|dclid|fbclid|msclkid|mc_[ce]id|_openstat|wbraid|gbraid"
    r"|igshid|ref_src|at_medium|at_campaign|etext|roistat\w*|erid",
    re.IGNORECASE,
)
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        """address article aside blockquote br dd div dl dt fieldset figcaption figure footer form
        h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table td th tr ul""",
    )
)
_SILENT = frozenset(("script", "style", "template", "noscript", "head", "iframe", "object"))
_DOCUMENT = re.compile(r"\s*<(?:html|!doctype)", re.IGNORECASE).match
_PARSER = etree.HTMLParser()
_MARKUP = re.compile(r"<[a-zA-Z!/]|&[#a-zA-Z]")
# C0/C1 controls but tab and newlines, lone surrogates, and the bidirectional overrides with
# which a text can pretend to be another.
_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]"
)
_SPACES = re.compile(r"[^\S\n]{2,}|[^\S\n ]")  # all but single spaces, which most are
_NEWLINES = re.compile(r"\n\s*\n\s*")
_WORDS = re.compile(r"\w+").findall
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


@dataclass(frozen=True, slots=True)
class Draft:
    """An item made readable: plain text, a clean address, its time, language and hashes.

    `words` are the title's and text's, folded for comparing.
    """

    title: str
    text: str
    url: str
    site: str
    author: str
    author_url: str
    published_at: datetime
    lang: str
    address_hash: str
    text_hash: str
    words: tuple[str, ...]


def normalise(item: RawItem, fetched_at: datetime) -> Draft:
    """The readable form of `item`; a missing or future date becomes the time of fetching."""
    title = plain_text(item.title, item.is_html).replace("\n", " ")[:LONGEST_TITLE]
    text = plain_text(item.text, item.is_html)[:LONGEST_TEXT]
    folded = tuple(words(f"{title} {text}"))
    url = clean_url(item.url)
    site = site_of(url)
    published = item.published_at or fetched_at
    if published > fetched_at + CLOCK_TOLERANCE or published.year < 1990:
        published = fetched_at
    return Draft(
        title=title,
        text=text,
        url=url,
        site=site,
        author=plain_text(item.author, item.is_html).replace("\n", " ")[:300],
        author_url=clean_url(item.author_url),
        published_at=published,
        lang=language_of(f"{title} {text}"),
        address_hash=digest(_address_key(url, site)) if url else "",
        text_hash=digest(" ".join(folded)),
        words=folded,
    )


def plain_text(source: str, is_html: bool) -> str:
    """`source` as text: tags off, entities decoded, blocks on lines of their own, NFC.

    >>> plain_text("<p>Банк&nbsp;не <b>работает</b></p><p>Опять</p>", True)
    'Банк не работает\\nОпять'
    """
    if is_html and _MARKUP.search(source):
        source = _without_markup(source)
    if source.isprintable():  # then the only white space are spaces, and there are no controls
        text = unicodedata.normalize("NFC", source).strip()
        return _SPACES.sub(" ", text) if "  " in text else text
    source = unicodedata.normalize("NFC", _CONTROLS.sub("", source))
    return _NEWLINES.sub("\n", _SPACES.sub(" ", source)).replace(" \n", "\n").strip()


def _without_markup(source: str) -> str:
    try:
        source = _CONTROLS.sub("", source)
        whole = source if _DOCUMENT(source) else f"<html><body>{source}</body></html>"
        tree = etree.fromstring(whole, _PARSER)
        body = None if tree is None else tree.find("body")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        body = None
    if body is None:
        return re.sub(r"<[^>]*>", " ", source)
    parts: list[str] = []
    for action, node in etree.iterwalk(body, events=("start", "end", "comment", "pi")):
        _collect(action, node, parts)
    return "".join(parts)


def _collect(action: str, node: etree._Element, parts: list[str]) -> None:
    is_element = isinstance(node.tag, str)
    if is_element and node.tag in _BLOCKS:
        parts.append("\n")
    if action == "start":
        if is_element and node.tag not in _SILENT:
            parts.append(node.text or "")
    else:
        parts.append(node.tail or "")


def clean_url(url: str) -> str:
    """`url` without tracking parameters, or "" where it is no web address."""
    url = _CONTROLS.sub("", url).strip()
    if not url or len(url) > LONGEST_URL:
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not host:
        return ""
    query = parts.query
    if query and _TRACKING.search(query):
        kept = [(k, v) for k, v in parse_qsl(query, True) if not _TRACKING.fullmatch(k)]
        query = urlencode(kept)
    fragment = "" if _TRACKING.match(parts.fragment) else parts.fragment
    return urlunsplit((parts.scheme.lower(), parts.netloc, parts.path, query, fragment))


def address_key(url: str) -> str:
    """What two addresses of one page share: scheme, `www.`, `m.` and parameter order aside."""
    return _address_key(url, site_of(url))


def _address_key(url: str, site: str) -> str:
    parts = urlsplit(url)
    query = urlencode(sorted(parse_qsl(parts.query, True))) if parts.query else ""
    return urlunsplit(("", site, parts.path.rstrip("/"), query, parts.fragment))


def site_of(url: str) -> str:
    """The host of a clean address, lower-cased, without `www.` and `m.`."""
    host = (urlsplit(url).hostname or "")[:255]
    for prefix in ("www.", "m."):
        host = host.removeprefix(prefix)
    return host


def words(text: str) -> list[str]:
    """The words of a text folded for comparing: case, ё and invisible characters aside."""
    return _WORDS(_INVISIBLE.sub("", text).lower().replace("ё", "е"))


def digest(text: str) -> str:
    """A 128-bit hash as 32 hexadecimal digits; not for secrets."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
