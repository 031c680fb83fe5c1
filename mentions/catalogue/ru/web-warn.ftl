# Настройки предупреждений и что сталось с сообщениями.
web-warnings = Предупреждения
web-warn-settings = Настройки
web-warn-settings-lead = Как чутко предупреждать, кого звать следом и о чём ещё сообщать.
web-warn-nobody = Сообщать пока некуда: нет ни одного включённого канала.
web-warn-sensitivity = О каких всплесках сообщать
web-warn-calm = Спокойно.
web-warn-calm-help = Только о крупных: втрое больше обычного и выше.
web-warn-usual = Обычно.
web-warn-usual-help = О заметных; лишнее сообщение по бренду – раз в полтора месяца.
web-warn-keen = Чутко.
web-warn-keen-help = Раньше и о небольших; лишних сообщений по бренду – одно-два в месяц.
web-warn-brands = Для отдельных брендов иначе
web-warn-as-all = как для всех
web-warn-brand-calm = спокойно
web-warn-brand-usual = обычно
web-warn-brand-keen = чутко
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
web-warn-source-help = Не обходится или затих: ничего нового дольше, чем бывало.
web-warn-source-after = Если не обходится, часов
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
web-warn-notice-pending = ждёт отправки
web-warn-notice-sent = отправлено
web-warn-notice-refused = не принято
web-warn-notice-expired = не удалось доставить
web-warn-notice-withdrawn = не понадобилось
web-warn-notice-due = не раньше
