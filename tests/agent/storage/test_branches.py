"""A branch shares its parent's turns and goes its own way from there."""

from __future__ import annotations

import pytest

from agent.errors import TurnRefused
from agent.model.session import Outcome
from agent.storage.store import Store
from tests.support.makers import talks
from tests.support.servers.databases import rows_in


def test_shares_turns_and_state_without_copying(begun: Store, log_url: str) -> None:
    talks.hold(begun, "s1", 5)
    branch = begun.branch("s1", 3, "b1")
    assert branch == begun.info("b1")
    assert (branch.parent, branch.parent_turn, branch.turns, branch.seed) == ("s1", 3, 3, talks.info().seed)
    assert begun.turns("b1") == begun.turns("s1")[:3]
    assert begun.state("b1") == begun.turns("s1")[2].state
    assert begun.spoken("b1") == begun.spoken("s1")[:3]
    assert begun.turn("b1", 2) == begun.turn("s1", 2)
    assert begun.turn("b1", 4) is None
    assert begun.pending("b1") is None
    assert rows_in(log_url, "turns") == 5


def test_goes_its_own_way(begun: Store) -> None:
    talks.hold(begun, "s1", 5)
    begun.branch("s1", 3, "b1")
    talks.hold(begun, "b1", 3, seed=4)
    talks.hold(begun, "s1", 1)
    shared = [talks.turn(number) for number in (1, 2, 3)]
    assert begun.turns("b1") == shared + [talks.turn(number, seed=4) for number in (4, 5, 6)]
    assert begun.turns("s1") == [talks.turn(number) for number in range(1, 7)]
    assert begun.turns("b1", last=4) == begun.turns("b1")[2:]
    assert begun.state("b1") == talks.turn(6, seed=4).state


@pytest.mark.parametrize(("at", "origin"), [(5, "b1"), (3, "s1"), (2, "s1")])
def test_may_branch_again_within_own_or_shared_turns(begun: Store, at: int, origin: str) -> None:
    talks.hold(begun, "s1", 4)
    begun.branch("s1", 3, "b1")
    talks.hold(begun, "b1", 3, seed=1)
    begun.branch("b1", at, "b2")
    talks.hold(begun, "b2", 1, seed=2)
    assert begun.turns("b2") == [*begun.turns("b1")[:at], talks.turn(at + 1, seed=2)]
    assert begun.turn("b2", at) == begun.turn(origin, at)
    assert begun.info("b2").parent == "b1"


def test_at_nought_starts_over(begun: Store) -> None:
    talks.hold(begun, "s1", 2)
    begun.branch("s1", 2, "b1")
    begun.branch("b1", 0, "b2")
    assert begun.state("b2") == talks.START
    assert begun.turns("b2") == []
    talks.hold(begun, "b2", 1, seed=3)
    assert begun.turns("b2") == [talks.turn(1, seed=3)]


@pytest.mark.parametrize("at", [-1, 3, 99])
def test_needs_a_whole_turn(begun: Store, at: int) -> None:
    talks.hold(begun, "s1", 2)
    begun.submit("s1", "pending", "r3")
    with pytest.raises(TurnRefused, match="0 to 2"):
        begun.branch("s1", at, "b1")


def test_does_not_go_on_from_an_ended_conversation(begun: Store) -> None:
    begun.submit("s1", "one", "r1")
    begun.finish("s1", talks.turn(1, "one", outcome=Outcome.WALKED_AWAY))
    with pytest.raises(TurnRefused, match="ended with turn 1"):
        begun.branch("s1", 1, "b1")


def test_may_leave_an_ended_session_before_its_end(begun: Store) -> None:
    talks.hold(begun, "s1", 2)
    begun.close_session("s1", Outcome.OPEN, "{}")
    begun.branch("s1", 1, "b1")
    assert (begun.info("b1").finished, begun.debrief("b1")) == (False, None)
    assert begun.submit("b1", "go on", "r2").number == 2


def test_a_session_with_branches_is_erased_only_with_them(begun: Store) -> None:
    talks.hold(begun, "s1", 3)
    begun.branch("s1", 2, "b1")
    talks.hold(begun, "b1", 1, seed=1)
    begun.branch("b1", 3, "b2")
    begun.branch("s1", 0, "b3")
    with pytest.raises(TurnRefused, match="b1, b2, b3 went back to it"):
        begun.erase("s1")
    assert len(begun.turns("s1")) == len(begun.turns("b2")) == 3
    assert begun.erase("b2") == ["b2"]
    assert len(begun.turns("b1")) == 3, "what it shared is whole"
    assert sorted(begun.erase("s1", branches=True)) == ["b1", "b3", "s1"]
    assert begun.sessions() == []
