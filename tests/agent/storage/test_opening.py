"""What is opened is brought up to date, or refused with the mend."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.engine.default import DefaultDialect

from agent.errors import StoreError
from agent.storage import migrations, tables
from agent.storage.store import Store
from tests.support.makers import talks
from tests.support.servers.databases import engine_of, rows_in


def test_a_log_is_found_again(begun: Store, log_url: str) -> None:
    talks.hold(begun, "s1", 2)
    begun.submit("s1", "last words", "r3")
    begun.dispose()
    again = Store(log_url)
    assert again.turns("s1") == begun.turns("s1")
    assert again.submit("s1", "last words", "r3") == again.pending("s1")
    again.dispose()
    begun.dispose()


def test_the_tables_are_those_the_queries_know(store: Store, log_url: str) -> None:
    with engine_of(log_url) as engine:
        found = inspect(engine)
        for table in tables.metadata.tables.values():
            columns = {column["name"]: column["nullable"] for column in found.get_columns(table.name)}
            assert columns == {column.name: column.nullable for column in table.columns}
            key = found.get_pk_constraint(table.name)["constrained_columns"]
            assert key == [column.name for column in table.primary_key]


def test_migrations_are_recorded_and_run_once(store: Store, log_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        migrations,
        "MIGRATIONS",
        (
            *migrations.MIGRATIONS,
            ("add notes", lambda connection: connection.execute(text("CREATE TABLE remarks (a TEXT)"))),
        ),
    )
    monkeypatch.setattr("agent.storage.database.MIGRATIONS", migrations.MIGRATIONS)
    for _ in range(2):
        Store(log_url).dispose()
    with engine_of(log_url) as engine, engine.connect() as connection:
        rows = connection.execute(text("SELECT number, name FROM migrations ORDER BY number")).all()
        assert [row.number for row in rows] == [1, 2, 3, 4, 5, 6, 7]
        assert [row.name for row in rows][::6] == ["first", "add notes"]
        assert inspect(engine).has_table("remarks")


def test_a_migration_that_fails_leaves_nothing_behind(log_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = ("broken", lambda connection: connection.execute(text("CREATE NONSENSE")))
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, broken))
    with pytest.raises(StoreError, match="NONSENSE"):
        Store(log_url)
    with engine_of(log_url) as engine:
        assert inspect(engine).get_table_names() == []


def test_a_newer_log_is_refused(store: Store, log_url: str) -> None:
    with engine_of(log_url) as engine, engine.begin() as connection:
        connection.execute(text("INSERT INTO migrations VALUES (99, 'from the future', 'x')"))
    with pytest.raises(StoreError, match="newer rollwith.*migration 99.*Mend: update rollwith"):
        Store(log_url)


def test_many_at_once_open_a_new_log(log_url: str) -> None:
    with ThreadPoolExecutor(6) as openers:
        for opened in list(openers.map(lambda _: Store(log_url), range(6))):
            opened.dispose()
    assert rows_in(log_url, "migrations") == len(migrations.MIGRATIONS)


def test_another_programs_database_is_left_alone(log_url: str) -> None:
    Path(log_url.removeprefix("sqlite:///")).parent.mkdir(exist_ok=True, parents=True) if "sqlite" in log_url else None
    with engine_of(log_url) as engine:
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE sessions (theirs TEXT)"))
        with pytest.raises(StoreError, match="another program's database"):
            Store(log_url)
        assert inspect(engine).get_table_names() == ["sessions"]


def test_a_turn_of_another_version_is_named(begun: Store, log_url: str) -> None:
    talks.hold(begun, "s1", 1)
    rest = tables.Packed().process_bind_param('{"reply": {}, "mood": 3}', DefaultDialect())
    with engine_of(log_url) as engine, engine.begin() as connection:
        connection.execute(text("UPDATE turns SET rest = :rest"), {"rest": rest})
    with pytest.raises(StoreError, match="turn 1 of session 's1' cannot be read"):
        begun.turns("s1")


def test_a_damaged_record_is_named(begun: Store, log_url: str) -> None:
    talks.hold(begun, "s1", 1)
    with engine_of(log_url) as engine, engine.begin() as connection:
        connection.execute(text("UPDATE turns SET rest = :rest"), {"rest": b"\x00\x01"})
    with pytest.raises(StoreError, match="damaged"):
        begun.state("s1")
