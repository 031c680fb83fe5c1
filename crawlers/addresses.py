"""Addresses as people type them."""

from urllib.parse import quote_plus, urlsplit

from mentions.errors import MolvaError
from mentions.messages import message

# Searches that answer with a feed, by what is typed before the query.
SEARCHES = {
    "google-news": "https://news.google.com/rss/search?q={query}&hl=ru&gl=RU&ceid=RU:ru",
    "habr": "https://habr.com/ru/rss/search/?q={query}&target_type=posts&order_by=date",
}


def web_address(typed: str) -> str:
    """An http or https address with a host; `example.com/rss` is taken for https."""
    address = typed.strip()
    if "://" not in address:
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        is_good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        is_good = False
    if not is_good or len(address) > 2000 or any(c.isspace() for c in address):
        raise MolvaError(message("crawlers-address", address=typed[:200]))
    return address


def feed_address(typed: str) -> str:
    """A web address, or that of a search: `habr: сбербанк` is Habr's feed of what it finds."""
    name, _, query = typed.strip().partition(":")
    template = SEARCHES.get(name.strip().lower())
    if template is None:
        return web_address(typed)
    if not query.strip():
        raise MolvaError(message("crawlers-search-empty", name=name[:50]))
    return web_address(template.replace("{query}", quote_plus(query.strip())))
