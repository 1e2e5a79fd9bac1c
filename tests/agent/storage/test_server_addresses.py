"""A PostgreSQL address with a password that is not escaped, and connections that a pooler can share."""

from __future__ import annotations

import pytest

from agent.errors import StoreError
from agent.storage.database import Database
from agent.storage.store import Store


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://limited:Ho@rse/b:at#1@127.0.0.1:1/rw",
        "postgresql://limited:Ho@rse@127.0.0.1:1/rw",
        "postgres://limited:Ho@rse:12/bat@127.0.0.1:1/rw",
        "postgresql+psycopg://limited:Ho@@rse@127.0.0.1:1/rw",
        "postgresql://limited:Ho@rse?bat@127.0.0.1:1/rw",
        "postgresql://me@there:Horse@127.0.0.1:1/rw",
    ],
)
def test_an_at_in_the_password_is_asked_to_be_escaped_and_no_piece_of_it_is_shown(url: str) -> None:
    with pytest.raises(StoreError) as told:
        Database(url)
    assert "%40" in str(told.value)
    assert not [piece for piece in ("Ho", "rse", "bat", "b:at") if piece in str(told.value)]


def test_an_escaped_password_is_read_and_not_shown() -> None:
    with pytest.raises(StoreError, match="PostgreSQL database rw on 127.0.0.1:1 as limited") as told:
        Database("postgresql://limited:Ho%40rse%2Fbat@127.0.0.1:1/rw")
    assert "orse" not in str(told.value)


@pytest.mark.postgres
def test_no_statement_is_prepared_for_a_pooler_would_lose_it(store: Store) -> None:
    if store._database.describe().startswith("SQLite"):
        pytest.skip("a pooler stands before a server")
    with store._database.reading() as connection:
        for _ in range(12):
            connection.exec_driver_sql("SELECT count(*) FROM sessions")
        prepared = connection.exec_driver_sql("SELECT count(*) FROM pg_prepared_statements").scalar_one()
    assert prepared == 0
