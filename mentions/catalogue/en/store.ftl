store-url-unreadable = The database address cannot be read. Example: postgresql://molva:password@db.local/molva or sqlite:////var/lib/molva/molva.db.
store-url-kind = The database “{ $kind }” is not supported: use sqlite or postgresql.
store-no-driver = The PostgreSQL driver is missing. Install it: pip install "molva[postgres]".
store-locked = The database is held by another process. The work will be retried by itself.
store-disk-full = The database's disk is full. Free some space: the work will go on by itself.
store-unreachable = The database does not answer. Check that it runs and that MOLVA_DATABASE_URL is right.
store-newer = The database is newer than the program (version { $found }, the program knows up to { $known }). Update Molva.
