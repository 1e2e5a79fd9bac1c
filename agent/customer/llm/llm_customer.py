"""The LLM customer: a model speaks what the mind has decided, and no sentence is shown before it is checked.

A draft that does not stand is drawn again; then the line the author wrote stands in, and the reply says why. What was
shown once is never taken back: every piece yielded is a beginning of the reply's text.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from copy import copy
from dataclasses import dataclass
from random import Random
from typing import Protocol

from agent.customer.contract import Embedder, ReplyContext
from agent.customer.embeddings import Vectors
from agent.customer.intent import Intent
from agent.customer.llm.checks import Bounds, figures_in, runs_in
from agent.customer.llm.draft import Draft
from agent.customer.llm.leaks import Secrets, stems
from agent.customer.llm.prompt import may_tell, samples_for, stage_directions, voice_messages
from agent.errors import EndpointError, EndpointRefused
from agent.llm.contract import LanguageModel
from agent.model.acts import TALK_OF_ACT, Act
from agent.model.persona import LineSpec
from agent.model.session import Reply
from agent.model.verdict import Talk

REDRAWS = 2
PLAN_WORDS = 2
"""Telling words of a plan that a line must hold to count as voicing it."""

PIVOTAL = frozenset({Act.DISCLOSE, Act.VOICE_PLAN, Act.COMMIT, Act.WALK_AWAY})
"""Acts that move the session on: such a line is checked whole before any of it is shown."""

_log = logging.getLogger(__name__)


class StandIn(Protocol):
    """The embedded customer, as far as a model's voice needs it."""

    def intend(self, hearing: ReplyContext) -> Intent:
        """Return what the customer does next."""
        ...

    def say(self, hearing: ReplyContext, intent: Intent) -> Reply:
        """Return the authored line for an intent."""
        ...


@dataclass(frozen=True)
class _Part:
    """What one reply is drawn from: the intent, what is kept back, and authored lines that would do."""

    hearing: ReplyContext
    intent: Intent
    secrets: Secrets
    authored: Reply
    samples: tuple[str, ...]


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
        llm: the model. stand_in: decides what to do, and speaks where no draft stands.
        embedder: compares drafts with locked facts by meaning; without it, only by words.
        session: whose token budget pays, or None for nobody's.
    """

    def __init__(
        self, llm: LanguageModel, stand_in: StandIn, embedder: Embedder | None = None, session: str | None = None
    ) -> None:
        self._llm, self._stand_in, self._session = llm, stand_in, session
        self._vectors = Vectors(embedder) if embedder else None
        self.engine = f"llm:{llm.name}"

    def of(self, session: str) -> LlmCustomer:
        """Return the same customer, paid from this session's token budget."""
        bound = copy(self)
        bound._session = session
        return bound

    async def reply(self, hearing: ReplyContext) -> AsyncIterator[str | Reply]:
        """Yield the line sentence by sentence, each checked, then the whole `Reply`."""
        part = await asyncio.to_thread(self._prepare, hearing)
        pivotal, wrong = part.intent.act in PIVOTAL, None
        for draw in range(1 + REDRAWS):
            attempt = _Attempt(_bounds(part))
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

    def _prepare(self, hearing: ReplyContext) -> _Part:
        intent = self._stand_in.intend(hearing)
        authored = self._stand_in.say(hearing, intent)
        secrets = Secrets(hearing.persona, may_tell(hearing, intent), self._likeness if self._vectors else None)
        return _Part(hearing, intent, secrets, authored, samples_for(hearing, intent, authored.text))

    def _likeness(self, text: str, others: Sequence[str]) -> float:
        if self._vectors is None:
            return 0.0
        return float((self._vectors.of_author(others) @ self._vectors.of_rep([text])[0]).max())

    async def _draw(self, part: _Part, attempt: _Attempt, draw: int, wrong: str | None) -> AsyncGenerator[str, None]:
        """Yield the sentences of one draft that stand, until one does not; an endpoint's error ends it as well."""
        hearing = part.hearing
        messages = voice_messages(hearing, part.intent, part.samples, wrong)
        seed = Random(f"{hearing.seed}:{hearing.state.turn}:{draw}").getrandbits(31)
        pieces = self._llm.stream(messages, purpose="customer", session=self._session, seed=seed)
        try:
            async with aclosing(pieces):
                async for piece in pieces:
                    for sentence in attempt.draft.feed(piece):
                        yield sentence
                    if attempt.draft.closed:
                        return
            for sentence in attempt.draft.end():
                yield sentence
        except EndpointError as error:
            attempt.error = error

    def _spoken(self, part: _Part, text: str, degraded: str | None) -> Reply:
        intent = part.intent
        return Reply(
            text=text,
            act=intent.act,
            band=intent.band,
            talk=intent.talk or TALK_OF_ACT.get(intent.act, Talk.NEUTRAL),
            topic=intent.topic,
            disclosed=intent.fact if intent.fact and part.secrets.tells(text, intent.fact) else None,
            plan=intent.plan if intent.act in (Act.VOICE_PLAN, Act.COMMIT) else None,
            engine=self.engine,
            degraded=f"the line was cut: its next sentence {degraded}" if degraded else None,
        )


def _bounds(part: _Part) -> Bounds:
    hearing = part.hearing
    given = "\n".join(message.text for message in voice_messages(hearing, part.intent, part.samples, None))
    return Bounds(
        secrets=part.secrets,
        act=part.intent.act,
        band=part.intent.band,
        spoken=hearing.spoken,
        line=hearing.line,
        figures=figures_in(given),
        recital=runs_in(stage_directions(part.intent)),
    )


def _unmet(part: _Part, text: str) -> str | None:
    """Return what a pivotal line fails to do, completing "the draft …", or None."""
    intent, persona = part.intent, part.hearing.persona
    if intent.fact and not part.secrets.tells(text, intent.fact):
        return "does not tell what it was to tell"
    if intent.plan and intent.act in (Act.VOICE_PLAN, Act.COMMIT):
        plan = persona.plans[intent.plan]
        lines = (line.say if isinstance(line, LineSpec) else line for line in (*plan.voices, *plan.commits))
        if len(stems(text) & stems(" ".join((plan.gist, *lines)))) < PLAN_WORDS:
            return "does not put the plan into words"
    return None
