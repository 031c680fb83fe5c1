"""Why there is a surge: how much against how much, since when, in what words, from where.

`reason_for` reads the mentions; `explain` is pure. A reason is JSON: it is kept with the surge,
and words are made of it only where somebody reads them (alerts.wording).
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from alerts.spans import Span
from mentions.store import rules
from mentions.store.alerts import surges as store
from mentions.store.alerts.surges import STORY, Said, Series
from mentions.store.database import Transaction
from mentions.store.times import EPOCH
from mentions.text.analysis import tokens
from mentions.text.lexemes import dictionary

# Enough to tell the words of a surge from those of any day.
MOST_SAID = 400
BEFORE = timedelta(days=7)
WORDS, AUTHORS, EXAMPLES = 3, 3, 3
LEAST_SHARE = 0.15  # of the surge's mentions that must have a word for it to be named
LEAST_TIMES = 2.0  # as often as before
EXCERPT = 160


@dataclass(frozen=True, slots=True)
class Example:
    """A mention by which the surge can be understood."""

    mention_id: int
    excerpt: str
    source: str


@dataclass(frozen=True, slots=True)
class Reason:
    """`since`, `found_at`: ISO times in UTC. Empty strings and tuples where nothing stands out.

    `rule`: whose matches they are; `reach`: of a story's mentions together.
    """

    brand: str
    kind: str
    since: str
    found_at: str
    observed: int
    expected: float
    rule: str = ""
    reach: int = 0
    words: tuple[str, ...] = ()
    source: str = ""
    from_source: int = 0
    first: Example | None = None
    authors: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def reason_for(tx: Transaction, series: Series, brand: str, span: Span, now: datetime) -> Reason:
    since = EPOCH + timedelta(seconds=span.started_at)
    said = store.said(tx, series, since, now, MOST_SAID)
    before = store.said(tx, series, since - BEFORE, since, MOST_SAID)
    rule = rules.get(tx, series.rule_id) if series.rule_id is not None else None
    plain = Reason(
        brand=brand,
        kind=series.kind,
        since=since.isoformat(),
        found_at=now.isoformat(),
        observed=round(span.observed),
        expected=span.expected,
        rule=rule.name if rule else "",
    )
    return explain(plain, said, before)


def explain(plain: Reason, said: Sequence[Said], before: Sequence[Said]) -> Reason:
    """`plain` with what `said` (the surge's mentions, newest first) adds to it."""
    if not said:
        return plain
    is_story = plain.kind == STORY  # all of whose mentions say the same
    words = () if is_story else _words(said, before, plain.brand)
    (source, from_source), *_ = Counter(each.source for each in said).most_common(1)
    return replace(
        plain,
        reach=sum(each.reach or 0 for each in said) if is_story else 0,
        words=words,
        source=source,
        from_source=from_source,
        first=_example(_start(said, words)),
        authors=_authors(said),
        examples=tuple(_example(each) for each in _typical(said)),
    )


def _words(said: Sequence[Said], before: Sequence[Said], brand: str) -> tuple[str, ...]:
    """Words, or pairs of neighbours, that many say now and few said before."""
    now, then = _spoken(said), _spoken(before)
    named = {token for token, _ in _pieces(brand)}
    scored = []
    for phrase, count in now.items():
        share = count / len(said)
        usual = (then[phrase] + 0.5) / (len(before) + 1)
        if count < 2 or share < LEAST_SHARE or share < LEAST_TIMES * usual:
            continue
        if named.isdisjoint(phrase):
            # A pair says more than its two words.
            scored.append((share * math.log(share / usual) * (1 + 0.5 * (len(phrase) > 1)), phrase))
    chosen: list[tuple[str, ...]] = []
    for _, phrase in sorted(scored, reverse=True):
        if all(set(phrase).isdisjoint(other) for other in chosen):
            chosen.append(phrase)
        if len(chosen) == WORDS:
            break
    return tuple(_as_written(phrase, said) for phrase in chosen)


def _spoken(said: Iterable[Said]) -> Counter[tuple[str, ...]]:
    """In how many mentions each word and each pair of neighbours stands, by normal form."""
    counts: Counter[tuple[str, ...]] = Counter()
    for each in said:
        lemmas = [lemma for lemma, _ in _pieces(f"{each.title}. {each.text[:1000]}")]
        found: set[tuple[str, ...]] = {(lemma,) for lemma in lemmas if lemma}
        found |= {pair for pair in pairwise(lemmas) if all(pair)}
        counts.update(found)
    return counts


def _pieces(text: str) -> list[tuple[str, str]]:
    """Each word's normal form, or "" where it tells nothing by itself, and how it is written."""
    pieces = []
    for token in tokens(text):
        written = text[token.start : token.end]
        pieces.append((_normal(written.lower()), written))
    return pieces


def _normal(word: str) -> str:
    if len(word) < 3 or not word.isalpha():
        return ""
    parse = dictionary().parse(word)[0]
    speaks = parse.tag.POS in {"NOUN", "VERB", "INFN", "ADJF", "PRTF", None}
    return str(parse.normal_form) if speaks else ""


def _as_written(phrase: tuple[str, ...], said: Sequence[Said]) -> str:
    """As most people write it: «сбой приложения», not «сбой приложение»."""
    forms: Counter[str] = Counter()
    for each in said:
        pieces = _pieces(f"{each.title}. {each.text[:1000]}")
        for at in range(len(pieces) - len(phrase) + 1):
            run = pieces[at : at + len(phrase)]
            if tuple(lemma for lemma, _ in run) == phrase:
                forms[" ".join(written.lower() for _, written in run)] += 1
    return forms.most_common(1)[0][0]


def _start(said: Sequence[Said], words: Sequence[str]) -> Said:
    """The first mention of the story that most repeat, or the first in the surge's own words."""
    story, size = Counter(each.story_id for each in said).most_common(1)[0]
    if size > 1:
        own = [each for each in said if each.story_id == story]
    else:
        own = [each for each in said if _has_any(each, words)] or list(said)
    return min(own, key=lambda each: (each.published_at, each.mention_id))


def _has_any(said: Said, words: Sequence[str]) -> bool:
    text = f"{said.title} {said.text}".lower()
    return any(word in text for word in words)


def _authors(said: Sequence[Said]) -> tuple[str, ...]:
    """With the greatest reach, each once."""
    known = sorted((each for each in said if each.reach), key=lambda each: -(each.reach or 0))
    return tuple(dict.fromkeys(each.author for each in known if each.author))[:AUTHORS]


def _typical(said: Sequence[Said]) -> list[Said]:
    """One of each story: those most repeated first, then those of the greatest reach."""
    here = Counter(each.story_id for each in said)
    ranked = sorted(said, key=lambda each: (-here[each.story_id], -(each.reach or 0)))
    return list({each.story_id: each for each in reversed(ranked)}.values())[::-1][:EXAMPLES]


def _example(said: Said) -> Example:
    text = " ".join((said.title or said.text).split())
    cut = text if len(text) <= EXCERPT else text[:EXCERPT].rsplit(" ", 1)[0] + "…"
    return Example(said.mention_id, cut, said.source)
