"""Taking in what far ends push: read by the source's kind, kept, and only then answered."""

from crawlers.kind import Push, PushRefusedError
from crawlers.kinds import KINDS
from mentions.store import pushes, sources
from molva.application import Application
from web.services import PushAnswer


def receive(application: Application, source_id: int, body: bytes) -> PushAnswer:
    """Keep what `body` brings to a source, and what to answer; the far end repeats all but 200."""
    with application.db.read() as tx:
        try:
            source = sources.get(tx, source_id)
        except LookupError:
            return PushAnswer(404)
    kind = KINDS.get(source.kind)
    if kind is None or kind.receive is None:
        return PushAnswer(404)
    try:
        pushed = kind.receive(Push(source.address, source.options, source.cursor, body))
    except PushRefusedError:
        return PushAnswer(403)
    if pushed.items and source.is_enabled:
        with application.db.write() as tx:
            pushes.take(
                tx, source_id, pushed.event_id, pushed.items, pushed.is_edit, application.clock()
            )
    return PushAnswer(200, pushed.answer, pushed.knows_secret)
