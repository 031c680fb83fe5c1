"""The labelled sets, read from a folder of gzipped JSON lines into one kind of row.

Nothing of them is kept in the project. A row is one reading of one text: a brand tweet gives a
plain reading with its overall tone and, for each brand in it, a marked one with the tone toward it.
"""

import gzip
import hashlib
import json
import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mentions.types import Span

UNKNOWN = -1
HAND = "-hand"
_TONES = {"negative": 0, "neutral": 1, "positive": 2}

_BRANDS = {
    "сбербанк": r"сбер\w*|sber\w*",
    "втб": r"втб\w*|vtb\w*|внешторгбанк\w*",
    "альфабанк": r"альфа[\s_-]*банк\w*|alfa[\s_-]*bank\w*|альф\w+",
    "россельхозбанк": r"россельхоз\w*|рсхб\w*|rshb\w*",
    "банкмосквы": r"банк\w*\s*москвы|bank\w*\s*of\s*moscow|бм\b",
    "газпромбанк": r"газпром[\s-]*банк\w*|gazprombank\w*|гпб\b",
    "райффайзенбанк": r"ра[йи]ф+\w*|raif+\w*",
    "уралсиб": r"уралсиб\w*|uralsib\w*",
    "билайн": r"бил+айн\w*|beeline\w*|вымпелком\w*|билан\w*",
    "мтс": r"мтс\w*|mts\w*",
    "мегафон": r"мег?афон\w*|megafon\w*",
    "ростелеком": r"рос?телеком\w*|rostelecom\w*|rtcom\w*",
    "теледва": r"теле[\s-]*(?:2|два)\w*|tele[\s-]*2\w*",
    "скайлинк": r"скай[\s-]*линк\w*|sky[\s-]*link\w*",
    "комстар": r"комстар\w*|comstar\w*",
}
_ASKING = re.compile(
    r"(?i)\b(как\w*|где|куда|откуда|сколько|когда|почему|зачем|что|чо|че|чё|кто|чей|ли|можно|"
    r"до скольки|подскаж\w+|разве|неужели)\b"
)
_CLOSED = re.compile(r"[.!…]+\W*$")
_LINK = re.compile(r"https?://|www\.")
_MARK = re.compile(r"\s*\?+")
_KOZIEV_SAMPLE = 30_000
_CONTESTED = ("comparison", "brand_other_sense", "profit_loss")
"""Own groups whose tone is the marked brand's alone, so that no plain reading is made of them."""


@dataclass(frozen=True, slots=True)
class Row:
    """One reading of one text. `tone` 0, 1, 2 from bad to good; -1: not labelled.

    `share` is how often the row is drawn in an epoch; `held_out` keeps it from training.
    """

    text: str
    source: str
    places: tuple[Span, ...] = ()
    tone: int = UNKNOWN
    question: int = UNKNOWN
    needs_reply: int = UNKNOWN
    share: float = 1.0
    held_out: bool = False


def read(data: Path, own: Path, labels: Path) -> list[Row]:
    """Every row there is: public sets in `data`, own texts in `own`, hand labels in `labels`."""
    rows = [row for name, reader in _READERS.items() for row in reader(_lines(data / name))]
    rows += _own(own)
    return with_hand_labels(rows, labels)


def unlabelled(data: Path) -> list[str]:
    """Texts for masked-language pretraining alone."""
    texts = [record["text"] for record in _lines(data / "questions_koziev.jsonl.gz")]
    return texts + [record["text"] for record in _lines(data / "telegram_spam.jsonl.gz")]


def _lines(path: Path) -> list[dict[str, Any]]:
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode()
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def _tone(label: str) -> int:
    return _TONES.get(label, UNKNOWN)


