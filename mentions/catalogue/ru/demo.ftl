demo-helpdesk-title = Служба поддержки
demo-helpdesk-subtitle = Учебный хелпдеск: сюда Молва присылает обращения
demo-helpdesk-empty = Обращений пока нет
demo-helpdesk-empty-text = Первые появятся, как только Молва соберёт упоминания. Страница обновляется сама.
demo-helpdesk-lost = Хелпдеск не отвечает. Страница пробует снова.
demo-language = Язык
demo-figure-tickets = Обращений
demo-figure-urgent = Срочных
demo-figure-waiting = Ждут ответа
demo-figure-refused = Отказов для проверки
demo-figure-refused-why = Хелпдеск нарочно отказывает одному обращению из восьми, чтобы было видно, как Молва повторяет отправку
demo-priority =
    { $priority ->
        [urgent] Срочно
        [critical] Срочно
        [highest] Срочно
        [high] Важно
        [normal] Обычное
        [medium] Обычное
        [low] Подождёт
       *[other] { $priority }
    }
demo-tone =
    { $tone ->
        [negative] Негатив
        [neutral] Нейтрально
        [positive] Позитив
       *[other] Тон: { $tone }
    }
demo-question = Вопрос
demo-needs-reply = Ждёт ответа
demo-story =
    { $size ->
        [one] { $size } публикация
        [few] { $size } публикации
       *[other] { $size } публикаций
    }
demo-why = Почему:
demo-open-mention = Открыть в Молве
demo-open-source = Источник
demo-town-title = Верхнереченск
demo-town-note = Город, его жители и компании выдуманы для знакомства с Молвой.
demo-feed = лента
demo-helpdesk-name = Поддержка города
