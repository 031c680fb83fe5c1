# Страницы предупреждений: каналы, настройки, всплеск.
web-warnings = Предупреждения
web-warn-settings = Настройки
web-warn-settings-lead = Как чутко предупреждать, кого звать следом и о чём ещё сообщать.
web-warn-nobody = Сообщать пока некуда: нет ни одного включённого канала.
web-warn-sensitivity = О каких всплесках сообщать
web-warn-calm = Спокойно.
web-warn-calm-help = Только о крупных: втрое больше обычного и выше.
web-warn-usual = Обычно.
web-warn-usual-help = О заметных; лишнее сообщение по бренду – раз в несколько месяцев.
web-warn-keen = Чутко.
web-warn-keen-help = Раньше и о небольших; лишнее сообщение по бренду – около раза в месяц.
web-warn-pause = Пауза между всплесками одного бренда, минут
web-warn-pause-help = Следующий всплеск подождёт и придёт, если не утихнет. Первый негатив ждать не будет.
web-warn-escalate = Звать следующих, если никто не нажал «Вижу», через минут
web-warn-escalate-help = Считается от первого сообщения; 0 – не звать. Зовут каналы, которые ждут только этого.
web-warn-escalate-nobody = Считается от первого сообщения; 0 – не звать. Пока звать некого: в форме канала выберите «только если никто не смотрит».
web-warn-preview-do = Показать на прошлом
web-warn-preview = За прошедшие четыре недели
web-warn-preview-help = Нажмите «Показать на прошлом»: увидите, о каких всплесках Молва сообщила бы. Ничего не сохранится и не отправится.
web-warn-preview-found = { $sensitivity ->
    [calm] Спокойно
    [keen] Чутко
   *[usual] Обычно
}: { $count ->
    [0] ни одного сообщения.
    [one] { $count } всплеск.
    [few] { $count } всплеска.
   *[many] { $count } всплесков.
}
web-warn-others = О чём ещё сообщать
web-warn-others-help = Ниже – неполадки самой Молвы. Об упоминаниях («суд», «негатив с охватом от 100 000») сообщают правила.
web-warn-source = Источник замолчал
web-warn-source-help = Не обходится или не приносит нового дольше, чем бывало.
web-warn-source-after = Если молчит, часов
web-warn-queue = Растёт очередь
web-warn-queue-help = Собранное ждёт разбора, или поиск отстаёт.
web-warn-queue-after = Если ждёт, минут
web-warn-desk = Получатель не отвечает
web-warn-desk-help = Служба поддержки или канал сообщений.
web-warn-desk-after = Если не отвечает, минут
web-warn-tickets = Обращения снимутся с отправки
web-warn-tickets-help = Попытки отправить их подходят к концу.
web-warn-tickets-after = Если осталось меньше, часов
web-warn-service = Неполадка службы
web-warn-service-help = Сбои её работ, базы и часов, как на странице состояния.
web-warn-service-after = Если длится, минут
web-warn-again = Повторять не чаще, часов
web-warn-where = Куда сообщать
web-warn-where-legend = Если не отмечено ничего, во все каналы команды.

web-channels-title = Каналы
web-channels-lead = Куда Молва присылает сообщения: чаты, почта, вебхуки.
web-channel-add = Добавить канал
web-channel-name = Название
web-channel-name-help = Например, «Чат пресс-службы».
web-channel-kind-apprise = Чат или почта
web-channel-kind-webhook = Вебхук
web-channel-address-apprise = Адрес
web-channel-address-webhook = Адрес вебхука
web-channel-address-help-apprise = Адрес вида tgram://…, mailtos://…; примеры рядом.
web-channel-address-help-webhook = Полный адрес с https://.
web-channel-address-kept = Адрес хранится и не показывается. Оставьте пустым, чтобы не менять.
web-channel-secret-kept = Ключ хранится и не показывается. Оставьте пустым, чтобы не менять.
web-channel-is-team = Канал команды
web-channel-is-team-help = Иначе канал только ваш: другие его не видят.
web-channel-whose = Чей
web-channel-own = мой
web-channel-team = команды
web-channel-another = чужой личный канал
web-channel-what = Что и когда присылать
web-channel-surges = О всплесках
web-channel-surges-help = Правила и неполадки приходят туда, где канал выбран в их настройках.
web-channel-surges-first = сразу
web-channel-surges-escalation = только если никто не смотрит
web-channel-surges-none = не сообщать
web-channel-language = Язык сообщений
web-channel-quiet-from = Тихие часы с
web-channel-quiet-until = Тихие часы до
web-channel-quiet-help = Всё, что придёт в тихие часы, соберётся в одно сообщение утром. Пусто – тихих часов нет.
web-channel-enabled = Канал включён
web-channel-enable = Включить
web-channel-disable = Выключить
web-channel-test = Проверить
web-channel-test-failed = Проверочное сообщение не прошло
web-channel-test-went = Проверочное сообщение отправлено
web-channel-tested = Получатель принял его. Посмотрите, пришло ли оно.
web-channel-success = Последнее сообщение
web-channel-failing = не принимает
web-channel-well = работает
web-channel-untried = ещё не писали
web-channel-remove-question = Вместе с каналом исчезнет история его сообщений, а то, что ещё не отправлено, не отправится.
web-channel-examples = Примеры
web-channel-how = Как это работает
web-channel-mail = Почта
web-channel-apprise-all = Есть ещё около сотни служб: их адреса описаны на github.com/caronc/apprise.
web-channel-webhook-about = Сообщения приходят по Standard Webhooks: JSON с подписью, один и тот же webhook-id у повторов. Ключ покажем один раз, после добавления.
web-empty-channels-title = Каналов пока нет
web-empty-channels = Добавьте чат или почту, и Молва предупредит, когда о бренде вдруг заговорят.
web-notice-pending = ждёт отправки
web-notice-sent = отправлено
web-notice-refused = не принято
web-notice-expired = не удалось доставить
web-notice-withdrawn = не понадобилось
web-notice-due = не раньше
web-error-time = Нужно время вида 23:00.

web-surge-seen-by = «Вижу»: { $name }
web-surge-unseen = никто не нажал «Вижу»
web-surge-sent = { $count ->
    [one] отправлено { $count } сообщение
    [few] отправлено { $count } сообщения
   *[many] отправлено { $count } сообщений
}
web-surge-undelivered = сообщения ещё не доставлены
web-surge-untold = сообщений не было
web-surge-escalated = звали следующих
web-surge-held = О бренде только что сообщали; скажем, если не утихнет, после
web-surge-done = Что сделано
web-surge-authors = Самые заметные авторы
web-surges-older = Более ранние
web-band-steps = Упоминания по { $minutes ->
    [60] часам
   *[other] четвертям часа
} и обычный уровень
web-band-words = Упоминания и обычный уровень; самое большее – { $count }
web-band-step = { $count }, обычно { $low }–{ $high }
web-band-unknown = источники не обходились
web-band-above = всплеск
web-band-within = упоминания
web-band-usual = обычный уровень
web-band-surge = время всплеска

web-rule-do-tell = Сообщить в каналы
web-rule-do-tell-help = Совпавшее за минуту придёт одним сообщением; о перепечатках одного и того же – один раз.
web-rule-channels = Каналы
web-rule-channels-help = Если не отмечено ничего, во все каналы команды.
web-rule-no-channels = Сообщать пока некуда.
web-rule-tell-pause = Сообщать не чаще, минут
web-rule-tell-pause-help = Что совпало во время паузы, придёт вместе после неё.
web-rule-tell = сообщить
