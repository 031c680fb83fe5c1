"""Comments on YouTube: every comment once, whatever is cut off, and the quota kept."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers import youtube
from crawlers.crew import Crew
from crawlers.errors import CrawlError
from crawlers.wire import Job, Settings, Thread
from mentions.errors import MolvaError
from mentions.messages import say
from mentions.types import CrawlResult, Outcome
from tests.crawlers.far_end import Answer, Asked, FarEnd, PlainSession, as_json

KEY = "AIzaSyA-secret_Key"
CHANNEL = "UC" + "x" * 22
NOW = datetime.now(UTC).replace(microsecond=0)


@dataclass
class Comment:
    id: str
    text: str
    at: datetime
    answers: list["Comment"] = field(default_factory=list)

    def snippet(self, parent: str = "") -> dict[str, Any]:
        about = {
            "textDisplay": self.text, "authorDisplayName": "@ivan", "likeCount": 3,
            "authorChannelUrl": "http://www.youtube.com/@ivan", "publishedAt": stamp(self.at),
            "updatedAt": stamp(NOW),
        }  # fmt: skip
        more = {"parentId": parent} if parent else {}
        return {"kind": "youtube#comment", "id": self.id, "snippet": about | more}


def stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


class YouTube:
    """The Data API's server. Its page marks name the last thing that was shown."""

    def __init__(self) -> None:
        self.videos: dict[str, list[Comment]] = {}
        self.closed: dict[str, str] = {}  # videos, and the reason that they give
        self.refusal: Answer | None = None
        self.inline = 5
        self.units = 0
        self._last = 0

    def add_video(self) -> str:
        video = f"video-{len(self.videos):05}"
        self.videos[video] = []
        return video

    def comment(self, video: str, text: str = "", age: timedelta = timedelta()) -> Comment:
        self._last += 1
        at = NOW - timedelta(hours=1) + timedelta(seconds=self._last) - age
        comment = Comment(f"Ug{self._last:05}", text or f"Комментарий {self._last}", at)
        self.videos[video].append(comment)
        return comment

    def reply(self, comment: Comment) -> Comment:
        self._last += 1
        at = comment.at + timedelta(minutes=1)
        reply = Comment(f"{comment.id}.{self._last}", f"Ответ {self._last}", at)
        comment.answers.append(reply)
        return reply

    def answer(self, asked: Asked) -> Answer:
        self.units += 1
        if asked.headers.get("X-Goog-Api-Key") != KEY:
            details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo",
                        "reason": "API_KEY_INVALID", "domain": "googleapis.com"}]  # fmt: skip
            return refused(400, "badRequest", details)
        if self.refusal:
            return self.refusal
        method = asked.path.removeprefix("/youtube/v3/")
        return {
            "channels": self._channels,
            "playlistItems": self._uploads,
            "videos": self._videos,
            "commentThreads": self._threads,
            "comments": self._comments,
        }[method](asked.query)

    def _channels(self, query: dict[str, str]) -> Answer:
        if query.get("forHandle") not in (None, "@bank") or query.get("id") not in (None, CHANNEL):
            return as_json({"kind": "youtube#channelListResponse", "pageInfo": {"totalResults": 0}})
        details = {"relatedPlaylists": {"likes": "", "uploads": "UU" + CHANNEL[2:]}}
        return as_json({"items": [{"id": CHANNEL, "contentDetails": details}]})

    def _uploads(self, query: dict[str, str]) -> Answer:
        newest = list(reversed(self.videos))[: int(query["maxResults"])]
        items = [{"contentDetails": {"videoId": video}} for video in newest]
        return as_json({"items": items, "nextPageToken": "CAUQAA"})

    def _videos(self, query: dict[str, str]) -> Answer:
        items = [
            {
                "id": video,
                "snippet": {
                    "title": f"Видео {video}", "description": "О банке", "channelId": CHANNEL,
                    "channelTitle": "Банк", "publishedAt": stamp(NOW - timedelta(days=1)),
                },
                "statistics": {"viewCount": "1000", "likeCount": "10"},
            }
            for video in query["id"].split(",")
            if video in self.videos and self.closed.get(video) != "videoNotFound"
        ]  # fmt: skip
        return as_json({"items": items})

    def _threads(self, query: dict[str, str]) -> Answer:
        video = query["videoId"]
        if video in self.closed:
            return refused(403, self.closed[video])
        assert query["order"] == "time" and query["textFormat"] == "plainText"
        ordered = sorted(self.videos[video], key=lambda one: (one.at, one.id), reverse=True)
        shown, token = page(ordered, query, lambda one: (one.at.timestamp(), one.id))
        items = [
            {
                "id": one.id,
                "snippet": {
                    "videoId": video, "topLevelComment": one.snippet(), "canReply": True,
                    "totalReplyCount": len(one.answers),
                },
                **({"replies": {"comments": [
                    each.snippet(one.id) for each in one.answers[: self.inline]
                ]}} if one.answers and self.inline else {}),
            }
            for one in shown
        ]  # fmt: skip
        return as_json({"items": items, **token})

    def _comments(self, query: dict[str, str]) -> Answer:
        every = (one for each in self.videos.values() for one in each)
        top = next((one for one in every if one.id == query["parentId"]), None)
        if top is None:
            return refused(404, "commentNotFound")
        ordered = sorted(top.answers, key=lambda one: (one.at, one.id), reverse=True)
        shown, token = page(ordered, query, lambda one: (one.at.timestamp(), one.id))
        return as_json({"items": [one.snippet(top.id) for one in shown], **token})


