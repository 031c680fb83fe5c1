"""Where far ends push to: each source that takes it has an address of its own."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from web import access
from web.access import open_to_programs, services

pages = Blueprint("hooks", __name__)


@pages.post("/api/sources/<int:source_id>/push")
@open_to_programs
def push(source_id: int) -> ResponseReturnValue:
    brake, address, whose = access.brake(), request.remote_addr or "", f"source {source_id}"
    if seconds := brake.begin(address, whose):
        return Response("", 429, {"Retry-After": str(seconds)}, mimetype="text/plain")
    answer = services().receive(source_id, request.get_data())
    if answer.knows_secret:
        brake.passed(address, whose)
    return Response(answer.text, answer.status, mimetype="text/plain")
