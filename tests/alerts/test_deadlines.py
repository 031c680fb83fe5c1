"""When mentions are to be answered: which are, when that is over, who is told, what is counted."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from mentions.ingest import Ingest
from mentions.store import alert_tables as a
from mentions.store import brands, deadlines, mentions, replies, sources
from mentions.store import tables as t
from mentions.store.alerts import channels
from mentions.store.database import Database
from mentions.store.deadlines import AnswerTimes
from mentions.store.retention import forget_author
from mentions.store.views import digest, mention
from mentions.store.views.mentions import MentionFilter, list_mentions
from mentions.types import Passage, RawItem, State, Verdict
from molva.application import todays_rules
from tests.alerts.receivers import Receiver
from tests.alerts.test_lookout import MINUTE, NOW, Place
from tests.mentions.test_ingest import WordClassifier, put

HOUR = 60 * MINUTE
QUESTION = "Вектор, когда вернёте деньги за карту номер {}, которую я закрыл?"


class Asking(WordClassifier):
    """A text with a question wants an answer."""

    def classify(self, batch: Sequence[Passage]) -> list[Verdict]:
        return [
            replace(verdict, wants_reply="?" in passage.text)
            for passage, verdict in zip(batch, super().classify(batch), strict=True)
        ]


@pytest.fixture
def place(db: Database, receiver: Receiver) -> Place:
    """A team that answers within two hours and is warned half an hour before."""
    made = Place(db, receiver)
    with db.write() as tx:
        channels.remove(tx, 2)
        sources.add(tx, "feed", "https://a.ru/rss", NOW, "Вести")
        deadlines.set_times(tx, AnswerTimes(usual=120, warning=30))
    return made


def item(place: Place, number: int, text: str = QUESTION) -> RawItem:
    return RawItem(
        f"{number}", f"https://a.ru/{number}", "", text.format(number), author="Иван",
        published_at=place.now,
    )  # fmt: skip


def bring(place: Place, *items: RawItem) -> None:
    put(place.db, *items)
    worker = Ingest(place.db, Asking(), todays_rules(), clock=lambda: place.now)
    assert worker.run_once().taken == len(items)


def kept(place: Place) -> dict[int, tuple[timedelta, timedelta | None]]:
    """Each deadline, and when it was over, from the beginning."""
    with place.db.read() as tx:
        rows = tx.execute(select(a.deadlines).order_by(a.deadlines.c.mention_id)).all()
    return {
        row.mention_id: (row.due_at - NOW, row.answered_at and row.answered_at - NOW)
        for row in rows
    }


def set_state(place: Place, mention_id: int, state: State) -> None:
    with place.db.write() as tx:
        mentions.set_state(tx, mention_id, state, 1, place.now)


# --- who has one -------------------------------------------------------------------------------


def test_only_what_wants_an_answer_and_is_news_has_a_deadline(place: Place) -> None:
    old = replace(item(place, 3), published_at=NOW - timedelta(days=2))
    archived = replace(item(place, 4), extra={"is_archive": True})
    answered = replace(item(place, 5), extra={"answer": "Вернули."})
    late = replace(item(place, 6), published_at=NOW - 5 * HOUR)  # of a source that is slow
    bring(place, item(place, 1), item(place, 2, "Вектор открыл офис {}."), old, archived, answered,
          late)  # fmt: skip
    assert kept(place) == {1: (2 * HOUR, None), 6: (2 * HOUR, None)}


def test_brands_have_their_own_times_and_the_shortest_counts(place: Place) -> None:
    with place.db.write() as tx:
        brands.add(tx, "Полдень", "полдень", NOW)
        brands.add(tx, "Сигнал", "сигнал", NOW)
        deadlines.set_times(tx, AnswerTimes(usual=120, brands={2: 20, 3: 0}))
    texts = ("Вектор, а {}?", "Полдень, и {}?", "Сигнал, но {}?", "Вектор, Полдень или Сигнал {}?")
    bring(place, *(item(place, n, text) for n, text in enumerate(texts, 1)))
    assert {key: due for key, (due, _) in kept(place).items()} == {
        1: 2 * HOUR, 2: 20 * MINUTE, 4: 20 * MINUTE,
    }  # fmt: skip


def test_without_a_time_nothing_has_a_deadline_and_a_new_one_moves_none(place: Place) -> None:
    with place.db.write() as tx:
        deadlines.set_times(tx, AnswerTimes())
    bring(place, item(place, 1))
    with place.db.write() as tx:
        deadlines.set_times(tx, AnswerTimes(usual=60))
    bring(place, item(place, 2))
    with place.db.write() as tx:
        deadlines.set_times(tx, AnswerTimes(usual=30))
    assert kept(place) == {2: (HOUR, None)}


def test_an_edit_may_ask_for_an_answer(place: Place) -> None:
    bring(place, item(place, 1, "Вектор открыл офис {}."))
    place.now += HOUR
    bring(place, item(place, 1, "Вектор открыл офис {}. А где вход?"))
    assert kept(place) == {1: (3 * HOUR, None)}


# --- when it is over ---------------------------------------------------------------------------


def test_it_is_over_when_answered_done_or_irrelevant(place: Place) -> None:
    bring(place, *(item(place, number) for number in range(1, 6)))
    place.now += HOUR
    set_state(place, 1, State.DONE)
    set_state(place, 2, State.WORKING)  # somebody has it, nobody has answered
    set_state(place, 3, State.IRRELEVANT)
    bring(place, replace(item(place, 4), extra={"answer": "Вернули вчера."}))
    with place.db.write() as tx:
        replies.put(tx, 5, "k", "Вернули.", 1, place.now)
    place.now += MINUTE
    with place.db.write() as tx:
        replies.sent(tx, 1, "https://a.ru/5#1", place.now)
    over = {key: answered for key, (_, answered) in kept(place).items()}
    assert over == {1: HOUR, 2: None, 3: None, 4: HOUR, 5: HOUR + MINUTE}
    with place.db.read() as tx:
        waiting = list_mentions(tx, MentionFilter(due=(None, None)))
    assert [row.id for row in waiting.rows] == [2]
    set_state(place, 1, State.WORKING)
    assert kept(place)[1] == (2 * HOUR, None), "a person says that it is not done"


def test_a_mention_takes_its_deadline_along(place: Place) -> None:
    bring(place, item(place, 1))
    with place.db.read() as tx:
        whole = mention.get_whole(tx, 1)
    assert whole and whole.row.deadline and whole.row.deadline.due_at == NOW + 2 * HOUR
    with place.db.write() as tx:
        mentions.remove(tx, [1], place.now)
    assert kept(place) == {}


# --- who is told -------------------------------------------------------------------------------


def test_a_warning_comes_in_time_once_and_for_all_that_are_near(place: Place) -> None:
    bring(place, item(place, 1), item(place, 2, "Вектор <b>лежит</b>: когда {}?"))
    place.now += 5 * MINUTE
    bring(place, item(place, 3))
    place.now += 40 * MINUTE
    bring(place, item(place, 4))
    place.now = NOW + 97 * MINUTE
    assert place.look() == 0
    assert place.look(MINUTE) == 1
    assert place.deliver() == 1
    (text,) = place.texts
    assert "Пора ответить: 3 упоминания, ближайший срок до 16:40" in text
    assert "до 16:45: Вектор, когда вернёте" in text and "(Вести)" in text
    assert "http://m/mentions/3" in text and "http://m/mentions/4" not in text
    assert '"molva.deadline"' in text
    assert [place.look(MINUTE) for _ in range(20)] == [0] * 20
    set_state(place, 4, State.DONE)
    assert place.look(HOUR) == 0


def test_nobody_is_warned_of_what_is_answered_hidden_or_no_longer_asked(place: Place) -> None:
    bring(place, *(item(place, number) for number in range(1, 5)))
    set_state(place, 1, State.DONE)
    set_state(place, 2, State.IRRELEVANT)
    with place.db.write() as tx:
        tx.execute(t.mentions.update().where(t.mentions.c.id == 3).values(is_hidden=True))
    bring(place, item(place, 4, "Вектор, спасибо, деньги за карту номер {} пришли."))
    assert place.look(100 * MINUTE) == 0


def test_what_passed_while_nothing_ran_is_told_afterwards(place: Place) -> None:
    bring(place, item(place, 1))
    assert place.look(9 * HOUR) == 1
    place.deliver()
    assert "срок до 16:40" in place.texts[0]


@pytest.mark.parametrize("asked", [AnswerTimes(usual=120, warning=0), AnswerTimes(warning=30)])
def test_nobody_is_warned_who_does_not_want_it(place: Place, asked: AnswerTimes) -> None:
    bring(place, item(place, 1))
    with place.db.write() as tx:
        deadlines.set_times(tx, asked)
    assert place.look(100 * MINUTE) == 0


def test_a_warning_forgets_whom_it_must(place: Place) -> None:
    bring(place, item(place, 1))
    assert place.look(100 * MINUTE) == 1
    forget_author(place.db, "Иван", place.now)
    place.deliver()
    assert "Пора ответить" in place.texts[0] and "вернёте" not in place.texts[0]


# --- who is counted ----------------------------------------------------------------------------


def test_a_digest_counts_by_deadlines(place: Place) -> None:
    bring(place, *(item(place, number) for number in range(1, 6)))
    place.now += HOUR
    set_state(place, 1, State.DONE)
    set_state(place, 2, State.IRRELEVANT)
    place.now += 2 * HOUR
    set_state(place, 3, State.DONE)
    with place.db.read() as tx:
        found = digest.answers(tx, [1], NOW, NOW + 24 * HOUR)
        assert (found.in_time, found.late, found.waiting) == (1, 1, 2)
        assert digest.answers(tx, [1], NOW + 3 * HOUR, NOW + 24 * HOUR).all == 0
        assert digest.answers(tx, [7], NOW, NOW + 24 * HOUR).all == 0


def test_what_is_due_is_found_without_reading_all(
    sqlite_db: Database, receiver: Receiver, tmp_path: Path
) -> None:
    """Neither mentions nor deadlines are gone through, however many there are."""
    place = Place(sqlite_db, receiver)
    with sqlite_db.write() as tx:
        sources.add(tx, "feed", "https://a.ru/rss", NOW, "Вести")
        deadlines.set_times(tx, AnswerTimes(usual=120, warning=30))
    bring(place, item(place, 1), item(place, 2))
    asked: dict[str, Any] = {}

    def note(_c: Any, _cursor: Any, statement: str, given: Any, _x: Any, is_many: bool) -> None:
        asked.setdefault(statement, given[0] if is_many else given)

    event.listen(sqlite_db.engine, "before_cursor_execute", note)
    assert place.look(100 * MINUTE)
    with sqlite_db.read() as tx:
        assert list_mentions(tx, MentionFilter(due=(None, None))).rows
        digest.answers(tx, [1], NOW, NOW + 24 * HOUR)
    event.remove(sqlite_db.engine, "before_cursor_execute", note)
    plain = sqlite3.connect(tmp_path / "molva.db")
    steps = [
        step[3]
        for statement, given in asked.items()
        if " deadlines" in statement and not statement.startswith("INSERT")
        for step in plain.execute(f"EXPLAIN QUERY PLAN {statement}", given)
    ]
    assert any("ix_deadlines_open" in step for step in steps)
    assert any("ix_deadlines_due_at" in step for step in steps)
    assert not [step for step in steps if step in ("SCAN deadlines", "SCAN mentions")]
