"""A small invented world for the pages: brands, sources, mentions of every kind, tickets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select, update

from mentions.messages import message
from mentions.normalise import normalise
from mentions.query import Document, analyse, parse
from mentions.store import brands, mentions, stories, tickets
from mentions.store import tables as t
from mentions.store.database import Database, Transaction
from mentions.store.mentions import NewMention, Reading
from mentions.store.stories import NewStory
from mentions.types import BrandVerdict, RawItem, TicketEffect, Tone, Verdict

VECTOR, COFFEE, MOBILE = 1, 2, 3
NEWS, REVIEWS, FORUM, BLOCKED, BROKEN = 1, 2, 3, 4, 5

BRANDS = (
    ("Вектор Банк", '"вектор банк" OR вектор-банк OR вектобанк'),
    ("Кофейня «Полдень»", "полдень кофе*"),
    ("Сигнал", "сигнал (связь OR интернет OR тариф OR оператор)"),
)


@dataclass(frozen=True, slots=True)
class Post:
    """What somebody published `hours` ago, and what the model would say of each brand."""

    source: int
    hours: float
    title: str
    text: str
    tones: tuple[tuple[int, Tone, float], ...]
    author: str = ""
    reach: int | None = None
    is_question: bool = False
    wants_reply: bool = False
    url: str = ""
    tags: tuple[str, ...] = ()
    author_url: str = ""


BAD, PLAIN, GOOD = Tone.NEGATIVE, Tone.NEUTRAL, Tone.POSITIVE

POSTS: tuple[Post, ...] = (
    Post(FORUM, 0.4, "", "Вектор Банк, у вас опять приложение лежит? Третий час не могу перевести "
         "деньги, горячая линия молчит. Сколько можно, товарищи.", ((VECTOR, BAD, 0.96),),
         "@marina_k", 1840, True, True),
    Post(NEWS, 0.9, "Сбой в работе «Вектор Банка»: клиенты жалуются на приложение",
         "Пользователи сообщают о недоступности мобильного приложения «Вектор Банка». По данным "
         "сервиса мониторинга, жалобы начали поступать около одиннадцати утра по московскому "
         "времени, больше всего их из Москвы, Казани и Новосибирска.\n\nВ пресс-службе банка "
         "сообщили, что специалисты уже работают над восстановлением и что средства клиентов в "
         "безопасности. Вектор Банк обслуживает около четырёх миллионов человек.",
         ((VECTOR, BAD, 0.88),), "Редакция", 420000, tags=("сбой",)),
    Post(REVIEWS, 2.2, "Пять лет с ними, и ни разу не пожалел",
         "Ипотеку в Вектор Банке одобрили за день, менеджер Ольга объяснила всё по-человечески. "
         "Отдельное спасибо отделению на Лесной: пришёл за справкой, ушёл через семь минут.",
         ((VECTOR, GOOD, 0.97),), "Дмитрий", 120),
    Post(FORUM, 3.1, "", "В «Полдне» на Садовой кофе остыл раньше, чем его принесли. Зато счёт "
         "принесли сразу. Чудеса сервиса.", ((COFFEE, BAD, 0.83),), "Лёша Ч.", 640),
    Post(FORUM, 4.5, "Кто-нибудь перешёл на тариф «Сигнал Без края»?",
         "Думаю сменить оператора. У Сигнала интернет за городом ловит или как у всех? "
         "Подскажите, у кого дача под Тверью.", ((MOBILE, PLAIN, 0.91),), "tverskoy_dachnik", 310,
         True, False),
    Post(NEWS, 7.0, "«Сигнал» подключил к связи ещё сорок сёл Алтая",
         "Оператор «Сигнал» завершил строительство базовых станций в сорока малых сёлах. Теперь "
         "мобильный интернет есть у двадцати тысяч жителей, раньше связи там не было вовсе.",
         ((MOBILE, GOOD, 0.9),), "Алтайские вести", 52000),
    Post(NEWS, 9.0, "Чистая прибыль «Вектор Банка» выросла на 12 процентов",
         "Банк опубликовал отчётность за девять месяцев. Процентные доходы прибавили восемь "
         "процентов, расходы на персонал сократились.", ((VECTOR, GOOD, 0.79),), "Интерфинанс",
         88000),
    Post(REVIEWS, 12.0, "Сняли комиссию и не объяснили",
         "Перевёл тысячу, списали тысячу сорок. В чате Вектор-Банка робот, оператор отвечает раз "
         "в сутки. Верните сорок рублей и больше так не делайте.", ((VECTOR, BAD, 0.94),),
         "Ирина П.", 95, False, True, tags=("комиссия", "чат")),
    Post(FORUM, 20.0, "", "Полдень кофе сегодня бомба, бариста Аня лучшая, сырники как у бабушки",
         ((COFFEE, GOOD, 0.99),), "@sonya", 2210),
    Post(FORUM, 27.0, "Сравниваю Вектор Банк и Сигнал Финанс",
         "У Вектор Банка ставка выше, но приложение так себе. У Сигнала связь с банком удобнее: "
         "интернет и карта в одном окне, тариф понятный.",
         ((VECTOR, BAD, 0.62), (MOBILE, GOOD, 0.74)), "finkot", 5400),
)  # fmt: skip


OUTAGE = POSTS[1]  # mention 2, story 2; its 39 reprints are mentions 3 to 41


def populate(db: Database, now: datetime) -> None:
    """Brands, sources with every kind of health, the posts above, a month of small ones."""
    with db.write() as tx:
        for name, query in BRANDS:
            brands.add(tx, name, query, now - timedelta(days=60))
        _add_sources(tx, now)
        for post in POSTS:
            is_outage = post is OUTAGE
            add_posts(tx, [post, *_reprints(post)] if is_outage else [post], now)
        for day in range(1, 30):
            add_posts(tx, list(_small_talk(day)), now, in_one_story=False)
        _add_desk(tx, now)


def add_posts(
    tx: Transaction, posts: Sequence[Post], now: datetime, *, in_one_story: bool = True
) -> list[int]:
    """Store the posts as ingest would; their mentions' ids."""
    number = (tx.scalar(select(func.count()).select_from(t.items)) or 0) + 1
    new = []
    story_ids = []
    for at, post in enumerate(posts):
        if not in_one_story or not story_ids:
            first = NewStory(post.title or post.text[:80], None, now - timedelta(hours=post.hours))
            story_ids = stories.insert_many(tx, [first])
        stories.grow(tx, {story_ids[0]: (1, now - timedelta(hours=post.hours))})
        new.append(_mention(post, f"item-{number + at}", story_ids[0], now))
    rows = [
        {"source_id": one.source_id, "item_key": one.item.key, "content_hash": one.item.key,
         "url": one.item.url, "seen_at": one.collected_at}
        for one in new
    ]  # fmt: skip
    tx.execute(insert(t.items), rows)
    return mentions.insert_many(tx, new)


