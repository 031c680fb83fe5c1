"""Exports of other systems, as files: headings, encodings, dates, damage."""

import io
import zipfile
from datetime import UTC, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.files import FileError, read_file
from mentions.errors import MolvaError

RUSSIAN = (
    "Дата;Автор;Текст;Ссылка;Тональность;Аудитория\n"
    '26.11.2026 10:20;Иван;"Банк; опять\nлежит";https://x.ru/1;негатив;1 200\n'
    "3 марта 2026;Пётр;Всё хорошо;https://x.ru/2;;\n"
    ";;;;;\n"
    "не дата;Анна;Так себе;https://x.ru/3;;\n"
)
SEEN = [
    ("Банк; опять\nлежит", "Иван", 1200, datetime(2026, 11, 26, 7, 20, tzinfo=UTC)),
    ("Всё хорошо", "Пётр", None, datetime(2026, 3, 2, 21, 0, tzinfo=UTC)),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
def test_a_csv_of_a_russian_spreadsheet(encoding: str) -> None:
    contents = read_file("export.CSV", RUSSIAN.encode(encoding))
    found = [(one.text, one.author, one.reach, one.published_at) for one in contents.items]
    assert found == SEEN
    assert contents.columns["Тональность"] == ""
    assert [(one.index, one.field) for one in contents.mistakes] == [(2, "published_at")]
    assert all(item.extra == {"is_archive": True} for item in contents.items)


def test_a_workbook() -> None:
    book = openpyxl.Workbook()
    book.active.append(["ID", "Message", "Date", "Rating"])
    book.active.append([17, "Bank is down", datetime(2026, 11, 26, 10, 20), 2])
    written = io.BytesIO()
    book.save(written)
    (item,) = read_file("export.xlsx", written.getvalue()).items
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
        read_file("export.xlsx", damaged.getvalue())
    assert refused.value.message.key == "import-damaged"


def test_of_two_columns_with_one_heading_the_first_counts() -> None:
    (item,) = read_file(
        "a.csv", "Текст;Ссылка;Ссылка\nа;https://a.ru/1;https://a.ru/2".encode()
    ).items
    assert item.url == "https://a.ru/1"


def test_json_lines() -> None:
    contents = read_file("a.jsonl", '{"id": 1, "text": "да"}\n\n{"id": 2}\nмусор\n'.encode())
    assert [item.key for item in contents.items] == ["1"]
    assert [(one.index, one.field) for one in contents.mistakes] == [(1, "text"), (2, "")]


def test_a_column_is_named_by_hand() -> None:
    table = "Что сказали,Текст\nБанк лежит,заметка\n".encode()
    (item,) = read_file("a.csv", table, {"Что сказали": "text", "Текст": ""}).items
    assert item.text == "Банк лежит"
    for columns, why in (({"Нет такого": "text"}, "heading"), ({"Текст": "tone"}, "field")):
        with pytest.raises(FileError) as refused:
            read_file("a.csv", table, columns)
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
        read_file(name, data)
    assert refused.value.message.key == why


@given(st.sampled_from(["csv", "xlsx", "jsonl"]), st.binary(max_size=300), st.booleans())
def test_no_file_brings_the_import_down(suffix: str, data: bytes, is_headed: bool) -> None:
    try:
        read_file(f"a.{suffix}", (b"text;date;reach;rating;id\n" if is_headed else b"") + data)
    except MolvaError:
        return
