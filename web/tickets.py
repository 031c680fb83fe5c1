"""Tickets: what went to the helpdesks, what did not, and why."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mentions.store import destinations, tickets
from mentions.store.times import utc_now
from mentions.store.views.mention import list_tickets
from web.access import local_path, services
from web.forms import Form, number_or_none

pages = Blueprint("tickets", __name__)

PER_PAGE = 50


@pages.get("/tickets")
def listing() -> ResponseReturnValue:
    form = Form(request.args)
    state = form["state"] if form["state"] in tickets.STATES else None
    destination_id = number_or_none(form["destination"])
    with services().db.read() as tx:
        found = list_tickets(
            tx, destination_id=destination_id, state=state,
            before=number_or_none(form["before"]), limit=PER_PAGE + 1,
        )  # fmt: skip
        desks = destinations.all_destinations(tx)
        counts = tickets.count_states(tx, [destination_id] if destination_id else [])
    return render_template(
        "tickets/list.html",
        tickets=found[:PER_PAGE],
        older=found[PER_PAGE - 1].id if len(found) > PER_PAGE else None,
        state=state, destination_id=destination_id, desks=desks, counts=counts,
    )  # fmt: skip


@pages.post("/tickets/<int:ticket_id>/replay")
def replay(ticket_id: int) -> ResponseReturnValue:
    """Send it again under its old key, so that a desk that has it makes no second one."""
    with services().db.write() as tx:
        if not tickets.replay(tx, utc_now(), ticket_ids=[ticket_id]):
            abort(404)
    return redirect(local_path(Form(request.form)["next"] or url_for("tickets.listing")))
