network-private-address = Адрес { $host } ведёт во внутреннюю сеть ({ $address }). Если это ваш сервер, добавьте его сеть в настройку MOLVA_ALLOW_PRIVATE.
