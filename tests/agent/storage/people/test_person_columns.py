"""Every column of the log that names a person is told in their export and wiped with them: read from the database."""

from __future__ import annotations

import json
import zlib
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Column, Float, Integer, LargeBinary, MetaData, Table

from agent.storage.people.person_columns import OF_OTHERS, PERSON_COLUMNS, SECRET
from agent.storage.people.person_data import OF_A_SESSION
from agent.storage.store import Store
from agent.storage.tables import metadata
from tests.support.servers.databases import engine_of

ZED, OTHER = "p-zed", "p-other"

NAMES_OF_PEOPLE = frozenset({"person", "by", "owner", "asked_by", "actor"})
"""How columns that name people are called."""

NO_PERSON = frozenset({("leases", "owner")})
"""Called as if they named a person; a lease is owned by a program."""

ELSEWHERE = frozenset({("sessions", "owner"), ("audit", "actor"), ("audit", "person")})
"""Told and wiped by other ways: with the session; and the audit, which keeps ids and no words."""

OF_NOBODY = frozenset({"migrations", "contents"})
"""Tables in which nothing is anybody's."""


def columns_of_people(tables: MetaData) -> set[tuple[str, str]]:
    found = {(table.name, one.name) for table in tables.sorted_tables for one in table.columns}
    return {one for one in found if one[1] in NAMES_OF_PEOPLE} - NO_PERSON


def reflected(url: str) -> MetaData:
    """Return the tables as the migrations made them in a database."""
    tables = MetaData()
    with engine_of(url) as engine:
        tables.reflect(engine)
    return tables


def test_every_column_of_the_database_that_names_a_person_is_known(store: Store, log_url: str) -> None:
    tables = reflected(log_url)
    assert {table.name for table in tables.sorted_tables} == {table.name for table in metadata.sorted_tables}
    known = {(one.table.name, one.column.name) for one in PERSON_COLUMNS} - {("people", "id")}
    assert columns_of_people(tables) == known | ELSEWHERE


def test_every_table_is_somebodys_a_sessions_or_nobodys(store: Store, log_url: str) -> None:
    """A table without a column that names a person goes with its session, or with a line that does."""
    named = {table for table, _ in columns_of_people(reflected(log_url))} | {"people"}
    for table in reflected(log_url).sorted_tables:
        assert table.name in named | OF_NOBODY or "session" in table.columns, table.name
    added = {table.name for table in OF_A_SESSION} | {"lines", "turns", "endings", "leases", "desk_lines", "audit"}
    assert {table.name for table in reflected(log_url).sorted_tables if "session" in table.columns} <= added


def fill(url: str, owner: str) -> None:
    """Put one row into each table, with Zed in every column that names a person; the session is `owner`'s."""
    tables = reflected(url)
    with engine_of(url) as engine, engine.begin() as connection:
        for table in tables.sorted_tables:
            if table.name not in OF_NOBODY:
                row = {one.name: _value(table, one, owner) for one in table.columns if one.identity is None}
                connection.execute(table.insert().values(row))


def _value(table: Table, column: Column[Any], owner: str) -> object:
    here = (table.name, column.name)
    if here == ("people", "id") or (column.name in NAMES_OF_PEOPLE and here not in {*NO_PERSON, ("sessions", "owner")}):
        return ZED
    if here == ("sessions", "owner"):
        return owner
    if column.name in ("parent", "persona_content", "rubric_content"):
        return None
    if column.name == "session" or here == ("sessions", "id"):
        return "s1"
    if column.name in ("line", "assignment") or here in {("desk_lines", "id"), ("assignments", "id")}:
        return "one"
    if isinstance(column.type, LargeBinary):
        return zlib.compress(json.dumps({"packed": table.name}).encode())
    if isinstance(column.type, Integer | Float):
        return 1 if column.name != "until" else 0
    if column.name == "role":
        return "rep"
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if _is_time(table, column) else f"{table.name} words"


def _is_time(table: Table, column: Column[Any]) -> bool:
    known = metadata.tables[table.name].columns[column.name]
    return type(known.type).__name__ == "UtcText"


def rows_naming_zed(url: str) -> set[str]:
    tables = reflected(url)
    with engine_of(url) as engine, engine.connect() as connection:
        return {
            table.name
            for table in tables.sorted_tables
            for row in connection.execute(table.select())
            if ZED in map(str, row)
        }


def test_an_export_tells_a_row_of_every_table_that_names_them_and_no_secret(store: Store, log_url: str) -> None:
    fill(log_url, owner=ZED)
    told = store.persons.besides_sessions(ZED)
    assert set(told) == {table for table, _ in columns_of_people(reflected(log_url)) - ELSEWHERE} | {"people"}
    for table, rows in told.items():
        hidden = {one.name for one in metadata.tables[table].columns} & SECRET
        hidden |= {column for of, column in OF_OTHERS if of == table}
        assert [set(row) for row in rows] == [{one.name for one in metadata.tables[table].columns} - hidden], table
    assert store.persons.session_ids(ZED) == ["s1"]
    assert {name for name, rows in store.persons.of_session("s1").items() if rows} == {one.name for one in OF_A_SESSION}
    told_nobody = store.persons.besides_sessions(OTHER)
    assert not any(told_nobody.values())


@pytest.mark.parametrize("owner", [ZED, OTHER])
def test_erasing_leaves_their_id_in_the_audit_alone(store: Store, log_url: str, owner: str) -> None:
    """Their own session takes what belongs to it along; in somebody else's, what they added must go by itself."""
    fill(log_url, owner)
    assert len(rows_naming_zed(log_url)) > 15
    store.persons.erase(ZED, by=None)
    assert rows_naming_zed(log_url) == {"audit"}
    kept = {"editions", "assignments"} | ({"adjudications", "desk_lines"} if owner == OTHER else set())
    with store._database.reading() as connection:
        for name in ("editions", "assignments", "adjudications", "desk_lines"):
            rows = connection.execute(metadata.tables[name].select()).all()
            assert [row.by for row in rows] == ([None] if name in kept else []), name
