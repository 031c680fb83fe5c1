"""What a search gives, on every engine."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from mentions.query import Document, parse
from mentions.store import outbox
from mentions.store import tables as t
from mentions.store.database import Database, sql
from search import (
    FACETS,
    Engine,
    Filters,
    Indexer,
    Order,
    SearchError,
    SearchRequest,
    SearchSettings,
    open_engine,
    rebuild,
    state,
)
from tests.search.stored_mentions import brand_id, change, found_ids, refresh, remove, store

DAY = datetime(2026, 11, 20, tzinfo=UTC)


def ask(engine: Engine, text: str = "", **more: object) -> SearchRequest:
    refresh(engine)
    return SearchRequest(query=parse(text), **more)  # type: ignore[arg-type]


def follow(db: Database, engine: Engine) -> None:
    indexer = Indexer(db, engine)
    while indexer.run_once():
        pass


def test_pages_go_to_the_end_and_repeat_nothing(db: Database, engine: Engine) -> None:
    ids = store(db, [Document(text=f"сбой номер {n}", published_at=DAY) for n in range(130)])
    follow(db, engine)
    assert found_ids(engine, "сбой") == sorted(ids, reverse=True)


def test_what_comes_meanwhile_moves_no_page(db: Database, engine: Engine) -> None:
    first = store(db, [Document(text="сбой") for _ in range(30)])
    follow(db, engine)
    page = engine.search(ask(engine, "сбой", size=10))
    later = store(db, [Document(text="сбой", published_at=DAY) for _ in range(5)])
    follow(db, engine)
    rest = engine.search(ask(engine, "сбой", size=50, cursor=page.next_cursor))
    seen = [hit.mention_id for hit in page.hits + rest.hits]
    assert seen == sorted(first, reverse=True)
    assert not set(later) & set(seen)


def test_counts_are_exact(db: Database, engine: Engine) -> None:
    store(db, [Document(text="сбой" if n % 3 else "связь") for n in range(90)])
    follow(db, engine)
    total = engine.search(ask(engine, "сбой", size=5)).total
    assert total is not None
    assert (total.count, total.is_exact) == (60, True)


def test_facets_count_the_whole_result(db: Database, engine: Engine) -> None:
    store(
        db,
        [
            Document(
                text="сбой", site="a.ru" if n % 2 else "b.ru", tone="negative", author="Иван",
                brands=("Сбер", "Точка") if n % 3 else ("Сбер",), published_at=DAY, story="7",
            )
            for n in range(12)
        ],
    )  # fmt: skip
    store(db, [Document(text="иное", site="a.ru", tone="neutral")])
    follow(db, engine)
    with db.write() as tx:
        sber, point = str(brand_id(tx, "Сбер")), str(brand_id(tx, "Точка"))
    facets = engine.search(ask(engine, "сбой", facets=FACETS, size=1)).facets
    assert facets is not None and facets.is_whole and facets.of == 12
    counts = {
        name: {value.value: value.count for value in values}
        for name, values in facets.fields.items()
    }
    assert counts["brand"] == {sber: 12, point: 8}
    assert counts["site"] == {"a.ru": 6, "b.ru": 6}
    assert counts["tone"] == {"negative": 12}
    assert counts["author"] == {"Иван": 12}
    assert counts["story"] == {"7": 12}
    assert counts["day"] == {"2026-11-20": 12}
    assert sum(counts["source"].values()) == 12


def test_stories_are_folded_on_every_page(db: Database, engine: Engine) -> None:
    texts = [Document(text="сбой", story=str(n % 7 + 1)) for n in range(60)]
    texts += [Document(text="иное", story="1")]
    store(db, texts)
    follow(db, engine)
    shown, cursor = [], None
    while True:
        page = engine.search(ask(engine, "сбой", size=3, fold_stories=True, cursor=cursor))
        shown += page.hits
        cursor = page.next_cursor
        if cursor is None:
            break
    assert [hit.mention_id for hit in shown] == [60, 59, 58, 57, 56, 55, 54]
    assert [hit.story_others for hit in shown] == [8, 8, 8, 8, 7, 7, 7]
    total = engine.search(ask(engine, "сбой", fold_stories=True)).total
    assert total is not None and total.count == 7


def test_hidden_and_irrelevant_are_asked_for(db: Database, engine: Engine) -> None:
    shown, done, irrelevant = store(
        db, [Document(text="сбой")] * 3, states=("new", "done", "irrelevant")
    )
    (hidden,) = store(db, [Document(text="сбой")], hidden=True)
    follow(db, engine)

    def found(**filters: object) -> set[int]:
        request = ask(engine, "сбой", filters=Filters(**filters))  # type: ignore[arg-type]
        return {hit.mention_id for hit in engine.search(request).hits}

    assert found() == {shown, done}
    assert found(states=("done",)) == {done}
    assert found(with_hidden=True) == {shown, done, hidden}
    assert found(with_irrelevant=True, states=("irrelevant",)) == {irrelevant}


def test_filters_narrow(db: Database, engine: Engine) -> None:
    a, b, c = store(
        db,
        [
            Document(text="x", brands=("Сбер",), tone="negative", site="m.a.ru", author="Ян",
                     published_at=DAY, question=True, tags=("Срочно",), lang="ru", story="5"),
            Document(text="x", brands=("Сбер",), tone="neutral", published_at=DAY, reply=True,
                     story="6"),
            Document(text="x", brands=("Точка",), tone="negative", story="6",
                     published_at=DAY + timedelta(days=1)),
        ],
    )  # fmt: skip
    follow(db, engine)
    with db.write() as tx:
        sber, point = brand_id(tx, "Сбер"), brand_id(tx, "Точка")
    cases: list[tuple[dict[str, object], set[int]]] = [
        ({"brand_ids": (sber,)}, {a, b}),
        ({"brand_ids": (sber, point), "tones": ("negative",)}, {a, c}),
        ({"brand_ids": (sber,), "tones": ("positive",)}, set()),
        ({"tones": ("negative", "neutral")}, {a, b, c}),
        ({"sites": ("a.ru",)}, {a}),
        ({"authors": ("Ян",)}, {a}),
        ({"tags": ("срочно",)}, {a}),
        ({"langs": ("RU",)}, {a}),
        ({"story_ids": (6,)}, {b, c}),
        ({"question": True}, {a}),
        ({"question": False}, {b, c}),
        ({"needs_reply": True}, {b}),
        ({"since": DAY + timedelta(seconds=1)}, {c}),
        ({"until": DAY + timedelta(days=1)}, {a, b}),
        ({"since": DAY, "until": DAY}, set()),
    ]
    for filters, expected in cases:
        request = ask(engine, filters=Filters(**filters))  # type: ignore[arg-type]
        assert {hit.mention_id for hit in engine.search(request).hits} == expected, filters


def test_snippets_mark_the_words_found(db: Database, engine: Engine) -> None:
    text = "начало " * 60 + "потом в банке случился большой сбой " + "конец " * 60
    store(db, [Document(title="Новости банка", text=text)])
    follow(db, engine)
    (hit,) = engine.search(ask(engine, "банк сбой")).hits
    title, body = hit.snippets
    assert [title.text[m.start : m.end] for m in title.marks] == ["банка"]
    assert [body.text[m.start : m.end] for m in body.marks] == ["банке", "сбой"]
    assert body.is_cut_before and body.is_cut_after and len(body.text) <= 260


def test_relevance_goes_by_words_and_freshness(db: Database, engine: Engine) -> None:
    old, weak, strong = store(
        db,
        [
            Document(title="Сбой", text="сбой банка", published_at=DAY - timedelta(days=300)),
            Document(text="сбой " + "и другое " * 80, published_at=DAY),
            Document(title="Сбой", text="сбой банка", published_at=DAY),
        ],
    )
    store(db, [Document(text=f"прочее {n}") for n in range(20)])
    follow(db, engine)
    hits, cursor = [], None
    while True:
        page = engine.search(ask(engine, "сбой", order=Order.RELEVANCE, size=1, cursor=cursor))
        hits += [hit.mention_id for hit in page.hits]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert hits[0] == strong
    assert sorted(hits) == sorted([old, weak, strong])


def test_pages_by_relevance_are_the_same_at_any_pace(
    db: Database, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page's place is counted among what the first had time to look at, the oldest the best."""
    ids = store(db, [Document(text="Сбой номер" + " и прочее" * n) for n in range(350)])
    store(db, [Document(text="прочее")] * 700)
    follow(db, engine)
    hits, cursor = [], None
    for has_time in (True, False, False, True, False, True, False, False):
        monkeypatch.setattr("search.reader.CHECKING_SECONDS", 60 if has_time else 0)
        asked = ask(engine, '"!Сбой номер"', order=Order.RELEVANCE, size=50, cursor=cursor)
        page = engine.search(asked)
        hits += [hit.mention_id for hit in page.hits]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert cursor is None
    assert sorted(hits) == ids


