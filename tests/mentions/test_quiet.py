"""Sources that answer, but have had nothing new for unusually long."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from mentions.messages import say
from mentions.quiet import quiet
from mentions.store import quiet as stored
from mentions.store import sources
from mentions.store.database import Database
from mentions.store.intake import deposit
from mentions.store.views.status import get_status
from mentions.types import CrawlResult, Outcome, RawItem

START = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
DAY = timedelta(days=1)


def crawls(days: Sequence[int]) -> list[tuple[datetime, int]]:
    """Four crawls a day, which share each day's new items."""
    return [
        (START + day * DAY + quarter * DAY / 4, new // 4 + (quarter < new % 4))
        for day, new in enumerate(days)
        for quarter in range(4)
    ]


def told(days: Sequence[int]) -> str:
    found = quiet(crawls(days), START + len(days) * DAY)
    return say(found, "ru") if found else ""


def test_a_source_that_falls_silent_is_told_of_with_what_is_usual() -> None:
    assert told([40] * 10 + [0] * 3).startswith("0 новых за 3 дня, обычно 40 в день")
    assert told([900] + [40] * 10 + [0] * 3).startswith("0 новых за 3 дня, обычно 40")
    assert told([40] * 10 + [0]).startswith("0 новых за 1 день")


@pytest.mark.parametrize(
    "days",
    [
        [40] * 10,
        [40] * 10 + [2],
        [],
        [0] * 20,
        [40],
        [200, 0, 0, 0, 0, 0, 0],  # all that it had, and nothing since: not known what is usual
        [40, 40, 40, 0, 0, 0],  # too short a history
        ([20] * 5 + [0] * 2) * 3 + [20] * 5 + [0] * 2,  # rests at weekends
        [1, 0, 0] * 8 + [0] * 4,  # seldom anything
    ],
)
def test_what_does_as_always_is_not_told_of(days: list[int]) -> None:
    assert told(days) == ""


def test_one_that_rests_at_weekends_is_told_of_when_it_rests_on() -> None:
    assert told(([20] * 5 + [0] * 2) * 3 + [20] * 5 + [0] * 7)


def test_it_is_noted_on_the_source_until_something_new_comes(db: Database) -> None:
    with db.write() as tx:
        silent, lively = (sources.add(tx, "feed", f"https://{n}.ru/", START).id for n in range(2))
    for at, new in crawls([8] * 10 + [0] * 3):
        items = tuple(RawItem(f"{at} {n}", "", text="текст") for n in range(new))
        with db.write() as tx:
            results = [CrawlResult(silent, Outcome.NEW, items)]
            results.append(CrawlResult(lively, Outcome.NEW, (RawItem(str(at), "", text="x"),)))
            deposit(tx, results, at)
    now = START + 13 * DAY
    assert stored.note_quiet(db, now) == 1
    with db.read() as tx:
        assert sources.get(tx, lively).trouble is None
        noted = sources.get(tx, silent).trouble
        assert [source.id for source in get_status(tx, now).unwell] == [silent]
    assert noted is not None
    assert noted.variables == {"days": 3, "usual": 8}
    with db.write() as tx:
        deposit(tx, [CrawlResult(silent, Outcome.NOTHING)], now)
        assert sources.get(tx, silent).quiet
        deposit(tx, [CrawlResult(silent, Outcome.NEW, (RawItem("fresh", "", text="x"),))], now)
        assert sources.get(tx, silent).quiet is None
