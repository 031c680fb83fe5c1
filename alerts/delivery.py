"""Delivery of notices: each channel by itself, what waits for it in one message.

    notices ─► claim (lease) ─► words in the channel's language ─► send ─► settle, or put off

A kill between sending and settling sends the same again under the same `webhook-id`, by which a
webhook's receiver tells that it is; mail and messengers have no such thing, and may show it twice.
"""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.channels import LONGEST_RETRY_AFTER, Sent, send
from alerts.wording import Reader, Told, together, word
from mentions.messages import message
from mentions.network import AddressPolicy
from mentions.store import leases
from mentions.store.alerts import channels, notices
from mentions.store.alerts.channels import WEBHOOK, Channel, ChannelForm
from mentions.store.alerts.notices import EXPIRED, REFUSED, SENT, TEST, Notice
from mentions.store.database import Database
from mentions.store.times import utc_now

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
# More would be no message but a flood; the rest goes with the next.
AT_ONCE = 20
# A day of quiet hours at most, and a day of attempts.
LIFETIME = timedelta(hours=48)
FIRST_PAUSE, LONGEST_PAUSE = 10.0, 3600.0


@dataclass(slots=True)
class Delivered:
    """How many notices were sent, will never be, and are put off."""

    sent: int = 0
    refused: int = 0
    put_off: int = 0


class NoticeDeliverer:
    """Sends what is due; several may run side by side."""

    def __init__(
        self,
        db: Database,
        policy: AddressPolicy,
        link_base: str,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._db = db
        self._policy = policy
        self._link_base = link_base
        self._clock = clock

    def run_once(self) -> Delivered:
        """All that is due now, one message a channel."""
        delivered = Delivered()
        with self._db.read() as tx:
            listening = channels.listening(tx)
        for channel in listening:
            now = self._clock()
            if _is_to_wait(channel, now):
                continue
            with self._db.write() as tx:
                claimed = notices.claim(
                    tx, channel.id, leases.owner(), now, AT_ONCE, LEASE,
                    in_batches=channel.form.kind == WEBHOOK,
                )  # fmt: skip
            if claimed:
                sent = self._try(channel, claimed, now)
                self._keep(channel, claimed, sent, delivered)
        return delivered

    def _try(self, channel: Channel, claimed: list[Notice], now: datetime) -> Sent:
        """One attempt; what our own code trips over must not hold up the other channels."""
        try:
            return self._send(channel, claimed, now)
        except Exception:
            log.exception("notices to channel %d failed", channel.id)
            return Sent(message("problems-unexpected", work="notices"))

    def _send(self, channel: Channel, claimed: list[Notice], now: datetime) -> Sent:
        reader = Reader(channel.form.language, channel.form.time_zone)
        told = [
            word(one.kind, one.content, one.surge_id, reader, self._link_base, now)
            for one in claimed
        ]
        first = claimed[0]
        key = first.batch or first.key
        return send(channel.form, key, together(told, reader), first.kind, now, self._policy)

    def _keep(
        self, channel: Channel, claimed: list[Notice], sent: Sent, delivered: Delivered
    ) -> None:
        now = self._clock()
        until = now + timedelta(seconds=sent.retry_after) if sent.retry_after else None
        with self._db.write() as tx:
            channels.note_health(tx, channel.id, now, sent.error, until)
            if sent.error is None:
                notices.settle(tx, [one.id for one in claimed], SENT, now, None)
                delivered.sent += len(claimed)
                return
            log.warning("channel %d did not take a notice: %s", channel.id, sent.error.key)
            # One pause for all of them: what went together goes together again.
            wait = timedelta(seconds=pause(claimed[0].attempts, sent.retry_after))
            for one in claimed:
                if sent.is_final:
                    notices.settle(tx, [one.id], REFUSED, now, sent.error)
                    delivered.refused += 1
                elif now - one.created_at > LIFETIME:
                    hours = LIFETIME // timedelta(hours=1)
                    error = message("alerts-expired", hours=hours)
                    notices.settle(tx, [one.id], EXPIRED, now, error)
                    delivered.refused += 1
                else:
                    notices.put_off(tx, [one.id], now + wait, sent.error)
                    delivered.put_off += 1


def _is_to_wait(channel: Channel, now: datetime) -> bool:
    """Whether the far end has asked for quiet; what seems longer than it may ask is a clock's."""
    until = channel.wait_until
    return until is not None and now < until <= now + timedelta(seconds=LONGEST_RETRY_AFTER)


def pause(attempts: int, asked: float | None) -> float:
    """Seconds until the next attempt: doubling, with jitter, and no less than was asked for."""
    own = min(FIRST_PAUSE * 2.0 ** min(attempts, 16), LONGEST_PAUSE)
    jittered = own * random.uniform(0.8, 1.2)  # noqa: S311 - spreads load, keeps no secret
    return float(max(jittered, asked or 0.0))


def send_test(form: ChannelForm, policy: AddressPolicy, now: datetime) -> Sent:
    """One attempt at once, from the channel's form: nothing is kept of it."""
    reader = Reader(form.language, form.time_zone)
    told: Told = word(TEST, {}, None, reader, "", now)
    return send(form, f"test-{int(now.timestamp())}", told, TEST, now, policy)