def test_index_follows_changes_and_deletions(db: Database, engine: Engine) -> None:
    a, b = store(db, [Document(text="старый текст"), Document(text="другой")])
    follow(db, engine)
    change(db, a, text="новый текст", published_at=DAY)
    remove(db, b)
    assert engine.search(ask(engine)).behind == 2
    follow(db, engine)
    assert found_ids(engine, "старый") == []
    assert found_ids(engine, "новый") == [a]
    assert found_ids(engine, "") == [a]
    assert engine.search(ask(engine)).behind == 0
    assert engine.differences() == []


def test_what_a_mention_said_before_is_not_found(db: Database, engine: Engine) -> None:
    """Nor by a mention of the same second that comes where the old text stood."""
    a, c, b = store(db, [Document(text="старый текст", published_at=DAY) for _ in range(3)])
    follow(db, engine)
    change(db, a, text="новый текст")
    remove(db, c)
    follow(db, engine)
    (d,) = store(db, [Document(text="иное", published_at=DAY)])
    follow(db, engine)
    assert found_ids(engine, "старый") == [b]
    assert found_ids(engine, "новый") == [a]
    assert sorted(found_ids(engine, "")) == [a, b, d]


def test_a_renamed_brand_needs_no_new_index(db: Database, engine: Engine) -> None:
    (a,) = store(db, [Document(text="x", brands=("Тинькофф",))])
    follow(db, engine)
    with db.write() as tx:
        tx.execute(update(t.brands).values(name="Т-Банк"))
    assert found_ids(engine, "brand:Т-Банк") == [a]
    assert found_ids(engine, "brand:Тинькофф") == []


