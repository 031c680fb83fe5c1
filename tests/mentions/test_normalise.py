"""What is shown is clean and true to the source; what is compared is folded."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.language import language_of
from mentions.normalise import address_key, clean_url, normalise, plain_text, words
from mentions.types import RawItem

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>Банк&nbsp;не <b>работает</b></p><p>Опять</p>", "Банк не работает\nОпять"),
        ("раз<br>два<br/>три", "раз\nдва\nтри"),
        ("<script>alert(1)</script>текст<style>p{}</style>", "текст"),
        ("5 &lt; 7 &amp; 8 &gt; 3", "5 < 7 & 8 > 3"),
        ("a < b и b > c", "a < b и b > c"),
        ("<ul><li>один</li><li>два</li></ul>", "один\nдва"),
        ("незакрытый <b>тег <i>и <p>абзац", "незакрытый тег и\nабзац"),
        ("й и\u0306", "й й"),
        ("один\x00\x1b[31mдва\u202eтри", "один[31mдватри"),
        ("  много   пробелов \n\n\n и строк ", "много пробелов\n и строк"),
        ("мяг\u00adкий перенос", "мяг\u00adкий перенос"),
        ("<!-- скрыто -->видно", "видно"),
        ("", ""),
    ],
)
def test_html_becomes_text(source: str, text: str) -> None:
    assert plain_text(source, is_html=True).replace("\n ", "\n") == text.replace("\n ", "\n")


def test_plain_text_keeps_what_looks_like_markup() -> None:
    assert plain_text("<b>не тег</b> &amp;", is_html=False) == "<b>не тег</b> &amp;"


@given(st.text())
def test_no_text_breaks_it(source: str) -> None:
    for is_html in (True, False):
        text = plain_text(source, is_html)
        text.encode("utf-8")
        assert "\x00" not in text


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://a.ru/p?utm_source=x&id=5&yclid=1", "https://a.ru/p?id=5"),
        ("https://a.ru/p?id=5&ysclid=2&fbclid=3&gclid=4", "https://a.ru/p?id=5"),
        ("https://a.ru/p#utm_campaign", "https://a.ru/p"),
        ("https://a.ru/p#comment5", "https://a.ru/p#comment5"),
        ("HTTPS://A.ru/p", "https://A.ru/p"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//a.ru/p", ""),
        ("http://", ""),
        ("http://[broken", ""),
        ("https://a.ru/" + "x" * 3000, ""),
        ("https://пример.рф/путь", "https://пример.рф/путь"),
    ],
)
def test_addresses_lose_tracking_and_nothing_else(url: str, clean: str) -> None:
    assert clean_url(url) == clean


def test_one_page_has_one_address_key() -> None:
    same = {
        address_key(url)
        for url in (
            "https://www.a.ru/p/?b=2&a=1",
            "http://a.ru/p?a=1&b=2",
            "https://m.a.ru/p?a=1&b=2",
        )
    }
    assert len(same) == 1
    assert address_key("https://a.ru/p?a=1#c2") not in same


def test_folding_forgets_case_yo_and_invisible_letters() -> None:
    assert words("Ёлка мяг\u00adкая, ЕЛКА") == ["елка", "мягкая", "елка"]


def test_dates_that_cannot_be_become_the_time_of_fetching() -> None:
    for published in (None, NOW + timedelta(days=2), datetime(1970, 1, 1, tzinfo=UTC)):
        assert normalise(RawItem("k", "", published_at=published), NOW).published_at == NOW
    slightly = NOW + timedelta(minutes=5)
    assert normalise(RawItem("k", "", published_at=slightly), NOW).published_at == slightly


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Вчера весь день не работало приложение", "ru"),
        ("норм чё", "ru"),
        ("Учора цілий день не працював застосунок банку", "uk"),
        ("The app was down all day yesterday and nobody answers", "en"),
        ("Купил iPhone в re:Store", "ru"),
        ("👍👍", "und"),
        ("", "und"),
    ],
)
def test_languages_are_told(text: str, code: str) -> None:
    assert language_of(text) == code