def page(ordered: list[Any], query: dict[str, str], mark: Any) -> tuple[list[Any], dict[str, str]]:
    if "pageToken" in query:
        at, _, name = query["pageToken"].partition("|")
        ordered = [one for one in ordered if mark(one) < (float(at), name)]
    count = int(query["maxResults"])
    shown = ordered[:count]
    at_end = len(ordered) <= count
    return shown, {} if at_end else {"nextPageToken": "|".join(map(str, mark(shown[-1])))}


def refused(status: int, reason: str, details: Any = ()) -> Answer:
    error = {"code": status, "message": f"{KEY} <b>", "errors": [{"reason": reason}]}
    return as_json({"error": error | ({"details": details} if details else {})}, status)


@pytest.fixture
def tube() -> YouTube:
    return YouTube()


@pytest.fixture
def far_end(tube: YouTube) -> Iterator[FarEnd]:
    with FarEnd(tube.answer) as running:
        yield running


def crawl(
    far_end: FarEnd, cursor: dict[str, Any] | None = None, address: str = f"{youtube.SITE}/@bank",
    key: str = KEY, threads: tuple[Thread, ...] = (), **options: Any,
) -> CrawlResult:  # fmt: skip
    job = Job(1, "youtube", address, options, cursor or {}, threads=threads)
    return asyncio.run(youtube.crawl(job, PlainSession(far_end.base, key)))


def crawl_all(far_end: FarEnd, cursor: dict[str, Any] | None = None, **given: Any) -> Any:
    """All items, by key, and the cursor after there was no more."""
    items: dict[str, Any] = {}
    while True:
        result = crawl(far_end, cursor, **given)
        items |= {item.key: item for item in result.items}
        cursor = result.cursor
        if not result.has_more:
            return items, cursor


def next_round(cursor: dict[str, Any]) -> dict[str, Any]:
    return cursor | {"began": (NOW - timedelta(hours=1)).isoformat()}


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("@Bank", "/@bank"),
        ("https://www.youtube.com/@Bank/videos", "/@bank"),
        ("youtube.com/%40bank", "/@bank"),
        ("@Банк_Рус", "/@банк_рус"),
        (CHANNEL, f"/channel/{CHANNEL}"),
        (f"https://m.youtube.com/channel/{CHANNEL}?x=1", f"/channel/{CHANNEL}"),
        ("https://youtu.be/dQw4w9WgXcQ?si=x", "/watch?v=dQw4w9WgXcQ"),
        ("https://www.youtube.com/watch?list=1&v=dQw4w9WgXcQ", "/watch?v=dQw4w9WgXcQ"),
        ("https://www.youtube.com/shorts/dQw4w9WgXcQ", "/watch?v=dQw4w9WgXcQ"),
        ("www.youtube.com/live/dQw4w9WgXcQ", "/watch?v=dQw4w9WgXcQ"),
    ],
)
def test_addresses(typed: str, address: str) -> None:
    assert youtube.read_address(typed) == youtube.SITE + address


@pytest.mark.parametrize(
    "typed",
    ["", "@", "bank", "https://www.youtube.com/c/Bank", "https://www.youtube.com/user/bank",
     "https://www.youtube.com/watch?v=short", "https://vk.com/@bank", "http://[", "youtube.com",
     "https://www.youtube.com/watch?v=dQw4w9WgXc%26"],
)  # fmt: skip
def test_what_is_neither_channel_nor_video_is_refused(typed: str) -> None:
    with pytest.raises(MolvaError):
        youtube.read_address(typed)


