"""Other ways: the moment of a logged line, and the ways of saying it, graded by the session's own grader."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from agent.coaching.rewording.contract import Grade, Occasion
from agent.coaching.rewording.rewording import built, reworded
from agent.errors import TurnRefused
from agent.grading.contract import Grader
from agent.grading.embedded_grader import EmbeddedGrader
from agent.model.background import Background, Said
from agent.model.persona import Persona
from agent.model.practice.rewording import Reworded, Rewording
from agent.model.rubric import Rubric
from agent.model.turn import SessionInfo, Turn
from agent.model.verdict import Verdict
from agent.rules import transition
from agent.runtime.engine_factory import Engines
from agent.runtime.turns.recent_talk import LONGEST_WINDOW, background_of, talk_before

AT_ONCE = 4
"""Lines that the embedded grader reads in one go: all twenty together take 13 MB more, which are not given back."""


class OtherWays:
    """The ways of saying the lines of one session."""

    def __init__(self, engines: Engines, info: SessionInfo, persona: Persona, rubric: Rubric) -> None:
        self._engines, self._info, self._persona, self._rubric = engines, info, persona, rubric

    async def of(self, turns: Sequence[Turn], number: int) -> Reworded:
        """Return up to three ways of saying a line, a model's where one speaks.

        Raises:
            TurnRefused: the session has no such whole turn.
        """
        moment, grade, first = await asyncio.to_thread(self._readers, turns, number)
        llm = await asyncio.to_thread(self._engines.model, "debrief")
        ways, degraded = await reworded(moment, grade, first, llm, self._info.id)
        return Reworded(turn=number, line=moment.line, heard=moment.heard[0], ways=ways, degraded=degraded)

    async def best(self, turns: Sequence[Turn], number: int) -> Rewording | None:
        """Return the best way of saying a line in the customer's own words, or None where none earns."""
        moment, grade, first = await asyncio.to_thread(self._readers, turns, number)
        ways = await built(moment, grade, first)
        return ways[0] if ways else None

    def _readers(self, turns: Sequence[Turn], number: int) -> tuple[Occasion, Grade, Grade | None]:
        """Return the moment, who grades in it, and where that is a model, the embedded grader that reads first."""
        earlier = [turn for turn in turns if turn.number < number]
        moment = self._moment(earlier, turns, number)
        grader = self._engines.grader(self._rubric, self._info.id)
        asks = grader.engine.startswith("llm:") or "+llm:" in grader.engine
        grade = _reading(grader, moment, earlier, self._info)
        if not asks:
            return moment, grade, None
        return moment, grade, _reading(self._engines.embedded_grader(self._rubric), moment, earlier, self._info)

    def _moment(self, earlier: Sequence[Turn], turns: Sequence[Turn], number: int) -> Occasion:
        turn = next((turn for turn in turns if turn.number == number), None)
        if turn is None:
            raise TurnRefused(f"line {number} has no answer here, so there is nothing to say differently")
        return Occasion(
            persona=self._persona,
            line=turn.rep,
            before=earlier[-1].state if earlier else transition.start(self._persona),
            verdict=turn.verdict,
            said=talk_before(self._info.opening, earlier),
            key=f"{self._info.id}:{number}",
        )


def _read_in_parts(
    grader: EmbeddedGrader, pairs: Sequence[tuple[str, Sequence[Said]]], background: Background
) -> list[Verdict]:
    parts = [pairs[at : at + AT_ONCE] for at in range(0, len(pairs), AT_ONCE)]
    return [verdict for part in parts for verdict in grader.grade_many(part, background)]


def _reading(grader: Grader, moment: Occasion, earlier: Sequence[Turn], info: SessionInfo) -> Grade:
    """Return a grader as who reads other lines in the place of the one that was said."""
    background = background_of(moment.persona, info.opening, earlier[-LONGEST_WINDOW:], len(earlier))

    async def grade(lines: Sequence[str]) -> Sequence[Verdict]:
        if isinstance(grader, EmbeddedGrader):
            return await asyncio.to_thread(_read_in_parts, grader, [(line, moment.said) for line in lines], background)
        return await asyncio.gather(*(grader.grade(line, moment.said, background) for line in lines))

    return grade
