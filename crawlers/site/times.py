"""Dates as pages write them. Runs in the parser process."""

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import dateparser

# Of dates without a zone: nearly all sites that are read are Russian.
ZONE = ZoneInfo("Europe/Moscow")
SETTINGS = {
    "TIMEZONE": "Europe/Moscow",
    "RETURN_AS_TIMEZONE_AWARE": True,
    "PREFER_DATES_FROM": "past",
    "DATE_ORDER": "DMY",
}


@lru_cache(1000)
def moment(text: str) -> datetime | None:
    """ISO 8601 or words such as «6 октября 2025 в 14:20» and «вчера»; None for anything else."""
    text = text.strip()[:100]
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = dateparser.parse(text, languages=["ru", "en"], settings=SETTINGS)
    try:
        return found and found.replace(tzinfo=found.tzinfo or ZONE).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
