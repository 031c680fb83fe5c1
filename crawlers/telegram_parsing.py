"""Reading the posts out of a channel's preview page. Runs in the parser process; no I/O.

What its blocks are is told in docs/sources.md.
"""

import re
from datetime import UTC, datetime
from typing import Any

from lxml import etree, html

from crawlers import dates
from crawlers.discovery import absolute
from crawlers.wire import item_to_json
from mentions.types import RawItem

POST = re.compile(r"([A-Za-z0-9_]{1,64})/(\d{1,10})")
ADDRESS = re.compile(rf"(?:https?://[\w.:-]+)?/?{POST.pattern}/?(?:\?([^#]*))?")
COUNT = re.compile(r"([\d\s]+(?:[.,]\d+)?)\s*([KMBКМ]?)")
TIMES = {"": 1, "K": 1_000, "К": 1_000, "M": 1_000_000, "М": 1_000_000, "B": 1_000_000_000}
EMOJI_FILE = re.compile(r"/([0-9A-Fa-f]{2,64})\.png")
LINES = frozenset(("br", "blockquote", "pre", "p", "div", "li"))
SILENT = frozenset(("script", "style", "template", "noscript"))
SITE = "https://t.me"
REPLY = "tgme_widget_message_reply"
AUTHOR_LENGTH = 300
MOST_LINKS = 20
MOST_PICTURES = 10
# The end of a whole page; the comment with its making time follows.
TAIL = 2000

# Elements by each of their classes, in the page's order.
Classes = dict[str, list[Any]]


def parse(body: bytes) -> dict[str, Any]:
    """The page as JSON: `posts`, oldest first, and what kind of page it is.

    A post has its `ids` (those of all pictures of an album) and its `item`, None for a service
    message. `is_preview` says that this is a preview at all, `is_whole` that it was not cut off,
    `is_empty` that it says itself that there are no posts, `has_older` that it leads further back.
    """
    parser = html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    found = _classes(_tree(body, parser))
    posts = _posts(found)
    return {
        "posts": posts,
        "is_preview": bool(posts) or "tgme_channel_history" in found,
        # Of what is nested without end the parser reads no more than a beginning.
        "is_whole": b"</html>" in body[-TAIL:].lower()
        and not parser.error_log.filter_from_fatals(),
        "is_empty": not posts and "tme_no_messages_found" in found,
        "has_older": any(one.get("data-before") for one in found.get("tme_messages_more", ())),
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


def _classes(node: Any) -> Classes:
    found: Classes = {}
    for one in node.iter():
        for name in (one.get("class") or "").split():
            found.setdefault(name, []).append(one)
    return found


def _posts(page: Classes) -> list[dict[str, Any]]:
    now = datetime.now(UTC)
    title = _line(page, "tgme_channel_info_header_title")
    posts = []
    for block in page.get("tgme_widget_message", ()):
        named = POST.fullmatch(block.get("data-post") or "")
        if named:
            found = _classes(block)
            ids = sorted({int(named[2]), *_album(found, named[1])})
            is_service = "service_message" in block.get("class").split()
            item = None if is_service else item_to_json(_item(found, named[1], ids[0], title, now))
            posts.append({"ids": ids, "item": item})
    return sorted(posts, key=lambda post: post["ids"][0])


def _item(block: Classes, channel: str, post_id: int, title: str, now: datetime) -> RawItem:
    views = count(_line(block, "tgme_widget_message_views"))
    parent = _replied(block, channel)
    texts = _texts(block)
    extra = {
        "views": views,
        "forwarded_from": _forwarded_from(block),
        "attachments": _links(texts),
    }
    author = _line(block, "tgme_widget_message_owner_name") or title
    return RawItem(
        key=str(post_id),
        url=f"{SITE}/{channel}/{post_id}",
        text="\n".join(filter(None, [*map(text_of, texts), *_poll(block)])),
        is_html=False,
        author=author[:AUTHOR_LENGTH],
        author_url=f"{SITE}/{channel}",
        published_at=dates.believable(_published(block), now),
        reach=views,
        thread=parent or str(post_id),
        parent=parent,
        extra={name: value for name, value in extra.items() if value},
    )


def _album(block: Classes, channel: str) -> list[int]:
    """The ids of an album's pictures, which stand in their addresses only."""
    links = [
        ADDRESS.fullmatch(link.get("href") or "")
        for wrap in block.get("tgme_widget_message_grouped_wrap", ())
        for link in wrap.iter("a")
    ]
    return [
        int(link[2])
        for link in links
        if link and link[1].lower() == channel.lower() and "single" in (link[3] or "").split("&")
    ][:MOST_PICTURES]


def _texts(block: Classes) -> list[Any]:
    """The innermost texts: an album has one in another, and what a reply quotes is another's."""
    texts = block.get("js-message_text", [])
    around = {outer for one in texts for outer in one.iterancestors()}
    quoted = {one for reply in block.get(REPLY, ()) for one in reply.iter()}
    return [one for one in texts if one not in around | quoted]


def _poll(block: Classes) -> list[str]:
    """A poll's question and answers."""
    names = ("tgme_widget_message_poll_question", "tgme_widget_message_poll_option_text")
    return [" ".join(text_of(one).split()) for name in names for one in block.get(name, ())]


def _published(block: Classes) -> datetime | None:
    """By the link to the post: a video's length is a `<time>` too, and stands before it."""
    for link in block.get("tgme_widget_message_date", ()):
        for moment in link.iter("time"):
            return dates.from_text(moment.get("datetime") or "")
    return None


def _forwarded_from(block: Classes) -> str:
    name = _line(block, "tgme_widget_message_forwarded_from_name")
    return (name or _line(block, "tgme_widget_message_forwarded_from"))[:AUTHOR_LENGTH]


def _replied(block: Classes, channel: str) -> str:
    """The id of the post of this channel that the block answers, or nothing."""
    for one in block.get(REPLY, ()):
        answered = ADDRESS.fullmatch(one.get("href") or "")
        if answered and answered[1].lower() == channel.lower():
            return answered[2]
    return ""


def _links(texts: list[Any]) -> list[str]:
    """The addresses that the texts lead to, each once."""
    found = []
    for link in (link for text in texts for link in text.iter("a")):
        address = link.get("href") or ""
        # Of links that ask before they open, `&` is escaped twice.
        found.append(address.replace("&amp;", "&") if link.get("onclick") else address)
    whole = (absolute(SITE, one) for one in found if one.startswith(("http://", "https://")))
    return list(dict.fromkeys(filter(None, whole)))[:MOST_LINKS]


def _is_emoji(node: Any) -> bool:
    return "emoji" in (node.get("class") or "").split()


def _emoji(node: Any) -> str:
    """The character that an emoji's picture stands for."""
    file = EMOJI_FILE.search(node.get("style") or node.get("src") or "")
    character = node.text_content() or node.get("alt") or ""
    if character or not file or len(file[1]) % 2:
        return str(character)
    return bytes.fromhex(file[1]).decode("utf-8", "ignore")


def _line(found: Classes, name: str) -> str:
    """The text of the first element of this class, on one line."""
    return " ".join(text_of(found[name][0]).split()) if name in found else ""
