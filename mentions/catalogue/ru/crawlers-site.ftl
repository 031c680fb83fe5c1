crawlers-site = Сайт
crawlers-site-help = Адрес сайта, раздела, форума или страницы отзывов. Молва сама найдёт ленты, карту сайта или статьи, прочитает отзывы и обсуждения из разметки страницы.
crawlers-site-way = Как искать новое
crawlers-site-way-help = Если Молва выбрала не то, укажите сами.
crawlers-site-way-auto = Определить по сайту
crawlers-site-way-feed = По лентам, на которые ссылается страница
crawlers-site-way-sitemap = По карте сайта (sitemap)
crawlers-site-way-pages = По самой странице и её ссылкам
crawlers-site-way-rules = По правилам ниже
crawlers-site-page = Адрес следующих страниц
crawlers-site-page-help = Если у списка нет пометки rel=next: адрес страницы с {"{page}"} вместо номера, например https://example.ru/otzyvy?page={"{page}"}.
crawlers-site-item = Правило: запись
crawlers-site-item-help = Селектор CSS, который находит на странице каждый отзыв или сообщение, например div.review. Остальные правила ищут внутри записи. Без него правила уточняют, как читать статью.
crawlers-site-title = Правило: заголовок
crawlers-site-title-help = Селектор CSS заголовка, например h2 или meta::attr(content).
crawlers-site-text = Правило: текст
crawlers-site-text-help = Селектор CSS текста. Без него берётся вся запись.
crawlers-site-date = Правило: дата
crawlers-site-date-help = Селектор CSS даты. Понимаются и слова: «6 октября 2025», «вчера в 14:20».
crawlers-site-author = Правило: автор
crawlers-site-author-help = Селектор CSS имени автора.
crawlers-site-rating = Правило: оценка
crawlers-site-rating-help = Селектор CSS оценки: «4», «8/10», «4,5 из 5», «80%».
crawlers-site-link = Правило: ссылка
crawlers-site-link-help = Селектор CSS ссылки на саму запись.
crawlers-site-read = { $way ->
    [feed] Читаются ленты сайта: { $address }.
    [sitemap] Читается карта сайта: { $address }.
    [list] Читаются отзывы и сообщения на самой странице.
    [section] Читаются статьи и темы, на которые ссылается страница.
    [rules] Страница читается по заданным правилам.
   *[page] Читается сама страница.
}{ $closed ->
    [0] {""}
   *[other] {" "}Страниц, закрытых входом: { $closed }.
}{ $paid ->
    [0] {""}
   *[other] {" "}Страниц по подписке: { $paid }; взято то, что открыто.
}{ $promised ->
    [0] {""}
   *[other] {" "}Сайт сообщает об отзывах ({ $promised }), но в разметке страницы их нет: задайте правила.
}
crawlers-site-nothing = На странице не нашлось ни ленты, ни карты сайта, ни статей, ни отзывов. Укажите страницу раздела или задайте правила.
crawlers-site-changed = Разметка изменилась: 0 записей там, где было { $usual }. Проверьте, открывается ли страница, и поправьте настройки источника.
crawlers-site-changed-articles = Разметка изменилась: ни на одной новой странице не нашлось текста, хотя обычно он есть на { $usual } из 10. Поправьте настройки источника.
crawlers-site-login = Сайт просит войти, чтобы увидеть страницу. Молва никуда не входит: укажите открытую страницу.
crawlers-site-lost = Ленты { $address } больше нет (410).
crawlers-site-no-page = По этому адресу не веб-страница. Укажите адрес страницы или ленты.
crawlers-site-no-sitemap = По адресу { $address } не карта сайта. Выберите для источника другой способ искать новое.
crawlers-site-bad-selector = Правило «{ $name }» не читается как селектор CSS: { $selector }
crawlers-site-bad-page = Адрес следующих страниц «{ $page }» должен начинаться с http и содержать {"{page}"} на месте номера.
crawlers-site-no-item-rule = Чтобы читать по правилам, задайте правило «запись» (item).
crawlers-site-no-match = Правило «запись» (item) ничего не находит на странице. Проверьте селектор.
