"""The kinds of sources: one file and one entry here for each."""

from collections.abc import Mapping

from crawlers import feed, telegram, telegram_bot, youtube
from crawlers.kind import Kind, Service
from crawlers.reviews import app_store, banki, google_play, two_gis
from crawlers.site import kind as site
from crawlers.vk import board, search, wall

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        feed.KIND,
        site.KIND,
        search.KIND,
        wall.KIND,
        board.KIND,
        telegram.KIND,
        telegram_bot.KIND,
        youtube.KIND,
        app_store.KIND,
        google_play.KIND,
        banki.KIND,
        two_gis.KIND,
    )
}


def services() -> list[Service]:
    """The far ends that the kinds ask, each once."""
    asked = (kind.service for kind in KINDS.values())
    return list({service.name: service for service in asked if service}.values())


def asked_address(kind: str, address: str, bases: Mapping[str, str]) -> str:
    """What a crawl of such a source asks: its kind's service's base address, or its own."""
    service = KINDS[kind].service
    return bases.get(service.name, service.base) if service else address
