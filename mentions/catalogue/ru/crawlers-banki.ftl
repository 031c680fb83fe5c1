crawlers-banki = Отзывы на banki.ru
crawlers-banki-help = Адрес страницы отзывов о банке или имя банка в адресах, например vectorbank.
crawlers-banki-countable = Только с оценкой
crawlers-banki-countable-help = Только отзывы, которые banki.ru засчитывает в рейтинг.
crawlers-banki-since-days = Сколько дней назад
crawlers-banki-since-days-help = За сколько дней до добавления источника прочитать отзывы.
crawlers-banki-address = «{ $address }» не похоже на банк. Нужен адрес вида https://www.banki.ru/services/responses/bank/vectorbank/.
crawlers-banki-changed = banki.ru ответил не так, как обычно: вероятно, список отзывов изменился. Обновите Молву.
