import-too-big = Файл больше { $megabytes } МБ. Разделите его на части.
import-too-many = В файле больше { $count } записей. Разделите его на части.
import-unknown-kind = Читаются файлы .csv, .xlsx и .jsonl.
import-damaged = Файл повреждён или это файл другого вида. Сохраните его заново как CSV или XLSX.
import-encoding = Кодировка файла не распознана. Сохраните его в UTF-8.
import-no-text = Не найдено столбца с текстом. Столбцы файла: { $headings }. Назовите нужный: Столбец=text.
import-no-heading = Столбца «{ $heading }» в файле нет. Есть: { $known }.
import-no-field = Поля «{ $field }» у упоминания нет. Есть: { $known }.
