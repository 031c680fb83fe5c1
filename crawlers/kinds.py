"""The kinds of sources: one file and one entry here for each."""

from crawlers import feed, vk_board, vk_search, vk_wall
from crawlers.kind import Kind

KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (feed.KIND, vk_search.KIND, vk_wall.KIND, vk_board.KIND)
}