def _mention(post: Post, key: str, story_id: int, now: datetime) -> NewMention:
    url = post.url or f"https://{SITES[post.source]}/{key}"
    item = RawItem(
        key, url, post.title, post.text, is_html=False, author=post.author,
        author_url=post.author_url, published_at=now - timedelta(hours=post.hours),
        reach=post.reach,
    )  # fmt: skip
    draft = normalise(item, now)
    document = analyse(Document(title=draft.title, text=draft.text))
    verdicts = []
    for brand_id, tone, sure in post.tones:
        rest = (1 - sure) / 2
        shares = {one: sure if one is tone else rest for one in Tone}
        match = parse(BRANDS[brand_id - 1][1]).match(document)
        verdict = Verdict(
            tone, shares[BAD], shares[PLAIN], shares[GOOD], 0.93 if post.is_question else 0.04,
            0.88 if post.wants_reply else 0.07, post.is_question, post.wants_reply,
        )  # fmt: skip
        verdicts.append(BrandVerdict(brand_id, tuple(match.places) if match else (), verdict))
    worst = min(verdicts, key=lambda one: (BAD, GOOD, PLAIN).index(one.verdict.tone)).verdict
    reading = Reading(
        tuple(verdicts), worst.tone, worst.confidence, post.is_question, post.wants_reply,
        "tone-best-1",
    )  # fmt: skip
    collected = now - timedelta(hours=post.hours) + timedelta(minutes=11)
    priority = 1 if post.wants_reply else 3
    return NewMention(
        post.source, item, draft, story_id, reading, collected, priority, False, post.tags
    )


SITES = {
    NEWS: "vesti.example",
    REVIEWS: "otzyvy.example",
    FORUM: "forum.example",
    BLOCKED: "zakryto.example",
    BROKEN: "slomano.example",
}


def _reprints(post: Post) -> list[Post]:
    return [
        Post(NEWS, post.hours - n * 0.01, post.title, post.text, post.tones, f"Лента {n}",
             9000 + n, url=f"https://lenta-{n}.example/{n}")
        for n in range(1, 40)
    ]  # fmt: skip


