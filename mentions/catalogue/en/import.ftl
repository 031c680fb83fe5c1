import-too-big = The file is larger than { $megabytes } MB. Split it.
import-too-many = The file has more than { $count } records. Split it.
import-unknown-kind = Files that can be read are .csv, .xlsx and .jsonl.
import-damaged = The file is damaged or of another kind. Save it again as CSV or XLSX.
import-encoding = The file's encoding is not recognised. Save it as UTF-8.
import-no-text = No column with a text was found. The file's columns: { $headings }. Name the right one: Column=text.
import-no-heading = The file has no column “{ $heading }”. It has: { $known }.
import-no-field = A mention has no field “{ $field }”. It has: { $known }.
