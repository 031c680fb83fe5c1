"""What the rules call for on a mention. Pure: values in, effects out.

query matched? ─► conditions hold? ─► actions ─┐
query matched? ─► conditions hold? ─► actions ─┴─► one ticket a destination, tags, hidden?
"""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from mentions.messages import DEFAULT_LANGUAGE, Message, message, say
from mentions.query import QueryIndex, analyse, parse
from mentions.rules import Actions, BrandReading, Conditions, Facts, Rule
from mentions.store.rules import RuleError, Stored
from mentions.types import Effects, TicketEffect, Tone
from ticketizer.priority import LEAST, Priority, prioritise

EXAMPLES = 20
LONGEST_PAUSE = 7 * 24 * 60  # minutes


def default_rule(language: str = DEFAULT_LANGUAGE) -> Rule:
    """Negative, or needs an answer: a ticket at every destination."""
    return Rule(
        id=0,
        name=say(message("ticketizer-default-rule"), language),
        query="",
        conditions=Conditions(tones=(Tone.NEGATIVE,), needs_reply=True, is_any=True),
        actions=Actions(ticket=True),
    )


def decide(
    facts: Facts, rules: Sequence[Rule], matched: Set[int], destinations: Collection[int]
) -> Effects:
    """What `rules` call for on a mention whose text matched the queries of `matched` rules.

    `destinations` are the enabled ones. Of several tickets to one destination the most pressing
    stands, the earlier rule's among equals. A mention that a rule hides gets no ticket and no
    message: hiding is for what nobody should spend time on.
    """
    acting = [rule for rule in rules if rule.id in matched and holds(rule.conditions, facts)]
    priority = prioritise(facts)
    tickets: dict[int, TicketEffect] = {}
    for rule in acting:
        for effect in _tickets(rule, priority, destinations):
            rival = tickets.get(effect.destination_id)
            if rival is None or effect.priority < rival.priority:
                tickets[effect.destination_id] = effect
    is_hidden = any(rule.actions.hide for rule in acting)
    given = [rule.actions.priority for rule in acting if rule.actions.priority is not None]
    return Effects(
        tickets=() if is_hidden else tuple(tickets.values()),
        tags=tuple(dict.fromkeys(tag for rule in acting for tag in rule.actions.tags)),
        is_hidden=is_hidden,
        priority=min(given, default=priority.level),
        telling=() if is_hidden else tuple(rule.id for rule in acting if rule.actions.tell),
        watching=tuple(rule.id for rule in acting if rule.actions.watch),
    )


def holds(conditions: Conditions, facts: Facts) -> bool:
    """Whether a mention is what a rule asks for, its query apart."""
    if conditions.sources and facts.source_id not in conditions.sources:
        return False
    if conditions.min_reach and (facts.reach or 0) < conditions.min_reach:
        return False
    about = facts.brands
    if conditions.brands:
        about = tuple(brand for brand in about if brand.brand_id in conditions.brands)
        if not about:
            return False
    asked = [
        answer
        for is_asked, answer in (
            (bool(conditions.tones), _has_tone(conditions, about)),
            (conditions.question, facts.question),
            (conditions.needs_reply, facts.needs_reply),
        )
        if is_asked
    ]
    return not asked or (any(asked) if conditions.is_any else all(asked))


def _has_tone(conditions: Conditions, brands: Iterable[BrandReading]) -> bool:
    return any(
        brand.tone in conditions.tones and brand.confidence >= conditions.min_confidence
        for brand in brands
    )


def _tickets(
    rule: Rule, priority: Priority, destinations: Collection[int]
) -> Iterable[TicketEffect]:
    if not rule.actions.ticket:
        return
    level, reasons = priority.level, priority.reasons
    if rule.actions.priority is not None:
        level = rule.actions.priority
        reasons = (message("ticketizer-reason-rule", rule=rule.name), *reasons)
    for destination_id in rule.actions.destinations or sorted(destinations):
        if destination_id in destinations:
            yield TicketEffect(destination_id, rule.id, level, reasons)


def check(rule: Rule) -> None:
    """Raise RuleError, or the query's own error, for what cannot be meant."""
    parse(rule.query)
    conditions, actions = rule.conditions, rule.actions
    if not 0 <= conditions.min_confidence <= 1 or conditions.min_reach < 0:
        raise RuleError(message("ticketizer-rule-range"))
    if actions.priority is not None and not 1 <= actions.priority <= LEAST:
        raise RuleError(message("ticketizer-rule-priority"))
    if not 0 <= actions.tell_pause <= LONGEST_PAUSE:
        raise RuleError(message("ticketizer-rule-range"))
    tells = actions.tell or actions.watch
    if not (actions.ticket or actions.tags or actions.hide or actions.priority or tells):
        raise RuleError(message("ticketizer-rule-idle"))
    if any(not tag.strip() or len(tag) > 100 for tag in actions.tags):
        raise RuleError(message("ticketizer-rule-tag"))


@dataclass(frozen=True, slots=True)
class Example:
    """A stored mention on which the rule would have acted."""

    mention_id: int
    title: str
    published_at: datetime
    tone: Tone
    priority: int
    reasons: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a rule would have done: `joined` mentions were reprints of a story with its ticket.

    `per_day` counts mentions by the day on which they were collected; `examples` are the newest.
    """

    looked_at: int = 0
    matched: int = 0
    tickets: int = 0
    joined: int = 0
    per_day: Mapping[date, int] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()


def dry_run(
    rule: Rule, mentions: Iterable[Stored], destinations: Collection[int], zone: ZoneInfo
) -> DryRun:
    """Try a rule on stored mentions (the oldest first), as if it had been the only one."""
    queries = QueryIndex({rule.id: parse(rule.query)})
    opened: set[tuple[int, int]] = set()
    per_day: dict[date, int] = {}
    examples: list[Example] = []
    looked_at = matched = joined = 0
    for stored in mentions:
        looked_at += 1
        hits = queries.match(analyse(stored.document))
        if not hits or not holds(rule.conditions, stored.facts):
            continue
        matched += 1
        effects = decide(stored.facts, [rule], {rule.id}, destinations)
        called = {(ticket.destination_id, stored.story_id) for ticket in effects.tickets}
        joined += bool(called) and called <= opened
        opened |= called
        day = stored.facts.now.astimezone(zone).date()
        per_day[day] = per_day.get(day, 0) + 1
        examples = [*examples[1 - EXAMPLES :], _example(stored, effects)]
    return DryRun(looked_at, matched, len(opened), joined, per_day, tuple(reversed(examples)))


def _example(stored: Stored, effects: Effects) -> Example:
    priority = prioritise(stored.facts)
    return Example(
        mention_id=stored.mention_id,
        title=stored.document.title or stored.document.text[:200],
        published_at=stored.facts.published_at,
        tone=Tone(stored.document.tone),
        priority=effects.priority or priority.level,
        reasons=priority.reasons,
    )
