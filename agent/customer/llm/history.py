"""History: the talk as a model is given it: real turns, and before them what is remembered of the older ones.

Everything here is the same as the turn before but for what was said since, so that a provider can keep it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Literal

from agent.customer.turn_context import TurnContext
from agent.llm.contract import Message
from agent.llm.templates import load_sections
from agent.model.background import Said, StatementKind
from agent.text.neutralize import neutralize

LINE_CHARACTERS = 700
"""Of each line the model is shown; a rep's speech is cut, as a customer would stop listening."""

_PARTS: Mapping[str, Literal["incoming", "own"]] = {"rep": "incoming", "customer": "own"}

_TOLD_AS = {
    ("customer", StatementKind.SAID): "you_said",
    ("customer", StatementKind.ABOUT_SELF): "you_said",
    ("customer", StatementKind.ASKED): "you_asked",
    ("customer", StatementKind.PROMISED): "you_promised",
    ("customer", StatementKind.REFUSED): "you_said",
    ("rep", StatementKind.PROMISED): "rep_promised",
    ("rep", StatementKind.REFUSED): "rep_said",
    ("rep", StatementKind.ABOUT_SELF): "rep_said",
}
"""What a statement is told as. What was refused is told as said: the words say it, and not every "not" is a refusal."""


def history(context: TurnContext, now: str) -> tuple[Message, ...]:
    """Return the talk as messages that take turns, an incoming one first and last.

    Args:
        context: what the customer has. now: what stands behind the rep's line in the last message.
    """
    talk = context.talk or context.recent
    parts = [Message(part="incoming", text=_before(context)), *map(_as_message, talk)]
    last = f"{neutralize(context.line, LINE_CHARACTERS)}\n\n{now}"
    return tuple(_taking_turns([*parts, Message(part="incoming", text=last)]))


def _before(context: TurnContext) -> str:
    pieces, kept = load_sections("situation"), context.older
    if not kept:
        begun = context.talk or context.recent
        return pieces["begins" if not begun or begun[0].speaker == "customer" else "goes_on"]
    listed = "\n".join(f"- turn {one.turn}, {pieces[_TOLD_AS[one.speaker, one.kind]]}: {one.text}" for one in kept)
    return f"{pieces['remembered']}\n{listed}\n{pieces['goes_on']}"


def _as_message(said: Said) -> Message:
    return Message(part=_PARTS[said.speaker], text=neutralize(said.text, LINE_CHARACTERS))


def _taking_turns(messages: Sequence[Message]) -> Iterator[Message]:
    """Yield the messages with neighbours of one side made one: some endpoints take nothing else."""
    for part, group in groupby(messages, key=lambda message: message.part):
        yield Message(part=part, text="\n\n".join(message.text for message in group))
