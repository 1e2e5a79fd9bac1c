"""`python -m bench`: one JSON object per figure on standard output. `make bench` calls it."""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from agent.grading.coder.runtime import Coder, load_coder
from agent.model.events import Whole
from agent.runtime.room import Room, open_room
from agent.settings import load_settings
from bench import first_words, turn_cost

LINES = (
    (
        "Two weeks in, they were back on paper. What would make it worth another go?",
        (("customer", "They went back to paper."),),
    ),
    ("You should just move everyone over in one go.", (("customer", "It never fitted."),)),
    ("It's your call, and I mean that.", (("customer", "I don't know yet."),)),
    ("Did the night shift ever get logins?", (("customer", "Nobody used it."),)),
)
COLD = (
    "import time; t = time.perf_counter(); from agent.grading.coder.runtime import load_coder; "
    "load_coder().read('Hello there.', []); print(time.perf_counter() - t)"
)
IDLE = (
    "import resource, agent.web.server; from agent.grading.coder.runtime import load_coder; load_coder(); "
    "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
)
TURNS = 200


def say(name: str, value: float, unit: str) -> None:
    """Print one figure."""
    sys.stdout.write(json.dumps({"measure": name, "value": round(value, 3), "unit": unit}) + "\n")
    sys.stdout.flush()


def timed(call: Callable[[], object], times: int) -> float:
    """Return the median seconds of a call."""
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        spent.append(time.perf_counter() - began)
    return statistics.median(spent)


def in_child(code: str) -> float:
    """Run code in a fresh interpreter and return the number it prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


def coder_figures(coder: Coder) -> Iterator[tuple[str, float, str]]:
    """Yield how fast lines are coded."""
    yield "one line", timed(lambda: [coder.read(*line) for line in LINES], 20) / len(LINES) * 1000, "ms"
    many = LINES * 50
    yield "batch", len(many) / timed(lambda: coder.read_many(many), 3), "lines/s"


async def room_figures() -> list[tuple[str, float, str]]:
    """Return what a turn costs early and late in a long session, and what the session weighs."""
    with tempfile.TemporaryDirectory() as folder:
        room = open_room(load_settings(data_dir=Path(folder)), "embedded")
        info = await room.start("bernd_halvorsen", seed=1)
        spent = [await _turn(room, info.id, number) for number in range(TURNS)]
        await room.aclose()
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    early, late = statistics.median(spent[5:25]), statistics.median(spent[-20:])
    return [
        ("turn, early", early * 1000, "ms"),
        (f"turn {TURNS}, against an early one", late / early, "times"),
        (f"log of {TURNS} turns", size / 1e6, "MB"),
    ]


async def _turn(room: Room, session: str, number: int) -> float:
    began = time.perf_counter()
    line = f"Mm-hm, number {number}." if number % 2 else f"Right. Okay, {number}."  # nothing that could end it
    async for event in room.say(session, line):
        if isinstance(event, Whole):
            break
    return time.perf_counter() - began


def main() -> None:
    """Measure everything."""
    for figure in coder_figures(load_coder()):
        say(*figure)
    say("coder, cold start", in_child(COLD), "s")
    say("page and coder loaded, resident at most", in_child(IDLE), "MB")
    for figure in asyncio.run(room_figures()):
        say(*figure)
    for figure in (*turn_cost.figures(), *first_words.figures()):
        say(*figure)


if __name__ == "__main__":
    main()
