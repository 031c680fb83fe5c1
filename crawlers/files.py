"""Mentions from a file: JSON lines as `mentions.pushed` describes them, CSV and XLSX by column.

A vendor's export has headings of its own. Those known here are recognised in Russian and English;
others are named by whoever imports. Columns that nobody named are left out. The items are marked as
an archive's, so that a year of old complaints makes no tickets.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
from dateparser import parse as parse_date

from mentions.errors import MolvaError
from mentions.messages import message
from mentions.pushed import FIELDS, Mistake, read_items
from mentions.types import RawItem

LARGEST_FILE = 50 * 1024 * 1024  # bytes, also of an unpacked workbook's parts
MOST_ROWS = 200_000
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
_USUAL_TIMES = ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y", "%d/%m/%Y %H:%M")
_NUMBERS = frozenset(("reach", "rating", "likes", "reposts", "views", "comments"))


class FileError(MolvaError):
    """The file cannot be read at all; the message says why and what would do."""


@dataclass(frozen=True, slots=True)
class FileContents:
    """What a file holds. `columns` maps its headings to fields, "" for those left out."""

    columns: Mapping[str, str]
    items: Sequence[RawItem]
    mistakes: Sequence[Mistake]


def read_file(
    name: str, data: bytes, columns: Mapping[str, str] | None = None, zone: tzinfo = MOSCOW
) -> FileContents:
    """The items of a .jsonl, .csv or .xlsx file.

    `columns` names the fields of headings that are not recognised, or says otherwise. Times without
    a zone are of `zone`. A mistake's `index` counts the rows from 0, the heading left out.
    """
    if len(data) > LARGEST_FILE:
        raise FileError(message("import-too-big", megabytes=LARGEST_FILE >> 20))
    suffix = name.lower().rpartition(".")[2]
    if suffix in ("jsonl", "ndjson", "json"):
        return _of_lines(data)
    if suffix not in ("csv", "tsv", "txt", "xlsx"):
        raise FileError(message("import-unknown-kind"))
    rows = _workbook(data) if suffix == "xlsx" else _csv(data)
    return _of_table(rows, columns or {}, zone)


def _of_lines(data: bytes) -> FileContents:
    text = _text(data)
    given: list[Any] = []
    for line in text.splitlines():
        if line.strip():
            try:
                given.append(json.loads(line))
            except (ValueError, RecursionError):
                given.append(None)  # which is no object: the row is named as a mistake
        _check_count(given)
    return _contents({}, given)


def _of_table(
    rows: Iterator[Sequence[Any]], columns: Mapping[str, str], zone: tzinfo
) -> FileContents:
    headings = _headings(next(rows, ()))
    fields = _fields(headings, columns)
    if not {"text", "title"} & set(fields.values()):
        seen = ", ".join(filter(None, headings))[:300]
        raise FileError(message("import-no-text", headings=seen or "–"))
    given: list[dict[str, Any]] = []
    for row in rows:
        cells = zip(headings, row, strict=False)
        named = {fields[head]: cell for head, cell in cells if fields.get(head)}
        if any(cell not in (None, "") for cell in named.values()):
            given.append({field: _value(field, cell, zone) for field, cell in named.items()})
        _check_count(given)
    return _contents(fields, given)


def _headings(row: Sequence[Any]) -> list[str]:
    """By column; of columns with one heading the first has it."""
    names = [str(cell or "").strip() for cell in row]
    return [name if name not in names[:at] else "" for at, name in enumerate(names)]


def _contents(columns: Mapping[str, str], given: Sequence[Any]) -> FileContents:
    items, mistakes = read_items(given)
    archived = [replace(item, extra={**item.extra, "is_archive": True}) for item in items]
    return FileContents(columns, archived, mistakes)


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


def _csv(data: bytes) -> Iterator[Sequence[str]]:
    text = _text(data)
    csv.field_size_limit(LONGEST_CELL)
    head = text.partition("\n")[0]
    delimiter = max(";,\t", key=head.count)
    try:
        yield from csv.reader(io.StringIO(text), delimiter=delimiter)
    except csv.Error as error:
        raise FileError(message("import-damaged")) from error


def _text(data: bytes) -> str:
    """UTF-8, else Windows-1251, as spreadsheets in Russia save CSV."""
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileError(message("import-encoding"))


def _workbook(data: bytes) -> Iterator[Sequence[Any]]:
    """The rows of the first sheet that has any."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > 10 * LARGEST_FILE:
            raise FileError(message("import-too-big", megabytes=10 * LARGEST_FILE >> 20))
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        yield from _rows(book.worksheets)
    except FileError:
        raise
    except Exception as error:  # damage shows as any error of three libraries
        raise FileError(message("import-damaged")) from error


def _rows(sheets: Iterable[Any]) -> Iterator[Sequence[Any]]:
    for sheet in sheets:
        is_begun = False
        for row in sheet.iter_rows(values_only=True):
            if is_begun or any(row):
                is_begun = True
                yield row
        if is_begun:
            return


def _check_count(given: Sequence[Any]) -> None:
    if len(given) > MOST_ROWS:
        raise FileError(message("import-too-many", count=MOST_ROWS))
