"""Addresses of communities and people as a person types them: `vk.com/name`, `club1`, `-1`."""

import re

from crawlers.errors import broken
from crawlers.vk.api import Api
from crawlers.vk.errors import Refused
from mentions.errors import MolvaError
from mentions.messages import message

SITE = "https://vk.com/"
_SITES = re.compile(r"(?:https?://)?(?:(?:www|m)\.)?(?:vk\.(?:com|ru)|vkontakte\.ru)/+", re.I)
_NAME = re.compile(r"[a-z0-9_.]{2,64}", re.I)
_COMMUNITY = re.compile(r"(?:club|public|event|board|wall-|-)(\d{1,18})(?:_\d+)?", re.I)
_PERSON = re.compile(r"(?:id|wall)?(\d{1,18})(?:_\d+)?", re.I)


def read_wall(typed: str) -> str:
    """`https://vk.com/club1`, `https://vk.com/id1` or `https://vk.com/name`."""
    return SITE + _page(typed)


def read_community(typed: str) -> str:
    """As `read_wall`, but no person's."""
    page = _page(typed)
    if owner_in(SITE + page) is not None and not page.startswith("club"):
        raise MolvaError(message("crawlers-vk-no-community", address=typed[:200]))
    return SITE + page


def owner_in(address: str) -> int | None:
    """The owner's id that the address itself says (a community's below zero), if it does."""
    page = address.removeprefix(SITE)
    if found := re.fullmatch(r"club(\d+)", page):
        return -int(found[1])
    if found := re.fullmatch(r"id(\d+)", page):
        return int(found[1])
    return None


async def owner_of(address: str, api: Api) -> int:
    """The owner's id; CrawlError where nobody has this name."""
    known = owner_in(address)
    if known is not None:
        return known
    try:
        found = await api.call("utils.resolveScreenName", screen_name=address.removeprefix(SITE))
    except Refused:
        found = None
    kind = found.get("type") if isinstance(found, dict) else None
    if kind not in ("user", "group", "page", "event"):
        raise broken("crawlers-vk-no-such-page", address=address)
    return int(found["object_id"]) * (1 if kind == "user" else -1)


async def community_of(address: str, api: Api) -> int:
    """The community's id, above zero; CrawlError where the address is a person's."""
    owner = await owner_of(address, api)
    if owner > 0:
        raise broken("crawlers-vk-no-community", address=address)
    return -owner


def _page(typed: str) -> str:
    page = _SITES.sub("", typed.strip(), count=1).partition("?")[0].strip("/@")
    if found := _COMMUNITY.fullmatch(page):
        return f"club{int(found[1])}"
    if found := _PERSON.fullmatch(page):
        return f"id{int(found[1])}"
    is_elsewhere = "://" in typed and not _SITES.match(typed.strip())
    if is_elsewhere or not _NAME.fullmatch(page):
        raise MolvaError(message("crawlers-vk-address", address=typed[:200]))
    return page.lower()