def test_a_video_its_comments_and_answers(tube: YouTube, far_end: FarEnd) -> None:
    video = tube.add_video()
    comment = tube.comment(video, "Банк <b>молчит</b>")
    answer = tube.reply(comment)
    items, _ = crawl_all(far_end)
    assert items[video].title == f"Видео {video}"
    assert items[video].text == "О банке"
    assert (items[video].reach, items[video].extra) == (1000, {"views": 1000, "likes": 10})
    assert (items[video].thread, items[video].parent) == (video, "")
    assert items[video].url == f"https://www.youtube.com/watch?v={video}"
    found = items[comment.id]
    assert (found.text, found.is_html) == ("Банк <b>молчит</b>", False)
    assert found.url == f"https://www.youtube.com/watch?v={video}&lc={comment.id}"
    assert (found.author, found.author_url) == ("@ivan", "http://www.youtube.com/@ivan")
    assert (found.thread, found.parent) == (video, video)
    assert (found.published_at, found.extra) == (comment.at, {"likes": 3, "comments": 1})
    assert (items[answer.id].thread, items[answer.id].parent) == (video, comment.id)


def test_answers_that_do_not_come_with_their_comment_are_asked_for_once(
    tube: YouTube, far_end: FarEnd
) -> None:
    comment = tube.comment(tube.add_video())
    answers = {tube.reply(comment).id for _ in range(130)}
    items, cursor = crawl_all(far_end)
    assert answers <= items.keys()
    units = tube.units
    _, cursor = crawl_all(far_end, next_round(cursor))
    assert tube.units - units == 3, "videos of the channel, the videos, their comments"
    late = tube.reply(comment)
    items, _ = crawl_all(far_end, next_round(cursor))
    assert late.id in items


def test_a_comment_that_is_gone_does_not_hold_up_the_others(tube: YouTube, far_end: FarEnd) -> None:
    video = tube.add_video()
    comments = [tube.comment(video) for _ in range(8)]
    tube.inline = 0
    answers = {tube.reply(comment).id for comment in comments}
    first = crawl(far_end)
    assert first.has_more and first.cursor["longer"]
    gone = first.cursor["longer"][0][0]
    tube.videos[video] = [one for one in comments if one.id != gone]
    items, _ = crawl_all(far_end, first.cursor)
    found = items.keys() | {item.key for item in first.items}
    assert len(answers & found) == 7


def test_old_comments_are_read_down_to_the_date(tube: YouTube, far_end: FarEnd) -> None:
    video = tube.add_video()
    for day in range(500):
        tube.comment(video, age=timedelta(days=day / 10))
    items, _ = crawl_all(far_end, since_days=20)
    assert 200 <= len(items) - 1 <= 300


def test_a_pinned_comment_does_not_end_the_page(tube: YouTube, far_end: FarEnd) -> None:
    video = tube.add_video()
    for _ in range(150):
        tube.comment(video)
    plain = tube.answer

    def with_pinned(asked: Asked) -> Answer:
        answer = plain(asked)
        if not asked.path.endswith("commentThreads") or "pageToken" in asked.query:
            return answer
        pinned = Comment("Ugpinned", "Закреплено", NOW - timedelta(days=900)).snippet()
        thread = {"id": "Ugpinned", "snippet": {"videoId": video, "topLevelComment": pinned}}
        shown = json.loads(answer.body)
        return as_json(shown | {"items": [thread, *shown["items"]]})

    far_end.play = with_pinned
    items, _ = crawl_all(far_end)
    assert len(items) == 152


def test_edits_and_late_comments_are_noticed(tube: YouTube, far_end: FarEnd) -> None:
    video = tube.add_video()
    comment = tube.comment(video)
    for _ in range(150):
        tube.comment(video)
    _, cursor = crawl_all(far_end)
    comment.text = "Исправлено"
    late = tube.comment(video, age=timedelta(hours=2))
    tube.comment(video)
    items, _ = crawl_all(far_end, next_round(cursor))
    assert items[comment.id].text == "Исправлено"
    assert late.id in items, "it was held back for a moderator, and has its own old date"


def test_the_newest_videos_and_those_that_name_a_brand(tube: YouTube, far_end: FarEnd) -> None:
    videos = [tube.add_video() for _ in range(5)]
    old = tube.comment(videos[0])
    new = tube.comment(videos[4])
    items, cursor = crawl_all(far_end, videos=2)
    assert new.id in items and old.id not in items
    follow = (Thread(videos[0], "", 0.0), Thread("Ug00001", "", 0.0))
    items, cursor = crawl_all(far_end, next_round(cursor), videos=2, threads=follow)
    assert old.id in items
    items, _ = crawl_all(far_end, next_round(cursor), videos=2, threads=follow)
    assert old.id not in items, "an old conversation is asked for seldom"


