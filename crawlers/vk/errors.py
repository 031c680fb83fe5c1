"""What each of VK's errors asks for: to try again, leave one object alone, or tell a person."""

from datetime import datetime, timedelta, timezone

from crawlers.errors import CrawlError, broken
from mentions.messages import message
from mentions.types import Outcome

TOO_MANY = 6
TOO_BIG = 13  # the answer of an `execute`
TOKEN_DEAD = 5
FLOOD = 9
CAPTCHA = (14, 17, 3300)
USED_UP = 29
# A fault of the moment.
PASSING = (1, TOO_MANY, 10)
# The object is closed, deleted or banned: a source that it is has nothing more to show.
WORDS = {
    15: "crawlers-vk-closed",
    18: "crawlers-vk-deleted",
    19: "crawlers-vk-banned",
    30: "crawlers-vk-private",
    203: "crawlers-vk-closed",
    212: "crawlers-vk-closed",
}
# The token may not call the method at all: of the wrong kind, or without the right.
WRONG_TOKEN = (3, 20, 21, 23, 24, 25, 27, 28)

FLOOD_PAUSE = 3600.0
MOSCOW = timezone(timedelta(hours=3))


class Refused(Exception):
    """VK answers a call about one object with an error, after repetitions; the rest goes on."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code

    @property
    def is_for_good(self) -> bool:
        """Whether asking for the object again is no use."""
        return self.code not in PASSING


def of_code(code: int, now: datetime) -> CrawlError | Refused:
    """What an error of VK's means: the crawl's end, or one object's only."""
    if code == TOKEN_DEAD:
        return CrawlError(Outcome.BLOCKED, message("crawlers-vk-token"))
    if code in CAPTCHA:
        return CrawlError(Outcome.BLOCKED, message("crawlers-vk-captcha"))
    if code == FLOOD:
        return CrawlError(Outcome.BLOCKED, message("crawlers-vk-flood"), FLOOD_PAUSE)
    if code == USED_UP:
        return CrawlError(Outcome.BLOCKED, message("crawlers-vk-used-up"), _to_next_day(now))
    if code in WRONG_TOKEN:
        return wrong_token(code)
    if code == TOO_MANY:
        return broken("crawlers-vk-too-many")
    return Refused(code)


def wrong_token(code: int) -> CrawlError:
    return CrawlError(Outcome.BLOCKED, message("crawlers-vk-wrong-token", code=code))


def of_source(refused: Refused) -> CrawlError:
    """Why a crawl ends whose own wall, community or board is refused: mostly for good."""
    key = WORDS.get(refused.code)
    if key:
        return CrawlError(Outcome.STOPPED, message(key, code=refused.code))
    return broken("crawlers-vk-error", code=refused.code)


def of_search(refused: Refused) -> CrawlError:
    """Why one search was not answered: the token may not search, or VK has a fault with it."""
    if refused.code == 15:
        return wrong_token(refused.code)
    return broken("crawlers-vk-error", code=refused.code)


def _to_next_day(now: datetime) -> float:
    """Seconds to the first minutes of the next day in Moscow."""
    here = now.astimezone(MOSCOW)
    morning = here.replace(hour=0, minute=5, second=0, microsecond=0) + timedelta(days=1)
    return (morning - here).total_seconds()
