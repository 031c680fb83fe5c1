"""Which language a text is in, as an ISO 639-1 code."""

import re
from functools import cache
from typing import Any

UNKNOWN = "und"

_CYRILLIC = re.compile(r"[а-яёА-ЯЁ]+")
_LETTERS = re.compile(r"[^\W\d_]+")
# Letters of other Cyrillic alphabets (Ukrainian, Belarusian, Kazakh, Tatar, Serbian, …).
_NOT_RUSSIAN = re.compile("[іїєґўәғқңөұүһјљњћђџѓќѕІЇЄҐЎӘҒҚҢӨҰҮҺЈЉЊЋЂЏЃЌЅ]")
_SAMPLE = 2_000


def language_of(text: str) -> str:
    """The language of `text`, or "und" where there are too few letters to tell.

    Russian is told by its letters, since nearly all texts are Russian and a trained identifier
    takes slang and short posts for Bulgarian; the rest goes to langid's model.
    """
    sample = text[:_SAMPLE]
    cyrillic = sum(map(len, _CYRILLIC.findall(sample)))
    # Where half of all characters are Cyrillic, half of the letters are: no need to count those.
    letters = cyrillic
    if cyrillic < max(3, len(sample) * 0.5):
        letters = sum(map(len, _LETTERS.findall(sample)))
    if letters < 3:
        return UNKNOWN
    if cyrillic >= letters * 0.5 and not _NOT_RUSSIAN.search(sample):
        return "ru"
    code, _ = _identifier().classify(sample)
    return str(code)


@cache
def _identifier() -> Any:
    # Loaded on the first foreign text: its model takes 0.1 s and some memory.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)
