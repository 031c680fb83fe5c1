"""Feeds of every format and state, through the parsing function itself."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.feed_parsing import parse
from mentions.messages import Message, say
from tests.crawlers import samples

URL = "https://news.example/rss"


def read(body: str | bytes, content_type: str = "", keyed_by: int = 0) -> dict[str, Any]:
    data = body if isinstance(body, bytes) else body.encode()
    return parse(data, URL, content_type, keyed_by)


def keys(*items: str, keyed_by: int = 0) -> list[str]:
    return [item["key"] for item in read(samples.rss(*items), keyed_by=keyed_by)["items"]]


def test_rss() -> None:
    first = read(samples.RSS)["items"][0]
    assert first["key"] == "id-0"
    assert first["url"] == "https://news.example/0"
    assert first["title"] == "Запись 0"
    assert first["text"] == "<p>Банк молчит.</p>"
    assert first["is_html"]
    assert first["published_at"] == "2025-10-06T07:00:00+00:00"


def test_atom() -> None:
    (entry,) = read(samples.ATOM)["items"]
    assert entry["title"] == "Очередь в банке"
    assert entry["text"] == "<p>Долго и подробно</p>"
    assert entry["url"] == "https://news.example/posts/1"
    assert (entry["author"], entry["author_url"]) == ("Ольга", "https://blog.example/olga")


def test_rdf() -> None:
    (entry,) = read(samples.RDF)["items"]
    assert (entry["key"], entry["author"]) == ("https://old.example/1", "Иван")
    assert entry["published_at"] == "2025-10-06T07:00:00+00:00"


def test_json_feed() -> None:
    seventh, eighth = read(samples.JSON_FEED)["items"]
    assert (seventh["key"], seventh["author"], seventh["is_html"]) == ("7", "Пётр", True)
    assert seventh["published_at"] == "2025-10-06T07:00:00+00:00"
    assert (eighth["text"], eighth["title"], eighth["is_html"]) == ("Просто текст", "", False)


@pytest.mark.parametrize(
    ("feed", "name"),
    [
        (samples.RSS, "Новости"),
        (samples.RSS.replace("Новости", " Новости &amp;amp; <b>ещё</b>\n"), "Новости & ещё"),
        (samples.ATOM, "Блог"),
        (samples.JSON_FEED, "JSON"),
    ],
)
def test_a_feed_tells_its_name(feed: str, name: str) -> None:
    assert read(feed)["name"] == name


def test_json_in_utf16_without_a_mark() -> None:
    assert len(read(samples.JSON_FEED.encode("utf-16-be"), "application/json")["items"]) == 2


@pytest.mark.parametrize(
    "encoding",
    ["windows-1251", "koi8-r", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "iso8859-5"],
)
@pytest.mark.parametrize("declared", ["windows-1251", "koi8-r", "utf-8", "", "no-such-encoding"])
@pytest.mark.parametrize("header", ["windows-1251", "utf-8", "iso-8859-1", ""])
def test_encodings_that_lie(encoding: str, declared: str, header: str) -> None:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    text = "В отделении банка очередь, а приложение не открывается второй день подряд."
    body = samples.rss(samples.item(1, "Ошибка в приложении", text), head=head).encode(encoding)
    content_type = f"text/xml; charset={header}" if header else "text/xml"
    (entry,) = read(body, content_type)["items"]
    assert (entry["title"], entry["text"]) == ("Ошибка в приложении", text)


def test_another_western_encoding_is_believed() -> None:
    head = '<?xml version="1.0" encoding="iso-8859-1"?>'
    body = samples.rss(samples.item(1, "Café à Paris"), head=head).replace("Новости", "N")
    body = body.replace("Банк молчит.", "Le café")
    assert read(body.encode("iso-8859-1"))["items"][0]["title"] == "Café à Paris"


def test_a_few_broken_bytes_do_not_change_the_encoding() -> None:
    body = samples.RSS.encode().replace("Банк".encode(), "Банк".encode() + b"\xd0", 1)
    assert read(body)["items"][1]["title"] == "Запись 1"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("&lt;b&gt;Сбой&lt;/b&gt; в &amp;laquo;Банке&amp;raquo;", "Сбой в «Банке»"),
        ("<![CDATA[<i>Кофе</i> &amp; чай]]>", "Кофе & чай"),
        ("Цена 2 &lt; 3 и 5 &gt; 4", "Цена 2 < 3 и 5 > 4"),
        ("AT&amp;T", "AT&T"),
    ],
)
def test_html_in_titles(title: str, shown: str) -> None:
    assert read(samples.rss(samples.item(1, title)))["items"][0]["title"] == shown


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("", None),
        ("вчера", None),
        ("Пн, 6 окт. 2025 10:00:00 +0300", "2025-10-06T07:00:00+00:00"),
        ("2025-10-06T10:00:00+03:00", "2025-10-06T07:00:00+00:00"),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Thu, 01 Jan 2099 00:00:00 GMT", None),
        ("Mon, 99 Oct 2025 99:00:00 +9900", None),
    ],
)
def test_dates(date: str, expected: str | None) -> None:
    assert read(samples.rss(samples.item(1, date=date)))["items"][0]["published_at"] == expected


def test_no_id_is_known_by_its_address_and_no_address_by_its_text() -> None:
    assert keys(samples.item(1, guid="")) == ["https://news.example/1"]
    bare = samples.item(1, guid="", link="", text="раз")
    assert keys(bare) == keys(bare)
    assert keys(bare) != keys(samples.item(1, guid="", link="", text="два"))


def test_an_id_too_long_for_the_database_is_hashed() -> None:
    (key,) = keys(samples.item(1, guid="x" * 3000))
    assert len(key) == 32


def test_an_edited_entry_keeps_its_key() -> None:
    assert keys(samples.item(1, text="до")) == keys(samples.item(1, "Другое", text="после"))


def test_entries_that_share_an_id_are_told_apart_from_then_on() -> None:
    first, second, third = (samples.item(number, guid="same") for number in range(3))
    earlier = read(samples.rss(second, first))
    assert earlier["keyed_by"] == 1
    later = read(samples.rss(third, second), keyed_by=earlier["keyed_by"])
    assert len({item["key"] for item in earlier["items"] + later["items"]}) == 3
    alone = read(samples.rss(second), keyed_by=1)["items"][0]["key"]
    assert alone == earlier["items"][0]["key"]


def test_entries_that_share_id_and_address_are_told_apart_by_title_and_date() -> None:
    items = [
        samples.item(1, f"Ответ {n}", guid="topic", link="https://forum.example/t")
        for n in range(3)
    ]
    read_items = read(samples.rss(*items))
    assert (read_items["keyed_by"], len(read_items["items"])) == (2, 3)


def test_an_entry_shown_twice_is_one() -> None:
    assert keys(samples.item(1), samples.item(1)) == ["id-1"]


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "http://[bad", "x" * 3000, "file:///etc"]
)
def test_addresses_that_are_not_on_the_web_are_dropped(link: str) -> None:
    assert read(samples.rss(samples.item(1, link=link)))["items"][0]["url"] == ""


def failure(body: str | bytes) -> str:
    return say(Message.from_json(read(body)["failure"]), "en")


def test_a_page_offers_its_feed() -> None:
    assert "https://news.example/rss.xml" in failure(samples.PAGE_WITH_FEED)
    assert "links to none" in failure("<html><body>Привет</body></html>")


@pytest.mark.parametrize("body", ["Привет", "{}", '{"items": []}', "<a/>", "\x00\x01", "[1, 2]"])
def test_what_is_no_feed_says_so(body: str) -> None:
    assert "no feed at this address" in failure(body)


@pytest.mark.parametrize("bomb", [samples.BILLION_LAUGHS, samples.EXTERNAL_ENTITY])
def test_entities_are_not_expanded(bomb: str) -> None:
    began = time.perf_counter()
    result = read(bomb)
    assert time.perf_counter() - began < 2
    for item in result.get("items", ()):
        assert len(item["title"]) < 1000
        assert "root:" not in item["title"]


WHOLE = [
    body.encode()
    for body in (samples.RSS, samples.ATOM, samples.RDF, samples.JSON_FEED, samples.PAGE_WITH_FEED)
] + [samples.RSS.encode("windows-1251"), samples.RSS.encode("utf-16")]

DAMAGE = st.lists(
    st.tuples(
        st.sampled_from(["cut", "delete", "insert", "repeat", "flip"]),
        st.integers(0, 5000),
        st.integers(1, 60),
        st.one_of(
            st.binary(max_size=20),
            st.sampled_from(
                [b"<", b">", b"&", b"]]>", b"<!--", b"<![CDATA[", b"&#x0;", b"&a;", b"\xff\xfe",
                 b"<item>", b"</item>", b"<!DOCTYPE x [", b'"', b"\\", b"{" * 50, b"<a>" * 200]
            ),
        ),
    ),
    min_size=1,
    max_size=8,
)  # fmt: skip


def damaged(body: bytes, steps: list[tuple[str, int, int, bytes]]) -> bytes:
    for step, place, length, data in steps:
        at = place % (len(body) + 1)
        if step == "cut":
            body = body[:at]
        elif step == "delete":
            body = body[:at] + body[at + length :]
        elif step == "insert":
            body = body[:at] + data + body[at:]
        elif step == "repeat":
            body = body[:at] + body[at : at + length] * 3 + body[at:]
        else:
            body = body[:at] + bytes(byte ^ 0x55 for byte in body[at : at + 1]) + body[at + 1 :]
    return body


@settings(max_examples=600, deadline=5000)
@given(body=st.sampled_from(WHOLE), steps=DAMAGE)
def test_damaged_feeds_are_read_or_refused_with_a_reason(
    body: bytes, steps: list[tuple[str, int, int, bytes]]
) -> None:
    result = read(damaged(body, steps), "text/xml; charset=utf-8")
    if "failure" in result:
        sentence = Message.from_json(result["failure"])
        assert say(sentence) != sentence.key
    else:
        now = datetime.now(UTC)
        for item in result["items"]:
            assert 0 < len(item["key"]) <= 255
            assert item["url"] == "" or item["url"].lower().startswith(("http://", "https://"))
            assert "\0" not in item["text"] + item["title"] + item["key"]
            published = item["published_at"]
            assert published is None or datetime.fromisoformat(published).year <= now.year + 1
