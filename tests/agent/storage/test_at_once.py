"""Whatever arrives at once is serialised; one runner holds a session at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from agent.errors import TurnRefused
from agent.storage.store import Store
from tests.support.makers import talks
from tests.support.servers.databases import rows_in


def test_different_lines_one_gets_in(begun: Store) -> None:
    def send(sender: int) -> str:
        try:
            return begun.submit("s1", f"from {sender}", f"r{sender}").text
        except TurnRefused:
            return ""

    with ThreadPoolExecutor(8) as senders:
        told = [text for text in senders.map(send, range(8)) if text]
    waiting = begun.pending("s1")
    assert waiting is not None
    assert told == [waiting.text]


def test_the_same_request_is_one_line(begun: Store, log_url: str) -> None:
    with ThreadPoolExecutor(8) as senders:
        told = list(senders.map(lambda _: begun.submit("s1", "double click", "r1"), range(8)))
    assert set(told) == {begun.pending("s1")}
    assert rows_in(log_url, "lines") == 1


def test_the_same_turn_is_finished_once(begun: Store) -> None:
    begun.submit("s1", "one", "r1")
    with ThreadPoolExecutor(8) as senders:
        done = list(senders.map(lambda seed: begun.finish("s1", talks.turn(1, "one", seed)), range(8)))
    assert sorted(done) == [False] * 7 + [True]


def test_leases_belong_to_one_owner(begun: Store, log_url: str) -> None:
    elsewhere = Store(log_url)
    assert begun.claim("s1", "me", 60)
    assert begun.claim("s1", "me", 60)
    assert not elsewhere.claim("s1", "you", 60)
    elsewhere.release("s1", "you")
    assert not elsewhere.claim("s1", "you", 60)
    begun.release("s1", "me")
    assert elsewhere.claim("s1", "you", 60)
    elsewhere.dispose()


def test_leases_run_out(begun: Store) -> None:
    assert begun.claim("s1", "crashed", -0.01)
    assert begun.claim("s1", "next", 60)
    assert not begun.claim("s1", "crashed", 60)


def test_leases_do_not_bind_other_sessions(begun: Store) -> None:
    begun.create(talks.info("s2"), talks.START)
    assert begun.claim("s1", "me", 60)
    assert begun.claim("s2", "you", 60)
