"""A notice in words: one plain sentence first, then what stands behind it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from mentions.messages import Message, message, say
from mentions.store.alerts.notices import (
    DEADLINE,
    DOUBLED,
    ENDED,
    ESCALATED,
    MATCHED,
    STARTED,
    TEST,
    TROUBLE,
)
from mentions.store.alerts.surges import STORY

ALMOST_NONE = 0.5


@dataclass(frozen=True, slots=True)
class Told:
    """A message to a person: its first line, and the whole as plain text."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Reader:
    """In whose language and time of day."""

    language: str
    time_zone: str

    def say(self, sentence: Message) -> str:
        return say(sentence, self.language)

    def clock(self, moment: str, now: datetime) -> str:
        """The time of day, with the date unless it is today's."""
        zone = ZoneInfo(self.time_zone)
        local = datetime.fromisoformat(moment).astimezone(zone)
        is_today = local.date() == now.astimezone(zone).date()
        return f"{local:%H:%M}" if is_today else f"{local:%d.%m %H:%M}"


def word(
    kind: str, content: Mapping[str, Any], surge_id: int | None, reader: Reader, link_base: str,
    now: datetime,
) -> Told:  # fmt: skip
    """`content`: a reason's JSON for a surge; what a rule has found; what is wrong."""
    if kind == TEST:
        return Told(reader.say(message("alerts-test-title")), reader.say(message("alerts-test")))
    if kind == MATCHED:
        return _matched(content, reader, link_base)
    if kind == DEADLINE:
        return _deadline(content, reader, link_base, now)
    if kind == TROUBLE:
        return _trouble(content, reader, link_base)
    link = f"{link_base}/surges/{surge_id}"
    if kind == ENDED:
        sentence = reader.say(_ended(content, reader, now))
        return Told(sentence, f"{sentence}\n{link}")
    lines = [headline(content, reader, now)]
    title = lines[0].partition(": ")[0]
    if kind == DOUBLED:
        lines.insert(0, reader.say(message("alerts-doubled", brand=content["brand"])))
    if kind == ESCALATED:
        lines.insert(0, reader.say(message("alerts-escalated", brand=content["brand"],
                                           minutes=content["minutes"])))  # fmt: skip
    if kind != STARTED:
        title = lines[0]
    if content.get("authors"):
        lines.append(reader.say(message("alerts-authors", authors=", ".join(content["authors"]))))
    for example in content.get("examples", ()):
        lines.append(f"— {example['excerpt']} ({example['source']})")
        lines.append(f"  {link_base}/mentions/{example['mention_id']}")
    lines.append(link)
    return Told(title.rstrip("."), "\n".join(lines))


def _matched(content: Mapping[str, Any], reader: Reader, link_base: str) -> Told:
    """What a rule has found: how much, and those of the greatest reach."""
    rule, count, shown = content["rule"], content["count"], content["examples"]
    title = reader.say(message("alerts-matched", rule=rule, count=count))
    lines = [title]
    for one in shown:
        lines.append(f"— {one['excerpt']}")
        tone = reader.say(message("alerts-matched-tone", tone=one["tone"]))
        reach = message("alerts-matched-reach", reach=one["reach"]) if one["reach"] else None
        where = [one["source"], one["author"], reach and reader.say(reach), tone]
        lines.append("  " + ", ".join(filter(None, where)))
        lines.append(f"  {link_base}/mentions/{one['mention_id']}")
    if count > len(shown):
        lines.append(reader.say(message("alerts-matched-more", count=count - len(shown))))
    return Told(title.rstrip("."), "\n".join(lines))


def _deadline(content: Mapping[str, Any], reader: Reader, link_base: str, now: datetime) -> Told:
    """What is soon to be answered; by the clock, since quiet hours may hold the message back."""
    count, shown = content["count"], content["examples"]
    due = reader.clock(content["due_at"], now)
    title = reader.say(message("alerts-deadline", count=count, time=due))
    lines = [title]
    for one in shown:
        until = message("alerts-deadline-until", time=reader.clock(one["due_at"], now))
        lines.append(f"— {reader.say(until)}: {one['excerpt']} ({one['source']})")
        lines.append(f"  {link_base}/mentions/{one['mention_id']}")
    if count > len(shown):
        lines.append(reader.say(message("alerts-matched-more", count=count - len(shown))))
    return Told(title.rstrip("."), "\n".join([*lines, f"{link_base}/mentions?due=open"]))


def _trouble(content: Mapping[str, Any], reader: Reader, link_base: str) -> Told:
    """What is wrong with the service, and what no longer is."""
    lines: list[str] = []
    for part in ("begun", "over"):
        count, shown = content[f"{part}_count"], content[part]
        if count:
            lines.append(reader.say(message(f"alerts-trouble-{part}", kind=content["kind"])))
            lines += [f"— {reader.say(Message.from_json(one))}" for one in shown]
        if count > len(shown):
            lines.append(reader.say(message("alerts-trouble-more", count=count - len(shown))))
    title = lines[0].rstrip(":")
    return Told(title, "\n".join([*lines, f"{link_base}/status"]))


def headline(content: Mapping[str, Any], reader: Reader, now: datetime) -> str:
    """«В 14:20 негатива о „Вектор Банке“ в 6 раз больше обычного (43 против 7): …»"""
    return reader.say(_rise(content, reader, now)) + _because(content, reader) + "."


def _rise(content: Mapping[str, Any], reader: Reader, now: datetime) -> Message:
    observed, expected = content["observed"], content["expected"]
    variables: dict[str, str | int | float] = {
        "kind": content["kind"],
        "time": reader.clock(content["since"], now),
        "brand": content["brand"],
        "observed": observed,
        "source": content.get("source", ""),
        "rule": content.get("rule", ""),
    }
    if content["kind"] == STORY:
        return Message("alerts-surge-story", {**variables, "others": round(expected)})
    if expected < ALMOST_NONE:
        return Message("alerts-surge-from-nothing", variables)
    times = observed / expected
    shown = round(times) if times >= 2.5 else round(times, 1)
    return Message("alerts-surge", {**variables, "expected": round(expected), "times": shown})


def _because(content: Mapping[str, Any], reader: Reader) -> str:
    observed, reasons = content["observed"], []
    if content.get("words"):
        quoted = [reader.say(message("alerts-word", word=each)) for each in content["words"]]
        reasons.append(", ".join(quoted))
    if content["kind"] != "source" and 1 < content.get("from_source", 0) <= observed:
        reasons.append(
            reader.say(
                message(
                    "alerts-where", count=content["from_source"], observed=observed,
                    source=content["source"],
                )
            )
        )  # fmt: skip
    if content.get("first"):
        reasons.append(reader.say(message("alerts-first", excerpt=content["first"]["excerpt"])))
    if content.get("reach"):
        reasons.append(reader.say(message("alerts-matched-reach", reach=content["reach"])))
    return ": " + "; ".join(reasons) if reasons else ""


def _ended(content: Mapping[str, Any], reader: Reader, now: datetime) -> Message:
    return message(
        "alerts-ended",
        kind=content["kind"],
        brand=content["brand"],
        source=content.get("source", ""),
        rule=content.get("rule", ""),
        time=reader.clock(content["ended_at"], now),
    )


def together(told: list[Told], reader: Reader) -> Told:
    """Several messages as one: what a quiet night has gathered."""
    if len(told) == 1:
        return told[0]
    title = reader.say(message("alerts-together", count=len(told)))
    return Told(title, "\n\n".join(one.body for one in told))
