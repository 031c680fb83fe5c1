"""What the pages read: filters, folded stories, paging, counts, and a mention's whole story."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from mentions.store import mentions, sources, users
from mentions.store import tables as t
from mentions.store.alert_tables import deadlines
from mentions.store.database import Database
from mentions.store.views import sources as source_views
from mentions.store.views.counts import by_source, tone_by_brand, tone_by_hour
from mentions.store.views.mention import get_whole, list_tickets
from mentions.store.views.mentions import (
    MentionFilter,
    MentionRow,
    Position,
    count_mentions,
    list_mentions,
)
from mentions.store.views.sources import Tally
from mentions.store.views.status import get_status
from mentions.types import State, Tone
from tests.web.world import (
    BLOCKED,
    BROKEN,
    COFFEE,
    FORUM,
    MOBILE,
    NEWS,
    OUTAGE,
    REVIEWS,
    VECTOR,
    populate,
)

NOW = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def world(db: Database) -> Database:
    with db.write() as tx:
        users.add(tx, "maria", "hash", NOW, name="Мария")
    populate(db, NOW)
    return db


def rows(db: Database, wanted: MentionFilter, limit: int = 500) -> tuple[MentionRow, ...]:
    with db.read() as tx:
        return list_mentions(tx, wanted, limit=limit).rows


def count(db: Database, wanted: MentionFilter) -> int:
    with db.read() as tx:
        return count_mentions(tx, wanted)


def paged(db: Database, wanted: MentionFilter, limit: int) -> list[int]:
    """All mentions of a list, by way of every page."""
    found: list[int] = []
    position: Position | None = None
    with db.read() as tx:
        while True:
            page = list_mentions(tx, wanted, after=position, limit=limit)
            found += [row.id for row in page.rows]
            position = page.next
            if position is None:
                return found


def test_a_story_is_one_row_at_its_newest_match(world: Database) -> None:
    outage = [row for row in rows(world, MentionFilter()) if row.title == OUTAGE.title]
    assert [(row.reprints, row.author) for row in outage] == [(39, "Лента 39")]
    story = MentionFilter(story_id=outage[0].story_id)
    assert len(rows(world, story)) == count(world, story) == 40


def test_a_story_folds_to_what_the_filter_lets_through(world: Database) -> None:
    before = MentionFilter(until=NOW - timedelta(hours=0.7))
    outage = [row for row in rows(world, before) if row.title == OUTAGE.title]
    assert [row.author for row in outage] == ["Лента 19"]


@pytest.mark.parametrize("limit", [1, 7, 50])
def test_pages_join_to_the_whole_list(world: Database, limit: int) -> None:
    whole = [row.id for row in rows(world, MentionFilter())]
    found = paged(world, MentionFilter(), limit)
    assert found == whole
    assert len(set(found)) == len(found)


MINUTES = st.integers(-3, 3)
DUE = {"open": (None, None), "soon": (NOW, NOW + timedelta(minutes=2)), "late": (None, NOW)}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    due=st.dictionaries(st.integers(1, 60), st.tuples(MINUTES, st.booleans()), max_size=60),
    which=st.sampled_from(sorted(DUE)),
    limit=st.sampled_from([1, 2, 7, 50]),
    is_narrowed=st.booleans(),
)
def test_what_is_due_comes_the_most_urgent_first_on_every_page(
    world: Database, due: dict[int, tuple[int, bool]], which: str, limit: int, is_narrowed: bool
) -> None:
    """Each story once, where its most urgent match stands; many are due at the same moment."""
    due_at = {key: NOW + timedelta(minutes=minutes) for key, (minutes, _) in due.items()}
    with world.write() as tx:
        tx.execute(update(t.mentions).values(needs_reply=True))
        tx.execute(delete(deadlines))
        for key, (_, is_answered) in due.items():
            answered_at = NOW if is_answered else None
            row = {"mention_id": key, "due_at": due_at[key], "answered_at": answered_at}
            tx.execute(insert(deadlines), row)
        story_of = dict(tx.execute(select(t.mentions.c.id, t.mentions.c.story_id)).tuples().all())
    since, until = DUE[which]
    waiting = [
        key
        for key, (_, is_answered) in due.items()
        if not is_answered and (since is None or due_at[key] > since)
        and (until is None or due_at[key] <= until)
    ]  # fmt: skip
    by_urgency = sorted(waiting, key=lambda key: (due_at[key], key))
    first_of = {story_of[key]: key for key in reversed(by_urgency)}
    expected = [key for key in by_urgency if first_of[story_of[key]] == key]
    wanted = MentionFilter(due=(since, until), ids=tuple(waiting) if is_narrowed else None)
    assert paged(world, wanted, limit) == expected


def test_filters_narrow_together(world: Database) -> None:
    everything = rows(world, MentionFilter())
    wanted = MentionFilter(brand_id=VECTOR, tone=Tone.NEGATIVE, source_id=FORUM)
    expected = [
        row.id
        for row in everything
        if row.source_id == FORUM
        and any(r.brand_id == VECTOR and r.tone is Tone.NEGATIVE for r in row.readings)
    ]
    assert [row.id for row in rows(world, wanted)] == expected
    assert expected


def test_the_tone_is_that_toward_the_brand_asked_for(world: Database) -> None:
    both = next(row for row in rows(world, MentionFilter()) if len(row.readings) == 2)
    assert both.tone is Tone.NEGATIVE
    praising = rows(world, MentionFilter(brand_id=MOBILE, tone=Tone.POSITIVE))
    assert both.id in [row.id for row in praising]


def test_irrelevant_and_hidden_ones_are_shown_when_asked_for(world: Database) -> None:
    with world.write() as tx:
        mentions.set_state(tx, 1, State.IRRELEVANT, 1, NOW)
    assert 1 not in [row.id for row in rows(world, MentionFilter())]
    assert [row.id for row in rows(world, MentionFilter(state=State.IRRELEVANT))] == [1]
    assert not rows(world, MentionFilter(is_hidden=True))


def test_counts_follow_corrections(world: Database) -> None:
    def negative() -> int:
        with world.read() as tx:
            hours = tone_by_hour(tx, brand_id=VECTOR)
            by_brand = tone_by_brand(tx, since=NOW - timedelta(days=90))
        counted = sum(hour.count for hour in hours if hour.tone is Tone.NEGATIVE)
        assert by_brand[VECTOR][Tone.NEGATIVE] == counted
        return counted

    before = negative()
    assert before == count(world, MentionFilter(brand_id=VECTOR, tone=Tone.NEGATIVE))
    with world.write() as tx:
        mentions.correct_tone(tx, 1, VECTOR, Tone.POSITIVE, 1, NOW)
    assert negative() == before - 1


def test_hours_are_narrowed_and_in_order(world: Database) -> None:
    since = NOW - timedelta(days=3)
    with world.read() as tx:
        hours = tone_by_hour(tx, brand_id=COFFEE, source_id=FORUM, since=since, until=NOW)
        counts = by_source(tx, [NEWS], since=since)
    assert hours
    assert [hour.hour for hour in hours] == sorted(hour.hour for hour in hours)
    assert all(since <= hour.hour < NOW for hour in hours)
    assert list(counts) == [NEWS]
    assert counts[NEWS] >= 40


def test_a_mention_tells_its_whole_story(world: Database) -> None:
    with world.write() as tx:
        mentions.correct_tone(tx, 1, VECTOR, Tone.NEUTRAL, 1, NOW)
        mentions.add_event(tx, 1, "edited", None, {"title": "", "text": "прежний"}, NOW)
    with world.read() as tx:
        whole = get_whole(tx, 1)
        outage = get_whole(tx, 2)
        assert get_whole(tx, 999_999) is None
    assert whole is not None
    assert outage is not None
    assert [(event.kind, event.user) for event in whole.events] == [
        ("edited", None),
        ("tone-corrected", "Мария"),
    ]
    reading = whole.row.readings[0]
    assert (reading.tone, reading.is_corrected, reading.negative) == (Tone.NEUTRAL, True, 0.96)
    assert [seen.source for seen in whole.sightings] == ["Городской форум"]
    assert [(t.external_id, [a.status for a in t.attempts]) for t in whole.tickets] == [
        ("REQ-1042", [201])
    ]
    assert len(outage.reprints) == 39
    assert outage.tickets[0].attempts[0].error is not None
    assert outage.tickets[0].next_at is not None


def test_tickets_are_listed_by_state_and_page(world: Database) -> None:
    with world.read() as tx:
        every = [ticket.id for ticket in list_tickets(tx)]
        sent = list_tickets(tx, state="sent")
        second = list_tickets(tx, before=every[0], limit=1)
        assert not list_tickets(tx, destination_id=99)
    assert every == [3, 2, 1]
    assert [ticket.id for ticket in sent] == [1]
    assert [ticket.id for ticket in second] == [2]


def test_the_status_counts_what_there_is(world: Database) -> None:
    with world.read() as tx:
        status = get_status(tx, NOW)
    assert status.mentions == count(world, MentionFilter())
    assert status.sources == Tally(all=5, unwell=2, quiet=0, off=0)
    assert [source.name for source in status.unwell] == ["Закрытая газета", "Старый блог"]
    assert status.ticket_states["sent"] == 1
    assert status.search.count > 0


def test_sources_are_found_by_words_of_any_case(world: Database) -> None:
    with world.write() as tx:
        sources.disable(tx, BROKEN)
    with world.read() as tx:
        assert source_views.found(tx, "", "", None)[0] == BLOCKED  # which asks for a look
        assert source_views.found(tx, "", "", source_views.IS_UNWELL) == [BLOCKED]
        assert source_views.found(tx, "", "", source_views.IS_OFF) == [BROKEN]
        assert source_views.found(tx, "ФОРУМ", "feed", None) == [FORUM]
        assert source_views.found(tx, "", "odd", None) == []
        shown = source_views.by_ids(tx, [FORUM, 99, NEWS])
    assert [source.id for source in shown] == [FORUM, NEWS]


def test_of_very_many_sources_those_that_tell_most_can_be_chosen(world: Database) -> None:
    since = NOW - timedelta(days=30)
    with world.write() as tx:
        five = {one.id for one in source_views.telling(tx, None, since=since)}
        many = [(f"https://{number}.example/rss", "") for number in range(400)]
        sources.add_all(tx, "feed", many, NOW)
        told = {one.id for one in source_views.telling(tx, 300, since=since)}
        silent = source_views.telling(tx, None, since=NOW + timedelta(days=1))
    assert five == {NEWS, REVIEWS, FORUM, BLOCKED, BROKEN}
    assert NEWS in told
    assert 300 in told
    assert len(told) <= 6
    assert len(silent) == source_views.MOST_NAMES
