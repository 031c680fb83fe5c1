"""Comments on YouTube, by the Data API: under the newest videos of a channel, or under one video.

A crawl begins a round: it asks which videos there are, and for the newest comments of each. Then
it reads what lies behind them, and answers that did not come with their comments. It stops after
some requests; what is left to do is in the cursor, and the next crawl goes on with it.

The cursor: `quota`, the units used on a day of California, where YouTube's days begin; `uploads`,
the channel's list of videos; `began`, when the round did; `waiting`, videos whose newest comments
are to be asked for; `gaps`, [video, page, time down to which]; `longer`, comments whose answers are
to be read, [comment, video, page, number]; `read`, the number of answers of those that were;
`tops`, the time of each video's newest comment; `asked`, see `following`.
"""

import re
from collections.abc import Awaitable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit
from zoneinfo import ZoneInfo

from crawlers import following
from crawlers.errors import CrawlError
from crawlers.kind import Field, Kind, Service, Session
from crawlers.wire import Job, item_from_json
from mentions.errors import MolvaError
from mentions.messages import message
from mentions.types import CrawlResult, Outcome, RawItem

SERVICE = Service("youtube", "https://www.googleapis.com", "key")
SITE = "https://www.youtube.com"
HOSTS = ("youtube.com", "www.youtube.com", "m.youtube.com", "youtu.be")
VIDEO = re.compile(r"[\w-]{11}", re.ASCII)
CHANNEL = re.compile(r"UC[\w-]{22}", re.ASCII)
HANDLE = re.compile(r"@[\w.·-]{2,100}")
DAY_BEGINS_IN = ZoneInfo("America/Los_Angeles")
REFUSALS = (400, 401, 403, 404, 429)
PAGE = 100
MOST_VIDEOS = 50
MOST_DAYS = 10_000
# Requests of one crawl, each of which costs a unit; fewer of the first one, which also is what a
# new source is checked by.
REQUESTS_AT_ONCE = 40
REQUESTS_AT_FIRST = 5
ROUND = timedelta(minutes=10)
# Comments of so long before the newest are read again: some appear late, some are edited.
OVERLAP = timedelta(hours=6)
ANSWERS_KEPT = 1000
WAIT = 600.0
QUOTA = "crawlers-youtube-quota"
RATE = "crawlers-youtube-rate"
STALE_PAGE = "crawlers-youtube-page"
NO_COMMENT = "crawlers-youtube-no-comment"
# The API's reasons for a refusal, by what they mean to a person.
REASONS = {
    QUOTA: ("quotaExceeded", "dailyLimitExceeded"),
    RATE: ("rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"),
    "crawlers-youtube-key": ("keyInvalid", "API_KEY_INVALID", "keyExpired", "API_KEY_EXPIRED"),
    "crawlers-youtube-not-enabled": ("accessNotConfigured", "SERVICE_DISABLED"),
    "crawlers-youtube-restricted": (
        "ipRefererBlocked", "API_KEY_IP_ADDRESS_BLOCKED", "API_KEY_HTTP_REFERRER_BLOCKED",
        "API_KEY_SERVICE_BLOCKED",
    ),
    "crawlers-youtube-no-comments": ("commentsDisabled",),
    "crawlers-youtube-no-video": ("videoNotFound",),
    "crawlers-youtube-no-channel": ("channelNotFound", "playlistNotFound"),
    NO_COMMENT: ("commentNotFound",),
    STALE_PAGE: ("invalidPageToken", "processingFailure"),
}  # fmt: skip
OF_ONE_VIDEO = ("crawlers-youtube-no-comments", "crawlers-youtube-no-video")


def read_address(typed: str) -> str:
    """The address of a channel (@handle or id) or of a video."""
    text = typed.strip()
    if CHANNEL.fullmatch(text) or HANDLE.fullmatch(text):
        text = f"{SITE}/{text}" if text.startswith("@") else f"{SITE}/channel/{text}"
    found = _address(text if "://" in text else f"https://{text}")
    if found is None:
        raise MolvaError(message("crawlers-youtube-address", address=typed[:200]))
    return found


def _address(text: str) -> str | None:
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if parts.hostname not in HOSTS:
        return None
    steps = [unquote(step) for step in parts.path.split("/") if step] or [""]
    video = parse_qs(parts.query).get("v", [""])[0] if steps[0] == "watch" else ""
    if parts.hostname == "youtu.be":
        video = steps[0]
    elif steps[0] in ("shorts", "live", "embed", "v") and len(steps) > 1:
        video = steps[1]
    if VIDEO.fullmatch(video):
        return f"{SITE}/watch?v={video}"
    if HANDLE.fullmatch(steps[0]):
        return f"{SITE}/{steps[0].lower()}"
    is_channel = steps[0] == "channel" and len(steps) > 1 and CHANNEL.fullmatch(steps[1])
    return f"{SITE}/channel/{steps[1]}" if is_channel else None


async def crawl(job: Job, session: Session) -> CrawlResult:
    reading = _Reading(job, _Api(job, session))
    try:
        await reading.read()
    except CrawlError as error:
        if not reading.items:
            raise
        return reading.result(error)  # what was read before is kept
    return reading.result(None)


