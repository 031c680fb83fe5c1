"""The fields of a query that hold no text: what values they take, how they are compared.

A value is kept in one canonical form, which prints as it is and reads back as the same.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import lru_cache

from mentions.query.document import Document
from mentions.text import AnalysedText
from mentions.types import Tone

Test = Callable[[Document], bool]

FLAGS = {"question": "question", "reply": "reply", "вопрос": "question", "ответ": "reply"}
TONES = {
    **{tone.value: tone.value for tone in Tone},
    "негатив": "negative",
    "негативная": "negative",
    "отрицательная": "negative",
    "нейтральная": "neutral",
    "нейтрально": "neutral",
    "позитив": "positive",
    "позитивная": "positive",
    "положительная": "positive",
}
_COMPARISON = re.compile(r"(<=|>=|<|>|=)?([0-9]{1,15})")
_INSTANT = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:T(\d{1,2}):(\d{2})(Z)?)?|(\d{1,2})\.(\d{1,2})\.(\d{4})"
)
_OPERATORS: dict[str, Callable[[int, int], bool]] = {
    "<": int.__lt__,
    "<=": int.__le__,
    ">": int.__gt__,
    ">=": int.__ge__,
    "=": int.__eq__,
}


def keyword(value: str) -> str:
    """A name as it is compared: its words folded, whatever stands between them.

    >>> keyword("Банки.ру — Отзывы")
    'банки ру отзывы'
    """
    words = " ".join(word.exact for word in AnalysedText(value).words)
    return words or "".join(value.lower().replace('"', "").split())


@lru_cache(maxsize=10_000)
def host(site: str) -> str:
    """A host name without www., from a name or from a whole address, in its ASCII form."""
    name = site.strip().lower().split("://")[-1].split("/")[0].split(":")[0].rstrip(".")
    name = name.removeprefix("www.")
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return name


def site_terms(site: str) -> tuple[str, ...]:
    """The sites that a host belongs to: forum.banki.ru, banki.ru, ru."""
    labels = host(site).split(".")
    return tuple(".".join(labels[start:]) for start in range(len(labels)))


def comparison(value: str) -> tuple[str, int]:
    """The operator (<, <=, >, >=, =) and the number of a reach."""
    found = _COMPARISON.fullmatch(value)
    if not found:
        raise ValueError(value)
    return found[1] or "=", int(found[2])


def instant(value: str, zone: tzinfo = UTC) -> datetime:
    """The moment, in UTC, of 2026-11-22, 22.11.2026 (its first) or 2026-11-22T10:30, in `zone`."""
    found = _INSTANT.fullmatch(value)
    if not found:
        raise ValueError(value)
    year, month, day, hour, minute, utc, dotted_day, dotted_month, dotted_year = found.groups()
    date = (int(year or dotted_year), int(month or dotted_month), int(day or dotted_day))
    moment = datetime(*date, int(hour or 0), int(minute or 0), tzinfo=UTC if utc else zone)
    try:
        return moment.astimezone(UTC)
    except OverflowError as overflow:
        raise ValueError(value) from overflow


@dataclass(frozen=True, slots=True)
class FilterField:
    """`canonical` makes a typed value canonical and raises ValueError; `test` compares one."""

    canonical: Callable[[str, tzinfo], str]
    test: Callable[[str], Test]


def _name(value: str, zone: tzinfo) -> str:
    return keyword(value)


def _moment(value: str, zone: tzinfo) -> str:
    moment = instant(value, zone)
    midnight = not (moment.hour or moment.minute)
    date = f"{moment.year:04}-{moment:%m-%d}"
    return date if midnight else f"{date}T{moment:%H:%M}Z"


def _reach(value: str, zone: tzinfo) -> str:
    operator, number = comparison(value)
    return f"{operator if operator != '=' else ''}{number}"


def _one_of(choices: dict[str, str]) -> Callable[[str, tzinfo], str]:
    def canonical(value: str, zone: tzinfo) -> str:
        if value.lower() not in choices:
            raise ValueError(value)
        return choices[value.lower()]

    return canonical


def _code(value: str, zone: tzinfo) -> str:
    if not re.fullmatch(r"[\w-]{1,64}", value):
        raise ValueError(value)
    return value.lower()


def _site(value: str, zone: tzinfo) -> str:
    name = host(value)
    if not re.fullmatch(r"[\w.-]{1,255}", name) or name != host(name):
        raise ValueError(value)
    return name


def _by_author(value: str) -> Test:
    return lambda document: f" {value} " in f" {keyword(document.author)} "


def _by_site(value: str) -> Test:
    ending = f".{value}"
    return lambda document: f".{host(document.site)}".endswith(ending)


def _by_reach(value: str) -> Test:
    operator, number = comparison(value)
    compare = _OPERATORS[operator]
    return lambda document: document.reach is not None and compare(document.reach, number)


def _before(value: str) -> Test:
    moment = instant(value)
    return lambda document: document.published_at is not None and document.published_at < moment


def _after(value: str) -> Test:
    moment = instant(value)
    return lambda document: document.published_at is not None and document.published_at >= moment


def _flag(value: str) -> Test:
    return lambda document: bool(getattr(document, value))


def _among(names: Callable[[Document], tuple[str, ...]]) -> Callable[[str], Test]:
    return lambda value: lambda document: any(keyword(name) == value for name in names(document))


FILTERS = {
    "author": FilterField(_name, _by_author),
    "site": FilterField(_site, _by_site),
    "source": FilterField(_name, _among(lambda document: document.source)),
    "lang": FilterField(_code, lambda value: lambda document: document.lang.lower() == value),
    "tone": FilterField(_one_of(TONES), lambda value: lambda document: document.tone == value),
    "brand": FilterField(_name, _among(lambda document: document.brands)),
    "tag": FilterField(_name, _among(lambda document: document.tags)),
    "story": FilterField(_code, lambda value: lambda document: document.story.lower() == value),
    "is": FilterField(_one_of(FLAGS), _flag),
    "before": FilterField(_moment, _before),
    "after": FilterField(_moment, _after),
    "reach": FilterField(_reach, _by_reach),
}
"""`author`: its words stand in the author's name. `site`: the host or one under it. `before`: not
that moment itself; `after`: from it on. `source`, `brand`, `tag`: the whole name (`keyword`)."""

ALIASES = {
    "заголовок": "title",
    "текст": "text",
    "автор": "author",
    "сайт": "site",
    "источник": "source",
    "язык": "lang",
    "тон": "tone",
    "бренд": "brand",
    "тег": "tag",
    "сюжет": "story",
    "это": "is",
    "до": "before",
    "после": "after",
    "охват": "reach",
}
