"""Pages of sites for the tests: what is read from them is in the tests beside."""

import gzip
import json
from collections.abc import Iterable, Sequence
from typing import Any

WORDS = "Банк обещал вернуть деньги клиентам, но пока молчит, и люди ждут уже вторую неделю. "


def page(body: str, head: str = "", title: str = "Страница") -> bytes:
    head = f"<title>{title}</title>{head}"
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


def ld(*values: Any) -> str:
    written = (json.dumps(value, ensure_ascii=False).replace("</", "<\\/") for value in values)
    return "".join(f'<script type="application/ld+json">{one}</script>' for one in written)


def article(number: int | str, head: str = "", text: str = WORDS * 4) -> bytes:
    """An article without any markup but its HTML."""
    paragraphs = "".join(f"<p>Абзац {part} статьи {number}. {text}</p>" for part in range(3))
    body = f"<nav>Меню</nav><article><h1>Статья {number}</h1>{paragraphs}</article>"
    return page(body, head, f"Статья {number}")


def news(number: int, date: str = "2025-10-06T10:00:00+03:00") -> bytes:
    said = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": f"Новость {number}",
        "articleBody": WORDS * 9, "datePublished": date,
        "author": {"@type": "Person", "name": "Ольга"},
    }  # fmt: skip
    return page(f"<p>{WORDS}</p>", ld(said))


def review(number: int, **more: Any) -> dict[str, Any]:
    """A review, the later the higher its number; `more` replaces its properties."""
    return {
        "@type": "Review",
        "author": {"@type": "Person", "name": f"Автор {number}"},
        "datePublished": f"2025-{1 + number // 28 % 12:02}-{1 + number % 28:02}T10:00:00+03:00",
        "reviewBody": f"Отзыв {number}: карту заблокировали.",
        "reviewRating": {"@type": "Rating", "ratingValue": 1 + number % 5},
        **more,
    }


def product(reviews: Iterable[dict[str, Any]], next_page: str = "", **more: Any) -> bytes:
    said = {"@type": "Product", "name": "Карта", "review": list(reviews), **more}
    link = f'<link rel="next" href="{next_page}">' if next_page else ""
    return page("<h1>Отзывы</h1>", link + ld(said))


def topic(number: int, messages: Sequence[int], next_page: str = "") -> bytes:
    """A forum's topic with answers, the oldest first."""
    said = {
        "@context": "https://schema.org", "@type": "DiscussionForumPosting",
        "headline": f"Тема {number}", "text": f"Кто пользуется банком? {WORDS}",
        "author": {"@type": "Person", "name": "Начавший"},
        "datePublished": "2025-09-01T10:00:00+03:00",
        "comment": [
            {
                "@type": "Comment", "text": f"Ответ {one}. {WORDS}",
                "author": {"name": f"Участник {one}"},
                "datePublished": f"2025-10-{1 + one // 24:02}T{one % 24:02}:00:00+03:00",
            }
            for one in messages
        ],
    }  # fmt: skip
    link = f'<a rel="next" href="{next_page}">Дальше</a>' if next_page else ""
    return page(f"<h1>Тема {number}</h1>{link}", ld(said))


def section(links: Iterable[str], head: str = "") -> bytes:
    anchors = "".join(f'<li><a href="{one}">Заголовок этой новости</a></li>' for one in links)
    about = '<a href="/about/">О нас</a><a href="/login">Войти</a><a href="/tag/bank/">банк</a>'
    return page(f"<nav>{about}</nav><ul>{anchors}</ul>", head)


def sitemap(pages: Iterable[tuple[str, str]], extra: str = "") -> bytes:
    """Pages as (address, lastmod or "")."""
    entries = "".join(
        f"<url><loc>{address}</loc>{f'<lastmod>{date}</lastmod>' if date else ''}</url>"
        for address, date in pages
    )
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    return f'<?xml version="1.0"?><urlset {space}>{entries}{extra}</urlset>'.encode()


def news_sitemap(pages: Iterable[tuple[str, str]]) -> bytes:
    entries = "".join(
        f"<url><loc>{address}</loc><n:news><n:publication><n:name>Г</n:name></n:publication>"
        f"<n:publication_date>{date}</n:publication_date><n:title>З</n:title></n:news></url>"
        for address, date in pages
    )
    spaces = (
        'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    )
    return gzip.compress(f"<urlset {spaces}>{entries}</urlset>".encode())


def index(maps: Iterable[tuple[str, str]]) -> bytes:
    entries = "".join(
        f"<sitemap><loc>{address}</loc>{f'<lastmod>{date}</lastmod>' if date else ''}</sitemap>"
        for address, date in maps
    )
    return f"<sitemapindex>{entries}</sitemapindex>".encode()


MICRODATA = """
<div itemscope itemtype="http://schema.org/LocalBusiness">
<span itemprop="name">Кафе «Ромашка»</span>
<div itemprop="aggregateRating" itemscope itemtype="https://schema.org/AggregateRating">
<meta itemprop="bestRating" content="10"><meta itemprop="reviewCount" content="2"></div>
<div id="r1" itemprop="review" itemscope itemtype="https://schema.org/Review">
 <span itemprop="author" itemscope itemtype="https://schema.org/Person">
 <a itemprop="url" href="/u/7"><b itemprop="name">Мария</b></a></span>
 <time itemprop="datePublished" datetime="2025-10-06">вчера</time>
 <span itemprop="reviewRating" itemscope itemtype="https://schema.org/Rating">
  <meta itemprop="ratingValue" content="10"></span>
 <div itemprop="reviewBody"><p>Вкусно.</p><p>Приду &amp; ещё.</p></div>
 <div itemprop="comment" itemscope itemtype="https://schema.org/Comment">
  <span itemprop="author" itemscope itemtype="https://schema.org/Organization">
  <span itemprop="name">Ромашка</span></span>
  <p itemprop="text">Спасибо, ждём.</p></div>
</div>
<div id="r2" itemprop="review" itemscope itemtype="https://schema.org/Review" itemref="far">
 <meta itemprop="datePublished" content="2025-10-05"><span itemprop="author">Пётр</span>
 <span itemprop="pro">близко</span><span itemprop="contra">дорого</span>
</div></div>
<p id="far" itemprop="reviewRating">1</p>
"""

RULED = """
<div class="review" id="o5"><h3>Ужас</h3><a class="more" href="/o/5">ссылка</a>
<i class="who">Иван</i><time>6 октября 2025 в 14:20</time><b class="stars" style="width: 40%"></b>
<p class="words">Ждал час.</p></div>
<div class="review"><i class="who">Анна</i><time>05.10.2025</time>
<b class="stars" style="width: 100%"></b><p class="words">Всё хорошо.</p></div>
"""

LOGIN = page('<form action="/login"><input name="u"><input type="Password" name="p"></form>Войдите')