def _small_talk(day: int) -> list[Post]:
    """A day's worth of short posts, more of them on weekdays and one surge on the ninth day."""
    lines = (
        ("Вектор Банк поднял ставку по вкладу, кто уже открыл?", VECTOR, PLAIN),
        ("Вектор-Банк опять просит обновить приложение, а оно не обновляется", VECTOR, BAD),
        ("полдень кофе навынос за сто рублей, спасибо", COFFEE, GOOD),
        ("Сигнал, тариф подорожал без предупреждения, ухожу к другому оператору", MOBILE, BAD),
        ("Оператор Сигнал проведёт день открытых дверей", MOBILE, PLAIN),
        ("В Вектор Банке быстро перевыпустили карту, молодцы", VECTOR, GOOD),
    )
    often = 9 if day == 9 else 2 + (day * 7) % 4
    return [
        Post((NEWS, REVIEWS, FORUM)[(day + n) % 3], day * 24 + n * 1.3, "",
             f"{lines[(day + n) % 6][0]} ({day}.{n})",
             ((lines[(day + n) % 6][1], BAD if day == 9 else lines[(day + n) % 6][2], 0.8),),
             "прохожий", 100 + n)
        for n in range(often)
    ]  # fmt: skip


def _add_sources(tx: Transaction, now: datetime) -> None:
    healths = (
        ("Вести экономики", "new", None, 0),
        ("Отзывы о банках", "nothing", None, 0),
        ("Городской форум", "new", None, 0),
        ("Закрытая газета", "blocked", message("network-private-address", host="zakryto.example",
                                               address="10.0.0.7"), 3),
        ("Старый блог", "broken", message("store-locked"), 7),
    )  # fmt: skip
    for number, (name, outcome, why, failures) in enumerate(healths, 1):
        row = {
            "kind": "feed", "address": f"https://{SITES[number]}/rss", "name": name, "options": {},
            "every_seconds": 14400, "is_enabled": True, "cursor": {},
            "next_run_at": now + timedelta(minutes=37 * number), "created_at": now,
            "last_run_at": now - timedelta(minutes=20 * number), "last_outcome": outcome,
            "last_message": why.to_json() if why else None, "failures": failures,
        }  # fmt: skip
        tx.execute(insert(t.sources).values(row))
        crawl = {
            "source_id": number, "started_at": now - timedelta(minutes=20 * number, seconds=3),
            "finished_at": now - timedelta(minutes=20 * number), "outcome": outcome, "found": 50,
            "new": 3 if outcome == "new" else 0, "message": row["last_message"],
        }  # fmt: skip
        tx.execute(insert(t.crawls).values(crawl))


def _add_desk(tx: Transaction, now: datetime) -> None:
    desk = {
        "kind": "webhook", "name": "Поддержка", "options": {"url": "https://desk.example/hook"},
        "secret": "whsec_c2VjcmV0LXRoYXQtbXVzdC1ub3Qtc2hvdw==", "is_enabled": True,
        "created_at": now, "failures": 0,
    }  # fmt: skip
    tx.execute(insert(t.destinations).values(desk))
    rule = {
        "name": "Негатив и вопросы", "query": "", "conditions": {}, "actions": {},
        "is_enabled": True, "created_at": now,
    }  # fmt: skip
    tx.execute(insert(t.rules).values(rule))
    for mention_id, story_id in ((1, 1), (2, 2), (47, 8)):
        effect = TicketEffect(1, 1, 2, ())
        tickets.open_ticket(tx, mention_id, story_id, effect, now - timedelta(minutes=30))
    went = {
        "ticket_id": 1, "at": now - timedelta(minutes=29), "milliseconds": 231, "status": 201,
        "is_success": True, "error": None, "reply": '{"id": "REQ-1042"}',
    }  # fmt: skip
    failed = {
        "ticket_id": 2, "at": now - timedelta(minutes=28), "milliseconds": 10004, "status": 502,
        "is_success": False, "error": message("store-unreachable").to_json(),
        "reply": "<html>Bad Gateway</html>",
    }  # fmt: skip
    tx.execute(insert(t.delivery_attempts), [went, failed])
    sent = update(t.tickets).where(t.tickets.c.id == 1)
    tx.execute(sent.values(state="sent", external_id="REQ-1042", sent_at=went["at"],
                           external_url="https://desk.example/tickets/1042"))  # fmt: skip
