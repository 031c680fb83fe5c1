"""Lists of feeds, as readers export them."""

import pytest

from crawlers.opml import read_opml
from mentions.errors import MolvaError

LIST = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Ленты</title></head><body>
<outline text="Новости"><outline type="rss" text="Газета" title="Газета & Ко" xmlUrl="https://a.example/rss"/>
<outline text="Ещё раз" xmlUrl="https://a.example/rss"/></outline>
<outline text="Без схемы" xmlUrl="b.example/rss"/>
<outline text="Чужое" xmlUrl="file:///etc/passwd"/><outline text="Просто папка"/>
</body></opml>"""


def test_feeds_of_folders_are_found_once_also_in_a_sloppy_file() -> None:
    found = read_opml(LIST.encode())
    assert [address for address, _ in found] == ["https://a.example/rss", "https://b.example/rss"]
    assert found[0][1].startswith("Газета")


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"<html/>", b"\xff\xfe\x00", b'{"opml": 1}', b"x" * (21 << 20)]
)
def test_what_is_no_list_says_so(data: bytes) -> None:
    with pytest.raises(MolvaError):
        read_opml(data)


def test_entities_are_not_expanded() -> None:
    bomb = """<!DOCTYPE o [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY a "aaa">
    <!ENTITY b "&a;&a;&a;">]><opml><body><outline text="&x;&b;" xmlUrl="https://a.example/"/>
    </body></opml>"""
    assert "root:" not in str(read_opml(bomb.encode()))
