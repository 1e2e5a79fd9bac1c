"""A turn that breaks or is stopped while it is answered again stands as it was; the dispute is noted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from agent.customer.turn_context import TurnContext
from agent.errors import TurnRefused
from agent.model.acts import Intent
from agent.model.events import Disputed
from agent.model.session import Reply
from agent.runtime.personal.disputes import Disputes
from agent.runtime.personal.personal_room import personal
from tests.support.doubles import players
from tests.support.doubles.players import Players, WordCustomer
from tests.support.makers.disputing import BLAME, dispute
from tests.support.makers.room_talk import say


class Mute(WordCustomer):
    """Breaks down or hangs instead of speaking, once it is told to."""

    broken, hangs = False, False
    speaking = asyncio.Event()

    async def reply(self, context: TurnContext, intent: Intent) -> AsyncIterator[str | Reply]:
        if Mute.broken:
            raise ValueError("no voice")
        if Mute.hangs:
            Mute.speaking.set()
            await asyncio.Event().wait()
        async for piece in super().reply(context, intent):
            yield piece


class MutePlayers(Players):
    """The light engines with a customer that can break."""

    def customer(self, session: str | None = None) -> Mute:
        return Mute()


async def test_a_customer_that_breaks_or_is_stopped_leaves_the_old_turn_standing(
    log_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = players.room(log_url, MutePlayers())
    info = await room.start("test", seed=4)
    turn = await say(room, info.id, BLAME)
    monkeypatch.setattr(Mute, "broken", True)
    events = await dispute(room, info.id, 1)
    assert isinstance(events[-1], Disputed)
    assert events[-1].why == "the line could not be answered again (an unforeseen error in the program (ValueError))"
    monkeypatch.setattr(Mute, "broken", False)
    monkeypatch.setattr(Mute, "hangs", True)
    monkeypatch.setattr(Mute, "speaking", asyncio.Event())
    waiting = asyncio.create_task(dispute(room, info.id, 1))
    await Mute.speaking.wait()
    await room.aclose()
    with pytest.raises(TurnRefused):
        await waiting
    monkeypatch.setattr(Mute, "hangs", False)
    again = players.room(log_url)
    assert again.turns(info.id) == [turn]
    assert again.session(info.id).pending is False
    assert not Disputes(personal(again)).of(info.id)[0].struck, "noted before anything else happens"
    assert (await dispute(again, info.id, 1))[-1] == Disputed(None)
    await again.aclose()
