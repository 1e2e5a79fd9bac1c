"""Turn cost: what one embedded turn asks of the machine. `python -m bench.turn_cost` prints one JSON object per figure.

Calls: Python function calls (`sys.setprofile`: every frame entered, resumed generators included) in all threads while
`Room.say` runs, once everything was used; the median over the turns of a script. Stalls: how much later than asked a
task of the same event loop is woken while a turn runs.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from types import FrameType

from agent.runtime.room import Room, open_room
from agent.settings import load_settings

PERSONA = "bernd_halvorsen"
SCRIPT = Path(__file__).resolve().parents[1] / "evals" / "panel" / "expert_1.txt"
TICK = 0.001
"""Seconds between two looks at the event loop."""

LONGEST = 3_990
"""Characters of a long line: nearly what the room takes."""

LONG_LINES = {
    "prose": "You kept it going on your own, and nobody asked what it cost you; what would you want to change? ",
    "one word": "paper ",
    "one sentence": "and they went back to the list, and the list was long, and so they went back ",
    "questions": "Why? ",
    "stock phrases": "I totally understand how you feel. ",
    "letters": "a",
    "blanks": ". \t",
}


class CallCount:
    """Counts Python calls by file while it is on; `of_thread` is given to every thread that is to be counted."""

    def __init__(self) -> None:
        self.on = False
        self.by_file: Counter[str] = Counter()
        self.on_loop = 0
        self._loop_thread = threading.get_ident()

    def profile(self, frame: FrameType, event: str, _: object) -> None:
        """Take one event of `sys.setprofile`."""
        if self.on and event == "call":
            self.by_file[frame.f_code.co_filename] += 1
            self.on_loop += threading.get_ident() == self._loop_thread

    def of_thread(self) -> None:
        """Count in the thread that calls this."""
        sys.setprofile(self.profile)


@asynccontextmanager
async def warm_room() -> AsyncIterator[tuple[Room, str]]:
    """Open a room in which everything was used once, with a session that is to begin."""
    with tempfile.TemporaryDirectory() as folder:
        room = open_room(load_settings(data_dir=Path(folder)), "embedded")
        used, fresh = [await room.start(PERSONA, seed=1) for _ in range(2)]
        await one_turn(room, used.id, "Morning. How did that letter land with you?")
        yield room, fresh.id
        await room.aclose()


async def one_turn(room: Room, session: str, line: str) -> None:
    """Say one line and wait for the whole of what comes of it."""
    async for _ in room.say(session, line):
        pass


async def calls(lines: Sequence[str]) -> tuple[float, float, Counter[str]]:
    """Return the median calls of a turn, those on the loop's thread, and the calls of all turns by file."""
    count = CallCount()
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(8, initializer=count.of_thread))
    threading.setprofile(count.profile)
    found = []
    async with warm_room() as (room, session):
        count.of_thread()
        for line in lines:
            total, on_loop = count.by_file.total(), count.on_loop
            count.on = True
            await one_turn(room, session, line)
            count.on = False
            found.append((count.by_file.total() - total, count.on_loop - on_loop))
        sys.setprofile(None)
        threading.setprofile(None)
    return statistics.median(one for one, _ in found), statistics.median(one for _, one in found), count.by_file


async def stalls(run: Callable[[], Awaitable[None]]) -> float:
    """Return the longest time for which the event loop was not free while an awaitable ran, in milliseconds."""
    loop, worst, over = asyncio.get_running_loop(), 0.0, asyncio.Event()

    async def look() -> None:
        nonlocal worst
        while not over.is_set():
            asked = loop.time()
            await asyncio.sleep(TICK)
            worst = max(worst, loop.time() - asked - TICK)

    looking = asyncio.create_task(look())
    await asyncio.sleep(0)
    await run()
    over.set()
    await looking
    return worst * 1000


async def stall_figures() -> dict[str, float]:
    """Return the worst stall of a usual line of the script and of each kind of long line, in milliseconds."""
    figures: dict[str, float] = {}
    async with warm_room() as (room, session):
        usual = [await stalls(partial(one_turn, room, session, line)) for line in script()]
        figures["usual line, median"], figures["usual line, worst"] = statistics.median(usual), max(usual)
        for name, piece in LONG_LINES.items():
            line = (piece * LONGEST)[:LONGEST]
            info = await room.start(PERSONA, seed=1)
            figures[f"{LONGEST} characters, {name}"] = await stalls(partial(one_turn, room, info.id, line))
    return figures


def script(leaving_out: int = 1) -> list[str]:
    """Return the lines of the script but for its end, with which the session ends."""
    return SCRIPT.read_text(encoding="utf-8").splitlines()[:-leaving_out]


def figures() -> Iterator[tuple[str, float, str]]:
    """Yield every figure: its name, value and unit."""
    everywhere, on_loop, by_file = asyncio.run(calls(script()))
    own = sum(many for file, many in by_file.items() if f"{SCRIPT.parents[2]}/agent/" in file)
    yield "calls of a turn", everywhere, "calls"
    yield "calls of a turn on the loop's thread", on_loop, "calls"
    yield "calls of a turn in the program's own files, mean", own / len(script()), "calls"
    for name, stall in asyncio.run(stall_figures()).items():
        yield f"stall of the event loop, {name}", stall, "ms"


def main() -> None:
    """Print every figure."""
    for name, value, unit in figures():
        sys.stdout.write(json.dumps({"measure": name, "value": round(value, 1), "unit": unit}) + "\n")


if __name__ == "__main__":
    main()
