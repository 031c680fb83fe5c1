"""Items out of schema.org things: reviews, articles, postings, questions, comments.

Runs in the parser process. Meanings are those of https://schema.org; Yandex's `pro` and `contra`
too.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from crawlers.site.found import ROOTS, Found, root_of
from crawlers.site.structured import Thing
from mentions.normalise import plain_text

DEEPEST = 40
MOST = 1000
# What a thing speaks of or belongs to, not what was said in it.
ASIDE = {
    "author", "creator", "publisher", "itemReviewed", "isPartOf", "about", "mentions", "citation",
    "isBasedOn", "parentItem", "sharedContent", "potentialAction", "breadcrumb",
}  # fmt: skip
COMMENTS = ("Comment", "UserComments", "Answer")
REPLIES = ("answer", "reply", "response", "suggestedAnswer", "acceptedAnswer")
ORGANIZATIONS = ("Organization", "Corporation", "Business", "Store", "Brand", "BankOrCreditUnion")
FRAMES = ("Page", "WebSite", "List", "ListItem", "Person", "Question")
COUNTERS = {
    "LikeAction": "likes", "CommentAction": "comments", "ReplyAction": "comments",
    "ViewAction": "views", "ReadAction": "views", "WatchAction": "views", "ShareAction": "reposts",
}  # fmt: skip
NUMBER = re.compile(r"-?\d{1,12}(?:[.,]\d{1,6})?")
OUT_OF = re.compile(r"(?:/|из|out of)\s*(\d{1,6})")


@dataclass(slots=True)
class Schema:
    """What a page's things say. `promised` is how many reviews it says it has; `teasers` are
    addresses of articles of which it has only the headline."""

    found: list[Found] = field(default_factory=list)
    promised: int = 0
    is_paid: bool = False
    teasers: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Within:
    """What a thing stands in: the name and best rating of what is reviewed, what is answered."""

    about: str = ""
    best: str = ""
    parent: Found | None = None
    depth: int = 0


def read(things: Iterable[Thing], read_by: str) -> Schema:
    reader = _Reader(read_by)
    for thing in things:
        reader.walk(thing, _Within(), "")
    reader.join()
    return reader.schema


def rating_of(value: str, best: str = "", worst: str = "") -> float | int | None:
    """A rating from 1 to 5, to a tenth: 8 of 10 is 4.1, «4,5 из 5» is 4.5, 80 % is 4."""
    number = NUMBER.search(value)
    if number is None:
        return None
    out_of = OUT_OF.search(value)
    top = _number(out_of[1] if out_of else best)
    rating, bottom = _number(number[0]), _number(worst)
    if "%" in value:
        scaled = rating / 20
    else:
        top = top or next((one for one in (5, 10, 100) if rating <= one), rating)
        bottom = bottom if worst else min(1.0, top - 1)
        if top <= bottom:
            return None
        scaled = 1 + (rating - bottom) * 4 / (top - bottom)
    scaled = round(min(max(scaled, 1), 5), 1)
    return int(scaled) if scaled == int(scaled) else scaled


def _number(text: str) -> float:
    found = NUMBER.search(text)
    return float(found[0].replace(",", ".")) if found else 0.0


class _Reader:
    def __init__(self, read_by: str) -> None:
        self.schema = Schema()
        self._read_by = read_by
        self._seen: set[int] = set()
        self._by_id: dict[str, Found] = {}
        self._answers: list[tuple[Found, str]] = []

    def join(self) -> None:
        """Give the comments that name what they answer (`parentItem`) their parents."""
        for one, name in self._answers:
            parent = self._by_id.get(name)
            if parent is not None and root_of(parent) is not one:
                one.parent = parent

    def walk(self, thing: Thing, within: _Within, name: str) -> None:
        """Read a thing that is the property `name` of what it stands in, and all inside it."""
        if id(thing) in self._seen or within.depth > DEEPEST or len(self.schema.found) >= MOST:
            return
        self._seen.add(id(thing))
        types = thing["@type"]
        if "AggregateRating" in types:
            self.schema.promised += int(_number(_text(thing, "reviewCount")))
        if "FAQPage" in types:
            return  # the site's own questions, which nobody has asked
        if _text(thing, "isAccessibleForFree").lower() in ("false", "no", "0"):
            self.schema.is_paid = True
        parent = self._take(thing, _what(types), within, name)
        inside = _Within(
            about=_about(thing, within) if parent is None else within.about,
            best=_best_of(thing) or within.best,
            parent=parent or within.parent,
            depth=within.depth + 1,
        )
        for property_, values in thing.items():
            if not property_.startswith("@") and property_ not in ASIDE:
                for value in values:
                    if isinstance(value, dict):
                        self.walk(value, inside, property_)

    def _take(self, thing: Thing, what: str, within: _Within, name: str) -> Found | None:
        if not what:
            return None
        if what == "comment" and _is_companys(thing, within, name):
            _answered(within.parent, _body(thing))
            return None
        one = self._found(thing, what, within)
        if what == "article" and not one.text and one.url:
            self.schema.teasers.append(one.url)
            return None
        if not one.text and not (one.title and what in ROOTS) and "rating" not in one.extra:
            return None
        if what == "review":
            for property_ in REPLIES:
                for words in thing.get(property_, []):
                    if isinstance(words, str):
                        _answered(one, _plain(words))
        self.schema.found.append(one)
        if thing["@id"]:
            self._by_id[thing["@id"]] = one
        for answered in thing.get("parentItem", []):
            if isinstance(answered, dict) and what == "comment":
                self._answers.append((one, answered["@id"]))
        return one

    def _found(self, thing: Thing, what: str, within: _Within) -> Found:
        authors = thing.get("author", []) or thing.get("creator", [])
        author = authors[0] if authors and isinstance(authors[0], dict) else {}
        return Found(
            what=what,
            read_by=self._read_by,
            id=thing["@id"] or _text(thing, "identifier"),
            anchor=thing.get("@anchor", ""),
            url=_text(thing, "url"),
            title=_title(thing, what, within),
            text=_body(thing),
            author=_names(authors),
            author_url=_text(author, "url"),
            published=_text(
                thing, "datePublished", "dateCreated", "commentTime", "uploadDate", "dateModified"
            ),
            parent=within.parent if what == "comment" else None,
            extra=_counts(thing) | _rating(thing, what, within),
        )


def _what(types: list[str]) -> str:
    for name in types:
        if name.endswith("Review") and name not in ("ClaimReview", "MediaReview"):
            return "review"
        if name in COMMENTS:
            return "comment"
        if name in ("DiscussionForumPosting", "SocialMediaPosting"):
            return "posting"
        if name == "Question":
            return "question"
        if name.endswith(("Article", "Posting")) or name == "Report":
            return "article"
    return ""


def _about(thing: Thing, within: _Within) -> str:
    """The name of what is reviewed inside; pages and lists are not reviewed."""
    is_frame = any(name.endswith(FRAMES) for name in thing["@type"])
    return within.about if is_frame else _text(thing, "name") or within.about


def _is_companys(thing: Thing, within: _Within, name: str) -> bool:
    """Whether a comment is the company's answer to the review that it stands in."""
    if within.parent is None or within.parent.what != "review":
        return False
    author = next(iter(thing.get("author", [])), "")
    types = author["@type"] if isinstance(author, dict) else []
    is_organization = any(one.endswith(ORGANIZATIONS) for one in types)
    is_named_so = bool(within.about) and _names([author]).casefold() == within.about.casefold()
    return name in REPLIES or is_organization or is_named_so


