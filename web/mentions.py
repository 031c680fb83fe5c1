"""The list of mentions, and the page of one."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mentions.store import brands, mentions, replies, searches
from mentions.store import sources as store_sources
from mentions.store.database import Transaction
from mentions.store.times import utc_now
from mentions.store.views import sources
from mentions.store.views.counts import tone_by_hour
from mentions.store.views.mention import get_whole
from mentions.types import State, Tone
from search.engine import Order
from web import surges
from web.access import local_path, services, signed_in
from web.chart import Chart, draw
from web.finding import DEFAULT_PERIOD, DUES, PERIODS, Asked, asked_of, find, similar_to
from web.forms import Form
from web.rendering import time_zone
from web.searches import link

pages = Blueprint("mentions", __name__)

# Of very many sources those can be chosen that brought the most within this time.
SOURCES_OF = timedelta(days=30)


@pages.get("/")
def index() -> ResponseReturnValue:
    return redirect(url_for("mentions.listing"))


@pages.get("/mentions")
def listing() -> ResponseReturnValue:
    asked, now = asked_of(request.args.to_dict(), time_zone()), utc_now()
    with services().db.read() as tx:
        found = find(tx, asked)
        shown: dict[str, Any] = {
            "brands": brands.all_brands(tx),
            "sources": sources.telling(tx, asked.wanted.source_id, since=now - SOURCES_OF),
            "chart": _chart(tx, asked, now),
            "surges": surges.lasting(tx),
            "saved": searches.seen_by(tx, signed_in().id),
        }
    return render_template(
        "mentions/list.html",
        asked=asked, found=found, default_period=DEFAULT_PERIOD, periods=PERIODS, dues=DUES,
        orders=list(Order), tones=list(Tone), states=list(State), link=link, **shown,
    )  # fmt: skip


@pages.get("/mentions/<int:mention_id>")
def mention(mention_id: int) -> ResponseReturnValue:
    return mention_page(mention_id, Form({"key": secrets.token_hex(16)}))


def mention_page(mention_id: int, reply: Form) -> str:
    """All of a mention; `reply` is what stands in the form for answering it."""
    with services().db.read() as tx:
        whole = get_whole(tx, mention_id)
        names = {brand.id: brand.name for brand in brands.all_brands(tx)}
        replied = replies.of_mention(tx, mention_id)
        is_answerable = whole is not None and takes_replies(tx, whole.row.source_id)
    if whole is None:
        abort(404)
    similar = similar_to(whole.row)
    return render_template(
        "mentions/mention.html",
        whole=whole, mention=whole.row, brand_names=names, tones=list(Tone), states=list(State),
        similar=similar,
        replies=replied, is_answerable=is_answerable, reply_form=reply,
    )  # fmt: skip


def takes_replies(tx: Transaction, source_id: int) -> bool:
    """Whether mentions of this source can be answered where they stand."""
    kind = store_sources.kind_of(tx, source_id)
    return any(one.name == kind and one.takes_replies for one in services().sources.kinds)


@pages.post("/mentions/<int:mention_id>/tone")
def correct_tone(mention_id: int) -> ResponseReturnValue:
    """A person knows better than the model."""
    form, user = Form(request.form), signed_in()
    tone = form.choice("tone", list(Tone))
    brand_id = form.number("brand", low=1, high=2**62)
    if not form.is_valid:
        abort(400)
    with services().db.write() as tx:
        whole = get_whole(tx, mention_id)
        if whole is None or brand_id not in {one.brand_id for one in whole.row.readings}:
            abort(404)
        mentions.correct_tone(tx, mention_id, brand_id, Tone(tone), user.id, utc_now())
    return redirect(_back(mention_id, form, "tone"))


@pages.post("/mentions/<int:mention_id>/state")
def set_state(mention_id: int) -> ResponseReturnValue:
    """Taken on, done, irrelevant, or new again."""
    form, user = Form(request.form), signed_in()
    state = form.choice("state", list(State))
    if not form.is_valid:
        abort(400)
    with services().db.write() as tx:
        if get_whole(tx, mention_id) is None:
            abort(404)
        mentions.set_state(tx, mention_id, State(state), user.id, utc_now())
    return redirect(_back(mention_id, form, "state"))


def _back(mention_id: int, form: Form, said: str) -> str:
    if form["next"]:
        return local_path(form["next"])
    return url_for("mentions.mention", mention_id=mention_id, said=said)


def _chart(tx: Transaction, asked: Asked, now: datetime) -> Chart | None:
    """For a plain list: the counts know brand, source and time, not words or stories."""
    wanted = asked.wanted
    if asked.query or asked.due or wanted.story_id or wanted.state or wanted.is_hidden:
        return None
    counted = tone_by_hour(
        tx, brand_id=wanted.brand_id, source_id=wanted.source_id, since=wanted.since,
        until=wanted.until,
    )  # fmt: skip
    return draw(counted, wanted.since, wanted.until or now, time_zone())
