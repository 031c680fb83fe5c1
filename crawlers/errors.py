"""Why a crawl could not go on."""

from mentions.messages import Message, message
from mentions.types import Outcome


class CrawlError(Exception):
    """A crawl cannot go on; `message` tells a person why, `retry_after` (seconds) when again."""

    def __init__(
        self, outcome: Outcome, message: Message, retry_after: float | None = None
    ) -> None:
        super().__init__(message.key)
        self.outcome = outcome
        self.message = message
        self.retry_after = retry_after


def broken(key: str, **variables: str | int | float) -> CrawlError:
    return CrawlError(Outcome.BROKEN, message(key, **variables))