class _Api:
    """The API with the units that it costs. `left` counts what this crawl may still ask."""

    def __init__(self, job: Job, session: Session) -> None:
        self._session = session
        self._key = session.secret(SERVICE.name)
        self._limit: int = job.options.get("daily_units", 9000)
        self.left = REQUESTS_AT_ONCE if job.cursor else REQUESTS_AT_FIRST
        self.day = datetime.now(DAY_BEGINS_IN).date().isoformat()
        quota = job.cursor.get("quota", {})
        self.used: int = quota["used"] if quota.get("day") == self.day else 0

    async def ask(
        self, method: str, parser: str, query: Mapping[str, Any], **arguments: Any
    ) -> dict[str, Any]:
        if self.used >= self._limit:
            told = message("crawlers-youtube-own-limit", units=self._limit)
            raise CrawlError(Outcome.BLOCKED, told, _until_midnight())
        self.used += 1
        self.left -= 1
        given = {name: value for name, value in query.items() if value}
        page = await self._session.fetch(
            f"{self._session.base(SERVICE.name)}/youtube/v3/{method}?{urlencode(given)}",
            {"X-Goog-Api-Key": self._key},  # not in the address, which proxies log
            also=REFUSALS,
            obeys_robots=False,
        )
        answer: dict[str, Any] = await self._session.parse(
            f"crawlers.youtube_parsing:{parser}", page.body, **arguments
        )
        if "failure" in answer:
            raise _refusal(**answer["failure"])
        return answer


def _refusal(status: int, reasons: list[str]) -> CrawlError:
    meant = next((key for key, known in REASONS.items() if not set(reasons).isdisjoint(known)), "")
    if not meant:
        told = message("crawlers-youtube-refused", status=status, reason=(reasons or ["–"])[0])
        return CrawlError(Outcome.BROKEN, told)
    wait = {QUOTA: _until_midnight(), RATE: WAIT}.get(meant)
    return CrawlError(Outcome.BLOCKED, message(meant), wait)


def _until_midnight() -> float:
    """Seconds until the quota begins anew."""
    now = datetime.now(DAY_BEGINS_IN)
    midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), DAY_BEGINS_IN)
    return (midnight.astimezone(UTC) - now.astimezone(UTC)).total_seconds()


