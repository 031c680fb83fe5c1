"""A digest as an XLSX workbook. Texts from the web stay texts: no cell becomes a formula."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from alerts.digest.content import Digest
from alerts.digest.words import Words
from alerts.wording import Reader

Value = str | int | float | None
# What spreadsheets take for the beginning of a formula (OWASP, "CSV Injection").
FORMULA = ("=", "+", "-", "@", "\t", "\r")
WIDE, NARROW = 60, 18
# Excel takes no more of an address, and no longer one.
LONGEST_LINK = 2000


def as_workbook(digest: Digest, reader: Reader, link_base: str) -> bytes:
    """A sheet for the numbers and one for each list."""
    words, book = Words(digest, reader, link_base), Workbook(write_only=True)
    work, before = digest.work, digest.before
    rows: list[Sequence[Value]] = [(words.say("column-period"), words.span)]
    for key, now, then in (
        ("column-all", digest.now.all, before.all),
        *((f"tone-{tone}", getattr(digest.now, tone), getattr(before, tone))
          for tone in ("negative", "neutral", "positive")),
    ):  # fmt: skip
        rows.append((words.say(key), now, then))
    rows += [
        (words.say(f"column-{name.replace('_', '-')}"), getattr(work, name))
        for name in ("new", "working", "done", "answered", "unanswered", "tickets_sent",
                     "tickets_pending", "tickets_failed")
    ]  # fmt: skip
    rows += [
        (words.say(f"column-due-{name.replace('_', '-')}"), getattr(work.answers, name),
         getattr(work.answers_before, name))
        for name in ("in_time", "late", "waiting")
    ]  # fmt: skip
    _sheet(book, words, "summary", (words.title, "", words.say("column-before")), rows)
    _brands(book, words)
    _lists(book, words)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _brands(book: Workbook, words: Words) -> None:
    digest = words.digest
    voices = {voice.name: voice for voice in digest.voices}
    rows: list[Sequence[Value]] = []
    for line in digest.brands:
        voice = voices.get(line.name)
        rows.append(
            (line.name, line.now.all, line.before.all, line.now.negative, line.now.neutral,
             line.now.positive, line.before.negative,
             round(voice.share, 4) if voice else None, round(voice.before, 4) if voice else None,
             words.listed(brand=line.brand_id))
        )  # fmt: skip
    rows += [
        (voice.name, voice.count, *[None] * 5, round(voice.share, 4), round(voice.before, 4), "")
        for voice in digest.voices
        if not voice.is_own
    ]
    _table(book, words, "brands", ("brand", "all", "before", "tone-negative", "tone-neutral",
           "tone-positive", "negative-before", "share", "share-before", "link"), rows)  # fmt: skip


def _lists(book: Workbook, words: Words) -> None:
    digest = words.digest

    def mention(mention_id: int) -> str:
        return words.link(f"mentions/{mention_id}")

    _table(book, words, "stories", ("title", "told", "told-in-all", "tone-negative", "reach",
           "link"), [
        (one.title, one.count, one.size, one.negative, one.reach, mention(one.mention_id))
        for one in digest.stories
    ])  # fmt: skip
    _table(book, words, "sources", ("source", "all", "before", "tone-negative", "link"), [
        (one.name, one.count, one.before, one.negative, words.listed(source=one.source_id))
        for one in digest.sources
    ])  # fmt: skip
    _table(book, words, "authors", ("author", "site", "reach", "all", "tone", "title", "link"), [
        (one.name, one.site, one.reach, one.count, words.say(f"tone-{one.tone}"), one.title,
         mention(one.mention_id))
        for one in digest.authors
    ])  # fmt: skip
    _table(book, words, "waiting", ("title", "source", "published", "link"), [
        (one.title, one.source, words.moment(one.published_at), mention(one.mention_id))
        for one in digest.work.waiting
    ])  # fmt: skip
    _table(book, words, "surges", ("surge", "link"), [
        (words.surge(one.reason), words.link(f"surges/{one.surge_id}")) for one in digest.surges
    ])  # fmt: skip


def _table(
    book: Workbook, words: Words, name: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]
) -> None:
    """A sheet of these columns, the last of which is a link; none where there are no rows."""
    rows = list(rows)
    if rows:
        heads = [
            words.say(column if column.startswith("tone-") else f"column-{column}")
            for column in columns
        ]
        _sheet(book, words, name, heads, rows)


def _sheet(
    book: Workbook, words: Words, name: str, heads: Sequence[Value], rows: Iterable[Sequence[Value]]
) -> None:
    sheet = book.create_sheet(words.say(f"sheet-{name}"))
    sheet.freeze_panes = "A2"
    for number in range(1, len(heads) + 1):
        width = WIDE if number == 1 else NARROW
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_cell(sheet, head, is_bold=True) for head in heads])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: object, value: Value, is_bold: bool = False) -> object:
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl reads a formula into a text that begins with "="
        # Excel's own mark of a text, which stays should the cell be edited or copied.
        cell.quotePrefix = value.startswith(FORMULA)
        if value.startswith(("http://", "https://")) and len(value) <= LONGEST_LINK:
            cell.hyperlink = value
    if is_bold:
        cell.font = Font(bold=True)
    return cell
