"""Channels: where people are told. A person sets their own, administrators the team's."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mentions.errors import MolvaError
from mentions.messages import LANGUAGES, Message
from mentions.store.alerts import channels
from mentions.store.alerts.channels import (
    APPRISE,
    ESCALATION,
    FIRST,
    NONE,
    WEBHOOK,
    Channel,
    ChannelForm,
)
from mentions.store.times import utc_now
from web.access import services, signed_in
from web.forms import Form
from web.rendering import translate
from web.signin import TIME_ZONES

pages = Blueprint("channels", __name__)

KINDS = (APPRISE, WEBHOOK)
SURGES = (FIRST, ESCALATION, NONE)
NAME_LIMIT, ADDRESS_LIMIT, SECRET_LIMIT = 200, 2000, 200


@pages.get("/channels")
def listing() -> ResponseReturnValue:
    with services().db.read() as tx:
        found = channels.seen_by(tx, signed_in().id)
    masked = {one.id: services().channels.masked(one.form.address) for one in found}
    mine = {one.id for one in found if _is_mine(one)}
    return render_template("channels/list.html", channels=found, masked=masked, mine=mine)


@pages.route("/channels/add", methods=["GET", "POST"])
def add() -> ResponseReturnValue:
    kind = request.args.get("kind", APPRISE)
    if kind not in KINDS:
        abort(404)
    if request.method == "GET":
        user = signed_in()
        shown = {"language": user.language, "time_zone": user.time_zone, "surges": FIRST,
                 "is_enabled": "on", "is_team": "on" if user.is_admin else ""}  # fmt: skip
        return _form_page(Form(shown), kind)
    form = Form(request.form)
    given = _read(form, kind, None)
    if form["do"] == "test":
        return _tested(form, given, None)
    if form.is_valid:
        try:
            with services().db.write() as tx:
                channel_id = channels.add(tx, given, utc_now())
        except MolvaError as error:
            form.fail("name", error)
        else:
            if kind == WEBHOOK and not form["secret"].strip():
                return _channel_page(_mine(channel_id), shown_secret=given.secret)
            return redirect(url_for("channels.edit", channel_id=channel_id, said="added"))
    return _form_page(form, kind), 422


@pages.route("/channels/<int:channel_id>", methods=["GET", "POST"])
def edit(channel_id: int) -> ResponseReturnValue:
    kept = _mine(channel_id)
    if request.method == "GET":
        return _channel_page(kept)
    form = Form(request.form)
    given = _read(form, kept.form.kind, kept)
    if form["do"] == "test":
        return _tested(form, given, kept)
    if form.is_valid:
        try:
            with services().db.write() as tx:
                channels.change(tx, channel_id, given)
            return redirect(url_for("channels.edit", channel_id=channel_id, said="saved"))
        except MolvaError as error:
            form.fail("name", error)
    return _form_page(form, kept.form.kind, kept), 422


@pages.post("/channels/<int:channel_id>/switch")
def switch(channel_id: int) -> ResponseReturnValue:
    _mine(channel_id)
    with services().db.write() as tx:
        channels.switch(tx, channel_id, Form(request.form).flag("is_enabled"))
    return redirect(url_for("channels.listing", said="saved"))


@pages.post("/channels/<int:channel_id>/remove")
def remove(channel_id: int) -> ResponseReturnValue:
    _mine(channel_id)
    with services().db.write() as tx:
        channels.remove(tx, channel_id)
    return redirect(url_for("channels.listing", said="removed"))


def _read(form: Form, kind: str, kept: Channel | None) -> ChannelForm:
    """What the form asks for; an address and a key left empty stay as they are kept."""
    name = form.text("name", limit=NAME_LIMIT)
    address = form.text("address", limit=ADDRESS_LIMIT, is_required=kept is None)
    secret = form.text("secret", limit=SECRET_LIMIT, is_required=False)
    given = ChannelForm(
        name=name,
        kind=kind,
        address=address or (kept.form.address if kept else ""),
        secret=secret or (kept.form.secret if kept else ""),
        user_id=_owner(form, kept),
        language=form.choice("language", LANGUAGES),
        time_zone=form.choice("time_zone", _zones(kept)),
        surges=form.choice("surges", SURGES),
        quiet_from=_minute(form, "quiet_from"),
        quiet_until=_minute(form, "quiet_until"),
        is_enabled=form.flag("is_enabled"),
    )
    if form.is_valid:
        try:
            return services().channels.check(given)
        except MolvaError as error:
            form.fail(_field_of(error), error)
    return given


def _owner(form: Form, kept: Channel | None) -> int | None:
    """None for the team's, which only an administrator can give and take."""
    user = signed_in()
    if not user.is_admin:
        return user.id
    is_kept_own = kept is not None and kept.form.user_id is not None
    own = kept.form.user_id if kept is not None and is_kept_own else user.id
    return None if form.flag("is_team") else own


