"""What the pages are handed of digests."""

from datetime import datetime

from alerts.digest import forms
from alerts.digest.content import gather
from alerts.digest.periods import up_to_now
from alerts.digest.sending import next_at
from alerts.digest.workbook import as_workbook
from alerts.wording import Reader
from mentions.messages import Message
from mentions.store.alerts.digests import Digest, DigestForm
from molva.application import Application


class DigestDoor:
    def __init__(self, application: Application) -> None:
        self._app = application

    @property
    def is_ready(self) -> bool:
        return self._app.settings.mail_url is not None

    def check(self, form: DigestForm) -> DigestForm:
        return forms.check(form)

    def next_at(self, digest: Digest) -> datetime:
        return next_at(digest, self._app.clock())

    def send_now(self, digest_id: int) -> Message | None:
        return self._app.digest_sender().send_now(digest_id)

    def workbook(self, digest: Digest) -> bytes:
        period = up_to_now(digest.form.kind, self._app.clock())
        with self._app.db.read() as tx:
            content = gather(tx, period, digest.form.brand_ids)
        reader = Reader(digest.language, digest.time_zone)
        return as_workbook(content, reader, self._app.settings.link_base)
