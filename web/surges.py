"""Surges: the list, and the page that a message about one leads to."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from mentions.store.alerts import surges
from mentions.store.alerts.surges import Surge
from mentions.store.database import Transaction
from mentions.store.times import utc_now
from web.access import services, signed_in

pages = Blueprint("surges", __name__)


@pages.get("/surges")
def listing() -> ResponseReturnValue:
    with services().db.read() as tx:
        found = surges.latest(tx)
    return render_template("surges/list.html", surges=[(one, words(one)) for one in found])


@pages.get("/surges/<int:surge_id>")
def surge(surge_id: int) -> ResponseReturnValue:
    with services().db.read() as tx:
        found = surges.get(tx, surge_id)
    if found is None:
        abort(404)
    return render_template("surges/surge.html", surge=found, words=words(found))


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
    return services().surge_words(one, user.language, user.time_zone)
