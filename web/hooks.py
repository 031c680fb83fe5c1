"""Where far ends push to: each source that takes it has an address of its own."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from web.access import for_machines, services

pages = Blueprint("hooks", __name__)


@pages.post("/hooks/sources/<int:source_id>")
@for_machines
def push(source_id: int) -> ResponseReturnValue:
    answer = services().receive(source_id, request.get_data())
    return Response(answer.text, answer.status, mimetype="text/plain")
