sources-exists = Источник с адресом { $address } уже есть.
sources-has-mentions = У источника есть собранные упоминания, поэтому удалить его нельзя. Отключите его.
sources-too-often = Чаще раза в минуту источник обходить нельзя.
sources-moved-to-known = Источник переехал на адрес { $address }, который уже собирает источник «{ $name }». Отключите один из них.
sources-option-unknown = Настройки «{ $name }» у этого вида источников нет. Есть: { $known }.
sources-option-required = Не указана настройка «{ $name }».
sources-option-value = Значение «{ $value }» не подходит для настройки «{ $name }».
sources-brand = Всё здесь – об одном бренде
sources-brand-help = Например, отзывы на приложение банка: банк в них называют редко. Тогда упоминанием бренда считается всё, что показывает источник.
sources-brand-none = Нет, только то, где бренд назван
sources-no-brand = Бренда «{ $name }» нет. Есть: { $known }.
sources-is-quiet = затих
sources-quiet = 0 новых за { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[many] { $days } дней
}, обычно { $usual } в день. Проверьте, что источник ещё пополняется и показывает всё без входа.
sources-quiet-named = Источник «{ $name }»: 0 новых за { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[many] { $days } дней
}, обычно { $usual } в день.
sources-quiet-more = Затихли ещё { $count ->
    [one] { $count } источник
    [few] { $count } источника
   *[many] { $count } источников
}: они отмечены в списке источников.
