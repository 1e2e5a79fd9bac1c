"""First words: how long a rep waits for a model's customer, what is thrown away for it, and what grows with a session.

`python -m bench.first_words` prints one JSON object per figure. The model is a script on loopback that takes its time
(`tests/support/servers/paced_endpoint.py`); its grades are crude, so that some drafts stand and others do not.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from agent.model.events import Piece, Whole
from agent.model.turn import Turn
from agent.runtime.room import Room, open_room
from agent.settings import load_settings
from bench.draft_count import count_drafts
from bench.turn_cost import PERSONA, script
from tests.support.servers.paced_endpoint import Pace, PacedEndpoint, Served, paced_endpoint

SLOW = Pace(first=0.3, token=0.02)
"""A model of middling speed: 300 ms to its first token, 50 tokens a second."""

TURNS = 30
EARLY, LATE = 10, 300
"""Turns whose prompts are compared."""

Figure = tuple[str, float, str]


@dataclass(frozen=True)
class Timed:
    """One turn: when it was said, when its first words came and when it was whole, and the calls it made."""

    turn: Turn
    said: float
    heard: float
    whole: float
    calls: tuple[Served, ...]

    @property
    def own(self) -> float:
        """Seconds in which no call was under way."""
        spans = sorted((call.began, call.ended or self.whole) for call in self.calls)
        busy, until = 0.0, self.said
        for began, ended in spans:
            busy += max(0.0, ended - max(began, until))
            until = max(until, ended)
        return self.whole - self.said - busy

    @property
    def depth(self) -> int:
        """Calls that waited for one another before the first words."""
        depths: list[tuple[float, int]] = []
        for call in sorted(self.calls, key=lambda one: one.began):
            if call.began < self.heard:
                before = [depth for ended, depth in depths if ended <= call.began]
                depths.append((call.ended or self.whole, 1 + max(before, default=0)))
        return max((depth for _, depth in depths), default=0)

    def against_the_slower(self, pace: Pace) -> float:
        """Return the wait for the first words as a multiple of the slower of the two calls, taken alone."""
        return (self.heard - self.said) / max(pace.of(call.text) for call in self.calls if not call.cut)


@asynccontextmanager
async def modelled_room(endpoint: PacedEndpoint) -> AsyncIterator[tuple[Room, str]]:
    """Open a room that asks the endpoint, with a session in which everything was used once."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(
            data_dir=Path(folder), base_url=endpoint.url, model="scripted", token_budget=10**9, second_opinion="off"
        )
        room = open_room(settings, "llm")
        used = await room.start(PERSONA, seed=1)
        await timed_turn(room, endpoint, used.id, "Morning. How did that letter land with you?")
        yield room, (await room.start(PERSONA, seed=2)).id
        await room.aclose()


async def timed_turn(room: Room, endpoint: PacedEndpoint, session: str, line: str) -> Timed | None:
    """Say a line; None where it was not answered."""
    endpoint.line, first, said = line, len(endpoint.calls), time.perf_counter()
    heard: float | None = None
    found = None
    async for event in room.say(session, line):
        if isinstance(event, Piece) and heard is None:
            heard = time.perf_counter()
        if isinstance(event, Whole):
            whole = time.perf_counter()
            found = Timed(event.turn, said, heard or whole, whole, tuple(endpoint.calls[first:]))
    return found


async def played(pace: Pace, lines: Sequence[str]) -> list[Timed]:
    """Play lines with a model of this pace."""
    async with paced_endpoint(pace) as endpoint, modelled_room(endpoint) as (room, session):
        turns = [await timed_turn(room, endpoint, session, line) for line in lines]
        return [turn for turn in turns if turn is not None]


async def prompt_sizes() -> float:
    """Return the size of a late turn's customer prompt as a multiple of an early one's."""
    async with paced_endpoint() as endpoint, modelled_room(endpoint) as (room, session):
        sizes = []
        for number in range(1, LATE + 1):
            line = f"Mm-hm, number {number}." if number % 2 else f"Right. Okay, {number}."  # nothing that could end it
            turn = await timed_turn(room, endpoint, session, line)
            assert turn is not None, "the session ended, or a turn was not answered"
            sizes.append(next(len(call.prompt) for call in turn.calls if call.kind == "reply"))
    return sizes[LATE - 1] / sizes[EARLY - 1]


def wait_figures(turns: Sequence[Timed]) -> Iterator[Figure]:
    """Yield how long the first words took."""
    for name in ("stood", "redrawn"):
        ours = [turn for turn in turns if turn.turn.draft == name]
        if ours:
            about = f"where the draft {'stood' if name == 'stood' else 'was drawn again'}"
            waits = [turn.against_the_slower(SLOW) for turn in ours]
            yield f"first words, {about}, median", statistics.median(waits), "times the slower call alone"
            yield f"first words, {about}, worst", max(waits), "times the slower call alone"
            yield f"serial calls before first words, {about}, most", max(turn.depth for turn in ours), "calls"


def draft_figures(turns: Sequence[Timed]) -> Iterator[Figure]:
    """Yield how often drafts stood, and what the rest cost."""
    yield "own time of a turn with a model, median", statistics.median(turn.own for turn in turns) * 1000, "ms"
    counted = count_drafts(turn.turn for turn in turns)
    yield "drafts begun beside the grade", counted.begun, "drafts"
    yield "drafts that stood", counted.stood / max(counted.begun, 1), "of those begun"
    yield "tokens of drafts thrown away", counted.wasted / len(turns), "tokens a turn"


def figures() -> Iterator[Figure]:
    """Yield every figure: its name, value and unit."""
    turns = asyncio.run(played(SLOW, (script() * TURNS)[:TURNS]))
    yield from wait_figures(turns)
    yield from draft_figures(turns)
    yield f"customer's prompt at turn {LATE}, against turn {EARLY}", asyncio.run(prompt_sizes()), "times"


def main() -> None:
    """Print every figure."""
    for name, value, unit in figures():
        sys.stdout.write(json.dumps({"measure": name, "value": round(value, 3), "unit": unit}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
