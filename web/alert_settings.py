"""How readily people are told, when somebody else is called, and of what else they are told."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mentions.store import brands, deadlines
from mentions.store.alerts import channels
from mentions.store.alerts import settings as store
from mentions.store.alerts.channels import ESCALATION
from mentions.store.alerts.settings import TROUBLES, AlertSettings, TroubleSetting
from mentions.store.deadlines import AnswerTimes
from web import answer_times
from web.access import admin_only, services, signed_in
from web.forms import Form
from web.services import Foretold

pages = Blueprint("alert_settings", __name__)

SENSITIVITIES = ("calm", "usual", "keen")
DAY = 24 * 60  # minutes
# What a person sets in hours; all else is in minutes.
IN_HOURS = (store.SOURCE, store.TICKETS)
LONGEST = {True: 30 * 24, False: 7 * DAY}


@pages.route("/surges/settings", methods=["GET", "POST"])
@admin_only
def edit() -> ResponseReturnValue:
    with services().db.read() as tx:
        kept, answers = store.get(tx), deadlines.times(tx)
    if request.method == "GET":
        return _page(_shown(kept, answers))
    form = Form(request.form)
    given, asked = _read(form), _read_answers(form)
    if not form.is_valid:
        return _page(form), 422
    if form["do"] == "preview":
        user = signed_in()
        found = services().alerts.foretold(given, user.language, user.time_zone)
        return _page(form, found)
    with services().db.write() as tx:
        store.put(tx, given)
        deadlines.set_times(tx, asked)
    return redirect(url_for("alert_settings.edit", said="saved"))


def _read(form: Form) -> AlertSettings:
    with services().db.read() as tx:
        known = {str(one.id) for one in channels.every(tx)}
        ids = [brand.id for brand in brands.all_brands(tx)]
    own = {brand_id: f"brand_{brand_id}" for brand_id in ids}
    return AlertSettings(
        sensitivity=form.choice("sensitivity", SENSITIVITIES),
        brands={one: form.choice(name, SENSITIVITIES) for one, name in own.items() if form[name]},
        pause=form.number("pause", low=0, high=7 * DAY, default=0),
        escalate_after=form.number("escalate_after", low=0, high=DAY, default=0),
        troubles={kind: _read_trouble(form, kind, known) for kind in TROUBLES},
    )


def _read_answers(form: Form) -> AnswerTimes:
    with services().db.read() as tx:
        known = {str(one.id) for one in channels.every(tx)}
        return answer_times.read(form, brands.all_brands(tx), known)


def _read_trouble(form: Form, kind: str, channel_ids: set[str]) -> TroubleSetting:
    is_in_hours = kind in IN_HOURS
    after = form.number(f"{kind}_after", low=1, high=LONGEST[is_in_hours])
    return TroubleSetting(
        is_on=form.flag(f"{kind}_is_on"),
        after=after * 60 if is_in_hours else after,
        pause=60 * form.number(f"{kind}_pause", low=0, high=30 * 24, default=0),
        channels=tuple(map(int, form.many(f"{kind}_channels", channel_ids))),
    )


def _shown(kept: AlertSettings, answers: AnswerTimes) -> Form:
    """Kept settings as the values of their form."""
    values, lists = answer_times.shown(answers)
    values |= {
        "sensitivity": kept.sensitivity,
        "pause": str(kept.pause),
        "escalate_after": str(kept.escalate_after),
        **{f"brand_{brand_id}": word for brand_id, word in kept.brands.items()},
    }
    for kind, trouble in kept.troubles.items():
        values |= {
            f"{kind}_is_on": "on" if trouble.is_on else "",
            f"{kind}_after": str(trouble.after // (60 if kind in IN_HOURS else 1)),
            f"{kind}_pause": str(trouble.pause // 60),
        }
        lists[f"{kind}_channels"] = [str(channel_id) for channel_id in trouble.channels]
    return Form(values, lists)


def _page(form: Form, foretold: Sequence[Foretold] | None = None) -> str:
    with services().db.read() as tx:
        listening = channels.listening(tx)
        seen = [(str(one.id), one.form.name) for one in channels.seen_by(tx, signed_in().id)]
        watched = brands.all_brands(tx)
    return render_template(
        "surges/settings.html",
        form=form, sensitivities=SENSITIVITIES, troubles=TROUBLES, in_hours=IN_HOURS,
        brands=watched, channels=seen, foretold=foretold, is_heard=bool(listening),
        is_escalated=any(one.form.surges == ESCALATION for one in listening),
    )  # fmt: skip
