"""A conversation in the order in which it is read."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.ingest import Ingest
from mentions.store.database import Database
from mentions.store.views.mention import get_whole
from mentions.store.views.threads import in_order
from tests.mentions.test_ingest import NOW, ingest, item, put

__all__ = ["ingest"]


@dataclass(frozen=True)
class Row:
    """As much of a mention as the order needs."""

    id: int
    item_key: str
    parent: str
    published_at: int
    author: str = ""


def order(rows: Iterable[Row]) -> list[tuple[str, int]]:
    found = in_order(rows, "post")  # type: ignore[arg-type]
    return [(said.mention.item_key, said.depth) for said in found]


def test_answers_stand_below_what_they_answer_the_earliest_first() -> None:
    rows = [
        Row(1, "late", "post", 50),
        Row(2, "post", "", 99),
        Row(3, "early", "post", 10),
        Row(4, "deep", "early", 60),
        Row(5, "deeper", "deep", 61),
        Row(6, "stray", "never collected", 20),
    ]
    assert order(rows) == [
        ("post", 0), ("early", 1), ("deep", 2), ("deeper", 3), ("late", 1), ("stray", 1),
    ]  # fmt: skip


keys = st.sampled_from(["post", "a", "b", "c", "d", "gone"])


@given(st.lists(st.tuples(keys, keys), unique_by=lambda pair: pair[0]))
def test_each_is_shown_once_whatever_answers_what(pairs: list[tuple[str, str]]) -> None:
    rows = [Row(n, key, parent, n) for n, (key, parent) in enumerate(pairs)]
    shown = order(rows)
    assert sorted(key for key, _ in shown) == sorted(key for key, _ in pairs)
    if "post" in dict(pairs):
        assert shown[0] == ("post", 0)


def test_ten_thousand_answers_in_a_chain_are_ordered_at_once() -> None:
    rows = [Row(0, "post", "", 0)]
    rows += [Row(n, str(n), str(n - 1) if n > 1 else "post", n) for n in range(1, 10_000)]
    began = time.process_time()
    assert [key for key, _ in order(rows)][-1] == "9999"
    assert time.process_time() - began < 2


def talk(size: int) -> list[Any]:
    post = replace(item("post", "Вектор закрыл отделение"), thread="post", author="Вести")
    answers = [
        replace(
            item(f"c{n}", f"Мнение номер {n}"), thread="post", parent="post" if n < 2 else "c1",
            author=f"Автор {n}", published_at=NOW + timedelta(seconds=n),
        )
        for n in range(1, size)
    ]  # fmt: skip
    return [post, *answers]


@pytest.mark.parametrize("size", [1, 4])
def test_a_mention_shows_its_whole_conversation(db: Database, ingest: Ingest, size: int) -> None:
    put(db, *talk(size), source_id=1)
    put(db, replace(item("post", "Вектор у соседей"), thread="post"), source_id=2)
    ingest.run_once()
    with db.read() as tx:
        whole = get_whole(tx, size)
    assert whole is not None
    said = [(one.mention.author, one.depth, one.answers) for one in whole.thread.said]
    assert said == ([] if size == 1 else [
        ("Вести", 0, ""), ("Автор 1", 1, "Вести"), ("Автор 2", 2, "Автор 1"),
        ("Автор 3", 2, "Автор 1"),
    ])  # fmt: skip


def test_of_a_long_conversation_the_part_around_the_mention_is_shown(
    db: Database, ingest: Ingest
) -> None:
    put(db, *talk(700))
    while ingest.run_once().taken:
        pass
    with db.read() as tx:
        whole = get_whole(tx, 650)
    assert whole is not None
    shown = [one.mention.id for one in whole.thread.said]
    assert whole.thread.total == 700
    assert 650 in shown
    assert shown[0] == 1
    assert len(shown) < 320
