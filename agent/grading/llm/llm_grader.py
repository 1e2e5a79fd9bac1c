"""The LLM grader: a model codes the line, its quotes are checked, and the rubric is applied as for every engine.

The model never sees the customer's state and never gives a score: it names units, codes and marks; what counts as
empathy and empowerment is computed in `agent/grading/assembly.py`. An answer that is no grade is asked for once more;
then the line is ungraded, and `agent/grading/stand_in.py` has the embedded coder grade it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence

from agent.errors import EndpointDown, EndpointError, EndpointGarbled
from agent.event_log import log_event
from agent.grading.assembly import assemble
from agent.grading.llm.answers import (
    NOT_MEASURED,
    LineAnswer,
    TalkAnswer,
    quotes_not_in,
    reading_of,
    told_reason,
    untold,
    with_reasons,
)
from agent.grading.llm.prompt import grade_messages, requote_messages, talk_messages
from agent.grading.llm.voting import Reading, VoteResult, aggregate_votes
from agent.llm.contract import Answered, LanguageModel, M, Message
from agent.model.background import NO_BACKGROUND, Background, Said
from agent.model.rubric import Rubric
from agent.model.verdict import Talk, TalkVerdict, Verdict, ungraded
from agent.text.legibility import illegible

VOTING_TEMPERATURE = 0.5
"""Least temperature where several votes are asked for: at 0 one vote would be counted several times."""

AGAIN_TEMPERATURE = 0.3
"""Least temperature of what is asked once more: at 0, with the same seed, the same would be answered again."""

AGAIN_SEED = 1000
"""Added to the seed of what is asked once more, above that of any vote."""

PATIENCE = 60.0
"""Seconds from the first question to the last answer, if nothing else is set."""

_log = logging.getLogger(__name__)


class LlmGrader:
    """Grades with a language model. See `agent/grading/contract.py` for the contract.

    Args:
        llm: the model. rubric: the rubric to grade by.
        votes: readings asked for in parallel; their shares are the confidences.
        session: whose token budget pays, or None for nobody's.
        patience: seconds within which all that is asked about one line is answered, or is given up.
    """

    def __init__(
        self,
        llm: LanguageModel,
        rubric: Rubric,
        votes: int = 1,
        session: str | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self._llm, self._rubric, self._votes, self._session = llm, rubric, votes, session
        self._patience = patience
        self.engine = f"llm:{llm.name}" if votes == 1 else f"llm:{llm.name}:votes={votes}"

    def of(self, session: str) -> LlmGrader:
        """Return the same grader, paid from this session's token budget."""
        return LlmGrader(self._llm, self._rubric, self._votes, session, self._patience)

    async def grade(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> Verdict:
        """Return the verdict of one rep line; ungraded where too few readings came."""
        if why := illegible(line):
            return ungraded(why, self._rubric.ref, self.engine)
        try:
            votes = await self.vote(line, context, background)
        except EndpointError as error:
            return ungraded(f"the model gave no grade: {error}", self._rubric.ref, self.engine)
        return await asyncio.to_thread(self._verdict, line, context, votes, background)

    async def vote(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> VoteResult:
        """Return the votes on one rep line, with their spread.

        Raises:
            EndpointError: half of the readings or more did not come; the first reason is raised.
        """
        messages = await asyncio.to_thread(grade_messages, self._rubric, line, context, background)
        tries = (self._one_reading(line, messages, vote) for vote in range(self._votes))
        results = await asyncio.gather(*tries, return_exceptions=True)
        readings = [result for result in results if isinstance(result, Reading)]
        errors = [result for result in results if isinstance(result, BaseException)]
        for error in errors:
            if not isinstance(error, EndpointError) or 2 * len(readings) <= self._votes:
                raise error
        return await asyncio.to_thread(aggregate_votes, line, readings, [str(error) for error in errors])

    async def talk(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> TalkVerdict:
        """Return what a customer's line says about the change.

        The confidence is the share of the votes asked for, or of one vote how likely its word was; 0 where none came.
        """
        messages = await asyncio.to_thread(talk_messages, line, context, background)
        tries = (self._ask_twice(messages, TalkAnswer, vote) for vote in range(self._votes))
        results = await asyncio.gather(*tries, return_exceptions=True)
        answers = [result for result in results if isinstance(result, Answered)]
        errors = [result for result in results if isinstance(result, BaseException)]
        for error in errors:
            if not isinstance(error, EndpointError):
                raise error
        if not answers:
            why = f"the model could not tell: {errors[0]}"
            return TalkVerdict(talk=Talk.NEUTRAL, confidence=0.0, degraded=why)
        return _counted(answers, self._votes)

    def _verdict(self, line: str, context: Sequence[Said], votes: VoteResult, background: Background) -> Verdict:
        found = assemble(line, context, votes.findings, votes.stance, self._rubric, self.engine, background=background)
        return with_reasons(found, votes.findings)

    async def _one_reading(self, line: str, messages: Sequence[Message], vote: int) -> Reading:
        """Return one reading: what stands in the line of the first answer, or of the second where the first lacks."""
        until = asyncio.get_running_loop().time() + self._patience
        first, again = None, messages
        try:
            first = await self._ask(messages, LineAnswer, vote)
        except EndpointGarbled as error:
            self._log_told("grade_asked_again", why="the answer could not be read", words={"why": str(error)})
        if first is not None:
            lost = await asyncio.to_thread(quotes_not_in, line, first.value)
            if first.value.units and not lost:
                return await self._placed(line, first)
            again = (*messages, *requote_messages(first.value.model_dump_json(), lost)) if lost else messages
        try:
            return await self._placed(line, await self._ask_again(again, LineAnswer, vote, until))
        except EndpointError:
            if first is None:
                raise
            return await self._placed(line, first)

    async def _placed(self, line: str, answered: Answered[LineAnswer]) -> Reading:
        """Return what of an answer stands in the line; a unit whose words do not is dropped, and that is logged.

        Raises:
            EndpointGarbled: nothing of it does.
        """
        chance = answered.odds.at if answered.odds else untold
        reading = await asyncio.to_thread(reading_of, answered.value, line, chance)
        if not reading.spans:
            raise EndpointGarbled(f"{self.engine}: none of its quotes is in the line")
        if lost := await asyncio.to_thread(quotes_not_in, line, answered.value):
            self._log_told("quotes_dropped", dropped=len(lost), kept=len(reading.spans), words={"quotes": lost})
        return reading

    async def _ask_twice(self, messages: Sequence[Message], schema: type[M], vote: int) -> Answered[M]:
        until = asyncio.get_running_loop().time() + self._patience
        try:
            return await self._ask(messages, schema, vote)
        except EndpointGarbled:
            return await self._ask_again(messages, schema, vote, until)

    async def _ask_again(self, messages: Sequence[Message], schema: type[M], vote: int, until: float) -> Answered[M]:
        try:
            async with asyncio.timeout_at(until):
                return await self._ask(messages, schema, vote + AGAIN_SEED, AGAIN_TEMPERATURE)
        except TimeoutError:
            raise EndpointDown(f"{self.engine}: no grade within {self._patience:g} s, asked twice") from None

    async def _ask(
        self, messages: Sequence[Message], schema: type[M], seed: int, least_temperature: float = 0.0
    ) -> Answered[M]:
        several = self._votes > 1
        return await self._llm.answer(
            messages,
            schema,
            purpose="grader",
            session=self._session,
            seed=seed if several or seed >= AGAIN_SEED else None,
            least_temperature=max(least_temperature, VOTING_TEMPERATURE if several else 0.0),
        )

    def _log_told(self, event: str, *, words: dict[str, object], **more: object) -> None:
        log_event(_log, logging.INFO, event, session=self._session, engine=self.engine, words=words, **more)  # type: ignore[arg-type]


def _counted(answers: Sequence[Answered[TalkAnswer]], asked: int) -> TalkVerdict:
    """Return the talk of most answers, with the reason of the first of them."""
    talk, most = Counter(answer.value.talk for answer in answers).most_common(1)[0]
    agreeing = [answer for answer in answers if answer.value.talk is talk]
    told = agreeing[0].odds.at("talk") if agreeing[0].odds else None
    alone = NOT_MEASURED if told is None else told
    reason = told_reason(agreeing[0].value.reason)
    return TalkVerdict(talk=talk, confidence=alone if asked == 1 else most / asked, reason=reason)
