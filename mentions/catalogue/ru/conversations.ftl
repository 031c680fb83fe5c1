conversations-title = Обсуждение: { $count ->
    [one] { $count } запись
    [few] { $count } записи
   *[many] { $count } записей
}
conversations-part = Обсуждение длинное: здесь его начало и { $shown ->
    [one] { $shown } запись
    [few] { $shown } записи
   *[many] { $shown } записей
} вокруг этой.
conversations-nobody = Без имени
conversations-answers = отвечает: { $author }
conversations-rating = Оценка автора
conversations-answered = ответ есть
conversations-answer = Ответ компании
conversations-withdrawn = удалено у источника
conversations-withdrawn-note = Источник удалил эту запись. Молва хранит её, потому что она была опубликована.
conversations-forwarded = Переслано из: { $source }
conversations-views = Просмотры
conversations-likes = Отметки «нравится»
conversations-reposts = Репосты
conversations-comments = Комментарии
