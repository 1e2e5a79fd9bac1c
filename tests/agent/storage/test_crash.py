"""Kill -9 at random moments, and several replicas at once: no line of the rep is lost or doubled."""

from __future__ import annotations

import random
import time
from multiprocessing.context import ForkServerContext

import pytest

from agent.storage.store import Store, Submission
from tests.support.makers import talks
from tests.support.servers.forked import loaded_processes, told_before_the_kill

KILLS = 20
LINES = 8
"""Lines that each of three replicas gets in, beside the others."""


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """Processes that start from a clean, small parent, and fast."""
    return loaded_processes()


def test_killed_at_random_moments_nothing_is_lost_or_doubled(
    begun: Store, log_url: str, processes: ForkServerContext
) -> None:
    dice = random.Random(20261122)
    seen = {"line": 0, "turn": 0}
    kills_within_a_turn = 0
    for _ in range(KILLS):
        ours, theirs = processes.Pipe(duplex=False)
        rep = processes.Process(target=talks.run_rep, args=(log_url, "s1", theirs))
        rep.start()
        theirs.close()
        for _ in range(dice.randint(1, 8)):
            assert ours.poll(60), "the rep got no line in"
            what, number = ours.recv()
            seen[what] = number
        time.sleep(dice.uniform(0, 0.01))
        rep.kill()
        rep.join()
        for what, number in told_before_the_kill(ours):
            seen[what] = number
        waiting = begun.pending("s1")
        kills_within_a_turn += waiting is not None
        _expect_lines(begun, waiting, seen)
    turns = begun.turns("s1")
    assert turns == [talks.turn(number, talks.rep_says(number)) for number in range(1, len(turns) + 1)]
    assert len(turns) > KILLS
    assert kills_within_a_turn > 0, "no kill fell between a line and its outcome: the test proved nothing"


def test_replicas_at_once_never_mix_their_turns(begun: Store, log_url: str, processes: ForkServerContext) -> None:
    pipes = []
    for name in ("a", "b", "c"):
        ours, theirs = processes.Pipe(duplex=False)
        replica = processes.Process(target=talks.press_send, args=(log_url, "s1", name, LINES, theirs))
        replica.start()
        theirs.close()
        pipes.append((replica, ours))
    finished = []
    for _, ours in pipes:
        assert ours.poll(120), "a replica was kept out for good"
        finished.append(ours.recv())
    for replica, ours in pipes:
        replica.join()
        ours.close()
    turns = begun.turns("s1")
    assert finished == [LINES] * len(pipes)
    assert len(turns) == sum(finished)
    assert len({turn.rep for turn in turns}) == len(turns)
    assert turns == [talks.turn(number, turn.rep) for number, turn in enumerate(turns, 1)]


def _expect_lines(store: Store, waiting: Submission | None, seen: dict[str, int]) -> None:
    """Check the log against the script and against what it has acknowledged so far."""
    turns = store.turns("s1")
    lines = [turn.rep for turn in turns] + ([waiting.text] if waiting else [])
    assert lines == [talks.rep_says(number) for number in range(1, len(lines) + 1)]
    assert len(lines) >= seen["line"], "an acknowledged line was lost"
    assert len(turns) >= seen["turn"], "an acknowledged turn was lost"
