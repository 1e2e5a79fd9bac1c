"""Turn 500 costs what turn 5 costs, and a session stays small."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, event, text

from agent.model.session import Outcome
from agent.storage.store import Store
from tests.support.makers import talks
from tests.support.servers.databases import engine_of


def test_a_late_turn_runs_the_statements_of_an_early_one(begun: Store) -> None:
    talks.hold(begun, "s1", 4)
    with _statements() as early:
        _one_turn(begun)
    talks.hold(begun, "s1", 60)
    with _statements() as late:
        _one_turn(begun)
    assert early == late


def test_turn_500_does_the_work_of_turn_5(tmp_path: Path) -> None:
    """Count the steps of SQLite's virtual machine, which see every row that is looked at."""
    steps = count()
    with _every_connection(lambda raw: raw.set_progress_handler(lambda: next(steps) < 0, 1)):
        store = Store(f"sqlite:///{tmp_path / 'log.db'}")
        store.create(talks.info(), talks.START)

        def work(turns_before: int) -> int:
            talks.hold(store, "s1", turns_before)
            before = next(steps)
            _one_turn(store)
            return next(steps) - before

        at_5, at_10, at_500 = work(4), work(4), work(489)
        store.branch("s1", 400, "b1")
        before = next(steps)
        assert len(store.turns("b1", last=6)) == 6
        of_branch = next(steps) - before
        store.dispose()
    assert at_5 > 500
    assert at_10 > at_5, "the count sees that six turns are read, not four"
    assert at_500 == at_10
    assert of_branch < at_5


def test_only_leases_are_ever_changed(begun: Store) -> None:
    with _statements() as ran:
        talks.hold(begun, "s1", 3)
        begun.claim("s1", "me", 5)
        begun.claim("s1", "me", 5)
        begun.release("s1", "me")
        begun.branch("s1", 2, "b1")
        begun.close_session("s1", Outcome.OPEN, "{}")
    changing = [statement for statement in ran if "UPDATE " in statement.replace("FOR NO KEY UPDATE", "")]
    assert changing
    assert all("INTO leases" in statement for statement in changing)
    assert all("leases" in statement for statement in ran if statement.startswith("DELETE"))


def test_200_turns_stay_below_one_megabyte(begun: Store, log_url: str) -> None:
    empty = _bytes_on_disk(log_url)
    talks.hold(begun, "s1", 200)
    begun.close_session("s1", Outcome.OPEN, '{"story": "..."}')
    assert _bytes_on_disk(log_url) - empty < 1_000_000
    assert begun.turns("s1") == [talks.turn(number) for number in range(1, 201)]


def _one_turn(store: Store) -> None:
    """Do what a room does in a turn, but for looking over the customer's own words."""
    number = store.info("s1").turns + 1
    assert store.claim("s1", "room", 60)
    line = store.submit("s1", f"line {number}", f"one {number}")
    store.state("s1")
    store.turns("s1", last=6)
    store.spent("s1")
    store.spent_at_last_turn("s1")
    store.finish("s1", talks.turn(number, line.text))
    store.turn("s1", number)
    store.release("s1", "room")


@contextmanager
def _statements() -> Iterator[list[str]]:
    ran: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        ran.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield ran
    event.remove(Engine, "before_cursor_execute", note)


@contextmanager
def _every_connection(prepare: Callable[[sqlite3.Connection], None]) -> Iterator[None]:
    def seen(raw: sqlite3.Connection, _record: object) -> None:
        prepare(raw)

    event.listen(Engine, "connect", seen)
    yield
    event.remove(Engine, "connect", seen)


def _bytes_on_disk(url: str) -> int:
    if url.startswith("sqlite"):
        return sum(file.stat().st_size for file in Path(url.removeprefix("sqlite:///")).parent.iterdir())
    with engine_of(url) as engine, engine.connect() as connection:
        sizes = "SELECT sum(pg_total_relation_size(relid)) FROM pg_stat_user_tables WHERE schemaname = current_schema()"
        return int(connection.execute(text(sizes)).scalar_one())