def _answered(review: Found | None, text: str) -> None:
    if review is not None and text:
        before = review.extra.get("answer")
        review.extra["answer"] = f"{before}\n\n{text}" if before else text


def _title(thing: Thing, what: str, within: _Within) -> str:
    """The headline; a review's names what is reviewed too, since its text often does not."""
    title = _text(thing, "headline", "name")
    if what != "review":
        return title
    about = _names(thing.get("itemReviewed", [])) or within.about
    return title if not about or about in title else f"{about}: {title}" if title else about


def _body(thing: Thing) -> str:
    parts = [_text(thing, "reviewBody", "articleBody", "text", "commentText", "description")]
    for name, sign in (
        ("positiveNotes", "+"), ("pro", "+"), ("negativeNotes", "−"), ("contra", "−"),
    ):  # fmt: skip
        parts += [f"{sign} {note}" for note in _notes(thing.get(name, []), 0)]
    return "\n".join(filter(None, parts))


def _notes(values: list[Any], depth: int) -> Iterator[str]:
    """The words of a list that may be strings, or an ItemList of ListItems."""
    for value in values:
        if isinstance(value, str):
            yield _plain(value)
        elif depth < 4:
            name = _text(value, "name")
            yield from (
                [name]
                if name
                else _notes(value.get("itemListElement", []) + value.get("item", []), depth + 1)
            )


def _rating(thing: Thing, what: str, within: _Within) -> dict[str, Any]:
    if what != "review":
        return {}
    for rating in thing.get("reviewRating", []) or thing.get("rating", []):
        given = (rating, "", "") if isinstance(rating, str) else (
            _text(rating, "ratingValue"), _text(rating, "bestRating"), _text(rating, "worstRating"),
        )  # fmt: skip
        found = rating_of(given[0], given[1] or within.best, given[2])
        if found is not None:
            return {"rating": found}
    return {}


def _best_of(thing: Thing) -> str:
    """The best rating by the average of all, which single ratings are often silent about."""
    average = next(iter(thing.get("aggregateRating", [])), "")
    return _text(average, "bestRating") if isinstance(average, dict) else ""


def _counts(thing: Thing) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name, property_ in (
        ("likes", "upvoteCount"), ("comments", "commentCount"), ("comments", "answerCount"),
    ):  # fmt: skip
        if value := _text(thing, property_):
            counts[name] = int(_number(value))
    for counter in thing.get("interactionStatistic", []):
        if isinstance(counter, dict):
            action = next(iter(counter.get("interactionType", [])), "")
            types = action["@type"] if isinstance(action, dict) else [re.split("[/:]", action)[-1]]
            for name in types:
                if name in COUNTERS:
                    counts[COUNTERS[name]] = int(_number(_text(counter, "userInteractionCount")))
    return counts


def _names(values: list[Any]) -> str:
    names = [
        _plain(value) if isinstance(value, str)
        else _text(value, "name")
        or " ".join(filter(None, (_text(value, "givenName"), _text(value, "familyName"))))
        for value in values[:10]
    ]  # fmt: skip
    return ", ".join(dict.fromkeys(filter(None, names)))


def _text(thing: Thing, *names: str) -> str:
    """The first of these properties that has words, without markup and entities."""
    for name in names:
        for value in thing.get(name, []):
            if isinstance(value, str) and (text := _plain(value)):
                return text
    return ""


def _plain(value: str) -> str:
    return plain_text(value, True)
