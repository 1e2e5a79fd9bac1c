"""The LLM customer: a model speaks within what was decided, and no sentence is shown before it is checked.

A draft that does not stand is drawn again, with what was wrong; then the line the author wrote stands in, and the reply
says why. What was shown once is never taken back: every piece yielded is a beginning of the reply's text.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Hashable, Sequence
from contextlib import aclosing
from copy import copy
from dataclasses import dataclass
from typing import Protocol

from agent.customer.contract import TalkReader
from agent.customer.decider import chance_for
from agent.customer.index.index_library import IndexLibrary
from agent.customer.index.persona_index import PersonaIndex
from agent.customer.llm.checks import Bounds, figures_in, runs_in
from agent.customer.llm.draft import Draft
from agent.customer.llm.leaks import Secrets
from agent.customer.llm.prompt import HARMS, correcting, may_tell, most_words, stage_directions, told_as, voice_messages
from agent.customer.llm.reading_back import ReadingBack
from agent.customer.turn_context import TurnContext
from agent.errors import EndpointError, EndpointRefused
from agent.llm.contract import LanguageModel, Message
from agent.model.acts import Act, Intent, Situation
from agent.model.session import Reply

REDRAWS = 2

PIVOTAL = frozenset({Act.COMMIT, Act.WALK_AWAY})
"""Acts that end the session: such a line is checked whole before any of it is shown."""

_log = logging.getLogger(__name__)


class StandIn(Protocol):
    """The embedded customer, as far as a model's voice needs it."""

    def say(self, context: TurnContext, intent: Intent) -> Reply:
        """Return the authored line for an intent."""
        ...


@dataclass(frozen=True)
class _Material:
    """What drafts of one line are drawn from and held to, and what reads back what they did."""

    messages: tuple[Message, ...]
    bounds: Bounds
    reading: ReadingBack


class _Attempt:
    """One draft and what became of it."""

    def __init__(self, bounds: Bounds) -> None:
        self.draft = Draft(bounds)
        self.error: EndpointError | None = None

    @property
    def failure(self) -> str | None:
        """Why the draft is not whole, completing "the draft …", or None."""
        return f"broke off ({self.error})" if self.error else self.draft.wrong

    @property
    def hopeless(self) -> bool:
        """Another draft would fare no better: the endpoint refuses, or gave nothing after all its retries."""
        return isinstance(self.error, EndpointRefused) or (self.error is not None and not self.draft.begun)


class LlmCustomer:
    """Speaks with a language model. See `agent/customer/contract.py` for the contract.

    Args:
        llm: the model. stand_in: speaks where no draft stands.
        indexes: of the personas; by them drafts are compared with what is kept back, and read back.
        talk: reads what a line says about the change.
        session: whose token budget pays, or None for nobody's.
    """

    def __init__(
        self,
        llm: LanguageModel,
        stand_in: StandIn,
        indexes: IndexLibrary,
        talk: TalkReader,
        session: str | None = None,
    ) -> None:
        self._llm, self._stand_in, self._indexes, self._talk, self._session = llm, stand_in, indexes, talk, session
        self.engine = f"llm:{llm.name}"

    def of(self, session: str) -> LlmCustomer:
        """Return the same customer, paid from this session's token budget."""
        bound = copy(self)
        bound._session = session
        return bound

    async def reply(self, context: TurnContext, intent: Intent) -> AsyncIterator[str | Reply]:
        """Yield the line sentence by sentence, each checked, then the whole `Reply`. Checks run off the event loop."""
        material = await asyncio.to_thread(self._prepare, context, intent)
        pivotal, wrong, messages = intent.act in PIVOTAL, None, material.messages
        for draw in range(1 + REDRAWS):
            attempt = _Attempt(material.bounds)
            seed = chance_for(context, str(draw)).getrandbits(31)
            async with aclosing(self._draw(messages, attempt, seed)) as sentences:
                async for sentence in sentences:
                    if not pivotal:
                        yield sentence
            text = attempt.draft.text
            wrong = attempt.failure or _unmet(intent, material.reading, text)
            if wrong is None or (text and not pivotal):
                if pivotal:
                    yield text
                cut = f"the line was cut: its next sentence {wrong}" if wrong else None
                yield await asyncio.to_thread(material.reading.reply, text, self.engine, cut)
                return
            _log.info("%s: draft %d did not stand: it %s", self.engine, draw + 1, wrong)
            if attempt.hopeless:
                break
            messages = correcting(material.messages, attempt.draft.refused or text, wrong, context.persona)
        authored = await asyncio.to_thread(self._stand_in.say, context, intent)
        yield authored.text
        yield authored.model_copy(update={"degraded": f"{self.engine} did not speak: its draft {wrong}"})

    def brief(self, context: TurnContext, intent: Intent) -> Hashable:
        """Return what the reply rests on: the prompt, what it is held to, and what it is read back by."""
        state, decided = context.state, _decision(intent)
        prompt = voice_messages(context, decided, self._indexes.of(context.persona).lines)
        held_to = decided.act, intent.band, may_tell(context, intent), intent.unsaid, intent.situation is Situation.BYE
        read_by = intent.topics[:1], intent.topic, intent.plan, intent.item, state.plan_due, state.raised
        return prompt, held_to, read_by

    def _prepare(self, context: TurnContext, intent: Intent) -> _Material:
        index = self._indexes.of(context.persona)
        secrets = Secrets(index.lines, may_tell(context, intent), lambda text, others: _likeness(index, text, others))
        messages = voice_messages(context, intent, index.lines)
        bounds = Bounds(
            secrets=secrets,
            act=intent.act,
            band=intent.band,
            spoken=context.spoken,
            line=context.line,
            figures=figures_in("\n".join((*(message.text for message in messages), *context.spoken, context.line))),
            unsaid=intent.unsaid,
            words=most_words(context, intent),
            parting=intent.situation is Situation.BYE,
            recital=runs_in(stage_directions(intent.act, intent.band, intent.effect)),
        )
        return _Material(messages, bounds, ReadingBack(context, intent, index, secrets, self._talk))

    async def _draw(self, messages: Sequence[Message], attempt: _Attempt, seed: int) -> AsyncGenerator[str, None]:
        """Yield the sentences of one draft that stand, until one does not; an endpoint's error ends it as well."""
        pieces = self._llm.stream(messages, purpose="customer", session=self._session, seed=seed)
        draft = attempt.draft
        try:
            async with aclosing(pieces):
                async for piece in pieces:
                    if draft.hold(piece):
                        for sentence in await asyncio.to_thread(draft.check):
                            yield sentence
                    if draft.closed:
                        return
            for sentence in await asyncio.to_thread(draft.end):
                yield sentence
        except EndpointError as error:
            attempt.error = error


def _decision(intent: Intent) -> Intent:
    """Return the intent without what only tints it: what a line did that hurt nobody, and how short to be."""
    tint = {"effect": intent.effect if intent.effect in HARMS else None, "brief": False, "whole": False}
    return intent.model_copy(update={**tint, "act": told_as(intent)})


def _likeness(index: PersonaIndex, text: str, others: Sequence[str]) -> float:
    return float(index.likeness(index.vectors_of([text]), others).max())


def _unmet(intent: Intent, reading: ReadingBack, text: str) -> str | None:
    """Return what a line that ends a session fails to do, completing "the draft …", or None."""
    if intent.act is Act.COMMIT and intent.plan and reading.plan(text) is None:
        return "does not put the plan into words"
    return None
