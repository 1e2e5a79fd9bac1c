"""The contract of the session log, the same for SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from agent.errors import StoreError, TurnRefused, UnknownSession
from agent.model.session import Outcome
from agent.model.turn import Spending
from agent.storage.store import Store
from tests.support.makers import talks
from tests.support.servers.databases import rows_in

HARD_TEXTS = {
    "empty": "",
    "one": "?",
    "long": "ja " * 7000,
    "emoji": "\U0001f469\u200d\U0001f680 fine \U0001f612",
    "right to left": "\u05e9\u05dc\u05d5\u05dd, \u202emirrored",
    "control": "a\x00b\x10c\x1b[31m\x07\r\n\t\x100\x101\x7f",
    "markup": "<script>alert('x')</script> {{x}} '; DROP TABLE lines; --",
}


def test_a_new_session_is_open_and_says_what_it_was_given(begun: Store) -> None:
    assert begun.info("s1") == talks.info()
    assert begun.state("s1") == talks.START
    assert begun.turns("s1") == []
    assert begun.spoken("s1") == []
    assert begun.pending("s1") is None
    assert begun.debrief("s1") is None


def test_a_turn_comes_back_as_it_went_in(begun: Store) -> None:
    whole = talks.turn(1)
    begun.submit("s1", whole.rep, "r1")
    assert begun.finish("s1", whole)
    assert begun.turn("s1", 1) == whole
    assert begun.turns("s1") == [whole]
    assert begun.state("s1") == whole.state
    assert begun.spoken("s1") == [whole.reply.text]
    assert begun.info("s1").turns == 1


@pytest.mark.parametrize("name", HARD_TEXTS)
def test_any_text_is_kept_to_the_letter(begun: Store, name: str) -> None:
    line = begun.submit("s1", HARD_TEXTS[name], "r1")
    assert line.text == HARD_TEXTS[name]
    assert begun.pending("s1") == line
    reply = talks.turn(1).reply.model_copy(update={"text": HARD_TEXTS[name] or "-"})
    whole = talks.turn(1).model_copy(update={"rep": HARD_TEXTS[name], "reply": reply})
    begun.finish("s1", whole)
    assert begun.turn("s1", 1) == whole


def test_text_that_no_model_can_hold_is_refused_before_it_is_stored(begun: Store) -> None:
    with pytest.raises(TurnRefused, match="surrogate"):
        begun.submit("s1", "half a smile \ud83d", "r1")
    assert begun.pending("s1") is None


def test_the_line_is_pending_until_its_turn_is_whole(begun: Store) -> None:
    line = begun.submit("s1", "What would help?", "r1")
    assert (line.number, line.whole) == (1, False)
    assert begun.pending("s1") == line
    assert begun.info("s1").pending
    assert begun.turn("s1", 1) is None
    begun.finish("s1", talks.turn(1, "What would help?"))
    assert begun.pending("s1") is None
    assert not begun.info("s1").pending


def test_a_repeated_request_is_one_turn(begun: Store) -> None:
    first = begun.submit("s1", "What would help?", "r1")
    assert begun.submit("s1", "What would help?", "r1") == first
    begun.finish("s1", talks.turn(1, "What would help?"))
    assert begun.submit("s1", "What would help?", "r1") == first.model_copy(update={"whole": True})
    assert begun.submit("s1", "What would help?", "r2").number == 2


def test_another_line_is_refused_while_one_is_pending(begun: Store) -> None:
    begun.submit("s1", "one", "r1")
    with pytest.raises(TurnRefused, match="waits"):
        begun.submit("s1", "two", "r2")


def test_finishing_twice_keeps_the_first_outcome(begun: Store) -> None:
    begun.submit("s1", "one", "r1")
    assert begun.finish("s1", talks.turn(1, "one"))
    assert not begun.finish("s1", talks.turn(1, "one", seed=9))
    assert begun.turns("s1") == [talks.turn(1, "one")]


@pytest.mark.parametrize(("number", "rep"), [(1, "other words"), (2, "one")])
def test_only_the_submitted_line_can_be_finished(begun: Store, number: int, rep: str) -> None:
    begun.submit("s1", "one", "r1")
    with pytest.raises(StoreError, match="not the line that was submitted"):
        begun.finish("s1", talks.turn(number, rep))
    assert begun.turns("s1") == []


def test_the_last_turns_can_be_asked_for_alone(begun: Store) -> None:
    talks.hold(begun, "s1", 6)
    assert [turn.number for turn in begun.turns("s1", last=2)] == [5, 6]
    assert [turn.number for turn in begun.turns("s1", last=60)] == [1, 2, 3, 4, 5, 6]
    assert begun.turns("s1", last=0) == []


@pytest.mark.parametrize("outcome", [Outcome.COMMITTED, Outcome.WALKED_AWAY])
def test_a_conversation_the_customer_ended_takes_no_more_lines(begun: Store, outcome: Outcome) -> None:
    begun.submit("s1", "one", "r1")
    begun.finish("s1", talks.turn(1, "one", outcome=outcome))
    assert begun.info("s1").outcome is outcome
    assert not begun.info("s1").finished
    with pytest.raises(TurnRefused, match="ended"):
        begun.submit("s1", "two", "r2")


def test_an_ended_session_keeps_its_first_debrief_and_takes_no_more_lines(begun: Store) -> None:
    talks.hold(begun, "s1", 1)
    begun.close_session("s1", Outcome.OPEN, '{"story": ["caf\u00e9"]}')
    begun.close_session("s1", Outcome.COMMITTED, "{}")
    assert begun.debrief("s1") == '{"story": ["caf\u00e9"]}'
    assert (begun.info("s1").finished, begun.info("s1").outcome) == (True, Outcome.OPEN)
    with pytest.raises(TurnRefused, match="ended"):
        begun.submit("s1", "two", "r2")
    assert begun.submit("s1", talks.turn(1).rep, "request 0-1").whole


def test_a_session_is_not_ended_over_a_pending_line(begun: Store) -> None:
    begun.submit("s1", "one", "r1")
    with pytest.raises(TurnRefused, match="waits"):
        begun.close_session("s1", Outcome.OPEN, "{}")
    assert not begun.info("s1").finished


def test_sessions_are_listed_newest_first_in_pages(store: Store) -> None:
    for day in (2, 0, 1):
        store.create(talks.info(f"day{day}", started=talks.info().started + timedelta(days=day)), talks.START)
    talks.hold(store, "day1", 2)
    store.submit("day1", "hm", "r9")
    assert [info.id for info in store.sessions()] == ["day2", "day1", "day0"]
    assert store.sessions(limit=1, offset=1) == [store.info("day1")]
    assert (store.info("day1").turns, store.info("day1").pending) == (2, True)


def test_a_session_id_is_taken_once(begun: Store) -> None:
    with pytest.raises(StoreError, match="'s1' exists"):
        begun.create(talks.info(), talks.START)


@pytest.mark.parametrize(
    "ask",
    [
        lambda store: store.info("nobody"),
        lambda store: store.submit("nobody", "x", "r"),
        lambda store: store.pending("nobody"),
        lambda store: store.finish("nobody", talks.turn(1)),
        lambda store: store.turn("nobody", 1),
        lambda store: store.turns("nobody"),
        lambda store: store.state("nobody"),
        lambda store: store.spoken("nobody"),
        lambda store: store.branch("nobody", 0, "new"),
        lambda store: store.claim("nobody", "me", 5),
        lambda store: store.close_session("nobody", Outcome.OPEN, "{}"),
        lambda store: store.debrief("nobody"),
        lambda store: store.erase("nobody"),
    ],
)
def test_an_unknown_session_is_named(store: Store, ask: Callable[[Store], object]) -> None:
    with pytest.raises(UnknownSession, match="'nobody'"):
        ask(store)


def test_an_erased_session_is_gone_with_every_word(begun: Store, log_url: str) -> None:
    begun.create(talks.info("s2"), talks.START)
    for session in ("s1", "s2"):
        talks.hold(begun, session, 2)
        begun.submit(session, "not answered", "r3")
        begun.fail(session, 3, "no answer came in time", Spending(calls=4))
        begun.close_session(session, Outcome.OPEN, "{}")
    begun.claim("s1", "somebody", -1)
    assert begun.erase("s1") == ["s1"]
    with pytest.raises(UnknownSession, match="'s1'"):
        begun.turns("s1")
    assert [info.id for info in begun.sessions()] == ["s2"]
    assert len(begun.turns("s2")) == 2
    tables = ("sessions", "lines", "turns", "attempts", "spending", "endings", "leases")
    counts = {table: rows_in(log_url, table) for table in tables}
    assert counts == {"sessions": 1, "lines": 3, "turns": 2, "attempts": 1, "spending": 3, "endings": 1, "leases": 0}
    begun.create(talks.info(), talks.START)
    assert begun.turns("s1") == []


def test_a_session_that_is_being_answered_is_not_erased(begun: Store) -> None:
    begun.submit("s1", "one", "r1")
    begun.claim("s1", "somebody", 60)
    with pytest.raises(TurnRefused, match="right now"):
        begun.erase("s1")
    assert begun.pending("s1")
    begun.release("s1", "somebody")
    begun.erase("s1")
    assert begun.sessions() == []


def test_no_word_of_an_erased_session_is_left_in_the_file(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/log.db")
    store.create(talks.info(), talks.START)
    store.submit("s1", "my mother's maiden name is Quillfeather", "r1")

    def found() -> list[str]:
        return [path.name for path in sorted(tmp_path.iterdir()) if b"Quillfeather" in path.read_bytes()]

    assert found(), "the test would see it"
    store.erase("s1")
    assert found() == []
    store.dispose()
    assert found() == []
