"""A channel of Telegram, with its preview pages in the markup that t.me gives them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape

from tests.crawlers.far_end import Answer, Asked

NOTHING = (
    '<div class="tgme_widget_message_wrap js-widget_message_wrap">'
    '<div class="tgme_widget_message_centered">'
    '<div class="tme_no_messages_found">No posts found</div></div></div>'
)


@dataclass
class Post:
    """`ids` are those of an album's pictures; the text belongs to the first of them."""

    ids: list[int]
    html: str
    at: datetime
    is_service: bool = False
    above: str = ""  # a forward, a reply, media
    views: str = "4.85K"
    was: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.was = list(self.ids)

    def block(self, channel: str, shown: list[int]) -> str:
        inside = self.above
        if len(self.was) > 1:
            inside += "".join(
                f'<a class="tgme_widget_message_photo_wrap grouped_media_wrap js-message_photo" '
                f'href="https://t.me/{channel}/{one}?single"></a>'
                for one in shown
            )
            inside = (
                '<div class="tgme_widget_message_grouped_wrap js-message_grouped_wrap">'
                f"{inside}</div>"
            )
        text = self.html if self.was[0] in shown else ""
        if text:
            text = f'<div class="tgme_widget_message_text js-message_text" dir="auto">{text}</div>'
            if len(self.was) > 1:
                text = text.replace(self.html, text)
        kind = " service_message" if self.is_service else ""
        return (
            '<div class="tgme_widget_message_wrap js-widget_message_wrap">'
            f'<div class="tgme_widget_message text_not_supported_wrap{kind} js-widget_message" '
            f'data-post="{channel}/{shown[0]}" data-view="eyJjIjotMX0">'
            '<div class="tgme_widget_message_user"><a href="https://t.me/x"><i></i></a></div>'
            '<div class="tgme_widget_message_bubble">'
            '<div class="tgme_widget_message_author accent_color">'
            f'<a class="tgme_widget_message_owner_name" href="https://t.me/{channel}">'
            '<span dir="auto">Новости банков</span></a></div>'
            f"{inside}{text}"
            '<div class="tgme_widget_message_footer compact js-message_footer">'
            '<div class="tgme_widget_message_info short js-message_info">'
            f'<span class="tgme_widget_message_views">{self.views}</span>'
            '<span class="copyonly"> views</span><span class="tgme_widget_message_meta">'
            f'<a class="tgme_widget_message_date" href="https://t.me/{channel}/{shown[0]}">'
            f'<time datetime="{self.at.isoformat()}" class="time">12:00</time></a></span>'
            "</div></div></div></div></div>"
        )


class Channel:
    """Its first post was published `age` ago, and each further one an hour later.

    `page_size` counts pictures. With `cuts_albums` a page may begin within an album.
    """

    def __init__(
        self, name: str = "Banki", page_size: int = 20, cuts_albums: bool = False,
        age: timedelta = timedelta(days=20),
    ) -> None:  # fmt: skip
        self.name = name
        self.posts: list[Post] = []
        self.page_size = page_size
        self.cuts_albums = cuts_albums
        self._last_id = 0
        self._at = datetime.now(UTC).replace(microsecond=0) - age

    def publish(
        self, html: str, pictures: int = 1, *, is_service: bool = False, above: str = "",
        after: timedelta = timedelta(hours=1),
    ) -> Post:  # fmt: skip
        self._at += after
        ids = list(range(self._last_id + 1, self._last_id + 1 + pictures))
        self._last_id = ids[-1]
        post = Post(ids, html, self._at, is_service, above)
        self.posts.append(post)
        return post

    def publish_text(self, text: str, pictures: int = 1) -> Post:
        return self.publish(escape(text), pictures)

    def delete(self, post: Post, picture: int = 0) -> None:
        """The post, or one of its pictures where it has several."""
        post.ids.pop(picture % len(post.ids))
        if not post.ids:
            self.posts.remove(post)

    def shown(self, before: int) -> list[tuple[Post, list[int]]]:
        """The posts of a page, each with those of its ids that are on it."""
        ids = [one for post in self.posts for one in post.ids if one < before]
        on_page = set(ids[-self.page_size :])
        found = [(post, [one for one in post.ids if one in on_page]) for post in self.posts]
        if not self.cuts_albums:
            found = [(post, post.ids if part else []) for post, part in found]
        return [(post, part) for post, part in found if part]

    def page(self, before: int = 0) -> str:
        shown = self.shown(before or 1 << 31)
        lowest = shown[0][1][0] if shown else 0
        has_older = any(one < lowest for post in self.posts for one in post.ids)
        more = (
            '<div class="tgme_widget_message_centered js-messages_more_wrap">'
            f'<a href="/s/{self.name}?before={lowest}" class="tme_messages_more js-messages_more" '
            f'data-before="{lowest}"></a></div>'
        )
        newer = (
            f'<a href="/s/{self.name}?after={before}" class="tme_messages_more js-messages_more" '
            f'data-after="{before}"></a>'
        )
        blocks = "".join(post.block(self.name, part) for post, part in shown) or NOTHING
        return (
            '<!DOCTYPE html><html><head><meta charset="utf-8"></head>'
            '<body class="widget_frame_base tgme_webpreview_widget"><header>'
            '<div class="tgme_channel_info_header_title"><span dir="auto">Новости банков</span>'
            '</div></header><section class="tgme_channel_history js-message_history">'
            f"{more if has_older else ''}{blocks}{newer if before else ''}"
            "</section></body></html>\n<!-- page generated in 35.67ms -->\n"
        )

    def answer(self, asked: Asked) -> Answer:
        if not asked.path.startswith("/s/"):
            return Answer(b"<html><title>Telegram: Contact @closed</title></html>")
        if asked.path.lower() != f"/s/{self.name}".lower():
            return Answer(status=302, headers={"Location": asked.path.replace("/s/", "/")})
        html = self.page(int(asked.query.get("before", 0))).encode()
        return Answer(html, headers={"Content-Type": "text/html; charset=utf-8"})
