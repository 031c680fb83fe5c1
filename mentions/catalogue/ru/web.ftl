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
web-nav-destinations = Получатели
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
web-mentions-texts = { $count ->
    [one] { $count } текст, перепечатки сложены
    [few] { $count } текста, перепечатки сложены
   *[many] { $count } текстов, перепечатки сложены
}
web-mentions-found-more = Больше { $count } упоминаний
web-mentions-newest = к самым новым
web-mentions-more = Показать ещё
web-mentions-first = к началу
web-mentions-older = Показать более ранние
web-search = Поиск по упоминаниям
web-search-placeholder = Слова, "фраза", -минус, title:сбой, author:@имя
web-search-do = Найти
web-filter-all = все
web-filter-open = кроме нерелевантных
web-filter-brand = Бренд
web-filter-tone = Тон
web-filter-source = Источник
web-filter-state = Состояние
web-filter-order = Порядок
web-order-newest = сначала новые
web-order-relevance = сначала лучшие
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
web-event-rated = Автор изменил оценку: была { $from }, стала { $to }
web-event-answered = Ответ компании появился или изменился
web-event-withdrawn = Источник удалил запись
web-event-restored = Источник вернул запись
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

# Общее
web-add = Добавить
web-cancel = Отмена
web-edit = Изменить
web-remove = Удалить
web-kinds = Виды
web-seconds = { $count } с
web-gigabytes = { $count } ГБ
web-option-secret = Сохранённое значение не показывается. Оставьте пустым, чтобы не менять.
web-search-behind = { $count ->
    [one] поиск ещё не учёл { $count } изменение
    [few] поиск ещё не учёл { $count } изменения
   *[many] поиск ещё не учёл { $count } изменений
}

# Запросы
web-query-empty = Начните вводить запрос: здесь будет видно, что он находит.
web-query-matches = { $count ->
    [0] Среди собранного ничего не подходит
    [one] Подходит { $count } упоминание
    [few] Подходят { $count } упоминания
   *[many] Подходит { $count } упоминаний
}
web-query-matches-more = Подходит больше { $count } упоминаний
web-syntax-title = Язык запросов
web-syntax-words = оба слова в любой форме
web-syntax-phrase = слова рядом, в любой форме
web-syntax-or = одно из двух, но без третьего
web-syntax-exact = точная форма слова
web-syntax-prefix = начало слова, от трёх букв
web-syntax-near = не дальше пяти слов друг от друга
web-syntax-field = в заголовке, у автора
web-syntax-site = на сайте, на языке

# Бренды
web-brands-title = Бренды
web-brands-lead = За чем следит Молва. Новый или изменённый бренд ищется и в уже собранном.
web-brand-add = Добавить бренд
web-brand-name = Название
web-brand-query = Запрос
web-brand-query-help = По каким словам узнать бренд. Слова совпадают во всех формах; варианты соединяйте через OR.
web-brand-month = За 30 дней
web-brand-tones = Тон
web-brand-off = не отслеживается
web-brand-active = Отслеживать
web-brand-active-help = Если выключить, новые упоминания не ищутся, собранные остаются.
web-brand-remove = Удалить бренд
web-brand-remove-question = Тон и счётчики этого бренда исчезнут, сами упоминания останутся. Вернуть нельзя.

