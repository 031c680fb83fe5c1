web-name = Молва
web-about = Мониторинг упоминаний бренда
web-skip = К содержанию
web-save = Сохранить
web-milliseconds = { $count } мс

# Навигация
web-nav = Разделы
web-nav-mentions = Упоминания
web-nav-tickets = Обращения
web-nav-brands = Бренды
web-nav-sources = Источники
web-nav-rules = Правила
web-nav-destinations = Куда отправлять
web-nav-users = Люди
web-nav-status = Состояние
web-nav-more = Ещё
web-nav-me = Мои настройки
web-sign-out = Выйти
web-language-ru = Русский
web-language-en = English

# Вход
web-signin-title = Вход
web-signin-login = Логин
web-signin-password = Пароль
web-signin-do = Войти
web-signin-wrong = Логин или пароль не подходит. Проверьте раскладку и Caps Lock.
web-signin-throttled = { $minutes ->
    [one] Слишком много попыток. Подождите { $minutes } минуту и попробуйте снова.
    [few] Слишком много попыток. Подождите { $minutes } минуты и попробуйте снова.
   *[many] Слишком много попыток. Подождите { $minutes } минут и попробуйте снова.
}
web-setup-title = Первый запуск
web-setup-lead = Создайте администратора: он добавит бренды, источники и остальных людей.
web-setup-token = Код установки
web-setup-token-help = Молва напечатала его при запуске, в терминале или журнале сервера.
web-setup-wrong-token = Код не подходит. Скопируйте его из вывода команды molva run.
web-setup-do = Создать и войти
web-user-name = Имя
web-user-name-help = Так вас увидят коллеги в истории упоминаний.
web-password-help = Не короче 10 знаков. Длинная фраза лучше сложного слова.

# Мои настройки
web-me-title = Мои настройки
web-me-lead = Вы вошли как { $login }.
web-me-view = Язык и время
web-me-language = Язык
web-me-zone = Часовой пояс
web-me-zone-help = Сейчас у вас { $time }.
web-me-password = Пароль
web-me-password-old = Нынешний пароль
web-me-password-new = Новый пароль
web-me-password-do = Сменить пароль
web-zone-utc = Всемирное время (UTC)
web-zone-europe-kaliningrad = Калининград (UTC+2)
web-zone-europe-minsk = Минск (UTC+3)
web-zone-europe-moscow = Москва (UTC+3)
web-zone-europe-samara = Самара (UTC+4)
web-zone-asia-tbilisi = Тбилиси (UTC+4)
web-zone-asia-yerevan = Ереван (UTC+4)
web-zone-asia-baku = Баку (UTC+4)
web-zone-asia-tashkent = Ташкент (UTC+5)
web-zone-asia-almaty = Алматы (UTC+5)
web-zone-asia-yekaterinburg = Екатеринбург (UTC+5)
web-zone-asia-omsk = Омск (UTC+6)
web-zone-asia-novosibirsk = Новосибирск (UTC+7)
web-zone-asia-krasnoyarsk = Красноярск (UTC+7)
web-zone-asia-irkutsk = Иркутск (UTC+8)
web-zone-asia-yakutsk = Якутск (UTC+9)
web-zone-asia-vladivostok = Владивосток (UTC+10)
web-zone-asia-magadan = Магадан (UTC+11)
web-zone-asia-kamchatka = Камчатка (UTC+12)

# Что сказано после действия
web-said-saved = Сохранено.
web-said-added = Добавлено.
web-said-removed = Удалено.
web-said-password = Пароль сменён. На других устройствах придётся войти заново.
web-said-tone = Тон исправлен. Счётчики и поиск уже учитывают это.
web-said-state = Состояние изменено.
web-said-crawl = Обход поставлен в очередь, он начнётся в ближайшие секунды.
web-said-replayed = Обращения поставлены в очередь на отправку.

# Ошибки
web-error-title = Не получилось
web-error-home = К упоминаниям
web-error-other = Запрос не выполнен. Вернитесь назад и попробуйте ещё раз.
web-error-400 = Запрос составлен неверно. Вернитесь назад, обновите страницу и попробуйте ещё раз.
web-error-401 = Сеанс закончился. Войдите снова.
web-error-403 = Этот раздел открыт только администраторам. Попросите доступ у администратора.
web-error-404 = Такой страницы нет: возможно, запись удалена.
web-error-405 = Это действие недоступно по прямой ссылке. Вернитесь и нажмите кнопку на странице.
web-error-413 = Отправлено слишком много данных: форма принимает не больше 1 МБ.
web-error-429 = Слишком много запросов. Подождите минуту.
web-error-500 = Ошибка на сервере. Подробности в журнале Молвы; если повторяется, покажите его администратору.
web-error-form-token = Страница устарела. Вернитесь назад, обновите её и отправьте форму ещё раз.
web-error-required = Заполните это поле.
web-error-too-long = Слишком длинно: { $length } знаков при допустимых { $limit }.
web-error-characters = В тексте есть недопустимый знак. Наберите его заново, без копирования.
web-error-choice = Выберите один из предложенных вариантов.
web-error-number = Нужно целое число от { $low } до { $high }.
web-error-password-short = Пароль короче { $length } знаков. Добавьте ещё слово или два.
web-error-old-password = Нынешний пароль не подходит.
web-error-login-taken = Логин «{ $login }» уже занят. Возьмите другой.
web-error-already-set-up = Администратор уже создан. Войдите под его логином.
web-error-last-admin = Это последний администратор. Сначала дайте эту роль кому-нибудь ещё.

