"""Alembic's entry: runs the versions over the connection that `migrate` hands in."""

from alembic import context

from mentions.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
