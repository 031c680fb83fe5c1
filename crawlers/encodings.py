"""Telling the encoding of a feed that may lie about it.

Servers name windows-1251 in the header of a UTF-8 feed, feeds say windows-1251 and are koi8-r,
and many say nothing. What the bytes themselves show comes first, then the document's own word,
then the header's.
"""

import codecs
import re

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Where the first four bytes are zero (0): both kinds of feed begin with two ASCII letters.
UNMARKED_UTF16 = {b"\1\0\1\0": "utf-16-le", b"\0\1\0\1": "utf-16-be"}
WESTERN = ("cp1252", "iso8859-1", "iso8859-15")
CYRILLIC = ("cp1251", "koi8-r", "iso8859-5", "cp866", "mac-cyrillic", "koi8-u")
XML_DECLARATION = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
TEXT_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# Western words have few accented letters in a row, Cyrillic ones nothing else.
WORD_OF_HIGH_BYTES = re.compile(rb"[\x80-\xff]{4,}")
CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
# The commonest letters of Russian; in a wrong Cyrillic encoding they become rare or upper ones.
COMMON = frozenset("оеаинтсрвлк")
SAMPLE = 20_000


def decode(body: bytes, content_type: str = "") -> str:
    """The text of a document, without its XML declaration; undecodable bytes become U+FFFD."""
    for mark, encoding in BOMS:
        if body.startswith(mark):
            return _undeclared(body[len(mark) :].decode(encoding, "replace"))
    utf16 = UNMARKED_UTF16.get(bytes(byte != 0 for byte in body[:4]))
    if utf16:
        return _undeclared(body.decode(utf16, "replace"))
    if _is_mostly_utf8(body[:SAMPLE]):
        return _undeclared(body.decode("utf-8", "replace"))
    return _undeclared(body.decode(_encoding(body, content_type), "replace"))


def _is_mostly_utf8(sample: bytes) -> bool:
    """Text in another encoding hardly ever is valid UTF-8; UTF-8 can have broken bytes in it."""
    high = sum(byte > 127 for byte in sample)
    return sample.decode("utf-8", "replace").count("\ufffd") * 4 <= high


def _encoding(body: bytes, content_type: str) -> str:
    """The likeliest encoding of bytes that are not UTF-8."""
    declared = _known(_first(XML_DECLARATION.match(body[:400])))
    header = _known(_first(CHARSET.search(content_type)))
    said = [name for name in (declared, header) if name and not name.startswith(("utf", "ascii"))]
    other = next((name for name in said if name not in CYRILLIC + WESTERN), None)
    if other is not None:
        return other
    if len(WORD_OF_HIGH_BYTES.findall(body[:SAMPLE])) < 2:
        return next((name for name in said if name in WESTERN), WESTERN[0])
    candidates = dict.fromkeys(name for name in (*said, *CYRILLIC) if name in CYRILLIC)
    return max(candidates, key=lambda name: _russianness(body, name))


def _russianness(body: bytes, encoding: str) -> float:
    text = body[:SAMPLE].decode(encoding, "replace")
    return sum((letter in COMMON) - 2 * (letter == "�") for letter in text)


def _known(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""


def _first(match: "re.Match[bytes] | re.Match[str] | None") -> str:
    if match is None:
        return ""
    name = match.group(1)
    return name.decode("ascii", "replace") if isinstance(name, bytes) else name


def _undeclared(text: str) -> str:
    return TEXT_DECLARATION.sub("", text, count=1)
