"""Groups and channels of Telegram that a bot is in, by the Bot API.

A bot's updates can be taken once only: asking for those from an `offset` on makes Telegram forget
those before. So the offset that a crawl asks with is one that its source's cursor has, hence all
before it is stored; what a crawl brings is confirmed by the next one. And there is one source for
a bot, at the bot's own name, for all of its groups.

The cursor: `bot`, whose updates these are; `offset`; `at`, when the last ones came; `roots`, of
the last answers, what began their conversation.
"""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from crawlers.errors import CrawlError, broken
from crawlers.kind import Field, Kind, Service, Session
from crawlers.telegram_bot_parsing import MESSAGES
from crawlers.wire import Job, item_from_json
from mentions.errors import MolvaError
from mentions.messages import Message, message
from mentions.types import CrawlResult, Outcome, RawItem

SERVICE = Service("telegram-bot", "https://api.telegram.org", "token")
ADDRESS = re.compile(r"(?:(?:https?://)?t\.me/|@)?([a-z]\w{3,31})/?", re.IGNORECASE | re.ASCII)
CHAT_ADDRESS = re.compile(r"^(?:(?:https?://)?t\.me/|@)")
AT_ONCE = 100
# After a week without updates their numbers begin anywhere, so an old offset means nothing.
OFFSET_HOLDS = timedelta(days=6)
ANSWERS_KEPT = 2000
REFUSALS = (400, 401, 403, 404, 409, 429)


def read_address(typed: str) -> str:
    """`@name_bot` for the bot's name or address."""
    found = ADDRESS.fullmatch(typed.strip())
    if not found:
        raise MolvaError(message("crawlers-telegram-bot-address", address=typed[:200]))
    return f"@{found[1].lower()}"


async def crawl(job: Job, session: Session) -> CrawlResult:
    bot = await _ask(session, "getMe", {}, "identity")
    if f"@{bot['name']}" != job.address:
        told = message("crawlers-telegram-bot-other", name=f"@{bot['name']}", address=job.address)
        raise CrawlError(Outcome.BLOCKED, told)
    cursor = job.cursor if job.cursor.get("bot") == bot["id"] else {"bot": bot["id"]}
    query = {"limit": AT_ONCE, "allowed_updates": json.dumps(MESSAGES), **_offset(cursor)}
    found = await _ask(session, "getUpdates", query, "updates", chats=_chats(job))
    items, roots = _in_threads(found["items"], cursor.get("roots", {}))
    if found["ids"]:
        moved = {"offset": found["ids"][-1] + 1, "at": datetime.now(UTC).isoformat()}
        cursor = cursor | moved | {"roots": roots}
    return CrawlResult(
        job.source_id,
        Outcome.NEW if items else Outcome.NOTHING,
        items=items,
        cursor=cursor,
        message=_told(found, bot),
        has_more=len(found["ids"]) >= AT_ONCE,
    )


def _told(found: dict[str, Any], bot: dict[str, Any]) -> Message | None:
    if found["unread"]:
        return message("crawlers-telegram-bot-unread", count=found["unread"])
    return None if found["ids"] or bot["reads_all"] else message("crawlers-telegram-bot-privacy")


async def _ask(
    session: Session, method: str, query: dict[str, Any], parser: str, **arguments: Any
) -> dict[str, Any]:
    token = quote(session.secret(SERVICE.name), safe=":")
    page = await session.fetch(
        f"{session.base(SERVICE.name)}/bot{token}/{method}?{urlencode(query)}",
        also=REFUSALS,
        obeys_robots=False,
    )
    answer: dict[str, Any] = await session.parse(
        f"crawlers.telegram_bot_parsing:{parser}", page.body, **arguments
    )
    if "failure" in answer:
        raise _refusal(**answer["failure"])
    return answer


def _refusal(code: int, retry_after: float | None, is_webhook: bool) -> CrawlError:
    told: Message
    match code:
        case 401 | 404:
            told = message("crawlers-telegram-bot-token")
        case 409 if is_webhook:
            told = message("crawlers-telegram-bot-webhook")
        case 409:
            told = message("crawlers-telegram-bot-conflict")
        case 429:
            told = message("telegram-bot-too-often", seconds=retry_after or 0)
        case _:
            return broken("crawlers-telegram-bot-refused", code=code)
    return CrawlError(Outcome.BLOCKED, told, retry_after)


def _offset(cursor: dict[str, Any]) -> dict[str, int]:
    if "offset" not in cursor:
        return {}
    age = datetime.now(UTC) - datetime.fromisoformat(cursor["at"])
    return {"offset": cursor["offset"]} if age < OFFSET_HOLDS else {}


def _chats(job: Job) -> list[str]:
    """The wanted groups by id or by name in lower case, without `@`."""
    given = re.split(r"[\s,;]+", job.options.get("chats") or "")
    return [CHAT_ADDRESS.sub("", one).rstrip("/").lower() for one in given if one]


def _in_threads(
    stored: list[dict[str, Any]], roots: dict[str, str]
) -> tuple[tuple[RawItem, ...], dict[str, str]]:
    """The items, each once, in the conversations that they belong to, and the roots to keep."""
    roots = dict(roots)
    items: dict[str, RawItem] = {}
    for item in map(item_from_json, stored):
        if item.parent:
            roots[item.key] = roots.get(item.parent, item.parent)
        items[item.key] = replace(item, thread=roots.get(item.key, item.key))
    return tuple(items.values()), dict(list(roots.items())[-ANSWERS_KEPT:])


KIND = Kind(
    name="telegram-bot",
    fields=(Field("chats", "text", default="", rereads=False),),
    read_address=read_address,
    crawl=crawl,
    service=SERVICE,
)
