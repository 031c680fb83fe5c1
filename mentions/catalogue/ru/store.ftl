store-url-unreadable = Адрес базы данных не читается. Пример: postgresql://molva:пароль@db.local/molva или sqlite:////var/lib/molva/molva.db.
store-url-kind = База данных «{ $kind }» не поддерживается: нужна sqlite или postgresql.
store-no-driver = Для PostgreSQL не хватает драйвера. Установите его: pip install "molva[postgres]".
store-locked = База данных занята другим процессом. Работа повторится сама.
store-disk-full = На диске базы данных кончилось место. Освободите его: работа продолжится сама.
store-unreachable = База данных не отвечает. Проверьте, запущена ли она и верен ли MOLVA_DATABASE_URL.
store-newer = База данных новее программы (версия { $found }, программа знает до { $known }). Обновите Молву.
