"""Runs the migrations over the connection that factcheck.schema hands over."""

from typing import Any

from alembic import context

from factcheck.models import metadata


def ours(_thing: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    """Search tables are derived, not schema history."""
    return not (kind == "table" and name is not None and name.startswith("search"))


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata(),
    include_object=ours,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
