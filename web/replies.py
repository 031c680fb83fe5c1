"""Answering a mention from its page."""

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from mentions.store import replies
from mentions.store.times import utc_now
from mentions.store.views.mention import get_whole
from web.access import services, signed_in
from web.forms import Form
from web.mentions import mention_page, takes_replies

pages = Blueprint("replies", __name__)

LONGEST = 4000
LONGEST_KEY = 64


@pages.post("/mentions/<int:mention_id>/replies")
def put(mention_id: int) -> ResponseReturnValue:
    """Keep a reply, which is posted within seconds; a form that is sent twice makes one."""
    form, user = Form(request.form), signed_in()
    text = form.text("text", limit=LONGEST).replace("\r\n", "\n")
    key = form.text("key", limit=LONGEST_KEY)
    with services().db.read() as tx:
        whole = get_whole(tx, mention_id)
        if whole is None or not takes_replies(tx, whole.row.source_id):
            abort(404)
    if not form.is_valid:
        return mention_page(mention_id, form), 422
    with services().db.write() as tx:
        replies.put(tx, mention_id, key, text, user.id, utc_now())
    return _back(mention_id)


@pages.post("/mentions/<int:mention_id>/replies/<int:reply_id>")
def put_again(mention_id: int, reply_id: int) -> ResponseReturnValue:
    """Try once more what was refused."""
    with services().db.write() as tx:
        replies.put_again(tx, mention_id, reply_id, utc_now())
    return _back(mention_id)


def _back(mention_id: int) -> ResponseReturnValue:
    page = url_for("mentions.mention", mention_id=mention_id, said="reply", _anchor="replies")
    return redirect(page)
