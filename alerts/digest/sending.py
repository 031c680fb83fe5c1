"""Digests that are due, to the mail server.

    schedules ─► mails (one a period) ─► claim (lease) ─► gather ─► send ─► settle, or put off

A kill between sending and settling sends the mail again under the same Message-ID. Mail knows no
other way to tell that it is the same; some mail programs show it once, some twice.
"""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from alerts.channels import Sent
from alerts.delivery import LEASE, LIFETIME, Delivered, pause
from alerts.digest.content import gather
from alerts.digest.mail import Letter, MailServer, send
from alerts.digest.periods import Due, Period, Plan, last_due, next_due, up_to_now
from alerts.digest.rendering import as_html, as_text
from alerts.digest.words import Words
from alerts.digest.workbook import as_workbook
from alerts.wording import Reader
from mentions.messages import Message, message
from mentions.network import AddressPolicy
from mentions.store import leases
from mentions.store.alerts import digests
from mentions.store.alerts.digests import EXPIRED, QUIET, REFUSED, SENT, WITHDRAWN, Digest, Mail
from mentions.store.database import Database, Transaction
from mentions.store.times import to_micros, utc_now

log = logging.getLogger(__name__)

# A digest that was due longer ago, while nothing ran here, waits for its next time.
LATEST = timedelta(hours=12)
NOW = "now-"


def plan_of(digest: Digest) -> Plan:
    form = digest.form
    return Plan(form.kind, form.hour, form.weekday, digest.time_zone)


def next_at(digest: Digest, now: datetime) -> datetime:
    return next_due(plan_of(digest), now).at


class DigestSender:
    """Plans and sends what is due; several may run side by side. Without a server it does nothing.

    `link_base`: what links to the pages begin with.
    """

    def __init__(
        self,
        db: Database,
        server: MailServer | None,
        policy: AddressPolicy,
        link_base: str,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._db = db
        self._server = server
        self._policy = policy
        self._link_base = link_base
        self._clock = clock

    def run_once(self) -> Delivered:
        """All that is due now."""
        delivered = Delivered()
        if self._server is None:
            return delivered
        self._plan()
        while self._next(self._server, delivered) is not None:
            pass
        return delivered

    def send_now(self, digest_id: int) -> Message | None:
        """One mail of the day or week until now, at once; what went wrong, if anything did.

        What fails for now is tried again like any other.
        """
        if self._server is None:
            return message("digest-no-server")
        now = self._clock()
        with self._db.write() as tx:
            digest = digests.get(tx, digest_id)
            if digest is None:
                return message("digest-gone")
            period = up_to_now(digest.form.kind, now)
            key = f"{NOW}{now:%Y%m%dT%H%M}"
            mail_id = digests.put(tx, digest, key, period.since, period.until, now)
        if mail_id is None:
            return message("digest-sent-already")
        sent = self._next(self._server, Delivered(), mail_id)
        return sent.error if sent is not None else None

    def _plan(self) -> None:
        now = self._clock()
        with self._db.read() as tx:
            if not _due(tx, now):
                return
        with self._db.write() as tx:  # who has unsubscribed meanwhile is not due any more
            for digest, due in _due(tx, now):
                digests.put(tx, digest, due.key, due.period.since, due.period.until, now)

    def _next(
        self, server: MailServer, delivered: Delivered, mail_id: int | None = None
    ) -> Sent | None:
        """One attempt at the mail that has been due for longest, or the one named; None: none."""
        now, token = self._clock(), secrets.token_urlsafe(32)
        with self._db.write() as tx:
            mail = digests.claim(tx, leases.owner(), now, LEASE, mail_id)
            if mail is None:
                return None
            digests.add_link(tx, mail.digest_id, token, now)
        try:
            sent = self._send(server, mail, token, now)
        except Exception:
            log.exception("digest mail %d failed", mail.id)
            sent = Sent(message("problems-unexpected", work="digests"))
        if sent is not None:
            self._keep(mail, sent, delivered)
        return sent or Sent()

    def _send(self, server: MailServer, mail: Mail, token: str, now: datetime) -> Sent | None:
        """How an attempt went; None where the mail is settled without one."""
        with self._db.read() as tx:
            digest = digests.get(tx, mail.digest_id)
            period = Period(mail.kind, mail.since, mail.until)
            content = gather(tx, period, digest.form.brand_ids if digest else ())
        if digest is None or not digest.is_active:
            self._settle(mail, WITHDRAWN)
            return None
        is_asked_for = mail.key.startswith(NOW)
        if content.is_quiet and digest.form.skips_quiet and not is_asked_for:
            self._settle(mail, QUIET)
            return None
        reader, base = Reader(digest.language, digest.time_zone), self._link_base
        unsubscribe = f"{base}/unsubscribe/{token}"
        file = None
        if digest.form.has_file:
            name = f"molva-{mail.kind}-{mail.until:%Y-%m-%d}.xlsx"
            file = name, as_workbook(content, reader, base)
        letter = Letter(
            to=digest.form.address,
            key=f"molva-{digest.id}-{mail.key}-{to_micros(mail.created_at):x}",
            subject=Words(content, reader, base).subject,
            text=as_text(content, reader, base, unsubscribe),
            html=as_html(content, reader, base, unsubscribe),
            unsubscribe=unsubscribe,
            file=file,
        )
        return send(letter, server, self._policy, now)

    def _settle(self, mail: Mail, state: str) -> None:
        with self._db.write() as tx:
            digests.settle(tx, mail.id, state, self._clock())

    def _keep(self, mail: Mail, sent: Sent, delivered: Delivered) -> None:
        now = self._clock()
        with self._db.write() as tx:
            if sent.error is None:
                digests.settle(tx, mail.id, SENT, now)
                delivered.sent += 1
                return
            log.warning("digest mail %d did not go: %s", mail.id, sent.error.key)
            if sent.is_final:
                digests.settle(tx, mail.id, REFUSED, now, sent.error)
                delivered.refused += 1
            elif now - mail.created_at > LIFETIME:
                digests.settle(tx, mail.id, EXPIRED, now, sent.error)
                delivered.refused += 1
            else:
                due = now + timedelta(seconds=pause(mail.attempts, sent.retry_after))
                digests.put_off(tx, mail.id, due, sent.error)
                delivered.put_off += 1


def _due(tx: Transaction, now: datetime) -> list[tuple[Digest, Due]]:
    """What is due and has no mail so far."""
    found = ((digest, last_due(plan_of(digest), now)) for digest in digests.running(tx))
    return [
        (digest, due)
        for digest, due in found
        if digest.planned_from < due.at
        and now - due.at <= LATEST
        and not digests.has(tx, digest.id, due.key)
    ]
