"""Rules: which mentions call for what, tried on the stored month before they are switched on."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mentions.errors import MolvaError
from mentions.rules import Actions, Conditions, Rule
from mentions.store import brands, destinations, rules, watching
from mentions.store.alerts import channels
from mentions.store.sources import Source
from mentions.store.times import utc_now
from mentions.store.views import sources
from mentions.types import Tone
from web.access import admin_only, services, signed_in
from web.forms import Form, number_or_none
from web.queries import read_query
from web.rendering import translate
from web.services import DryRun

pages = Blueprint("rules", __name__)

NAME_LIMIT = 200
TAGS_LIMIT = 1000
PRIORITIES = ("1", "2", "3", "4")
LONGEST_PAUSE = 7 * 24 * 60  # minutes
# As many sources are shown to be ticked; among more they are found by name or address.
SOURCES_SHOWN = 50


@pages.get("/rules")
@admin_only
def listing() -> ResponseReturnValue:
    with services().db.read() as tx:
        found = rules.all_rules(tx)
        names = {brand.id: brand.name for brand in brands.all_brands(tx)}
        desks = {desk.id: desk.name for desk in destinations.all_destinations(tx)}
        told = {one.id: one.form.name for one in channels.seen_by(tx, signed_in().id)}
        uncounted = {one.rule_id for one in watching.pending(tx)}
    return render_template("rules/list.html", rules=found, brand_names=names, desk_names=desks,
                           channel_names=told, uncounted=uncounted)  # fmt: skip


@pages.route("/rules/add", methods=["GET", "POST"])
@admin_only
def add() -> ResponseReturnValue:
    if request.method == "GET":
        form = Form({"ticket": "on", "min_confidence": "60"}, {"tones": [Tone.NEGATIVE.value]})
        return _form_page(form, None)
    form = Form(request.form)
    if form["do"] == "find":
        return _form_page(form, None)
    rule = _read(form, 0)
    if form["do"] == "try":
        return _form_page(form, None, _tried(form, rule))
    if form.is_valid:
        try:
            with services().db.write() as tx:
                rules.add(tx, rule, utc_now())
            return redirect(url_for("rules.listing", said="added"))
        except MolvaError as error:
            form.fail("name", error)
    return _form_page(form, None), 422


@pages.route("/rules/<int:rule_id>", methods=["GET", "POST"])
@admin_only
def edit(rule_id: int) -> ResponseReturnValue:
    kept = _rule(rule_id)
    if request.method == "GET":
        return _form_page(_shown(kept), kept)
    form = Form(request.form)
    if form["do"] == "find":
        return _form_page(form, kept)
    rule = _read(form, rule_id)
    if form["do"] == "try":
        return _form_page(form, kept, _tried(form, rule))
    if form.is_valid:
        try:
            with services().db.write() as tx:
                rules.edit(tx, rule)
            return redirect(url_for("rules.listing", said="saved"))
        except MolvaError as error:
            form.fail("name", error)
    return _form_page(form, kept), 422


@pages.post("/rules/<int:rule_id>/switch")
@admin_only
def switch(rule_id: int) -> ResponseReturnValue:
    _rule(rule_id)
    with services().db.write() as tx:
        rules.set_enabled(tx, rule_id, Form(request.form).flag("is_enabled"))
    return redirect(url_for("rules.listing", said="saved"))


@pages.post("/rules/<int:rule_id>/remove")
@admin_only
def remove(rule_id: int) -> ResponseReturnValue:
    _rule(rule_id)
    with services().db.write() as tx:
        rules.remove(tx, rule_id)
    return redirect(url_for("rules.listing", said="removed"))


@pages.get("/rules/sources")
@admin_only
def find_sources() -> ResponseReturnValue:
    """For the script at the sources of a rule: those that the words stand in."""
    words = request.args.get("q", "")[:NAME_LIMIT].strip()
    shown, said = _found_sources(words) if words else ([], "")
    return {
        "text": said,
        "sources": [{"id": one.id, "name": one.name, "address": one.address} for one in shown],
    }


def _read(form: Form, rule_id: int) -> Rule:
    with services().db.read() as tx:
        brand_ids = {str(brand.id) for brand in brands.all_brands(tx)}
        source_ids = {str(source.id) for source in sources.by_ids(tx, _chosen(form))}
        desk_ids = {str(desk.id) for desk in destinations.all_destinations(tx)}
        channel_ids = {str(one.id) for one in channels.every(tx)}
    rule = Rule(
        id=rule_id,
        name=form.text("name", limit=NAME_LIMIT),
        query=read_query(form, "query", is_required=False),
        conditions=Conditions(
            brands=tuple(map(int, form.many("brands", brand_ids))),
            sources=tuple(map(int, form.many("sources", source_ids))),
            tones=tuple(map(Tone, form.many("tones", list(Tone)))),
            min_confidence=form.number("min_confidence", low=0, high=100, default=0) / 100,
            question=form.flag("question"),
            needs_reply=form.flag("needs_reply"),
            is_any=form.flag("is_any"),
            min_reach=form.number("min_reach", low=0, high=10**12, default=0),
        ),
        actions=Actions(
            ticket=form.flag("ticket"),
            destinations=tuple(map(int, form.many("destinations", desk_ids))),
            tags=_tags(form.text("tags", limit=TAGS_LIMIT, is_required=False)),
            hide=form.flag("hide"),
            priority=int(form["priority"]) if form["priority"] in PRIORITIES else None,
            tell=form.flag("tell"),
            channels=tuple(map(int, form.many("channels", channel_ids))),
            tell_pause=form.number("tell_pause", low=0, high=LONGEST_PAUSE, default=0),
            watch=form.flag("watch"),
        ),
        is_enabled=form.flag("is_enabled"),
    )
    if form.is_valid:
        try:
            services().check_rule(rule)
        except MolvaError as error:
            form.fail("actions", error)
    return rule


def _tags(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag.strip() for tag in text.split(",") if tag.strip()))


def _shown(rule: Rule) -> Form:
    """A kept rule as the values of its form."""
    conditions, actions = rule.conditions, rule.actions
    flags = {
        "question": conditions.question,
        "needs_reply": conditions.needs_reply,
        "is_any": conditions.is_any,
        "ticket": actions.ticket,
        "hide": actions.hide,
        "tell": actions.tell,
        "watch": actions.watch,
        "is_enabled": rule.is_enabled,
    }
    values = {
        "name": rule.name,
        "query": rule.query,
        "min_confidence": str(round(conditions.min_confidence * 100)),
        "min_reach": str(conditions.min_reach or ""),
        "tags": ", ".join(actions.tags),
        "priority": str(actions.priority or ""),
        "tell_pause": str(actions.tell_pause or ""),
        **{name: "on" for name, is_set in flags.items() if is_set},
    }
    lists = {
        "brands": [str(brand_id) for brand_id in conditions.brands],
        "sources": [str(source_id) for source_id in conditions.sources],
        "tones": [tone.value for tone in conditions.tones],
        "destinations": [str(desk_id) for desk_id in actions.destinations],
        "channels": [str(channel_id) for channel_id in actions.channels],
    }
    return Form(values, lists)


def _tried(form: Form, rule: Rule) -> DryRun | None:
    if not form.is_valid:
        return None
    try:
        return services().dry_run(rule)
    except MolvaError as error:
        form.fail("query", error)
        return None


def _form_page(form: Form, rule: Rule | None, dry_run: DryRun | None = None) -> str:
    with services().db.read() as tx:
        shown = {
            "brands": [(str(brand.id), brand.name) for brand in brands.all_brands(tx)],
            "desks": [(str(desk.id), desk.name) for desk in destinations.all_destinations(tx)],
            "channels": [
                (str(one.id), one.form.name) for one in channels.seen_by(tx, signed_in().id)
            ],
        }
    return render_template(
        "rules/form.html", form=form, rule=rule, dry_run=dry_run, tones=list(Tone),
        priorities=PRIORITIES, **shown, **_shown_sources(form),
    )  # fmt: skip


def _shown_sources(form: Form) -> dict[str, Any]:
    """Those that are ticked, then the rest: all of them if they are few, else those found."""
    words, said = form["find"].strip()[:NAME_LIMIT], ""
    with services().db.read() as tx:
        chosen = sources.by_ids(tx, _chosen(form))
        count = sources.tally(tx).all
    is_many = count > SOURCES_SHOWN
    others: list[Source] = []
    if not is_many or (form["do"] == "find" and words):
        others, said = _found_sources(words if is_many else "")
    ticked = {one.id for one in chosen}
    return {
        "has_sources": count > 1,
        "is_many": is_many,
        "chosen": sorted(chosen, key=_by_name),
        "others": [one for one in others if one.id not in ticked],
        "found": said if is_many else "",
    }


def _found_sources(words: str) -> tuple[list[Source], str]:
    """The first of those whose name or address the words stand in, and how many there are."""
    with services().db.read() as tx:
        ids = sources.found(tx, words, "", None)
        shown = sources.by_ids(tx, ids[:SOURCES_SHOWN])
    if not ids:
        return [], translate("web-rule-sources-none")
    said = translate("web-sources-shown", first=1, last=len(shown), count=len(ids))
    return sorted(shown, key=_by_name), said


def _chosen(form: Form) -> list[int]:
    """The sources that were ticked, whether there are such or not."""
    ids = map(number_or_none, form.lists.get("sources", ()))
    return list(dict.fromkeys(one for one in ids if one is not None))


def _by_name(source: Source) -> str:
    return source.name.casefold()


def _rule(rule_id: int) -> Rule:
    with services().db.read() as tx:
        found = rules.get(tx, rule_id)
    if found is None:
        abort(404)
    return found
