"""A digest as the HTML and the text of a mail: both by templates, HTML with all escaped."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from alerts.digest.content import BRANDS, Digest
from alerts.digest.words import Words
from alerts.wording import Reader


def as_html(digest: Digest, reader: Reader, link_base: str, unsubscribe: str = "") -> str:
    """`unsubscribe`: the address of the link at its end; none without."""
    return _rendered("mail.html", digest, reader, link_base, unsubscribe)


def as_text(digest: Digest, reader: Reader, link_base: str, unsubscribe: str = "") -> str:
    return _rendered("mail.txt", digest, reader, link_base, unsubscribe)


def _rendered(name: str, digest: Digest, reader: Reader, base: str, unsubscribe: str) -> str:
    words = Words(digest, reader, base)
    shown = _environment().get_template(name).render(
        digest=digest, w=words, t=words.say, brand_limit=BRANDS, unsubscribe=unsubscribe
    )  # fmt: skip
    return shown.strip() + "\n"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("alerts.digest"),
        autoescape=select_autoescape(default=True, disabled_extensions=("txt",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
