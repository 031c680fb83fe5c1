web-import-title = Импорт из файла
web-import-lead = Упоминания из выгрузки другой системы: сначала проба, потом решаете, загружать ли.
web-import-file = Файл
web-import-file-help = CSV, XLSX или JSON lines, до { $megabytes } МБ и 200 000 строк. Первая строка таблицы – названия столбцов.
web-import-no-file = Выберите файл.
web-import-into = Под каким именем
web-import-into-help = Так будет называться источник этих упоминаний. Если не заполнить, возьмём имя файла. Новую выгрузку той же системы загружайте под тем же именем.
web-import-look = Проверить файл
web-import-look-again = Проверить ещё раз
web-import-recent = За неделю
web-import-what = Что произойдёт
web-import-what-columns = Молва узнаёт обычные названия столбцов по-русски и по-английски; остальные вы назовёте сами. Время без пояса считается московским.
web-import-what-archive = Файл – это архив: его упоминания попадут в поиск и счётчики, но обращений и сообщений не создадут.
web-import-what-repeat = Повторная загрузка ничего не удвоит.
web-import-by = Источник «{ $into }», загружает { $user }.
web-import-gone = Такого импорта нет: его отменили, или прошло больше недели. Загрузите файл ещё раз, повтор ничего не удвоит.
web-import-left = Процесс, у которого был файл, остановился и не продолжил работу. Загрузите файл ещё раз: то, что уже загружено, не удвоится.
web-import-at-looking = Файл просматривается, строк пройдено: { $rows }. Страница обновляется сама.
web-import-at-bringing = Упоминания загружаются, строк пройдено: { $rows }. Страница обновляется сама, её можно закрыть.
web-import-done = { $new ->
    [one] Загружено { $new } новое упоминание. Оно появится в списке, как только будет разобрано.
    [few] Загружено { $new } новых упоминания. Они появятся в списке, как только будут разобраны.
   *[many] Загружено { $new } новых упоминаний. Они появятся в списке, как только будут разобраны.
}
web-import-bring = { $count ->
    [one] Загрузить { $count } строку
    [few] Загрузить { $count } строки
   *[many] Загрузить { $count } строк
}
web-import-drop = Не загружать
web-import-again = Загрузить другой файл
web-import-examples = Первые строки, как их поймёт Молва
web-import-mistakes = Строки, которые не загрузятся
web-import-mistakes-more = { $count ->
    [one] И ещё { $count } такая строка.
    [few] И ещё { $count } такие строки.
   *[many] И ещё { $count } таких строк.
}
web-import-row = Строка
web-import-why = Что не так
web-import-columns = Столбцы
web-import-columns-help = Что в каком столбце. Если Молва поняла неверно, поправьте и проверьте ещё раз.
web-import-found = Что в файле
web-import-items = Годных строк
web-import-named = Называют бренд
web-import-named-none = Ни одна строка не называет бренд. Загруженное подождёт в стороне и найдётся, если добавить бренд в ближайшие дни.
web-import-wrong = С ошибками
web-import-stage-looking = просматривается
web-import-stage-looked = ждёт решения
web-import-stage-bringing = загружается
web-import-stage-done = загружен
web-import-stage-refused = не читается
web-import-stage-left = прервано
web-import-field-none = не брать
web-import-field-id = номер сообщения
web-import-field-url = ссылка
web-import-field-title = заголовок
web-import-field-text = текст
web-import-field-author = автор
web-import-field-author-url = ссылка на автора
web-import-field-published-at = дата
web-import-field-reach = охват
web-import-field-rating = оценка
web-import-field-likes = лайки
web-import-field-reposts = репосты
web-import-field-views = просмотры
web-import-field-comments = комментарии
web-import-field-answer = ответ компании
