"""Reading the posts out of a channel's preview page. Runs in the parser process; no I/O.

What its blocks are is told in docs/sources.md.
"""

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from lxml import etree, html

from crawlers import dates
from crawlers.discovery import absolute
from crawlers.wire import item_to_json
from mentions.types import RawItem

POST = re.compile(r"([A-Za-z0-9_]{1,64})/(\d{1,10})")
SINGLE = re.compile(r"/(\d{1,10})\?(?:[^#]*&)?single\b")
COUNT = re.compile(r"([\d\s]+(?:[.,]\d+)?)\s*([KMBКМ]?)")
TIMES = {"": 1, "K": 1_000, "К": 1_000, "M": 1_000_000, "М": 1_000_000, "B": 1_000_000_000}
EMOJI_FILE = re.compile(r"/([0-9A-Fa-f]{2,64})\.png")
LINES = frozenset(("br", "blockquote", "pre", "p", "div", "li"))
SILENT = frozenset(("script", "style", "template", "noscript"))
AUTHOR_LENGTH = 300
MOST_LINKS = 20
# The end of a whole page; the comment with its making time follows.
TAIL = 2000

_BY_CLASS = etree.XPath("descendant::*[contains(concat(' ', normalize-space(@class), ' '), $name)]")
_IN_CLASS = etree.XPath("ancestor::*[contains(concat(' ', normalize-space(@class), ' '), $name)]")


def parse(body: bytes) -> dict[str, Any]:
    """The page as JSON: `posts`, oldest first, and what kind of page it is.

    A post has its `ids` (those of all pictures of an album) and its `item`, None for a service
    message. `is_preview` says that this is a preview at all, `is_whole` that it was not cut off,
    `is_empty` that it says itself that there are no posts, `has_older` that it leads further back.
    """
    parser = html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    tree = _tree(body, parser)
    blocks = _posts(tree)
    return {
        "posts": blocks,
        "is_preview": bool(blocks) or bool(_all(tree, "tgme_channel_history")),
        # Of what is nested without end the parser reads no more than a beginning.
        "is_whole": b"</html>" in body[-TAIL:].lower()
        and not parser.error_log.filter_from_fatals(),
        "is_empty": not blocks and bool(_all(tree, "tme_no_messages_found")),
        "has_older": any(one.get("data-before") for one in _all(tree, "tme_messages_more")),
    }


def count(text: str) -> int | None:
    """A rounded number as Telegram writes it: «4.85K» is 4850."""
    found = COUNT.fullmatch(text.strip().upper())
    if not found:
        return None
    digits = re.sub(r"\s", "", found[1]).replace(",", ".")
    return round(float(digits) * TIMES[found[2]]) if digits else None


def text_of(node: Any) -> str:
    """The text of an element, with its line breaks and its emoji as characters."""
    parts: list[str] = []
    silent: Any = None  # the element whose content is passed over
    for action, one in etree.iterwalk(node, events=("start", "end")):
        if action == "end":
            if one is silent:
                silent = None
            if silent is None and one.tag in LINES:
                parts.append("\n")
            if silent is None and one is not node:
                parts.append(one.tail or "")
        elif silent is None:
            if one.tag in SILENT or _is_emoji(one):
                silent = one
                parts.append("" if one.tag in SILENT else _emoji(one))
            else:
                parts.append("\n" if one.tag in LINES - {"br"} else "")
                parts.append(one.text or "")
    return re.sub(r"\n{3,}", "\n\n", "".join(parts)).strip()


def _tree(body: bytes, parser: Any) -> Any:
    try:
        return html.document_fromstring(body.replace(b"\0", b"") or b"<p>", parser=parser)
    except etree.LxmlError:
        return html.document_fromstring("<p>")


def _posts(tree: Any) -> list[dict[str, Any]]:
    now = datetime.now(UTC)
    title = next((_line(one) for one in _all(tree, "tgme_channel_info_header_title")), "")
    posts = []
    for block in _all(tree, "tgme_widget_message"):
        named = POST.fullmatch(block.get("data-post") or "")
        if named:
            ids = sorted({int(named[2]), *_album(block)})
            is_service = "service_message" in block.get("class").split()
            item = None if is_service else item_to_json(_item(block, named[1], ids[0], title, now))
            posts.append({"ids": ids, "item": item})
    return sorted(posts, key=lambda post: post["ids"][0])


