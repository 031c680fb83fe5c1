"""Exports of other systems, as files: headings, encodings, dates, damage."""

import io
import zipfile
from datetime import UTC, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers import files
from crawlers.files import FileError
from mentions.errors import MolvaError
from mentions.pushed import WrongRow
from mentions.types import RawItem

RUSSIAN = (
    "Дата;Автор;Текст;Ссылка;Тональность;Аудитория\n"
    '26.11.2026 10:20;Иван;"Банк; опять\nлежит";https://x.ru/1;негатив;1 200\n'
    "3 марта 2026;Пётр;Всё хорошо;https://x.ru/2;;\n"
    ";;;;;\n"
    "не дата;Анна;Так себе;https://x.ru/3;;\n"
)


class Contents:
    """All of a file: what it holds and what is wrong with it."""

    def __init__(self, name: str, data: bytes, columns: dict[str, str] | None = None) -> None:
        contents = files.read_file(name, io.BytesIO(data), columns)
        rows = list(contents.rows)
        self.columns = contents.columns
        self.items = [one for one in rows if isinstance(one, RawItem)]
        self.mistakes = [one for one in rows if isinstance(one, WrongRow)]


SEEN = [
    ("Банк; опять\nлежит", "Иван", 1200, datetime(2026, 11, 26, 7, 20, tzinfo=UTC)),
    ("Всё хорошо", "Пётр", None, datetime(2026, 3, 2, 21, 0, tzinfo=UTC)),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
def test_a_csv_of_a_russian_spreadsheet(encoding: str) -> None:
    contents = Contents("export.CSV", RUSSIAN.encode(encoding))
    found = [(one.text, one.author, one.reach, one.published_at) for one in contents.items]
    assert found == SEEN
    assert contents.columns["Тональность"] == ""
    assert [(one.row, one.field) for one in contents.mistakes] == [(5, "published_at")]
    assert all(item.extra == {"is_archive": True} for item in contents.items)


def test_a_workbook() -> None:
    book = openpyxl.Workbook()
    book.active.append(["ID", "Message", "Date", "Rating"])
    book.active.append([17, "Bank is down", datetime(2026, 11, 26, 10, 20), 2])
    written = io.BytesIO()
    book.save(written)
    (item,) = Contents("export.xlsx", written.getvalue()).items
    assert (item.key, item.text, item.extra["rating"]) == ("17", "Bank is down", 2.0)
    assert item.published_at == datetime(2026, 11, 26, 7, 20, tzinfo=UTC)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_a_workbook_with_a_damaged_part(part: str) -> None:
    written, damaged = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(written)
    with zipfile.ZipFile(written) as whole, zipfile.ZipFile(damaged, "w") as copy:
        for name in whole.namelist():
            copy.writestr(name, b"<broken" if name == part else whole.read(name))
    with pytest.raises(FileError) as refused:
        Contents("export.xlsx", damaged.getvalue())
    assert refused.value.message.key == "import-damaged"


def test_of_two_columns_with_one_heading_the_first_counts() -> None:
    (item,) = Contents(
        "a.csv", "Текст;Ссылка;Ссылка\nа;https://a.ru/1;https://a.ru/2".encode()
    ).items
    assert item.url == "https://a.ru/1"


def test_json_lines() -> None:
    contents = Contents("a.jsonl", '{"id": 1, "text": "да"}\n\n{"id": 2}\nмусор\n'.encode())
    assert [item.key for item in contents.items] == ["1"]
    assert [(one.row, one.field) for one in contents.mistakes] == [(3, "text"), (4, "")]


def test_a_column_is_named_by_hand() -> None:
    table = "Что сказали,Текст\nБанк лежит,заметка\n".encode()
    (item,) = Contents("a.csv", table, {"Что сказали": "text", "Текст": ""}).items
    assert item.text == "Банк лежит"
    for columns, why in (({"Нет такого": "text"}, "heading"), ({"Текст": "tone"}, "field")):
        with pytest.raises(FileError) as refused:
            Contents("a.csv", table, columns)
        assert refused.value.message.key == f"import-no-{why}"


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.xlsx", b"PK\x03\x04 no workbook", "import-damaged"),
        ("a.xlsx", RUSSIAN.encode(), "import-damaged"),
        ("a.pdf", b"%PDF", "import-unknown-kind"),
        ("a.csv", b"", "import-no-text"),
        ("a.csv", "Имя;Город\nа;б\n".encode(), "import-no-text"),
        ("a.csv", b"\x98\x98", "import-encoding"),
    ],
)
def test_what_cannot_be_read_is_told(name: str, data: bytes, why: str) -> None:
    with pytest.raises(FileError) as refused:
        Contents(name, data)
    assert refused.value.message.key == why


@given(st.sampled_from(["csv", "xlsx", "jsonl"]), st.binary(max_size=300), st.booleans())
def test_no_file_brings_the_import_down(suffix: str, data: bytes, is_headed: bool) -> None:
    try:
        Contents(f"a.{suffix}", (b"text;date;reach;rating;id\n" if is_headed else b"") + data)
    except MolvaError:
        return


def test_a_line_of_json_may_hold_separators_of_unicode() -> None:
    (item,) = Contents("a.jsonl", '{"id": 1, "text": "да\u2028нет"}\n'.encode()).items
    assert item.text == "да\u2028нет"


def workbook(sheet: bytes, part: str = "sheet1") -> bytes:
    """A workbook whose first sheet, or another part, is this."""
    written, changed = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(written)
    with (
        zipfile.ZipFile(written) as whole,
        zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for name in whole.namelist():
            copy.writestr(name, sheet if part in name else whole.read(name))
    return changed.getvalue()


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
HEADING = '<row r="1"><c r="A1" t="inlineStr"><is><t>text</t></is></c></row>'


@pytest.mark.parametrize(
    ("sheet", "why"),
    [
        (
            '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
            f"{SHEET}<sheetData>{HEADING}"
            '<row r="2"><c r="A2" t="inlineStr"><is><t>&b;</t></is></c></row>'
            "</sheetData></worksheet>",
            "import-damaged",
        ),
        (
            f'{SHEET}<sheetData>{HEADING}<row r="2000000000">'
            '<c r="A2000000000" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>',
            "import-damaged",
        ),
    ],
    ids=["entities", "far row"],
)
def test_a_workbook_that_grows_when_it_is_read_is_refused(
    sheet: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LAST_ROW", 10_000)
    with pytest.raises(FileError) as refused:
        Contents("a.xlsx", workbook(sheet.encode()))
    assert refused.value.message.key == why


@pytest.mark.parametrize(("part", "size"), [("sheet1", 4 << 20), ("styles", 1 << 20)])
def test_a_workbook_that_is_larger_than_it_looks_is_refused(
    part: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LARGEST_UNPACKED", 4 << 20)
    monkeypatch.setattr(files, "LARGEST_HELD", 1 << 20)
    packed = workbook(b" " * (size + 1), part)
    assert len(packed) < 20_000
    with pytest.raises(FileError) as refused:
        Contents("a.xlsx", packed)
    assert refused.value.message.key == "import-unpacks"


def test_a_sheet_is_no_larger_than_its_rows() -> None:
    far = f'{SHEET}<dimension ref="A1:XFD1048576"/><sheetData>{HEADING}</sheetData></worksheet>'
    assert Contents("a.xlsx", workbook(far.encode())).items == []
