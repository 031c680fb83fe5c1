"""What a person may set of a digest."""

from dataclasses import replace

from alerts.digest.mail import mail_address
from alerts.digest.periods import KINDS
from mentions.errors import MolvaError
from mentions.messages import message
from mentions.store.alerts.digests import DigestForm


class DigestError(MolvaError):
    """The digest cannot be kept or sent; the message says why."""


def check(form: DigestForm) -> DigestForm:
    """The form as it is kept; raises DigestError."""
    if form.kind not in KINDS:
        raise DigestError(message("digest-kind"))
    if not 0 <= form.hour <= 23:
        raise DigestError(message("digest-hour"))
    if not 0 <= form.weekday <= 6:
        raise DigestError(message("digest-weekday"))
    try:
        return replace(form, address=mail_address(form.address))
    except ValueError as error:
        raise DigestError(message("digest-address")) from error
