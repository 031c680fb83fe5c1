"""What an administrator may say of how a site is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crawlers.errors import broken
from crawlers.kind import Field

SELECTORS = ("item", "title", "text", "date", "author", "rating", "link")
WAYS = ("auto", "feed", "sitemap", "pages", "rules")
PAGE = "{page}"

FIELDS = (
    Field("way", "choice", default="auto", choices=WAYS),
    Field("page", "text"),
    *(Field(name, "text") for name in SELECTORS),
)


@dataclass(frozen=True, slots=True)
class Options:
    """`way` is how to look for what is new; `page` the address of a list's page by its number;
    `selectors` CSS selectors by what they find."""

    way: str
    page: str
    selectors: dict[str, str]

    @staticmethod
    def of(given: Mapping[str, Any]) -> "Options":
        """CrawlError where the options contradict each other."""
        selectors = {name: given[name] for name in SELECTORS if given.get(name)}
        way, page = given.get("way") or "auto", given.get("page") or ""
        if page and (PAGE not in page or not page.startswith(("http://", "https://"))):
            raise broken("crawlers-site-bad-page", page=page[:200])
        if way == "rules" and "item" not in selectors:
            raise broken("crawlers-site-no-item-rule")
        return Options("rules" if way == "auto" and "item" in selectors else way, page, selectors)