def test_a_channel_by_its_id(tube: YouTube, far_end: FarEnd) -> None:
    tube.comment(tube.add_video())
    items, _ = crawl_all(far_end, address=f"{youtube.SITE}/channel/{CHANNEL}")
    assert len(items) == 2


def test_a_video_without_comments_does_not_hold_up_the_others(
    tube: YouTube, far_end: FarEnd
) -> None:
    closed, open_ = tube.add_video(), tube.add_video()
    tube.closed[closed] = "commentsDisabled"
    comment = tube.comment(open_)
    result = crawl(far_end, {"quota": {}})
    assert comment.id in {item.key for item in result.items}
    assert result.outcome is Outcome.NEW
    assert result.message and "Под 1 видео" in say(result.message)
    named = crawl(far_end, address=f"{youtube.SITE}/watch?v={closed}")
    assert (named.outcome, named.message and named.message.key) == (
        Outcome.BLOCKED,
        "crawlers-youtube-no-comments",
    )


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("/watch?v=gone-video_", "crawlers-youtube-no-video"),
        ("/@nobody", "crawlers-youtube-no-channel"),
        ("/channel/UC" + "y" * 22, "crawlers-youtube-no-channel"),
    ],
)
def test_what_is_not_there(address: str, key: str, tube: YouTube, far_end: FarEnd) -> None:
    with pytest.raises(CrawlError) as stopped:
        crawl(far_end, address=youtube.SITE + address)
    assert stopped.value.message.key == key


@pytest.mark.parametrize(
    ("reason", "key"),
    [
        ("quotaExceeded", "crawlers-youtube-quota"),
        ("rateLimitExceeded", "crawlers-youtube-rate"),
        ("accessNotConfigured", "crawlers-youtube-not-enabled"),
        ("ipRefererBlocked", "crawlers-youtube-restricted"),
        ("keyInvalid", "crawlers-youtube-key"),
        ("somethingNew", "crawlers-youtube-refused"),
    ],
)
def test_refusals_are_told_apart(reason: str, key: str, tube: YouTube, far_end: FarEnd) -> None:
    tube.refusal = refused(403, reason)
    with pytest.raises(CrawlError) as stopped:
        crawl(far_end)
    told = stopped.value
    assert told.message.key == key
    assert KEY not in say(told.message) and "<" not in say(told.message)
    if reason == "quotaExceeded":
        assert told.retry_after and 0 < told.retry_after <= 25 * 3600


def test_a_wrong_key(far_end: FarEnd) -> None:
    with pytest.raises(CrawlError) as stopped:
        crawl(far_end, key="wrong")
    assert stopped.value.message.key == "crawlers-youtube-key"


def test_the_quota_is_kept_for_the_day(tube: YouTube, far_end: FarEnd) -> None:
    video = tube.add_video()
    for _ in range(900):
        tube.comment(video)
    first = crawl(far_end, daily_units=8)
    assert first.cursor["quota"]["used"] == 5
    second = crawl(far_end, first.cursor, daily_units=8)
    assert second.outcome is Outcome.BLOCKED
    assert second.message and "8 единиц" in say(second.message)
    assert second.retry_after and 0 < second.retry_after <= 25 * 3600
    assert (tube.units, second.cursor["quota"]["used"], len(second.items)) == (8, 8, 300)
    with pytest.raises(CrawlError):
        crawl(far_end, second.cursor, daily_units=8)
    assert tube.units == 8
    tomorrow = second.cursor | {"quota": {"day": "2020-01-01", "used": 8}}
    third = crawl(far_end, tomorrow, daily_units=8)
    assert third.outcome is Outcome.NEW
    assert len(first.items) + len(second.items) + len(third.items) == 1 + 900


def test_a_stale_mark_of_a_page_is_begun_anew_once(tube: YouTube, far_end: FarEnd) -> None:
    video = tube.add_video()
    for _ in range(900):
        tube.comment(video)
    cursor = crawl(far_end).cursor
    plain, stale = tube.answer, cursor["gaps"][0][1]
    far_end.play = lambda asked: (
        refused(400, "invalidPageToken") if asked.query.get("pageToken") == stale else plain(asked)
    )
    result = crawl(far_end, cursor)
    assert result.outcome is Outcome.BLOCKED, "the same mark comes again, and is refused again"
    far_end.play = plain
    items, _ = crawl_all(far_end, result.cursor)
    assert len(items) >= 700


