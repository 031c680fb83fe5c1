"""What a page says about itself by schema.org: JSON-LD and microdata, read into one form.

Runs in the parser process. A `Thing` holds the names of its types under `@type`, its `@id` (or
"") and a list of values for each property; a value is a string or a Thing.
"""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import lxml.html

from mentions.normalise import plain_text

Thing = dict[str, Any]

# Of things and nested levels on one page; a page with more means harm.
MOST_THINGS = 20_000
DEEPEST = 40
WRAPPING = re.compile(
    r"\A\s*(?:<!--|(?://|/\*)?\s*<!\[CDATA\[(?:\s*\*/)?)|(?:-->|(?://\s*)?\]\]>)\s*\Z"
)
STRING_OR_COMMENT = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
STRING_OR_COMMA = re.compile(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])', re.DOTALL)
BETWEEN = re.compile(r"[\s;,]*")
ESCAPE = re.compile(r"\\(.)", re.DOTALL)
VALUE_ATTRIBUTES = {
    "a": "href", "area": "href", "link": "href", "img": "src", "audio": "src", "video": "src",
    "iframe": "src", "embed": "src", "source": "src", "object": "data", "time": "datetime",
    "data": "value", "meter": "value",
}  # fmt: skip


def json_ld(document: lxml.html.HtmlElement) -> list[Thing]:
    """The things of all JSON-LD scripts; a script that cannot be mended is passed over."""
    made: list[Thing] = []
    top: list[Thing] = []
    for script in document.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            for value in _load(script.text or ""):
                top += [one for one in _values(value, made, 0) if isinstance(one, dict)]
    _resolve(made)
    return top


def _load(text: str) -> list[Any]:
    """The JSON values of a script, also with what JSON forbids and pages have."""
    text = WRAPPING.sub("", text).strip()
    for attempt in (text, _mended(text), _mended(unescape(text))):
        try:
            return list(_decoded(attempt))
        except (ValueError, RecursionError):
            continue
    return []


def _decoded(text: str) -> Iterator[Any]:
    """One value after another, since some pages put several into one script."""
    decoder = json.JSONDecoder(strict=False)
    position = 0
    while (start := _past(text, position)) < len(text):
        value, position = decoder.raw_decode(text, start)
        yield value


def _past(text: str, position: int) -> int:
    match = BETWEEN.match(text, position)
    return match.end() if match else position


def _mended(text: str) -> str:
    """Without comments, trailing commas and escapes that JSON does not know."""
    text = STRING_OR_COMMENT.sub(lambda match: match[1] or "", text)
    text = STRING_OR_COMMA.sub(lambda match: match[1] or "", text)
    return ESCAPE.sub(lambda match: match[0] if match[1] in '"\\/bfnrtu' else match[1], text)


def _values(value: Any, made: list[Thing], depth: int) -> list[Any]:
    """A JSON value as a list of strings and Things, arrays flattened."""
    match value:
        case None:
            return []
        case bool():
            return [str(value).lower()]
        case str() | int() | float():
            return [str(value)]
        case list():
            if depth > DEEPEST:
                return []
            return [one for each in value for one in _values(each, made, depth + 1)]
        case dict() if depth <= DEEPEST and len(made) < MOST_THINGS:
            return _thing(value, made, depth)
    return []


def _thing(value: dict[str, Any], made: list[Thing], depth: int) -> list[Any]:
    if "@graph" in value:
        return _values(value["@graph"], made, depth + 1)
    if "@value" in value:
        return _values(value["@value"], made, depth + 1)
    identity, types = value.get("@id"), value.get("@type")
    names = types if isinstance(types, list) else [types]
    thing: Thing = {
        "@type": [_short(name) for name in names if isinstance(name, str)],
        "@id": identity if isinstance(identity, str) else "",
    }
    made.append(thing)
    for name, inner in value.items():
        if not name.startswith("@"):
            thing.setdefault(_short(name), []).extend(_values(inner, made, depth + 1))
    return [thing]


def _resolve(made: list[Thing]) -> None:
    """Put what an `@id` names in place of things that are nothing but that `@id`."""
    whole = {thing["@id"]: thing for thing in reversed(made) if thing["@id"] and len(thing) > 2}
    for thing in made:
        for name, values in thing.items():
            if not name.startswith("@"):
                thing[name] = [
                    whole.get(one["@id"], one) if isinstance(one, dict) and len(one) == 2 else one
                    for one in values
                ]


def microdata(document: lxml.html.HtmlElement) -> list[Thing]:
    """The things of all `itemscope`s that are no other's property, by the HTML standard."""
    reader = _Microdata(document)
    return [reader.scope(top, ()) for top in document.xpath("//*[@itemscope][not(@itemprop)]")]


class _Microdata:
    def __init__(self, document: lxml.html.HtmlElement) -> None:
        self._ids = {element.get("id"): element for element in document.xpath("//*[@id]")}
        self._left = MOST_THINGS  # `itemref`s can name one thing from many places

    def scope(self, element: Any, above: tuple[Any, ...]) -> Thing:
        self._left -= 1
        thing: Thing = {
            "@type": [_short(name) for name in (element.get("itemtype") or "").split()],
            "@id": element.get("itemid") or "",
            "@anchor": element.get("id") or "",
        }
        above = (*above, element)
        for inner in self._inside(element):
            is_scope = inner.get("itemscope") is not None
            if inner in above or (is_scope and (len(above) > DEEPEST or self._left < 1)):
                continue
            for name in (inner.get("itemprop") or "").split():
                value = self.scope(inner, above) if is_scope else _value(inner)
                thing.setdefault(_short(name), []).append(value)
        return thing

    def _inside(self, element: Any) -> Iterator[Any]:
        """The elements of a scope in the document's order, those of inner scopes not."""
        named = (element.get("itemref") or "").split()
        referred = [self._ids[name] for name in named if name in self._ids]
        waiting = [*reversed(referred), *reversed(element)]
        while waiting:
            inner = waiting.pop()
            if isinstance(inner.tag, str):
                yield inner
                if inner.get("itemscope") is None:
                    waiting += reversed(inner)


def _value(element: Any) -> str:
    for name in ("content", VALUE_ATTRIBUTES.get(element.tag, "")):
        if name and element.get(name) is not None:
            return str(element.get(name))
    return element_text(element)


def element_text(element: Any) -> str:
    """The element's text as a person sees it, paragraphs on lines of their own."""
    return plain_text(lxml.html.tostring(element, encoding="unicode", with_tail=False), True)


def _short(name: str) -> str:
    """`https://schema.org/Review` and `schema:Review` are `Review`."""
    return re.split(r"[/#:]", name.rstrip("/"))[-1]
