"""OPML, the lists of feeds that readers export (http://opml.org/spec2.opml)."""

from dataclasses import dataclass

from lxml import etree

from crawlers.feed import read_address
from mentions.errors import MolvaError
from mentions.messages import message

LONGEST = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed of the list."""

    address: str
    name: str


@dataclass(frozen=True, slots=True)
class Imported:
    """The feeds of a list, each address once, and the addresses that make no sense."""

    feeds: tuple[Outline, ...]
    refused: tuple[str, ...]


def read(data: bytes) -> Imported:
    """The feeds of an OPML file, also of one with small mistakes; MolvaError where it is none."""
    if len(data) > LONGEST:
        raise MolvaError(message("crawlers-opml-too-big"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise MolvaError(message("crawlers-opml-unreadable")) from error
    if root is None or str(root.tag).lower() != "opml":
        raise MolvaError(message("crawlers-opml-unreadable"))
    feeds: dict[str, Outline] = {}
    refused = []
    for outline in root.iter("outline"):
        typed = outline.get("xmlUrl") or outline.get("xmlurl")
        if not typed:
            continue  # a folder
        try:
            address = read_address(typed)
        except MolvaError:
            refused.append(typed)
            continue
        name = (outline.get("title") or outline.get("text") or "").strip()
        feeds.setdefault(address, Outline(address, name))
    return Imported(tuple(feeds.values()), tuple(refused))
