crawlers-2gis = Отзывы в 2ГИС
crawlers-2gis-help = Адрес филиала на 2gis.ru или его номер. Нужен ключ API в настройках.
crawlers-2gis-since-days = Сколько дней назад
crawlers-2gis-since-days-help = За сколько дней до добавления источника прочитать отзывы.
crawlers-2gis-address = «{ $address }» не похоже на филиал. Нужен адрес вида https://2gis.ru/moscow/firm/70000001000000000 или номер.
crawlers-2gis-key = 2ГИС не принимает ключ API. Проверьте настройку MOLVA_2GIS_KEY и перезапустите Молву.
crawlers-2gis-no-place = Такого филиала в 2ГИС нет. Проверьте адрес источника.
crawlers-2gis-changed = 2ГИС ответил не так, как обычно: вероятно, его API изменился. Обновите Молву.