STEP = st.one_of(
    st.tuples(st.just("comment"), st.integers(0, 5)),
    st.tuples(st.just("reply"), st.integers(0, 5)),
    st.tuples(st.just("late"), st.integers(0, 5)),
    st.tuples(st.just("flood"), st.integers(0, 5)),
    st.tuples(st.just("video"), st.just(0)),
)
CRAWL = st.tuples(st.just("crawl"), st.booleans(), st.lists(STEP, max_size=3))


@given(st.lists(st.one_of(STEP, STEP, CRAWL), min_size=5, max_size=40))
@settings(max_examples=40, deadline=None)
def test_no_comment_is_missed_whatever_comes_late_or_is_killed(script: list[Any]) -> None:
    tube = YouTube()
    tube.inline = 1
    tube.add_video()
    between: list[Any] = []

    def step(name: str, number: int) -> None:
        videos = list(tube.videos)
        video = videos[number % len(videos)]
        comments = tube.videos[video]
        if name == "video":
            tube.add_video()
        elif name == "reply" and comments:
            tube.reply(comments[number % len(comments)])
        else:
            for _ in range(5 if name == "flood" else 1):
                tube.comment(video, age=timedelta(hours=2 if name == "late" else 0))

    def answer(asked: Asked) -> Answer:
        given_ = tube.answer(asked)
        if between:
            step(*between.pop(0))
        return given_

    stored: set[str] = set()
    cursor: dict[str, Any] = {}
    with FarEnd(answer) as far_end, pytest.MonkeyPatch.context() as patch:
        patch.setattr(youtube, "PAGE", 3)
        patch.setattr(youtube, "REQUESTS_AT_ONCE", 4)
        patch.setattr(youtube, "ROUND", timedelta())
        for name, *details in [*script, ("crawl", False, [])]:
            if name != "crawl":
                step(name, *details)
                continue
            is_killed, between[:] = details
            result = crawl(far_end, cursor, videos=50)
            if not is_killed:
                stored |= {item.key for item in result.items}
                cursor = result.cursor
        between.clear()
        patch.setattr(youtube, "ROUND", timedelta(minutes=10))
        patch.setattr(youtube, "REQUESTS_AT_ONCE", 40)
        items, cursor = crawl_all(far_end, cursor, videos=50)
        stored |= items.keys()
        items, _ = crawl_all(far_end, next_round(cursor), videos=50)
        stored |= items.keys()
    every = set(tube.videos)
    for comments in tube.videos.values():
        every |= {comment.id for comment in comments}
        every |= {answer.id for comment in comments for answer in comment.answers}
    assert stored == every


def test_a_crew_crawls_youtube_and_does_not_tell_its_key(
    tube: YouTube, far_end: FarEnd, capfd: pytest.CaptureFixture[str]
) -> None:
    tube.comment(tube.add_video(), "Банк <script>alert('x')</script>")
    settings_ = Settings(
        allowed_networks=("127.0.0.128/25",),
        page_delay=0.05,
        bases={"youtube": far_end.base},
        secrets={"youtube": KEY},
    )
    job = Job(1, "youtube", f"{youtube.SITE}/@bank")
    crew = Crew(settings_, processes=1)
    ((result,),) = crew.crawl([job])
    far_end.play = lambda asked: Answer(b"[" * 200_000, 403)
    ((broken,),) = crew.crawl([job])
    crew.close()
    assert result.outcome is Outcome.NEW
    assert "Банк <script>alert('x')</script>" in [item.text for item in result.items]
    assert (broken.outcome, broken.message and broken.message.key) == (
        Outcome.BROKEN,
        "crawlers-unparsable",
    )
    assert "secret_Key" not in "".join(capfd.readouterr()) + str([result, broken])


def test_a_redirect_carries_the_key_to_no_other_host() -> None:
    with FarEnd(lambda asked: as_json({})) as other:
        moved = Answer(status=302, headers={"Location": f"{other.base}/youtube/v3/channels"})
        with FarEnd(lambda asked: moved) as far_end:
            settings_ = Settings(
                allowed_networks=("127.0.0.0/8",), page_delay=0.0,
                bases={"youtube": far_end.base}, secrets={"youtube": KEY},
            )  # fmt: skip
            crew = Crew(settings_, processes=1)
            address = f"https://www.youtube.com/channel/{CHANNEL}"
            ((result,),) = crew.crawl([Job(1, "youtube", address)])
            crew.close()
    assert not other.asked
    assert result.message and result.message.key == "crawlers-bad-redirect"
