# Почему у обращения такой приоритет.
ticketizer-reason-reach = Охват { $reach }
ticketizer-reason-reprints = { $count ->
    [one] { $count } перепечатка
    [few] { $count } перепечатки
   *[many] { $count } перепечаток
}
ticketizer-reason-rated = Публичный отзыв с оценкой
ticketizer-reason-negative = Негатив (уверенность { $percent } %)
ticketizer-reason-unsure = Похоже на негатив (уверенность { $percent } %)
ticketizer-reason-growth = { $count ->
    [one] Расходится: { $count } перепечатка в час
    [few] Расходится: { $count } перепечатки в час
   *[many] Расходится: { $count } перепечаток в час
}
ticketizer-reason-stale = { $days ->
    [one] Опубликовано { $days } день назад
    [few] Опубликовано { $days } дня назад
   *[many] Опубликовано { $days } дней назад
}
ticketizer-reason-question = Свежий вопрос
ticketizer-reason-reply = Ждёт ответа
ticketizer-reason-question-waits = { $hours ->
    [one] Вопрос без ответа { $hours } час
    [few] Вопрос без ответа { $hours } часа
   *[many] Вопрос без ответа { $hours } часов
}
ticketizer-reason-reply-waits = { $hours ->
    [one] Ждёт ответа { $hours } час
    [few] Ждёт ответа { $hours } часа
   *[many] Ждёт ответа { $hours } часов
}
ticketizer-reason-fresh = Опубликовано меньше суток назад
ticketizer-reason-rule = Приоритет задан правилом «{ $rule }»

# Правила.
ticketizer-default-rule = Негатив или нужен ответ
ticketizer-name-length = Название должно быть не пустым и не длиннее 200 знаков.
ticketizer-name-taken = Название «{ $name }» уже занято. Возьмите другое.
ticketizer-rule-range = Уверенность задаётся от 0 до 1, охват – не меньше 0.
ticketizer-rule-priority = Приоритет задаётся числом от 1 (самый срочный) до 4.
ticketizer-rule-idle = Правило ничего не делает. Выберите хотя бы одно действие: обращение, метку, приоритет, скрытие или сообщение.
ticketizer-rule-tag = Метка должна быть не пустой и не длиннее 100 знаков.

# Получатели.
ticketizer-kind = Получатель вида «{ $kind }» этой версии неизвестен.
ticketizer-url = Адрес не читается. Нужен полный адрес с http:// или https://, например https://desk.example.ru/hooks/molva.
ticketizer-url-password = Пароль в адресе попал бы в журналы. Уберите его из адреса и передайте заголовком Authorization.
ticketizer-header = Заголовок «{ $name }» недопустим: имя – латиница без пробелов, значение – одна строка до 4000 знаков.
ticketizer-header-own = Заголовок «{ $name }» Молва ставит сама. Уберите его.
ticketizer-headers-many = Слишком много заголовков: допустимо до { $most }.
ticketizer-content-type = Тип содержимого не читается. Пример: application/json.
ticketizer-language = Язык обращений – ru или en.
ticketizer-secret = Ключ подписи не читается. Нужен вид whsec_… (от 24 до 64 байт в base64). Молва может создать его сама.
ticketizer-template-long = Шаблон слишком велик: допустимо до { $most } знаков.
ticketizer-template-syntax = Ошибка в шаблоне, строка { $line }: { $error }
ticketizer-template-deep = Шаблон слишком сложен: уменьшите вложенность.
ticketizer-template-forbids = В шаблоне, строка { $line }, нельзя использовать «{ $what }». Допустимы подстановки, условия, циклы по brands и reasons и простые фильтры.
ticketizer-template-output = Шаблон дал больше { $most } байт. Сократите текст, например: mention.text | truncate(2000) | tojson.
ticketizer-template-fails = Шаблон не выполнился: { $error }
ticketizer-template-json = Шаблон дал неверный JSON: { $error }. Подставляйте значения через фильтр tojson.

# Как прошла отправка.
ticketizer-gone = Получатель ответил, что этого адреса больше нет (410). Отправка туда выключена. Проверьте адрес и включите получателя снова.
ticketizer-too-many = Получатель просит слать реже (429). Молва повторит позже.
ticketizer-redirects = Получатель перенаправляет на другой адрес ({ $status }). Молва за ним не идёт: укажите конечный адрес.
ticketizer-refuses = Получатель отклонил обращение ({ $status }). Прочтите его ответ, исправьте причину и отправьте снова.
ticketizer-fails = Ошибка на стороне получателя ({ $status }). Молва повторит позже.
ticketizer-no-name = Имя { $host } не находится в DNS. Проверьте адрес; Молва повторит позже.
ticketizer-no-connection = { $host } не принимает соединение. Молва повторит позже.
ticketizer-no-trust = Сертификат { $host } не прошёл проверку. Молва повторит позже.
ticketizer-slow = Нет ответа за { $seconds } с. Молва повторит позже.
ticketizer-dropped = Соединение оборвалось до ответа. Молва повторит позже.
ticketizer-not-http = Ответ не похож на HTTP. Проверьте адрес; Молва повторит позже.
ticketizer-broken = Молва не смогла составить обращение. Подробности в её журнале; она повторит позже.

# Проверочное обращение.
ticketizer-sample-reason = Проверочное обращение из Молвы
ticketizer-sample-title = Проверка связи: "Банк" опять списал комиссию
ticketizer-sample-text = Так выглядит обращение из Молвы. Подскажите, почему «Банк» списал комиссию дважды и когда её вернут?
ticketizer-sample-author = Иван Петров
ticketizer-sample-source = Пример источника
ticketizer-sample-brand = Банк

ticketizer-webhook = Вебхук (любая служба поддержки)
ticketizer-webhook-help = Подписанный запрос HTTP по Standard Webhooks 1.0 на любой адрес.
ticketizer-webhook-url = Адрес
ticketizer-webhook-url-help = Куда отправлять тикеты, например https://helpdesk.example.ru/hooks/molva.
ticketizer-webhook-headers = Свои заголовки
ticketizer-webhook-headers-help = По одному в строке, например Authorization: Bearer …
ticketizer-webhook-template = Свой шаблон тела
ticketizer-webhook-template-help = Пустой: стандартный JSON, описанный в docs/webhooks.md. Иначе шаблон Jinja.
ticketizer-webhook-content-type = Тип содержимого
ticketizer-webhook-content-type-help = Для шаблона: application/json, если служба ждёт JSON.
ticketizer-webhook-language = Язык тикета
ticketizer-webhook-language-help = На нём пишутся причины важности.
ticketizer-language-ru = Русский
ticketizer-language-en = Английский