def test_rebuild_misses_nothing_that_comes_meanwhile(db: Database, engine: Engine) -> None:
    ids = store(db, [Document(text=f"сбой {n}") for n in range(2_300)])
    follow(db, engine)
    engine.restart_rebuild()
    assert engine.rebuild_step() is not None
    change(db, ids[0], text="правка раннего")
    change(db, ids[-1], text="правка позднего")
    remove(db, ids[1])
    remove(db, ids[-2])
    (new,) = store(db, [Document(text="новое")])
    follow(db, engine)  # does steps of the rebuild too
    while engine.rebuild_step() is not None:
        assert found_ids(engine, "новое") == [new]  # the old index serves
    refresh(engine)
    assert engine.differences() == []
    assert found_ids(engine, "правка") == [ids[-1], ids[0]]
    assert not engine.needs_rebuild()


def test_other_forms_have_it_rebuilt(
    db: Database, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    (a,) = store(db, [Document(text="сбой")])
    follow(db, engine)
    assert not engine.needs_rebuild()
    for module in ("search.embedded", "search.elastic"):
        monkeypatch.setattr(f"{module}.VERSION", f"{state.LAYOUT}-another")
    assert engine.needs_rebuild()
    follow(db, engine)
    while engine.needs_rebuild():
        Indexer(db, engine).run_once()
    assert found_ids(engine, "сбой") == [a]


def test_an_index_of_an_earlier_version_is_not_asked(db: Database) -> None:
    """Its tables have other columns."""
    engine = open_engine(db, SearchSettings())
    rebuild(engine)
    (a,) = store(db, [Document(text="сбой")])
    follow(db, engine)
    with db.write() as tx:
        sql(tx, "ALTER TABLE search_documents_1 DROP COLUMN facets")
        state.put(tx, "version", "2-forms")
    (b,) = store(db, [Document(text="сбой снова")])
    Indexer(db, engine).run_once()
    page = engine.search(ask(engine, "сбой", facets=FACETS))
    assert [hit.mention_id for hit in page.hits] == [b, a]
    while engine.needs_rebuild():
        Indexer(db, engine).run_once()
    engine = open_engine(db, SearchSettings())  # which has not found itself away
    page = engine.search(ask(engine, "сбой", facets=FACETS))
    assert [hit.mention_id for hit in page.hits] == [b, a]
    assert page.notice is None
    assert page.facets is not None


def test_an_old_index_is_taken_away_in_parts(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All at once, it would keep the lock for as long as a large one takes."""
    engine = open_engine(sqlite_db, SearchSettings())
    rebuild(engine)
    monkeypatch.setattr("search.fts5.CLEARED_AT_ONCE", 2)
    monkeypatch.setattr("search.fts5.CLEARING_SECONDS", 0)
    monkeypatch.setattr("search.embedded.LET_OTHERS_SECONDS", 0)
    ids = store(sqlite_db, [Document(text=f"сбой номер {n}") for n in range(300)])
    for start in range(0, 300, 50):
        engine.index(ids[start : start + 50])
    engine.restart_rebuild()
    steps = 0
    while engine.rebuild_step() is not None:
        steps += 1
        assert len(found_ids(engine, "сбой")) == 300
    assert steps > 150, "its documents went in one part"
    assert not engine.needs_rebuild()
    with sqlite_db.read() as tx:
        left = sql(tx, "SELECT name FROM sqlite_master WHERE name LIKE 'search_%_1%'")
    assert left == []


def test_facets_of_many_are_of_the_newest(
    db: Database, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("embedded", "reader", "facets", "elastic_reader"):
        monkeypatch.setattr(f"search.{module}.COUNTED", 10)
    tones = ["positive"] * 15 + ["negative"] * 10
    store(db, [Document(text="сбой", tone=tone) for tone in tones])
    follow(db, engine)
    page = engine.search(ask(engine, "сбой", facets=FACETS))
    assert page.total is not None
    assert (page.total.count, page.total.is_exact) == (10, False)
    assert page.facets is not None
    assert (page.facets.of, page.facets.is_whole) == (10, False)
    assert [(one.value, one.count) for one in page.facets.fields["tone"]] == [("negative", 10)]


def test_similar_mentions_share_rare_words(db: Database, engine: Engine) -> None:
    texts = ["Роспотребнадзор проверил кофейню на Лесной после жалобы на сырники",
             "После жалобы на сырники в кофейню пришёл Роспотребнадзор",
             "Оператор поднял цены на тарифы", "Банк закрыл отделение"]  # fmt: skip
    texts += [f"обычный отзыв про банк и тарифы номер {n}" for n in range(30)]
    a, b, *_ = store(db, [Document(text=text) for text in texts])
    follow(db, engine)
    refresh(engine)
    assert [hit.mention_id for hit in engine.similar(a)][:1] == [b]
    assert engine.similar(10_000) == ()


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "newest:",
        "newest:-1",
        "newest:1 OR 1",
        "ranked:1:2",
        "W10=",
        "é",
        "bnVsbA==",
        "newest:9999999999999999999",
        "ranked:1:9999999999999999999:0",
    ],
)
def test_a_cursor_of_no_search_is_told(db: Database, engine: Engine, cursor: str) -> None:
    with pytest.raises(SearchError) as told:
        engine.search(ask(engine, "сбой", cursor=cursor))
    assert told.value.message.key == "search-cursor-unknown"


def test_indexing_again_changes_nothing(db: Database, engine: Engine) -> None:
    ids = store(db, [Document(text="сбой")] * 3)
    for _ in range(3):
        engine.index(ids)
    with db.write() as tx:
        outbox.put_search(tx, ids, DAY)
    follow(db, engine)
    rebuild(engine)
    assert found_ids(engine, "сбой") == sorted(ids, reverse=True)
