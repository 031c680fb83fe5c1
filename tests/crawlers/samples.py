"""Feeds and pages for the tests."""


def rss(*items: str, head: str = "") -> str:
    return (
        f'{head}<rss version="2.0"><channel><title>Новости</title>'
        f"<link>https://news.example/</link>{''.join(items)}</channel></rss>"
    )


def item(
    number: int | str,
    title: str | None = None,
    text: str = "<p>Банк молчит.</p>",
    link: str | None = None,
    guid: str | None = None,
    date: str = "Mon, 06 Oct 2025 10:00:00 +0300",
) -> str:
    """One RSS item; `guid`, `link` and `date` may be "" for none."""
    title = f"Запись {number}" if title is None else title
    link = f"https://news.example/{number}" if link is None else link
    guid = f"id-{number}" if guid is None else guid
    parts = {"title": title, "link": link, "guid": guid, "pubDate": date}
    tags = "".join(f"<{name}>{value}</{name}>" for name, value in parts.items() if value)
    return f"<item>{tags}<description><![CDATA[{text}]]></description></item>"


RSS = rss(*(item(number) for number in range(3)))

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<title>Блог</title><id>urn:blog</id><updated>2025-10-06T10:00:00Z</updated>
<author><name>Ольга</name><uri>https://blog.example/olga</uri></author>
<entry><id>urn:1</id><title type="html">Очередь &lt;b&gt;в банке&lt;/b&gt;</title>
<link rel="alternate" href="/posts/1"/><updated>2025-10-06T10:00:00Z</updated>
<summary>Коротко</summary><content type="html">&lt;p&gt;Долго и подробно&lt;/p&gt;</content></entry>
</feed>"""

RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://old.example/"><title>Старая лента</title></channel>
<item rdf:about="https://old.example/1"><title>Первая</title><link>https://old.example/1</link>
<description>Текст</description><dc:date>2025-10-06T10:00:00+03:00</dc:date>
<dc:creator>Иван</dc:creator></item></rdf:RDF>"""

JSON_FEED = """{"version": "https://jsonfeed.org/version/1.1", "title": "JSON", "items": [
{"id": 7, "url": "https://json.example/7", "title": "Седьмая", "content_html": "<p>Текст</p>",
 "date_published": "2025-10-06T10:00:00+03:00", "authors": [{"name": "Пётр"}]},
{"id": "8", "content_text": "Просто текст\\u0000", "title": null}]}"""

PAGE_WITH_FEED = """<!doctype html><html><head><title>Газета</title>
<link rel="alternate" type="application/rss+xml" href="/rss.xml"></head>
<body>Новости</body></html>"""

CAPTCHA = "<html><body><div class='g-recaptcha'></div>Подтвердите, что вы не робот</body></html>"

BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "лол">'
    + "".join(
        f'<!ENTITY {after} "{f"&{before};" * 10}">'
        for before, after in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + "]>"
    + rss(item(1, title="&j;"))
)

EXTERNAL_ENTITY = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">'
    '<!ENTITY y SYSTEM "http://127.0.0.130:1/">]>' + rss(item(1, title="A &x; &y; B"))
)

ARTICLE = (
    "<html><head><title>Статья</title></head><body><nav>Меню</nav><article><h1>Заголовок</h1>"
    + "".join(
        f"<p>Абзац {number}: банк обещал вернуть деньги клиентам, но пока молчит.</p>"
        for number in range(12)
    )
    + "</article><footer>Подвал</footer></body></html>"
)
