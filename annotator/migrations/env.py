"""Alembic runs inside the caller's transaction, on the connection it is handed."""

from alembic import context
from sqlmodel import SQLModel

import annotator.models  # noqa: F401  registers the tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
)
context.run_migrations()
