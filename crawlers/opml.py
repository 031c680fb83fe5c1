"""OPML, the lists of feeds that readers export (http://opml.org/spec2.opml)."""

import contextlib

from lxml import etree

from crawlers.addresses import web_address
from mentions.errors import MolvaError
from mentions.messages import message

LONGEST = 20 * 1024 * 1024


def read_opml(data: bytes) -> list[tuple[str, str]]:
    """The (address, name) of each feed of an OPML file, each address once.

    Small mistakes in the file are overlooked, and so are addresses that lead nowhere; MolvaError
    where it is no OPML at all.
    """
    if len(data) > LONGEST:
        raise MolvaError(message("crawlers-opml-too-big"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise MolvaError(message("crawlers-opml-unreadable")) from error
    if root is None or str(root.tag).lower() != "opml":
        raise MolvaError(message("crawlers-opml-unreadable"))
    feeds: dict[str, str] = {}
    for outline in root.iter("outline"):
        typed = outline.get("xmlUrl") or outline.get("xmlurl")
        if not typed:
            continue  # a folder
        with contextlib.suppress(MolvaError):
            name = (outline.get("title") or outline.get("text") or "").strip()
            feeds.setdefault(web_address(typed), name)
    return list(feeds.items())
