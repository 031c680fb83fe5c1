# Сводки: письмо, текст и книга. Виды: daily, weekly.
digest-name = Молва
digest-title = { $kind ->
    [weekly] Сводка за неделю
   *[daily] Сводка за сутки
}
digest-subject = Молва: { $kind ->
    [weekly] за неделю
   *[daily] за сутки
} { $count ->
    [one] { $count } упоминание
    [few] { $count } упоминания
   *[many] { $count } упоминаний
}{ $named ->
    [yes] { " " }«{ $name }»
   *[no] { "" }
}, негатива { $share }
digest-subject-quiet = Молва: { $kind ->
    [weekly] за неделю ничего не написали
   *[daily] за сутки ничего не написали
}
digest-quiet = { $kind ->
    [weekly] За неделю ничего не написали.
   *[daily] За сутки ничего не написали.
}
digest-quiet-before = { $count ->
    [one] До этого за такое же время было { $count } упоминание.
    [few] До этого за такое же время было { $count } упоминания.
   *[many] До этого за такое же время было { $count } упоминаний.
}
digest-total = { $count ->
    [one] { $count } упоминание
    [few] { $count } упоминания
   *[many] { $count } упоминаний
}
digest-before = { $kind ->
    [weekly] неделей раньше – { $count }
   *[daily] сутками раньше – { $count }
}
digest-tone-negative = Негатив
digest-tone-neutral = Нейтрально
digest-tone-positive = Позитив
digest-was = было
digest-same = как было
digest-negative = негатив
digest-negative-share = негатива
digest-brands = По брендам
digest-voices = Доля голоса
digest-stories = Главные истории
digest-sources = Источники
digest-authors = Авторы по охвату
digest-work = Ответы и обращения
digest-surges = Всплески
digest-surge-lasts = Ещё идёт.
digest-more = { $count ->
    [one] И ещё { $count } бренд.
    [few] И ещё { $count } бренда.
   *[many] И ещё { $count } брендов.
}
digest-told = { $count ->
    [one] { $count } публикация
    [few] { $count } публикации
   *[many] { $count } публикаций
}
digest-told-in-all = всего { $count }
digest-reach = охват { $reach }
digest-mentions = { $count ->
    [one] { $count } упоминание
    [few] { $count } упоминания
   *[many] { $count } упоминаний
}
digest-work-states = Новых { $new }, в работе { $working }, закрыто { $done }.
digest-work-answered = { $count ->
    [one] На { $count } упоминание компания ответила на месте.
    [few] На { $count } упоминания компания ответила на месте.
   *[many] На { $count } упоминаний компания ответила на месте.
}
digest-work-due = По сроку ответа: вовремя { $in_time }, с опозданием { $late }, просрочено и ждёт { $waiting }
digest-work-tickets = Обращения: отправлено { $sent }, ждут отправки { $pending }, не приняты { $failed }.
digest-work-unanswered = { $count ->
    [one] Ждёт ответа { $count } упоминание:
    [few] Ждут ответа { $count } упоминания:
   *[many] Ждут ответа { $count } упоминаний:
}
digest-why = Вы получаете эту сводку по расписанию, которое настроено здесь: { $address }
digest-why-short = Вы получаете эту сводку по своему расписанию в Молве.
digest-settings = Мои сводки
digest-unsubscribe = Отписаться

# Книга.
digest-sheet-summary = Сводка
digest-sheet-brands = Бренды
digest-sheet-stories = Истории
digest-sheet-sources = Источники
digest-sheet-authors = Авторы
digest-sheet-waiting = Ждут ответа
digest-sheet-surges = Всплески
digest-column-period = Период
digest-column-all = Упоминаний
digest-column-before = Было
digest-column-brand = Бренд
digest-column-negative-before = Негатива было
digest-column-share = Доля голоса
digest-column-share-before = Доля была
digest-column-title = Заголовок
digest-column-told = Публикаций
digest-column-told-in-all = Всего
digest-column-reach = Охват
digest-column-source = Источник
digest-column-author = Автор
digest-column-site = Сайт
digest-column-tone = Тон
digest-column-published = Опубликовано
digest-column-surge = Что случилось
digest-column-link = Ссылка
digest-column-new = Новых
digest-column-working = В работе
digest-column-done = Закрыто
digest-column-answered = Отвечено на месте
digest-column-due-in-time = Отвечено в срок
digest-column-due-late = Отвечено позже срока
digest-column-due-waiting = Просрочено и ждёт
digest-column-unanswered = Ждут ответа
digest-column-tickets-sent = Обращений отправлено
digest-column-tickets-pending = Обращений ждёт отправки
digest-column-tickets-failed = Обращений не принято

# Отправка.
digest-address = Нужен адрес почты вида pr@example.ru.
digest-hour = Час – целое число от 0 до 23.
digest-kind = Сводка бывает за сутки (daily) или за неделю (weekly).
digest-weekday = День недели – число от 0 (понедельник) до 6.
digest-no-server = Почтовый сервер не настроен: администратор задаёт его в MOLVA_MAIL_URL.
digest-gone = Этой сводки больше нет.
digest-sent-already = Это письмо уже отправлено или отправляется. Новое можно послать через минуту.
# stage: auth, sender, recipient, data, hello, connect; reply: слова сервера.
digest-refused-for-good = { $stage ->
    [sender] Сервер не принимает письма с адреса отправителя (код { $code }): { $reply } Адрес задан в MOLVA_MAIL_URL (from).
    [recipient] Сервер не знает такого получателя или не принимает для него писем (код { $code }): { $reply } Проверьте адрес.
   *[data] Сервер отказался принять письмо насовсем (код { $code }): { $reply }
}
digest-refused-for-now = { $stage ->
    [auth] Сервер пока не пускает под этим именем (код { $code }): { $reply } Молва повторит.
    [recipient] Сервер пока не принимает писем для этого получателя (код { $code }): { $reply } Молва повторит.
   *[data] Сервер пока не принимает письмо (код { $code }): { $reply } Молва повторит.
}
digest-no-entry = Почтовый сервер не принял имя или пароль (код { $code }). Администратору: проверьте MOLVA_MAIL_URL. Молва повторит.
digest-no-auth = Почтовый сервер не спрашивает имени и пароля, хотя они заданы. Администратору: уберите их из MOLVA_MAIL_URL или проверьте порт. Молва повторит.
digest-no-encryption = Почтовый сервер не предлагает шифрования, поэтому пароль ему не отправлен. Администратору: используйте smtps:// или порт с STARTTLS.
digest-certificate = Сертификат почтового сервера не принят: проверьте имя сервера в MOLVA_MAIL_URL и срок сертификата. Молва повторит.
digest-no-answer = Соединиться с почтовым сервером не удалось. Молва повторит.
digest-timeout = Почтовый сервер не ответил вовремя. Молва повторит.
digest-cut-off = Почтовый сервер оборвал связь посреди разговора. Молва повторит.
digest-forbidden = Адрес почтового сервера { $address } не из открытого интернета. Администратор может разрешить его сеть (MOLVA_ALLOW_PRIVATE).
digest-file = Книгу не удалось записать в { $path }: { $reason }.
