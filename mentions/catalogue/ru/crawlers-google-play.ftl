crawlers-google-play = Google Play
crawlers-google-play-help = Адрес приложения на play.google.com или имя его пакета, например ru.vectorbank.app.
crawlers-google-play-country = Страна
crawlers-google-play-country-help = Две буквы: чей магазин читать.
crawlers-google-play-language = Язык
crawlers-google-play-language-help = Две буквы: отзывы на каком языке.
crawlers-google-play-since-days = Сколько дней назад
crawlers-google-play-since-days-help = За сколько дней до добавления источника прочитать отзывы.
crawlers-google-play-address = «{ $address }» не похоже на приложение. Нужен адрес вида https://play.google.com/store/apps/details?id=ru.vectorbank.app или имя пакета.
crawlers-google-play-empty = Google Play отвечает пустым списком, хотя отзывы были. Обход повторится позже.
crawlers-google-play-no-app = Такого приложения в Google Play нет. Проверьте адрес источника.
crawlers-google-play-changed = Google Play ответил не так, как обычно: вероятно, его страницы изменились. Обновите Молву.
