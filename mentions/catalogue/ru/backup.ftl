backup-postgresql = Базу PostgreSQL копируют её средствами: pg_dump --format=custom --file=molva.dump БАЗА.
backup-exists = Файл { $path } уже есть. Назовите другой.
backup-failed = Не удалось записать копию в { $path }. Проверьте место на диске и права на папку.
