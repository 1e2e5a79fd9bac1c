"""Play: reps against customers through the room, many sessions at a time, each kept once it is finished."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Protocol

from agent.errors import EndpointError
from agent.model.debrief import Debrief
from agent.model.persona import Persona
from agent.model.turn import SessionInfo, Turn
from agent.runtime.room import Room
from agent.runtime.scripted_play import Rep, play
from agent.text.legibility import illegible
from evals.model.suite import Context
from evals.simulation.transcript import Transcript, step_of

SHAPING = ("play.py", "transcript.py", "scripted_reps.py", "llm_rep.py")
"""Files of this package that decide how a session is played and kept; they count into the key of each."""


class NamedRep(Rep, Protocol):
    """A rep whose sessions can be told from those of any other rep."""

    @property
    def name(self) -> str:
        """Kind and number, e.g. `expert_2`."""
        ...

    @property
    def recipe(self) -> str:
        """All that decides what this rep says, besides the code; it counts into the key of a kept session."""
        ...


@dataclass(frozen=True)
class Job:
    """One session to be played, of `turns` turns at most."""

    persona: Persona
    rep: NamedRep
    seed: int
    turns: int | None = None


@dataclass
class Stopping:
    """A rep who stops after so many turns."""

    rep: Rep
    turns: int | None

    async def next_line(self, opening: str, turns: Sequence[Turn]) -> str | None:
        """Return the other rep's line while there are turns left."""
        if self.turns is not None and len(turns) >= self.turns:
            return None
        return await self.rep.next_line(opening, turns)


async def play_out(room: Room, job: Job) -> tuple[SessionInfo, list[Turn], Debrief]:
    """Play a session to its end; return what is known of it, its turns and its debrief."""
    info = await room.start(job.persona.id, seed=job.seed)
    turns: list[Turn] = []
    debrief: Debrief | None = None
    async for step in play(room, info, Stopping(job.rep, job.turns)):
        if isinstance(step, Debrief):
            debrief = step
        elif isinstance(step, Turn):
            turns.append(step)
    assert debrief is not None, "a played session ends with its debrief"
    return info, turns, debrief


async def played(room: Room, job: Job) -> Transcript:
    """Play a session and return what the suites read."""
    info, turns, debrief = await play_out(room, job)
    return Transcript(
        persona=job.persona.id,
        rep=job.rep.name,
        seed=job.seed,
        opening=info.opening,
        start=job.persona.law.start,
        steps=tuple(step_of(turn) for turn in turns),
        outcome=debrief.outcome,
    )


async def play_all(context: Context, room: Room, title: str, jobs: Sequence[Job]) -> list[Transcript]:
    """Play many sessions, those kept from an earlier run excepted; results in the order of the jobs.

    Raises:
        EndpointError: a model graded no line of a session.
    """
    code = _fingerprint()

    async def one(job: Job) -> Transcript:
        async def make() -> object:
            transcript = await played(room, job)
            _refuse_silence(room, transcript)
            return transcript.model_dump(mode="json", exclude_defaults=True)

        return Transcript.model_validate(await context.kept(_key(context, room, job, code), make))

    return await context.each(title, jobs, one)


def _refuse_silence(room: Room, transcript: Transcript) -> None:
    """Raise EndpointError where a model graded no line of a whole session, which then says nothing and is not kept."""
    whys = [step.ungraded for step in transcript.steps if not illegible(step.rep)]
    grader = room.engines().grader
    if "llm:" in grader and whys and all(whys):
        raise EndpointError(
            f"{grader} graded none of the {len(whys)} lines of {transcript.rep} with {transcript.persona}; "
            f"the first: {whys[0]}"
        )


def chosen(context: Context) -> list[Persona]:
    """Return the customers that were asked for, by default the full ones: lean ones would double the time of a suite.

    Raises:
        DataError: there is no such persona.
    """
    names = context.options.personas
    library = context.library
    return [library.persona(name) for name in names] if names else list(library.full_personas().values())


def seed_of(seed: int, *parts: str) -> int:
    """Return a session's own seed: sessions that shared one would draw the same acts at the same turns."""
    return Random(":".join((str(seed), *parts))).randrange(2**31)


def engine_of(room: Room) -> str:
    """Return who grades and who speaks in a room, in one name where it is one."""
    speaking = room.engines()
    if speaking.grader == speaking.customer:
        return speaking.customer
    return f"{speaking.grader} grades, {speaking.customer} speaks"


def _key(context: Context, room: Room, job: Job, code: str) -> dict[str, object]:
    speaking = room.engines()
    return {
        "played": code,
        "engines": [speaking.grader, speaking.customer],
        "persona": hashlib.sha256(job.persona.model_dump_json().encode()).hexdigest(),
        "rubric": context.library.rubric().ref,
        "rep": [job.rep.name, job.rep.recipe],
        "seed": job.seed,
        "turns": job.turns,
    }


def _fingerprint() -> str:
    folder = Path(__file__).resolve().parent
    parts = [(folder / name).read_bytes() for name in SHAPING]
    return hashlib.sha256(b"".join(parts)).hexdigest()[:16]
