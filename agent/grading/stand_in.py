"""Stand-in: where the model gives no grade, the embedded coder grades, and the verdict says that it did and why."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from agent.errors import CoderError
from agent.grading.contract import Grader
from agent.grading.llm.llm_grader import LlmGrader
from agent.model.background import NO_BACKGROUND, Background, Said
from agent.model.verdict import TalkVerdict, Verdict
from agent.text.legibility import illegible


class StandInGrader:
    """Grades with a model, and without it where it gives nothing. See `agent/grading/contract.py` for the contract.

    A verdict of the embedded grader keeps that grader's name as its engine. Nothing of two graders is mixed in one.

    Args:
        model: who is to grade. open_embedded: returns who stands in; called in a thread, when it is first needed.
    """

    def __init__(self, model: LlmGrader, open_embedded: Callable[[], Grader]) -> None:
        self._model, self._open_embedded = model, open_embedded
        self.engine = model.engine

    def of(self, session: str) -> StandInGrader:
        """Return the same grader, its model paid from this session's token budget."""
        return StandInGrader(self._model.of(session), self._open_embedded)

    async def grade(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> Verdict:
        """Return the model's verdict, or else the embedded grader's; ungraded where neither can read the line."""
        found = await self._model.grade(line, context, background)
        if found.ungraded is None or illegible(line):
            return found
        try:
            told = await (await self._embedded()).grade(line, context, background)
        except CoderError as error:
            return _neither(found, str(error))
        if told.ungraded is not None:
            return _neither(found, told.ungraded)
        return told.model_copy(update={"degraded": found.ungraded})

    async def talk(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> TalkVerdict:
        """Return what the model makes of a customer's line, or else what the embedded grader does."""
        found = await self._model.talk(line, context, background)
        if found.degraded is None:
            return found
        try:
            told = await (await self._embedded()).talk(line, context, background)
        except CoderError as error:
            why = f"{found.degraded}; nor could the built-in grader: {error}"
            return found.model_copy(update={"degraded": why})
        return told.model_copy(update={"degraded": found.degraded})

    async def _embedded(self) -> Grader:
        return await asyncio.to_thread(self._open_embedded)


def _neither(found: Verdict, why: str) -> Verdict:
    return found.model_copy(update={"ungraded": f"{found.ungraded}; nor did the built-in grader: {why}"})
