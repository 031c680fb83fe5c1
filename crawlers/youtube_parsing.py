"""Reading the answers of the YouTube Data API. Runs in the parser process; no I/O.

An answer that is a refusal is `{"failure": {"status": …, "reasons": […]}}`.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from crawlers import dates
from crawlers.discovery import absolute
from crawlers.wire import item_to_json
from mentions.types import RawItem

SITE = "https://www.youtube.com"
REASON = re.compile(r"\w{1,60}", re.ASCII)
TITLE_LENGTH = 500
AUTHOR_LENGTH = 300


def channel(body: bytes) -> dict[str, Any]:
    """Of `channels.list`: `uploads`, the channel's list of videos, "" where there is none."""
    answer = json.loads(body)
    for found in answer.get("items", ()):
        return {"uploads": str(found["contentDetails"]["relatedPlaylists"]["uploads"])}
    return _failure(answer) or {"uploads": ""}


def uploads(body: bytes) -> dict[str, Any]:
    """Of `playlistItems.list`: the `videos`, in its order."""
    answer = json.loads(body)
    found = [str(each["contentDetails"]["videoId"]) for each in answer.get("items", ())]
    return _failure(answer) or {"videos": found}


def videos(body: bytes) -> dict[str, Any]:
    """Of `videos.list`: the videos as `items`."""
    answer = json.loads(body)
    found = [item_to_json(_video(each)) for each in answer.get("items", ())]
    return _failure(answer) or {"items": found}


def threads(body: bytes, video: str) -> dict[str, Any]:
    """Of `commentThreads.list`: `items` (comments and the answers that come with them).

    `oldest` and `newest` are the times of the comments that bound the page, `next` leads on;
    `longer` tells of each comment that has more answers than come with it how many there are.
    """
    answer = json.loads(body)
    items: list[RawItem] = []
    longer: dict[str, int] = {}
    moments: list[datetime | None] = []
    for thread in answer.get("items", ()):
        top = thread["snippet"]["topLevelComment"]
        answers = (thread.get("replies") or {}).get("comments", ())
        total = int(thread["snippet"].get("totalReplyCount") or 0)
        items.append(_comment(top, video, video, {"comments": total}))
        items += [_comment(each, video, str(top["id"])) for each in answers]
        moments.append(_moment(top["snippet"]))
        if total > len(answers):
            longer[str(top["id"])] = total
    known = [moment for moment in moments if moment]
    return _failure(answer) or {
        "items": [item_to_json(item) for item in items],
        # A pinned comment may be old and stands first, so the last one tells how far it goes.
        "oldest": moments[-1].isoformat() if moments and moments[-1] else None,
        "newest": max(known).isoformat() if known else None,
        "next": str(answer.get("nextPageToken") or ""),
        "longer": longer,
    }


def replies(body: bytes, video: str, top: str) -> dict[str, Any]:
    """Of `comments.list`: the answers to the comment `top` as `items`; `next` leads on."""
    answer = json.loads(body)
    found = [item_to_json(_comment(each, video, top)) for each in answer.get("items", ())]
    return _failure(answer) or {"items": found, "next": str(answer.get("nextPageToken") or "")}


def _failure(answer: Mapping[str, Any]) -> dict[str, Any] | None:
    error = answer.get("error")
    if not error:
        return None
    told = [*error.get("errors", ()), *error.get("details", ())]
    reasons = [str(one.get("reason")) for one in told if one.get("reason")]
    return {
        "failure": {
            "status": int(error.get("code", 0)),
            "reasons": [reason for reason in reasons if REASON.fullmatch(reason)],
        }
    }


def _video(found: Mapping[str, Any]) -> RawItem:
    about, counts = found["snippet"], found.get("statistics", {})
    views = _number(counts.get("viewCount"))
    return RawItem(
        key=str(found["id"]),
        url=f"{SITE}/watch?v={found['id']}",
        title=str(about.get("title", ""))[:TITLE_LENGTH],
        text=str(about.get("description", "")),
        is_html=False,
        author=str(about.get("channelTitle", ""))[:AUTHOR_LENGTH],
        author_url=f"{SITE}/channel/{about['channelId']}",
        published_at=_moment(about),
        reach=views,
        thread=str(found["id"]),
        extra=_counts(
            views=views,
            likes=_number(counts.get("likeCount")),
            comments=_number(counts.get("commentCount")),
        ),
    )


def _comment(
    found: Mapping[str, Any], video: str, parent: str, counts: Mapping[str, int] | None = None
) -> RawItem:
    about = found["snippet"]
    return RawItem(
        key=str(found["id"]),
        url=f"{SITE}/watch?v={video}&lc={found['id']}",
        text=str(about.get("textDisplay", "")),
        is_html=False,
        author=str(about.get("authorDisplayName", ""))[:AUTHOR_LENGTH],
        author_url=absolute("", str(about.get("authorChannelUrl", ""))),
        published_at=_moment(about),
        thread=video,
        parent=parent,
        extra=_counts(likes=_number(about.get("likeCount")), **(counts or {})),
    )


def _moment(about: Mapping[str, Any]) -> datetime | None:
    return dates.believable(dates.from_text(str(about.get("publishedAt"))), datetime.now(UTC))


def _number(value: Any) -> int | None:
    return int(value) if value is not None else None


def _counts(**counts: int | None) -> dict[str, int]:
    return {name: value for name, value in counts.items() if value}
