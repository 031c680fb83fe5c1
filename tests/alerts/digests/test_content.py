"""What a digest says, as text, HTML and a workbook, and of which time."""

import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from sqlalchemy import event

from alerts.digest.periods import Plan, last_due, next_due
from alerts.digest.rendering import as_html, as_text
from alerts.digest.workbook import as_workbook
from alerts.wording import Reader
from mentions.store import alert_tables as a
from mentions.store import mentions, tickets, users
from mentions.store import tables as t
from mentions.store.alerts import surges
from mentions.store.alerts.surges import Series
from mentions.store.database import Database
from mentions.types import State, Tone
from tests.alerts.digests.conftest import (
    AUTHOR,
    BASE,
    HOSTILE,
    NOW,
    READER,
    Clock,
    gathered,
    part_of,
    sender_to,
)
from tests.alerts.digests.mail_servers import Mailbox
from tests.web.world import BAD, COFFEE, MOBILE, NEWS, VECTOR, Post, add_posts, populate

# --- what it says ------------------------------------------------------------------------------


@pytest.fixture
def full(db: Database) -> Database:
    """The world on both kinds of database, with work done on it and a surge."""
    with db.write() as tx:
        users.add(tx, "maria", "hash", NOW, name="Мария")
    populate(db, NOW)
    with db.write() as tx:
        mentions.set_state(tx, 43, State.DONE, 1, NOW)
        mentions.set_state(tx, 44, State.IRRELEVANT, 1, NOW)
        mentions.add_event(tx, 1, "answered", None, {}, NOW)
        surges.add(
            tx, Series(VECTOR, "negative"), started_at=NOW - timedelta(hours=1), found_at=NOW,
            peak_at=NOW, peak=9.0, observed=43, expected=7.0, told=43, told_at=NOW,
            reason={"brand": "Вектор Банк", "kind": "negative", "observed": 43, "expected": 7.0,
                    "since": (NOW - timedelta(hours=1)).isoformat()},
        )  # fmt: skip
        for brand_id, told in ((VECTOR, 0.0), (COFFEE, 5.0)):
            surges.add(
                tx, Series(brand_id, "all"), started_at=NOW - timedelta(days=brand_id),
                found_at=NOW, peak_at=NOW, peak=9.0, observed=4, expected=1.0, told=told, reason={},
            )  # fmt: skip
    return db


def test_a_day_is_gathered_from_counts_and_mentions(full: Database) -> None:
    found = gathered(full)
    with full.read() as tx:
        counted = sum(
            row.count
            for row in tx.execute(t.hourly_counts.select())
            if found.period.since <= row.hour < found.period.until
        )
    assert found.now.all == counted and found.before.all == 7
    first = found.brands[0]
    assert (first.name, first.now.negative) == ("Вектор Банк", 42)
    story = found.stories[0]
    assert (story.count, story.mention_id, story.is_negative) == (40, 2, True)
    assert [(one.name, one.reach) for one in found.authors][:2] == [
        ("Редакция", 420000), ("Интерфинанс", 88000),
    ]  # fmt: skip
    assert len(found.authors) == 5 and found.authors[0].tone is Tone.NEGATIVE
    assert found.sources[0].name == "Вести экономики"
    assert sum(voice.share for voice in found.voices) == pytest.approx(1)
    work = found.work
    assert (work.done, work.answered, work.unanswered) == (1, 1, 2)
    assert [one.mention_id for one in work.waiting] == [47, 1]
    assert (work.tickets_sent, work.tickets_pending, work.tickets_failed) == (1, 2, 0)
    assert [one.surge_id for one in found.surges] == [1], "those that people were told of, then"


def test_a_brand_alone_stands_beside_the_others_in_share_of_voice_only(full: Database) -> None:
    found = gathered(full, None, MOBILE)
    assert [line.name for line in found.brands] == ["Сигнал"] and not found.surges
    assert {voice.name: voice.is_own for voice in found.voices} == {
        "Вектор Банк": False, "Кофейня «Полдень»": False, "Сигнал": True,
    }  # fmt: skip
    assert all("Сигнал" in story.title for story in found.stories)
    nobody_left = gathered(full, None, 999)
    assert nobody_left.is_quiet and nobody_left.brands == ()


def test_tickets_that_no_desk_took_are_told(full: Database) -> None:
    with full.write() as tx:
        unsent = t.tickets.update().where(t.tickets.c.state == tickets.PENDING)
        tx.execute(unsent.values(state=tickets.REFUSED))
    assert gathered(full).work.tickets_failed == 2


def test_answers_are_told_by_their_deadlines(full: Database) -> None:
    assert "По сроку ответа" not in as_text(gathered(full), READER, BASE, "")
    with full.write() as tx:
        tx.execute(t.mentions.update().values(needs_reply=True))
        # Hours ago; the last two were due the day before.
        for mention_id, due, answered in (
            (1, 22, 23), (2, 22, None), (4, 21, 19), (5, 21, None), (6, 25, None), (7, 26, 1),
        ):  # fmt: skip
            values = {"due_at": NOW - timedelta(hours=due), "answered_at": None}
            if answered is not None:
                values["answered_at"] = NOW - timedelta(hours=answered)
            tx.execute(a.deadlines.insert().values(mention_id=mention_id, **values))
    digest = gathered(full)
    assert (digest.work.answers.in_time, digest.work.answers.late) == (1, 1)
    said = "По сроку ответа: вовремя 1, с опозданием 1, просрочено и ждёт 2 (было 0, 1, 1)"
    assert said in as_text(digest, READER, BASE, "") and said in as_html(digest, READER, BASE, "")
    sheet = openpyxl.load_workbook(io.BytesIO(as_workbook(digest, READER, BASE))).worksheets[0]
    rows = {row[0].value: [cell.value for cell in row[1:3]] for row in sheet.iter_rows()}
    assert rows["Отвечено в срок"] == [1, 0] and rows["Просрочено и ждёт"] == [2, 1]


