"""The demo's pages: the helpdesk, the town's front page and a post's own page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from jinja2 import Environment, PackageLoader

from mentions.messages import message, say
from molva.demo.dialects import as_html
from molva.demo.helpdesk import Helpdesk, Ticket
from molva.demo.world import TOWN_TIME, Post, Source

SHOWN_TICKETS = 200
URGENT = {"urgent", "critical", "highest"}

_templates = Environment(
    loader=PackageLoader("molva.demo"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)


def _clock_time(moment: datetime | None) -> str:
    return f"{moment.astimezone(TOWN_TIME):%d.%m, %H:%M}" if moment and moment.tzinfo else ""


def _render(template: str, language: str, **values: Any) -> bytes:
    def words(key: str, **variables: str | int | float) -> str:
        return say(message(key, **variables), language)

    page = _templates.get_template(template)
    return page.render(language=language, say=words, clock_time=_clock_time, **values).encode()


def _shown(tickets: Sequence[Ticket]) -> dict[str, Any]:
    return {
        "tickets": tickets[:SHOWN_TICKETS],
        "urgent": sum(ticket.priority in URGENT for ticket in tickets),
        "waiting": sum(ticket.needs_reply for ticket in tickets),
    }


def helpdesk_page(desk: Helpdesk, language: str) -> bytes:
    """The whole page of the desk."""
    return _render("helpdesk.html", language, desk=desk, **_shown(desk.tickets()))


def helpdesk_tickets(desk: Helpdesk, language: str) -> bytes:
    """The part of the desk's page that is fetched again and again."""
    return _render("tickets.html", language, desk=desk, **_shown(desk.tickets()))


def front_page(sources: Sequence[Source]) -> bytes:
    return _render("town.html", "ru", sources=sources)


def source_page(source: Source, posts: Sequence[Post]) -> bytes:
    return _render("source.html", "ru", source=source, posts=posts[:30])


def post_page(source: Source, post: Post) -> bytes:
    return _render("post.html", "ru", source=source, post=post, body=as_html(post.text))
