"""A visit: the page's controller from the first line to the export, over a room with light engines."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent.content.library import Library
from agent.runtime.personal.personal_room import personal
from agent.runtime.room import Room
from agent.storage.store import Store
from agent.web.controllers.talk import PageController
from agent.web.routes import Route
from agent.web.updates import Updates
from tests.support.doubles.fake_room import fake_room
from tests.support.makers.pages import SKILLED


@pytest.fixture
async def controller(library: Library, tmp_path: Path) -> AsyncIterator[tuple[PageController, Room]]:
    """A controller over a room with light engines and one persona."""
    room = fake_room(library, f"sqlite:///{tmp_path / 'log.db'}")
    yield PageController(personal(room)), room
    await room.aclose()


async def _all(updates: AsyncIterator[Updates]) -> list[Updates]:
    return [update async for update in updates]


async def test_a_conversation_at_the_desk(controller: tuple[PageController, Room]) -> None:
    at, room = controller
    shown = (await _all(at.start("test_customer")))[-1]
    session, token = shown["session"], shown["token"]
    assert shown["talking"] is True
    heard = await _all(at.say(session, SKILLED, token, 20))
    assert "line" not in heard[0], "the box keeps the line until the log has it"
    assert heard[1] == {"line": ""}
    assert "You kept it going alone." in heard[0]["live"]
    assert any("data-resistance" in update.get("side", "") and update.get("live") for update in heard)
    assert 'id="turn-1"' in heard[-1]["past"]
    again = await _all(at.say(session, SKILLED, token, 20))
    assert len(room.turns(session)) == 1, "the same sending is one turn"
    assert again[-1]["token"] != token
    ended = (await _all(at.finish(session)))[-1]
    assert "How do you think it went?" in ended["page"], "the rep rates themself before they read what the grader found"
    assert ended["talking"] is False
    read = (await _all(at.act("rate", {"session": session, "skip": "1"})))[-1]
    assert "What happened" in read["page"]


async def test_a_refused_line_is_given_back_with_the_reason(controller: tuple[PageController, Room]) -> None:
    at, room = controller
    session = (await room.start("test_customer")).id
    last = (await _all(at.say(session, " \u200b ", "r1", 20)))[-1]
    assert last["line"] == " \u200b "
    assert "empty" in last["notice"]
    long = (await _all(at.say(session, "a" * 5000, "r2", 20)))[-1]
    assert "4000" in long["notice"]
    assert room.turns(session) == []


async def test_rewind_branches_and_offers_the_old_words(controller: tuple[PageController, Room]) -> None:
    at, room = controller
    session = (await room.start("test_customer")).id
    for number, line in enumerate((SKILLED, "You should just use our product.")):
        await _all(at.say(session, line, f"r{number}", 20))
    updates = (await _all(at.rewind(session, 1)))[-1]
    assert updates["session"] != session
    assert updates["line"] == "You should just use our product."
    assert len(room.turns(updates["session"])) == 1
    assert len(room.turns(session)) == 2


async def test_opening_a_session_finishes_its_pending_line(
    controller: tuple[PageController, Room], tmp_path: Path
) -> None:
    at, room = controller
    session = (await room.start("test_customer")).id
    store = Store(f"sqlite:///{tmp_path / 'log.db'}")
    store.submit(session, SKILLED, "before the crash")
    store.dispose()
    opened = await _all(at.go(Route("talk", session).search))
    assert "You kept it going alone." in opened[0]["live"]
    assert [turn.rep for turn in room.turns(session)] == [SKILLED]
    assert 'id="turn-1"' in opened[-1]["past"]


async def test_what_is_not_there_is_told_on_the_screen(controller: tuple[PageController, Room]) -> None:
    at, _ = controller
    for search in ("?session=<script>", "?persona=nobody", "?debrief=none"):
        page = (await _all(at.go(search)))[-1]["page"]
        assert "That is not here" in page
        assert "<script" not in page


async def test_a_broken_persona_file_is_named_and_the_rest_can_be_met(
    controller: tuple[PageController, Room], library: Library
) -> None:
    at, _ = controller
    (library.personas_dir / "broken.yaml").write_text("id: broken\nnmae: <b>\n", "utf-8")
    page = (await _all(at.go("")))[-1]["page"]
    assert "broken.yaml" in page
    assert "rw-card-link" in page


async def test_exports_hold_the_whole_session(controller: tuple[PageController, Room]) -> None:
    at, room = controller
    session = (await room.start("test_customer")).id
    await _all(at.say(session, SKILLED, "r1", 20))
    await room.finish(session)
    markdown = json.loads((await _all(at.export(session, "md")))[-1]["saved"])
    whole = json.loads((await _all(at.export(session, "json")))[-1]["saved"])
    assert SKILLED.split(".")[0] in markdown["text"]
    assert "## Debrief" in markdown["text"]
    told = json.loads(whole["text"])
    assert [turn["rep"] for turn in told["turns"]] == [SKILLED]
    assert told["debrief"]["outcome"] == "open"
