"""What every engine stores of a mention: tokens that are made here and nowhere else.

A position of a text has two tokens, one in each of two streams that run side by side:

    forms   all the lemmas that the word may be a form of, and the marks of what it is part of,
            as one token: стали ─► «стать·сталь»
    exact   the word as written, folded; then its capitals if it has any: Сбер ─► «сбер!Сбер»

A token that stands for several terms is entered in the vocabulary under each of them, so a
query asks for the tokens that its word can be. No engine analyses anything: tokens hold only
a–z, 0–9, _ and letters past ASCII, which no engine's tokenizer or syntax touches.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import chain
from typing import NamedTuple

from mentions.query.filters import keyword, site_terms
from mentions.store.documents import StoredDocument
from mentions.text.words import words

FORMS, EXACT = "forms", "exact"
LONGEST_TOKEN = 200
"""Characters; Elasticsearch cuts a token at 255, and PostgreSQL has no room for 2,048 bytes."""

HASHED = "_h_"
"""What the token of a term begins with that is too long for one."""

EVERY = "every"
"""The label that each mention has."""

_JOINT = "\x1f"
_PLAIN = re.compile(r"[a-z0-9а-я]*").fullmatch
_Pairs = tuple[tuple[str, str], ...]


@lru_cache(maxsize=50_000)
def encode(term: str) -> str:
    """A term as a token: what is no small letter or digit by its code, what is too long hashed.

    >>> encode("сбер"), encode("c++"), encode("АБ")
    ('сбер', 'c_2b__2b_', 'АБ')
    """
    if _PLAIN(term):
        token = term
    else:
        token = "".join(letter if _is_safe(letter) else f"_{ord(letter):x}_" for letter in term)
    if len(token) <= LONGEST_TOKEN:
        return token
    return f"{HASHED}{blake2b(token.encode(), digest_size=16).hexdigest()}"


def _is_safe(letter: str) -> bool:
    if letter.isascii():
        return letter.islower() or letter.isdigit()
    return letter.isprintable() and not letter.isspace()


def _form_token(terms: tuple[str, ...]) -> tuple[str, _Pairs]:
    token = encode(_JOINT.join(terms))
    return token, tuple((term, token) for term in terms) if len(terms) > 1 else ()


def _exact_token(exact: str, cased: str) -> tuple[str, _Pairs]:
    if not cased:
        return encode(exact), ()
    token = f"{encode(exact)}_21_{encode(cased)}"
    if len(token) > LONGEST_TOKEN:
        token = f"{encode(exact)}_21_{blake2b(cased.encode(), digest_size=8).hexdigest()}"
    return token, ((f"={exact}", token), (f"!{cased}", token))


def own_token(term: str) -> str:
    """The token of a word that has this term only."""
    return encode(term[1:] if term[0] == "=" and len(term) > 1 else term)


@lru_cache(maxsize=20_000)
def label(field: str, value: object) -> str:
    """A token for a field's value: label("brand", 7) is «brand_3d_7»."""
    if isinstance(value, int):  # most are: no letter of it needs a look
        return f"{field}_3d_{value}"
    return encode(f"{field}={value}")


class PieceTokens(NamedTuple):
    """The tokens of a piece of text (mostly one word) in both streams, as many in each.

    `vocabulary`: the (term, token) pairs that must be known before it is looked for.
    """

    forms: str
    exact: str
    vocabulary: _Pairs = ()


@dataclass(frozen=True, slots=True)
class TextTokens:
    """A text in both streams, spaces between tokens: as many in the one as in the other."""

    forms: str
    exact: str


@dataclass(frozen=True, slots=True)
class DocumentTokens:
    """All tokens of a mention."""

    title: TextTokens
    text: TextTokens
    author: tuple[str, ...]
    labels: list[str]


def piece_tokens(piece: str) -> PieceTokens:
    """What `mentions.text.words.PIECE` matches, in tokens."""
    found = [
        (_form_token(w.lemmas + w.marks), _exact_token(w.exact, w.cased)) for w in words(piece)
    ]
    return PieceTokens(
        " ".join(form for (form, _), _ in found),
        " ".join(exact for _, (exact, _) in found),
        tuple(chain.from_iterable((*pairs, *more) for (_, pairs), (_, more) in found)),
    )


def document_tokens(
    stored: StoredDocument, title: Sequence[PieceTokens], text: Sequence[PieceTokens]
) -> DocumentTokens:
    """Of a mention, its title and its text being these pieces."""
    return DocumentTokens(
        title=_joined(title),
        text=_joined(text),
        author=author_tokens(stored.document.author),
        labels=_labels(stored),
    )


def _joined(pieces: Sequence[PieceTokens]) -> TextTokens:
    # By index, and with a space for a piece that has no tokens: this is done for each word.
    return TextTokens(
        " ".join([piece[0] for piece in pieces]), " ".join([piece[1] for piece in pieces])
    )


@lru_cache(maxsize=20_000)
def author_tokens(author: str) -> tuple[str, ...]:
    return tuple(encode(word) for word in keyword(author).split())


@lru_cache(maxsize=20_000)
def _site_labels(site: str) -> tuple[str, ...]:
    return tuple(label("site", one) for one in site_terms(site))


def _labels(stored: StoredDocument) -> list[str]:
    """Brands and sources by their ids, so that a new name for one leaves the index as it is."""
    document = stored.document
    labels = [
        EVERY,
        label("source", stored.source_id),
        label("kind", document.source[0]),
        label("lang", document.lang.lower()),
        label("tone", document.tone),
        label("state", stored.state),
        label("story", stored.story_id),
        label("author", document.author),
        *_site_labels(document.site),
        *(label("tag", keyword(tag)) for tag in document.tags),
    ]
    for brand_id, _, tone in stored.brands:
        labels += (label("brand", brand_id), label("toward", f"{brand_id}:{tone}"))
    if document.question:
        labels.append(label("is", "question"))
    if document.reply:
        labels.append(label("is", "reply"))
    return labels
