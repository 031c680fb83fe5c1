search-away = Поиск сейчас недоступен: показано то, что нашлось среди { $looked } самых новых упоминаний.
search-away-later-pages = Поиск сейчас недоступен, дальше первой страницы не пройти. Повторите позже.
search-cursor-unknown = Эта страница результатов больше не открывается. Повторите поиск.
search-elasticsearch-away = Elasticsearch не отвечает. Проверьте адрес и что сервер запущен. Изменения сохранены и попадут в поиск, когда он ответит.
search-elasticsearch-busy = Elasticsearch перегружен. Изменения сохранены и попадут в поиск позже.
search-elasticsearch-error = Elasticsearch ответил ошибкой: { $details }
search-elasticsearch-read-only = Elasticsearch принимает только чтение: скорее всего, у него кончается место на диске. Освободите место, остальное произойдёт само.
search-elasticsearch-refuses-key = Elasticsearch не принимает ключ API, или у ключа нет нужных прав.