# Источники
web-sources-title = Источники
web-sources-lead = Где Молва ищет упоминания, как часто, и что из этого выходит.
web-source = Источник
web-source-add = Добавить источник
web-source-kind = Вид
web-source-address = Адрес
web-source-address-change = С новым адресом источник будет прочитан заново.
web-source-name = Название
web-source-name-help = Если не заполнить, возьмём у самого источника.
web-source-every = Как часто обходить
web-source-every-help = Обходы распределены по интервалу, чтобы не нагружать сайты.
web-source-check = Проверить
web-source-check-again = Проверить ещё раз
web-source-add-anyway = Добавить без проверки
web-source-preview = Что там есть
web-source-preview-help = После проверки здесь появятся первые записи источника.
web-source-preview-none = Источник отвечает, но записей в нём пока нет.
web-source-crawl = Обойти сейчас
web-source-enable = Включить
web-source-disable = Остановить
web-source-remove-question = Источник и история его обходов будут удалены.
web-source-health = Состояние
web-source-last = Последний обход
web-source-next = Следующий обход
web-source-week = За 7 дней
web-source-since = Добавлен
web-source-failures = Неудач подряд
web-source-crawls = История обходов
web-source-no-crawls = Обходов ещё не было.
web-source-outcome = Итог
web-source-found = Записей
web-source-new = Новых
web-source-settings = Настройки
web-source-mentions = Упоминания из этого источника
web-every-minutes = { $count ->
    [1] каждую минуту
    [one] каждую { $count } минуту
    [few] каждые { $count } минуты
   *[many] каждые { $count } минут
}
web-every-hours = { $count ->
    [1] каждый час
    [one] каждый { $count } час
    [few] каждые { $count } часа
   *[many] каждые { $count } часов
}
web-every-days = { $count ->
    [1] раз в день
    [one] каждый { $count } день
    [few] каждые { $count } дня
   *[many] каждые { $count } дней
}
web-health-waiting = ждёт первого обхода
web-health-new = есть новое
web-health-nothing = нового нет
web-health-blocked = не пускает
web-health-broken = сломан
web-health-stopped = остановлен
web-health-off = выключен

# Куда отправлять
web-destinations-title = Получатели
web-destinations-lead = Службы поддержки, в которых Молва создаёт обращения.
web-destination-add = Подключить получателя
web-destination-connect = Подключить
web-destination-name = Название
web-destination-name-help = Как эту службу называют в компании.
web-destination-kind = Вид
web-destination-health = Состояние
web-destination-success = Последняя отправка
web-destination-failed = Не удалось
web-destination-failures = Неудач подряд
web-destination-closed = Пауза до
web-destination-settings = Настройки
web-destination-secret = Ключ подписи
web-destination-secret-help = Оставьте пустым: Молва создаст ключ и покажет его один раз.
web-destination-sample = Показать на примере
web-destination-sample-title = Пример обращения
web-destination-sample-help = Нажмите «Показать на примере», чтобы увидеть, что получит служба поддержки.
web-destination-test = Отправить проверочное
web-destination-enable = Включить
web-destination-disable = Выключить
web-destination-replay = { $count ->
    [one] Отправить заново { $count } обращение
    [few] Отправить заново { $count } обращения
   *[many] Отправить заново { $count } обращений
}
web-destination-remove-question = Вместе со службой удалятся её обращения и история отправки. Вернуть нельзя.
web-desk-off = выключено
web-desk-busy = просит подождать
web-desk-down = не отвечает
web-desk-failing = отвечает с ошибками
web-desk-well = работает
web-desk-untried = ещё не проверено
web-secret-title = Ключ подписи
web-secret-once = Скопируйте его сейчас и передайте службе поддержки: больше он не будет показан.
web-secret-both = Прежний ключ тоже подписывает, пока вы не смените ключ ещё раз.
web-secret-change = Сменить ключ
web-secret-change-question = Появится новый ключ. Прежний продолжит подписывать рядом с новым, чтобы вы успели перенастроить службу.
web-test-went = Проверочное обращение принято
web-test-failed = Проверочное обращение не принято
web-test-status = ответ { $status }

