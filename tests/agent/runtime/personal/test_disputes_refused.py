"""Nobody disputes for another, and only what was read and said can be disputed."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from agent.errors import TurnRefused, UnknownSession
from agent.model.events import Disputed
from agent.model.practice.person import Person, Role
from agent.runtime.personal.disputes import Disputes
from agent.runtime.personal.personal_room import personal
from agent.runtime.room import Room
from tests.support.doubles import players
from tests.support.makers.disputing import BLAME, MEANT, dispute
from tests.support.makers.room_talk import say


@pytest.fixture
async def room(log_url: str) -> AsyncIterator[Room]:
    opened = players.room(log_url)
    yield opened
    await opened.aclose()


@pytest.mark.parametrize(
    "who",
    [
        Person(id="b", name="b", shown="B"),
        Person(id="t", name="t", shown="T", role=Role.TRAINER),
        Person(id="x", name="x", shown="X", role=Role.ADMIN),
        Person(id="", name="you", shown="You", role=Role.ADMIN),
    ],
)
async def test_nobody_disputes_for_another(room: Room, who: Person) -> None:
    mine = personal(room, Person(id="a", name="a", shown="A"))
    info = await mine.start("test", seed=4)
    turn = await say(room, info.id, BLAME)
    for number in (-1, 0, 1, 2, 10**9):
        with pytest.raises(UnknownSession):
            await dispute(personal(room, who), info.id, number)
    with pytest.raises(UnknownSession):
        Disputes(personal(room, who)).of(info.id)
    assert room.log.disputes.listed() == []
    assert room.turns(info.id) == [turn]
    assert (await dispute(mine, info.id, 1))[-1] == Disputed(None)


@pytest.mark.parametrize(
    ("turn", "evidence", "quote", "meant"),
    [
        (1, "confront", "words that were never said", MEANT),
        (1, "persuade", BLAME, MEANT),
        (1, "", "", MEANT),
        (2, "confront", BLAME, MEANT),
        (0, "confront", BLAME, MEANT),
        (-3, "confront", BLAME, MEANT),
        (10**12, "confront", BLAME, MEANT),
        (1, "confront", BLAME, ""),
        (1, "confront", BLAME, " \n\u200b\u202e "),
        (1, "confront", BLAME, "x" * 501),
        (1, "confront\x00' OR 1=1", BLAME, MEANT),
        (1, "confront", "\ud800", MEANT),
    ],
)
async def test_what_was_not_read_or_not_said_is_refused(
    room: Room, turn: int, evidence: str, quote: str, meant: str
) -> None:
    info = await room.start("test", seed=4)
    whole = await say(room, info.id, BLAME)
    with pytest.raises(TurnRefused):
        await dispute(room, info.id, turn, quote, evidence, meant)
    assert (room.turns(info.id), Disputes(personal(room)).of(info.id)) == ([whole], [])
