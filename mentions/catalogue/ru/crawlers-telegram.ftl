crawlers-telegram = Telegram: открытый канал
crawlers-telegram-help = Имя канала (@name) или его адрес. Читаются записи, которые Telegram показывает на странице t.me/s/name.
crawlers-telegram-since-days = За сколько дней собрать старые записи
crawlers-telegram-since-days-help = С первого обхода Молва листает канал назад на столько дней. 0: только последняя страница.
crawlers-telegram-address = «{ $address }» не похоже на открытый канал: нужно имя вида @name или адрес вида https://t.me/name. Закрытые каналы и приглашения (t.me/+…) так не читаются.
crawlers-telegram-no-preview = У канала закрыт предпросмотр, или канала с таким именем нет. Откройте его адрес в браузере: если записей не видно, прочитать их нельзя и здесь.
crawlers-telegram-nothing-shown = Telegram ответил, что записей нет. Либо канал пуст, либо Telegram ограничил частоту обращений. Обход повторится позже.
crawlers-telegram-layout = Telegram ответил не такой страницей, как всегда: её вид изменился, или вместо канала показано что-то другое. Если канал в браузере открывается, сообщите разработчикам Молвы.
crawlers-telegram-bot = Telegram: группы, где есть бот
crawlers-telegram-bot-help = Имя бота (@name_bot). Один источник читает все группы и каналы этого бота; токен задаётся в настройке MOLVA_TELEGRAM_BOT_TOKEN. Бот видит то, что написано после его добавления.
crawlers-telegram-bot-chats = Только эти группы
crawlers-telegram-bot-chats-help = Имена (@name) или номера (-100…) через запятую. Пусто: все группы и каналы бота.
crawlers-telegram-bot-address = «{ $address }» не похоже на имя бота: нужно имя вида @name_bot.
crawlers-telegram-bot-other = Токен в настройке MOLVA_TELEGRAM_BOT_TOKEN принадлежит боту { $name }, а источник заведён для { $address }. Исправьте одно из двух.
crawlers-telegram-bot-token = Токен бота отозван или неверен. Получите новый у @BotFather, укажите его в настройке MOLVA_TELEGRAM_BOT_TOKEN и перезапустите Молву.
crawlers-telegram-bot-webhook = У бота включён вебхук, поэтому прочитать его сообщения нельзя. Отключите вебхук (deleteWebhook) или заведите для Молвы отдельного бота.
crawlers-telegram-bot-conflict = Сообщения этого бота одновременно забирает другая программа. Заведите для Молвы отдельного бота, иначе часть сообщений пропадёт.
crawlers-telegram-bot-too-often = Telegram просит подождать { $seconds } с. Следующий обход отложен.
crawlers-telegram-bot-refused = Telegram отказал боту: код { $code }. Обход повторится сам.
crawlers-telegram-bot-privacy = Новых сообщений нет. В группах, где бот не администратор, он видит только команды: отключите у @BotFather режим приватности (/setprivacy) и добавьте бота в группу заново или сделайте его администратором.
crawlers-telegram-bot-unread = { $count ->
    [one] { $count } сообщение не удалось прочитать: вид ответов Telegram изменился. Сообщите разработчикам Молвы.
    [few] { $count } сообщения не удалось прочитать: вид ответов Telegram изменился. Сообщите разработчикам Молвы.
   *[many] { $count } сообщений не удалось прочитать: вид ответов Telegram изменился. Сообщите разработчикам Молвы.
}
