"""Addresses as people type them."""

import pytest

from crawlers.addresses import feed_address, web_address
from mentions.errors import MolvaError


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" example.com/rss ", "https://example.com/rss"),
        ("http://example.com:8080/", "http://example.com:8080/"),
        (
            "google-news: «Т-Банк» сбой",
            "https://news.google.com/rss/search?q=%C2%AB%D0%A2-%D0%91%D0%B0%D0%BD%D0%BA%C2%BB+"
            "%D1%81%D0%B1%D0%BE%D0%B9&hl=ru&gl=RU&ceid=RU:ru",
        ),
        (
            "Habr:c++ & go",
            "https://habr.com/ru/rss/search/?q=c%2B%2B+%26+go&target_type=posts&order_by=date",
        ),
    ],
)
def test_a_feeds_address(typed: str, address: str) -> None:
    assert feed_address(typed) == address


@pytest.mark.parametrize(
    "typed", ["", "ftp://example.com/", "https://", "a b", "habr: ", "http://["]
)
def test_what_is_none(typed: str) -> None:
    with pytest.raises(MolvaError):
        feed_address(typed)


def test_a_search_is_no_site() -> None:
    with pytest.raises(MolvaError):
        web_address("habr: сбербанк")
