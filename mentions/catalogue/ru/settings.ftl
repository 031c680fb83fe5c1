settings-wrong = { $count ->
    [one] В настройках { $count } ошибка:
    [few] В настройках { $count } ошибки:
   *[many] В настройках { $count } ошибок:
}
settings-value = { $name }: значение «{ $value }» не подходит. { $remedy }
settings-unknown = Настройки «{ $name }» нет. Есть похожие: { $known }.
settings-no-file = Нет файла настроек { $path }, названного в MOLVA_CONFIG.
settings-file = Файл настроек { $path } не читается: { $reason }.
settings-remedy-data = Укажите папку для данных, например /var/lib/molva.
settings-remedy-database-url = Нужен адрес вида sqlite:////var/lib/molva/molva.db или postgresql://имя:пароль@сервер/база.
settings-remedy-elasticsearch-url = Нужен адрес вида https://search.local:9200.
settings-remedy-elasticsearch-api-key = Нужна одна строка: ключ API из Kibana.
settings-remedy-address = Нужны адрес и порт, например 127.0.0.1:8080.
settings-remedy-base-url = Нужен адрес, по которому люди открывают Молву, например https://molva.example.ru.
settings-remedy-allow-private = Нужны сети через запятую, например 10.0.0.0/8, 192.168.1.15.
settings-remedy-retry-schedule = Нужны секунды через запятую, например 0, 5, 300, 1800.
settings-remedy-tone-model = Нужно best, fast, папка с моделью или её имя в хранилище Hugging Face.
settings-remedy-language = Выберите ru или en.
settings-remedy-contact = Нужен адрес страницы или почты в одну строку: его видят владельцы сайтов.
settings-remedy-proxy = Нужен адрес вида http://proxy.local:3128.
settings-remedy-keep-days = Нужно целое число дней от 1 до 36500.
settings-remedy-keep-unmatched-days = Нужно целое число дней от 1 до 36500.
settings-remedy-elasticsearch-ca-certs = Нужен файл с сертификатом, которым подписан кластер.
settings-remedy-elasticsearch-replicas = Нужно число от 0 до 10: сколько копий указателя держать на других узлах.
settings-remedy-trusted-proxy = Нужен адрес обратного прокси, например 127.0.0.1.
settings-remedy-service-bases = Нужен адрес вида https://api.example.ru, без пути к отдельной странице.
settings-remedy-service-secrets = Нужна одна строка без пробелов: ключ, который выдал сервис.
settings-remedy-follow-days = Нужно целое число дней от 0 до 90.
