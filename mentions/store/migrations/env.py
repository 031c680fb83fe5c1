"""Alembic's entry: runs the versions over the connection that `migrate` hands in."""

from alembic import context

from mentions.store.alert_tables import notices

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=notices.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
