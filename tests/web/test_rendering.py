"""Marked words, excerpts, safe links, and the chart: pure functions."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.store.views.counts import Counted
from mentions.types import Span, Tone
from web.chart import HEIGHT, draw
from web.rendering import excerpt, marked, web_address

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
SPANS = st.lists(st.builds(Span, st.integers(-5, 60), st.integers(-5, 60)), max_size=6)


def plain(html: str) -> str:
    html = html.replace("<mark>", "").replace("</mark>", "")
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&#39;", "'")):
        html = html.replace(entity, letter)
    return html.replace("&amp;", "&")


@given(st.text(max_size=50), SPANS)
def test_marking_changes_no_letter(text: str, spans: list[Span]) -> None:
    spans = [span for span in spans if span.start >= 0]
    assert plain(str(marked(text, spans))) == text


@given(st.text(alphabet="аб <&\n", max_size=900), SPANS, st.integers(20, 200))
def test_an_excerpt_is_a_part_of_the_text(text: str, spans: list[Span], length: int) -> None:
    spans = [span for span in spans if 0 <= span.start <= span.end <= len(text)]
    cut = plain(str(excerpt(text, spans, length)))
    assert cut.strip("…") in text
    assert len(cut) <= length + 2


def test_places_that_overlap_are_marked_once() -> None:
    spans = [Span(0, 3), Span(2, 5), Span(2, 4), Span(7, 8)]
    assert marked("a<b&cdefg", spans) == "<mark>a&lt;b&amp;c</mark>de<mark>f</mark>g"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/x", "https://a.example/x"),
        (" http://a.example ", "http://a.example"),
        ("javascript:alert(1)", ""),
        ("https://[broken", ""),
        ("ftp://a.example", ""),
        ("//a.example", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_only_addresses_of_web_pages_are_links(url: str | None, shown: str) -> None:
    assert web_address(url) == shown


def counted(*hours: tuple[int, Tone, int]) -> list[Counted]:
    first = NOW.replace(minute=0)
    return [Counted(first - timedelta(hours=h), tone, count) for h, tone, count in hours]


def test_a_bar_stands_on_the_ground_and_the_highest_reaches_the_top() -> None:
    hours = counted((30, Tone.POSITIVE, 1), (2, Tone.NEGATIVE, 3), (1, Tone.NEUTRAL, 1))
    chart = draw(hours, NOW - timedelta(days=6), NOW, MOSCOW)
    assert chart.totals == {Tone.NEGATIVE: 3, Tone.NEUTRAL: 1, Tone.POSITIVE: 1}
    assert [bucket.total for bucket in chart.buckets] == [0, 0, 0, 0, 0, 1, 4]
    negative, neutral = chart.buckets[-1].bars
    assert negative.y + negative.height == HEIGHT
    assert (neutral.y, neutral.y + neutral.height) == (0, negative.y)


def test_days_are_those_of_the_reader() -> None:
    late = datetime(2026, 3, 18, 21, 0, tzinfo=UTC)  # the 19th in Moscow
    hours = [Counted(late, Tone.NEUTRAL, 2)]
    chart = draw(hours, datetime(2026, 3, 16, tzinfo=MOSCOW), NOW, MOSCOW)
    assert [bucket.start.day for bucket in chart.buckets if bucket.total] == [19]


def test_a_day_of_another_length_loses_nothing() -> None:
    zone = ZoneInfo("Europe/Berlin")
    first = datetime(2026, 3, 28, tzinfo=zone)
    hours = [
        Counted(first.astimezone(UTC) + timedelta(hours=n), Tone.NEUTRAL, 1) for n in range(71)
    ]
    chart = draw(hours, first, datetime(2026, 3, 31, tzinfo=zone), zone)
    assert [bucket.total for bucket in chart.buckets] == [24, 23, 24]


@pytest.mark.parametrize(
    ("days", "step"), [(1, timedelta(hours=1)), (30, timedelta(days=1)), (365, timedelta(days=7))]
)
def test_the_step_follows_the_period(days: int, step: timedelta) -> None:
    chart = draw([], NOW - timedelta(days=days), NOW, MOSCOW)
    assert chart.step == step
    assert chart.highest == 0
    assert 20 < len(chart.buckets) < 60


def test_all_time_begins_with_the_first_mention() -> None:
    chart = draw(counted((50, Tone.NEUTRAL, 1), (1, Tone.NEUTRAL, 1)), None, NOW, MOSCOW)
    assert [bucket.total for bucket in chart.buckets] == [1, 0, 1]
    assert draw([], None, NOW, MOSCOW).buckets
