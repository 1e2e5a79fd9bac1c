"""Looking into the databases of tests from outside the log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, create_engine, text


@contextmanager
def engine_of(url: str) -> Iterator[Engine]:
    """Open an engine of one's own on the database of a log."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    try:
        yield engine
    finally:
        engine.dispose()


def rows_in(url: str, table: str) -> int:
    """Count the rows of a table."""
    with engine_of(url) as engine, engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())
