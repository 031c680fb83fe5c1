"""Who answers whom on a page, and which of its articles is its own. Runs in the parser process."""

from collections.abc import Sequence

from crawlers.discovery import absolute
from crawlers.site.found import ROOTS, Found, Place


def arranged(found: Sequence[Found], place: Place, *, wants_article: bool) -> list[Found]:
    """`found` with its comments under what they answer.

    Of a page that is wanted for its article, articles that it only recommends are left out.
    Forums repeat a topic's first message on all of its pages, or mark every message as a topic:
    it is taken from the first page, and the other messages are answers to it.
    """
    own = [one for one in found if one.what in ROOTS and _is_own(one, place)]
    if not wants_article and sum(one.what == "article" for one in own) > 1:
        return list(found)  # a blog with its articles whole
    main = max(own, key=_weight) if own else None
    rest = [one for one in found if one not in own and not (wants_article and one.what in ROOTS)]
    answers = [one for one in own if one.what == "posting" and one is not main]
    if place.is_later and main is not None:
        if answers and not any(one.what == "comment" for one in rest):
            answers.insert(0, main)
        main = None
    for one in answers:
        one.what = "comment"
    if main is not None:
        main.id = main.anchor = main.url = ""  # it is known by the page, whichever it is named on
    everyone = [*([main] if main else []), *answers, *rest]
    first = main or (Found("posting", "", url=place.scope) if place.is_later else None)
    for one in everyone:
        if one.what == "comment" and one.parent not in everyone:
            one.parent = first
    return everyone


def _is_own(one: Found, place: Place) -> bool:
    return not one.url or place.is_own(absolute(place.page, one.url).partition("#")[0])


def _weight(one: Found) -> tuple[bool, int]:
    """An article before a posting; the longest article, and the first posting."""
    return one.what == "article", len(one.text) if one.what == "article" else 0
