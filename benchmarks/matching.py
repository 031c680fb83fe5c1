"""The stream matcher: 1,000 brand and rule queries against each mention, on one core.

    .venv/bin/python -m benchmarks.matching [--mentions 20000] [--queries 1000]

Texts of about 40 words are drawn by Zipf's law from the words of the Russian dictionary, its most
frequent ones (as the Russian National Corpus ranks them) first; queries are drawn from the same
words and from invented names. Prints mentions/s with the analysis of each text (its words seen
before, as in a running worker, and never seen), and the ratio to testing every query; both ways
must give the same matches.
"""

import argparse
import random
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from time import process_time

from mentions.query import AnalysedDocument, Document, Match, Query, QueryIndex, analyse, parse
from mentions.text.lexemes import dictionary

FREQUENT = (
    "и в не на я быть он с что а по это она этот к но они мы весь который из у то за свой весь "
    "год от так о для ты же все тот мочь вы человек такой его сказать один если только или её бы "
    "себя время другой ещё когда уже говорить наш мой знать стать до какой при чтобы дело жизнь "
    "кто первый очень два день её новый рука даже во раз со мочь где под можно там после их потом "
    "без самый ни есть слово хотеть место спросить лицо друг глаз теперь тогда банк карта связь "
    "деньги"
)
BEGINNINGS = "ба вес гов дом жи зал инт кар лот ма над об по рас сер тар уб фо ха це чер шт эк"
TARGET = 5_000


def vocabulary(size: int, chance: random.Random) -> list[str]:
    """Words by falling frequency: the frequent ones, then the dictionary's in any order."""
    listed = dictionary().dictionary.words
    stems = [word for letters in BEGINNINGS.split() for word, *_ in listed.iteritems(letters)]
    words = [word for word in dict.fromkeys(stems) if word.isalpha()]
    return [*FREQUENT.split(), *chance.sample(words, size - len(FREQUENT.split()))]


def names(count: int, chance: random.Random) -> list[str]:
    """Invented brands, which no dictionary has."""
    syllables = "бро вер гир дом жет зум кор лат мир нек ор пул рис сан тек уна фин хо цел чар"
    return ["".join(chance.choices(syllables.split(), k=3)) for _ in range(count)]


def queries(words: Sequence[str], brands: Sequence[str], count: int) -> dict[int, Query]:
    """Of each six: a brand with spellings, one with a context, phrases, NEAR, prefix, exclusion."""
    chance = random.Random(2)
    rare = [chance.choice(words[200:]) for _ in range(8 * count)]
    found = {}
    for number in range(count):
        brand = brands[number % len(brands)]
        one, two, three, four = rare[4 * number : 4 * number + 4]
        common = chance.choice(words[:200])
        text = (
            f"({brand} OR {brand}банк OR #{brand}) -{one}",
            f"{brand} ({common} OR {one} OR {two})",
            f'"{one} {two}" OR "{brand} {common}" OR {three}',
            f"{brand} NEAR/5 ({one} OR {common} OR {two}) -({three} {four})",
            f"{one[:6] if len(one) > 5 else brand}* {common} -title:{two}",
            f"!{one} OR ({two} {three}) OR {brand} lang:ru",
        )[number % 6]
        found[number] = parse(text)
    return found


def texts(words: Sequence[str], brands: Sequence[str], count: int) -> list[Document]:
    chance = random.Random(3)
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    found = []
    for _ in range(count):
        body = chance.choices(words, weights, k=chance.randint(20, 55))
        body[chance.randrange(len(body))] = chance.choice(brands).capitalize()
        title = chance.choices(words, weights, k=5)
        found.append(Document(title=" ".join(title), text=", ".join(body) + ".", lang="ru"))
    return found


def rate(name: str, count: int, work: Callable[[], object], rounds: int = 3) -> float:
    """Mentions a second of one core's time, in the best of `rounds` runs of `work`; printed."""
    seconds = []
    for _ in range(rounds):
        started = process_time()
        work()
        seconds.append(process_time() - started)
    found = count / min(seconds)
    print(f"{name:<55}{found:>12,.0f} mentions/s")
    return found


def consume(results: Iterable[object]) -> None:
    """Takes and forgets, as a stream is worked on."""
    deque(results, maxlen=0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentions", type=int, default=20_000)
    parser.add_argument("--queries", type=int, default=1_000)
    chosen = parser.parse_args()
    chance = random.Random(1)
    words, brands = vocabulary(50_000, chance), names(chosen.queries // 3, chance)
    stream = texts(words, brands, chosen.mentions)
    asked = queries(words, brands, chosen.queries)
    index = QueryIndex(asked)
    count = len(stream)

    rate("analysis, words never seen", count, lambda: consume(map(analyse, stream)), rounds=1)
    rate("analysis, words seen before", count, lambda: consume(map(analyse, stream)))
    whole = rate(
        f"analysis and {len(asked)} queries by the index",
        count,
        lambda: consume(index.match(analyse(mention)) for mention in stream),
    )
    every = stream[:500]
    alone = rate(
        f"analysis and {len(asked)} queries one by one",
        len(every),
        lambda: consume(one_by_one(asked, analyse(mention)) for mention in every),
    )
    hits = 0
    for mention in every:
        found = index.match(analyse(mention))
        hits += len(found)
        if found != one_by_one(asked, analyse(mention)):
            raise SystemExit("the index and testing every query differ")
    print(f"matches of a mention: {hits / len(every):.2f}")
    print(f"index against testing every query: {whole / alone:.0f} x (at least 10 x wanted)")
    print(f"whole rate against {TARGET:,} mentions/s: {whole / TARGET:.1f} x")


def one_by_one(asked: dict[int, Query], document: AnalysedDocument) -> dict[int, Match]:
    return {key: hit for key, query in asked.items() if (hit := query.match(document)) is not None}


if __name__ == "__main__":
    main()
