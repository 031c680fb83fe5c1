"""What is said in a benchmark: mentions in words of the Russian dictionary, by Zipf's law.

Words stand in random forms, and a fifth of the mentions are reprints.
"""

import random
from collections import deque
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

from pymorphy3 import MorphAnalyzer
from sqlalchemy import insert

from mentions.store import tables as t
from mentions.store.database import Database

SAID_MOST = (
    "и в не на я что с а это по как но у к за то из так же от для вы мы они бы уже или если до "
    "банк карта очень деньги всё можно нет после только время день год клиент счёт приложение "
    "работать сказать мочь поддержка звонить приехать заказ доставка сервис кофе связь интернет"
)
FREQUENT = SAID_MOST.split()
LEXEMES = 40_000
STEEPNESS = 1.15
MENTIONS_A_DAY = 5_000
END = datetime(2026, 11, 20, tzinfo=UTC)
BRANDS, SOURCES, SITES, AUTHORS = 30, 300, 800, 40_000


class World:
    """What is said: words by Zipf's law in forms at random, mentions of them, queries for them."""

    def __init__(self, seed: int = 7) -> None:
        self.chance = random.Random(seed)
        morph = MorphAnalyzer(lang="ru")
        first = [_forms(morph, word) for word in FREQUENT]
        lemmas = sorted(_lemmas(morph))
        self.chance.shuffle(lemmas)
        self.lexemes = first + [_forms(morph, word) for word in lemmas[: LEXEMES - len(first)]]
        self._ranks = range(len(self.lexemes))
        self._law = list(accumulate((rank + 3.7) ** -STEEPNESS for rank in self._ranks))
        self._stories: deque[int] = deque(maxlen=3_000)

    def words(self, count: int) -> list[str]:
        chosen = self.chance.choices(self._ranks, cum_weights=self._law, k=count)
        lexemes, chance = self.lexemes, self.chance.random
        return [lexemes[rank][int(chance() ** 3 * len(lexemes[rank]))] for rank in chosen]

    def telling_word(self) -> str:
        """A word that somebody would look for: none of the commonest."""
        while (rank := self.chance.choices(self._ranks, cum_weights=self._law)[0]) < 30:
            pass
        return self.chance.choice(self.lexemes[rank])

    def text(self, count: int) -> str:
        return " ".join(self.words(count)).capitalize() + "."

    def zipf(self, most: int) -> int:
        """1 to `most`, each by one over itself."""
        return min(most, int((most + 1) ** self.chance.random()))

    def mention(self, number: int, count: int) -> dict[str, Any]:
        chance = self.chance
        at = END - timedelta(days=(count - number) / MENTIONS_A_DAY)
        if chance.random() < 0.8 or not self._stories:
            self._stories.append(number)
            story = number
        else:
            story = self._stories[-self.zipf(len(self._stories))]
        return {
            "id": number, "source_id": self.zipf(SOURCES), "item_key": str(number),
            "story_id": story, "url": f"https://example.org/{number}", "text_hash": "",
            "address_hash": str(number), "author": f"Автор {self.zipf(AUTHORS)}",
            "title": self.text(chance.randint(4, 9)) if chance.random() < 0.5 else "",
            "text": self.text(chance.randint(8, 58)), "author_url": "",
            "site": f"site{self.zipf(SITES)}.ru", "lang": "ru", "reach": self.zipf(100_000),
            "published_at": at, "collected_at": at, "updated_at": at, "confidence": 0.9,
            "tone": chance.choices(("negative", "neutral", "positive"), (25, 55, 20))[0],
            "question": chance.random() < 0.1, "needs_reply": chance.random() < 0.1,
            "model": "", "state": "irrelevant" if chance.random() < 0.03 else "new",
            "is_hidden": chance.random() < 0.01, "priority": 3, "version": 1, "extra": {},
        }  # fmt: skip

    def brand_of(self, mention: dict[str, Any]) -> dict[str, Any]:
        numbers = dict.fromkeys(("negative", "neutral", "positive", "question", "needs_reply"), 0.0)
        return {"mention_id": mention["id"], "brand_id": self.zipf(BRANDS), "places": [],
                "tone": mention["tone"], "is_corrected": False, **numbers}  # fmt: skip


def _lemmas(morph: MorphAnalyzer) -> set[str]:
    kinds = {"NOUN", "INFN", "ADJF"}
    return {
        word
        for word, tag, normal, *_ in morph.dictionary.iter_known_words()
        if word == normal and len(word) > 3 and word.isalpha() and tag.POS in kinds
    }


def _forms(morph: MorphAnalyzer, word: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form.word for form in morph.parse(word)[0].lexeme))[:12]


def fill(db: Database, world: World, count: int) -> None:
    """Brands, sources and `count` mentions, a fifth of them reprints."""
    brands = [
        {"name": f"Бренд {number}", "query": "бренд", "created_at": END}
        for number in range(1, BRANDS + 1)
    ]
    sources = [
        {"kind": ("feed", "telegram", "vk")[number % 3], "address": f"s{number}",
         "name": f"Источник {number}", "options": {}, "cursor": {}, "every_seconds": 3600,
         "next_run_at": END, "created_at": END}
        for number in range(1, SOURCES + 1)
    ]  # fmt: skip
    with db.write() as tx:
        tx.execute(insert(t.brands), brands)
        tx.execute(insert(t.sources), sources)
    for start in range(1, count + 1, 10_000):
        rows = [world.mention(n, count) for n in range(start, min(start + 10_000, count + 1))]
        stories = [
            {"id": row["id"], "title": "", "size": 1, "signature": b"", "shingles": 0,
             "first_at": END, "last_at": END}
            for row in rows if row["story_id"] == row["id"]
        ]  # fmt: skip
        with db.write() as tx:
            tx.execute(insert(t.stories), stories)
            tx.execute(insert(t.mentions), rows)
            tx.execute(insert(t.mention_brands), [world.brand_of(row) for row in rows])
