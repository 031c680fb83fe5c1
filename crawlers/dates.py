"""Dates as feeds write them."""

import calendar
import re
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)
RUSSIAN_MONTHS = {
    "янв": "Jan", "фев": "Feb", "мар": "Mar", "апр": "Apr", "мая": "May", "май": "May",
    "июн": "Jun", "июл": "Jul", "авг": "Aug", "сен": "Sep", "окт": "Oct", "ноя": "Nov",
    "дек": "Dec",
}  # fmt: skip
CYRILLIC_WORD = re.compile(r"[а-яё]+\.?", re.IGNORECASE)


def from_struct(parsed: time.struct_time) -> datetime | None:
    """A time in UTC as feedparser gives it."""
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def from_text(text: str) -> datetime | None:
    """A date that feedparser cannot read: RFC 3339, or RFC 822 with Russian names."""
    text = text.strip()[:100]
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        try:
            moment = parsedate_to_datetime(_with_english_months(text))
        except (ValueError, IndexError, OverflowError):
            return None
    try:
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def believable(moment: datetime | None, now: datetime) -> datetime | None:
    """The date, or None for one that cannot be true: before the feeds or after tomorrow."""
    return moment if moment is not None and EARLIEST < moment < now + AHEAD else None


def _with_english_months(text: str) -> str:
    """`Пн, 6 окт. 2025 10:00 +0300` becomes `6 Oct 2025 10:00 +0300`."""

    def month(word: re.Match[str]) -> str:
        return RUSSIAN_MONTHS.get(word.group()[:3].lower(), "")

    return CYRILLIC_WORD.sub(month, text).lstrip(" ,")
