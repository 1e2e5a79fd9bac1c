"""Rubric editing: the rubric as it stands and as one writes it, and what that would change.

Drafts and editions are those of `drafts.py` and `publishing.py`; what is asked here is whose lines are graded again.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from agent.content.library import fingerprint
from agent.errors import DataError, EditionRefused, NotSignedIn, TurnRefused
from agent.model.background import NO_BACKGROUND
from agent.model.practice.person import Role
from agent.model.rubric import Rubric
from agent.model.training.edition import Draft, Kind
from agent.model.training.rubric_effect import GradedLine
from agent.model.turn import SessionInfo
from agent.runtime.personal.exams import under_way
from agent.runtime.personal.people.submitting import team_sessions
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.editing.draft_reading import read_draft
from agent.runtime.personal.training.editing.drafts import draft_of
from agent.runtime.turns.recent_talk import LONGEST_WINDOW, background_of, talk_before
from agent.runtime.workshop.rubric_bench import EffectRun, Regrader

if TYPE_CHECKING:
    from agent.model.turn import Turn

RUBRIC = "mi"
"""The rubric that sessions begin with."""

MOST_LINES = 200
"""Graded lines of the log that are graded again, the newest: some ten to twenty sessions."""

MOST_SESSIONS = 60
"""Sessions that are looked through for them."""

MODEL_LINES = (20, 40, 100, 200)
"""How many lines a model may be asked about."""

DEFAULT_MODEL_LINES = 40

TOKENS_A_READING = 4_500
"""Tokens of one reading, roughly: the prompt with its code book has some 4,000, and the answer 300."""


@dataclass(frozen=True)
class Cost:
    """What measuring with a model takes. `name`: of the model. `readings`: for each line."""

    name: str
    readings: int


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
        if not self.room.person.id:
            infos, whose = self.room.sessions(MOST_SESSIONS), "of the sessions in this room"
        elif not self.room.person.team:
            infos, whose = [], "of no session, for you train no team yet"
        else:
            infos = [given.info for given in team_sessions(self.room, MOST_SESSIONS)]
            whose = "of the sessions that your team submitted"
        return list(islice(self._lines_of(infos), MOST_LINES)), whose

    def cost(self) -> Cost | None:
        """Return what a model would take for one's draft; None where no model speaks."""
        from agent.runtime.workshop.rubrics.regrading import asks_anew

        model = self.room.room.own_engines.model("grader")
        return Cost(model.name, 2 if asks_anew(self.standing(), self.written()) else 1) if model else None

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
        if self.room.room.bench is None:
            raise TurnRefused("this room was opened without its measures. Mend: start it with `rollwith serve`")
        before, after = await asyncio.to_thread(lambda: (self.standing(), self.written()))
        lines, whose = await asyncio.to_thread(self.lines)
        engines = await asyncio.to_thread(self._regraders, before, after, model_lines)
        work = partial(self.room.room.bench.rubric.effect, before, after, lines, engines)
        label = f"{len(lines)} graded line{'s' * (len(lines) != 1)} {whose}, and the gold set"
        return self.room.room.effect_runs.begin(self.room.person.id, (before.ref, after.ref), label, work)

    async def stop(self) -> None:
        """Stop measuring, and wait until nothing of it is left."""
        await self.room.room.effect_runs.stop(self.room.person.id)

    def _regraders(self, before: Rubric, after: Rubric, model_lines: int) -> list[Regrader]:
        """Return the engines that measure: the embedded one, and the model if one is set and asked for."""
        from agent.grading.embedded_grader import EmbeddedGrader
        from agent.grading.llm.llm_grader import LlmGrader
        from agent.runtime.workshop.rubrics.regrading import CoderTwice, GradersTwice, ModelTwice

        engines, both = self.room.room.own_engines, (before, after)
        embedded = engines.embedded_grader(before)
        found: list[Regrader] = [
            CoderTwice(embedded, both)
            if isinstance(embedded, EmbeddedGrader)
            else GradersTwice((embedded, engines.embedded_grader(after)))
        ]
        model = engines.model("grader")
        if model is not None and model_lines in MODEL_LINES:
            payer = f"rubric-{secrets.token_hex(6)}"  # each run may spend what a session may
            graders = LlmGrader(model, before, session=payer), LlmGrader(model, after, session=payer)
            found.append(ModelTwice(graders, both, model_lines))
        return found

    def _lines_of(self, infos: list[SessionInfo]) -> Iterator[GradedLine]:
        """Yield the graded lines of sessions, the newest first; a line that branches share is told once."""
        known = set()
        for info in infos:
            if under_way(info):
                continue
            turns = self.room.turns(info.id)
            for at in range(len(turns) - 1, -1, -1):
                line = self._line(info, turns, at)
                if turns[at].verdict.ungraded is None and (line.text, line.context) not in known:
                    known.add((line.text, line.context))
                    yield line

    def _line(self, info: SessionInfo, turns: list[Turn], at: int) -> GradedLine:
        before = turns[:at]
        try:
            persona = self.room.persona_of(info)
            background = background_of(persona, info.opening, before[-LONGEST_WINDOW:], at)
        except DataError:  # the words it began with are gone; the line can be graded without
            background = NO_BACKGROUND
        return GradedLine(
            id=f"{info.id}:{turns[at].number}", session=info.id, text=turns[at].rep,
            context=talk_before(info.opening, before), background=background,
        )  # fmt: skip


def rubric_in(draft: Draft) -> Rubric:
    """Return a draft as a rubric, with its fingerprint.

    Raises:
        DataError: it has errors; the first is told.
    """
    read = read_draft(draft)
    if read.rubric is None:
        raise DataError.of(read.errors[0])
    return read.rubric.model_copy(update={"fingerprint": fingerprint(read.rubric)})
