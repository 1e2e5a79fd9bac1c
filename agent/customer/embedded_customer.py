"""Voice: the embedded customer. It speaks lines that the persona's author wrote, chosen by the mind and the encoder."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from random import Random

from agent.content.authored_lines import BRIEF_WORDS
from agent.customer.contract import Embedder, ReplyContext
from agent.customer.embeddings import Vectors
from agent.customer.intent import DecisionContext, Intent
from agent.customer.line_selection import Choice, pick
from agent.customer.policy import choose_intent
from agent.customer.topics import authored_line, understand
from agent.model.acts import Act
from agent.model.session import Reply
from agent.text.matching import word_count

PIECE_WORDS = 3
"""Words of a streamed piece: a phrase, so that the line grows on screen as if spoken."""

_SPOKEN_WORD = re.compile(r"(?<!\s)\s*+\S+")


class EmbeddedCustomer:
    """Speaks authored lines. The same seed and the same rep give the same session."""

    engine = "embedded"

    def __init__(self, embedder: Embedder) -> None:
        self._vectors = Vectors(embedder)

    async def reply(self, hearing: ReplyContext) -> AsyncIterator[str | Reply]:
        """Yield the line in pieces of a few words, then the whole `Reply`."""
        reply = await asyncio.to_thread(self.answer, hearing)
        for piece in pieces(reply.text):
            yield piece
        yield reply

    def answer(self, hearing: ReplyContext) -> Reply:
        """Return the whole reply at once."""
        return self.say(hearing, self.intend(hearing))

    def intend(self, hearing: ReplyContext) -> Intent:
        """Return what the customer does next; a model's voice is given the same intent."""
        return choose_intent(self._moment(hearing), _roll(hearing, "mind"))

    def say(self, hearing: ReplyContext, intent: Intent) -> Reply:
        """Return the authored line for an intent, e.g. where a model's drafts did not stand."""
        choice = Choice(hearing.persona, hearing.state, hearing.line, hearing.spoken)
        line = pick(choice, intent, self._vectors, _roll(hearing, "voice"))
        topic = intent.topic if line.act is Act.DISCLOSE else line.topic
        plans = line.act in (Act.VOICE_PLAN, Act.COMMIT)
        return Reply(
            text=line.text, act=line.act, band=intent.band, talk=line.talk, topic=topic, disclosed=line.fact,
            plan=line.plan if plans else None, engine=self.engine,
        )  # fmt: skip

    def _moment(self, hearing: ReplyContext) -> DecisionContext:
        line = authored_line(hearing)
        return DecisionContext(
            persona=hearing.persona, before=hearing.before, state=hearing.state, receipt=hearing.receipt,
            verdict=hearing.verdict, heard=understand(hearing, self._vectors),
            told=line is not None and line.fact is not None, last_act=line.act if line else None,
            last_brief=bool(hearing.spoken) and word_count(hearing.spoken[-1]) <= BRIEF_WORDS,
        )  # fmt: skip


def pieces(text: str) -> Iterator[str]:
    """Yield a line in pieces of a few words; together they are the line."""
    words = _SPOKEN_WORD.findall(text)
    for start in range(0, len(words), PIECE_WORDS):
        yield "".join(words[start : start + PIECE_WORDS])


def _roll(hearing: ReplyContext, purpose: str) -> Random:
    return Random(f"{hearing.seed}:{hearing.state.turn}:{purpose}")
