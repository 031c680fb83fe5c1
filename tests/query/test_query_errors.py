"""An error says where, what, and what would be right."""

import re
from pathlib import Path

import pytest

import mentions.query
from mentions.messages import say
from mentions.query import QueryError, parse
from mentions.query.filters import FILTERS


@pytest.mark.parametrize(
    ("text", "key", "position"),
    [
        ("сбер кофе чай (", "query-bracket-not-closed", 15),
        ("сбер) кофе", "query-bracket-not-opened", 5),
        ("сбер ()", "query-bracket-empty", 6),
        ('сбер "кофе', "query-quote-not-closed", 6),
        ("«сбер кофе", "query-quote-not-closed", 1),
        ("сбер» кофе", "query-quote-not-opened", 5),
        ('""', "query-quote-empty", 1),
        ('"…" сбер', "query-quote-empty", 1),
        ("OR сбер", "query-operator-without-left", 1),
        ("сбер (ИЛИ кофе)", "query-operator-without-left", 7),
        ("AND", "query-operator-without-left", 1),
        ("сбер OR", "query-operator-without-right", 6),
        ("сбер И И кофе", "query-operator-without-right", 6),
        ("сбер НЕ", "query-operator-without-right", 6),
        ("сбер OR OR кофе", "query-operator-without-right", 6),
        ("сбер NEAR/3", "query-operator-without-right", 6),
        ("NEAR/3 сбер", "query-operator-without-left", 1),
        ("сбер NEAR кофе", "query-near-distance", 6),
        ("сбер РЯДОМ/0 кофе", "query-near-distance", 6),
        ("сбер NEAR/101 кофе", "query-near-distance", 6),
        ("сбер NEAR/3 (кофе чай)", "query-near-sides", 13),
        ("сбер NEAR/3 -кофе", "query-near-sides", 13),
        ("title:сбер NEAR/3 кофе", "query-near-sides", 1),
        ("сб*", "query-prefix-too-short", 1),
        ("*", "query-prefix-too-short", 1),
        ("об*ан", "query-star-inside", 3),
        ("!обман*", "query-star-inside", 7),
        ("#сбер*", "query-star-after-tag", 1),
        ("!(сбер)", "query-exact-what", 1),
        ("titel:сбой", "query-field-unknown", 1),
        ("title: сбой", "query-field-empty", 1),
        ("кофе reach:", "query-field-empty", 6),
        ("title:(lang:ru сбой)", "query-field-inside", 1),
        ("tone:злой", "query-value-of-tone", 1),
        ("reach:много", "query-value-of-reach", 1),
        ("before:2026-02-30", "query-value-of-before", 1),
        ("after:вчера", "query-value-of-after", 1),
        ("after:0001-01-01T00:00", "query-value-of-after", 1),
        ("site:///", "query-value-of-site", 1),
        ("is:что", "query-value-of-is", 1),
        ('author:""', "query-value-of-author", 1),
        ("…", "query-no-words", 1),
        ("?!", "query-no-words", 1),
        ("(" * 31 + "а", "query-too-deep", 31),
        ("а" * 10_001, "query-too-long", 10_001),
        ("а " * 1_001, "query-too-many-words", 2_001),
        (
            f"({' OR '.join('абвгдежзиклмнопрстуф' * 3)}) NEAR/2 банк",
            "query-near-alternatives",
            1,
        ),
    ],
)
def test_the_mistake_is_named_with_its_place(text: str, key: str, position: int) -> None:
    from zoneinfo import ZoneInfo

    with pytest.raises(QueryError) as caught:
        parse(text, ZoneInfo("Europe/Moscow"))
    assert (caught.value.message.key, caught.value.position) == (key, position)


def test_the_sentence_is_for_people() -> None:
    with pytest.raises(QueryError) as caught:
        parse("сбер кофе чай (")
    assert say(caught.value.message) == (
        "Скобка на 15-м знаке не закрыта. Поставьте «)» там, где кончается её часть."
    )
    with pytest.raises(QueryError) as caught:
        parse("titel:сбой")
    assert "Может быть, title:?" in say(caught.value.message)


def test_every_mistake_has_a_sentence() -> None:
    source = (Path(mentions.query.__file__).parent / "parser.py").read_text("utf-8")
    keys = set(re.findall(r'"(query-[a-z-]+[a-z])"', source))
    keys |= {f"query-value-of-{field}" for field in FILTERS}
    assert len(keys) > 25
    for language in ("ru", "en"):
        catalogue = Path(mentions.query.__file__).parent.parent / "catalogue" / language
        stated = set(
            re.findall(r"^(query-\S+) =", (catalogue / "query.ftl").read_text("utf-8"), re.M)
        )
        assert keys == stated