def _minute(form: Form, name: str) -> int | None:
    """A time of day as minutes; what is no time is noted beside the field."""
    text = form[name].strip()
    if not text:
        return None
    hours, colon, minutes = text.partition(":")
    is_time = colon and hours.isdecimal() and minutes[:2].isdecimal() and len(text) <= 8
    if not is_time or int(hours) > 23 or int(minutes[:2]) > 59:
        form.fail(name, Message("web-channel-bad-time"))
        return None
    return int(hours) * 60 + int(minutes[:2])


def _field_of(error: MolvaError) -> str:
    """The field that an error of a channel's form belongs beside."""
    part = error.message.key.rpartition("-")[2]
    return {"quiet": "quiet_until", "zone": "time_zone"}.get(part, part)


def _tested(form: Form, given: ChannelForm, kept: Channel | None) -> ResponseReturnValue:
    if not form.is_valid:
        return _form_page(form, given.kind, kept), 422
    try:
        error = services().channels.send_test(given)
    except MolvaError as refused:
        error = refused.message
    return _form_page(form, given.kind, kept, tested=(error,))


def _channel_page(kept: Channel, shown_secret: str = "") -> str:
    return _form_page(_shown(kept.form), kept.form.kind, kept, shown_secret=shown_secret)


def _shown(kept: ChannelForm) -> Form:
    """A kept channel as the values of its form, without address and key."""
    quiet = {
        name: "" if minute is None else f"{minute // 60:02}:{minute % 60:02}"
        for name, minute in (("quiet_from", kept.quiet_from), ("quiet_until", kept.quiet_until))
    }
    return Form(
        {
            "name": kept.name,
            "language": kept.language,
            "time_zone": kept.time_zone,
            "surges": kept.surges,
            "is_team": "on" if kept.user_id is None else "",
            "is_enabled": "on" if kept.is_enabled else "",
            **quiet,
        }
    )


def _form_page(
    form: Form,
    kind: str,
    channel: Channel | None = None,
    *,
    tested: tuple[Message | None] | None = None,
    shown_secret: str = "",
) -> str:
    """`tested`: what a test met, None within where it went well."""
    masked = services().channels.masked(channel.form.address) if channel else ""
    return render_template(
        "channels/form.html",
        form=form, kind=kind, kinds=KINDS, channel=channel, masked=masked, tested=tested,
        shown_secret=shown_secret, surges=SURGES,
        time_zones=[(zone, _zone_words(zone)) for zone in _zones(channel)],
    )  # fmt: skip


def _zones(channel: Channel | None) -> tuple[str, ...]:
    """Those to choose from: another was set by the command line."""
    own = (channel.form.time_zone,) if channel else ()
    return tuple(dict.fromkeys((*TIME_ZONES, *own)))


def _zone_words(zone: str) -> str:
    return translate(f"web-zone-{zone.lower().replace('/', '-')}") if zone in TIME_ZONES else zone


def _is_mine(channel: Channel) -> bool:
    user = signed_in()
    return channel.form.user_id == user.id or (channel.form.user_id is None and user.is_admin)


def _mine(channel_id: int) -> Channel:
    """The channel, for who may change it; for others it is not there."""
    with services().db.read() as tx:
        found = channels.get(tx, channel_id)
    if found is None or not _is_mine(found):
        abort(404)
    return found
