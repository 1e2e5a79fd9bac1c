"""Panel: the reps of the evals against two versions of a customer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from agent.content.library import Library, open_library
from agent.model.persona import Persona
from agent.model.training.panel_difference import PanelDifference
from agent.model.turn import Turn
from agent.runtime.engine_factory import Engines
from agent.runtime.room import Room
from agent.runtime.workshop.bench_runs import Progress
from agent.runtime.workshop.throw_away import throw_away_room
from agent.settings import load_settings
from evals.simulation.play import Job, NamedRep, engine_of, played, seed_of
from evals.simulation.scripted_reps import parrots, read_panel
from evals.simulation.transcript import Transcript
from evals.workbench.panel_differences import Pair, difference_of

SEED = 1
"""Of every session here, with the rep's name: the same rep meets both versions with the same luck."""

Reps = Mapping[str, Sequence[NamedRep]]


def embedded_engines() -> Engines:
    """Return embedded engines of one's own, whatever the room's settings ask for."""
    return Engines(load_settings(), "embedded")


def shipped_library() -> Library:
    """Return the library the settings name, for its rubric."""
    return open_library(load_settings())


def panel_reps() -> Reps:
    """Return every rep of the panel by kind, the parrots among them."""
    return {**read_panel(), "parrot": parrots()}


@dataclass
class _Speaking:
    """A rep who tells that they speak, and lets others have the machine between two lines."""

    rep: NamedRep
    tell: Callable[[], None]

    @property
    def name(self) -> str:
        return self.rep.name

    @property
    def recipe(self) -> str:
        return self.rep.recipe

    async def next_line(self, opening: str, turns: Sequence[Turn]) -> str | None:
        self.tell()
        await asyncio.sleep(0)
        return await self.rep.next_line(opening, turns)


class EvalPanel:
    """See `agent/runtime/workshop/panel_bench.py`.

    Args:
        open_engines: opens those that play; they are closed with each comparison, whatever ended it.
        open_rubrics: the library that has the rubric. reps: who plays, by kind. turns: the most of each session.
    """

    def __init__(
        self,
        open_engines: Callable[[], Engines] = embedded_engines,
        open_rubrics: Callable[[], Library] = shipped_library,
        reps: Callable[[], Reps] = panel_reps,
        turns: int | None = None,
    ) -> None:
        self._open_engines, self._open_rubrics, self._reps, self._turns = open_engines, open_rubrics, reps, turns

    async def compare(self, before: Persona, after: Persona, *, short: bool, progress: Progress) -> PanelDifference:
        """Play every rep against one version and then the other, one session at a time."""
        begun = time.monotonic()
        reps = list(_chosen_reps(self._reps(), short))
        engines, library = self._open_engines(), self._open_rubrics()
        pairs: list[Pair] = []
        async with AsyncExitStack() as closing:
            closing.push_async_callback(engines.aclose)
            rooms = [
                await closing.enter_async_context(throw_away_room(library, persona, engines))
                for persona in (before, after)
            ]
            who = engine_of(rooms[0])
            for at, rep in enumerate(reps):
                told = _told(progress, 2 * at, 2 * len(reps), rep)
                one = await self._play(rooms[0], before, rep, told(0))
                pairs.append(Pair(one, await self._play(rooms[1], after, rep, told(1))))
            progress(2 * len(reps), 2 * len(reps), "")
        found = await asyncio.to_thread(difference_of, before, after, pairs)
        told_of = {"short": short, "seconds": round(time.monotonic() - begun, 1), "engines": who}
        return found.model_copy(update=told_of)

    async def _play(self, room: Room, persona: Persona, rep: NamedRep, tell: Callable[[], None]) -> Transcript:
        return await played(room, Job(persona, _Speaking(rep, tell), seed_of(SEED, rep.name), self._turns))


def _told(progress: Progress, done: int, total: int, rep: NamedRep) -> Callable[[int], Callable[[], None]]:
    return lambda more: lambda: progress(done + more, total, rep.name)


def _chosen_reps(reps: Reps, short: bool) -> Iterator[NamedRep]:
    for some in reps.values():
        yield from some[:1] if short else some
