import-too-big = The file is larger than { $megabytes } MB. Split it.
import-too-many = The file has more than { $count } records. Split it.
import-unknown-kind = Files that can be read are .csv, .xlsx and .jsonl.
import-damaged = The file is damaged or of another kind. Save it again as CSV or XLSX.
import-encoding = The file's encoding is not recognised. Save it as UTF-8.
import-no-text = No column with a text was found. The file's columns: { $headings }. Name the one that holds the text (of the command: --column "Column=text").
import-no-heading = The file has no column “{ $heading }”. It has: { $known }.
import-no-field = A mention has no field “{ $field }”. It has: { $known }.
import-unpacks = The workbook is too large once unpacked. Save it as CSV, or split it.
import-no-room = The file could not be kept while it is checked: { $reason }. Free some of the server's disk and load it again.
import-columns = Columns: { $columns }
import-columns-left = Left out: { $columns }. Name those you want: --column "Column=text".
import-would = Good rows: { $items }, new: { $new }, naming a brand: { $named }, wrong: { $wrong }. Nothing was loaded: this is a trial.
import-did = Loaded { $new } new of { $items } good rows; naming a brand: { $named }, wrong: { $wrong }.
import-row = Row { $row }: { $why }
import-rows-more = { $count ->
    [one] And { $count } more wrong row.
   *[other] And { $count } more wrong rows.
}
import-archive = This is an archive: its mentions are searched and counted, and make no tickets or messages. The first rows:
