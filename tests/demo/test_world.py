"""The town's three weeks: enough of it, no text twice, a surge at the end, life going on."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from mentions.query import Document, analyse, parse
from molva.demo.world import (
    FOLDER,
    HISTORY,
    OUTAGE_AGE,
    TOWN_TIME,
    Post,
    World,
    brands,
)

START = datetime(2026, 3, 18, 15, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def world() -> World:
    return World(START)


def published(world: World, now: datetime) -> list[Post]:
    return [post for source in world.sources for post in world.posts(source, now)]


def mentions_of(name: str, posts: list[Post]) -> list[Post]:
    query = parse(next(brand.query for brand in brands() if brand.name == name))
    return [
        post
        for post in posts
        if query.match(analyse(Document(title=post.title or "", text=post.text)))
    ]


def test_three_weeks_of_at_least_six_hundred_posts(world: World) -> None:
    posts = published(world, START)
    assert len(posts) >= 600
    assert all(START - HISTORY - timedelta(days=1) <= post.published <= START for post in posts)
    days = Counter((START - post.published).days for post in posts)
    assert all(days[day] >= 10 for day in range(20))


def test_texts_are_distinct_but_for_reprints(world: World) -> None:
    own = [post.text for post in world.history if post.reprint_of is None]
    assert len(set(own)) == len(own) >= 450


def test_paths_are_distinct_and_lead_to_their_posts(world: World) -> None:
    posts = published(world, START)
    assert len({post.path for post in posts}) == len(posts)
    assert world.post(posts[0].path, START) == posts[0]


def test_reprints_follow_their_first_publication(world: World) -> None:
    posts = {post.path: post for post in world.history}
    reprints = [post for post in world.history if post.reprint_of]
    assert len(reprints) >= 40
    for reprint in reprints:
        assert reprint.reprint_of is not None
        first = posts[reprint.reprint_of]
        assert first.published < reprint.published
        assert first.source != reprint.source


def test_the_outage_is_a_surge_of_the_bank_alone(world: World) -> None:
    posts = published(world, START)
    for name, at_least, at_most in (("Вектор Банк", 70, 150), ("Тон Мобайл", 0, 15)):
        found = mentions_of(name, posts)
        recent = sum(START - post.published <= timedelta(hours=6) for post in found)
        usual = (len(found) - recent) / (HISTORY / timedelta(hours=6))
        assert at_least <= recent <= at_most
        assert (recent > 10 * usual) == (name == "Вектор Банк")


def test_every_brand_is_talked_of_and_some_posts_are_about_none(world: World) -> None:
    posts = published(world, START)
    found = {brand.name: len(mentions_of(brand.name, posts)) for brand in brands()}
    assert min(found.values()) >= 100
    assert sum(found.values()) < len(posts) - 50


def test_a_word_in_another_sense_is_kept_out_by_the_query(world: World) -> None:
    found = mentions_of("Вектор Банк", published(world, START))
    assert not [post for post in found if "скорости" in post.text or "хоккейный" in post.text]


@pytest.mark.parametrize("hour", [0, 4, 9, 21])
def test_nights_stay_quiet_whenever_the_demo_starts(hour: int) -> None:
    world = World(START.replace(hour=hour))
    everyday = [post for post in world.history if START - post.published > timedelta(days=1)]
    hours = Counter(post.published.astimezone(TOWN_TIME).hour for post in everyday)
    assert sum(hours[night] for night in range(1, 6)) < hours[12] + hours[13]


def test_the_outage_names_the_time_it_began_at(world: World) -> None:
    began = f"с {(START - OUTAGE_AGE).astimezone(TOWN_TIME):%H:%M}"
    texts = [post.text for post in published(world, START + timedelta(hours=1))]
    assert sum(began in text for text in texts) >= 5
    assert not [text for text in texts if "{" in text]


def test_new_posts_keep_arriving_every_ten_to_twenty_seconds(world: World) -> None:
    before = {post.path for post in published(world, START)}
    hour = published(world, START + timedelta(hours=1))
    moments = sorted(post.published for post in hour if post.path not in before)
    gaps = [(after - first).total_seconds() for first, after in pairwise(moments)]
    assert len(gaps) > 200
    assert all(10 <= gap <= 20 for gap in gaps)


def test_what_was_published_never_changes(world: World) -> None:
    soon, late = START + timedelta(minutes=5), START + timedelta(hours=2)
    assert set(published(world, soon)) <= set(published(World(START), late))


def test_when_the_written_texts_run_out_new_ones_are_put_together(world: World) -> None:
    written = (FOLDER / "live.jsonl").read_text(encoding="utf-8").count("\n")
    assert written >= 100
    late = published(world, START + timedelta(hours=3))
    arrived = [post.text for post in late if post.published > START]
    assert len(arrived) > written
    assert len(set(arrived)) == len(arrived)
