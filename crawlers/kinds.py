"""The kinds of sources: one file and one entry here for each."""

from crawlers import feed
from crawlers.kind import Kind
from crawlers.site import kind as site

KINDS: dict[str, Kind] = {kind.name: kind for kind in (feed.KIND, site.KIND)}
