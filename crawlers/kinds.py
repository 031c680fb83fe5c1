"""The kinds of sources: one file and one entry here for each."""

from crawlers import feed, telegram, telegram_bot, youtube
from crawlers.kind import Kind

KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (feed.KIND, telegram.KIND, telegram_bot.KIND, youtube.KIND)
}
