settings-wrong = { $count ->
    [one] { $count } setting is wrong:
   *[other] { $count } settings are wrong:
}
settings-value = { $name }: the value “{ $value }” does not fit. { $remedy }
settings-unknown = There is no setting “{ $name }”. Similar ones: { $known }.
settings-no-file = The settings file { $path }, named in MOLVA_CONFIG, does not exist.
settings-file = The settings file { $path } cannot be read: { $reason }.
settings-remedy-data = Name a folder for data, such as /var/lib/molva.
settings-remedy-database-url = Use an address such as sqlite:////var/lib/molva/molva.db or postgresql://name:password@server/database.
settings-remedy-elasticsearch-url = Use an address such as https://search.local:9200.
settings-remedy-elasticsearch-api-key = Use one line: the API key from Kibana.
settings-remedy-address = Use an address and port, such as 127.0.0.1:8080.
settings-remedy-base-url = Use the address at which people open Molva, such as https://molva.example.com.
settings-remedy-allow-private = Use networks separated by commas, such as 10.0.0.0/8, 192.168.1.15.
settings-remedy-retry-schedule = Use seconds separated by commas, such as 0, 5, 300, 1800.
settings-remedy-tone-model = Use best, fast, a folder with a model, or its Hugging Face name.
settings-remedy-language = Choose ru or en.
settings-remedy-contact = Use the address of a page or mailbox on one line: site owners see it.
settings-remedy-proxy = Use an address such as http://proxy.local:3128.
settings-remedy-keep-days = Use a whole number of days from 1 to 36500.
settings-remedy-keep-unmatched-days = Use a whole number of days from 1 to 36500.
settings-remedy-elasticsearch-ca-certs = Name a file with the certificate that signed the cluster's.
settings-remedy-elasticsearch-replicas = Use a number from 0 to 10: copies of the index on other nodes.
settings-remedy-trusted-proxy = Use the reverse proxy's address, such as 127.0.0.1.
settings-remedy-service-bases = Use an address such as https://api.example.com, not that of a page.
settings-remedy-service-secrets = Use one line without spaces: the key that the service has given you.
settings-remedy-follow-days = Use a whole number of days from 0 to 90.
