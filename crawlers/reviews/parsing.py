"""Reading the answers of review lists. Runs in the parser process; no I/O.

Each function returns `items` and what its kind needs to go on, or None for an answer of another
form than the one that is known.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlsplit

from crawlers import dates
from crawlers.wire import item_to_json
from mentions.types import RawItem

MOSCOW = timezone(timedelta(hours=3))


def app_store(body: bytes, address: str) -> dict[str, Any] | None:
    """Of the feed of customer reviews; `count` is of all entries, the app's card left out."""
    answer = _object(body)
    feed = answer.get("feed") if answer else None
    if not isinstance(feed, dict):
        return None
    entries = feed.get("entry", [])
    entries = [entries] if isinstance(entries, dict) else entries
    reviews = [entry for entry in entries if "im:rating" in entry]
    items = [_app_store_review(entry, address) for entry in reviews]
    return {"items": list(map(item_to_json, items)), "count": len(reviews)}


def _app_store_review(entry: Mapping[str, Any], address: str) -> RawItem:
    key = _label(entry, "id")
    author = entry.get("author") or {}
    return RawItem(
        key=key,
        url=f"{address}?see-all=reviews#{key}",
        title=_label(entry, "title"),
        text=_label(entry, "content"),
        is_html=False,
        author=_label(author, "name"),
        author_url=_label(author, "uri"),
        published_at=_time(_label(entry, "updated")),
        extra=_extra(rating=_number(_label(entry, "im:rating"))),
    )


def banki(body: bytes, site: str) -> dict[str, Any] | None:
    """Of the list that banki.ru's own pages load."""
    answer = _object(body)
    reviews = answer.get("data") if answer else None
    if not isinstance(reviews, list):
        return None
    items = [item_to_json(_bank_review(review, site)) for review in reviews]
    return {"items": items, "has_more": bool(answer and answer.get("hasMorePages"))}


def _bank_review(review: Mapping[str, Any], site: str) -> RawItem:
    key = str(review["id"])
    grade = _number(review.get("grade"))
    return RawItem(
        key=key,
        url=f"{site}/services/responses/bank/response/{key}/",
        title=str(review.get("title") or ""),
        text=str(review.get("text") or ""),
        author=str(review.get("userName") or ""),
        published_at=_time(str(review.get("dateCreate") or ""), MOSCOW),
        extra=_extra(
            rating=grade if grade and 1 <= grade <= 5 else None,  # 0: no mark was given
            comments=_number(review.get("commentCount")),
            answer=review.get("agentAnswerText"),
        ),
    )


def two_gis(body: bytes, address: str) -> dict[str, Any] | None:
    """Of `/2.0/branches/ID/reviews`; `code` is the API's own where it refuses."""
    answer = _object(body)
    if answer is None:
        return None
    meta = answer.get("meta") or {}
    if not isinstance(answer.get("reviews"), list):
        return {"code": meta.get("code")} if meta.get("code") != 200 else None
    shown = (review for review in answer["reviews"] if not review.get("is_hidden"))
    items = [item_to_json(_place_review(review, address)) for review in shown]
    return {"items": items, "next": _next_query(str(meta.get("next_link") or ""))}


def _place_review(review: Mapping[str, Any], address: str) -> RawItem:
    key = str(review["id"])
    answer = review.get("official_answer") or {}
    return RawItem(
        key=key,
        url=f"{address}/tab/reviews/review/{key}",
        text=str(review.get("text") or ""),
        is_html=False,
        author=str((review.get("user") or {}).get("name") or ""),
        published_at=_time(str(review.get("date_created") or "")),
        extra=_extra(
            rating=_number(review.get("rating")),
            likes=_number(review.get("likes_count")),
            comments=_number(review.get("comments_count")),
            answer=answer.get("text"),
        ),
    )


def _next_query(link: str) -> str | None:
    """The query of the link to the next page, without the key, which the link repeats."""
    parts = urlsplit(link).query.split("&")
    return "&".join(part for part in parts if part and not part.startswith("key=")) or None


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(body)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _label(entry: Mapping[str, Any], name: str) -> str:
    return str((entry.get(name) or {}).get("label") or "")


def _extra(**given: Any) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value not in (None, "")}


def _number(value: Any) -> float | int | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return int(number) if number.is_integer() else number


def _time(text: str, zone: timezone = UTC) -> datetime | None:
    moment = dates.from_text(text)
    if moment is not None and not _has_zone(text):
        moment = moment.replace(tzinfo=zone).astimezone(UTC)
    return dates.believable(moment, datetime.now(UTC))


def _has_zone(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return True
