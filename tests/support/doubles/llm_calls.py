"""The LLM edge against every way in which an endpoint is known to fail. What its tests share."""

from __future__ import annotations

import asyncio

import httpx2

from agent.llm.client import Llm
from agent.llm.contract import Message
from agent.model.base import FrozenModel

ASKED = (Message(part="instructions", text="Be brief."), Message(part="incoming", text="Colour?"))


class Colour(FrozenModel):
    reason: str
    name: str


BLUE = '{"reason": "sky", "name": "blue"}'


async def ask(
    llm: Llm, session: str | None = None, *, seed: int | None = None, least_temperature: float = 0.0
) -> Colour:
    return await llm.parse(
        ASKED, Colour, purpose="grader", session=session, seed=seed, least_temperature=least_temperature
    )


async def listen(llm: Llm, session: str | None = None) -> list[str]:
    return [piece async for piece in llm.stream(ASKED, purpose="customer", session=session)]


async def hang(*_: object) -> httpx2.Response:
    await asyncio.sleep(60)
    raise AssertionError("nobody should wait this long")
