"""Surges on the pages: said on the list of mentions, told whole on a page, seen by somebody."""

from collections.abc import Callable
from datetime import timedelta

from mentions.store.alerts import surges
from mentions.store.alerts.surges import Series
from mentions.store.database import Database
from mentions.store.times import utc_now
from tests.web.conftest import Visitor

HOSTILE = "<script>alert(1)</script>"


def _surge(world: Database, hours_ago: int = 1) -> int:
    now = utc_now().replace(minute=0, second=0, microsecond=0)
    reason = {
        "brand": HOSTILE,
        "words": [HOSTILE],
        "examples": [{"mention_id": 1, "excerpt": HOSTILE, "source": HOSTILE}],
    }
    with world.write() as tx:
        return surges.add(
            tx, Series(1, "negative"), started_at=now - timedelta(hours=hours_ago), found_at=now,
            peak_at=now, peak=9.0, observed=43, expected=7.0, told=43, reason=reason,
        )  # fmt: skip


def test_a_surge_that_lasts_stands_above_the_mentions(
    world: Database, visit: Callable[[str], Visitor]
) -> None:
    number = _surge(world)
    page = visit("petr").get("/mentions").text
    assert f'href="/surges/{number}"' in page
    assert HOSTILE not in page


def test_a_surge_is_told_whole_and_seen(world: Database, visit: Callable[[str], Visitor]) -> None:
    number = _surge(world)
    petr = visit("petr")
    page = petr.get(f"/surges/{number}").text
    assert "43" in page
    assert 'href="/mentions/1"' in page
    assert HOSTILE not in page
    assert "уже смотрят" in petr.post(f"/surges/{number}/seen").text
    with world.read() as tx:
        found = surges.get(tx, number)
    assert found is not None
    assert found.seen_at is not None
    assert str(number) in petr.get("/surges").text


def test_a_surge_that_is_none_is_not_found(visit: Callable[[str], Visitor]) -> None:
    petr = visit("petr")
    assert petr.get("/surges/999").status_code == 404
    assert petr.post("/surges/999/seen").status_code == 404


def test_the_list_begins_with_what_began_last_whenever_it_was_found(world: Database) -> None:
    first, *others = (_surge(world, hours_ago) for hours_ago in (2, 9, 1, 2, 30))
    oldest_but_one, last, as_late, oldest = others
    order = [last, as_late, first, oldest_but_one, oldest]
    with world.read() as tx:
        for size in (1, 2, 5):
            seen: list[int] = []
            while page := surges.latest(tx, limit=size, before=seen[-1] if seen else None):
                seen += [one.id for one in page]
            assert seen == order
