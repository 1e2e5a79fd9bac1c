"""Light engines that begin a reply beside the grade; what each of them does and when is kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from agent.customer.turn_context import TurnContext
from agent.model.acts import Intent
from agent.model.background import NO_BACKGROUND, Background, Said
from agent.model.rubric import Rubric
from agent.model.session import Reply
from agent.model.verdict import Verdict
from tests.support.doubles.players import Players, WordCustomer, WordGrader


class Reader(WordGrader):
    """Reads a line as the grader does, or, where `reads` is set, as that line."""

    engine = "reader"

    def __init__(self) -> None:
        super().__init__()
        self.reads: str | None = None

    async def grade(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> Verdict:
        return await super().grade(self.reads or line, context, background)


class Speaker(WordCustomer):
    """Says how often they were asked: "Draft 1 of ...". It can be held after its first word, or fail there."""

    def __init__(self) -> None:
        self.asked = self.speaking = self.cancelled = 0
        self.begun = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()
        self.fails: list[Exception] = []
        self.broken: Exception | None = None

    async def reply(self, context: TurnContext, intent: Intent) -> AsyncIterator[str | Reply]:
        self.asked += 1
        self.speaking += 1
        said = f"Draft{self.asked} "
        try:
            yield said
            self.begun.set()
            if self.fails:
                raise self.fails.pop(0)
            await self.gate.wait()
            if self.broken:
                raise self.broken
            async for piece in super().reply(context, intent):
                yield piece.model_copy(update={"text": said + piece.text}) if isinstance(piece, Reply) else piece
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.speaking -= 1


@dataclass
class EarlyPlayers(Players):
    """Light engines with an early reader; `may`: whether a reply may be begun early."""

    begins_early: bool = True
    may: bool = True
    reader: Reader = field(default_factory=Reader)
    speaker: Speaker = field(default_factory=Speaker)

    def early_reader(self, rubric: Rubric) -> Reader:
        return self.reader

    def may_begin_early(self, session: str) -> bool:
        return self.may

    def customer(self, session: str | None = None) -> Speaker:
        return self.speaker
