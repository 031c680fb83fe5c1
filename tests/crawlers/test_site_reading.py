"""What is read from a page: schema.org in JSON-LD and microdata, words, rules; and sitemaps."""

import gzip
import json
import time
from typing import Any

import pytest

from crawlers.site import page_parsing, sitemap_parsing
from crawlers.site.memory import CAPACITY, Memory
from crawlers.site.schema import rating_of
from crawlers.site.times import moment
from tests.crawlers import sites

PAGE = "https://site.example/p/1"


def read(
    body: bytes | str, url: str = PAGE, *, scope: str = "", rules: dict[str, str] | None = None,
    strict: bool = False, article: bool = True, later: bool = False,
) -> dict[str, Any]:  # fmt: skip
    body = body if isinstance(body, bytes) else sites.page(body)
    return page_parsing.read(body, url, "", scope or url, later, rules or {}, strict, article)


def items(body: bytes | str, **arguments: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read(body, **arguments)["items"]
    return found


def ld(*values: Any, **arguments: Any) -> list[dict[str, Any]]:
    return items(sites.page("", sites.ld(*values)), **arguments)


def test_reviews_in_json_ld() -> None:
    said = {
        "@context": "https://schema.org",
        "@graph": [
            {"@id": "#me", "@type": "Person", "name": "Мария &amp; К°", "url": "/u/7"},
            {
                "@type": ["Product", "Thing"], "name": "Карта",
                "aggregateRating": {"@type": "AggregateRating", "bestRating": 10, "reviewCount": 9},
                "review": [
                    {
                        "@type": "Review", "@id": "#r7", "name": "Ужас", "author": {"@id": "#me"},
                        "datePublished": "2025-10-06T10:00:00",
                        "reviewBody": "<p>Раз</p><p>Два</p>",
                        "reviewRating": {"ratingValue": "4,0"}, "upvoteCount": "3",
                        "comment": {
                            "@type": "Comment", "text": "Разберёмся",
                            "author": {"@type": "Organization", "name": "Банк"},
                        },
                    },
                    {
                        "@type": "http://schema.org/UserReview", "author": "Пётр",
                        "reviewRating": {"ratingValue": 5, "bestRating": "5"},
                        "positiveNotes": {"@type": "ItemList", "itemListElement": [
                            {"@type": "ListItem", "name": "быстро"}]},
                        "comment": {"@type": "Comment", "text": "Согласна", "author": "Зоя"},
                    },
                ],
            },
        ],
    }  # fmt: skip
    one, two, comment = ld(said)
    assert one["key"] == f"{PAGE}#r7"
    assert one["url"] == f"{PAGE}#r7"
    assert one["title"] == "Карта: Ужас"
    assert one["text"] == "Раз\nДва"
    assert (one["author"], one["author_url"]) == ("Мария & К°", "https://site.example/u/7")
    assert one["published_at"] == "2025-10-06T07:00:00+00:00", "without a zone it is Moscow's"
    assert one["extra"] == {
        "rating": 2.3, "likes": 3, "answer": "Разберёмся", "read_by": "json-ld"
    }  # fmt: skip
    assert (two["title"], two["text"], two["extra"]["rating"]) == ("Карта", "+ быстро", 5)
    assert two["url"].startswith(f"{PAGE}#")
    assert (comment["author"], comment["parent"]) == ("Зоя", two["key"])


def test_reviews_in_microdata() -> None:
    one, two = items(sites.MICRODATA)
    assert (one["title"], one["text"]) == ("Кафе «Ромашка»", "Вкусно.\nПриду & ещё.")
    assert (one["author"], one["author_url"]) == ("Мария", "https://site.example/u/7")
    assert one["published_at"] == "2025-10-05T21:00:00+00:00"
    assert one["extra"] == {"rating": 5, "answer": "Спасибо, ждём.", "read_by": "microdata"}
    assert one["url"] == f"{PAGE}#r1"
    assert (two["text"], two["author"], two["extra"]["rating"]) == (
        "+ близко\n− дорого", "Пётр", 1
    )  # fmt: skip


def test_reviews_that_are_told_twice_are_taken_once() -> None:
    said = {"@type": "Product", "review": [sites.review(1), sites.review(2)]}
    both = items(sites.page(sites.MICRODATA, sites.ld(said)))
    assert [one["extra"]["read_by"] for one in both] == ["json-ld", "json-ld"]


def test_an_article_with_its_comments() -> None:
    said = {
        "@type": "NewsArticle", "headline": "Банк &laquo;молчит&raquo;", "url": PAGE,
        "articleBody": sites.WORDS * 9, "author": [{"name": "Ольга"}, {"name": "Пётр"}],
        "interactionStatistic": [
            {"interactionType": "https://schema.org/LikeAction", "userInteractionCount": 5},
            {"interactionType": {"@type": "ViewAction"}, "userInteractionCount": "1200"}],
        "comment": [{
            "@type": "Comment", "@id": "#c1", "text": "Ясно", "author": {"name": "Зоя"},
            "comment": {"@type": "Comment", "@id": "#c2", "text": "Нет", "author": {"name": "Ян"}},
        }],
    }  # fmt: skip
    flat = {
        "@type": "Comment",
        "@id": "#c3",
        "text": "Да",
        "author": "Ия",
        "parentItem": {"@id": "#c2"},
    }
    main, first, second, third = ld(said, flat)
    assert (main["key"], main["url"], main["thread"], main["parent"]) == (PAGE, PAGE, PAGE, "")
    assert (main["title"], main["author"]) == ("Банк «молчит»", "Ольга, Пётр")
    assert (main["extra"]["likes"], main["extra"]["views"]) == (5, 1200)
    assert {one["thread"] for one in (first, second, third)} == {PAGE}
    parents = [one["parent"] for one in (first, second, third)]
    assert parents == [PAGE, f"{PAGE}#c1", f"{PAGE}#c2"]


def test_questions_and_answers_but_not_the_sites_own() -> None:
    question = {
        "@type": "Question", "name": "Как закрыть карту?", "text": "Не выходит",
        "author": {"name": "Ия"}, "answerCount": 2,
        "acceptedAnswer": {"@type": "Answer", "text": "В банке", "author": {"name": "Ян"}},
        "suggestedAnswer": [{"@type": "Answer", "text": "Никак", "author": {"name": "Зоя"}}],
    }  # fmt: skip
    asked, *answers = ld({"@type": "QAPage", "name": "Вопросы", "mainEntity": question})
    assert (asked["title"], asked["extra"]["comments"]) == ("Как закрыть карту?", 2)
    assert {one["text"] for one in answers} == {"В банке", "Никак"}
    assert {one["parent"] for one in answers} == {asked["key"]}
    assert ld({"@type": "FAQPage", "mainEntity": [question]}, article=False) == []


def test_comments_that_answer_each_other_in_a_circle() -> None:
    circle = [
        {"@type": "Comment", "@id": "#a", "text": "А", "parentItem": {"@id": "#b"}},
        {"@type": "Comment", "@id": "#b", "text": "Б", "parentItem": {"@id": "#a"}},
    ]
    assert len(ld(*circle)) == 2


BROKEN = {
    "comments": '/* отзывы */ {"@type": "Review", // да\n "url": "https://a.b/c", "text": "Плохо"}',
    "trailing commas": '{"@type": "Review", "review": [], "text": "Плохо",}',
    "raw newlines": '{"@type": "Review", "name": "П\n\tр", "text": "Плохо"}',
    "wrong escapes": r'{"@type": "Review", "name": "it\'s \d", "text": "Плохо"}',
    "wrapped": '<!--\n{"@type": "Review", "text": "Плохо"}\n-->',
    "cdata": '//<![CDATA[\n{"@type": "Review", "text": "Плохо"}\n//]]>',
    "entities": "{&quot;@type&quot;: &quot;Review&quot;, &quot;text&quot;: &quot;Плохо&quot;}",
    "one after another": '{"@type": "Thing"};{"@type": "Review", "text": "Плохо"}',
    "an array in an array": '[[{"@type": "Review", "text": ["Плохо", "Хорошо"]}], null, 7]',
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_json_ld_is_mended(name: str) -> None:
    body = sites.page(
        "", f'<script type="application/ld+json; charset=utf-8">{BROKEN[name]}</script>'
    )
    assert [one["text"] for one in items(body)] == ["Плохо"]


HOSTILE = {
    "script in a string": '{"@type": "Review", "text": "</script><script>alert(1)</script>"}',
    "no JSON": "function () { return }",
    "deep": "[" * 100_000,
    "wrong shapes": json.dumps({"@type": {"a": 1}, "@id": 7, "review": {"@type": "Review",
        "author": [[{"name": {"name": 1}}]], "reviewRating": [7], "text": {"a": "b"}}}),
    "wide": json.dumps([{"@type": "Review", "text": str(n)} for n in range(30_000)]),
    "circle": '[{"@id": "a", "b": {"@id": "c"}, "e": 1}, {"@id": "c", "d": {"@id": "a"}, "e": 1}]',
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_json_ld_harms_nothing(name: str) -> None:
    body = sites.page(
        f"<article><p>{sites.WORDS * 5}</p></article>",
        f'<script type="application/ld+json">{HOSTILE[name]}</script>',
    )
    began = time.process_time()
    found = items(body)
    assert time.process_time() - began < 10
    assert len(found) <= 1000
    assert not any("alert" in one["text"] for one in found)


def test_microdata_that_refers_to_itself_ends() -> None:
    boxes = "".join(
        f'<div id="b{n}" itemscope itemprop="review" itemtype="https://schema.org/Review" '
        f'itemref="{" ".join(f"b{m}" for m in range(30))}"></div>'
        for n in range(30)
    )
    began = time.process_time()
    read(f'<div itemscope itemref="b1 b2 b3">{boxes}</div>')
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    ("value", "best", "worst", "rating"),
    [
        ("4", "", "", 4), ("4.5", "5", "1", 4.5), ("4,5 из 5", "", "", 4.5), ("8/10", "", "", 4.1),
        ("10", "10", "1", 5), ("1", "10", "1", 1), ("0", "5", "0", 1), ("80%", "", "", 4),
        ("7", "", "", 3.7), ("100", "", "", 5), ("-3", "5", "1", 1), ("9", "5", "1", 5),
        ("отлично", "", "", None), ("3", "1", "1", None), ("", "5", "1", None),
        ("9" * 400, "", "", 5), ("3", "9" * 400, "", 1),
    ],
)  # fmt: skip
def test_ratings_are_told_from_one_to_five(
    value: str, best: str, worst: str, rating: float | None
) -> None:
    assert rating_of(value, best, worst) == rating


def test_an_article_without_markup_is_read_by_its_words() -> None:
    head = '<meta property="article:published_time" content="2025-10-06T10:00:00+03:00">'
    (one,) = items(sites.article(1, head))
    assert one["extra"] == {"read_by": "trafilatura"}
    assert (one["key"], one["title"]) == (PAGE, "Статья 1")
    assert "Абзац 2 статьи 1" in one["text"]
    assert "Меню" not in one["text"]
    assert one["published_at"] == "2025-10-06T07:00:00+00:00"
    assert items(sites.article(1, head), article=False) == []
    assert items("<p>Коротко</p>") == []


def test_a_headline_in_markup_gets_the_text_of_the_page() -> None:
    said = sites.ld({"@type": "NewsArticle", "headline": "Молчание", "description": "Кратко"})
    (one,) = items(sites.article(1, said))
    assert (one["title"], one["extra"]["read_by"]) == ("Молчание", "json-ld")
    assert "Абзац 2" in one["text"]


def test_recommended_articles_are_links_not_items() -> None:
    other = {"@type": "NewsArticle", "headline": "Другая", "url": "/p/2"}
    whole = {**other, "url": "/p/3", "articleBody": sites.WORDS}
    main = {"@type": "NewsArticle", "headline": "Эта", "url": PAGE, "articleBody": sites.WORDS * 9}
    reading = read(sites.page("", sites.ld([other, whole, main])))
    assert [one["title"] for one in reading["items"]] == ["Эта"]
    assert "https://site.example/p/2" in reading["links"]


RULES = {
    "item": ".review", "title": "h3", "text": ".words", "date": "time", "author": ".who",
    "rating": ".stars::attr(style)", "link": "a.more",
}  # fmt: skip


def test_rules_find_items() -> None:
    one, two = items(sites.RULED, rules=RULES)
    assert (one["title"], one["text"], one["author"]) == ("Ужас", "Ждал час.", "Иван")
    assert (one["key"], one["url"]) == ("https://site.example/o/5",) * 2
    assert one["published_at"] == "2025-10-06T11:20:00+00:00"
    assert one["extra"] == {"rating": 2, "read_by": "rules"}
    assert two["published_at"] == "2025-10-04T21:00:00+00:00"
    assert two["extra"]["rating"] == 5
    bare = items(sites.RULED, rules={"item": ".review"})
    assert "Ждал час." in bare[0]["text"]


def test_rules_without_items_refine_the_article() -> None:
    rules = {"text": "article p:nth-of-type(2)", "date": "nav"}
    (one,) = items(sites.article(1), rules=rules)
    assert one["text"].startswith("Абзац 1 статьи 1")
    assert (one["title"], one["extra"]["read_by"]) == ("Статья 1", "rules")


def test_a_rule_that_is_no_selector_is_named() -> None:
    failure = read(sites.RULED, rules={"item": ".review", "text": "p[["})["failure"]
    assert failure["variables"] == {"name": "text", "selector": "p[["}


def test_a_key_survives_an_edit_and_another_page() -> None:
    before, after = sites.review(1), sites.review(1, reviewBody="Дополнено", name="Итог")
    keys = {
        one["key"]
        for page in (PAGE, f"{PAGE}?page=2")
        for review in (before, after)
        for one in ld({"@type": "Product", "review": [review]}, url=page, scope=PAGE)
    }
    assert len(keys) == 1
    named = [
        ld({"@type": "Product", "review": [sites.review(1, **{"@id": id_})]}, url=page, scope=PAGE)
        for page, id_ in ((PAGE, "#r1"), (f"{PAGE}?page=2", f"{PAGE}?page=2#r1"))
    ]
    assert [one["key"] for (one,) in named] == [f"{PAGE}#r1"] * 2


def test_items_that_share_author_and_date_are_told_apart_by_text() -> None:
    same = [sites.review(1), sites.review(1, reviewBody="Другой отзыв того же дня")]
    reading = read(sites.product(same))
    assert reading["is_strict"]
    assert len({one["key"] for one in reading["items"]}) == 2
    shared = [sites.review(n, **{"@id": "#review"}) for n in (1, 2)]
    reading = read(sites.product(shared))
    assert not reading["is_strict"]
    assert len({one["key"] for one in reading["items"]}) == 2


def test_dates_that_move_are_no_keys() -> None:
    rules = {"item": ".review", "author": ".who", "date": "time", "text": ".words"}
    keys = [
        items(sites.RULED.replace("6 октября 2025 в 14:20", date), rules=rules)[0]["key"]
        for date in ("2 часа назад", "3 часа назад")
    ]
    assert keys[0] == keys[1]


def test_walls_are_told() -> None:
    assert read(sites.LOGIN)["walls"] == ["login"]
    assert read(sites.LOGIN)["items"] == []
    closed = {"@type": "NewsArticle", "headline": "Платно", "articleBody": sites.WORDS * 9,
              "isAccessibleForFree": False}  # fmt: skip
    paid = read(sites.page("", sites.ld(closed)))
    assert (paid["walls"], len(paid["items"])) == (["paid"], 1)
    popup = sites.article(1).replace(b"<nav>", b"<nav><input type=password>")
    assert read(popup)["walls"] == []


def test_links_to_articles() -> None:
    body = sites.section(
        ["/news/2025/10/06/bank", "/a/12345.html", "https://other.example/12345", "/x.pdf", "/p/1",
         "/o-banke-i-lyudyah?utm_source=x", "javascript:alert(1)", "#top"]
    )  # fmt: skip
    assert read(body, article=False)["links"] == [
        "https://site.example/news/2025/10/06/bank",
        "https://site.example/a/12345.html",
        "https://site.example/o-banke-i-lyudyah",
    ]


def test_windows_1251() -> None:
    body = sites.article(1).decode().replace("<head>", "<head><meta charset=windows-1251>")
    (one,) = items(body.encode("cp1251"))
    assert one["title"] == "Статья 1"


def test_what_is_no_page() -> None:
    assert read(b"%PDF-1.7 \x00\x01") == {"is_page": False}


def test_dates_in_words() -> None:
    found = moment("6 октября 2025 в 14:20")
    assert found and found.isoformat() == "2025-10-06T11:20:00+00:00"
    assert moment("ерунда") is None
    assert moment("9999-99-99") is None


def of_sitemap(body: bytes, under: str = "/", since: float = 0.0) -> dict[str, Any]:
    return sitemap_parsing.read(body, "https://site.example/sitemap.xml", under, since)


def test_sitemaps() -> None:
    home = "https://site.example"
    pages = [(f"{home}/a", "2025-10-06"), (f"{home}/b", ""), ("https://other.example/c", ""),
             (f"{home}/blog/d", "2025-10-07T10:00:00Z"), ("javascript:x", "")]  # fmt: skip
    found = of_sitemap(sites.sitemap(pages))
    assert [one[0] for one in found["pages"]] == [f"{home}/blog/d", f"{home}/a", f"{home}/b"]
    assert found["count"] == 3
    assert [one[0] for one in of_sitemap(sites.sitemap(pages), "/blog/")["pages"]] == [
        f"{home}/blog/d"
    ]
    recent = of_sitemap(sites.sitemap(pages), since=1_759_790_000)
    assert [one[0] for one in recent["pages"]] == [f"{home}/blog/d", f"{home}/b"]
    news = of_sitemap(sites.news_sitemap([(f"{home}/n", "2025-10-06T10:00:00+03:00")]))
    assert news["pages"] == [(f"{home}/n", 1759734000.0)]
    maps = of_sitemap(sites.index([(f"{home}/1.xml", ""), (f"{home}/2.xml.gz", "2025-10-06")]))
    assert [one[0] for one in maps["maps"]] == [f"{home}/2.xml.gz", f"{home}/1.xml"]
    assert of_sitemap(b"https://site.example/t\nhttps://site.example/u\n")["count"] == 2
    for other in (b"<html></html>", b"<rss/>", b"", b"\x1f\x8b\x00", b"hello"):
        assert of_sitemap(other) == {"is_sitemap": False}


def test_a_sitemap_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    whole = sites.sitemap([(f"https://site.example/{n}", "") for n in range(9)])
    assert of_sitemap(whole[:-60])["count"] >= 7


def test_a_sitemap_bomb_is_cut_off() -> None:
    entry = b"<url><loc>https://site.example/1</loc></url>"
    bomb = gzip.compress(b"<urlset>" + entry + b" " * (300 << 20))
    assert len(bomb) < 1 << 20
    assert of_sitemap(bomb)["count"] == 1
    laughs = (
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">'
        b'<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        b"<urlset><url><loc>https://site.example/&b;&f;</loc></url></urlset>"
    )
    assert "root" not in json.dumps(of_sitemap(laughs))


def test_of_a_long_list_without_dates_the_ends_are_watched() -> None:
    found = of_sitemap(sites.sitemap([(f"https://site.example/{n}", "") for n in range(3000)]))
    addresses = [one[0].rpartition("/")[2] for one in found["pages"]]
    assert (len(addresses), addresses[0], addresses[-1]) == (1000, "0", "2999")


def test_memory_is_bounded_and_forgets_what_was_not_seen_for_longest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    memory = Memory()
    memory.put("старая", "a")
    memory.put("видимая", "a")
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    memory = Memory(memory.to_text())
    memory.touch("видимая")
    for number in range(CAPACITY - 1):
        memory.put(f"новая {number}")
    text = memory.to_text()
    memory = Memory(text)
    assert (len(memory), len(text)) == (CAPACITY, CAPACITY * 16)
    assert memory.is_same("видимая", "a")
    assert not memory.is_same("видимая", "b")
    assert not memory.knows("старая")


DISCOURSE = "".join(
    f"""<div itemscope itemtype="http://schema.org/DiscussionForumPosting" id="post_{number}">
<span itemprop="author" itemscope itemtype="http://schema.org/Person">
<b itemprop="name">{name}</b></span>
<time itemprop="datePublished" datetime="2025-10-06T1{number}:00:00Z"></time>
<div itemprop="text">{text}</div></div>"""
    for number, name, text in ((1, "Ия", "Кто знает?"), (2, "Ян", "Никто."))
)


def test_messages_that_are_all_marked_as_topics_are_one_conversation() -> None:
    first, second = items(DISCOURSE)
    assert (first["key"], first["thread"]) == (PAGE, PAGE)
    assert (second["key"], second["thread"]) == (f"{PAGE}#post_2", PAGE)
    more = items(DISCOURSE.replace("post_", "post_2"), url=f"{PAGE}?page=2", scope=PAGE, later=True)
    assert [one["key"] for one in more] == [f"{PAGE}#post_21", f"{PAGE}#post_22"]
    assert {one["thread"] for one in more} == {PAGE}


def test_a_first_message_on_every_page_is_taken_from_the_first() -> None:
    body = sites.topic(1, range(3))
    later = items(body, url=f"{PAGE}?page=2", scope=PAGE, later=True)
    assert [one["thread"] for one in later] == [PAGE] * 3
    assert len(items(body)) == 4


def test_a_topic_keeps_the_words_of_its_first_message() -> None:
    said = {"@type": "DiscussionForumPosting", "headline": "Тема", "text": "Кто знает?"}
    body = sites.article(1, sites.ld(said))
    assert [one["text"] for one in items(body)] == ["Кто знает?"]


def test_comments_in_microdata_under_an_article_in_json_ld() -> None:
    said = {"@type": "NewsArticle", "headline": "Эта", "articleBody": sites.WORDS * 9}
    micro = """<div itemscope itemtype="https://schema.org/Article"><b itemprop="headline">Эта</b>
    <div itemprop="comment" itemscope itemtype="https://schema.org/Comment">
    <i itemprop="author">Ян</i><p itemprop="text">Ясно</p></div></div>"""
    main, comment = items(sites.page(micro, sites.ld(said)))
    assert (main["key"], comment["thread"]) == (PAGE, PAGE)
