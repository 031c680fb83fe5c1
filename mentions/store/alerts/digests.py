"""Digests: each person's own schedules, and the mails that they call for.

A mail is claimed under a lease and then settled, as notices are. Its period is its key, so that one
period is one mail, whatever the clock does.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from mentions.messages import Message
from mentions.store import alert_tables as a
from mentions.store import leases
from mentions.store import tables as t
from mentions.store.alerts.notices import LONGEST_WAIT
from mentions.store.database import Transaction

DAILY, WEEKLY = "daily", "weekly"
PENDING, SENT, REFUSED, EXPIRED = "pending", "sent", "refused", "expired"
QUIET, WITHDRAWN = "quiet", "withdrawn"

_d, _x, _l = a.digests.c, a.digest_mails.c, a.digest_links.c


@dataclass(frozen=True, slots=True)
class DigestForm:
    """What a person sets. `hour` and `weekday` (0 is Monday) are of their time zone.

    `brand_ids`: of which brands, none for all. `skips_quiet`: no mail where nothing was written.
    `has_file`: the workbook comes with the mail.
    """

    kind: str
    hour: int
    weekday: int
    address: str
    brand_ids: tuple[int, ...] = ()
    skips_quiet: bool = False
    has_file: bool = False
    is_enabled: bool = True


@dataclass(frozen=True, slots=True)
class Digest:
    """With whose it is: their language and time zone, and whether they may sign in."""

    id: int
    user_id: int
    form: DigestForm
    language: str
    time_zone: str
    is_active: bool
    planned_from: datetime
    unsubscribed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail of a digest. `attempts` counts those that went before."""

    id: int
    digest_id: int
    key: str
    kind: str
    since: datetime
    until: datetime
    state: str
    attempts: int
    created_at: datetime
    next_at: datetime
    sent_at: datetime | None
    error: Message | None


def add(tx: Transaction, user_id: int, form: DigestForm, now: datetime) -> int:
    """Its id."""
    values = {**_values(form), "user_id": user_id, "created_at": now, "planned_from": now}
    return int(tx.execute(insert(a.digests).values(values).returning(_d.id)).scalar_one())


def change(tx: Transaction, digest_id: int, form: DigestForm, now: datetime) -> None:
    """What was due earlier is not sent now; what waits is taken back if it is switched off."""
    values = {**_values(form), "planned_from": now}
    if form.is_enabled:
        values["unsubscribed_at"] = None
    tx.execute(update(a.digests).where(_d.id == digest_id).values(values))
    if not form.is_enabled:
        _withdraw(tx, digest_id)


def remove(tx: Transaction, digest_id: int) -> None:
    """With the history of its mails; the links in them lead nowhere then."""
    tx.execute(delete(a.digests).where(_d.id == digest_id))


def get(tx: Transaction, digest_id: int) -> Digest | None:
    return next(iter(_found(tx, _d.id == digest_id)), None)


def of_user(tx: Transaction, user_id: int) -> list[Digest]:
    return _found(tx, _d.user_id == user_id)


def running(tx: Transaction) -> list[Digest]:
    """Those that are on, and nobody's who may no longer sign in."""
    return _found(tx, _d.is_enabled, t.users.c.is_active)


# --- mails -------------------------------------------------------------------------------------


def put(
    tx: Transaction, digest: Digest, key: str, since: datetime, until: datetime, now: datetime
) -> int | None:
    """Have the period's mail sent: its id, or None where there is one already."""
    statement = (sqlite if tx.dialect.name == "sqlite" else postgresql).insert(a.digest_mails)
    statement = statement.values(
        digest_id=digest.id, key=key, kind=digest.form.kind, since=since, until=until,
        state=PENDING, attempts=0, created_at=now, next_at=now,
    ).on_conflict_do_nothing(index_elements=["digest_id", "key"])  # fmt: skip
    made = tx.execute(statement.returning(_x.id)).first()
    return None if made is None else int(made.id)


def has(tx: Transaction, digest_id: int, key: str) -> bool:
    mine = select(_x.id).where(_x.digest_id == digest_id, _x.key == key)
    return tx.execute(mine).first() is not None


def claim(
    tx: Transaction, holder: str, now: datetime, lease: timedelta, mail_id: int | None = None
) -> Mail | None:
    """Take the mail that has been due for longest, or the one named, until `now + lease`."""
    free = leases.is_free(_x.lease_owner, _x.lease_until, leases.dead_owners(tx, a.digest_mails),
                          now)  # fmt: skip
    due = or_(_x.next_at <= now, _x.next_at > now + LONGEST_WAIT)
    query = select(a.digest_mails).where(_x.state == PENDING, due, free)
    if mail_id is not None:
        query = query.where(_x.id == mail_id)
    row = tx.execute(
        query.order_by(_x.next_at, _x.id).limit(1).with_for_update(skip_locked=True)
    ).first()
    if row is None:
        return None
    held = {"lease_owner": holder, "lease_until": now + lease}
    tx.execute(update(a.digest_mails).where(_x.id == row.id).values(held))
    return _mail(row)


