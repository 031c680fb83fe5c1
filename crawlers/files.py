"""Mentions from a file: JSON lines as `mentions.pushed` describes them, CSV and XLSX by column.

A vendor's export has headings of its own. Those known here are recognised in Russian and English;
others are named by whoever imports. Columns that nobody named are left out. The items are marked as
an archive's, so that a year of old complaints makes no tickets. A file is read while it is gone
through, so that a large one takes little memory.
"""

import codecs
import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import openpyxl
from dateparser import parse as parse_date

from mentions.errors import MolvaError
from mentions.messages import Message, message
from mentions.pushed import FIELDS, PushedItemError, WrongRow, read_item
from mentions.types import RawItem

LARGEST_FILE = 50 * 1024 * 1024  # bytes
# Bytes of a workbook's parts: of all, and of those that are held whole, at seven times their size.
LARGEST_UNPACKED = 200 * 1024 * 1024
LARGEST_HELD = 50 * 1024 * 1024
MOST_ROWS = 200_000
LAST_ROW = 1_048_576  # of a spreadsheet; a number past it is made up to keep us busy
LONGEST_HEAD = 65_536
LONGEST_HEADING = 200
MOST_COLUMNS = 200
LONGEST_CELL = 1_000_000
MOSCOW = ZoneInfo("Europe/Moscow")

# By heading, folded: what exports of other monitoring systems call these things.
HEADINGS = {
    "id": "id|ид|идентификатор|id сообщения|message id",
    "url": "url|link|ссылка|адрес|адрес сообщения|ссылка на сообщение|post url",
    "title": "title|заголовок|тема|subject|headline",
    "text": "text|текст|сообщение|текст сообщения|отзыв|комментарий|message|content|snippet",
    "author": "author|автор|имя автора|user|username|автор сообщения",
    "author_url": "author url|ссылка на автора|адрес автора|профиль|профиль автора|author link",
    "published_at": "published at|date|дата|дата публикации|дата и время|datetime|published",
    "reach": "reach|охват|аудитория|подписчики|аудитория автора|followers|audience",
    "rating": "rating|оценка|рейтинг|stars",
    "likes": "likes|лайки|лайков|нравится",
    "reposts": "reposts|репосты|репостов|shares|retweets",
    "views": "views|просмотры|просмотров",
    "comments": "comments|комментарии|комментариев|comments count",
    "answer": "answer|ответ|ответ компании|reply",
}
_FIELD_OF = {name: field for field, names in HEADINGS.items() for name in names.split("|")}
_SHEETS = "xl/worksheets/"
_LINES = ("jsonl", "ndjson", "json")
_TABLES = ("csv", "tsv", "txt", "xlsx")
_USUAL_TIMES = ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y", "%d/%m/%Y %H:%M")
_NUMBERS = frozenset(("reach", "rating", "likes", "reposts", "views", "comments"))


class FileError(MolvaError):
    """The file cannot be read at all; the message says why and what would do.

    `columns` are its headings, where those are known, with the fields that they were read as.
    """

    def __init__(self, why: Message, columns: Mapping[str, str] | None = None) -> None:
        super().__init__(why)
        self.columns = columns or {}


@dataclass(frozen=True, slots=True)
class FileContents:
    """What a file holds. `columns` maps its headings to fields, "" for those left out.

    `rows` are read while they are asked for, which may raise FileError.
    """

    columns: Mapping[str, str]
    rows: Iterator[RawItem | WrongRow]


def kind_of(name: str) -> str:
    """The suffix of a file that can be read, without its dot; FileError for any other."""
    suffix = name.lower().rpartition(".")[2]
    if suffix not in (*_LINES, *_TABLES):
        raise FileError(message("import-unknown-kind"))
    return suffix


def read_file(
    name: str, file: BinaryIO, columns: Mapping[str, str] | None = None, zone: tzinfo = MOSCOW
) -> FileContents:
    """The items of a .jsonl, .csv or .xlsx file, which is to stay open while they are read.

    `columns` names the fields of headings that are not recognised, or says otherwise. Times without
    a zone are of `zone`.
    """
    suffix = kind_of(name)
    if file.seek(0, io.SEEK_END) > LARGEST_FILE:
        raise FileError(message("import-too-big", megabytes=LARGEST_FILE >> 20))
    if suffix in _LINES:
        return FileContents({}, _items(_of_lines(file)))
    rows = _workbook(file) if suffix == "xlsx" else _csv(file)
    _, heading = next(rows, (0, ()))
    headings = _headings(heading[:MOST_COLUMNS])
    fields = _fields(headings, columns or {})
    if not {"text", "title"} & set(fields.values()):
        seen = ", ".join(filter(None, headings))[:300]
        raise FileError(message("import-no-text", headings=seen or "–"), fields)
    return FileContents(fields, _items(_of_table(rows, headings, fields, zone)))


def _items(given: Iterable[tuple[int, Any]]) -> Iterator[RawItem | WrongRow]:
    """The items that numbered JSON objects describe, and what is wrong with those that are none."""
    for count, (number, one) in enumerate(given, 1):
        if count > MOST_ROWS:
            raise FileError(message("import-too-many", count=MOST_ROWS))
        try:
            item = read_item(one)
        except PushedItemError as error:
            yield WrongRow(number, error.field, error.message)
        else:
            yield replace(item, extra={**item.extra, "is_archive": True})


