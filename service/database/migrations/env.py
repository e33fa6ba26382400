"""What Alembic runs: the migrations, on the connection that service.database.open gives."""

from typing import Any, Literal

from alembic import context

from service.database.tables import Moment, Table


def _render(kind: str, item: Any, autogenerating: Any) -> str | Literal[False]:
    """Keep our own types out of the migrations, which must say the same when those change."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,  # SQLite alters no column in place
    render_item=_render,
)
context.run_migrations()
