"""A page that has not seen all that was said: it is told, catches up, and keeps what is in its box."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent.content.library import Library
from agent.model.practice.person import Person
from agent.runtime.personal.personal_room import PersonalRoom, personal
from agent.web.controllers.talk import PageController
from agent.web.updates import Updates
from tests.support.doubles.fake_room import fake_room

LINES = ("You kept it going alone. What would help?", "You carried it. What matters to you?")


@pytest.fixture
async def room(library: Library, tmp_path: Path) -> AsyncIterator[PersonalRoom]:
    made = fake_room(library, f"sqlite:///{tmp_path / 'log.db'}")
    yield personal(made)
    await made.aclose()


async def shown(updates: AsyncIterator[Updates]) -> Updates:
    whole: Updates = {}
    async for update in updates:
        whole |= update
    return whole


async def test_a_tab_catches_up_and_its_box_is_left_alone(room: PersonalRoom) -> None:
    at = PageController(room)
    page = await shown(at.start("test_customer"))
    session = page["session"]
    step = room.session(session).step
    assert await shown(at.act("step", {"session": session, "step": step})) == {}, "nothing was said since"
    await shown(at.say(session, LINES[0], page["token"], 30))
    caught_up = await shown(at.act("step", {"session": session, "step": step}))
    assert 'id="turn-1"' in caught_up["past"]
    assert "line" not in caught_up
    await room.finish(session)
    ended = await shown(at.act("step", {"session": session, "step": step}))
    assert ended["writing"] is False


async def test_a_line_from_a_tab_that_fell_behind_is_given_back_and_not_said(room: PersonalRoom) -> None:
    at = PageController(room)
    page = await shown(at.start("test_customer"))
    session, old = page["session"], page["token"]
    await shown(at.say(session, LINES[0], old, 30))
    behind = await shown(at.say(session, LINES[1], old, 30))
    assert behind["line"] == LINES[1]
    assert "gone on meanwhile" in behind["notice"]
    assert len(room.turns(session)) == 1
    await shown(at.say(session, LINES[1], behind["token"], 30))
    assert [turn.rep for turn in room.turns(session)] == list(LINES)
    await room.finish(session)
    late = await shown(at.say(session, "One more thing.", behind["token"], 30))
    assert "has ended meanwhile" in late["notice"]
    assert late["writing"] is False


@pytest.mark.parametrize("token", ["", "-", "x-1", "99999999999-a", "٣-a"])
async def test_a_token_that_says_nothing_is_no_fault(room: PersonalRoom, token: str) -> None:
    at = PageController(room)
    session = (await shown(at.start("test_customer")))["session"]
    await shown(at.say(session, LINES[0], token, 30))
    assert len(room.turns(session)) == 1


async def test_nobody_catches_up_with_the_session_of_another(room: PersonalRoom) -> None:
    session = (await shown(PageController(room).start("test_customer")))["session"]
    stranger = PageController(personal(room.room, Person(id="p-9", name="eve", shown="Eve")))
    answer = await shown(stranger.act("step", {"session": session, "step": ""}))
    assert set(answer) == {"alert"}
    assert "No session has the id" in answer["alert"]