# Правила
web-rules-title = Правила
web-rules-lead = Какие упоминания становятся обращениями, метками или скрываются.
web-rule-add = Добавить правило
web-rule-on = включено
web-rule-off = выключено
web-rule-enable = Включить
web-rule-disable = Выключить
web-rule-if = Если
web-rule-then = То
web-rule-or = или
web-rule-and = и
web-rule-everything = любое упоминание
web-rule-confidence = с уверенностью от { $percent }%
web-rule-reach = охват от { $reach }
web-rule-sources = { $count ->
    [one] { $count } источник
    [few] { $count } источника
   *[many] { $count } источников
}
web-rule-sources-choose = Только выбранные источники
web-rule-sources-none = Таких источников нет.
web-rule-ticket = обращение
web-rule-hide = скрыть
web-rule-name = Название
web-rule-query = Запрос
web-rule-query-help = Необязательно: без запроса правило смотрит на все упоминания.
web-rule-conditions = Условия
web-rule-brands = Бренды
web-rule-none-all = Если не отмечено ничего, подходят все.
web-rule-any = Достаточно одного из отмеченного
web-rule-any-help = Иначе тон, вопрос и ожидание ответа должны совпасть вместе.
web-rule-min-confidence = Уверенность в тоне, от, %
web-rule-min-reach = Охват, от
web-rule-actions = Действия
web-rule-do-ticket = Создать обращение
web-rule-desks = Куда
web-rule-no-desks = Обращения пока некуда отправлять.
web-rule-priority-auto = по важности и срочности
web-rule-tags = Метки через запятую
web-rule-do-hide = Скрыть упоминание из списка
web-rule-do-tell = Сообщить в каналы
web-rule-do-tell-help = Совпавшее за минуту придёт одним сообщением; о перепечатках одного и того же – один раз.
web-rule-channels = Каналы
web-rule-channels-help = Если не отмечено ничего, во все каналы команды.
web-rule-no-channels = Сообщать пока некуда.
web-rule-tell-pause = Сообщать не чаще, минут
web-rule-tell-pause-help = Что совпало во время паузы, придёт вместе после неё.
web-rule-tell = сообщить
web-rule-do-watch = Следить за всплесками
web-rule-do-watch-help = Когда подходящих упоминаний бренда станет необычно много, сообщим так же, как о других всплесках. Что искать, скажет запрос: сбой, обман OR мошенник.
web-rule-watch = следить за всплесками
web-rule-uncounted = собранное за четыре недели ещё просматривается
web-rule-enabled = Правило включено
web-rule-enabled-help = Действует на новые упоминания. Сначала посмотрите, что оно сделало бы с собранными.
web-rule-try = Проверить на собранном
web-rule-tried = Что сделало бы правило
web-rule-tried-help = Нажмите «Проверить на собранном»: ничего не отправится, вы увидите итог за месяц.
web-rule-tried-lead = { $count ->
    [one] За месяц просмотрено { $count } упоминание.
    [few] За месяц просмотрено { $count } упоминания.
   *[many] За месяц просмотрено { $count } упоминаний.
}
web-rule-tried-matched = Подошло
web-rule-tried-tickets = Новых обращений
web-rule-tried-joined = Присоединилось к ним
web-rule-remove-question = Правило исчезнет, созданные им обращения останутся.
web-empty-rules-title = Правил пока нет
web-empty-rules = Без правил упоминания только собираются. Добавьте первое: негатив превращается в обращение.

# Люди
web-users-title = Люди
web-users-lead = Кто входит в Молву и что может делать.
web-user-add = Добавить человека
web-user-role = Роль
web-user-role-help = Администратор настраивает всё. Сотрудник работает с упоминаниями и обращениями.
web-user-since = С нами
web-user-off = вход закрыт
web-user-active = Может входить
web-user-active-help = Если выключить, человек сразу выйдет на всех устройствах. Его история останется.
web-user-password-new = Новый пароль
web-user-password-help = Заполните, только если пароль нужно сменить.
web-role-admin = администратор
web-role-member = сотрудник

