"""The whole article where a feed has only a teaser.

The cursor's `articles` maps the key of each entry that is still in the feed to the hash of its
teaser, so that an article is fetched once, and again only when its teaser is edited. An entry is
handed on only with its article: handed on before, it would look edited afterwards. One whose page
could not be had is left for the next crawl, and noted in `failed`; the second time it goes without.
"""

from dataclasses import replace
from hashlib import blake2b
from typing import Any

from crawlers.errors import CrawlError
from crawlers.kind import Session
from mentions.types import Outcome, RawItem

# Fetched in one crawl; the feed's other articles wait for the next one.
AT_ONCE = 20
# Characters of text (tags not counted) from which an entry is taken for the whole article.
WHOLE = 1500


async def complete(
    items: tuple[RawItem, ...], cursor: dict[str, Any], before: dict[str, Any], session: Session
) -> tuple[tuple[RawItem, ...], dict[str, Any]]:
    """The entries that are new or edited, with their articles' text, and the cursor to store."""
    known, failed = before.get("articles", {}), before.get("failed", {})
    articles, waiting = {}, {}
    fresh: list[RawItem] = []
    tried = 0
    for item in items:
        teaser = blake2b(f"{item.title}\0{item.text}".encode(), digest_size=8).hexdigest()
        has_failed = failed.get(item.key) == teaser
        if known.get(item.key) == teaser:
            articles[item.key] = teaser
        elif tried == AT_ONCE:
            waiting[item.key] = teaser if has_failed else ""
        else:
            tried += 1
            whole = await _with_article(item, session)
            if whole is None and not has_failed:
                waiting[item.key] = teaser
            else:
                articles[item.key] = teaser
                fresh.append(whole or item)
    if waiting:
        # The next crawl must not be told that nothing has changed.
        failed = {key: teaser for key, teaser in waiting.items() if teaser}
        cursor = {"keyed_by": cursor["keyed_by"], "failed": failed}
    return tuple(fresh), cursor | {"articles": articles}


async def _with_article(item: RawItem, session: Session) -> RawItem | None:
    """The item with its page's text; as it is where the page is refused or has no more; None where
    it may come another time."""
    if not item.url or len(item.text) > WHOLE:
        return item
    try:
        page = await session.fetch(item.url)
        article = await session.parse("crawlers.article_parsing:extract", page.body, url=page.url)
    except CrawlError as error:
        is_refusal = error.outcome is not Outcome.BROKEN and error.retry_after is None
        return item if is_refusal else None
    if len(article) <= len(item.text):
        return item
    return replace(item, text=article, is_html=False)
