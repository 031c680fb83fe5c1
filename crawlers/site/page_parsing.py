"""Reading one page: what it says by schema.org, by its words, or by an administrator's rules.

Runs in the parser process; no I/O.
"""

from collections.abc import Callable
from typing import Any

import lxml.html
from lxml import etree

from crawlers.discovery import feeds_of, is_html
from crawlers.encodings import decode
from crawlers.site import article, conversation, links, rules, schema, structured
from crawlers.site.found import ROOTS, Found, Place, items_of
from crawlers.site.schema import Schema
from mentions.errors import MolvaError

# With fewer characters of text than this a page with a field for a password is a wall.
LEAST = 300


def read(
    body: bytes,
    url: str,
    content_type: str,
    scope: str,
    is_later: bool,
    selectors: dict[str, str],
    is_strict: bool,
    wants_article: bool,
) -> dict[str, Any]:
    """What the page at `url` holds, as JSON.

    `scope` and `is_later` are those of `found.Place`, `is_strict` that of `found.items_of`;
    `wants_article` takes the text for an article where it is nothing else. Returned are `items`,
    `is_strict`, `is_list` (whether there is more than an article), `links` to articles and `feeds`
    (where no article is wanted), the `next` page, `walls` ("login", "paid") and how many reviews
    are `promised`; `{"failure": message}` for a selector that cannot be read, `{"is_page": False}`
    for what is no page.
    """
    text = decode(body, content_type)
    document = _document(text) if is_html(text) else None
    if document is None:
        return {"is_page": False}
    place = Place(url, scope, is_later)
    try:
        found, said = _found(document, place, selectors, wants_article)
    except MolvaError as error:
        return {"failure": error.message.to_json()}
    articles = [] if wants_article else links.articles(document, url)
    is_bare = sum(len(one.text) for one in found) < LEAST and not articles
    is_login = is_bare and _asks_to_sign_in(document)
    items, is_strict = items_of([] if is_login else found, place, is_strict)
    return {
        "is_page": True,
        "items": items,
        "is_list": any(one.what not in ROOTS for one in found) or len(found) > 1,
        "is_strict": is_strict,
        "links": _unique(said.teasers, url) + articles,
        "next": links.next_page(document, url),
        "feeds": [] if wants_article else feeds_of(text, url),
        "walls": ["login"] * is_login + ["paid"] * said.is_paid,
        "promised": said.promised,
    }


def _document(text: str) -> Any:
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True)
    try:
        return lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return None


def _found(
    document: Any, place: Place, selectors: dict[str, str], wants_article: bool
) -> tuple[list[Found], Schema]:
    said = _said(document)
    if "item" in selectors:
        return rules.read(document, selectors), said
    found = article.complete(document, place.page, said.found, wants_article=wants_article)
    if wants_article and selectors:
        found = _overridden(found, rules.read(document, selectors))
    return conversation.arranged(found, place, wants_article=wants_article), said


def _said(document: Any) -> Schema:
    """What JSON-LD and microdata say; where both speak of one kind of thing, the one with more."""
    one = schema.read(structured.json_ld(document), "json-ld")
    other = schema.read(structured.microdata(document), "microdata")
    found: list[Found] = []
    kinds: tuple[Callable[[Found], bool], ...] = (
        lambda each: each.what in ROOTS,
        lambda each: each.what == "review",
        lambda each: each.what == "comment",
    )
    for is_such in kinds:
        ours, theirs = (list(filter(is_such, said.found)) for said in (one, other))
        found += ours if len(ours) >= len(theirs) else theirs
    return Schema(
        found,
        max(one.promised, other.promised),
        one.is_paid or other.is_paid,
        one.teasers + other.teasers,
    )


def _overridden(found: list[Found], by_rules: list[Found]) -> list[Found]:
    """The page's article as the rules read it; what they do not find stays."""
    if not by_rules:
        return found
    ruled = by_rules[0]
    main = next((one for one in found if one.what in ROOTS), None)
    if main is None:
        return [ruled, *found]
    for name in ("title", "text", "author", "published"):
        if value := getattr(ruled, name):
            setattr(main, name, value)
    main.extra |= ruled.extra
    main.read_by = ruled.read_by
    return found


def _asks_to_sign_in(document: Any) -> bool:
    return bool(document.xpath("//input[translate(@type, 'PASWORD', 'pasword')='password']"))


def _unique(teasers: list[str], url: str) -> list[str]:
    return list(dict.fromkeys(filter(None, (links.same_site(one, url) for one in teasers))))
