"""The embedded customer speaks lines that the persona's author wrote, those that say the intent best."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Hashable, Iterator

from agent.customer.decider import chance_for
from agent.customer.index.index_library import IndexLibrary
from agent.customer.line_selection import pick
from agent.customer.turn_context import TurnContext
from agent.model.acts import Act, Intent
from agent.model.session import Reply

PIECE_WORDS = 3
"""Words of a streamed piece: a phrase, so that the line grows on screen as if spoken."""

_SPOKEN_WORD = re.compile(r"(?<!\s)\s*+\S+")


class EmbeddedCustomer:
    """Speaks authored lines. The same seed and the same rep give the same session."""

    engine = "embedded"

    def __init__(self, indexes: IndexLibrary) -> None:
        self._indexes = indexes

    async def reply(self, context: TurnContext, intent: Intent) -> AsyncIterator[str | Reply]:
        """Yield the line in pieces of a few words, then the whole `Reply`."""
        reply = await asyncio.to_thread(self.say, context, intent)
        for piece in pieces(reply.text):
            yield piece
        yield reply

    def brief(self, context: TurnContext, intent: Intent) -> Hashable:
        """Return what the reply rests on: here it is the reply itself, which costs no call."""
        return self.say(context, intent)

    def say(self, context: TurnContext, intent: Intent) -> Reply:
        """Return the authored line for an intent, e.g. where a model's drafts did not stand."""
        chosen = pick(context, intent, self._indexes.of(context.persona), chance_for(context, "voice"))
        line = chosen.line
        topic = intent.topic if line.act is Act.DISCLOSE else line.topic
        plans = line.act in (Act.VOICE_PLAN, Act.COMMIT)
        return Reply(
            text=line.text, act=line.act, band=intent.band, talk=line.talk, topic=topic, disclosed=line.fact,
            plan=line.plan if plans else None, item=line.item or intent.item, brief=chosen.brief, engine=self.engine,
        )  # fmt: skip


def pieces(text: str) -> Iterator[str]:
    """Yield a line in pieces of a few words; together they are the line."""
    words = _SPOKEN_WORD.findall(text)
    for start in range(0, len(words), PIECE_WORDS):
        yield "".join(words[start : start + PIECE_WORDS])
