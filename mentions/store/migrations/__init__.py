"""Bringing a database up to the tables that this version of the code knows."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from mentions.messages import message
from mentions.store.database import Database, DatabaseError

HERE = Path(__file__).parent


def migrate(database: Database, revision: str = "head") -> None:
    """Run the migrations that `database` lacks, each in a transaction, one process at a time.

    Raises DatabaseError where the database was made by a newer version of the code.
    """
    config = Config()
    config.set_main_option("script_location", str(HERE))
    scripts = ScriptDirectory.from_config(config)
    with database.write() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(7233520)"))
        found = MigrationContext.configure(connection).get_current_revision()
        known = [script.revision for script in scripts.walk_revisions()]
        if found is not None and found not in known:
            raise DatabaseError(message("store-newer", found=found, known=known[0]))
        if found == scripts.get_current_head() and revision == "head":
            return
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
