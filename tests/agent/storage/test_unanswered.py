"""A line is whole, pending or not answered; what is counted and shared follows."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, text

from agent.errors import TurnRefused
from agent.model.session import Outcome
from agent.model.turn import UnansweredLine
from agent.storage import migrations
from agent.storage.leasing import LONGEST_LEASE
from agent.storage.store import Store
from tests.support.makers import talks
from tests.support.servers.databases import engine_of


def fail(store: Store, session: str, words: str) -> int:
    line = store.submit(session, words, f"request of {words}")
    assert store.fail(session, line.number, "no answer came in time")
    return line.number


def test_a_line_not_answered_stays_and_the_next_one_goes_on(begun: Store) -> None:
    talks.hold(begun, "s1", 2)
    number = fail(begun, "s1", "lost")
    info = begun.info("s1")
    assert (number, info.turns, info.last, info.lines) == (3, 2, 2, 3)
    assert (info.pending, info.unanswered) == (False, True)
    assert begun.pending("s1") is None
    line = begun.submit("s1", "next", "r4")
    assert line.number == 4
    assert begun.info("s1").pending
    begun.finish("s1", talks.turn(4, "next"))
    info = begun.info("s1")
    assert (info.turns, info.last, info.lines, info.pending, info.unanswered) == (3, 4, 4, False, False)
    assert [turn.number for turn in begun.turns("s1")] == [1, 2, 4]
    assert [turn.number for turn in begun.turns("s1", last=2)] == [2, 4]
    assert begun.unanswered("s1") == [UnansweredLine(number=3, rep="lost", why="no answer came in time")]
    assert begun.state("s1") == talks.turn(4, "next").state


def test_many_in_a_row_and_tries_of_one_line_are_counted_once(begun: Store) -> None:
    for words in ("a", "b", "c"):
        number = fail(begun, "s1", words)
    begun.fail("s1", number, "another reason")
    assert [line.why for line in begun.unanswered("s1")][-1] == "another reason"
    assert begun.reasons("s1", number) == ["no answer came in time", "another reason"]
    talks_on = begun.submit("s1", "d", "rd")
    begun.finish("s1", talks.turn(talks_on.number, "d"))
    assert (begun.info("s1").turns, begun.info("s1").last) == (1, 4)


def test_a_whole_turn_does_not_fail_any_more(begun: Store) -> None:
    talks.hold(begun, "s1", 1)
    assert not begun.fail("s1", 1, "late")
    assert begun.unanswered("s1") == []


def test_answered_in_its_place_until_a_later_line_is_said(begun: Store) -> None:
    number = fail(begun, "s1", "lost")
    assert begun.finish("s1", talks.turn(number, "lost"))
    assert (begun.info("s1").turns, begun.info("s1").unanswered, begun.unanswered("s1")) == (1, False, [])
    number = fail(begun, "s1", "lost again")
    begun.submit("s1", "later", "r3")
    with pytest.raises(TurnRefused, match="a later one was said"):
        begun.finish("s1", talks.turn(number, "lost again"))


def test_the_same_request_with_other_words_is_refused_not_dropped(begun: Store) -> None:
    begun.submit("s1", "You never read it.", "r1")
    with pytest.raises(TurnRefused, match="send these as a new line"):
        begun.submit("s1", "What got in the way?", "r1")


def test_a_session_ends_over_a_line_that_was_not_answered(begun: Store) -> None:
    fail(begun, "s1", "lost")
    begun.close_session("s1", Outcome.OPEN, "{}")
    assert begun.info("s1").finished


def test_a_stop_is_counted_and_is_no_failure(begun: Store) -> None:
    begun.submit("s1", "one", "r1")
    assert [begun.begin_again("s1", 1) for _ in range(3)] == [1, 2, 3]
    assert begun.pending("s1")
    assert begun.reasons("s1", 1) == []


def test_a_clock_that_jumped_blocks_no_longer_than_a_lease(begun: Store, log_url: str) -> None:
    assert begun.claim("s1", "a killed server", 5)
    with engine_of(log_url) as engine, engine.begin() as connection:
        connection.execute(text("UPDATE leases SET until = until + 3600"))
    assert begun.claim("s1", "the next", 5), "an hour ahead is no lease"
    assert not begun.claim("s1", "a third", 5)
    with engine_of(log_url) as engine, engine.begin() as connection:
        connection.execute(text("UPDATE leases SET until = until + 3600"))
    assert begun.erase("s1") == ["s1"]


def test_no_lease_lasts_longer_than_the_longest(begun: Store, log_url: str) -> None:
    assert begun.claim("s1", "me", 3600)
    with engine_of(log_url) as engine, engine.begin() as connection:
        connection.execute(text(f"UPDATE leases SET until = until - {LONGEST_LEASE}"))
    assert begun.claim("s1", "another", 1)


def test_a_log_of_before_is_brought_up_to_date_and_reads_the_same(
    log_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS[:1])
    monkeypatch.setattr("agent.storage.database.MIGRATIONS", migrations.MIGRATIONS)
    old = Store(log_url)
    rest = talks.turn(1).model_dump_json(exclude={"number": True, "rep": True, "reply": {"text"}})
    with engine_of(log_url) as engine, engine.begin() as connection:
        _insert(connection, "sessions", _OLD_SESSION)
        _insert(connection, "lines", {"session": "s1", "number": 1, "request": "r1", "rep": "one", "at": _AT})
        row = {"session": "s1", "number": 1, "customer": "Hm.", "outcome": "open", "rest": _packed(rest), "at": _AT}
        _insert(connection, "turns", row)
    old.dispose()
    monkeypatch.undo()
    new = Store(log_url)
    info = new.info("s1")
    assert (info.turns, info.last, info.persona_content, info.pending) == (1, 1, None, False)
    assert new.turns("s1")[0].reply.text == "Hm."
    new.branch("s1", 1, "b1")
    assert fail(new, "b1", "lost") == 2
    assert new.info("b1").turns == 1
    new.dispose()


_AT = "2026-11-22T09:30:00.000000Z"


def _packed(document: str) -> bytes:
    import zlib

    return zlib.compress(document.encode())


_OLD_SESSION = {
    "id": "s1", "persona": "test_customer", "persona_version": 1, "rubric": "mi@1", "seed": 1, "opening": "Yes?",
    "started": _AT, "parent": None, "parent_turn": 0, "start": _packed(talks.START.model_dump_json()),
}  # fmt: skip


def _insert(connection: Connection, table: str, row: dict[str, object]) -> None:
    names = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)
