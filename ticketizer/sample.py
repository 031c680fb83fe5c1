"""A mention for trying a destination on, with what breaks careless templates in it."""

from datetime import datetime, timedelta
from uuid import uuid4

from mentions.messages import message, say
from mentions.store.tickets import BrandTone, TicketContent
from mentions.types import Tone


def sample_ticket(now: datetime, language: str) -> TicketContent:
    """Published an hour ago; quotes, a backslash, a line break and an emoji in its texts."""
    return TicketContent(
        ticket_id=0,
        key=f"tkt_test_{uuid4().hex}",
        priority=2,
        reasons=(message("ticketizer-sample-reason"),),
        mention_id=0,
        url="https://example.org/reviews/1?a=1&b=2",
        title=say(message("ticketizer-sample-title"), language),
        text=say(message("ticketizer-sample-text"), language) + "\n\\ \"'</script>\t😡",
        author=say(message("ticketizer-sample-author"), language),
        author_url="https://example.org/users/1",
        source=say(message("ticketizer-sample-source"), language),
        source_kind="feed",
        site="example.org",
        published_at=now - timedelta(hours=1),
        tone=Tone.NEGATIVE,
        confidence=0.93,
        question=True,
        needs_reply=True,
        reach=120_000,
        story_id=0,
        story_size=1,
        brands=(BrandTone(say(message("ticketizer-sample-brand"), language), Tone.NEGATIVE),),
    )
