# Проверка на своих данных.
alerts-backtest-line = Строка { $line }: нужны время и число через запятую, например 2026-01-05T14:20:00,43.
alerts-backtest-time = Строка { $line }: время «{ $text }» не читается. Нужен вид 2026-01-05T14:20:00 или 2026-01-05 14:20:00+03:00.
alerts-backtest-value = Строка { $line }: значение «{ $text }» не читается. Нужно число не меньше нуля; пустое место означает «неизвестно».
alerts-backtest-order = Строка { $line }: время не позже, чем в строке перед ней. Отсортируйте строки по времени и уберите повторы.

# Всплески. Виды: all – все упоминания, negative – негатив, question – вопросы, source – упоминания
# в одном источнике, rule – подошедшие под правило, story – перепечатки одной публикации.
alerts-surge = В { $time } { $kind ->
    [negative] негатива о «{ $brand }»
    [question] вопросов о «{ $brand }»
    [rule] упоминаний «{ $brand }» по правилу «{ $rule }»
    [source] упоминаний «{ $brand }» в источнике «{ $source }»
   *[all] упоминаний «{ $brand }»
} в { $times } { $times ->
    [one] раз
    [few] раза
    [many] раз
   *[other] раза
} больше обычного ({ $observed } против { $expected })
alerts-surge-from-nothing = В { $time } { $kind ->
    [negative] пошёл негатив о «{ $brand }»
    [question] пошли вопросы о «{ $brand }»
    [rule] пошли упоминания «{ $brand }» по правилу «{ $rule }»
    [source] пошли упоминания «{ $brand }» в источнике «{ $source }»
   *[all] пошли упоминания «{ $brand }»
} ({ $observed ->
    [one] { $observed } упоминание
    [few] { $observed } упоминания
   *[many] { $observed } упоминаний
}, обычно почти ни одного)
alerts-surge-story = С { $time } необычно быстро расходится публикация о «{ $brand }» ({ $observed ->
    [one] { $observed } упоминание
    [few] { $observed } упоминания
   *[many] { $observed } упоминаний
}{ $others ->
    [0] {""}
   *[other] , у других – не больше { $others } за час
})
alerts-word = «{ $word }»
alerts-where = { $count } из { $observed } в источнике «{ $source }»
alerts-first = началось с «{ $excerpt }»
alerts-authors = Самые заметные авторы: { $authors }
alerts-doubled = «{ $brand }»: всплеск удвоился.
alerts-ended = { $kind ->
    [negative] Негатив о «{ $brand }» вернулся к обычному в { $time }.
    [question] Вопросов о «{ $brand }» снова обычное число с { $time }.
    [rule] Упоминаний «{ $brand }» по правилу «{ $rule }» снова обычное число с { $time }.
    [story] Публикация о «{ $brand }» с { $time } почти не расходится.
    [source] Упоминаний «{ $brand }» в источнике «{ $source }» снова обычное число с { $time }.
   *[all] Упоминаний «{ $brand }» снова обычное число с { $time }.
}
alerts-together = { $count ->
    [one] Молва: { $count } сообщение
    [few] Молва: { $count } сообщения
   *[many] Молва: { $count } сообщений
}
alerts-test-title = Молва: проверка связи
alerts-test = Этот канал получает сообщения Молвы. Отвечать не нужно.

# Когда никто не нажал «Вижу».
alerts-escalated = { $minutes ->
    [one] «{ $brand }»: всплеск, и за { $minutes } минуту никто не нажал «Вижу».
    [few] «{ $brand }»: всплеск, и за { $minutes } минуты никто не нажал «Вижу».
   *[many] «{ $brand }»: всплеск, и за { $minutes } минут никто не нажал «Вижу».
}

# Правила, о которых просили сообщать. Тон: negative, neutral, positive.
alerts-matched = «{ $rule }»: { $count ->
    [one] { $count } новое упоминание.
    [few] { $count } новых упоминания.
   *[many] { $count } новых упоминаний.
}
alerts-matched-reach = охват { $reach }
alerts-matched-tone = { $tone ->
    [negative] негатив
    [positive] позитив
   *[neutral] нейтрально
}
alerts-matched-more = { $count ->
    [one] И ещё { $count } упоминание.
    [few] И ещё { $count } упоминания.
   *[many] И ещё { $count } упоминаний.
}

