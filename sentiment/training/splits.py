"""Which rows are held out: whole clusters of near-duplicates, never single rows.

Tweets repeat one another (retweets, spun adverts, one event told twice), so rows that share a run
of words are tied together, and a cluster goes into development, or into one fold, as a whole.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

_NOISE = re.compile(r"https?://\S+|www\.\S+|@\w+|\brt\b|[^\w\s]")
_RUN = 5
"""Words in a run that ties two rows."""
_COMMON = 20
"""A run that more rows than this share is a phrase of the language, not a repeated text."""
_LARGEST_HELD_OUT = 100
DEVELOPMENT_SHARE = 0.14
FOLDS = 5


def clusters(texts: Sequence[str]) -> list[str]:
    """A stable name of each text's cluster, the digest of its smallest member's digest.

    The digest is taken twice since the smallest of many is small: large clusters would otherwise
    all be held out.
    """
    words = [tuple(_NOISE.sub(" ", text.lower()).split()) for text in texts]
    parents = list(range(len(texts)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    shared: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, sentence in enumerate(words):
        for run in {sentence[at : at + _RUN] for at in range(max(len(sentence) - _RUN + 1, 1))}:
            shared[run].append(index)
    for run, members in shared.items():
        whole = len(run) < _RUN
        if whole or len(members) <= _COMMON:
            for member in members[1:]:
                parents[root(member)] = root(members[0])
    names: dict[int, str] = {}
    for index, sentence in enumerate(words):
        digest = hashlib.sha256(" ".join(sentence).encode("utf-8", "replace")).hexdigest()
        names[root(index)] = min(names.get(root(index), digest), digest)
    again = {key: hashlib.sha256(name.encode()).hexdigest() for key, name in names.items()}
    return [again[root(index)] for index in range(len(texts))]


def development(names: Sequence[str]) -> list[bool]:
    """Which rows are held out, by their clusters' names: the same in every run.

    An event that fills a hundred rows and more stays in training: held out, it would be the
    development split.
    """
    sizes = Counter(names)
    return [
        sizes[name] <= _LARGEST_HELD_OUT and int(name[:8], 16) < DEVELOPMENT_SHARE * 0x100000000
        for name in names
    ]


def fold(cluster: str) -> int:
    """The cross-validation fold of a cluster, 0 to FOLDS - 1."""
    return int(cluster[8:16], 16) % FOLDS
