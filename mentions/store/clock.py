"""Following a clock that was set back: what was planned by it before would wait for that time.

Each host notes the time now and then; a note from the future says by how much the clock was set
back, and by so much the plans are brought back too. Leases and sources see to themselves.
"""

import socket
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, type_coerce, update

from mentions.store import alert_tables as a
from mentions.store import meta
from mentions.store import tables as t
from mentions.store.database import Transaction
from mentions.store.times import MICROSECOND, from_micros, to_micros

# Less than this is not worth mending: clocks are set right by seconds all the time.
SLACK = timedelta(minutes=1)


def follow(tx: Transaction, now: datetime) -> timedelta:
    """Note the time; by how much the clock of this host was set back since the last note (or 0).

    To be called now and then: a jump is mended to the precision of the time between two calls.
    """
    name = f"clock {socket.gethostname()}"
    seen = from_micros(meta.get(tx, name) or 0)
    meta.put(tx, name, to_micros(now))
    back = seen - now
    if back < SLACK:
        return timedelta()
    for column in (
        t.outbox.c.next_at,
        t.destinations.c.closed_until,
        a.digests.c.planned_from,
        a.digest_mails.c.next_at,
    ):
        earlier = type_coerce(column, BigInteger) - back // MICROSECOND
        tx.execute(update(column.table).where(column > now).values({column.name: earlier}))
    return back