def _item(block: Any, channel: str, post_id: int, title: str, now: datetime) -> RawItem:
    views = next(
        (count(one.text_content()) for one in _all(block, "tgme_widget_message_views")), None
    )
    parent = _replied(block, channel)
    extra = {
        "views": views,
        "forwarded_from": _forwarded_from(block),
        "attachments": _links(block),
    }
    author = next((_line(one) for one in _all(block, "tgme_widget_message_owner_name")), title)
    return RawItem(
        key=str(post_id),
        url=f"https://t.me/{channel}/{post_id}",
        text=_text(block),
        is_html=False,
        author=author[:AUTHOR_LENGTH],
        author_url=f"https://t.me/{channel}",
        published_at=dates.believable(_published(block), now),
        reach=views,
        thread=parent or str(post_id),
        parent=parent,
        extra={name: value for name, value in extra.items() if value},
    )


def _album(block: Any) -> list[int]:
    """The ids of an album's pictures, which stand in their addresses only."""
    found = []
    for wrap in _all(block, "tgme_widget_message_grouped_wrap"):
        for link in wrap.iter("a"):
            single = SINGLE.search(link.get("href") or "")
            if single:
                found.append(int(single[1]))
    return found


def _text(block: Any) -> str:
    """The post's own text and, of a poll, its question and answers."""
    found = [text_of(one) for one in _texts(block)]
    for name in ("tgme_widget_message_poll_question", "tgme_widget_message_poll_option_text"):
        found += [_line(one) for one in _all(block, name)]
    return "\n".join(filter(None, found))


def _texts(block: Any) -> list[Any]:
    """The innermost texts: an album has one in another, and what a reply quotes is another's."""
    return [
        one
        for one in _all(block, "js-message_text")
        if not _all(one, "js-message_text")
        and not _IN_CLASS(one, name=" tgme_widget_message_reply ")
    ]


def _published(block: Any) -> datetime | None:
    """By the link to the post: a video's length is a `<time>` too, and stands before it."""
    for link in _all(block, "tgme_widget_message_date"):
        for moment in link.iter("time"):
            return dates.from_text(moment.get("datetime") or "")
    return None


def _forwarded_from(block: Any) -> str:
    for name in ("tgme_widget_message_forwarded_from_name", "tgme_widget_message_forwarded_from"):
        for one in _all(block, name):
            return _line(one)[:AUTHOR_LENGTH]
    return ""


def _replied(block: Any, channel: str) -> str:
    """The id of the post of this channel that the block answers, or nothing."""
    for one in _all(block, "tgme_widget_message_reply"):
        answered = POST.fullmatch(urlsplit(one.get("href") or "").path.strip("/"))
        if answered and answered[1].lower() == channel.lower():
            return answered[2]
    return ""


def _links(block: Any) -> list[str]:
    """The addresses that the text leads to, each once."""
    found = [
        # Of links that ask before they open, `&` is escaped twice.
        (link.get("href") or "").replace("&amp;", "&")
        if link.get("onclick")
        else link.get("href") or ""
        for text in _texts(block)
        for link in text.iter("a")
    ]
    return list(dict.fromkeys(filter(None, (absolute("", one) for one in found))))[:MOST_LINKS]


def _is_emoji(node: Any) -> bool:
    return "emoji" in (node.get("class") or "").split()


def _emoji(node: Any) -> str:
    """The character that an emoji's picture stands for."""
    file = EMOJI_FILE.search(node.get("style") or node.get("src") or "")
    character = node.text_content() or node.get("alt") or ""
    if character or not file or len(file[1]) % 2:
        return str(character)
    return bytes.fromhex(file[1]).decode("utf-8", "ignore")


def _line(node: Any) -> str:
    return " ".join(text_of(node).split())


def _all(node: Any, name: str) -> list[Any]:
    return list(_BY_CLASS(node, name=f" {name} "))
