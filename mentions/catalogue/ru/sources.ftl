sources-exists = Источник с адресом { $address } уже есть.
sources-has-mentions = У источника есть собранные упоминания, поэтому удалить его нельзя. Отключите его.
sources-too-often = Чаще раза в минуту источник обходить нельзя.
sources-moved-to-known = Источник переехал на адрес { $address }, который уже собирает источник «{ $name }». Отключите один из них.
sources-option-unknown = Настройки «{ $name }» у этого вида источников нет. Есть: { $known }.
sources-option-required = Не указана настройка «{ $name }».
sources-option-value = Значение «{ $value }» не подходит для настройки «{ $name }».
