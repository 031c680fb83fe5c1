web-import-title = Import from a file
web-import-lead = Mentions from another system's export: a trial first, then you decide whether to load them.
web-import-file = File
web-import-file-help = CSV, XLSX or JSON lines, up to { $megabytes } MB and 200,000 rows. The first row of a table names its columns.
web-import-no-file = Choose a file.
web-import-into = Under what name
web-import-into-help = What the source of these mentions will be called; the file's name if left empty. Load the next export of the same system under the same name.
web-import-look = Check the file
web-import-look-again = Check again
web-import-recent = This week
web-import-what = What will happen
web-import-what-columns = Molva recognises usual Russian and English headings; the others you name yourself. Times without a zone are Moscow's.
web-import-what-archive = A file is an archive: its mentions are searched and counted, and make no tickets or messages.
web-import-what-repeat = Loading a file again doubles nothing.
web-import-by = Source “{ $into }”, loaded by { $user }.
web-import-gone = There is no such import: it was cancelled, or is more than a week old. Load the file again, a repeat doubles nothing.
web-import-left = The process that had the file has stopped and did not go on. Load the file again: what has been loaded already is not doubled.
web-import-at-looking = The file is being gone through, rows so far: { $rows }. The page refreshes itself.
web-import-at-bringing = Mentions are being loaded, rows so far: { $rows }. The page refreshes itself and may be closed.
web-import-done = { $new ->
    [one] { $new } new mention was loaded. It appears in the list once it has been read.
   *[other] { $new } new mentions were loaded. They appear in the list once they have been read.
}
web-import-bring = { $count ->
    [one] Load { $count } row
   *[other] Load { $count } rows
}
web-import-drop = Do not load
web-import-again = Load another file
web-import-examples = The first rows as Molva reads them
web-import-mistakes = Rows that will not be loaded
web-import-mistakes-more = { $count ->
    [one] And { $count } more row.
   *[other] And { $count } more rows.
}
web-import-row = Row
web-import-why = What is wrong
web-import-columns = Columns
web-import-columns-help = What each column holds. Where Molva is mistaken, choose and check again.
web-import-found = In the file
web-import-items = Good rows
web-import-named = Name a brand
web-import-named-none = No row names a brand. What is loaded waits aside, and is found if a brand is added within days.
web-import-wrong = Wrong
web-import-stage-looking = being checked
web-import-stage-looked = awaits a decision
web-import-stage-bringing = being loaded
web-import-stage-done = loaded
web-import-stage-refused = unreadable
web-import-stage-left = broken off
web-import-field-none = leave out
web-import-field-id = message id
web-import-field-url = link
web-import-field-title = title
web-import-field-text = text
web-import-field-author = author
web-import-field-author-url = author's link
web-import-field-published-at = date
web-import-field-reach = reach
web-import-field-rating = rating
web-import-field-likes = likes
web-import-field-reposts = reposts
web-import-field-views = views
web-import-field-comments = comments
web-import-field-answer = company's answer
