"""What a crawl brought is stored whole or not at all, and once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentions.messages import message
from mentions.store import inbox, intake, sources
from mentions.store.database import Database, Transaction
from mentions.store.intake import Deposited
from mentions.store.sources import Source
from mentions.types import CrawlResult, Outcome, RawItem

NOW = datetime(2025, 10, 6, 12, 0, tzinfo=UTC)


def source_of(db: Database, address: str = "https://a.example/") -> Source:
    with db.write() as tx:
        return sources.add(tx, "feed", address, NOW)


def item(number: int, text: str = "текст", **more: object) -> RawItem:
    return RawItem(f"key-{number}", f"https://a.example/{number}", "Имя", text, **more)  # type: ignore[arg-type]


def deposit(
    db: Database, source: Source, items: Sequence[RawItem] = (), now: datetime = NOW, **more: object
) -> Deposited:
    outcome = Outcome.NEW if items else Outcome.NOTHING
    result = CrawlResult(source.id, **{"outcome": outcome, "items": tuple(items)} | more)  # type: ignore[arg-type]
    with db.write() as tx:
        (deposited,) = intake.deposit(tx, [result], now)
    return deposited


def waiting(db: Database) -> list[tuple[str, str]]:
    with db.write() as tx:
        return [(row.item.key, row.item.text) for row in inbox.claim(tx, "test", NOW, 10_000)]


def stored(db: Database, source: Source) -> Source:
    with db.read() as tx:
        return sources.get(tx, source.id)


def test_new_items_go_to_the_inbox_once(db: Database) -> None:
    source = source_of(db)
    assert deposit(db, source, [item(1), item(2)]).new == 2
    again = deposit(db, source, [item(1), item(2)])
    assert (again.found, again.new, again.outcome) == (2, 0, Outcome.NOTHING)
    assert deposit(db, source, [item(1), item(3)]).new == 1
    assert [key for key, _ in waiting(db)] == ["key-1", "key-2", "key-3"]


def test_an_edit_goes_to_the_inbox_again(db: Database) -> None:
    source = source_of(db)
    deposit(db, source, [item(1, "было")])
    assert deposit(db, source, [item(1, "стало")]).new == 1
    assert deposit(db, source, [item(1, "стало", published_at=NOW, reach=5)]).new == 0
    assert deposit(db, source, [item(1, "стало", extra={"rating": 2})]).new == 1
    assert waiting(db) == [("key-1", "было"), ("key-1", "стало"), ("key-1", "стало")]


def test_sources_do_not_share_keys(db: Database) -> None:
    first, second = source_of(db), source_of(db, "https://b.example/")
    assert deposit(db, first, [item(1)]).new == 1
    assert deposit(db, second, [item(1)]).new == 1


def test_the_outcome_is_noted(db: Database) -> None:
    source = source_of(db)
    told = message("crawlers-timeout")
    deposit(db, source, [item(1)], cursor={"etag": "1"})
    for _ in range(2):
        deposit(db, source, outcome=Outcome.BROKEN, message=told, cursor={"etag": "1"})
    broken = stored(db, source)
    assert (broken.last_outcome, broken.failures, broken.cursor) == (
        Outcome.BROKEN, 2, {"etag": "1"},
    )  # fmt: skip
    assert broken.last_message == told
    assert broken.last_run_at == NOW
    deposit(db, source)
    healed = stored(db, source)
    assert (healed.last_outcome, healed.failures, healed.last_message) == (
        Outcome.NOTHING, 0, None,
    )  # fmt: skip
    with db.read() as tx:
        history = sources.history(tx, source.id)
    outcomes = [crawl.outcome for crawl in history]
    assert outcomes == [Outcome.NOTHING, Outcome.BROKEN, Outcome.BROKEN, Outcome.NEW]
    assert [crawl.new for crawl in history] == [0, 0, 0, 1]


def test_a_source_that_is_gone_is_stopped(db: Database) -> None:
    source = source_of(db)
    deposit(db, source, outcome=Outcome.STOPPED, message=message("crawlers-gone"))
    assert not stored(db, source).is_enabled


def test_a_request_to_wait_is_honoured(db: Database) -> None:
    source = source_of(db)
    deposit(db, source, outcome=Outcome.BLOCKED, retry_after=3 * 24 * 3600.0)
    assert stored(db, source).next_run_at >= NOW + timedelta(days=3)


def test_a_source_that_moved_is_followed(db: Database) -> None:
    source, other = source_of(db), source_of(db, "https://b.example/")
    told = message("crawlers-moved", address="https://c.example/")
    deposit(db, source, [item(1)], address="https://c.example/", message=told)
    assert (stored(db, source).address, stored(db, source).last_message) == (
        "https://c.example/", told,
    )  # fmt: skip
    deposit(db, source, [item(1)], address=other.address, message=told)
    assert stored(db, source).address == "https://c.example/"
    last = stored(db, source).last_message
    assert last and last.key == "sources-moved-to-known"


def test_two_sources_that_move_to_one_address_at_once(db: Database) -> None:
    first, second = source_of(db), source_of(db, "https://b.example/")
    results = [
        CrawlResult(source.id, Outcome.NOTHING, address="https://c.example/")
        for source in (first, second)
    ]
    with db.write() as tx:
        intake.deposit(tx, results, NOW)
    addresses = {stored(db, first).address, stored(db, second).address}
    assert addresses == {"https://c.example/", "https://b.example/"}


def test_a_source_removed_meanwhile_is_passed_over(db: Database) -> None:
    source = source_of(db)
    with db.write() as tx:
        sources.remove(tx, source.id)
        assert intake.deposit(tx, [CrawlResult(source.id, Outcome.NEW, (item(1),))], NOW) == []
    assert waiting(db) == []


def test_the_lease_ends_with_the_deposit(db: Database) -> None:
    source = source_of(db)
    with db.write() as tx:
        sources.request_now(tx, [source.id], NOW)
        assert sources.claim_due(tx, NOW, "other-host:1:1", 1)
    deposit(db, source, [item(1)], now=NOW + timedelta(seconds=30))
    with db.write() as tx:
        sources.request_now(tx, [source.id], NOW)
        assert sources.claim_due(tx, NOW, "other-host:1:1", 1)
        (crawl,) = sources.history(tx, source.id)
    assert (crawl.started_at, crawl.finished_at) == (NOW, NOW + timedelta(seconds=30))


def test_a_failure_half_way_stores_nothing(db: Database) -> None:
    source = source_of(db)

    class Killed(Exception):
        pass

    def crash(tx: Transaction) -> None:
        intake.deposit(tx, [CrawlResult(source.id, Outcome.NEW, (item(1),), {"etag": "1"})], NOW)
        raise Killed

    with pytest.raises(Killed), db.write() as tx:
        crash(tx)
    assert waiting(db) == []
    assert stored(db, source).cursor == {}
    assert deposit(db, source, [item(1)]).new == 1


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.lists(st.tuples(st.integers(1, 5), st.sampled_from(["а", "б"])), max_size=6),
        min_size=1,
        max_size=6,
    )
)
def test_whatever_a_source_shows_each_version_is_kept_once(
    sqlite_db: Database, crawls: list[list[tuple[int, str]]]
) -> None:
    with sqlite_db.write() as tx:
        count = len(sources.all_sources(tx))
        source = sources.add(tx, "feed", f"https://a.example/{count}", NOW)
    expected: list[tuple[str, str]] = []
    last: dict[int, str] = {}
    for crawl in crawls:
        deposit(sqlite_db, source, [item(number, text) for number, text in crawl])
        shown = dict(crawl)
        for number, text in shown.items():
            if last.get(number) != text:
                expected.append((f"key-{number}", text))
                last[number] = text
    found = waiting(sqlite_db)
    assert sorted(found) == sorted(expected)
    with sqlite_db.write() as tx:
        inbox.remove(tx, [row.id for row in inbox.claim(tx, "t", NOW + timedelta(days=1), 10_000)])


def test_a_source_with_more_is_due_again_behind_those_that_wait(db: Database) -> None:
    wall, other = source_of(db, "https://wall.example/"), source_of(db, "https://b.example/")
    with db.write() as tx:
        sources.request_now(tx, [other.id], NOW)
    found = deposit(db, wall, [item(1), item(2)], has_more=True)
    assert (found.found, found.new, found.has_more) == (2, 2, True)
    assert stored(db, wall).failures == 0
    with db.write() as tx:
        due = sources.claim_due(tx, NOW + timedelta(seconds=5), "test", 10)
    assert [source.id for source in due] == [other.id, wall.id]


def test_what_no_database_keeps_holds_up_nothing(db: Database) -> None:
    source = source_of(db)
    odd = RawItem(
        "a\0\ud800", "https://a.example/" + "x" * 3000, "Имя", "\0\ud800", thread="t" * 300,
        parent="\udfff", extra={"views": 1, "attachments": ["\0\ud800"]},
    )  # fmt: skip
    assert deposit(db, source, [odd, item(2)]).new == 2
    assert deposit(db, source, [odd, item(2)]).new == 0
    assert [key for key, _ in waiting(db)] == ["a?", "key-2"]


def test_a_crawl_of_the_old_address_moves_no_cursor_of_the_new(db: Database) -> None:
    source = source_of(db)
    with db.write() as tx:
        sources.request_now(tx, [source.id], NOW)
        sources.claim_due(tx, NOW, "here:1:1", 1)
        sources.edit(
            tx, source.id, address="https://b.example/", name="", options={}, every=source.every,
            brand_id=None, now=NOW,
        )  # fmt: skip
    result = CrawlResult(source.id, Outcome.STOPPED, (item(1),), {"etag": "old"})
    with db.write() as tx:
        intake.deposit(tx, [result], NOW, "here:1:1")
    kept = stored(db, source)
    assert (kept.cursor, kept.is_enabled, kept.next_run_at) == ({}, True, NOW)
    assert len(waiting(db)) == 1
    with db.write() as tx:
        assert [one.id for one in sources.claim_due(tx, NOW, "here:1:1", 1)] == [source.id]
        intake.deposit(tx, [replace(result, outcome=Outcome.NEW)], NOW, "here:1:1")
    assert stored(db, source).cursor == {"etag": "old"}
