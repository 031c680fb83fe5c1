"""Priority: importance by urgency, with its reasons in words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.messages import say
from mentions.rules import BrandReading, Facts
from mentions.types import Tone
from ticketizer.priority import prioritise

NOW = datetime(2025, 5, 1, 12, tzinfo=UTC)
NEGATIVE = (BrandReading(1, Tone.NEGATIVE, 0.93),)
CALM = Facts((), 1, "feed", False, False, None, NOW - timedelta(hours=48), NOW)


@pytest.mark.parametrize(
    ("changes", "level", "reasons"),
    [
        ({}, 4, []),
        ({"reach": 120_000}, 3, ["Охват 120 000"]),
        ({"reach": 9_999}, 4, []),
        ({"brands": NEGATIVE}, 4, ["Негатив (уверенность 93 %)"]),
        ({"question": True}, 3, ["Вопрос без ответа 48 часов"]),
        (
            {"brands": NEGATIVE, "needs_reply": True, "published_at": NOW - timedelta(hours=3)},
            2,
            ["Негатив (уверенность 93 %)", "Ждёт ответа 3 часа"],
        ),
        (
            {"reach": 500_000, "question": True, "published_at": NOW},
            1,
            ["Охват 500 000", "Свежий вопрос"],
        ),
        (
            {"story_size": 13, "story_first_at": NOW - timedelta(hours=2), "published_at": NOW},
            1,
            ["12 перепечаток", "Расходится: 6 перепечаток в час"],
        ),
        (
            {"question": True, "published_at": NOW - timedelta(days=5)},
            4,
            ["Опубликовано 5 дней назад"],
        ),
    ],
)
def test_levels_and_reasons(changes: dict[str, object], level: int, reasons: list[str]) -> None:
    found = prioritise(replace(CALM, **changes))  # type: ignore[arg-type]
    said = [say(reason, "ru").replace("\xa0", " ") for reason in found.reasons]
    assert (found.level, said) == (level, reasons)


@given(
    st.integers(0, 10**9) | st.none(),
    st.integers(1, 1000),
    st.integers(-48, 1000),
    st.booleans(),
    st.floats(0, 1),
)
def test_more_reach_never_lowers_it(
    reach: int | None, size: int, age: int, asks: bool, confidence: float
) -> None:
    facts = replace(
        CALM,
        reach=reach,
        story_size=size,
        question=asks,
        published_at=NOW - timedelta(hours=age),
        brands=(BrandReading(1, Tone.NEGATIVE, confidence),),
    )
    level = prioritise(facts).level
    assert 1 <= level <= 4
    assert prioritise(replace(facts, reach=(reach or 0) * 2 + 1)).level <= level