def settle(
    tx: Transaction, mail_id: int, state: str, now: datetime, error: Message | None = None
) -> None:
    """It is sent, or will never be; one that was taken back meanwhile stays so unless it went."""
    whatever = [] if state == SENT else [_x.state == PENDING]
    tx.execute(
        update(a.digest_mails)
        .where(_x.id == mail_id, *whatever)
        .values(
            state=state,
            attempts=_x.attempts + 1,
            sent_at=now if state == SENT else None,
            error=None if error is None else error.to_json(),
            lease_owner=None,
            lease_until=None,
        )
    )


def put_off(tx: Transaction, mail_id: int, until: datetime, error: Message) -> None:
    values = {
        "attempts": _x.attempts + 1,
        "next_at": until,
        "error": error.to_json(),
        "lease_owner": None,
        "lease_until": None,
    }
    tx.execute(update(a.digest_mails).where(_x.id == mail_id).values(values))


def last_mails(tx: Transaction, digest_ids: Iterable[int]) -> dict[int, Mail]:
    """The latest mail of each of these digests."""
    ids = list(digest_ids)
    newest = select(func.max(_x.id)).where(_x.digest_id.in_(ids)).group_by(_x.digest_id)
    rows = tx.execute(select(a.digest_mails).where(_x.id.in_(newest)))
    return {row.digest_id: _mail(row) for row in rows}


def mails_of(tx: Transaction, digest_id: int, limit: int) -> list[Mail]:
    """The latest first."""
    query = select(a.digest_mails).where(_x.digest_id == digest_id)
    return [_mail(row) for row in tx.execute(query.order_by(_x.id.desc()).limit(limit))]


def forget_old(tx: Transaction, before: datetime) -> None:
    """What was sent until then, and the links in it."""
    tx.execute(delete(a.digest_mails).where(_x.created_at < before, _x.state != PENDING))
    tx.execute(delete(a.digest_links).where(_l.created_at < before))


# --- unsubscribing -----------------------------------------------------------------------------


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def add_link(tx: Transaction, digest_id: int, token: str, now: datetime) -> None:
    """Have a link that carries this token unsubscribe the digest."""
    row = {"token_hash": token_hash(token), "digest_id": digest_id, "created_at": now}
    tx.execute(insert(a.digest_links).values(row))


def by_token(tx: Transaction, token: str) -> Digest | None:
    """The digest whose mails a link of this token came with."""
    linked = select(_l.digest_id).where(_l.token_hash == token_hash(token))
    digest_id = tx.execute(linked).scalar()
    return None if digest_id is None else get(tx, digest_id)


def unsubscribe(tx: Transaction, digest_id: int, now: datetime) -> None:
    """No more mails, nor those that wait; done again, it changes nothing."""
    mine = update(a.digests).where(_d.id == digest_id, _d.is_enabled)
    tx.execute(mine.values(is_enabled=False, unsubscribed_at=now))
    _withdraw(tx, digest_id)


def _withdraw(tx: Transaction, digest_id: int) -> None:
    waiting = update(a.digest_mails).where(_x.digest_id == digest_id, _x.state == PENDING)
    tx.execute(waiting.values(state=WITHDRAWN))


def _found(tx: Transaction, *where: Any) -> list[Digest]:
    u = t.users.c
    query = select(a.digests, u.language, u.time_zone, u.is_active).join(
        t.users, u.id == _d.user_id
    )
    return [_digest(row) for row in tx.execute(query.where(*where).order_by(_d.id))]


def _values(form: DigestForm) -> dict[str, Any]:
    values = {name: getattr(form, name) for name in DigestForm.__slots__}
    return {**values, "brand_ids": list(form.brand_ids)}


def _digest(row: Row[Any]) -> Digest:
    values = {name: getattr(row, name) for name in DigestForm.__slots__}
    form = DigestForm(**{**values, "brand_ids": tuple(row.brand_ids)})
    return Digest(
        row.id, row.user_id, form, row.language, row.time_zone, row.is_active, row.planned_from,
        row.unsubscribed_at,
    )  # fmt: skip


def _mail(row: Row[Any]) -> Mail:
    error = None if row.error is None else Message.from_json(row.error)
    return Mail(
        row.id, row.digest_id, row.key, row.kind, row.since, row.until, row.state, row.attempts,
        row.created_at, row.next_at, row.sent_at, error,
    )  # fmt: skip
