# Проверка на своих данных.
alerts-backtest-line = Строка { $line }: нужны время и число через запятую, например 2026-01-05T14:20:00,43.
alerts-backtest-time = Строка { $line }: время «{ $text }» не читается. Нужен вид 2026-01-05T14:20:00 или 2026-01-05 14:20:00+03:00.
alerts-backtest-value = Строка { $line }: значение «{ $text }» не читается. Нужно число не меньше нуля; пустое место означает «неизвестно».
alerts-backtest-order = Строка { $line }: время не позже, чем в строке перед ней. Отсортируйте строки по времени и уберите повторы.

# Всплески. Виды: all – все упоминания, negative – негатив, source – упоминания в одном источнике.
alerts-surge = В { $time } { $kind ->
    [negative] негатива о «{ $brand }»
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
    [source] пошли упоминания «{ $brand }» в источнике «{ $source }»
   *[all] пошли упоминания «{ $brand }»
} ({ $observed ->
    [one] { $observed } упоминание
    [few] { $observed } упоминания
   *[many] { $observed } упоминаний
}, обычно почти ни одного)
alerts-where = { $count } из { $observed } в источнике «{ $source }»
alerts-first = началось с «{ $excerpt }»
alerts-authors = Самые заметные авторы: { $authors }
alerts-doubled = «{ $brand }»: всплеск удвоился.
alerts-ended = { $kind ->
    [negative] Негатив о «{ $brand }» вернулся к обычному в { $time }.
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

# Каналы.
alerts-channel-name = Название канала должно быть не пустым и не длиннее 200 знаков.
alerts-channel-kind = Каналы вида «{ $kind }» этой версии неизвестны. Есть apprise и webhook.
alerts-channel-address = Адрес канала не читается. Для apprise нужен адрес вида tgram://…, mailto://… (список – github.com/caronc/apprise), для webhook – полный адрес с https://.
alerts-channel-secret = Ключ подписи не читается. Нужен вид whsec_… (от 24 до 64 байт в base64).
alerts-channel-quiet = Тихие часы задаются двумя временами: с какого и до какого.
alerts-channel-zone = Часовой пояс «{ $zone }» неизвестен. Пример: Europe/Moscow.

# Доставка.
alerts-not-accepted = Канал не принял сообщение: { $reason }
alerts-answered = Получатель ответил кодом { $status }.
alerts-no-answer = Получатель не ответил: { $reason }
alerts-forbidden = Адрес { $address } закрыт: он не из открытого интернета. Администратор может разрешить его сеть (MOLVA_ALLOW_PRIVATE).
alerts-expired = Сообщение не удалось доставить за { $hours } часов.