# Тон и состояние
web-tone-negative = негатив
web-tone-neutral = нейтрально
web-tone-positive = позитив
web-tone-corrected = исправлено человеком
web-flag-reply = ждёт ответа
web-flag-question = вопрос
web-state-new = новое
web-state-working = в работе
web-state-done = готово
web-state-irrelevant = нерелевантно
web-state-hidden = скрыто правилом
web-state-do-new = Вернуть в новые
web-state-do-working = Взять в работу
web-state-do-done = Готово
web-state-do-irrelevant = Нерелевантно
web-priority-1 = срочно
web-priority-2 = высокий приоритет
web-priority-3 = обычный приоритет
web-priority-4 = низкий приоритет

# Список упоминаний
web-mentions-title = Упоминания
web-mentions-story = Перепечатки одного текста
web-mentions-found = { $count ->
    [one] { $count } упоминание
    [few] { $count } упоминания
   *[many] { $count } упоминаний
}
web-mentions-found-more = Больше { $count } упоминаний
web-mentions-newest = к самым новым
web-mentions-older = Показать более ранние
web-search = Поиск по упоминаниям
web-search-placeholder = Слова, "фраза", -минус, title:сбой, author:@имя
web-search-do = Найти
web-filter-all = все
web-filter-open = все, кроме нерелевантных
web-filter-brand = Бренд
web-filter-tone = Тон
web-filter-source = Источник
web-filter-state = Состояние
web-filter-period = Период
web-filter-dates = Точные даты
web-filter-from = С какого дня
web-filter-to = По какой день
web-filter-apply = Показать
web-filter-reset = Сбросить
web-period-1 = сегодня
web-period-7 = 7 дней
web-period-30 = 30 дней
web-period-90 = 90 дней
web-period-365 = год
web-period-all = всё время
web-period-dates = выбранные даты
web-overview = Сводка
web-chart-hours = По часам
web-chart-days = По дням
web-chart-weeks = По неделям
web-chart-most = наибольшее: { $count }
web-chart-words = негатив { $negative }, нейтрально { $neutral }, позитив { $positive }
web-mention-reach = { $reach ->
    [one] охват { $reach } человек
    [few] охват { $reach } человека
   *[many] охват { $reach } человек
}
web-mention-reprints = { $count ->
    [one] ещё { $count } перепечатка
    [few] ещё { $count } перепечатки
   *[many] ещё { $count } перепечаток
}
web-mention-tickets = { $count ->
    [one] { $count } обращение
    [few] { $count } обращения
   *[many] { $count } обращений
}

# Страница упоминания
web-mention-title = Упоминание № { $id }
web-mention-tones = Тон по отношению к бренду
web-mention-no-brands = Ни один из нынешних брендов в тексте не найден.
web-mention-matched = Совпало:
web-mention-model = Оценила модель { $model }. Если она ошиблась, нажмите верный тон.
web-mention-deliveries = Обращения в службу поддержки
web-mention-no-tickets = Обращений по этому упоминанию нет: ни одно правило его не отправило.
web-mention-work = Работа
web-mention-priority = Приоритет
web-mention-language = Язык
web-mention-published = Опубликовано
web-mention-collected = Собрано
web-mention-updated = Изменено
web-mention-seen = Где найдено
web-mention-story = { $count ->
    [one] Ещё { $count } перепечатка
    [few] Ещё { $count } перепечатки
   *[many] Ещё { $count } перепечаток
}
web-mention-story-all = Показать все
web-mention-history = История
web-event-nobody = Молва
web-event-collected = Найдено в источнике «{ $source }»
web-event-edited = Автор изменил текст
web-event-old-text = Прежний текст
web-event-seen-elsewhere = Найдено ещё раз: { $source }
web-event-tone-corrected = { $user }: тон для «{ $brand }» был «{ $from }», стал «{ $to }»
web-event-state-changed = { $user }: было «{ $from }», стало «{ $to }»
web-event-reread = Текст прочитан заново новой моделью

# Обращения
web-tickets-title = Обращения
web-tickets-lead = Что ушло в службу поддержки, что ждёт и что не удалось.
web-tickets-states = Состояние обращений
web-tickets-all = все
web-tickets-destination = Куда
web-ticket-pending = ждёт отправки
web-ticket-sent = отправлено
web-ticket-refused = отклонено
web-ticket-expired = не удалось
web-ticket-there = открыть у получателя
web-ticket-rule = правило «{ $rule }»
web-ticket-attempts = { $count ->
    [one] { $count } попытка
    [few] { $count } попытки
   *[many] { $count } попыток
}
web-ticket-next = следующая попытка
web-ticket-replay = Отправить ещё раз
web-attempt-at = Когда
web-attempt-status = Ответ
web-attempt-took = Время
web-attempt-reply = Что ответили
web-attempt-went = принято
web-attempt-failed = не принято

# Пустые страницы
web-empty-brands-title = Пока не за чем следить
web-empty-brands = Добавьте первый бренд: его название и слова, по которым его узнают.
web-brand-add-first = Добавить первый бренд
web-empty-sources-title = Пока негде искать
web-empty-sources = Добавьте первый источник: ленту новостей, сайт или канал. Молва обойдёт его сразу.
web-source-add-first = Добавить первый источник
web-empty-filtered-title = Ничего не найдено
web-empty-filtered = Попробуйте период побольше или уберите часть условий.
web-empty-mentions-title = Упоминаний пока нет
web-empty-mentions = Источники обходятся по расписанию. Как только бренд упомянут, запись появится здесь.
web-empty-mentions-do = Посмотреть источники
web-empty-desks-title = Обращения пока некуда отправлять
web-empty-desks = Подключите службу поддержки: Молва будет создавать в ней обращения по правилам.
web-destination-add-first = Подключить службу поддержки
web-empty-tickets-title = Обращений нет
web-empty-tickets = Они появятся, когда правило найдёт упоминание, на которое нужно ответить.
