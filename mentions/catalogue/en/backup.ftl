backup-postgresql = PostgreSQL is backed up by its own tools: pg_dump --format=custom --file=molva.dump DATABASE.
backup-exists = The file { $path } exists already. Name another one.
backup-failed = The copy could not be written to { $path }. Check the free space and the folder's permissions.
