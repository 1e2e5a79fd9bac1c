"""Comparing: one's draft of a customer beside what everybody meets: prompt, talk, and the panel on both.

Nothing of it is kept: the rooms it opens have logs that are thrown away, and what came of it is in memory only.
"""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial

from agent.errors import NotSignedIn, TurnRefused
from agent.model.acts import Band
from agent.model.events import NotAnswered, Whole
from agent.model.persona import Persona
from agent.model.practice.person import Role
from agent.model.session import Outcome
from agent.model.training.edition import Kind
from agent.model.training.panel_difference import PanelDifference
from agent.model.turn import SessionInfo, Turn
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.editing.compared_versions import Versions, versions_of
from agent.runtime.personal.training.editing.drafts import draft_of
from agent.runtime.room import Room
from agent.runtime.workshop.bench_runs import Progress
from agent.runtime.workshop.comparisons import Key, PairTalk, PairTurn
from agent.runtime.workshop.panel_bench import PanelBench, PanelRun
from agent.runtime.workshop.prompts import Prompt, prompt_of
from agent.runtime.workshop.throw_away import throw_away_room
from agent.text.sanitize import accepted

MOST_TURNS = 30
"""Lines of one talk with two versions: as many as a rep's session has, and a bound for what is kept in memory."""

TALK_SEED = 1
"""Of both sessions of a talk: with the same luck, what differs comes from the edit."""


@dataclass(frozen=True)
class Comparing:
    """What one trainer may compare. Every method raises NotSignedIn for anybody else."""

    room: PersonalRoom

    def __post_init__(self) -> None:
        """Ask whether they may."""
        if not self.room.person.may(Role.TRAINER):
            raise NotSignedIn("The workshop is for trainers. Mend: ask one of yours, or an admin, for what you need.")

    def versions(self, persona: str) -> Versions:
        """Return the two versions of a customer; raises DataError where there is neither."""
        return versions_of(self.room, persona)

    def has_draft(self, persona: str) -> bool:
        """Say whether one writes at this customer, whatever the draft is worth."""
        return draft_of(self.room, Kind.PERSONA, persona) is not None

    async def prompts(self, persona: str, band: Band, line: str) -> tuple[Prompt, Prompt]:
        """Return what a model would be told for both versions."""
        versions = await asyncio.to_thread(self.versions, persona)
        engines, line = self.room.room.own_engines, accepted(line)
        rubric = await asyncio.to_thread(self.room.library.rubric)
        before, after = [await prompt_of(one, band, line, engines, rubric) for one in versions.both]
        return before, after

    def run_of(self, persona: str) -> PanelRun | None:
        """Return the panel that was run last, or is at work."""
        return self.room.room.comparisons.runs.of(self._key(persona))

    async def begin(self, persona: str, *, short: bool) -> PanelRun:
        """Run the panel on both versions; one that is at work already is gone on with.

        Raises:
            TurnRefused: this room has nothing to measure with.
        """
        bench, versions = self.room.room.bench, await asyncio.to_thread(self.versions, persona)
        if bench is None:
            raise TurnRefused("this room was opened without the panel. Mend: start it with `rollwith serve`")
        play = partial(_played, bench.panel, versions, short)
        return self.room.room.comparisons.runs.begin(
            self._key(persona), fingerprints(versions), versions.after.name, play
        )

    async def stop(self, persona: str) -> None:
        """Stop the panel at work, and wait until nothing of it is left."""
        await self.room.room.comparisons.runs.stop(self._key(persona))

    def talk_of(self, persona: str) -> PairTalk | None:
        """Return the talk with both versions that is open."""
        return self.room.room.comparisons.talks.get(self._key(persona))

    async def say(self, persona: str, line: str) -> PairTalk:
        """Say a line to both versions, in the open talk or in a new one; with the same luck in both.

        Raises:
            TurnRefused: it is no line, or both have ended. Nothing of it is kept.
        """
        line = accepted(line)
        talk = self.talk_of(persona) or await self._open(persona)
        async with talk.speaking:
            if len(talk.turns) >= MOST_TURNS or all(_ended(talk, at) for at in (0, 1)):
                raise TurnRefused("this talk has ended. Mend: begin a new one")
            before, after = [
                None if _ended(talk, at) else await _answer_in(talk.rooms[at], talk.infos[at], line) for at in (0, 1)
            ]
            talk.turns.append(PairTurn(line, before, after))
        return talk

    async def end_talk(self, persona: str) -> None:
        """Forget the open talk."""
        await self.room.room.comparisons.drop_talk(self._key(persona))

    async def _open(self, persona: str) -> PairTalk:
        versions = await asyncio.to_thread(self.versions, persona)
        engines, library = self.room.room.own_engines, self.room.library
        async with AsyncExitStack() as closing:
            before, after = [
                await closing.enter_async_context(throw_away_room(library, one, engines)) for one in versions.both
            ]
            infos = [await room.start(persona, seed=TALK_SEED) for room in (before, after)]
            starts = versions.before.law.start, versions.after.law.start
            talk = PairTalk((before, after), (infos[0], infos[1]), starts, fingerprints(versions), closing.pop_all())
        await self.room.room.comparisons.keep_talk(self._key(persona), talk)
        return talk

    def _key(self, persona: str) -> Key:
        return self.room.person.id, persona


def fingerprints(versions: Versions) -> tuple[str, str]:
    """Return what tells each version from an edited one."""
    before, after = (hashlib.sha256(one.model_dump_json().encode()).hexdigest() for one in versions.both)
    return before, after


def locked_names(persona: Persona, prompt: Prompt) -> tuple[tuple[str, str], ...]:
    """Return (name, truth) of the facts that are kept from a prompt."""
    return tuple((name, persona.facts[name].truth) for name in prompt.locked)


async def _played(panel: PanelBench, versions: Versions, short: bool, progress: Progress) -> PanelDifference:
    return await panel.compare(*versions.both, short=short, progress=progress)


def _ended(talk: PairTalk, at: int) -> bool:
    """Say whether a version has ended its session."""
    last = next((turn for pair in reversed(talk.turns) if (turn := (pair.before, pair.after)[at])), None)
    return last is not None and last.state.outcome is not Outcome.OPEN


async def _answer_in(room: Room, info: SessionInfo, line: str) -> Turn:
    found, why = None, "the room was closed"
    async for event in room.say(info.id, line):
        if isinstance(event, Whole):
            found = event.turn
        elif isinstance(event, NotAnswered):
            why = event.line.why or why
    if found is None:
        raise TurnRefused(f"the line was not answered ({why}); begin the talk again")
    return found
