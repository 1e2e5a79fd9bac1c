"""Shared room: a running app with two teams in it, each person signed in, and one session that was submitted."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from agent.content.library import Library
from agent.runtime.personal.people.submitting import give_to_trainer
from agent.runtime.personal.personal_room import personal
from agent.storage.store import Store
from tests.support.doubles.fake_room import fake_room
from tests.support.makers import teams
from tests.support.makers.teams import EVERYBODY
from tests.support.paths import ROOT

LINES = (
    "You were handed a system you never chose. What would you need to see before it was worth your time?",
    "It sounds like you were left with the work twice. It's your call what happens next.",
)


async def fill(folder: Path) -> str:
    """Make the log of an app that is not running yet; return the id of Ana's session, which she gave to her trainer."""
    library = Library(ROOT / "personas", ROOT / "rubrics")
    room = fake_room(library, f"sqlite:///{folder / 'rollwith.db'}")
    teams.settle(room.log)
    ana = personal(room, EVERYBODY["ana"])
    info = await ana.start("ailsa_drummond")
    for line in LINES:
        async for _ in ana.say(info.id, line):
            pass
    await ana.finish(info.id)
    room.log.notes.add(info.id, "rating", "")  # she would not rate herself
    give_to_trainer(ana, info.id)
    personal(room, EVERYBODY["art"]).turns(info.id)
    await room.aclose()
    return info.id


def filled(folder: Path) -> str:
    """Do what `fill` does, in a thread of its own: the browser's library runs an event loop in the test's."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(fill(folder))).result()


def cookie_of(folder: Path, name: str) -> str:
    """Sign somebody in, and return what their browser sends from then on."""
    store = Store(f"sqlite:///{folder / 'rollwith.db'}")
    token = store.logins.begin(EVERYBODY[name].id, 1)
    store.dispose()
    return token
