"""Posting people's replies where the mentions stand: claim, post, settle.

A reply whose far end fails is tried again for a day, under the same key; one that it refuses waits
for a person.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from crawlers.calls import ServiceCaller
from crawlers.errors import CrawlError
from crawlers.kind import Answer
from crawlers.kinds import KINDS
from crawlers.wire import Settings
from mentions.messages import message
from mentions.store import leases, replies, sources
from mentions.store.database import Database
from mentions.store.replies import Addressed
from mentions.store.sources import Source
from mentions.store.times import utc_now
from mentions.types import Outcome

log = logging.getLogger(__name__)

AT_ONCE = 20
LEASE = timedelta(minutes=10)
LIFETIME = timedelta(days=1)
FIRST_PAUSE, LONGEST_PAUSE = 10.0, 3600.0


class Replier:
    """Posts what is due; several may run side by side."""

    def __init__(
        self, db: Database, settings: Settings, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._db = db
        self._settings = settings
        self._clock = clock

    def run_once(self) -> int:
        """All that is due now; how many replies were tried."""
        # One by one: a far end that hangs must not outlast the leases of those that wait.
        for tried in range(AT_ONCE):
            with self._db.write() as tx:
                claimed = replies.claim(tx, leases.owner(), self._clock(), 1, LEASE)
            if not claimed:
                return tried
            for addressed in claimed:
                with self._db.read() as tx:
                    source = sources.get(tx, addressed.source_id)
                self._post(addressed, source)
        return AT_ONCE

    def _post(self, addressed: Addressed, source: Source) -> None:
        reply = addressed.reply
        try:
            url = asyncio.run(self._ask(addressed, source))
        except CrawlError as error:
            self._keep_failure(addressed, error)
            return
        except Exception:
            # One that our own code trips over must not hold up all behind it.
            log.exception("reply %d failed", reply.id)
            told = message("problems-unexpected", work="replies")
            self._keep_failure(addressed, CrawlError(Outcome.BROKEN, told))
            return
        with self._db.write() as tx:
            replies.sent(tx, reply.id, url, self._clock())

    async def _ask(self, addressed: Addressed, source: Source) -> str:
        kind = KINDS.get(source.kind)
        if kind is None or kind.reply is None:
            raise CrawlError(Outcome.BLOCKED, message("replies-no-door"))
        answer = Answer(
            address=source.address,
            options=source.options,
            item_key=addressed.item_key,
            item_url=addressed.item_url,
            text=addressed.reply.text,
            key=addressed.reply.key,
        )
        caller = ServiceCaller(kind.service, self._settings, asyncio.Semaphore(1))
        return await kind.reply(answer, caller)

    def _keep_failure(self, addressed: Addressed, error: CrawlError) -> None:
        reply, now = addressed.reply, self._clock()
        log.warning("reply %d was not taken: %s", reply.id, error.message.key)
        passes = error.outcome is Outcome.BROKEN or error.retry_after is not None
        with self._db.write() as tx:
            if passes and now - reply.created_at < LIFETIME:
                own = min(FIRST_PAUSE * 2.0 ** min(reply.attempts, 16), LONGEST_PAUSE)
                due = now + timedelta(seconds=max(own, error.retry_after or 0.0))
                replies.put_off(tx, reply.id, due, error.message)
            else:
                replies.refused(tx, reply.id, error.message)
