"""The article of a page, where schema.org says nothing of it or not the whole text.

Runs in the parser process.
"""

from copy import deepcopy
from typing import Any

import trafilatura

from crawlers.site.found import ROOTS, Found

# Characters from which a text without any markup is believed to be an article.
LEAST = 100
# Characters from which a text that schema.org gives is taken for the whole.
WHOLE = 600
DATES = ("article:published_time", "og:article:published_time", "datePublished", "pubdate", "date")


def complete(document: Any, url: str, found: list[Found], *, wants_article: bool) -> list[Found]:
    """`found` with its article's whole text; with the article, where it is wanted and missing."""
    roots = [one for one in found if one.what in ROOTS]
    if len(roots) > 1 or (not roots and (found or not wants_article)):
        return found
    main = roots[0] if roots else None
    if main is not None and main.text and (main.what != "article" or len(main.text) >= WHOLE):
        return found
    # It changes the tree that it is given.
    read: Any = trafilatura.bare_extraction(
        deepcopy(document), url=url, include_comments=False, with_metadata=True
    )
    text = (read.text or "").strip() if read is not None else ""
    if main is not None:
        if len(text) > len(main.text):
            main.text = text
        return found
    if read is None or len(text) < LEAST:
        return found
    return [
        Found(
            what="article",
            read_by="trafilatura",
            title=read.title or "",
            text=text,
            author=read.author or "",
            published=_published(document) or read.date or "",
        )
    ]


def _published(document: Any) -> str:
    """The date with its time, which trafilatura leaves out."""
    for name in DATES:
        for value in document.xpath("//meta[@property=$n or @name=$n]/@content", n=name):
            return str(value)
    return ""
