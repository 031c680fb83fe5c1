crawlers-app-store = App Store
crawlers-app-store-help = Адрес приложения на apps.apple.com или его номер. Страна берётся из адреса, иначе Россия.
crawlers-app-store-since-days = Сколько дней назад
crawlers-app-store-since-days-help = За сколько дней до добавления источника прочитать отзывы. Apple показывает до 500 последних.
crawlers-app-store-address = «{ $address }» не похоже на приложение. Нужен адрес вида https://apps.apple.com/ru/app/id1234567890 или номер.
crawlers-app-store-empty = Apple отвечает пустым списком, хотя отзывы были: так она отказывает, когда её спрашивают часто. Обход повторится позже.
crawlers-app-store-changed = Apple ответила не так, как обычно: вероятно, её лента отзывов изменилась. Обновите Молву.