class _Reading:
    """One crawl of one source."""

    def __init__(self, job: Job, api: _Api) -> None:
        cursor = job.cursor
        self._job = job
        self._api = api
        self.items: dict[str, RawItem] = {}
        self._uploads: str = cursor.get("uploads", "")
        self._began = _time(cursor.get("began", ""))
        self._waiting: list[str] = list(cursor.get("waiting", ()))
        self._gaps: list[list[str]] = list(cursor.get("gaps", ()))
        self._longer: list[list[Any]] = list(cursor.get("longer", ()))
        self._read: dict[str, int] = dict(cursor.get("read", {}))
        self._tops: dict[str, str] = dict(cursor.get("tops", {}))
        self._asked: dict[str, float] = dict(cursor.get("asked", {}))
        self._closed = 0
        self._has_restarted = False

    async def read(self) -> None:
        if datetime.now(UTC) - self._began > ROUND or not self._has_more:
            await self._begin()
        while self._has_more and self._api.left > 0:
            if self._waiting:
                video = self._waiting[0]
                await self._of_one_video(
                    video, self._read_page(video, "", self._low(video).isoformat())
                )
                self._waiting = self._waiting[1:]
            elif self._longer:
                await self._of_one_video(self._longer[0][1], self._read_answers(*self._longer[0]))
            else:
                video, page, low = self._gaps[0]
                await self._of_one_video(video, self._read_page(video, page, low))

    @property
    def _has_more(self) -> bool:
        return bool(self._waiting or self._longer or self._gaps)

    async def _begin(self) -> None:
        """Find the videos, and plan to ask for the newest comments of each."""
        named = parse_qs(urlsplit(self._job.address).query).get("v")
        videos = named or await self._newest_videos()
        now = datetime.now(UTC)
        others = [
            one for one in self._job.threads if VIDEO.fullmatch(one.key) and one.key not in videos
        ]
        followed = following.due(others, self._asked, now.timestamp())
        videos = [*videos, *(one.key for one in followed)][:MOST_VIDEOS]
        self._asked = following.noted(others, self._asked, videos, now.timestamp())
        if videos:
            query = {"part": "snippet,statistics", "id": ",".join(videos)}
            found = await self._api.ask("videos", "videos", query)
            self._take(found)
        if named and named[0] not in self.items:
            raise CrawlError(Outcome.BLOCKED, message("crawlers-youtube-no-video"))
        open_ = [video for video in videos if video in self.items]
        self._waiting = list(dict.fromkeys([*open_, *self._waiting]))
        kept = {*videos, *self._asked}
        self._tops = {video: at for video, at in self._tops.items() if video in kept}
        self._began = now

    async def _newest_videos(self) -> list[str]:
        count = min(max(self._job.options.get("videos", 10), 1), MOST_VIDEOS)
        if not self._uploads:
            name = unquote(urlsplit(self._job.address).path.rpartition("/")[2])
            by = {"forHandle": name} if name.startswith("@") else {"id": name}
            found = await self._api.ask("channels", "channel", {"part": "contentDetails", **by})
            self._uploads = found["uploads"]
        if not self._uploads:
            raise CrawlError(Outcome.BLOCKED, message("crawlers-youtube-no-channel"))
        query = {"part": "contentDetails", "playlistId": self._uploads, "maxResults": count}
        found = await self._api.ask("playlistItems", "uploads", query)
        return list(found["videos"])

    def _low(self, video: str) -> datetime:
        """Down to when a video's newest comments are to be read."""
        if video in self._tops:
            return _time(self._tops[video]) - OVERLAP
        days = min(self._job.options.get("since_days", 30), MOST_DAYS)
        return datetime.now(UTC) - timedelta(days=days)

    async def _of_one_video(self, video: str, work: Awaitable[None]) -> None:
        """Do this; where the video is closed to it, plan no more with it."""
        try:
            await work
        except CrawlError as error:
            if error.message.key == STALE_PAGE and not self._has_restarted:
                # A page's mark has gone stale: from the top again, down to the same time.
                self._has_restarted = True
                self._gaps = [[one, "", low] for one, _, low in self._gaps]
                self._longer = [[one, of, "", count] for one, of, _, count in self._longer]
                return
            if error.message.key == NO_COMMENT:  # deleted before its answers were read
                self._longer = self._longer[1:]
                return
            is_the_source = urlsplit(self._job.address).query == f"v={video}"
            if error.message.key not in OF_ONE_VIDEO or is_the_source:
                raise
            self._closed += 1
            self._gaps = [gap for gap in self._gaps if gap[0] != video]
            self._longer = [one for one in self._longer if one[1] != video]

    async def _read_page(self, video: str, page: str, low: str) -> None:
        query = {
            "part": "snippet,replies", "videoId": video, "order": "time", "maxResults": PAGE,
            "textFormat": "plainText", "pageToken": page,
        }  # fmt: skip
        found = await self._api.ask("commentThreads", "threads", query, video=video)
        self._take(found)
        planned = {top for top, *_ in self._longer}
        for top, count in found["longer"].items():
            if self._read.get(top) != count and top not in planned:
                self._longer.append([top, video, "", count])
        if found["newest"]:
            self._tops[video] = max(found["newest"], self._tops.get(video, ""))
        self._gaps = [gap for gap in self._gaps if gap != [video, page, low]]
        is_down = found["oldest"] and _time(found["oldest"]) < _time(low)
        if found["next"] not in ("", page) and not is_down:
            self._gaps.insert(0, [video, found["next"], low])

    async def _read_answers(self, top: str, video: str, page: str, count: int) -> None:
        query = {
            "part": "snippet", "parentId": top, "maxResults": PAGE, "textFormat": "plainText",
            "pageToken": page,
        }  # fmt: skip
        found = await self._api.ask("comments", "replies", query, video=video, top=top)
        self._take(found)
        self._longer.pop(0)
        if found["next"] not in ("", page):
            self._longer.insert(0, [top, video, found["next"], count])
        else:
            self._read.pop(top, None)
            self._read[top] = count

    def _take(self, found: Mapping[str, Any]) -> None:
        self.items.update((one["key"], item_from_json(one)) for one in found["items"])

    def result(self, stopped: CrawlError | None) -> CrawlResult:
        told = message("crawlers-youtube-closed", count=self._closed) if self._closed else None
        items = tuple(sorted(self.items.values(), key=_published, reverse=True))
        return CrawlResult(
            self._job.source_id,
            stopped.outcome if stopped else Outcome.NEW if items else Outcome.NOTHING,
            items=items,
            cursor={
                "quota": {"day": self._api.day, "used": self._api.used},
                "uploads": self._uploads,
                "began": self._began.isoformat(),
                "waiting": self._waiting,
                "gaps": self._gaps,
                "longer": self._longer,
                "read": dict(list(self._read.items())[-ANSWERS_KEPT:]),
                "tops": self._tops,
                "asked": self._asked,
            },
            message=stopped.message if stopped else told,
            retry_after=stopped.retry_after if stopped else None,
            has_more=stopped is None and self._has_more,
        )


def _time(stored: str) -> datetime:
    """The earliest there is for ""."""
    return datetime.fromisoformat(stored) if stored else datetime.min.replace(tzinfo=UTC)


def _published(item: RawItem) -> datetime:
    return item.published_at or datetime.min.replace(tzinfo=UTC)


KIND = Kind(
    name="youtube",
    fields=(
        Field("videos", "number", default=10, rereads=False),
        Field("since_days", "number", default=30),
        Field("daily_units", "number", default=9000, rereads=False),
    ),
    read_address=read_address,
    crawl=crawl,
    service=SERVICE,
    follows_threads=True,
)