# Сроки ответа.
alerts-deadline = Пора ответить: { $count ->
    [one] { $count } упоминание, срок до { $time }.
    [few] { $count } упоминания, ближайший срок до { $time }.
   *[many] { $count } упоминаний, ближайший срок до { $time }.
}
alerts-deadline-until = до { $time }

# Неполадки самой службы. Виды: source, queue, desk, tickets, service.
alerts-trouble-begun = { $kind ->
    [source] Молва: источники молчат
    [queue] Молва: растёт очередь
    [desk] Молва: получатель не отвечает
    [tickets] Молва: обращения скоро снимутся с отправки
   *[service] Молва: неполадка службы
}:
alerts-trouble-over = { $kind ->
    [source] Молва: источники снова в порядке
    [queue] Молва: очередь разобрана
    [desk] Молва: получатель снова отвечает
    [tickets] Молва: обращения больше не под угрозой
   *[service] Молва: неполадка устранена
}:
alerts-trouble-more = { $count ->
    [one] И ещё { $count }.
   *[many] И ещё { $count }.
}
alerts-source-failing = Источник «{ $name }»: ни одного удачного обхода за { $hours } ч.
alerts-queue-inbox = Собранное ждёт разбора { $minutes } мин
alerts-queue-search = Поиск отстаёт на { $minutes } мин
alerts-desk-down = Служба поддержки «{ $name }»
alerts-channel-down = Канал сообщений «{ $name }»
alerts-tickets-expiring = { $count ->
    [one] «{ $name }»: { $count } обращение, попытки кончатся в ближайшие { $hours } ч
    [few] «{ $name }»: { $count } обращения, попытки кончатся в ближайшие { $hours } ч
   *[many] «{ $name }»: { $count } обращений, попытки кончатся в ближайшие { $hours } ч
}

# Каналы.
alerts-channel-name = Название канала должно быть не пустым и не длиннее 200 знаков.
alerts-channel-kind = Каналы вида «{ $kind }» этой версии неизвестны. Есть apprise и webhook.
alerts-channel-address = Адрес канала не читается. Для apprise нужен адрес вида tgram://…, mailto://… (список – github.com/caronc/apprise), для webhook – полный адрес с https://.
alerts-channel-secret = Ключ подписи не читается. Нужен вид whsec_… (от 24 до 64 байт в base64).
alerts-channel-taken = Канал с названием «{ $name }» уже есть. Назовите этот иначе.
alerts-channel-surges = О всплесках канал узнаёт сразу, только когда никто не смотрит, или никогда.
alerts-channel-quiet = Тихие часы задаются двумя временами, например 22:00–08:00.
alerts-channel-zone = Часовой пояс «{ $zone }» неизвестен. Пример: Europe/Moscow.

# Доставка.
alerts-not-accepted = Канал не принял сообщение: { $reason }
alerts-answered = { $status ->
    [401] Получатель не принял ключ или пароль из адреса (код 401). Проверьте их.
    [403] Получатель не разрешает сюда писать (код 403). Проверьте права бота или ключ.
    [404] По этому адресу никого нет (код 404). Проверьте адрес.
    [410] Получатель закрыл этот адрес навсегда (код 410).
    [429] Получатель просит писать реже (код 429). Молва подождёт и повторит.
   *[other] Получатель ответил кодом { $status }.
}
# status: 429 или 503; unit: seconds, minutes, hours.
alerts-wait = { $status ->
    [429] Получатель просит писать реже
   *[other] Получатель сейчас занят
} (код { $status }). Молва подождёт { $count } { $unit ->
    [seconds] с
    [minutes] мин
   *[hours] ч
}, как он просит, и повторит.
# reason: что случилось с соединением, словом библиотеки.
alerts-no-answer = { $reason ->
    [ReadTimeout] Получатель не ответил вовремя.
    [ConnectTimeout] Получатель не ответил вовремя.
    [SSLError] Сертификат получателя не принят: проверьте адрес и срок сертификата.
   *[ConnectionError] Соединиться с получателем не удалось: проверьте адрес, или он сейчас недоступен.
}
alerts-forbidden = Адрес { $address } закрыт: он не из открытого интернета. Администратор может разрешить его сеть (MOLVA_ALLOW_PRIVATE).
alerts-expired = Сообщение не удалось доставить за { $hours } часов.
