"""The LLM customer: a model speaks what was decided, and no sentence is shown before it is checked.

A draft that does not stand is drawn again; then the line the author wrote stands in, and the reply says why. What was
shown once is never taken back: every piece yielded is a beginning of the reply's text.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Hashable, Sequence
from contextlib import aclosing
from copy import copy
from dataclasses import dataclass
from typing import Protocol

from agent.content.authored_lines import is_brief
from agent.customer.decider import chance_for
from agent.customer.index.index_library import IndexLibrary
from agent.customer.index.line_index import said_by
from agent.customer.index.persona_index import PersonaIndex
from agent.customer.llm.checks import Bounds, figures_in, runs_in
from agent.customer.llm.draft import Draft
from agent.customer.llm.leaks import Secrets
from agent.customer.llm.prompt import may_tell, samples_for, stage_directions, voice_messages
from agent.customer.turn_context import TurnContext
from agent.errors import EndpointError, EndpointRefused
from agent.llm.contract import LanguageModel
from agent.model.acts import TALK_OF_ACT, Act, Intent
from agent.model.session import Reply
from agent.model.verdict import Talk
from agent.text.stems import stems

REDRAWS = 2
PLAN_WORDS = 2
"""Telling words of a plan that a line must hold to count as voicing it."""

PIVOTAL = frozenset({Act.DISCLOSE, Act.VOICE_PLAN, Act.COMMIT, Act.WALK_AWAY})
"""Acts that move the session on: such a line is checked whole before any of it is shown."""

_log = logging.getLogger(__name__)


class StandIn(Protocol):
    """The embedded customer, as far as a model's voice needs it."""

    def say(self, context: TurnContext, intent: Intent) -> Reply:
        """Return the authored line for an intent."""
        ...


@dataclass(frozen=True)
class _Material:
    """What drafts of one line are drawn from and held to, and the authored line where none of them stands."""

    authored: Reply
    samples: tuple[str, ...]
    bounds: Bounds


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
        indexes: of the personas; by them drafts are compared with what is kept back.
        session: whose token budget pays, or None for nobody's.
    """

    def __init__(
        self, llm: LanguageModel, stand_in: StandIn, indexes: IndexLibrary, session: str | None = None
    ) -> None:
        self._llm, self._stand_in, self._indexes, self._session = llm, stand_in, indexes, session
        self.engine = f"llm:{llm.name}"

    def of(self, session: str) -> LlmCustomer:
        """Return the same customer, paid from this session's token budget."""
        bound = copy(self)
        bound._session = session
        return bound

    async def reply(self, context: TurnContext, intent: Intent) -> AsyncIterator[str | Reply]:
        """Yield the line sentence by sentence, each checked, then the whole `Reply`. Checks run off the event loop."""
        material = await asyncio.to_thread(self._prepare, context, intent)
        pivotal, wrong = intent.act in PIVOTAL, None
        for draw in range(1 + REDRAWS):
            attempt = _Attempt(material.bounds)
            async with aclosing(self._draw(context, intent, material, attempt, draw, wrong)) as sentences:
                async for sentence in sentences:
                    if not pivotal:
                        yield sentence
            text = attempt.draft.text
            wrong = attempt.failure or await asyncio.to_thread(_unmet, intent, material.bounds, text)
            if wrong is None or (text and not pivotal):
                if pivotal:
                    yield text
                yield await asyncio.to_thread(self._spoken, intent, material.bounds, text, wrong)
                return
            _log.info("%s: draft %d did not stand: it %s", self.engine, draw + 1, wrong)
            if attempt.hopeless:
                break
        yield material.authored.text
        yield material.authored.model_copy(update={"degraded": f"{self.engine} did not speak: its draft {wrong}"})

    def brief(self, context: TurnContext, intent: Intent) -> Hashable:
        """Return what the reply rests on: intent, prompt, what may be told, and the line that would stand in."""
        authored, index = self._stand_in.say(context, intent), self._indexes.of(context.persona)
        samples = samples_for(context, intent, authored.text, index.lines)
        return intent, voice_messages(context, intent, samples, None), may_tell(context, intent), authored

    def _prepare(self, context: TurnContext, intent: Intent) -> _Material:
        authored, index = self._stand_in.say(context, intent), self._indexes.of(context.persona)
        samples = samples_for(context, intent, authored.text, index.lines)
        given = "\n".join(message.text for message in voice_messages(context, intent, samples, None))
        bounds = Bounds(
            secrets=Secrets(
                index.lines, may_tell(context, intent), lambda text, others: _likeness(index, text, others)
            ),
            act=intent.act,
            band=intent.band,
            spoken=context.spoken,
            line=context.line,
            figures=figures_in(given),
            unsaid=intent.unsaid,
            recital=runs_in(stage_directions(intent)),
        )
        return _Material(authored, samples, bounds)

    async def _draw(
        self,
        context: TurnContext,
        intent: Intent,
        material: _Material,
        attempt: _Attempt,
        draw: int,
        wrong: str | None,
    ) -> AsyncGenerator[str, None]:
        """Yield the sentences of one draft that stand, until one does not; an endpoint's error ends it as well."""
        messages = await asyncio.to_thread(voice_messages, context, intent, material.samples, wrong)
        seed = chance_for(context, str(draw)).getrandbits(31)
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

    def _spoken(self, intent: Intent, bounds: Bounds, text: str, degraded: str | None) -> Reply:
        return Reply(
            text=text,
            act=intent.act,
            band=intent.band,
            talk=intent.talk or TALK_OF_ACT.get(intent.act, Talk.NEUTRAL),
            topic=intent.topic,
            disclosed=intent.fact if intent.fact and bounds.secrets.tells(text, intent.fact) else None,
            plan=intent.plan if intent.act in (Act.VOICE_PLAN, Act.COMMIT) else None,
            item=intent.item,
            brief=is_brief(text),
            engine=self.engine,
            degraded=f"the line was cut: its next sentence {degraded}" if degraded else None,
        )


def _likeness(index: PersonaIndex, text: str, others: Sequence[str]) -> float:
    return float(index.likeness(index.embedder.embed([text]), others).max())


def _unmet(intent: Intent, bounds: Bounds, text: str) -> str | None:
    """Return what a pivotal line fails to do, completing "the draft …", or None."""
    if intent.fact and not bounds.secrets.tells(text, intent.fact):
        return "does not tell what it was to tell"
    if intent.plan and intent.act in (Act.VOICE_PLAN, Act.COMMIT):
        plan = bounds.persona.plans[intent.plan]
        lines = (said_by(line) for line in (*plan.voices, *plan.commits))
        if len(stems(text) & stems(" ".join((plan.gist, *lines)))) < PLAN_WORDS:
            return "does not put the plan into words"
    return None