def _of_lines(file: BinaryIO) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(_text(file, newline="\n"), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError):
                yield number, None  # which is no object, and is told so


def _of_table(
    rows: Iterator[tuple[int, Sequence[Any]]],
    headings: Sequence[str],
    fields: Mapping[str, str],
    zone: tzinfo,
) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, row in rows:
        cells = zip(headings, row, strict=False)
        named = {fields[head]: cell for head, cell in cells if fields.get(head)}
        if any(cell not in (None, "") for cell in named.values()):
            yield number, {field: _value(field, cell, zone) for field, cell in named.items()}


def _headings(row: Sequence[Any]) -> list[str]:
    """By column; of columns with one heading the first has it."""
    names = [str(cell or "").replace("\0", "").strip()[:LONGEST_HEADING] for cell in row]
    return [name if name not in names[:at] else "" for at, name in enumerate(names)]


def _fields(headings: Sequence[str], columns: Mapping[str, str]) -> dict[str, str]:
    for heading, field in columns.items():
        if heading not in headings:
            known = ", ".join(filter(None, headings))[:300]
            raise FileError(message("import-no-heading", heading=heading[:100], known=known))
        if field and field not in FIELDS:
            known = ", ".join(FIELDS)
            raise FileError(message("import-no-field", field=field[:100], known=known))
    fields: dict[str, str] = {}
    for heading in filter(None, headings):
        field = columns.get(heading, _FIELD_OF.get(_folded(heading), ""))
        # The first of two columns with one meaning counts, unless somebody has named the other.
        is_taken = field in fields.values() and heading not in columns
        fields[heading] = "" if is_taken else field
    return fields


def _folded(heading: str) -> str:
    return re.sub(r"[\W_]+", " ", heading.lower().replace("ё", "е")).strip()


def _value(field: str, cell: Any, zone: tzinfo) -> Any:
    """A cell as the field's JSON; what cannot be read stays as it is, and is refused by name."""
    if isinstance(cell, datetime):
        return (cell if cell.tzinfo else cell.replace(tzinfo=zone)).isoformat()
    if cell is None or field not in _NUMBERS | {"published_at"}:
        return "" if cell is None else _whole(cell)
    if field in _NUMBERS:
        return _number(cell)
    moment = _time(str(cell).strip())
    if moment is None:
        return cell
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).isoformat()


def _whole(cell: Any) -> str:
    """A cell as text: spreadsheets hold whole numbers as fractions."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _time(text: str) -> datetime | None:
    """ISO and the usual Russian forms at once; anything else is read slowly, day first."""
    with suppress(ValueError):
        return datetime.fromisoformat(text)
    for form in _USUAL_TIMES:
        with suppress(ValueError):
            return datetime.strptime(text, form)
    found: datetime | None = parse_date(
        text, languages=["ru", "en"], settings={"DATE_ORDER": "DMY"}
    )
    return found


def _number(cell: Any) -> Any:
    if not isinstance(cell, str):
        return cell
    text = re.sub(r"[\s\u00a0\u202f]", "", cell).replace(",", ".")
    try:
        return float(text) if text else ""
    except ValueError:
        return cell


def _csv(file: BinaryIO) -> Iterator[tuple[int, Sequence[str]]]:
    text = _text(file, newline="")
    csv.field_size_limit(LONGEST_CELL)
    head = text.readline(LONGEST_HEAD)
    delimiter = max(";,\t", key=head.count)
    text.seek(0)
    try:
        yield from enumerate(csv.reader(text, delimiter=delimiter), 1)
    except csv.Error as error:
        raise FileError(message("import-damaged")) from error


def _text(file: BinaryIO, newline: str) -> io.TextIOWrapper:
    """UTF-8, else Windows-1251, as spreadsheets in Russia save CSV."""
    for encoding in ("utf-8-sig", "cp1251"):
        if _is_in(file, encoding):
            file.seek(0)
            return io.TextIOWrapper(file, encoding, newline=newline)
    raise FileError(message("import-encoding"))


def _is_in(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while piece := file.read(1 << 20):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _workbook(file: BinaryIO) -> Iterator[tuple[int, Sequence[Any]]]:
    """The rows of the first sheet that has any, with their numbers.

    What is packed into a workbook can be a thousand times its size. The parts are no larger than
    they say (zipfile reads no further), and entities, by which XML grows on its own, are refused by
    defusedxml, which openpyxl uses where it is installed.
    """
    try:
        with zipfile.ZipFile(file) as parts:
            sizes = {part.filename: part.file_size for part in parts.infolist()}
        held = sum(size for name, size in sizes.items() if not name.startswith(_SHEETS))
        if sum(sizes.values()) > LARGEST_UNPACKED or held > LARGEST_HELD:
            raise FileError(message("import-unpacks"))
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        yield from _rows(book.worksheets)
    except FileError:
        raise
    except Exception as error:  # damage shows as any error of three libraries
        raise FileError(message("import-damaged")) from error


def _rows(sheets: Iterable[Any]) -> Iterator[tuple[int, Sequence[Any]]]:
    for sheet in sheets:
        # Rows as they are, not as many and as wide as the sheet says of itself.
        sheet.reset_dimensions()
        is_begun = False
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            if number > LAST_ROW:
                raise FileError(message("import-damaged"))
            if is_begun or any(row):
                is_begun = True
                yield number, row
        if is_begun:
            return
