"""The migrations make the very tables that the service works with."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from service.database.open import Database
from service.database.tables import Table


def test_the_migrations_and_the_tables_are_the_same(tmp_path: Path) -> None:
    with Database(f"sqlite:///{tmp_path / 'service.sqlite'}") as database, database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Table.metadata) == []
