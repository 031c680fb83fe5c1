"""Public channels of Telegram: what a page says, and what a crawl makes of many."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers import telegram
from crawlers.crew import Crew
from crawlers.errors import CrawlError
from crawlers.telegram_parsing import count, parse
from crawlers.wire import Job, Settings
from mentions.errors import MolvaError
from mentions.messages import say
from mentions.types import CrawlResult, Outcome
from tests.crawlers.far_end import Answer, Asked, FarEnd, PlainSession
from tests.crawlers.telegram_channel import NOTHING, Channel, Post

ADDRESS = "https://t.me/s/banki"


def read(channel: Channel) -> list[dict[str, Any]]:
    return [post["item"] for post in parse(channel.page().encode())["posts"]]


def one(html: str, above: str = "") -> dict[str, Any]:
    channel = Channel()
    channel.publish(html, above=above)
    (item,) = read(channel)
    return item


def crawl(
    far_end: FarEnd, cursor: dict[str, Any] | None = None, address: str = ADDRESS, **options: Any
) -> CrawlResult:
    job = Job(1, "telegram", address, options, cursor or {})
    return asyncio.run(telegram.crawl(job, PlainSession(far_end.base)))


def crawl_all(far_end: FarEnd, **options: Any) -> list[CrawlResult]:
    """Crawls until there is no more."""
    results = [crawl(far_end, **options)]
    while results[-1].has_more:
        results.append(crawl(far_end, results[-1].cursor, **options))
    return results


def texts(results: list[CrawlResult]) -> list[str]:
    return [item.text for result in results for item in result.items]


@pytest.fixture
def channel() -> Channel:
    return Channel()


@pytest.fixture
def far_end(channel: Channel) -> Iterator[FarEnd]:
    with FarEnd(channel.answer) as running:
        yield running


@pytest.mark.parametrize(
    "typed",
    [
        "@Banki", "banki", "t.me/banki", "https://t.me/s/Banki", "http://www.t.me/banki/123?single",
        "https://t.me/s/banki?before=10", "telegram.me/banki/", " tg://resolve?domain=banki&post=1",
    ],
)  # fmt: skip
def test_every_way_to_name_a_channel_is_one_address(typed: str) -> None:
    assert telegram.read_address(typed) == ADDRESS


@pytest.mark.parametrize(
    "typed",
    [
        "", "@", "abc", "https://t.me/+AbCdEf", "https://t.me/joinchat/AAAA", "t.me/c/1234567/8",
        "https://vk.com/banki", "банки", "1banki", "@banki evil", "https://t.me.evil.com/banki",
    ],
)  # fmt: skip
def test_what_is_no_public_channel_is_refused(typed: str) -> None:
    with pytest.raises(MolvaError):
        telegram.read_address(typed)


def test_a_post() -> None:
    item = one("Банк <b>молчит</b>.<br/>Второй день.")
    assert item["key"] == "1"
    assert item["url"] == "https://t.me/Banki/1"
    assert (item["text"], item["is_html"]) == ("Банк молчит.\nВторой день.", False)
    assert (item["author"], item["author_url"]) == ("Новости банков", "https://t.me/Banki")
    assert (item["reach"], item["extra"]) == (4850, {"views": 4850})
    assert item["published_at"].endswith("+00:00")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        # Emoji are pictures behind a character; custom ones may have none.
        (
            'Ура <i class="emoji" style="background-image:url(\'//telegram.org/img/emoji/40/F0'
            "9F8E84.png')\"><b>🎄</b></i>!",
            "Ура 🎄!",
        ),
        (
            '<i class="emoji" style="background-image:url(\'//telegram.org/img/emoji/40/F09F8E84'
            ".png')\"></i>",
            "🎄",
        ),
        (
            '<tg-emoji emoji-id="5"><i class="emoji"><b>👍</b></i></tg-emoji>'
            '<tg-emoji emoji-id="6"></tg-emoji> да',
            "👍 да",
        ),
        ('<img class="emoji" alt="😡"> плохо', "😡 плохо"),
        ("Ответ: <tg-spoiler>банк закрыт</tg-spoiler>", "Ответ: банк закрыт"),
        ("Он сказал:<blockquote>Нет</blockquote>и ушёл", "Он сказал:\nНет\nи ушёл"),
        ("5 &lt; 6 &amp;amp; &quot;да&quot;", '5 < 6 &amp; "да"'),
        ("а<script>alert(1)</script><style>b{}</style>б", "аб"),
    ],
)
def test_texts(html: str, text: str) -> None:
    assert one(html)["text"] == text


def test_what_a_reply_quotes_is_not_its_text() -> None:
    quote = (
        '<a class="tgme_widget_message_reply user-color-default" href="https://t.me/banki/77">'
        '<div class="tgme_widget_message_text js-message_reply_text">Чужие слова</div>'
        '<div class="tgme_widget_message_text js-message_text">И это чужое</div></a>'
    )
    item = one("Свои слова", quote)
    assert item["text"] == "Свои слова"
    assert (item["thread"], item["parent"]) == ("77", "77")
    other = one("Свои слова", quote.replace("/banki/77", "/other/77"))
    assert (other["thread"], other["parent"]) == ("1", "")


def test_a_forward_is_a_reprint() -> None:
    above = (
        '<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from&nbsp;'
        '<{0} class="tgme_widget_message_forwarded_from_name"><span dir="auto">Первый '
        "<i class='emoji'><b>🥇</b></i></span></{0}></div>"
    )
    for tag in ("a href='https://t.me/first/1'", "span"):
        source = above.replace("<{0}", f"<{tag}").replace("{0}", tag.split()[0])
        assert one("Новость", source)["extra"]["forwarded_from"] == "Первый 🥇"


def test_addresses_that_ask_before_they_open_are_escaped_twice() -> None:
    item = one(
        '<a href="https://e.ru/?a=1&amp;amp;b=2" onclick="return confirm(\'Open?\')">тут</a>'
        '<a href="https://e.ru/?a=1&amp;b=3">там</a><a href="?q=%23банк">#банк</a>'
        '<a href="javascript:alert(1)">зло</a><a href="http://[">зло</a>'
    )
    assert item["extra"]["attachments"] == ["https://e.ru/?a=1&b=2", "https://e.ru/?a=1&b=3"]


def test_a_video_has_a_time_of_its_own() -> None:
    video = (
        '<a class="tgme_widget_message_video_player"><time class="message_video_duration" '
        'datetime="1999-01-01T00:00:00+00:00">0:21</time></a>'
    )
    assert one("Видео", video)["published_at"] > "2020"


def test_an_album_is_one_post_with_all_its_ids(channel: Channel) -> None:
    channel.publish("Отчёт", pictures=3)
    channel.publish("Дальше")
    first, second = parse(channel.page().encode())["posts"]
    assert (first["ids"], second["ids"]) == ([1, 2, 3], [4])
    assert first["item"]["text"] == "Отчёт"
    other = channel.page().replace("t.me/Banki/3?single", "t.me/other/999?single")
    assert parse(other.encode())["posts"][0]["ids"] == [1, 2]


def test_a_poll_is_its_question_and_answers() -> None:
    poll = (
        '<div class="tgme_widget_message_poll"><div class="tgme_widget_message_poll_question">'
        'Доверяете банку?</div><div class="tgme_widget_message_poll_option_text">Нет</div></div>'
    )
    assert one("", poll)["text"] == "Доверяете банку?\nНет"


def test_media_that_is_not_supported_leaves_the_text() -> None:
    media = (
        '<div class="message_media_not_supported_wrap"><div class="message_media_not_supported">'
        '<div class="message_media_not_supported_label">Please open Telegram</div></div></div>'
    )
    assert one("Подпись", media)["text"] == "Подпись"
    assert one("", media)["text"] == ""


@pytest.mark.parametrize(
    ("written", "meant"),
    [("987", 987), ("4.85K", 4850), ("1.2M", 1_200_000), ("2B", 2_000_000_000), ("12 345", 12345),
     ("1,1К", 1100), ("", None), ("1.2.3", None), ("много", None)],
)  # fmt: skip
def test_rounded_numbers(written: str, meant: int | None) -> None:
    assert count(written) == meant


@given(st.binary(max_size=300), st.integers(0, 4000), st.integers(0, 400))
@settings(max_examples=60, deadline=None)
def test_broken_pages_are_read_as_far_as_they_go(junk: bytes, at: int, cut: int) -> None:
    channel = Channel()
    channel.publish("Раз", pictures=2)
    channel.publish("Два")
    page = channel.page().encode()
    found = parse(page[:at] + junk + page[at + cut :])
    assert {"posts", "is_preview", "is_whole", "is_empty", "has_older"} == set(found)


def test_a_crawl_reads_the_newest_page_and_then_back_to_the_date(
    channel: Channel, far_end: FarEnd
) -> None:
    for number in range(60):
        channel.publish(f"Запись {number}", after=timedelta(hours=8))
    results = crawl_all(far_end, since_days=10)
    assert texts(results)[:2] == ["Запись 59", "Запись 58"]
    assert len(results[0].items) == 19, "the oldest of a page is read with the page before"
    found = set(texts(results))
    assert 30 <= len(found) <= 30 + channel.page_size
    queries = [asked.query.get("before") for asked in far_end.asked]
    assert queries[:3] == [None, None, "42"]


def test_without_a_back_fill_there_is_one_page(channel: Channel, far_end: FarEnd) -> None:
    for number in range(60):
        channel.publish(f"Запись {number}")
    (result,) = crawl_all(far_end, since_days=0)
    assert len(result.items) == 19


def test_what_was_missed_meanwhile_is_read_however_old(channel: Channel, far_end: FarEnd) -> None:
    channel.publish("Первая")
    first = crawl(far_end, since_days=0)
    for number in range(500):
        channel.publish(f"Запись {number}", after=timedelta(minutes=1))
    found, cursor = [], first.cursor
    while True:
        result = crawl(far_end, cursor, since_days=0)
        found += [item.text for item in result.items]
        cursor = result.cursor
        if not result.has_more:
            break
    assert {f"Запись {number}" for number in range(500)} <= set(found)


def test_edits_and_deletions_are_noticed(channel: Channel, far_end: FarEnd) -> None:
    posts = [channel.publish(f"Запись {number}", pictures=2) for number in range(5)]
    first = crawl(far_end)
    posts[1].html = "Исправлено"
    channel.delete(posts[2])
    channel.delete(posts[3])
    channel.delete(posts[3])
    second = crawl(far_end, first.cursor)
    found = {item.key: item for item in second.items}
    assert found["3"].text == "Исправлено"
    assert found["7"].extra == {"is_deleted": True}
    assert found["7"].url == "https://t.me/banki/7"
    assert [key for key, item in found.items() if "is_deleted" in item.extra] == ["7"]
    third = crawl(far_end, second.cursor)
    assert "7" not in {item.key for item in third.items}, "it is told once"


def test_what_changes_within_a_day_is_noticed_on_older_pages_too(far_end: FarEnd) -> None:
    channel = Channel(age=timedelta(hours=30))
    far_end.play = channel.answer
    posts = [channel.publish(f"Запись {n}", after=timedelta(minutes=10)) for n in range(170)]
    cursor: dict[str, Any] = {}
    while (result := crawl(far_end, cursor)).has_more:
        cursor = result.cursor
    far_end.asked.clear()
    posts[90].html = "Исправлено"
    posts[5].html = "Исправлено слишком давно"
    channel.delete(posts[100])
    found = {item.key: item for item in crawl(far_end, result.cursor).items}
    assert found["91"].text == "Исправлено"
    assert found["101"].extra == {"is_deleted": True}
    assert "6" not in found
    assert len(far_end.asked) == 6


def test_an_album_keeps_its_key_when_its_first_picture_is_deleted(
    channel: Channel, far_end: FarEnd
) -> None:
    channel.publish("Первая")
    album = channel.publish("Альбом", pictures=3)
    channel.publish("Последняя")
    first = crawl(far_end)
    album.was.remove(2)
    channel.delete(album)
    second = crawl(far_end, first.cursor)
    assert {item.key: item.text for item in second.items}["2"] == "Альбом"
    assert {item.key for item in second.items} == {"1", "2", "5"}


@pytest.mark.parametrize(
    ("answer", "outcome", "key"),
    [
        (
            Answer(status=302, headers={"Location": "/banki"}),
            Outcome.BLOCKED,
            "crawlers-telegram-no-preview",
        ),
        (Answer(Channel().page().encode()), Outcome.BLOCKED, "crawlers-telegram-nothing-shown"),
        (Answer(b"<html><body>Hello</body></html>"), Outcome.BROKEN, "crawlers-telegram-layout"),
        (Answer(b""), Outcome.BROKEN, "crawlers-telegram-layout"),
        (Answer(status=429, headers={"Retry-After": "60"}), Outcome.BLOCKED, "crawlers-too-often"),
        (Answer(status=500), Outcome.BROKEN, "crawlers-server-error"),
    ],
)
def test_what_is_no_page_of_posts_is_told_apart(
    answer: Answer, outcome: Outcome, key: str, channel: Channel, far_end: FarEnd
) -> None:
    landing = Answer(b"<html><title>Telegram: Contact @banki</title></html>")
    far_end.play = lambda asked: answer if asked.path == "/s/banki" else landing
    with pytest.raises(CrawlError) as refused:
        crawl(far_end)
    assert (refused.value.outcome, refused.value.message.key) == (outcome, key)


def spoil(change: Callable[[str], str]) -> Callable[[Channel], Callable[[Asked], Answer]]:
    return lambda channel: (
        lambda asked: Answer(change(channel.answer(asked).body.decode()).encode())
    )


@pytest.mark.parametrize(
    ("lie", "key"),
    [
        (spoil(lambda html: html[: len(html) // 2]), "crawlers-cut-off"),
        (spoil(lambda html: html.replace("<time", "<span")), "crawlers-telegram-layout"),
        (spoil(lambda html: html.replace("data-post", "data-id")), "crawlers-telegram-layout"),
        (spoil(lambda html: html.replace("Запись", "<b>" * 3000 + "З", 1)), "crawlers-cut-off"),
    ],
)
def test_a_page_that_is_not_as_it_should_be_moves_nothing(
    lie: Any, key: str, channel: Channel, far_end: FarEnd
) -> None:
    for number in range(5):
        channel.publish(f"Запись {number}")
    far_end.play = lie(channel)
    with pytest.raises(CrawlError) as refused:
        crawl(far_end)
    assert refused.value.message.key == key


def test_a_post_about_captchas_is_no_captcha(channel: Channel, far_end: FarEnd) -> None:
    channel.publish("Яндекс выпустил SmartCaptcha, а у нас DDoS-Guard")
    assert len(crawl(far_end).items) == 1


def test_a_page_that_ignores_where_to_go_on_ends_the_crawl(
    channel: Channel, far_end: FarEnd
) -> None:
    for number in range(60):
        channel.publish(f"Запись {number}")
    first = crawl(far_end)
    far_end.play = lambda asked: Answer(channel.page().encode())
    second = crawl(far_end, first.cursor)
    assert second.message and second.message.key == "crawlers-telegram-layout"
    assert second.outcome is Outcome.BROKEN
    assert second.items, "what the newest page shows is kept"


def test_nothing_shown_further_back_is_doubted_before_it_is_believed(
    channel: Channel, far_end: FarEnd
) -> None:
    for number in range(60):
        channel.publish(f"Запись {number}")
    cursor = crawl(far_end).cursor

    def limited(asked: Asked) -> Answer:
        if "before" not in asked.query:
            return channel.answer(asked)
        return Answer(Channel().page().encode())

    far_end.play = limited
    seen = []
    for _ in range(telegram.DOUBTS):
        result = crawl(far_end, cursor)
        cursor = result.cursor
        seen.append((result.outcome, result.message and result.message.key, result.has_more))
    blocked = (Outcome.BLOCKED, "crawlers-telegram-nothing-shown", False)
    assert seen == [blocked] * (telegram.DOUBTS - 1) + [(Outcome.NEW, None, False)]


STEP = st.one_of(
    st.tuples(st.just("publish"), st.integers(1, 4)),
    st.tuples(st.just("edit"), st.integers(0, 30)),
    st.tuples(st.just("delete"), st.integers(0, 30)),
    st.tuples(st.just("service"), st.just(0)),
)
CRAWL = st.tuples(st.just("crawl"), st.booleans(), st.lists(STEP, max_size=4), st.booleans())


class World:
    """A channel that changes also between the pages of a crawl, and what a store keeps of it."""

    def __init__(self, page_size: int, cuts_albums: bool) -> None:
        age = timedelta(hours=30)
        self.channel = Channel(page_size=page_size, cuts_albums=cuts_albums, age=age)
        self.every: list[Post] = []
        self.stored: dict[str, tuple[str, bool]] = {}
        self.cursor: dict[str, Any] = {}
        self.between: list[Any] = []
        self.lies = 0
        self.lied = 0
        self.step("publish", 1)

    def step(self, name: str, number: int) -> None:
        posts = [post for post in self.channel.posts if not post.is_service]
        if name == "publish":
            self.every.append(self.channel.publish(f"Запись {len(self.every)}", number))
        elif name == "service":
            self.channel.publish("Закреплено", is_service=True)
        elif posts and name == "edit":
            posts[-1 - number % len(posts)].html += "!"
        elif len(posts) > 1 and name == "delete":
            # An album's first picture, which bears its text, goes with all of them.
            post = posts[-1 - number % len(posts)]
            while post.ids and (number % 2 or post.ids[-1] == post.was[0]):
                self.channel.delete(post)
            if post.ids:
                self.channel.delete(post, picture=-1)

    def answer(self, asked: Asked) -> Answer:
        # What is said as often as DOUBTS is believed.
        if self.lies and self.lied + 1 < telegram.DOUBTS and "before" in asked.query:
            self.lies -= 1
            self.lied += 1
            return Answer(Channel().page().encode())
        answer = self.channel.answer(asked)
        if self.between:
            self.step(*self.between.pop(0))
        return answer

    def crawl(self, far_end: FarEnd, is_killed: bool = False) -> bool:
        """Whether there is more; a crawl that is killed leaves no trace."""
        result = crawl(far_end, self.cursor)
        if not is_killed:
            self.cursor = result.cursor
            for item in result.items:
                self.stored[item.key] = (item.text, bool(item.extra.get("is_deleted")))
        return result.has_more or result.outcome is Outcome.BLOCKED


@given(
    st.lists(st.one_of(STEP, STEP, CRAWL), min_size=5, max_size=40),
    st.integers(4, 9),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_each_post_is_stored_once_and_none_is_missed(
    script: list[Any], page_size: int, cuts_albums: bool
) -> None:
    world = World(page_size, cuts_albums)
    with FarEnd(world.answer) as far_end, pytest.MonkeyPatch.context() as patch:
        patch.setattr(telegram, "PAGES_AT_ONCE", 2)
        for name, *details in script:
            if name == "crawl":
                is_killed, world.between, lies = details
                world.lies = int(lies)
                world.crawl(far_end, is_killed)
            else:
                world.step(name, *details)
        world.between, world.lies = [], 0
        while world.crawl(far_end):
            pass
    check(world)


def check(world: World) -> None:
    keys_of = {post.was[0]: {str(each) for each in post.was} for post in world.every}
    assert set(world.stored) <= set().union(*keys_of.values())
    on_page = [post for post, _ in world.channel.shown(1 << 31)]
    newest = [post for post in on_page if not post.is_service]
    oldest_read = on_page[min(1, len(on_page) - 1)].was[0]
    for post in world.every:
        found = [world.stored[key] for key in keys_of[post.was[0]] if key in world.stored]
        if post.ids:
            assert len(found) == 1, f"{post} is stored {len(found)} times"
            text, is_deleted = found[0]
            assert not is_deleted
            assert post.html.startswith(text.rstrip("!")) and text
            if post in newest and post.was[0] >= oldest_read:
                assert text == post.html
        elif oldest_read < post.was[0] < on_page[-1].ids[0]:
            assert all(is_deleted for _, is_deleted in found), f"{post} is gone"


def test_a_crew_crawls_a_channel(channel: Channel, far_end: FarEnd) -> None:
    for number in range(60):
        channel.publish(f"Запись {number} <script>alert('x')</script>")
    settings_ = Settings(
        allowed_networks=("127.0.0.128/25",),
        page_delay=0.05,
        bases={"telegram": far_end.base + "/"},
    )
    crew = Crew(settings_, processes=1)
    huge = Channel("huge")
    play = far_end.play
    far_end.play = lambda asked: (
        Answer(b"<p>" * (9 << 20)) if asked.path == "/s/huge" else play(asked)
    )
    jobs = [
        Job(1, "telegram", ADDRESS),
        Job(2, "telegram", "https://t.me/s/closed"),
        Job(3, "telegram", f"https://t.me/s/{huge.name}"),
    ]
    found = {one.source_id: one for batch in crew.crawl(jobs) for one in batch}
    again = next(iter(crew.crawl([Job(1, "telegram", ADDRESS, cursor=found[1].cursor)])))[0]
    crew.close()
    assert (found[1].outcome, len(found[1].items), found[1].has_more) == (Outcome.NEW, 19, True)
    assert {item.text.split()[1] for item in found[1].items + again.items} == set(
        map(str, range(60))
    )
    assert found[2].outcome is Outcome.BLOCKED
    assert found[2].message and "предпросмотр" in say(found[2].message)
    assert found[3].message and "too big" in say(found[3].message, "en")


def test_the_page_without_posts_is_known_by_its_mark(channel: Channel) -> None:
    channel.publish("Пишут tme_no_messages_found, но записи есть")
    assert not parse(channel.page().encode())["is_empty"]
    assert NOTHING in Channel().page()