def _brand_tweets(records: Iterable[dict[str, Any]]) -> Iterator[Row]:
    for record in records:
        text, entities = record["text"], record["entities"]
        plain = Row(
            text, record["source"], tone=_tone(record["label"]), **_silver(text, record["label"])
        )
        yield plain
        if "?" in text:
            unmarked = _MARK.sub("", text)
            yield replace(plain, text=unmarked)
        rare = 1.0 if len(entities) == 1 else 2.0
        for entity, label in entities.items():
            places = _places(text, _BRANDS[entity])
            if places:
                yield replace(plain, places=places, tone=_tone(label), share=rare)


def _silver(text: str, label: str) -> dict[str, Any]:
    asks = "?" in text
    question = 1 if asks else UNKNOWN if _ASKING.search(text) else 0
    retweet, link = text.startswith("RT "), bool(_LINK.search(text))
    nobody_waits = retweet or (not asks and (link or label == "positive"))
    return {"question": question, "needs_reply": 0 if nobody_waits else UNKNOWN}


def _places(text: str, pattern: str) -> tuple[Span, ...]:
    found = re.finditer(rf"(?i)(?<![а-яёa-z])(?:{pattern})", text)
    return tuple(Span(match.start(), match.end()) for match in found)


def _tweets(records: Iterable[dict[str, Any]]) -> Iterator[Row]:
    for record in records:
        text = record["text"]
        row = Row(text, "rusentitweet", tone=_tone(record["label"]), share=1.5, **_silver(text, ""))
        yield row
        if "?" in text:
            yield replace(row, text=_MARK.sub("", text), share=0.7)


def _general(source: str, share: float, held_out: bool = False) -> Callable[[Any], Iterator[Row]]:
    def reader(records: Iterable[dict[str, Any]]) -> Iterator[Row]:
        for record in records:
            text, tone = record["text"], _tone(record["label"])
            question = _silver(text, "")["question"]
            if question == UNKNOWN and _CLOSED.search(text):
                question = 0  # who ends a sentence with its mark would end a question with its own
            row = Row(text, source, (), tone, question, share=share, held_out=held_out)
            yield row
            if held_out:
                continue
            if question == 1:
                yield replace(row, text=_MARK.sub("", text), share=0.7 * share)
            elif question == 0 and _CLOSED.search(text):
                # Else a text that just ends would look like a question whose mark is gone.
                bare = _CLOSED.sub("", text)
                yield replace(row, text=bare, tone=UNKNOWN, share=0.3 * share)

    return reader


def _news(records: Iterable[dict[str, Any]]) -> Iterator[Row]:
    for record in records:
        places = (Span(record["start"], record["end"]),)
        tone = _tone(record["label"])
        yield Row(record["text"], "rusentne", places, tone, question=0, needs_reply=0)


def _opinions(records: Iterable[dict[str, Any]]) -> Iterator[Row]:
    for record in records:
        text = record["text"]
        plain = Row(text, "ruopinionne", (), _tone(record["label"]), 0, 0, share=0.5)
        yield plain
        for target, label in record["targets"]:
            if target and target in text:
                start = text.index(target)
                yield replace(plain, places=(Span(start, start + len(target)),), tone=_tone(label))


def _synthetic(records: Iterable[dict[str, Any]]) -> Iterator[Row]:
    for record in records:
        share = 0.2 if "latent" in record["source"] else 0.6
        silver = _silver(record["text"], "")
        source = record["source"]
        yield Row(
            record["text"], source, (), _tone(record["label"]), silver["question"], share=share
        )


def _questions(
    source: str, share: float, sample: int | None = None, held_out: bool = False
) -> Callable[[Any], Iterator[Row]]:
    def reader(records: list[dict[str, Any]]) -> Iterator[Row]:
        chosen = random.Random(7).sample(  # noqa: S311
            records, min(sample or len(records), len(records))
        )
        for index, record in enumerate(chosen):
            asks = int(record["label"] == "question")
            text = record["text"] if index % 2 and not held_out else record["text_nomark"]
            yield Row(text, source, question=asks, share=share, held_out=held_out)

    return reader


