"""Memory: what the customer has said is theirs to be held to. Which of it the rep comes back to, and what is no news.

The log's replies are handed on with what they did; of older ones the author's own file tells it by their words, and
what a model has said is in the running list of statements.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

import numpy as np

from agent.content.tables.taking_up import taking_up
from agent.customer.index.line_index import texts_of
from agent.customer.index.persona_index import Matrix, PersonaIndex
from agent.customer.turn_context import TurnContext
from agent.model.background import Statement
from agent.text.matching import word_count

TAKEN_UP_FROM = 0.6
"""Likeness of the rep's words to a statement from which they come back to it."""

QUOTED_FROM = 0.35
"""The same where the rep says that they do ("You said that ..."): then it only has to be the likeliest one."""

KNOWN_FROM = 0.5
"""Likeness to what the customer said, or the rep was told beforehand, from which the rep's words are no news."""

GUESSED_FROM = 0.5
"""Likeness to an untold fact from which the rep has guessed it."""

LEAST_WORDS = 3
"""Words a statement has: nobody comes back to "Hm."."""


@dataclass(frozen=True)
class OwnWords:
    """Something the customer has said: the words, and the topic, fact or item of the agenda that it was about."""

    text: str
    topic: str | None = None
    fact: str | None = None
    item: str | None = None


@dataclass(frozen=True)
class Recall:
    """What the rep's words come back to.

    Attributes:
        statement: what the customer said, or None. unsaid: the words guess at what they have told nobody.
        known: they hold what the customer said, or what the rep was told beforehand.
    """

    statement: OwnWords | None = None
    known: bool = False
    unsaid: bool = False


def statements(context: TurnContext, index: PersonaIndex) -> tuple[OwnWords, ...]:
    """Return what the customer has said in this session that one may come back to, oldest first."""
    return tuple(one for one in _every_statement(context, index) if word_count(one.text) >= LEAST_WORDS)


def last_statement(context: TurnContext) -> OwnWords | None:
    """Return what the customer said last, the opening where they have said nothing else."""
    if context.earlier:
        last = context.earlier[-1]
        return OwnWords(last.text, context.topic_lately, last.disclosed, last.item)
    return OwnWords(context.spoken[-1]) if context.spoken else None


def recall(context: TurnContext, words: Matrix, index: PersonaIndex) -> Recall:
    """Return what the units of the rep's line, (n, d), come back to."""
    if not len(words):
        return Recall()
    quoting, said = taking_up().quotes(context.heard), statements(context, index)
    likeness = (words @ index.vectors_of([one.text for one in said]).T).max(axis=0) if said else np.zeros(0)
    best = int(likeness.argmax()) if said else 0
    score = float(likeness[best]) if said else 0.0
    told = float(index.likeness(words, context.persona.brief.you_know).max())
    known = quoting or max(score, told) >= KNOWN_FROM
    return Recall(
        statement=said[best] if said and score >= (QUOTED_FROM if quoting else TAKEN_UP_FROM) else None,
        known=known,
        unsaid=not known and _guesses(context, words, index),
    )


def _every_statement(context: TurnContext, index: PersonaIndex) -> Iterator[OwnWords]:
    by_text, replies = index.lines.by_text, len(context.earlier)
    older = context.spoken[: len(context.spoken) - replies]
    for text in older:
        if text in by_text:
            line = by_text[text].line
            yield OwnWords(text, line.topic, line.fact, line.item)
        elif text in context.persona.openings:
            yield OwnWords(text)
    yield from (OwnWords(one.text) for one in context.memory if _only_remembered(one, context, by_text))
    for reply in context.earlier:
        yield OwnWords(reply.text, reply.topic, reply.disclosed, reply.item)


def _only_remembered(one: Statement, context: TurnContext, by_text: Container[str]) -> bool:
    """Say whether a statement is the customer's, and neither an author's line nor part of a reply that is at hand."""
    if one.speaker != "customer" or one.text in by_text:
        return False
    return all(one.text not in reply.text for reply in context.earlier)


def _guesses(context: TurnContext, words: Matrix, index: PersonaIndex) -> bool:
    untold = [name for name in context.persona.facts if name not in context.state.disclosed]
    texts = [text for name in untold for text in texts_of(context.persona.facts[name])]
    return bool(texts) and float(index.likeness(words, texts).max()) >= GUESSED_FROM
