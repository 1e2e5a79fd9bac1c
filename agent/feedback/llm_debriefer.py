"""The LLM debriefer: a model tells the story, the numbers stay ours, and what it quotes must have been said.

Where no debrief comes, or it rests on words that nobody said, the embedded one stands in and says why.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import Field

from agent.errors import EndpointError
from agent.feedback.embedded_debriefer import EmbeddedDebriefer
from agent.feedback.narrative import SessionRecord, balance
from agent.feedback.turning_points import line_value
from agent.llm.contract import LanguageModel, Message
from agent.llm.templates import load_prompt
from agent.model.base import FrozenModel
from agent.model.debrief import Debrief, Summary
from agent.model.ids import RuleId
from agent.model.persona import Persona
from agent.model.rubric import Rubric
from agent.model.session import Outcome
from agent.model.turn import Turn
from agent.text.neutralize import neutralize
from agent.text.quoting import locate

MOST_TURNS, ENDS = 40, 5
"""Turns a prompt carries; of a longer session the first and last few, and those between that moved most."""

LINE_CHARACTERS = 500
LEAST_STORY = 2
"""Paragraphs that must stand once those with invented quotes are taken out."""

CLAIMED_WORDS = 4
"""Words from which a quotation claims that somebody said it; shorter ones may be turns of phrase."""

_QUOTATION = re.compile(r"[“\"]([^“”\"]+)[”\"]")


class Told(FrozenModel):
    """What the model answers."""

    story: tuple[str, ...] = Field(min_length=1)
    next_time: tuple[str, ...] = Field(min_length=1)


def _what_it_lacks(told: Told, story: tuple[str, ...]) -> str:
    """Say why a model's debrief does not stand. `story`: what of it rests on words that were said."""
    if len(told.story) < LEAST_STORY:
        return "the model's debrief was too short"
    if len(story) < LEAST_STORY:
        return "the model's debrief rested on words that nobody said"
    return "none of the model's advice began from a line of the rep's that could have gone better"


class LlmDebriefer:
    """Tells the session with a language model. See `agent/feedback/embedded_debriefer.py` for the contract."""

    def __init__(self, llm: LanguageModel) -> None:
        self._llm, self._embedded = llm, EmbeddedDebriefer()
        self.engine = f"llm:{llm.name}"

    async def debrief(
        self, session: str, persona: Persona, rubric: Rubric, turns: Sequence[Turn], outcome: Outcome
    ) -> Debrief:
        """Return the debrief; `degraded` says why where the embedded one stands in."""
        stand_in = await self._embedded.debrief(session, persona, rubric, turns, outcome)
        if not turns:
            return stand_in
        record = SessionRecord(persona, tuple(turns), outcome, stand_in.summary)
        messages = _messages(record)
        try:
            told = await self._llm.parse(messages, Told, purpose="debrief", session=session)
        except EndpointError as error:
            return stand_in.model_copy(update={"degraded": f"the model gave no debrief: {error}"})
        story = tuple(part.strip() for part in told.story if part.strip() and not _invents(part, turns))
        blamed = _without_the_best(turns, stand_in.summary)
        advice = tuple(part.strip() for part in told.next_time if _starts_from_a_line(part, blamed))[:3]
        if len(story) < LEAST_STORY or not advice:
            return stand_in.model_copy(update={"degraded": _what_it_lacks(told, story)})
        return stand_in.model_copy(update={"story": story, "next_time": advice, "engine": self.engine})


def _messages(record: SessionRecord) -> tuple[Message, ...]:
    persona, summary = record.persona, record.summary
    stable, told = load_prompt("debrief").render(
        name=persona.name,
        role=persona.role,
        outcome=record.outcome.value.replace("_", " "),
        lines="\n\n".join(_told_turn(turn) for turn in _kept(record.turns)),
        balance=balance(record),
        summary=summary.model_dump_json(include=set(COUNTED), exclude_none=True),
    )
    return Message(part="instructions", text=stable), Message(part="incoming", text=told)


COUNTED = (
    "turns",
    "ungraded",
    "counts",
    "adherent",
    "non_adherent",
    "early_leads",
    "due_leads",
    "steering",
    "readiness",
    "talk",
)
"""Parts of the summary the model is shown."""


def _told_turn(turn: Turn) -> str:
    codes = (
        ", ".join(dict.fromkeys(evidence.code.value for evidence in turn.verdict.codes))
        or turn.verdict.ungraded
        or "nothing"
    )
    receipt = turn.receipt
    whys = " ".join(dict.fromkeys(entry.why for entry in receipt.entries if entry.rule is not RuleId.TRIGGER))
    return (
        f"turn {turn.number}\nrep: {neutralize(turn.rep, LINE_CHARACTERS)}\nread as: {codes}\n"
        f"moved: resistance {receipt.resistance:+.1f}, trust {receipt.trust:+.1f}. {whys}\n"
        f"customer: {neutralize(turn.reply.text, LINE_CHARACTERS)}"
    )


def _kept(turns: Sequence[Turn]) -> list[Turn]:
    if len(turns) <= MOST_TURNS:
        return list(turns)
    between = sorted(turns[ENDS:-ENDS], key=lambda turn: -abs(line_value(turn)))[: MOST_TURNS - 2 * ENDS]
    return [*turns[:ENDS], *sorted(between, key=lambda turn: turn.number), *turns[-ENDS:]]


def _quotations(text: str) -> list[str]:
    return [words for words in _QUOTATION.findall(text) if len(words.split()) >= CLAIMED_WORDS]


def _invents(paragraph: str, turns: Sequence[Turn]) -> bool:
    """Say whether a paragraph quotes, at length, what neither of the two has said."""
    said = [line for turn in turns for line in (turn.rep, turn.reply.text)]
    return not all(_turn_in_words(words, said) for words in _quotations(paragraph))


def _without_the_best(turns: Sequence[Turn], summary: Summary) -> Sequence[Turn]:
    """Return the turns that a suggestion may start from: not the line that is shown as the best."""
    best = summary.best.turn if summary.best else None
    return [turn for turn in turns if turn.number != best]


def _starts_from_a_line(suggestion: str, turns: Sequence[Turn]) -> bool:
    """Say whether a suggestion quotes at least once what the rep has said; the other quote is the better line."""
    lines = [turn.rep for turn in turns]
    return any(_turn_in_words(words, lines) for words in _QUOTATION.findall(suggestion))


def _turn_in_words(words: str, lines: Sequence[str]) -> bool:
    pieces = [piece.strip(" .,;!?") for piece in re.split(r"…|\.\.\.", words)]
    return any(all(not piece or locate(piece, line) is not None for piece in pieces) for line in lines)