def _spam(records: Iterable[dict[str, Any]]) -> Iterator[Row]:
    for record in records:
        yield Row(record["text"], "telegram_spam", share=0.0)


def _own(folder: Path) -> list[Row]:
    rows: list[Row] = []
    for path in sorted(folder.glob("*.jsonl")):
        held_out = path.name.endswith(".dev.jsonl")
        for record in _lines(path):
            source = "own-needs-reply-dev" if held_out else f"own-{record['group']}"
            rows += _own_rows(record, source, held_out)
    return rows


def _own_rows(record: dict[str, Any], source: str, held_out: bool) -> Iterator[Row]:
    text, brand = record["text"], record.get("brand") or ""
    start = text.find(brand) if brand else -1
    row = Row(
        text,
        source,
        (),
        _tone(record.get("tone") or ""),
        _flag(record, "question"),
        _flag(record, "needs_reply"),
        share=2.0,
        held_out=held_out,
    )
    if start >= 0:
        yield replace(row, places=(Span(start, start + len(brand)),))
    contested = source.removeprefix("own-") in _CONTESTED
    if start < 0 or not (contested or held_out):
        yield row
    if "?" in text and (held_out or not contested):
        yield replace(row, text=_MARK.sub("", text), source=f"{source}-unmarked", share=1.0)


def _flag(record: dict[str, Any], name: str) -> int:
    value = record.get(name)
    return UNKNOWN if value is None else int(value)


def with_hand_labels(rows: list[Row], labels: Path) -> list[Row]:
    """Our labels on the texts of others, which are named by digest since they are not ours.

    A label also counts for the reading of its text without the question mark. The source of such
    a row ends in `HAND`; one that is held out whole is measured by the label, and nothing else of
    it changes.
    """
    by_digest = {record["text_sha256"]: record for record in _lines(labels)}
    by_text = {}
    for text in {row.text for row in rows}:
        digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
        if digest in by_digest:
            by_text[text] = by_text[_MARK.sub("", text)] = by_digest[digest]
    labelled = []
    for row in rows:
        record = by_text.get(row.text)
        if record is not None:
            question, needs_reply = _flag(record, "question"), _flag(record, "needs_reply")
            row = replace(row, question=question, needs_reply=needs_reply)
            if not row.held_out:
                row = replace(row, source=row.source + HAND, share=row.share * 2)
        labelled.append(row)
    return labelled


_READERS: dict[str, Callable[[Any], Iterator[Row]]] = {
    "sentirueval2016-banks.train.jsonl.gz": _brand_tweets,
    "sentirueval2016-telecom.train.jsonl.gz": _brand_tweets,
    "rusentitweet.train.jsonl.gz": _tweets,
    "cedr.train.jsonl.gz": _general("cedr", 1.0),
    "cedr.test.jsonl.gz": _general("cedr-test", 0.0, held_out=True),
    "rusentne2023.train.jsonl.gz": _news,
    "rusentne2023.validation.jsonl.gz": _news,
    "ruopinionne2024.train.jsonl.gz": _opinions,
    "ruopinionne2024.validation.jsonl.gz": _opinions,
    "ru_goemotions.validation.jsonl.gz": _general("goemotions", 0.7),
    "ru_goemotions.test.jsonl.gz": _general("goemotions", 0.7),
    "xed_ru.jsonl.gz": _general("xed", 0.0, held_out=True),
    "synth_llm.jsonl.gz": _synthetic,
    "questions_koziev.jsonl.gz": _questions("koziev", 0.5, _KOZIEV_SAMPLE),
    "questions_rubq.jsonl.gz": _questions("rubq", 1.0),
    "questions_taiga.train.jsonl.gz": _questions("taiga", 3.0),
    "questions_taiga.dev.jsonl.gz": _questions("taiga-dev", 0.0, held_out=True),
    "telegram_spam.jsonl.gz": _spam,
}
