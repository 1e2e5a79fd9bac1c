"""What a session has cost is kept with its turns: a running total that a restart, a branch and an erasure respect."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, text

from agent.errors import StoreError
from agent.model.session import Outcome
from agent.model.turn import Drafts, Spending
from agent.storage import migrations, tables
from agent.storage.store import Store
from tests.support.makers import talks
from tests.support.servers.databases import engine_of, rows_in


def costing(store: Store, session: str, number: int, calls: int, tokens: int, **more: object) -> None:
    """Add a whole turn that cost so much."""
    store.submit(session, f"line {number}", f"request {session} {number}")
    turn = talks.turn(number, f"line {number}").model_copy(update={"calls": calls, "tokens": tokens, **more})
    assert store.finish(session, turn)


def test_turns_failures_and_the_debrief_add_up_and_are_found_again(begun: Store, log_url: str) -> None:
    assert begun.spent("s1") == Spending()
    costing(begun, "s1", 1, 2, 700)
    begun.submit("s1", "line 2", "r2")
    begun.fail("s1", 2, "no answer came in time", Spending(calls=4, tokens=90))
    costing(begun, "s1", 3, 2, 800)
    begun.close_session("s1", Outcome.OPEN, "{}", Spending(calls=1, tokens=1000))
    begun.dispose()
    again = Store(log_url)
    assert again.spent("s1") == Spending(calls=9, tokens=2590)
    again.dispose()


def test_a_turn_comes_back_with_what_it_cost(begun: Store) -> None:
    costing(begun, "s1", 1, 3, 1200, notice="most of it is spent", draft="redrawn", wasted=300)
    turn = begun.turn("s1", 1)
    assert turn is not None
    assert (turn.calls, turn.tokens, turn.notice, turn.draft, turn.wasted) == (
        3,
        1200,
        "most of it is spent",
        "redrawn",
        300,
    )


def test_what_was_spent_at_the_last_whole_turn_leaves_out_what_was_not_answered_since(begun: Store) -> None:
    costing(begun, "s1", 1, 2, 700)
    begun.submit("s1", "line 2", "r2")
    begun.fail("s1", 2, "no answer came in time", Spending(calls=1, tokens=5000))
    assert begun.spent_at_last_turn("s1") == Spending(calls=2, tokens=700)
    assert begun.spent("s1") == Spending(calls=3, tokens=5700)
    assert begun.finish("s1", talks.turn(2, "line 2").model_copy(update={"calls": 1, "tokens": 1}))
    assert begun.spent_at_last_turn("s1") == begun.spent("s1") == Spending(calls=4, tokens=5701)


def test_a_turn_is_paid_for_once(begun: Store) -> None:
    costing(begun, "s1", 1, 2, 700)
    assert not begun.finish("s1", talks.turn(1, "line 1").model_copy(update={"calls": 2, "tokens": 700}))
    begun.close_session("s1", Outcome.OPEN, "{}", Spending(calls=1, tokens=10))
    begun.close_session("s1", Outcome.OPEN, "{}", Spending(calls=1, tokens=10))
    assert begun.spent("s1") == Spending(calls=3, tokens=710)


def test_a_session_that_spends_nothing_leaves_no_rows(begun: Store, log_url: str) -> None:
    costing(begun, "s1", 1, 0, 0)
    begun.submit("s1", "line 2", "r2")
    begun.fail("s1", 2, "no answer came in time")
    begun.close_session("s1", Outcome.OPEN, "{}")
    assert rows_in(log_url, "spending") == 0


def test_a_branch_begins_at_nothing_and_an_erased_session_leaves_nothing(begun: Store, log_url: str) -> None:
    for number in (1, 2):
        costing(begun, "s1", number, 2, 700)
    begun.branch("s1", 1, "b1")
    assert begun.spent("b1") == begun.spent_at_last_turn("b1") == Spending()
    costing(begun, "b1", 2, 1, 50)
    assert begun.spent("b1") == Spending(calls=1, tokens=50)
    assert begun.spent("s1") == Spending(calls=4, tokens=1400)
    begun.erase("b1")
    assert rows_in(log_url, "spending") == 2
    begun.erase("s1")
    assert rows_in(log_url, "spending") == 0


def test_more_than_an_integer_column_holds_can_be_spent(begun: Store) -> None:
    costing(begun, "s1", 1, 1, 2**31)
    costing(begun, "s1", 2, 1, 2**31)
    assert begun.spent("s1").tokens == 2**32


def test_drafts_of_the_newest_turns_are_counted_across_sessions(begun: Store) -> None:
    begun.create(talks.info("s2"), talks.START)
    costing(begun, "s1", 1, 1, 10, draft="redrawn", wasted=999)
    costing(begun, "s1", 2, 1, 10, draft="stood")
    costing(begun, "s2", 1, 1, 10, draft="redrawn", wasted=120)
    costing(begun, "s2", 2, 1, 10)
    assert begun.drafts(3) == Drafts(turns=3, stood=1, redrawn=1, wasted=120)
    assert begun.drafts(200) == Drafts(turns=4, stood=1, redrawn=2, wasted=1119)


@pytest.mark.parametrize("known", [1, 2])
def test_an_old_log_is_brought_up_to_date_and_keeps_its_sessions(
    log_url: str, known: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        for place in ("agent.storage.migrations", "agent.storage.database"):
            patch.setattr(f"{place}.MIGRATIONS", migrations.MIGRATIONS[:known])
        _old_log(log_url, known)
    again = Store(log_url)
    assert [turn.number for turn in again.turns("s1")] == ([1, 2] if known == 2 else [])
    assert again.spent("s1") == Spending()
    number = again.info("s1").lines + 1
    costing(again, "s1", number, 1, 80)
    assert again.spent("s1") == Spending(calls=1, tokens=80)
    assert again.drafts(200).turns == number
    again.dispose()


def _old_log(log_url: str, known: int) -> None:
    """Write a log as the program did that knew so many migrations."""
    old = Store(log_url)
    with engine_of(log_url) as engine, engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO sessions (id, persona, persona_version, rubric, seed, opening, started, parent_turn, "
                "start) VALUES ('s1', 'test_customer', 3, 'mi@1', 7, 'Yes?', '2026-11-22T09:30:00.000000Z', 0, :start)"
            ),
            {"start": _packed(talks.START.model_dump_json())},
        )
        for number in (1, 2) if known == 2 else ():
            _add_turn(connection, number)
    with engine_of(log_url) as engine, engine.connect() as connection, pytest.raises(Exception, match="spending"):
        connection.execute(text("SELECT * FROM spending"))
    old.dispose()


def _add_turn(connection: Connection, number: int) -> None:
    """Write a whole turn; the tables of lines and turns are as they were then."""
    turn, at = talks.turn(number, f"line {number}"), datetime(2026, 11, 22, 10, tzinfo=UTC)
    line = {"session": "s1", "number": number, "request": f"request {number}", "rep": turn.rep, "at": at}
    connection.execute(tables.lines.insert().values(**line))
    came = {"session": "s1", "number": number, "customer": turn.reply.text, "outcome": "open", "at": at}
    rest = turn.model_dump_json(exclude={"number": True, "rep": True, "reply": {"text"}})
    connection.execute(tables.turns.insert().values(**came, rest=rest))


def _packed(value: str) -> bytes:
    import zlib

    return zlib.compress(value.encode(), 9)


@pytest.mark.parametrize(
    "ask",
    [
        lambda store: store.fail("nobody", 1, "late", Spending(calls=1)),
        lambda store: store.close_session("nobody", Outcome.OPEN, "{}", Spending(calls=1)),
    ],
)
def test_nothing_is_written_down_for_a_session_that_is_not_there(
    store: Store, log_url: str, ask: Callable[[Store], object]
) -> None:
    with pytest.raises(StoreError):
        ask(store)
    assert rows_in(log_url, "spending") == 0
