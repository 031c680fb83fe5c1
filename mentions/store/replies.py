"""Replies to mentions: written by a person, kept, then posted where the mention is.

A reply is claimed under a lease and then settled, so a kill between the posting and the settling
posts it again, under the same key, by which the far end knows it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, insert, or_, select, update

from mentions.messages import Message
from mentions.store import deadlines, leases
from mentions.store import reply_tables as r
from mentions.store import tables as t
from mentions.store.database import Transaction

PENDING, SENT, REFUSED = "pending", "sent", "refused"
# No pause is longer; what seems to be was planned by a clock that has since been set back.
LONGEST_WAIT = timedelta(hours=27)

_r = r.replies.c


@dataclass(frozen=True, slots=True)
class Reply:
    """`attempts` counts those that went before; `error` tells of the last one."""

    id: int
    key: str
    mention_id: int
    user: str | None
    text: str
    state: str
    attempts: int
    created_at: datetime
    next_at: datetime
    sent_at: datetime | None
    url: str
    error: Message | None


@dataclass(frozen=True, slots=True)
class Addressed:
    """A reply in hand, and the item of which source it answers."""

    reply: Reply
    source_id: int
    item_key: str
    item_url: str


def put(tx: Transaction, mention_id: int, key: str, text: str, user_id: int, now: datetime) -> bool:
    """Have a mention answered; False where a reply of this key has been put before."""
    if tx.execute(select(_r.id).where(_r.key == key)).first() is not None:
        return False
    tx.execute(
        insert(r.replies).values(
            key=key, mention_id=mention_id, user_id=user_id, text=text, state=PENDING, attempts=0,
            created_at=now, next_at=now, url="",
        )
    )  # fmt: skip
    return True


def put_again(tx: Transaction, mention_id: int, reply_id: int, now: datetime) -> None:
    """Try a refused reply once more, under its own key."""
    refused = (_r.id == reply_id) & (_r.mention_id == mention_id) & (_r.state == REFUSED)
    values = {"state": PENDING, "next_at": now, "created_at": now, "attempts": 0}
    tx.execute(update(r.replies).where(refused).values(values))


def of_mention(tx: Transaction, mention_id: int) -> list[Reply]:
    """The replies to a mention in the order in which they were written."""
    query = _replies().where(_r.mention_id == mention_id).order_by(_r.id)
    return [_reply(row) for row in tx.execute(query)]


def claim(
    tx: Transaction, holder: str, now: datetime, limit: int, lease: timedelta
) -> list[Addressed]:
    """Take the due replies until `now + lease`, in the order in which they were written."""
    free = leases.is_free(_r.lease_owner, _r.lease_until, leases.dead_owners(tx, r.replies), now)
    due = or_(_r.next_at <= now, _r.next_at > now + LONGEST_WAIT)
    chosen = select(_r.id).where(_r.state == PENDING, due, free).order_by(_r.id).limit(limit)
    ids = list(tx.execute(chosen.with_for_update(skip_locked=True)).scalars())
    mine = _r.id.in_(ids)
    tx.execute(update(r.replies).where(mine).values(lease_owner=holder, lease_until=now + lease))
    rows = tx.execute(_replies().where(mine).order_by(_r.id))
    return [Addressed(_reply(row), row.source_id, row.item_key, row.item_url) for row in rows]


def sent(tx: Transaction, reply_id: int, url: str, now: datetime) -> None:
    """It stands at `url`."""
    mention_id = tx.execute(select(_r.mention_id).where(_r.id == reply_id)).scalar_one()
    deadlines.answered(tx, mention_id, now)
    _settle(tx, reply_id, state=SENT, sent_at=now, url=url, error=None)


def refused(tx: Transaction, reply_id: int, error: Message) -> None:
    """It will not be tried again by itself."""
    _settle(tx, reply_id, state=REFUSED, error=error.to_json())


def put_off(tx: Transaction, reply_id: int, until: datetime, error: Message) -> None:
    _settle(tx, reply_id, next_at=until, error=error.to_json())


def _settle(tx: Transaction, reply_id: int, **values: Any) -> None:
    values |= {"attempts": _r.attempts + 1, "lease_owner": None, "lease_until": None}
    tx.execute(update(r.replies).where(_r.id == reply_id).values(values))


def _replies() -> Select[Any]:
    m, u = t.mentions, t.users
    item = (m.c.source_id, m.c.item_key, m.c.url.label("item_url"))
    joined = r.replies.join(m, m.c.id == _r.mention_id).outerjoin(u, u.c.id == _r.user_id)
    return select(r.replies, *item, u.c.name.label("user")).select_from(joined)


def _reply(row: Row[Any]) -> Reply:
    return Reply(
        id=row.id,
        key=row.key,
        mention_id=row.mention_id,
        user=row.user,
        text=row.text,
        state=row.state,
        attempts=row.attempts,
        created_at=row.created_at,
        next_at=row.next_at,
        sent_at=row.sent_at,
        url=row.url,
        error=Message.from_json(row.error) if row.error else None,
    )
