"""Rubric editing: the rubric as it stands and as one writes it, and what that would change.

Drafts and editions are those of `drafts.py` and `publishing.py`; what is asked here is whose lines are graded again.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial

from agent.content.library import fingerprint
from agent.errors import DataError, EditionRefused, NotSignedIn, TurnRefused
from agent.model.practice.person import Role
from agent.model.rubric import Rubric
from agent.model.training.edition import Draft, Kind
from agent.model.training.rubric_effect import GradedLine
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.editing.draft_reading import read_draft
from agent.runtime.personal.training.editing.drafts import draft_of
from agent.runtime.personal.training.editing.graded_lines import graded_lines, whose_lines
from agent.runtime.workshop.rubric_bench import Cost, EffectRun

RUBRIC = "mi"
"""The rubric that sessions begin with."""

MOST_LINES = 200
"""Graded lines of the log that are graded again, the newest: some ten to twenty sessions."""

MODEL_LINES = (20, 40, 100, 200)
"""How many lines a model may be asked about."""

DEFAULT_MODEL_LINES = 40


@dataclass(frozen=True)
class RubricEditing:
    """What one trainer may do with the rubric. Every method raises NotSignedIn for anybody else."""

    room: PersonalRoom

    def __post_init__(self) -> None:
        """Ask whether they may."""
        if not self.room.person.may(Role.TRAINER):
            raise NotSignedIn("The workshop is for trainers. Mend: ask one of yours, or an admin, for what you need.")

    def standing(self) -> Rubric:
        """Return the rubric that new sessions begin with."""
        return self.room.library.rubric(RUBRIC)

    def draft(self) -> Draft | None:
        """Return one's own draft of it."""
        return draft_of(self.room, Kind.RUBRIC, RUBRIC)

    def written(self) -> Rubric:
        """Return one's draft as a rubric.

        Raises:
            EditionRefused: there is none. DataError: it has errors; the first is told.
        """
        draft = self.draft()
        if draft is None:
            raise EditionRefused("you have no draft of the rubric. Mend: edit it first")
        return rubric_in(draft)

    def lines(self) -> tuple[list[GradedLine], str]:
        """Return the newest graded lines that one may read, and in words whose they are."""
        return graded_lines(self.room, MOST_LINES), whose_lines(self.room)

    def cost(self) -> Cost | None:
        """Return what a model would take for one's draft; None where no model speaks."""
        from agent.runtime.workshop.rubrics.regraders import cost_of

        return cost_of(self.room.room.own_engines, self.standing(), self.written())

    def run(self) -> EffectRun | None:
        """Return what was measured last, or is being measured."""
        return self.room.room.effect_runs.of(self.room.person.id)

    async def begin(self, model_lines: int = 0) -> EffectRun:
        """Measure what one's draft changes; what is at work already is gone on with.

        Args:
            model_lines: how many lines the model is asked about, one of `MODEL_LINES`; 0 leaves it out.

        Raises:
            TurnRefused: this room has nothing to measure with. EditionRefused, DataError: as `written`.
        """
        from agent.runtime.workshop.rubrics.regraders import regraders_of

        if self.room.room.bench is None:
            raise TurnRefused("this room was opened without its measures. Mend: start it with `rollwith serve`")
        if (run := self.run()) is not None and run.running:
            return run
        before, after = await asyncio.to_thread(lambda: (self.standing(), self.written()))
        lines, whose = await asyncio.to_thread(self.lines)
        wanted = model_lines if model_lines in MODEL_LINES else 0
        engines = await asyncio.to_thread(regraders_of, self.room.room.own_engines, before, after, wanted)
        work = partial(self.room.room.bench.rubric.effect, before, after, lines, engines)
        here = f"{len(lines)} graded line{'s' * (len(lines) != 1)} {whose}" if lines else ""
        label = f"{here}; and the gold set" if here else "The gold set alone, for no line was graded here yet"
        return self.room.room.effect_runs.begin(self.room.person.id, (before.ref, after.ref), label, work)

    async def stop(self) -> None:
        """Stop measuring, and wait until nothing of it is left."""
        await self.room.room.effect_runs.stop(self.room.person.id)


def rubric_in(draft: Draft) -> Rubric:
    """Return a draft as a rubric, with its fingerprint.

    Raises:
        DataError: it has errors; the first is told.
    """
    read = read_draft(draft)
    if read.rubric is None:
        raise DataError.of(read.errors[0])
    return read.rubric.model_copy(update={"fingerprint": fingerprint(read.rubric)})
