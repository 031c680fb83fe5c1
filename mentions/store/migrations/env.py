"""Alembic's entry: runs the versions over the connection that `migrate` hands in."""

from alembic import context

from mentions.store import (  # noqa: F401 - all that there are
    alert_tables,
    reply_tables,
    service_tables,
    tables,
)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
