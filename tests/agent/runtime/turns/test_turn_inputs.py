"""What the log knows of a session is handed to the turn, and what a turn decides is kept in it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from sqlalchemy import select

from agent.customer.turn_context import TurnContext
from agent.model.acts import Intent
from agent.model.events import Whole
from agent.model.turn import Turn
from agent.runtime.room import Room
from agent.runtime.turns.recent_talk import RECENT
from agent.storage.store import Store
from agent.storage.tables import turns
from tests.support.doubles import players
from tests.support.doubles.players import Players, WordDecider


class Listening(WordDecider):
    """Keeps every context it decided by."""

    def __init__(self) -> None:
        self.contexts: list[TurnContext] = []

    def decide(self, context: TurnContext) -> Intent:
        self.contexts.append(context)
        return super().decide(context)


@dataclass
class ListeningPlayers(Players):
    """The light engines, with one decider that listens."""

    ears: Listening = field(default_factory=Listening)

    def decider(self) -> Listening:
        return self.ears


async def say(room: Room, session: str, line: str) -> Turn:
    return [event.turn async for event in room.say(session, line) if isinstance(event, Whole)][0]


async def test_a_decision_is_handed_the_replies_that_the_log_has(log_url: str) -> None:
    engines = ListeningPlayers()
    room = players.room(log_url, engines)
    info = await room.start("test")
    whole = [await say(room, info.id, f"mumble {number}") for number in range(RECENT + 2)]
    replies = [turn.reply for turn in whole]
    for number, context in enumerate(engines.ears.contexts):
        assert context.earlier == tuple(replies[max(0, number - RECENT) : number])
        assert context.spoken == (info.opening, *(reply.text for reply in replies[:number]))
        assert context.before == (whole[number - 1].state if number else context.before)
    await room.aclose()


async def test_a_branch_is_handed_the_replies_it_shares(log_url: str) -> None:
    engines = ListeningPlayers()
    room = players.room(log_url, engines)
    info = await room.start("test")
    first = await say(room, info.id, "mumble")
    await say(room, info.id, "blame")
    branch = await room.rewind(info.id, 1)
    await say(room, branch.id, "mumble again")
    assert engines.ears.contexts[-1].earlier == (first.reply,)
    assert engines.ears.contexts[-1].before == first.state
    await room.aclose()


async def test_the_intent_is_kept_with_the_turn(log_url: str) -> None:
    engines = ListeningPlayers()
    room = players.room(log_url, engines)
    info = await room.start("test")
    turn = await say(room, info.id, "mumble")
    assert turn.intent == WordDecider().decide(engines.ears.contexts[0])
    assert room.turns(info.id) == [turn]
    await room.aclose()


async def test_a_turn_of_before_intents_were_kept_still_reads(log_url: str) -> None:
    room = players.room(log_url)
    info = await room.start("test")
    turn = await say(room, info.id, "mumble")
    await room.aclose()
    store = Store(log_url)
    with store._database.writing() as connection:
        kept = json.loads(connection.execute(select(turns.c.rest)).scalar_one())
        del kept["intent"], kept["reply"]["brief"]
        connection.execute(turns.update().values(rest=json.dumps(kept)))
    (read,) = store.turns(info.id)
    store.dispose()
    assert read == turn.model_copy(update={"intent": None})
