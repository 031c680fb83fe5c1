"""Reading a page by CSS selectors that an administrator wrote. Runs in the parser process.

`::text` and `::attr(name)` of parsel may stand at a selector's end.
"""

from typing import Any

from cssselect import SelectorError
from parsel import Selector

from crawlers.site.found import Found
from crawlers.site.schema import rating_of
from crawlers.site.structured import element_text
from mentions.errors import MolvaError
from mentions.messages import message
from mentions.normalise import plain_text

# The options that are selectors; `item` finds items, the others look inside one.
SELECTORS = ("item", "title", "text", "date", "author", "rating", "link")
MOST = 1000


def read(document: Any, rules: dict[str, str]) -> list[Found]:
    """The items by the rules; MolvaError names a selector that cannot be read."""
    page = Selector(root=document, type="html")
    places = _select(page, "item", rules)[:MOST] if rules.get("item") else [page]
    found = [_found(place, rules) for place in places]
    return [one for one in found if one.text or one.title]


def _found(place: Selector, rules: dict[str, str]) -> Found:
    is_item = "item" in rules
    one = Found(
        what="review" if is_item else "article",
        read_by="rules",
        anchor=place.attrib.get("id", "") if is_item else "",
        url=_first(place, "link", rules, "href"),
        title=_first(place, "title", rules, "content"),
        text=_first(place, "text", rules, "content"),
        author=_first(place, "author", rules, "content"),
        published=_first(place, "date", rules, "datetime", "content"),
    )
    if is_item and "text" not in rules:
        one.text = element_text(place.root)
    rating = rating_of(_first(place, "rating", rules, "content", "data-rating"))
    if rating is not None:
        one.extra["rating"] = rating
    return one


def _first(place: Selector, name: str, rules: dict[str, str], *attributes: str) -> str:
    """What a rule finds: an attribute of these where the element has one, else its text."""
    for match in _select(place, name, rules)[:1]:
        if isinstance(match.root, str):
            return plain_text(match.root, False)
        given = (match.root.get(attribute) for attribute in attributes)
        return next(filter(None, given), "") or element_text(match.root)
    return ""


def _select(place: Selector, name: str, rules: dict[str, str]) -> Any:
    if name not in rules:
        return []
    try:
        return place.css(rules[name])
    except (SelectorError, ValueError) as error:
        raise MolvaError(
            message("crawlers-site-bad-selector", name=name, selector=rules[name][:200])
        ) from error