def test_only_the_period_is_read(world: Database) -> None:
    """No query goes through a whole table of what grows: mentions, counts, tickets, events."""
    plans: list[str] = []

    def explain(connection: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            rows = connection.connection.execute(f"EXPLAIN QUERY PLAN {statement}", given)
            plans.extend(row[3] for row in rows)

    event.listen(world.engine, "before_cursor_execute", explain)
    gathered(world)
    event.remove(world.engine, "before_cursor_execute", explain)
    assert any("ix_mentions_published_at" in plan for plan in plans)
    grown = "mentions|mention_brands|mention_events|tickets|hourly_counts|stories|surges"
    assert [plan for plan in plans if re.fullmatch(rf"SCAN ({grown})\b.*", plan)] == []


def test_both_languages_say_all_of_it(full: Database) -> None:
    for language, words in (
        ("ru", ("Сводка за сутки", "Негатив", "Доля голоса", "40 публикаций", "Ждут ответа 2")),
        ("en", ("The day in brief", "Negative", "Share of voice", "40 publications", "2 mentions")),
    ):
        reader = Reader(language, "Europe/Moscow")
        for shown in (as_html(gathered(full), reader, BASE), as_text(gathered(full), reader, BASE)):
            assert all(word.lower() in shown.lower() for word in words), words
            assert "digest-" not in shown
            assert f"{BASE}/mentions/2" in shown and f"{BASE}/surges/1" in shown


def test_html_is_what_mail_programs_read(full: Database) -> None:
    shown = as_html(gathered(full), READER, BASE, f"{BASE}/unsubscribe/t")
    assert len(shown.encode()) < 100_000, "more is cut off by some"
    for forbidden in ("<script", "<style", "<img", "<link", "class=", "url(", "<div"):
        assert forbidden not in shown
    assert set(re.findall(r'(?:href|src)="(https?://[^/"]+)', shown)) == {BASE}
    assert 'width="600"' in shown and 'lang="ru"' in shown


def test_a_quiet_day_is_said_to_be_one(sqlite_db: Database) -> None:
    found = gathered(sqlite_db)
    assert found.is_quiet
    for shown in (as_html(found, READER, BASE), as_text(found, READER, BASE)):
        assert "За сутки ничего не написали" in shown


@pytest.fixture
def hostile(world: Database) -> Database:
    post = Post(NEWS, 1.5, HOSTILE, "Вектор Банк", ((VECTOR, BAD, 0.9),), AUTHOR, 10**9,
                wants_reply=True)  # fmt: skip
    with world.write() as tx:
        add_posts(tx, [post, post, post] * 20, NOW)
        bank = t.brands.update().where(t.brands.c.id == VECTOR)
        tx.execute(bank.values(name="-1+1\r\nBcc: <b>x</b>"))
    return world


def test_hostile_text_is_harmless_everywhere(
    hostile: Database, clock: Clock, mailbox: Mailbox
) -> None:
    assert sender_to(hostile, clock, mailbox).send_now(1) is None
    (letter,) = mailbox.letters
    shown = part_of(letter, "html")
    assert "<script" not in shown and "<img" not in shown and "&lt;script&gt;" in shown
    assert "\x1b" not in part_of(letter, "plain") and HOSTILE in part_of(letter, "plain")
    assert letter["Bcc"] is None and "\r\nBcc:" not in mailbox.taken[0].decode()


def test_no_cell_becomes_a_formula(hostile: Database) -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(gathered(hostile), READER, BASE)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell for cell in cells if cell.data_type == "f"] == []
    begun = [cell for cell in cells if str(cell.value).startswith(("=", "+", "-", "@"))]
    assert {cell.value for cell in begun} >= {HOSTILE, "-1+1 Bcc: <b>x</b>"}
    assert all(cell.quotePrefix for cell in begun)
    linked = {cell.hyperlink.target for cell in cells if cell.hyperlink}
    assert linked and all(target.startswith(BASE) for target in linked)


# --- when --------------------------------------------------------------------------------------


def test_a_day_ends_at_its_hour_where_the_person_is() -> None:
    daily = Plan("daily", 9, 0, "Europe/Moscow")
    due = last_due(daily, NOW)
    assert (due.key, due.at) == ("daily-2026-03-20", datetime(2026, 3, 20, 6, tzinfo=UTC))
    assert due.period.since == datetime(2026, 3, 19, 6, tzinfo=UTC)
    assert last_due(daily, due.at).key == "daily-2026-03-20"
    assert last_due(daily, due.at - timedelta(seconds=1)).key == "daily-2026-03-19"
    assert next_due(daily, due.at).key == "daily-2026-03-21"
    far = Plan("daily", 2, 0, "Asia/Kamchatka")
    assert last_due(far, NOW).key == "daily-2026-03-20"
    assert next_due(far, datetime(2026, 3, 20, 23, tzinfo=UTC)).key == "daily-2026-03-22"


def test_a_week_is_seven_days_and_days_join_over_a_change_of_clocks() -> None:
    weekly = Plan("weekly", 10, 0, "Europe/Berlin")  # clocks go forward on 29 March 2026
    due = last_due(weekly, datetime(2026, 3, 31, tzinfo=UTC))
    assert due.key == "weekly-2026-03-30" and due.period.before.kind == "weekly"
    assert due.period.until - due.period.since == timedelta(days=7, hours=-1)
    assert last_due(weekly, due.period.since).period.until == due.period.since
