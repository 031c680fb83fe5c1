crawlers-youtube = YouTube: комментарии
crawlers-youtube-help = Канал (@handle или его адрес) или видео. Читаются комментарии под новыми видео канала или под этим видео; ключ API задаётся в настройке MOLVA_YOUTUBE_KEY.
crawlers-youtube-videos = Сколько новых видео канала читать
crawlers-youtube-videos-help = От 1 до 50. Каждое видео при обходе стоит хотя бы одну единицу квоты. Видео, которые называют ваш бренд, читаются и позже.
crawlers-youtube-since-days = За сколько дней собрать старые комментарии
crawlers-youtube-since-days-help = При первом обходе видео.
crawlers-youtube-daily-units = Сколько единиц квоты тратить в день
crawlers-youtube-daily-units-help = Google даёт ключу 10 000 единиц в день на все источники вместе. День начинается в полночь по Калифорнии.
crawlers-youtube-address = «{ $address }» не подходит: нужен канал (@handle, https://www.youtube.com/@handle или …/channel/UC…) или видео (https://www.youtube.com/watch?v=…). Адреса вида …/c/… и …/user/… замените на @handle канала.
crawlers-youtube-own-limit = Потрачены все { $units } единиц квоты YouTube, отведённые источнику на день. Обход продолжится после полуночи по Калифорнии.
crawlers-youtube-quota = Суточная квота ключа YouTube исчерпана. Обход продолжится после полуночи по Калифорнии; расход уменьшают настройки источников YouTube.
crawlers-youtube-rate = YouTube просит обращаться реже. Следующий обход отложен.
crawlers-youtube-key = Ключ YouTube неверен или отозван. Создайте ключ API в Google Cloud, укажите его в настройке MOLVA_YOUTUBE_KEY и перезапустите Молву.
crawlers-youtube-not-enabled = В проекте Google Cloud, которому принадлежит ключ, не включён YouTube Data API v3. Включите его.
crawlers-youtube-restricted = Ограничения ключа YouTube не пускают этот сервер. Разрешите в Google Cloud его адрес и YouTube Data API v3.
crawlers-youtube-no-comments = Комментарии под этим видео отключены.
crawlers-youtube-no-comment = Такого комментария больше нет.
crawlers-youtube-no-video = Такого видео нет: оно удалено, скрыто, или в адресе ошибка.
crawlers-youtube-no-channel = Такого канала нет, или у него нет открытых видео. Проверьте адрес источника.
crawlers-youtube-page = YouTube не принимает продолжение списка, который сам начал. Обход повторится позже.
crawlers-youtube-refused = YouTube отказал: код { $status }, причина { $reason }. Обход повторится сам.
crawlers-youtube-closed = { $count ->
    [one] Под { $count } видео комментарии отключены, или оно удалено.
   *[other] Под { $count } видео комментарии отключены, или они удалены.
}
