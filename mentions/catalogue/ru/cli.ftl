cli-no-brand = Бренда «{ $name }» нет. Список: molva brand list.
cli-no-source = Источника «{ $name }» нет. Список: molva source list.
cli-no-destination = Получателя «{ $name }» нет. Список: molva destination list.
cli-no-rule = Правила «{ $name }» нет. Список: molva rule list.
cli-no-channel = Канала «{ $name }» нет. Список: molva channel list.
cli-no-user = Пользователя «{ $login }» нет. Список: molva user list.
cli-no-mention = Упоминания { $id } нет.
cli-password-short = Пароль слишком короткий: нужно не меньше { $least } знаков.
cli-search-behind = { $count ->
    [one] Поиск отстаёт на { $count } изменение: самого нового в нём ещё нет.
    [few] Поиск отстаёт на { $count } изменения: самого нового в нём ещё нет.
   *[many] Поиск отстаёт на { $count } изменений: самого нового в нём ещё нет.
}
cli-bad-field = Строка { $number }: поле «{ $field }» не читается. Нужен объект JSON с полем id, а по желанию — text, title, author, published_at (2026-11-22T10:30:00+03:00), reach (число) и другими.
cli-progress = { $done } из { $total }
cli-crawl-progress = Осталось: источников { $sources }, записей { $items }, тикетов { $tickets }
cli-address-taken = Адрес { $host }:{ $port } занят или недоступен. Выберите другой в настройке MOLVA_ADDRESS.
cli-serving = Молва открыта: { $url }
cli-setup = Создайте администратора: { $url }
cli-demo = Демонстрация на выдуманных данных. Вход: { $login }, пароль: { $password }. Служба поддержки, куда уходят тикеты: { $helpdesk }
