"""An invented world whose every mention and ticket is known beforehand.

Each feed has posts of all kinds that a journey tells apart: those that name no brand, those that
call for a ticket, one page in two feeds, one text on two pages, and, in the second edition, texts
that their authors have changed.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from xml.sax.saxutils import escape

from mentions.store.times import utc_now
from mentions.types import RawItem

BRAND = "Вектор"
DREADFUL = "ужас"
# Posts are of the three days after this: recent, since an old text is no longer reprinted.
START = utc_now() - timedelta(days=4)

_WORDS = """
    город вокзал рынок площадь театр музей парк завод школа больница аптека кафе пекарня мост река
    берег остров дорога автобус трамвай поезд билет касса очередь вечер утро полдень ночь зима весна
    лето осень дождь снег ветер туман солнце сосед врач учитель повар водитель продавец строитель
    директор инженер художник певец хор оркестр концерт выставка ярмарка праздник выходной отпуск
    поездка дача огород урожай яблоко груша слива малина смородина
    """.split()  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Post:
    """An entry of a feed; `text_id` is the same for reprints of one text, also when edited."""

    feed: int
    url: str
    title: str
    text: str
    text_id: int
    published_at: datetime

    @property
    def names_brand(self) -> bool:
        return BRAND in self.text

    @property
    def wants_ticket(self) -> bool:
        return self.names_brand and DREADFUL in self.text

    def as_item(self) -> RawItem:
        """The post as a crawl would bring it."""
        return RawItem(
            self.url, self.url, self.title, self.text, False, published_at=self.published_at
        )


class World:
    """`feeds` feeds of `size` posts each; the same for the same seed."""

    def __init__(self, feeds: int, size: int, seed: int = 1) -> None:
        self._random = Random(seed)
        self.feeds = range(feeds)
        self._texts = 0
        posts: list[Post] = []
        for feed in self.feeds:
            others = list({post.url: post for post in posts}.values())
            self._random.shuffle(others)
            posts += [self._post(feed, number, others) for number in range(size)]
        self.editions = (posts, [self._edited(post, posts) for post in posts])

    def of_feed(self, feed: int, edition: int) -> list[Post]:
        return [post for post in self.editions[edition] if post.feed == feed]

    def stories(self, edition: int) -> dict[int, list[Post]]:
        """The posts of each text that names the brand."""
        found: dict[int, list[Post]] = defaultdict(list)
        for post in self.editions[edition]:
            if post.names_brand:
                found[post.text_id].append(post)
        return found

    def edited(self) -> set[str]:
        """The addresses of posts that the second edition changes."""
        return {new.url for old, new in zip(*self.editions, strict=True) if old.text != new.text}

    def _post(self, feed: int, number: int, others: list[Post]) -> Post:
        url = f"https://site{feed}.example/{number}"
        if others and number % 8 == 5:  # found at the same address
            return replace(others.pop(), feed=feed)
        if others and number % 8 == 6:  # the same text elsewhere
            return replace(others.pop(), feed=feed, url=url)
        self._texts += 1
        words = self._random.choices(_WORDS, k=28)
        if number % 8 != 7:
            words.insert(9, BRAND)
        if number % 3 == 0:
            words.insert(15, DREADFUL)
        minutes = timedelta(minutes=self._random.randrange(3 * 24 * 60))
        title = f"{words[0]} {self._texts}"
        return Post(feed, url, title, " ".join(words), self._texts, START + minutes)

    def _edited(self, post: Post, posts: list[Post]) -> Post:
        """Every fourth text that stands on one page only; half of the edits are dreadful news."""
        is_alone = sum(other.text_id == post.text_id for other in posts) == 1
        if not (is_alone and post.names_brand and post.text_id % 4 == 1):
            return post
        news = DREADFUL if post.text_id % 8 == 1 else "спокойно"
        return replace(post, text=f"{post.text} дополнение {news}")


def atom(posts: list[Post]) -> bytes:
    """The posts as an Atom feed."""
    entries = "".join(
        f"<entry><id>{post.url}</id><title>{escape(post.title)}</title>"
        f'<link href="{post.url}"/><updated>{post.published_at.isoformat()}</updated>'
        f'<content type="html">{escape(f"<p>{post.text}</p>")}</content></entry>'
        for post in posts
    )
    head = "<id>tag:world</id><title>Лента</title><updated>2026-03-01T00:00:00Z</updated>"
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{head}{entries}</feed>'.encode()
