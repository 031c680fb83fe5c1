"""Fills an empty installation with the demo's brands, feeds, helpdesk and one person."""

from datetime import timedelta
from secrets import token_urlsafe

from mentions.cadence import SHORTEST
from mentions.messages import message, say
from mentions.store import brands, destinations, sources, users
from mentions.store.users import Role
from molva.application import Application
from molva.demo import DemoServer
from ticketizer.desks import kind_of
from web.access import hash_password

LOGIN = "demo"


def fill(application: Application, server: DemoServer) -> str:
    """Set the demo up in one transaction; the password of its user `demo`."""
    password = token_urlsafe(9)
    hashed = hash_password(password)
    language, now = application.settings.language, application.clock()
    options = kind_of("webhook").check({"url": server.webhook_url, "language": language})
    desk = say(message("demo-helpdesk-name"), language)
    with application.db.write() as tx:
        for name, query in server.brands:
            brands.add(tx, name, query, now)
        added = [
            sources.add(tx, "feed", feed.url, now, feed.name, {},
                        max(SHORTEST, timedelta(seconds=feed.every_seconds)))
            for feed in server.feeds
        ]  # fmt: skip
        sources.request_now(tx, [source.id for source in added], now)
        destinations.add(tx, "webhook", desk, options, [server.webhook_secret], now)
        users.add(tx, LOGIN, hashed, now, name=LOGIN, role=Role.ADMIN, language=language)
    return password
