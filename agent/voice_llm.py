"""The LLM customer: a model speaks what the mind has decided, and no sentence is shown before it is checked.

A draft that does not stand is drawn again; then the line the author wrote stands in, and the reply says why. What was
shown once is never taken back: every piece yielded is a beginning of the reply's text.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from random import Random
from typing import Protocol

from agent.acts import TALK_OF_ACT, Act
from agent.authored import Authored, every_line, plain
from agent.canaries import leaked_fact
from agent.customer import Embedder, Hearing
from agent.draft import Draft
from agent.draft_check import Bounds
from agent.draft_leaks import Secrets, stems
from agent.errors import EndpointError, EndpointRefused
from agent.intent import Intent
from agent.llm_words import LanguageModel
from agent.persona import LineSpec, Plan
from agent.session import Reply
from agent.vectors import Vectors
from agent.verdict import Talk
from agent.voice_prompt import may_tell, voice_messages

REDRAWS = 2
SAMPLES = 3
"""Authored lines that the model is shown as a measure of length and voice."""

PLAN_WORDS = 2
"""Telling words of a plan that a line must hold to count as voicing it."""

PIVOTAL = frozenset({Act.DISCLOSE, Act.VOICE_PLAN, Act.COMMIT, Act.WALK_AWAY})
"""Acts that move the session on: such a line is checked whole before any of it is shown."""

_log = logging.getLogger(__name__)


class StandIn(Protocol):
    """The embedded customer, as far as a model's voice needs it."""

    def intend(self, hearing: Hearing) -> Intent:
        """Return what the customer does next."""
        ...

    def say(self, hearing: Hearing, intent: Intent) -> Reply:
        """Return the authored line for an intent."""
        ...


@dataclass(frozen=True)
class _Part:
    """What one reply is drawn from: the intent, what is kept back, and authored lines that would do."""

    hearing: Hearing
    intent: Intent
    secrets: Secrets
    authored: Reply
    samples: tuple[str, ...]


class LlmCustomer:
    """Speaks with a language model. See `agent/customer.py` for the contract.

    Args:
        llm: the model. stand_in: decides what to do, and speaks where no draft stands.
        embedder: compares drafts with locked facts by meaning; without it, only by words.
        session: whose token budget pays, or None for nobody's.
    """

    def __init__(
        self, llm: LanguageModel, stand_in: StandIn, embedder: Embedder | None = None, session: str | None = None
    ) -> None:
        self._llm, self._stand_in, self._embedder, self._session = llm, stand_in, embedder, session
        self._vectors = Vectors(embedder) if embedder else None
        self.engine = f"llm:{llm.name}"

    def of(self, session: str) -> LlmCustomer:
        """Return the same customer, paid from this session's token budget."""
        return LlmCustomer(self._llm, self._stand_in, self._embedder, session)

    async def reply(self, hearing: Hearing) -> AsyncIterator[str | Reply]:
        """Yield the line sentence by sentence, each checked, then the whole `Reply`."""
        part = await asyncio.to_thread(self._prepare, hearing)
        pivotal, wrong = part.intent.act in PIVOTAL, None
        for draw in range(1 + REDRAWS):
            attempt = _Attempt(self._bounds(part))
            async with aclosing(self._draw(part, attempt, draw, wrong)) as sentences:
                async for sentence in sentences:
                    if not pivotal:
                        yield sentence
            wrong = attempt.failure or _unmet(part, attempt.draft.text)
            if wrong is None or (attempt.draft.text and not pivotal):
                if pivotal:
                    yield attempt.draft.text
                yield self._spoken(part, attempt.draft.text, wrong)
                return
            _log.info("%s: draft %d did not stand: it %s", self.engine, draw + 1, wrong)
            if attempt.hopeless:
                break
        yield part.authored.text
        yield part.authored.model_copy(update={"degraded": f"{self.engine} did not speak: its draft {wrong}"})
