"""Kill -9 at fifty random moments of a scripted session: no line of the rep is lost or doubled, no turn differs."""

from __future__ import annotations

import random
import time
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from agent.storage.store import Store
from tests.support.doubles import players
from tests.support.servers import killable
from tests.support.servers.forked import loaded_processes, told_before_the_kill

KILLS = 50
SEED = 20261122


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """Processes that start from a parent in which everything is loaded."""
    return loaded_processes()


@pytest.mark.slow
async def test_killed_at_fifty_random_moments_no_line_is_lost_or_doubled(
    processes: ForkServerContext, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'log.db'}"
    room = players.room(url, lease=killable.LEASE)
    session = (await room.start("test", seed=SEED)).id
    log, dice, seen, in_the_middle = Store(url), random.Random(SEED), {"sent": 0, "whole": 0}, 0
    for _ in range(KILLS):
        seen |= _run_and_kill(processes, dice, url, session)
        waiting, turns = log.pending(session), log.turns(session)
        in_the_middle += waiting is not None
        lines = [turn.rep for turn in turns] + ([waiting.text] if waiting else [])
        assert lines == [killable.line(number) for number in range(1, len(lines) + 1)]
        assert len(turns) >= seen["whole"], "a turn the rep had seen was lost"
        assert len(lines) >= seen["sent"] - 1, "a line sent before the one at work was lost"
    assert in_the_middle >= 3, "too few kills fell into a turn: the test proves little"

    last = len(log.turns(session)) + 2
    await killable.play(url, session, lambda what, number: None, last)
    straight = (await room.start("test", seed=SEED)).id
    await killable.play(url, straight, lambda what, number: None, last)
    assert log.turns(session) == log.turns(straight), "a killed session differs from one that ran through"
    log.dispose()
    await room.aclose()


def _run_and_kill(processes: ForkServerContext, dice: random.Random, url: str, session: str) -> dict[str, int]:
    """Run a server, kill it after a few messages and a moment more; return the last number of each message."""
    ours, theirs = processes.Pipe(duplex=False)
    server = processes.Process(target=killable.serve, args=(url, session, theirs))
    server.start()
    theirs.close()
    seen = {}
    for _ in range(dice.randint(0, 4)):
        assert ours.poll(60), "the server got no line in"
        what, number = ours.recv()
        seen[what] = number
    time.sleep(dice.uniform(0, 0.05))
    server.kill()
    server.join()
    return seen | dict(told_before_the_kill(ours))
