"""The LLM grader: a model codes the line, its quotes are checked, and the rubric is applied as for every engine.

The model never sees the customer's state and never gives a score: it names units, codes and marks; what counts as
empathy and empowerment is computed in `agent/grading/assembly.py`.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence

from agent.errors import EndpointError, EndpointGarbled
from agent.grading.assembly import assemble
from agent.grading.voting import CodedSpan, Reading, VoteResult, aggregate_votes
from agent.llm.contract import LanguageModel, M, Message
from agent.llm.templates import load_prompt, load_sections
from agent.model.background import NO_BACKGROUND, Background
from agent.model.base import FrozenModel
from agent.model.rubric import Rubric
from agent.model.verdict import Code, Mark, Said, Stance, Talk, TalkVerdict, Verdict, ungraded
from agent.text.legibility import illegible
from agent.text.neutralize import neutralize
from agent.text.quoting import locate

CONTEXT_LINES = 6
CONTEXT_CHARACTERS = 600
"""Of each line of context; the line to be coded is cut only at `prompting.LONGEST`."""

VOTING_TEMPERATURE = 0.5
"""Least temperature where several votes are asked for: at 0 one vote would be counted several times."""


class UnitAnswer(FrozenModel):
    """One unit as the model codes it. The reason comes before the label."""

    quote: str
    reason: str
    code: Code
    marks: tuple[Mark, ...]


class LineAnswer(FrozenModel):
    """What the model answers about a rep's line."""

    units: tuple[UnitAnswer, ...]
    stance_reason: str
    stance: Stance


class TalkAnswer(FrozenModel):
    """What the model answers about a customer's line."""

    reason: str
    talk: Talk


class LlmGrader:
    """Grades with a language model. See `agent/grading/contract.py` for the contract.

    Args:
        llm: the model. rubric: the rubric to grade by.
        votes: readings asked for in parallel; their shares are the confidences.
        session: whose token budget pays, or None for nobody's.
    """

    def __init__(self, llm: LanguageModel, rubric: Rubric, votes: int = 1, session: str | None = None) -> None:
        self._llm, self._rubric, self._votes, self._session = llm, rubric, votes, session
        self.engine = f"llm:{llm.name}" if votes == 1 else f"llm:{llm.name}:votes={votes}"

    def of(self, session: str) -> LlmGrader:
        """Return the same grader, paid from this session's token budget."""
        return LlmGrader(self._llm, self._rubric, self._votes, session)

    async def grade(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> Verdict:
        """Return the verdict of one rep line; ungraded where too few readings came."""
        if why := illegible(line):
            return ungraded(why, self._rubric.ref, self.engine)
        try:
            votes = await self.vote(line, context)
        except EndpointError as error:
            return ungraded(f"the model gave no grade: {error}", self._rubric.ref, self.engine)
        return await asyncio.to_thread(assemble, line, context, votes.findings, votes.stance, self._rubric, self.engine)

    async def vote(self, line: str, context: Sequence[Said]) -> VoteResult:
        """Return the votes on one rep line, with their spread.

        Raises:
            EndpointError: half of the readings or more did not come; the first reason is raised.
        """
        messages = await asyncio.to_thread(self._messages, line, context)
        tries = (self._read(line, messages, vote) for vote in range(self._votes))
        results = await asyncio.gather(*tries, return_exceptions=True)
        readings = [result for result in results if isinstance(result, Reading)]
        errors = [result for result in results if isinstance(result, BaseException)]
        for error in errors:
            if not isinstance(error, EndpointError) or 2 * len(readings) <= self._votes:
                raise error
        return await asyncio.to_thread(aggregate_votes, line, readings, [str(error) for error in errors])

    async def talk(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> TalkVerdict:
        """Return what a customer's line says about the change; the confidence is the share of the votes asked for."""
        messages = as_messages("talk", context=told(context), line=neutralize(line))
        tries = (self._parse(messages, TalkAnswer, vote) for vote in range(self._votes))
        results = await asyncio.gather(*tries, return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException) and not isinstance(result, EndpointError):
                raise result
        counted = Counter(result.talk for result in results if isinstance(result, TalkAnswer))
        degraded = None if counted else f"the model gave no reading: {results[0]}"
        talk, most = counted.most_common(1)[0] if counted else (Talk.NEUTRAL, 0)
        return TalkVerdict(talk=talk, confidence=most / self._votes, degraded=degraded)

    async def _read(self, line: str, messages: Sequence[Message], vote: int) -> Reading:
        """Return one reading. Quotes that are not in the line are asked for again once, then dropped."""
        answer = await self._parse(messages, LineAnswer, vote)
        lost = await asyncio.to_thread(_not_in, line, answer)
        if lost:
            listed = "\n".join(f"- {neutralize(quote, CONTEXT_CHARACTERS)}" for quote in lost)
            (asked,) = load_prompt("requote").render(quotes=listed)
            again = (
                Message(part="own", text=answer.model_dump_json()),
                Message(part="incoming", text=asked),
            )
            answer = await self._parse((*messages, *again), LineAnswer, vote)
        reading = await asyncio.to_thread(_reading, answer, line)
        if not reading.spans:
            raise EndpointGarbled(f"{self.engine}: none of its quotes is in the line")
        return reading

    async def _parse(self, messages: Sequence[Message], schema: type[M], vote: int) -> M:
        several = self._votes > 1
        return await self._llm.parse(
            messages,
            schema,
            purpose="grader",
            session=self._session,
            seed=vote if several else None,
            least_temperature=VOTING_TEMPERATURE if several else 0.0,
        )

    def _messages(self, line: str, context: Sequence[Said]) -> tuple[Message, ...]:
        marks = load_sections("marks")
        return as_messages(
            "grader",
            context=told(context),
            line=neutralize(line),
            codes="\n".join(_entry(code, self._rubric) for code in Code),
            marks="\n".join(f"- `{mark.value}`: {marks[mark.value]}" for mark in Mark),
        )


def as_messages(prompt: str, **given: str) -> tuple[Message, ...]:
    """Return a prompt of two parts, filled: instructions that stay the same, and the data."""
    stable, data = load_prompt(prompt).render(**given)
    return Message(part="instructions", text=stable), Message(part="incoming", text=data)


def told(context: Sequence[Said]) -> str:
    """Return the last lines of a conversation as data, one to a line."""
    lines = [f"{said.speaker}: {neutralize(said.text, CONTEXT_CHARACTERS)}" for said in context[-CONTEXT_LINES:]]
    return "\n".join(lines) or "(nothing yet)"


def _entry(code: Code, rubric: Rubric) -> str:
    entry = rubric.codes[code]
    rules = " ".join(entry.rules)
    examples = " ".join(f'"{example}"' for example in entry.examples)
    against = " ".join(f'"{example}"' for example in entry.counter_examples)
    return f"- `{code.value}`: {entry.definition} {rules} It is: {examples} It is not: {against}".replace("  ", " ")


def _not_in(line: str, answer: LineAnswer) -> list[str]:
    """Return the quotes that do not stand in the line."""
    return [unit.quote for unit in answer.units if locate(unit.quote, line) is None]


def _reading(answer: LineAnswer, line: str) -> Reading:
    spans: dict[tuple[int, int], CodedSpan] = {}
    for unit in answer.units:
        if place := locate(unit.quote, line):
            before = spans.get(place, CodedSpan(*place, frozenset(), frozenset()))
            spans[place] = CodedSpan(*place, before.codes | {unit.code}, before.marks | set(unit.marks))
    return Reading(tuple(sorted(spans.values(), key=lambda span: (span.start, span.end))), answer.stance)