# Состояние службы
web-status-title = Состояние
web-status-well = Всё работает.
web-status-troubles = { $count ->
    [one] Нужно внимание: { $count } неполадка
    [few] Нужно внимание: { $count } неполадки
   *[many] Нужно внимание: { $count } неполадок
}
web-status-since = с
web-status-until = до
web-status-queues = Очереди
web-status-inbox = Ждут разбора
web-status-unmatched = Без бренда, хранятся для новых
web-status-rematch = Сохранены раньше, ждут просмотра для новых и изменённых брендов
web-status-broken = Не удалось разобрать
web-status-search = Ждут поиска
web-status-tickets = Ждут отправки
web-status-tickets-next = Ближайшая отправка
web-status-sources = Источники
web-status-sources-all = Всего
web-status-sources-off = Выключено
web-status-sources-next = Ближайший обход
web-status-collected = Последнее упоминание
web-status-mentions = Упоминаний собрано
web-status-destinations = Получатели
web-status-base = Основа
web-status-database = База данных
web-status-write = Запись в базу
web-status-free = Свободно на диске
web-status-engine = Поиск
web-status-rebuilding = перестраивается
web-status-indexed = В поиске
web-status-workers = Кто работает
web-status-work-process = Процесс Молвы
web-status-work-scheduler = Расписание
web-status-work-rematch = Просмотр сохранённых упоминаний
web-status-process = { $host }, номер { $pid }
web-status-no-workers = Ни один процесс сейчас не держит работу.
web-trouble-disk = На диске осталось { $megabytes } МБ. Освободите место, иначе запись остановится.
web-trouble-search-late = { $count ->
    [one] Поиск отстаёт: { $count } изменение ждёт больше 15 минут.
    [few] Поиск отстаёт: { $count } изменения ждут больше 15 минут.
   *[many] Поиск отстаёт: { $count } изменений ждут больше 15 минут.
}
web-trouble-desk = Служба «{ $name }» не отвечает, неудач подряд: { $failures }. Обращения ждут и уйдут сами, когда она ответит.
web-trouble-broken = { $count ->
    [one] { $count } запись не удалось разобрать. Она отложена, подробности в журнале.
    [few] { $count } записи не удалось разобрать. Они отложены, подробности в журнале.
   *[many] { $count } записей не удалось разобрать. Они отложены, подробности в журнале.
}

web-nav-surges = Всплески
web-surges-title = Всплески
web-surges-lead = Когда о бренде вдруг заговорили больше обычного.
web-empty-surges-title = Всплесков пока не было
web-empty-surges = Молва узнаёт, сколько о бренде говорят обычно, и скажет, когда станет больше.
web-surge-title = Всплеск № { $id }
web-surge-on = продолжается
web-surge-seen = уже смотрят
web-surge-over = закончился
web-surge-started = Начался
web-surge-found = Замечен
web-surge-peak = Пик
web-surge-ended = Закончился
web-surge-observed = Упоминаний
web-surge-expected = Обычно
web-surge-see = Вижу
web-surge-words = О чём говорят
web-surge-examples = Что пишут
web-surge-mentions = Все упоминания за эти дни

web-ticket-withdrawn = отозвано
web-ticket-dropped = снято с очереди
web-ticket-why-withdrawn = Упоминание отметили как нерелевантное до отправки, и обращение не ушло. Верните упоминание в работу — оно уйдёт.
web-ticket-why-dropped = Администратор снял с очереди всё, что ждало эту службу.
web-destination-waiting = { $count ->
    [one] { $count } обращение ждёт и уйдёт, как только службу включат.
    [few] { $count } обращения ждут и уйдут, как только службу включат.
   *[many] { $count } обращений ждут и уйдут, как только службу включат.
}
web-destination-drop = Снять с очереди
web-destination-drop-question = Эти обращения не уйдут, когда службу включат. Каждое можно будет отправить вручную с его страницы.
web-said-dropped = Ожидавшие обращения сняты с очереди.
web-said-reply = Ответ поставлен в очередь, он уйдёт в ближайшие секунды.
web-replies-title = Ответы на площадке
web-source-push = Адрес для уведомлений от площадки:

web-sources-unwell = с неполадками
web-sources-off = выключенные
web-sources-find = Название или адрес источника
web-sources-none-such = Таких источников нет. Уберите часть условий.
web-sources-shown = { $first }–{ $last } из { $count }
web-status-sources-unwell = Все источники с неполадками: { $count }
web-pages = Страницы
web-page-of = Страница { $page } из { $pages }
web-page-before = Назад
web-page-after = Дальше
