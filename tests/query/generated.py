"""Hypothesis strategies: queries and documents made of few words, so that they often meet."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from mentions.query import Document
from mentions.query.tree import (
    Exact,
    Filter,
    Near,
    Node,
    Not,
    Phrase,
    Positional,
    Prefix,
    Scope,
    Tag,
    Word,
    conjunction,
    disjunction,
)

WRITTEN = (
    "сбер сбером Сбер СБЕРУ банк банка банки банке стали сталь стать люди человек вай-фай вайфай "
    "Вай-Фаем #сбер #сбер_банк @sber iPhone iPhone'ом Zoomом 5кг 5 кг C++ 1С МТС MTC ёлка елки 👍 "
    "М.Видео обман обманули bank banks и не the"
)
QUERY_WORDS = "сбер банк банка стали люди вайфай мвидео iphone zoom 5 кг c++ 1с мтс елка 👍 bank и"
EXACT_WORDS = "сбером банки Сбер МТС iPhone елки обман 👍"
PREFIXES = "сбе бан обман вай"
TAGS = "#сбер #сбер_банк @sber"
DAYS = ("2026-11-20", "2026-11-21", "2026-11-22")

words = st.sampled_from(QUERY_WORDS.split()).map(Word)
leaves = st.one_of(
    words,
    words,
    st.sampled_from(EXACT_WORDS.split()).map(Exact),
    st.sampled_from(PREFIXES.split()).map(Prefix),
    st.sampled_from(TAGS.split()).map(Tag),
)
phrases = st.lists(leaves, min_size=2, max_size=3).map(lambda parts: Phrase(tuple(parts)))
positionals: st.SearchStrategy[Positional] = st.one_of(leaves, leaves, phrases)
sides = st.lists(positionals, min_size=1, max_size=3).map(tuple)
nears = st.builds(Near, sides, sides, st.integers(1, 6))
filters = st.one_of(
    st.builds(Filter, st.just("lang"), st.sampled_from(["ru", "en"])),
    st.builds(Filter, st.just("tone"), st.sampled_from(["negative", "positive"])),
    st.builds(Filter, st.just("site"), st.sampled_from(["banki.ru", "vc.ru"])),
    st.builds(Filter, st.just("author"), st.sampled_from(["иван", "иван петров"])),
    st.builds(Filter, st.just("is"), st.sampled_from(["question", "reply"])),
    st.builds(Filter, st.just("reach"), st.sampled_from([">10", "<=10", "10"])),
    st.builds(Filter, st.sampled_from(["before", "after"]), st.sampled_from(DAYS)),
)


def _joined(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    some = st.lists(parts, min_size=2, max_size=4)
    return st.one_of(some.map(conjunction), some.map(disjunction), parts.map(Not))


texts_only: st.SearchStrategy[Node] = st.recursive(
    st.one_of(positionals, nears), _joined, max_leaves=6
)
scopes = st.builds(Scope, st.sampled_from(["title", "text"]), texts_only)
trees: st.SearchStrategy[Node] = st.recursive(
    st.one_of(positionals, positionals, nears, scopes, filters), _joined, max_leaves=10
)

texts = st.lists(st.sampled_from(WRITTEN.split()), max_size=12).map(" ".join)
documents = st.builds(
    Document,
    title=texts,
    text=texts,
    author=st.sampled_from(["", "Иван Петров", "Иван"]),
    site=st.sampled_from(["", "www.banki.ru", "forum.banki.ru", "vc.ru"]),
    lang=st.sampled_from(["ru", "en"]),
    tone=st.sampled_from(["negative", "positive"]),
    question=st.booleans(),
    reply=st.booleans(),
    published_at=st.sampled_from(
        [None, *(datetime(2026, 11, d, 12, tzinfo=UTC) for d in (20, 21))]
    ),
    reach=st.sampled_from([None, 0, 10, 20]),
)
