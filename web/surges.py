"""Surges: the list, and the page that a message about one leads to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mentions.store import brands, rules, users
from mentions.store.alerts import channels, notices, surges
from mentions.store.alerts.notices import SENT, Notice
from mentions.store.alerts.surges import Surge
from mentions.store.database import Transaction
from mentions.store.times import utc_now
from web import band
from web.access import services, signed_in
from web.forms import number_or_none
from web.rendering import time_zone

pages = Blueprint("surges", __name__)

PER_PAGE = 30
# What is drawn around a surge, and of one that does not end.
BEFORE, AFTER, LONGEST = timedelta(hours=18), timedelta(hours=6), timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Row:
    """A surge in the list: in a sentence, who is on it, and how many messages told of it."""

    surge: Surge
    words: str
    seen_by: str
    sent: int


@dataclass(frozen=True, slots=True)
class Said:
    """What was told at one moment, and to which channels (no name: somebody else's own)."""

    at: datetime
    words: str
    notices: tuple[tuple[Notice, str], ...]


@pages.get("/surges")
def listing() -> ResponseReturnValue:
    brand_id = number_or_none(request.args.get("brand", ""))
    before = number_or_none(request.args.get("page", ""))
    with services().db.read() as tx:
        found = surges.latest(tx, brand_id=brand_id, before=before, limit=PER_PAGE + 1)
        names = {user.id: user.name for user in users.list_all(tx)}
        rows = [
            Row(one, words(one), names.get(one.seen_by or 0, ""), _sent(tx, one))
            for one in found[:PER_PAGE]
        ]
        known = [(brand.id, brand.name) for brand in brands.all_brands(tx)]
    older = found[PER_PAGE - 1].id if len(found) > PER_PAGE else None
    return render_template(
        "surges/list.html", rows=rows, brands=known, brand_id=brand_id, older=older
    )


@pages.get("/surges/<int:surge_id>")
def surge(surge_id: int) -> ResponseReturnValue:
    with services().db.read() as tx:
        found = surges.get(tx, surge_id)
        if found is None:
            abort(404)
        told = notices.of_surge(tx, surge_id)
        mine = {one.id: one.form.name for one in channels.seen_by(tx, signed_in().id)}
        who = users.get(tx, found.seen_by) if found.seen_by else None
        asked = _asked(tx, found)
    return render_template(
        "surges/surge.html",
        surge=found, words=words(found), chart=_chart(found), seen_by=who.name if who else "",
        told=_said(told, mine), asked=asked,
    )  # fmt: skip


@pages.post("/surges/<int:surge_id>/seen")
def mark_seen(surge_id: int) -> ResponseReturnValue:
    """Somebody is on it."""
    with services().db.write() as tx:
        if surges.get(tx, surge_id) is None:
            abort(404)
        surges.mark_seen(tx, surge_id, signed_in().id, utc_now())
    return redirect(url_for("surges.surge", surge_id=surge_id))


def lasting(tx: Transaction) -> list[tuple[Surge, str]]:
    """The surges that are on now, one of a brand, each in a sentence; negative ones first."""
    on = [one for one in surges.latest(tx) if one.ended_at is None]
    on.sort(key=lambda one: one.series.kind != surges.NEGATIVE)
    chosen = {one.series.brand_id: one for one in reversed(on)}
    return [(one, words(one)) for one in chosen.values()]


def words(one: Surge) -> str:
    """The surge in a sentence, in the language and the time of day of who is signed in."""
    user = signed_in()
    return services().alerts.words(one, user.language, user.time_zone)


def _said(told: Sequence[Notice], names: Mapping[int, str]) -> list[Said]:
    """Notices that say the same, together."""
    return [
        Said(some[0].created_at, _notice_words(some[0]),
             tuple((one, names.get(one.channel_id, "")) for one in some))
        for _, group in groupby(told, key=lambda one: (one.kind, one.created_at))
        for some in [list(group)]
    ]  # fmt: skip


def _notice_words(notice: Notice) -> str:
    user = signed_in()
    return services().alerts.notice_words(notice, user.language, user.time_zone)


def _sent(tx: Transaction, one: Surge) -> int:
    return sum(notice.state == SENT for notice in notices.of_surge(tx, one.id))


def _asked(tx: Transaction, one: Surge) -> dict[str, object]:
    """The mentions of the surge's days, as their list is asked for them."""
    series, zone, last = one.series, time_zone(), one.ended_at or utc_now()
    rule = rules.get(tx, series.rule_id) if series.rule_id is not None else None
    query = "is:question" if series.kind == surges.QUESTION else rule.query if rule else None
    return {
        "brand": series.brand_id,
        "source": series.source_id,
        "story": series.story_id,
        "tone": "negative" if series.kind == surges.NEGATIVE else None,
        "q": query or None,
        "from": one.started_at.astimezone(zone).date(),
        "to": last.astimezone(zone).date(),
    }


def _chart(one: Surge) -> band.Band | None:
    since = (one.started_at - BEFORE).replace(minute=0, second=0, microsecond=0)
    until = min((one.ended_at or utc_now()) + AFTER, since + LONGEST)
    points = services().alerts.points(one.series, since, until)
    return band.draw(points, one.started_at, one.ended_at)
