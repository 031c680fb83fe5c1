import-too-big = Файл больше { $megabytes } МБ. Разделите его на части.
import-too-many = В файле больше { $count } записей. Разделите его на части.
import-unknown-kind = Читаются файлы .csv, .xlsx и .jsonl.
import-damaged = Файл повреждён или это файл другого вида. Сохраните его заново как CSV или XLSX.
import-encoding = Кодировка файла не распознана. Сохраните его в UTF-8.
import-no-text = Не найдено столбца с текстом. Столбцы файла: { $headings }. Назовите нужный: Столбец=text.
import-no-heading = Столбца «{ $heading }» в файле нет. Есть: { $known }.
import-no-field = Поля «{ $field }» у упоминания нет. Есть: { $known }.
import-unpacks = Книга в распакованном виде больше { $megabytes } МБ. Сохраните её как CSV или разделите на части.
import-no-room = Файл не удалось сохранить на время проверки: { $reason }. Освободите место на диске сервера и загрузите его снова.
import-columns = Столбцы: { $columns }
import-columns-left = Не взяты: { $columns }. Назовите нужные: --column "Столбец=text".
import-would = Годных строк: { $items }, из них новых: { $new }, называют бренд: { $named }, с ошибками: { $wrong }. Ничего не загружено: это проба.
import-did = Загружено новых: { $new } из { $items } годных строк, называют бренд: { $named }, с ошибками: { $wrong }.
import-row = Строка { $row }: { $why }
import-rows-more = { $count ->
    [one] И ещё { $count } строка с ошибками.
    [few] И ещё { $count } строки с ошибками.
   *[many] И ещё { $count } строк с ошибками.
}
import-archive = Это архив: упоминания попадут в поиск и счётчики, обращений и сообщений не создадут. Первые строки:
